/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-objects.h"

#include <string.h>

#include "dt-bound.h"

struct _DtObjects {
  GHashTable *objects;          /* path -> (interface -> (property -> GVariant)) */
};

static GHashTable *
new_table (GDestroyNotify free_value)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_value);
}

DtObjects *
dt_objects_new (void)
{
  DtObjects *objects = g_new0 (DtObjects, 1);

  objects->objects = new_table ((GDestroyNotify) g_hash_table_unref);
  return objects;
}

void
dt_objects_free (DtObjects *objects)
{
  g_hash_table_unref (objects->objects);
  g_free (objects);
}

static GHashTable *
ensure_table (GHashTable *in, const char *key, GDestroyNotify free_value)
{
  GHashTable *table = g_hash_table_lookup (in, key);

  if (table == NULL) {
    table = new_table (free_value);
    g_hash_table_insert (in, g_strdup (key), table);
  }
  return table;
}

/* ModemManager 1.20 tells everybody in these what a bearer logs in with, password included (run: tests/real,
 * canary-alone). */
static gboolean
has_login (const char *interface, const char *property)
{
  static const struct {
    const char *interface, *property;
  } properties[] = {
    { "org.freedesktop.ModemManager1.Bearer", "Properties" },
    { "org.freedesktop.ModemManager1.Modem.Modem3gpp", "InitialEpsBearerSettings" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (properties); i++)
    if (strcmp (interface, properties[i].interface) == 0 && strcmp (property, properties[i].property) == 0)
      return TRUE;
  return FALSE;
}

void
dt_objects_change (DtObjects *objects, const char *path, const char *interface, GVariant *properties)
{
  GHashTable *object = ensure_table (objects->objects, path, (GDestroyNotify) g_hash_table_unref);
  GHashTable *table = ensure_table (object, interface, (GDestroyNotify) g_variant_unref);
  GVariantIter iter;
  const char *name;
  GVariant *value;

  g_variant_iter_init (&iter, properties);
  while (g_variant_iter_loop (&iter, "{&sv}", &name, &value))
    if (!has_login (interface, name))
      g_hash_table_insert (table, g_strdup (name), dt_bound_value (value));
}

void
dt_objects_add (DtObjects *objects, const char *path, GVariant *interfaces)
{
  GVariantIter iter;
  const char *interface;
  GVariant *properties;

  g_variant_iter_init (&iter, interfaces);
  while (g_variant_iter_loop (&iter, "{&s@a{sv}}", &interface, &properties))
    dt_objects_change (objects, path, interface, properties);
}

void
dt_objects_remove_interface (DtObjects *objects, const char *path, const char *interface)
{
  GHashTable *object = g_hash_table_lookup (objects->objects, path);

  if (object == NULL)
    return;
  g_hash_table_remove (object, interface);
  if (g_hash_table_size (object) == 0)
    g_hash_table_remove (objects->objects, path);
}

static gboolean
path_is_below (gpointer path, gpointer value, gpointer prefix)
{
  return g_str_has_prefix (path, prefix);
}

void
dt_objects_remove_below (DtObjects *objects, const char *prefix)
{
  g_hash_table_foreach_remove (objects->objects, path_is_below, (gpointer) prefix);
}

static GHashTable *
find_interface (DtObjects *objects, const char *path, const char *interface)
{
  GHashTable *object = path ? g_hash_table_lookup (objects->objects, path) : NULL;

  return object ? g_hash_table_lookup (object, interface) : NULL;
}

gboolean
dt_objects_has (DtObjects *objects, const char *path, const char *interface)
{
  return find_interface (objects, path, interface) != NULL;
}

static GVariant *
peek (DtObjects *objects, const char *path, const char *interface, const char *property)
{
  GHashTable *table = find_interface (objects, path, interface);

  return table ? g_hash_table_lookup (table, property) : NULL;
}

GVariant *
dt_objects_get (DtObjects *objects, const char *path, const char *interface, const char *property)
{
  GVariant *value = peek (objects, path, interface, property);

  return value ? g_variant_ref (value) : NULL;
}

char *
dt_objects_get_string (DtObjects *objects, const char *path, const char *interface, const char *property)
{
  GVariant *value = peek (objects, path, interface, property);

  if (value == NULL || !(g_variant_is_of_type (value, G_VARIANT_TYPE_STRING) ||
                         g_variant_is_of_type (value, G_VARIANT_TYPE_OBJECT_PATH)))
    return NULL;
  return g_variant_dup_string (value, NULL);
}

gint64
dt_variant_to_number (GVariant *value, gint64 fallback)
{
  switch (value ? g_variant_classify (value) : G_VARIANT_CLASS_TUPLE) {
  case G_VARIANT_CLASS_BOOLEAN:
    return g_variant_get_boolean (value);
  case G_VARIANT_CLASS_BYTE:
    return g_variant_get_byte (value);
  case G_VARIANT_CLASS_INT16:
    return g_variant_get_int16 (value);
  case G_VARIANT_CLASS_UINT16:
    return g_variant_get_uint16 (value);
  case G_VARIANT_CLASS_INT32:
    return g_variant_get_int32 (value);
  case G_VARIANT_CLASS_UINT32:
    return g_variant_get_uint32 (value);
  case G_VARIANT_CLASS_INT64:
    return g_variant_get_int64 (value);
  case G_VARIANT_CLASS_UINT64:
    return (gint64) g_variant_get_uint64 (value);
  default:
    return fallback;
  }
}

gint64
dt_objects_get_number (DtObjects *objects, const char *path, const char *interface, const char *property, gint64 fallback)
{
  return dt_variant_to_number (peek (objects, path, interface, property), fallback);
}

GPtrArray *
dt_objects_with (DtObjects *objects, const char *interface)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer path, object;

  g_hash_table_iter_init (&iter, objects->objects);
  while (g_hash_table_iter_next (&iter, &path, &object))
    if (g_hash_table_contains (object, interface))
      g_ptr_array_add (paths, g_strdup (path));
  return paths;
}
