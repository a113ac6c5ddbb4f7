/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rules 2 and 3 over a restart of the service: objects keep their paths, results
 * stay, and each dial has one DialFinished. */
#include <sqlite3.h>

#include "fixture.h"

#define SLOW_WORLD "gsm-user-disconnect"    /* two seconds pass before it is up */
#define SLOW_ENTRY "2bbe8f99-b468-4cfd-b8b3-b875469cdc9d"

#define NO_OPTIONS g_variant_new ("(a{sv})", NULL)

static void
start_again (Fixture *f)
{
  f->daemon = daemon_start (f->address, f->folder);
  client_catch_up (f->client);
}

static void
kill_and_start_again (Fixture *f)
{
  daemon_kill (g_steal_pointer (&f->daemon));
  start_again (f);
}

static void
stop_and_start_again (Fixture *f)
{
  daemon_stop (g_steal_pointer (&f->daemon));
  start_again (f);
}

/* Changes what the service wrote, as if it had been killed at another moment. */
static void
change_store (Fixture *f, const char *sql)
{
  g_autofree char *file = g_build_filename (f->folder, "connections.db", NULL);
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (file, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_changes (db), ==, 1);
  sqlite3_close (db);
}

/*
 * Established connections.
 */

static void
check_goes_on (Fixture *f, const char *path, guint64 sequence)
{
  g_autoptr (GVariant) status = client_get (f->client, path, CONNECTION, "Status");
  guint64 now;

  g_assert_cmpuint (client_get_u (f->client, path, "State"), ==, STATE_CONNECTED);
  g_assert_cmpuint (client_get_u (f->client, path, "Result"), ==, ERROR_NONE);
  g_assert_cmpuint (client_get_u (f->client, path, "StartedByUid"), ==, 0);
  g_variant_get (status, "(tuuu)", &now, NULL, NULL, NULL);
  g_assert_cmpuint (now, >=, sequence);
  client_hang_up (f->client, path);
  wait_ended (f->client, path);
  g_assert_cmpuint (client_last_edge (f->client, path).error, ==, ERROR_USER_DISCONNECTION);
  g_assert_cmpuint (client_last_edge (f->client, path).sequence, >, now);
  client_catch_up (f->client);
  g_assert_cmpuint (client_result (f->client, path), ==, ERROR_NONE);
}

static void
connection_outlives_a_stop (Fixture *f, gconstpointer data)
{
  g_autofree char *path = dial_to_end (f, ENTRY_OK, NULL);
  guint64 sequence = client_last_edge (f->client, path).sequence;

  stop_and_start_again (f);
  check_goes_on (f, path, sequence);
}

static void
connection_outlives_a_kill (Fixture *f, gconstpointer data)
{
  g_autofree char *path = dial_to_end (f, ENTRY_OK, NULL);
  guint64 sequence = client_last_edge (f->client, path).sequence;

  kill_and_start_again (f);
  check_goes_on (f, path, sequence);
}

static void
connection_with_a_token_keeps_its_path (Fixture *f, gconstpointer data)
{
  g_autofree char *path = dial_to_end (f, ENTRY_OK, "{'handle-token': <'mine'>}");

  g_assert_true (g_str_has_suffix (path, "/mine"));
  kill_and_start_again (f);
  g_assert_cmpuint (client_get_u (f->client, path, "State"), ==, STATE_CONNECTED);
  g_free (client_fails (f->client, SERVICE_PATH, MANAGER, "Dial", dial_arguments (ENTRY_OTHER, "{'handle-token': <'mine'>}"),
                        "InvalidOption"));
}

static void
external_connection_keeps_its_path (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) finishes = NULL;
  g_autofree char *path = NULL;

  fake_nm_dial_externally (f->nm, fake_nm_find_profile (f->nm, ENTRY_OK));
  WAIT_FOR (client_saw_finish (f->client, NULL));
  finishes = client_finishes (f->client, NULL);
  path = g_strdup (((Finish *) finishes->pdata[0])->path);
  kill_and_start_again (f);
  g_assert_cmpuint (client_get_u (f->client, path, "State"), ==, STATE_CONNECTED);
  client_catch_up (f->client);
  g_assert_cmpuint (client_result (f->client, path), ==, ERROR_NONE);
}

