/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "rename.h"

#include <string.h>

#define ACTIVE "/org/freedesktop/NetworkManager/ActiveConnection/"
#define PLUGIN_SUFFIX ".Connection_"

struct _Rename {
  GHashTable *table;
  guint *fresh;
};

Rename *
rename_new (guint *fresh)
{
  Rename *names = g_new0 (Rename, 1);

  names->table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  names->fresh = fresh;
  return names;
}

void
rename_free (Rename *names)
{
  g_hash_table_unref (names->table);
  g_free (names);
}

void
rename_seed (Rename *names, const char *recorded, const char *here)
{
  g_hash_table_insert (names->table, g_strdup (recorded), g_strdup (here));
}

static gboolean
is_numbered_object (const char *text)
{
  const char *slash = strrchr (text, '/');

  return (g_str_has_prefix (text, "/org/freedesktop/NetworkManager/") ||
          g_str_has_prefix (text, "/org/freedesktop/ModemManager1/")) &&
         slash != NULL && g_ascii_isdigit (slash[1]);
}

/* A plugin with several connections owns SERVICE.Connection_N, N being the
 * number of the ActiveConnection. */
static char *
rename_plugin (Rename *names, const char *text)
{
  const char *suffix = strstr (text, PLUGIN_SUFFIX);
  g_autofree char *recorded = NULL;
  g_autofree char *here = NULL;

  if (suffix == NULL)
    return g_strdup (text);
  recorded = g_strconcat (ACTIVE, suffix + strlen (PLUGIN_SUFFIX), NULL);
  here = rename_string (names, recorded);
  return g_strdup_printf ("%.*s" PLUGIN_SUFFIX "%s", (int) (suffix - text), text, strrchr (here, '/') + 1);
}

char *
rename_string (Rename *names, const char *recorded)
{
  const char *known = g_hash_table_lookup (names->table, recorded);
  char *here;

  if (known != NULL)
    return g_strdup (known);
  if (names->fresh == NULL)
    return g_strdup (recorded);
  if (!is_numbered_object (recorded))
    return rename_plugin (names, recorded);

  here = g_strdup_printf ("%.*s%u", (int) (strrchr (recorded, '/') + 1 - recorded), recorded, (*names->fresh)++);
  rename_seed (names, recorded, here);
  return here;
}

static GVariant *
rename_container (Rename *names, GVariant *recorded)
{
  GVariantBuilder builder;
  gsize n = g_variant_n_children (recorded);

  if (n == 0)
    return g_variant_ref (recorded);
  g_variant_builder_init (&builder, g_variant_get_type (recorded));
  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) child = g_variant_get_child_value (recorded, i);
      g_autoptr (GVariant) renamed = rename_variant (names, child);

      g_variant_builder_add_value (&builder, renamed);
    }
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

GVariant *
rename_variant (Rename *names, GVariant *recorded)
{
  g_autofree char *text = NULL;

  if (g_variant_is_container (recorded))
    return rename_container (names, recorded);
  if (!g_variant_is_of_type (recorded, G_VARIANT_TYPE_STRING) &&
      !g_variant_is_of_type (recorded, G_VARIANT_TYPE_OBJECT_PATH))
    return g_variant_ref (recorded);
  text = rename_string (names, g_variant_get_string (recorded, NULL));
  if (g_variant_is_of_type (recorded, G_VARIANT_TYPE_STRING))
    return g_variant_ref_sink (g_variant_new_string (text));
  return g_variant_ref_sink (g_variant_new_object_path (text));
}
