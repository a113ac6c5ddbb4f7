/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "object-table.h"

typedef struct {
  GHashTable *interfaces;     /* name -> (property -> GVariant) */
  gboolean listed;
} Object;

struct _ObjectTable {
  GHashTable *objects;        /* path -> Object */
};

static void
object_free (gpointer data)
{
  Object *object = data;

  g_hash_table_unref (object->interfaces);
  g_free (object);
}

static GHashTable *
properties_of (ObjectTable *table, const char *path, const char *interface)
{
  Object *object = g_hash_table_lookup (table->objects, path);

  return object != NULL ? g_hash_table_lookup (object->interfaces, interface) : NULL;
}

static GVariant *
dictionary (GHashTable *properties)
{
  GVariantBuilder builder;
  GHashTableIter iter;
  gpointer name, value;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  if (properties != NULL)
    g_hash_table_iter_init (&iter, properties);
  while (properties != NULL && g_hash_table_iter_next (&iter, &name, &value))
    g_variant_builder_add (&builder, "{sv}", name, value);
  return g_variant_builder_end (&builder);
}

static GVariant *
interfaces_of (Object *object)
{
  GVariantBuilder builder;
  GHashTableIter iter;
  gpointer name, properties;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{sa{sv}}"));
  g_hash_table_iter_init (&iter, object->interfaces);
  while (g_hash_table_iter_next (&iter, &name, &properties))
    g_variant_builder_add (&builder, "{s@a{sv}}", name, dictionary (properties));
  return g_variant_builder_end (&builder);
}

GVariant *
object_table_managed (ObjectTable *table)
{
  GVariantBuilder builder;
  GHashTableIter iter;
  gpointer path, object;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{oa{sa{sv}}}"));
  g_hash_table_iter_init (&iter, table->objects);
  while (g_hash_table_iter_next (&iter, &path, &object))
    if (((Object *) object)->listed)
      g_variant_builder_add (&builder, "{o@a{sa{sv}}}", path, interfaces_of (object));
  return g_variant_builder_end (&builder);
}

void
object_table_remove (ObjectTable *table, const char *path)
{
  g_hash_table_remove (table->objects, path);
}

void
object_table_remove_all (ObjectTable *table)
{
  g_hash_table_remove_all (table->objects);
}

gboolean
object_table_has (ObjectTable *table, const char *path)
{
  return g_hash_table_contains (table->objects, path);
}

void
object_table_add (ObjectTable *table, const char *path, GVariant *interfaces, gboolean listed)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (interfaces);
  Object *object = g_hash_table_lookup (table->objects, path);
  GVariantIter iter;
  const char *name;
  GVariant *properties;

  if (object == NULL)
    {
      object = g_new0 (Object, 1);
      object->interfaces = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_hash_table_unref);
      object->listed = listed;
      g_hash_table_insert (table->objects, g_strdup (path), object);
    }
  g_variant_iter_init (&iter, owned);
  while (g_variant_iter_loop (&iter, "{&s@a{sv}}", &name, &properties))
    {
      GHashTable *fresh = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_variant_unref);
      GVariantIter each;
      const char *property;
      GVariant *value;

      g_variant_iter_init (&each, properties);
      while (g_variant_iter_next (&each, "{&sv}", &property, &value))
        g_hash_table_insert (fresh, g_strdup (property), value);
      g_hash_table_insert (object->interfaces, g_strdup (name), fresh);
    }
}

void
object_table_set (ObjectTable *table, const char *path, const char *interface, const char *property, GVariant *value)
{
  GHashTable *properties = properties_of (table, path, interface);
  g_autoptr (GVariant) owned = g_variant_ref_sink (value);

  if (properties != NULL)
    g_hash_table_insert (properties, g_strdup (property), g_steal_pointer (&owned));
}

GVariant *
object_table_get (ObjectTable *table, const char *path, const char *interface, const char *property)
{
  GHashTable *properties = properties_of (table, path, interface);
  GVariant *value = properties != NULL ? g_hash_table_lookup (properties, property) : NULL;

  return value != NULL ? g_variant_ref (value) : NULL;
}

GPtrArray *
object_table_paths (ObjectTable *table, const char *interface)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer path;

  g_hash_table_iter_init (&iter, table->objects);
  while (g_hash_table_iter_next (&iter, &path, NULL))
    if (properties_of (table, path, interface) != NULL)
      g_ptr_array_add (paths, g_strdup (path));
  return paths;
}

GVariant *
object_table_get_all (ObjectTable *table, const char *path, const char *interface)
{
  return dictionary (properties_of (table, path, interface));
}

void
object_table_remove_interfaces (ObjectTable *table, const char *path, const char *const *interfaces)
{
  Object *object = g_hash_table_lookup (table->objects, path);

  for (guint i = 0; object != NULL && interfaces[i] != NULL; i++)
    g_hash_table_remove (object->interfaces, interfaces[i]);
  if (object != NULL && g_hash_table_size (object->interfaces) == 0)
    g_hash_table_remove (table->objects, path);
}

ObjectTable *
object_table_new (void)
{
  ObjectTable *table = g_new0 (ObjectTable, 1);

  table->objects = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, object_free);
  return table;
}

void
object_table_free (ObjectTable *table)
{
  g_hash_table_unref (table->objects);
  g_free (table);
}
