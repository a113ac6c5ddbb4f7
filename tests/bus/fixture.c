/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fixture.h"

#include <glib/gstdio.h>
#include <unistd.h>

void
fixture_up (Fixture *fixture, PrivateBusKind kind)
{
  g_autoptr (GError) error = NULL;

  fixture->traces = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) trace_free);
  fixture->folder = g_dir_make_tmp ("dialtone-state-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->bus = private_bus_new (kind);
  fixture->address = private_bus_address (fixture->bus);
  fixture->polkit = fake_polkit_new (fixture->address);
  fixture->mm = fake_mm_new (fixture->address);
  fixture->nm = fake_nm_new (fixture->address, fixture->mm);
  fixture->nm_service = fake_nm_service (fixture->nm);
  fixture->client = client_new (fixture->address, geteuid ());
}

const Trace *
fixture_trace (Fixture *fixture, const char *name)
{
  Trace *trace = g_hash_table_lookup (fixture->traces, name);

  if (trace == NULL)
    {
      trace = trace_load (name);
      g_hash_table_insert (fixture->traces, g_strdup (name), trace);
    }
  return trace;
}

void
fixture_load (Fixture *fixture, const char *trace)
{
  fake_nm_load (fixture->nm, fixture_trace (fixture, trace));
}

void
fixture_start (Fixture *fixture)
{
  if (!fake_service_is_there (fixture->mm))
    fake_service_appear (fixture->mm);
  if (!fake_service_is_there (fixture->nm_service))
    fake_service_appear (fixture->nm_service);
  fixture->daemon = daemon_start (fixture->address, fixture->folder);
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        remove_folder (path);
      else
        g_unlink (path);
    }
  g_rmdir (folder);
}

void
fixture_down (Fixture *fixture)
{
  if (fixture->daemon != NULL)
    daemon_stop (g_steal_pointer (&fixture->daemon));
  /* Its last calls are answered while the fakes can. */
  link_barrier (fake_service_link (fixture->nm_service));
  link_barrier (fake_service_link (fixture->mm));
  link_settle ();
  link_barrier (fixture->client->link);
  check_wire (fixture->client);
  client_free (fixture->client);
  fake_nm_free (fixture->nm);
  fake_service_free (fixture->mm);
  fake_polkit_free (fixture->polkit);
  link_settle ();
  private_bus_free (fixture->bus);
  g_hash_table_unref (fixture->traces);
  remove_folder (fixture->folder);
  g_free (fixture->folder);
}

void
fixture_script (Fixture *fixture, const char *uuid, const char *trace, PlayerFlags flags)
{
  const char *path = fake_nm_find_profile (fixture->nm, uuid);

  g_assert_nonnull (path);
  fake_nm_script (fixture->nm, path, fixture_trace (fixture, trace), flags);
}

static void
set_up (Fixture *fixture, PrivateBusKind kind)
{
  fixture_up (fixture, kind);
  fixture_load (fixture, TRACE_OK);
  fixture_script (fixture, ENTRY_OK, TRACE_OK, PLAYER_DEFAULT);
  fixture_script (fixture, ENTRY_OTHER, TRACE_OK, PLAYER_DEFAULT);
  fixture_start (fixture);
}

void
fixture_set_up_vpn (Fixture *fixture, gconstpointer data)
{
  set_up (fixture, PRIVATE_BUS_ONE_USER);
}

void
fixture_set_up_vpn_all_users (Fixture *fixture, gconstpointer data)
{
  set_up (fixture, PRIVATE_BUS_ALL_USERS);
}

void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  fixture_down (fixture);
}

void
users_set_up (Users *users, gconstpointer data)
{
  fixture_set_up_vpn_all_users (&users->base, NULL);
  users->user = client_new (users->base.address, UID_DAEMON);
  users->other = client_new (users->base.address, UID_BIN);
}

void
users_tear_down (Users *users, gconstpointer data)
{
  if (users->user != NULL)
    check_wire (users->user);
  check_wire (users->other);
  client_free (users->user);
  client_free (users->other);
  fixture_down (&users->base);
}

char *
dial_to_end (Fixture *fixture, const char *entry, const char *options)
{
  char *path = client_dial (fixture->client, entry, options);

  WAIT_FOR (client_saw_finish (fixture->client, path));
  return path;
}

void
wait_ended (Client *client, const char *path)
{
  WAIT_FOR (client_last_edge (client, path).state == STATE_DISCONNECTED);
}
