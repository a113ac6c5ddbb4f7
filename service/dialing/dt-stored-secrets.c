/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-stored-secrets.h"

typedef struct {
  guint readers;
  GVariant *noted;              /* NULL: nothing yet */
} Reading;

/* Profile path -> Reading; NULL: nobody reads. */
static GHashTable *readings;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  g_clear_pointer (&reading->noted, g_variant_unref);
  g_free (reading);
}

static Reading *
find (const char *profile_path)
{
  return readings ? g_hash_table_lookup (readings, profile_path) : NULL;
}

void
dt_stored_secrets_await (const char *profile_path)
{
  Reading *reading = find (profile_path);

  if (readings == NULL)
    readings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, reading_free);
  if (reading == NULL) {
    reading = g_new0 (Reading, 1);
    g_hash_table_insert (readings, g_strdup (profile_path), reading);
  }
  reading->readers++;
}

void
dt_stored_secrets_note (const char *profile_path, GVariant *settings)
{
  Reading *reading = find (profile_path);

  if (reading == NULL)
    return;
  g_clear_pointer (&reading->noted, g_variant_unref);
  reading->noted = g_variant_ref (settings);
}

GVariant *
dt_stored_secrets_take (const char *profile_path)
{
  Reading *reading = find (profile_path);
  GVariant *noted;

  if (reading == NULL)
    return NULL;
  noted = reading->noted ? g_variant_ref (reading->noted) : NULL;
  if (--reading->readers == 0)
    g_hash_table_remove (readings, profile_path);
  if (g_hash_table_size (readings) == 0)
    g_clear_pointer (&readings, g_hash_table_unref);
  return noted;
}
