/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "find.h"

#include "exit-code.h"
#include "output.h"

static void
found_free (DtFound *found)
{
  g_free (found->path);
  g_variant_unref (found->status);
  g_free (found);
}

/* The properties of Connection and of Projection in one dictionary. */
static GVariant *
merge (GVariant *interfaces)
{
  const char *const names[] = { DT_CONNECTION, DT_PROJECTION };
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(GVariant) properties = g_variant_lookup_value (interfaces, names[i], G_VARIANT_TYPE_VARDICT);
      GVariantIter iter;
      const char *key;
      GVariant *value;

      if (!properties)
        continue;
      g_variant_iter_init (&iter, properties);
      while (g_variant_iter_loop (&iter, "{&sv}", &key, &value))
        g_variant_dict_insert_value (&dict, key, value);
    }
  return g_variant_ref_sink (g_variant_dict_end (&dict));
}

static int
by_id (gconstpointer a, gconstpointer b)
{
  guint64 left = dt_dict_uint64 ((*(DtFound **) a)->status, "Id");
  guint64 right = dt_dict_uint64 ((*(DtFound **) b)->status, "Id");

  return (left > right) - (left < right);
}

/* Properties hide what belongs to a private profile; GetStatus tells those who may know. */
static void
reveal (DtService *service, DtFound *found)
{
  g_autoptr(GVariant) status = NULL;

  if (*dt_dict_string (found->status, "EntryName"))
    return;
  status = dt_service_get_status (service, found->path, NULL);
  if (status)
    {
      g_variant_unref (found->status);
      found->status = g_steal_pointer (&status);
    }
}

GPtrArray *
dt_find_all (DtService *service, GError **error)
{
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) found_free);
  g_autoptr(GVariant) objects = dt_service_ask (service, "org.freedesktop.DBus.ObjectManager", "GetManagedObjects", NULL, error);
  GVariantIter iter;
  const char *path;
  GVariant *interfaces;

  if (!objects)
    return NULL;
  g_variant_iter_init (&iter, objects);
  while (g_variant_iter_loop (&iter, "{&o@a{sa{sv}}}", &path, &interfaces))
    {
      DtFound *found;

      if (!g_str_has_prefix (path, DT_ROOT_PATH "/Connection/"))
        continue;
      found = g_new0 (DtFound, 1);
      found->path = g_strdup (path);
      found->status = merge (interfaces);
      reveal (service, found);
      g_ptr_array_add (all, found);
    }
  g_ptr_array_sort (all, by_id);
  return g_steal_pointer (&all);
}

static gboolean
is_named (const DtFound *found, const char *wanted)
{
  return g_str_equal (dt_dict_string (found->status, "EntryUuid"), wanted)
    || g_str_equal (dt_dict_string (found->status, "EntryName"), wanted);
}

static const DtFound *
with_id (GPtrArray *all, const char *wanted)
{
  guint64 id;

  if (!g_ascii_string_to_unsigned (wanted, 10, 1, G_MAXUINT64, &id, NULL))
    return NULL;
  for (guint i = 0; i < all->len; i++)
    if (dt_dict_uint64 (((DtFound *) all->pdata[i])->status, "Id") == id)
      return all->pdata[i];
  return NULL;
}

/* NULL without an error: none. */
static const DtFound *
with_name (GPtrArray *all, const char *wanted, GError **error)
{
  const DtFound *living = NULL, *newest = NULL;

  for (guint i = 0; i < all->len; i++)
    {
      const DtFound *found = all->pdata[i];

      if (!is_named (found, wanted))
        continue;
      newest = found;
      if (dt_dict_bool (found->status, "Ended"))
        continue;
      if (living)
        {
          g_set_error (error, DT_CLI_ERROR, DT_EXIT_AMBIGUOUS, "“%s” names several connections: %s, %s", wanted,
                       living->path, found->path);
          return NULL;
        }
      living = found;
    }
  return living ? living : newest;
}

char *
dt_find_connection (DtService *service, const char *wanted, GError **error)
{
  g_autoptr(GPtrArray) all = NULL;
  g_autoptr(GError) ambiguous = NULL;
  const DtFound *found;

  if (g_str_has_prefix (wanted, "/") && g_variant_is_object_path (wanted))
    return g_strdup (wanted);
  all = dt_find_all (service, error);
  if (!all)
    return NULL;
  found = with_id (all, wanted);
  if (!found)
    found = with_name (all, wanted, &ambiguous);
  if (ambiguous)
    g_propagate_error (error, g_steal_pointer (&ambiguous));
  else if (!found)
    g_set_error (error, DT_CLI_ERROR, DT_EXIT_NO_SUCH_CONNECTION, "There is no connection “%s”", wanted);
  return found ? g_strdup (found->path) : NULL;
}

char *
dt_find_only (DtService *service, GError **error)
{
  g_autoptr(GPtrArray) all = dt_find_all (service, error);
  const DtFound *only = NULL;
  guint n = 0;

  for (guint i = 0; all && i < all->len; i++)
    if (!dt_dict_bool (((DtFound *) all->pdata[i])->status, "Ended"))
      {
        only = all->pdata[i];
        n++;
      }
  if (n == 1)
    return g_strdup (only->path);
  if (all && n == 0)
    g_set_error (error, DT_CLI_ERROR, DT_EXIT_NO_SUCH_CONNECTION, "There is no connection");
  else if (all)
    g_set_error (error, DT_CLI_ERROR, DT_EXIT_USAGE, "There are %u connections; name one, or use --all", n);
  return NULL;
}
