/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fuzz-world.h"

#define NM "org.freedesktop.NetworkManager"

static const struct {
  const char *uuid, *user, *trace;
} phonebook[] = {
  { ENTRY_OK, NULL, TRACE_OK }, { ENTRY_OTHER, NULL, TRACE_OK }, { ENTRY_WATCHED, OWNER_NAME, TRACE_OK },
  { ENTRY_REFUSED, NULL, TRACE_REFUSED_LOGIN },
};

static void
add_entry (Fixture *fixture, guint i)
{
  FakeProfile profile = { .id = phonebook[i].uuid, .uuid = phonebook[i].uuid, .type = "vpn",
                          .service = NM ".labvpn", .user = phonebook[i].user };

  fake_nm_add_profile (fixture->nm, &profile);
  fixture_script (fixture, phonebook[i].uuid, phonebook[i].trace, PLAYER_DEFAULT);
}

void
fuzz_world_fill (Fixture *fixture)
{
  for (guint i = 0; i < G_N_ELEMENTS (phonebook); i++)
    if (fake_nm_find_profile (fixture->nm, phonebook[i].uuid) == NULL)
      add_entry (fixture, i);
    else
      fixture_script (fixture, phonebook[i].uuid, phonebook[i].trace, PLAYER_DEFAULT);
}

static gboolean
is_entry_of_ours (Fixture *fixture, const char *path)
{
  for (guint i = 0; i < G_N_ELEMENTS (phonebook); i++)
    if (g_strcmp0 (fake_nm_find_profile (fixture->nm, phonebook[i].uuid), path) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
knows_entry (Fixture *fixture, guint i)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) body = client_call (fixture->client, SERVICE_PATH, PHONEBOOK, "GetEntry",
                                           g_variant_new ("(s)", phonebook[i].uuid), &error);

  return body != NULL;
}

/* What the calls made of the phone book goes, and what they removed comes back. */
void
fuzz_world_restore_entries (Fixture *fixture)
{
  g_autoptr (GPtrArray) paths = fake_service_paths (fixture->nm_service, NM ".Settings.Connection");

  for (guint i = 0; i < paths->len; i++)
    if (!is_entry_of_ours (fixture, paths->pdata[i]))
      fake_nm_remove_profile (fixture->nm, paths->pdata[i]);
  for (guint i = 0; i < G_N_ELEMENTS (phonebook); i++)
    {
      if (fake_nm_find_profile (fixture->nm, phonebook[i].uuid) == NULL)
        add_entry (fixture, i);
      ASK_UNTIL (knows_entry (fixture, i));
    }
}

/* Of lines; they come and go. */
static const char *const interfaces[] = { NM ".Device", NM ".Connection.Active" };

/* Recordings leave the tun device of a line behind when it is hung up before they say
 * that it goes: the picture of NetworkManager would grow for ever. */
void
fuzz_world_forget_leftovers (Fixture *fixture, GHashTable *at_first)
{
  for (guint i = 0; i < G_N_ELEMENTS (interfaces); i++)
    {
      g_autoptr (GPtrArray) now = fake_service_paths (fixture->nm_service, interfaces[i]);

      for (guint j = 0; j < now->len; j++)
        {
          if (g_hash_table_contains (at_first, now->pdata[j]))
            continue;
          fake_service_emit (fixture->nm_service, "/org/freedesktop", "org.freedesktop.DBus.ObjectManager", "InterfacesRemoved",
                             g_variant_new ("(o^as)", now->pdata[j], (const char *const[]) { interfaces[i], NULL }));
        }
    }
}

GHashTable *
fuzz_world_objects (Fixture *fixture)
{
  GHashTable *objects = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (interfaces); i++)
    {
      g_autoptr (GPtrArray) now = fake_service_paths (fixture->nm_service, interfaces[i]);

      for (guint j = 0; j < now->len; j++)
        g_hash_table_add (objects, g_strdup (now->pdata[j]));
    }
  return objects;
}