static void
loss_while_away (Fixture *f, gconstpointer data)
{
  g_autofree char *path = dial_to_end (f, ENTRY_OK, NULL);
  g_autofree char *active = client_get_s (f->client, path, "ActiveConnection");

  daemon_kill (g_steal_pointer (&f->daemon));
  fake_nm_hang_up_externally (f->nm, active);
  WAIT_FOR (fake_service_calls (f->nm_service, "DeactivateConnection") == 1 && player_is_done (fake_nm_newest_dial (f->nm)));
  start_again (f);
  wait_ended (f->client, path);
  g_assert_cmpuint (client_last_edge (f->client, path).error, ==, ERROR_SERVICE_GONE);
  g_assert_cmpuint (client_result (f->client, path), ==, ERROR_NONE);
}

/* An order to hang up that may have been lost is given again. */
static void
hang_up_is_ordered_again (Fixture *f, gconstpointer data)
{
  g_autofree char *path = dial_to_end (f, ENTRY_OK, NULL);

  daemon_kill (g_steal_pointer (&f->daemon));
  change_store (f, "UPDATE connection SET record = replace (record, '''disconnecting'': <false>', '''disconnecting'': <true>')");
  start_again (f);
  wait_ended (f->client, path);
  g_assert_cmpuint (fake_service_calls (f->nm_service, "DeactivateConnection"), ==, 1);
}

/* Who was told that the line is held, holds it. */
static void
references_are_kept (Fixture *f, gconstpointer data)
{
  g_autofree char *path = dial_to_end (f, ENTRY_OK, NULL);

  g_free (client_dial (f->client, ENTRY_OK, "{'add-reference': <true>}"));
  kill_and_start_again (f);
  client_hang_up (f->client, path);
  client_catch_up (f->client);
  g_assert_cmpuint (fake_service_calls (f->nm_service, "DeactivateConnection"), ==, 0);
  g_assert_false (client_get_b (f->client, path, "Disconnecting"));
  client_hang_up (f->client, path);
  wait_ended (f->client, path);
}

static void
dropped_references_stay_dropped (Fixture *f, gconstpointer data)
{
  g_autofree char *path = dial_to_end (f, ENTRY_OK, NULL);

  g_free (client_dial (f->client, ENTRY_OK, "{'add-reference': <true>}"));
  client_hang_up (f->client, path);
  kill_and_start_again (f);
  client_hang_up (f->client, path);
  g_assert_true (client_get_b (f->client, path, "Disconnecting") || client_get_b (f->client, path, "Ended"));
  wait_ended (f->client, path);
}

/* The caller has the answer, so the line ends.  It may have ended before the kill, and only that is told again
 * which is so now: the object, not the edge. */
static void
killed_as_it_hangs_up (Fixture *f, gconstpointer data)
{
  g_autofree char *path = dial_to_end (f, ENTRY_OK, NULL);

  client_hang_up (f->client, path);
  kill_and_start_again (f);
  if (!client_get_b (f->client, path, "Ended"))
    wait_ended (f->client, path);
}

/*
 * Dials.
 */

static char *
dial_hanging (Fixture *f)
{
  char *path;

  fixture_script (f, ENTRY_OK, TRACE_HANGS, PLAYER_DEFAULT);
  path = client_dial (f->client, ENTRY_OK, NULL);
  WAIT_FOR (client_last_edge (f->client, path).state > STATE_OPEN_PORT);
  return path;
}

static void
dial_goes_on (Fixture *f, gconstpointer data)
{
  g_autofree char *path = dial_hanging (f);
  guint32 state = client_last_edge (f->client, path).state;

  kill_and_start_again (f);
  g_assert_cmpuint (client_get_u (f->client, path, "Result"), ==, ERROR_PENDING);
  g_assert_cmpuint (client_get_u (f->client, path, "State"), >=, state);
  g_assert_false (client_saw_finish (f->client, path));
  client_hang_up (f->client, path);
  WAIT_FOR (client_saw_finish (f->client, path));
  wait_ended (f->client, path);
  client_catch_up (f->client);
  g_assert_cmpuint (client_result (f->client, path), ==, ERROR_USER_DISCONNECTION);
}

static gboolean
is_activated (Fixture *f)
{
  g_autoptr (GVariant) state = fake_service_get (f->nm_service, player_active (fake_nm_newest_dial (f->nm)),
                                                 "org.freedesktop.NetworkManager.Connection.Active", "State");

  return state != NULL && g_variant_get_uint32 (state) == 2;
}

