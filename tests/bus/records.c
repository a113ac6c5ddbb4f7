/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "records.h"

char *
records_file (Fixture *f, const char *name)
{
  return g_build_filename (f->folder, name, NULL);
}

void
records_start_again (Fixture *f)
{
  f->daemon = daemon_start (f->address, f->folder);
  client_catch_up (f->client);
}

void
records_kill (Fixture *f)
{
  daemon_kill (g_steal_pointer (&f->daemon));
}

gboolean
records_are (Fixture *f, const char *word)
{
  g_autoptr (GVariant) value = client_get (f->client, SERVICE_PATH, MANAGER, "Records");

  return g_str_equal (g_variant_get_string (value, NULL), word);
}

void
records_check_own (Fixture *f, const char *path, guint32 state)
{
  g_autofree char *origin = client_get_s (f->client, path, "Origin");

  g_assert_cmpstr (origin, ==, "dialtone");
  g_assert_cmpuint (client_get_u (f->client, path, "StartedByUid"), ==, 0);
  g_assert_cmpuint (client_get_u (f->client, path, "State"), ==, state);
}

guint
records_count (Fixture *f)
{
  g_autoptr (GVariant) paths = client_get (f->client, SERVICE_PATH, MANAGER, "Connections");

  return (guint) g_variant_n_children (paths);
}

RecordedDials
records_dial_both_and_kill (Fixture *f)
{
  RecordedDials dials = { NULL };

  dials.up = dial_to_end (f, ENTRY_OK, NULL);
  fixture_script (f, ENTRY_OTHER, TRACE_HANGS, PLAYER_DEFAULT);
  dials.hanging = client_dial (f->client, ENTRY_OTHER, NULL);
  WAIT_FOR (client_last_edge (f->client, dials.hanging).state > STATE_OPEN_PORT);
  dials.state = client_last_edge (f->client, dials.hanging).state;
  records_kill (f);
  return dials;
}

void
records_check_both (Fixture *f, RecordedDials *dials)
{
  records_check_own (f, dials->up, STATE_CONNECTED);
  g_assert_cmpuint (client_get_u (f->client, dials->hanging, "State"), >=, dials->state);
  g_assert_cmpuint (client_get_u (f->client, dials->hanging, "StartedByUid"), ==, 0);
  g_assert_cmpuint (records_count (f), ==, 2);
  client_hang_up (f->client, dials->hanging);
  wait_ended (f->client, dials->hanging);
  WAIT_FOR (client_saw_finish (f->client, dials->hanging));
  g_assert_cmpuint (client_result (f->client, dials->hanging), ==, ERROR_USER_DISCONNECTION);
}

void
records_check_written (Fixture *f, RecordedDials *dials)
{
  ASK_UNTIL (records_are (f, "ready"));
  records_kill (f);
  records_start_again (f);
  records_check_own (f, dials->up, STATE_CONNECTED);
  records_check_own (f, dials->hanging, STATE_DISCONNECTED);
  g_assert_cmpuint (records_count (f), ==, 2);
  g_free (dials->up);
  g_free (dials->hanging);
}

sqlite3 *
records_alter (Fixture *f, const char *sql)
{
  g_autofree char *name = records_file (f, "connections.db");
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (name, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  return db;
}
