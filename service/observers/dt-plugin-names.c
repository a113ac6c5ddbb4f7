/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The signals of VPN plugins come from unique names that live for one call.  The
 * bus tells NameOwnerChanged before anything that the new owner says, so this
 * table knows at each signal whether its sender may say it: any process can
 * forge a plugin's Failure (T4).
 */
#include "dt-plugin-names.h"

#include <string.h>

struct _DtPluginNames {
  GHashTable *owners;           /* name -> owner */
};

DtPluginNames *
dt_plugin_names_new (void)
{
  DtPluginNames *names = g_new0 (DtPluginNames, 1);

  names->owners = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return names;
}

void
dt_plugin_names_free (DtPluginNames *names)
{
  g_hash_table_unref (names->owners);
  g_free (names);
}

void
dt_plugin_names_set (DtPluginNames *names, const char *name, const char *owner)
{
  if (*owner)
    g_hash_table_insert (names->owners, g_strdup (name), g_strdup (owner));
  else
    g_hash_table_remove (names->owners, name);
}

GPtrArray *
dt_plugin_names_of (DtPluginNames *names, const char *owner)
{
  GPtrArray *owned = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer name, its_owner;

  g_hash_table_iter_init (&iter, names->owners);
  while (g_hash_table_iter_next (&iter, &name, &its_owner))
    if (strcmp (its_owner, owner) == 0)
      g_ptr_array_add (owned, g_strdup (name));
  return owned;
}