static void
dial_that_connects_while_away (void)
{
  Fixture f = { NULL };
  g_autofree char *path = NULL;

  fixture_up (&f, PRIVATE_BUS_ONE_USER);
  fixture_load (&f, SLOW_WORLD);
  fixture_script (&f, SLOW_ENTRY, SLOW_WORLD, PLAYER_BRISK | PLAYER_HOLDS);
  fixture_start (&f);
  path = client_dial (f.client, SLOW_ENTRY, NULL);
  WAIT_FOR (client_saw (f.client, path, STATE_CONNECT_DEVICE));
  daemon_kill (g_steal_pointer (&f.daemon));
  player_go_on (fake_nm_newest_dial (f.nm));
  WAIT_FOR (is_activated (&f));
  g_assert_false (client_saw_finish (f.client, path));
  start_again (&f);
  WAIT_FOR (client_saw_finish (f.client, path));
  g_assert_cmpuint (client_result (f.client, path), ==, ERROR_NONE);
  g_assert_cmpuint (client_last_edge (f.client, path).state, ==, STATE_CONNECTED);
  fixture_down (&f);
}

static void
dial_that_fails_while_away (Fixture *f, gconstpointer data)
{
  g_autofree char *path = dial_hanging (f);
  g_autofree char *active = client_get_s (f->client, path, "ActiveConnection");

  daemon_kill (g_steal_pointer (&f->daemon));
  fake_nm_hang_up_externally (f->nm, active);
  WAIT_FOR (player_is_done (fake_nm_newest_dial (f->nm)));
  start_again (f);
  WAIT_FOR (client_saw_finish (f->client, path));
  g_assert_cmpuint (client_result (f->client, path), ==, ERROR_SERVICE_GONE);
  g_assert_cmpuint (client_last_edge (f->client, path).state, ==, STATE_DISCONNECTED);
}

/*
 * Results.
 */

static void
result_is_kept (Fixture *f, gconstpointer data)
{
  g_autoptr (GVariant) causes = NULL;
  g_autoptr (GVariant) again = NULL;
  g_autoptr (GVariant) answer = NULL;
  g_autofree char *path = NULL;
  guint32 result;

  fixture_script (f, ENTRY_OK, TRACE_REFUSED_LOGIN, PLAYER_DEFAULT);
  path = dial_to_end (f, ENTRY_OK, NULL);
  wait_ended (f->client, path);
  causes = client_get (f->client, path, CONNECTION, "Causes");
  stop_and_start_again (f);
  again = client_get (f->client, path, CONNECTION, "Causes");
  g_assert_cmpvariant (again, causes);
  g_assert_cmpuint (client_get_u (f->client, path, "State"), ==, STATE_DISCONNECTED);
  g_assert_cmpuint (client_get_u (f->client, path, "Error"), ==, ERROR_AUTHENTICATION_FAILURE);
  answer = client_ask (f->client, path, CONNECTION, "WaitFinished", g_variant_new ("(u)", 0));
  g_variant_get (answer, "(tuuu)", NULL, NULL, NULL, &result);
  g_assert_cmpuint (result, ==, ERROR_AUTHENTICATION_FAILURE);
  g_assert_cmpuint (client_result (f->client, path), ==, ERROR_AUTHENTICATION_FAILURE);
  g_variant_unref (client_ask (f->client, path, CONNECTION, "Release", NO_OPTIONS));
  stop_and_start_again (f);
  g_free (client_fails (f->client, path, CONNECTION, "GetStatus", NULL, "NoSuchConnection"));
}

/* Killed between the flush and the mark: told again, so that all can know it. */
static void
result_is_told_again (Fixture *f, gconstpointer data)
{
  g_autofree char *path = dial_to_end (f, ENTRY_OK, NULL);
  g_autoptr (GPtrArray) before = client_finishes (f->client, path);
  g_autoptr (GPtrArray) after = NULL;
  const Finish *first = before->pdata[0], *second;

  g_assert_false (first->recovered);
  client_catch_up (f->client);
  daemon_stop (g_steal_pointer (&f->daemon));
  check_wire (f->client);
  wire_clear (f->client->wire);
  change_store (f, "UPDATE connection SET told = 0");
  start_again (f);
  WAIT_FOR (client_saw_finish (f->client, path));
  after = client_finishes (f->client, path);
  second = after->pdata[0];
  g_assert_true (second->recovered);
  g_assert_cmpstr (second->dial_id, ==, first->dial_id);
  g_assert_cmpuint (second->error, ==, ERROR_NONE);
  stop_and_start_again (f);
  g_assert_cmpuint (client_result (f->client, path), ==, ERROR_NONE);
}

static gboolean
is_gone (Fixture *f, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) status = client_call (f->client, path, CONNECTION, "GetStatus", NULL, &error);

  return status == NULL;
}

static void
lingering_goes_on (Fixture *f, gconstpointer data)
{
  Client *dialler = client_new (f->address, 0);
  g_autofree char *path = NULL;

  fixture_script (f, ENTRY_OK, TRACE_REFUSED_LOGIN, PLAYER_DEFAULT);
  path = client_dial (dialler, ENTRY_OK, "{'linger': <uint32 1>}");
  WAIT_FOR (client_saw_finish (f->client, path));
  daemon_kill (g_steal_pointer (&f->daemon));
  client_free (dialler);
  start_again (f);
  ASK_UNTIL (is_gone (f, path));
}

static void
damaged_store_is_begun_anew (Fixture *f, gconstpointer data)
{
  g_autofree char *file = g_build_filename (f->folder, "connections.db", NULL);
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  daemon_stop (g_steal_pointer (&f->daemon));
  g_assert_true (g_file_set_contents (file, "This is no database, and it is long enough not to be taken for an empty one.", -1,
                                      &error));
  start_again (f);
  path = dial_to_end (f, ENTRY_OK, NULL);
  kill_and_start_again (f);
  g_assert_cmpuint (client_get_u (f->client, path, "State"), ==, STATE_CONNECTED);
}

/* One record that makes no sense costs no other, and not the process.  @data: what it is, as SQL. */
static void
damaged_record_is_left_out (Fixture *f, gconstpointer data)
{
  g_autofree char *sql = g_strdup_printf ("UPDATE connection SET record = %s WHERE id = (SELECT min (id) FROM connection)",
                                          (const char *) data);
  g_autofree char *lost = dial_to_end (f, ENTRY_OK, NULL);
  g_autofree char *kept = dial_to_end (f, ENTRY_OTHER, NULL);

  daemon_kill (g_steal_pointer (&f->daemon));
  change_store (f, sql);
  start_again (f);
  g_assert_cmpuint (client_get_u (f->client, kept, "State"), ==, STATE_CONNECTED);
  g_free (client_fails (f->client, lost, CONNECTION, "GetStatus", NULL, "NoSuchConnection"));
}

#define DAMAGE_TEST(name, record)                                                                                        \
  g_test_add ("/bus/restart/damaged-record/" name, Fixture, record, fixture_set_up_vpn, damaged_record_is_left_out, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_TEST ("/bus/restart/connection-outlives-a-stop", connection_outlives_a_stop);
  FIXTURE_TEST ("/bus/restart/connection-outlives-a-kill", connection_outlives_a_kill);
  FIXTURE_TEST ("/bus/restart/connection-with-a-token", connection_with_a_token_keeps_its_path);
  FIXTURE_TEST ("/bus/restart/external-connection", external_connection_keeps_its_path);
  FIXTURE_TEST ("/bus/restart/loss-while-away", loss_while_away);
  FIXTURE_TEST ("/bus/restart/hang-up-is-ordered-again", hang_up_is_ordered_again);
  FIXTURE_TEST ("/bus/restart/references-are-kept", references_are_kept);
  FIXTURE_TEST ("/bus/restart/dropped-references-stay-dropped", dropped_references_stay_dropped);
  FIXTURE_TEST ("/bus/restart/killed-as-it-hangs-up", killed_as_it_hangs_up);
  FIXTURE_TEST ("/bus/restart/dial-goes-on", dial_goes_on);
  g_test_add_func ("/bus/restart/dial-that-connects-while-away", dial_that_connects_while_away);
  FIXTURE_TEST ("/bus/restart/dial-that-fails-while-away", dial_that_fails_while_away);
  FIXTURE_TEST ("/bus/restart/result-is-kept", result_is_kept);
  FIXTURE_TEST ("/bus/restart/result-is-told-again", result_is_told_again);
  FIXTURE_TEST ("/bus/restart/lingering-goes-on", lingering_goes_on);
  FIXTURE_TEST ("/bus/restart/damaged-store", damaged_store_is_begun_anew);
  DAMAGE_TEST ("no-dictionary", "'{'");
  DAMAGE_TEST ("no-text", "CAST (x'7b2761273a203c27ff273e7d' AS TEXT)");
  DAMAGE_TEST ("no-character", "'{''a'': <''\\ud800''>}'");
  return g_test_run ();
}
