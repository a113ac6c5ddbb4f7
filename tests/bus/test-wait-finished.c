/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* WaitFinished, alone and by many. */
#include "fixture.h"

#define FOR_EVER G_MAXUINT32

static Call *
start_wait (Fixture *f, const char *path, guint timeout_ms)
{
  return client_start (f->client, path, CONNECTION, "WaitFinished", g_variant_new ("(u)", timeout_ms));
}

static void
check_answer (Call *call, guint32 state, guint32 result)
{
  guint32 s, r;
  guint64 sequence;

  WAIT_FOR (call->done);
  g_assert_no_error (call->error);
  g_variant_get (g_dbus_message_get_body (call->reply), "(tuuu)", &sequence, &s, NULL, &r);
  g_assert_cmpuint (sequence, >, 0);
  g_assert_cmpuint (s, ==, state);
  g_assert_cmpuint (r, ==, result);
}

static void
at_once_when_over (Fixture *f, gconstpointer data)
{
  g_autofree char *path = dial_to_end (f, ENTRY_OK, NULL);
  g_autoptr (Call) poll = start_wait (f, path, 0);
  g_autoptr (Call) wait = start_wait (f, path, FOR_EVER);

  check_answer (poll, STATE_CONNECTED, ERROR_NONE);
  check_answer (wait, STATE_CONNECTED, ERROR_NONE);
}

static void
until_the_end (Fixture *f, gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autoptr (Call) wait = NULL;
  g_autoptr (Call) poll = NULL;

  fixture_script (f, ENTRY_OK, TRACE_HANGS, PLAYER_DEFAULT);
  path = client_dial (f->client, ENTRY_OK, NULL);
  wait = start_wait (f, path, FOR_EVER);
  poll = start_wait (f, path, 0);
  WAIT_FOR (poll->done);
  assert_service_error (poll->error, "TimedOut");
  client_catch_up (f->client);
  g_assert_false (wait->done);
  client_hang_up (f->client, path);
  check_answer (wait, STATE_DISCONNECTED, ERROR_USER_DISCONNECTION);
}

static void
time_out (Fixture *f, gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autoptr (Call) wait = NULL;

  fixture_script (f, ENTRY_OK, TRACE_HANGS, PLAYER_DEFAULT);
  path = client_dial (f->client, ENTRY_OK, NULL);
  wait = start_wait (f, path, 50);
  WAIT_FOR (wait->done);
  assert_service_error (wait->error, "TimedOut");
  client_hang_up (f->client, path);
  WAIT_FOR (client_saw_finish (f->client, path));
}

static void
a_failed_line_is_no_failed_call (Fixture *f, gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autoptr (Call) wait = NULL;

  fixture_script (f, ENTRY_OK, TRACE_REFUSED_LOGIN, PLAYER_DEFAULT);
  path = client_dial (f->client, ENTRY_OK, NULL);
  wait = start_wait (f, path, FOR_EVER);
  check_answer (wait, STATE_DISCONNECTED, ERROR_AUTHENTICATION_FAILURE);
}

static void
released_while_nobody_waits (Fixture *f, gconstpointer data)
{
  g_autofree char *path = NULL;

  fixture_script (f, ENTRY_OK, TRACE_REFUSED_LOGIN, PLAYER_DEFAULT);
  path = dial_to_end (f, ENTRY_OK, NULL);
  g_variant_unref (client_ask (f->client, path, CONNECTION, "Release", g_variant_new ("(a{sv})", NULL)));
  g_free (client_fails (f->client, path, CONNECTION, "WaitFinished", g_variant_new ("(u)", 0u), "NoSuchConnection"));
}

/* The waiter leaves the bus; the service must forget it. */
static void
waiter_leaves (Fixture *f, gconstpointer data)
{
  Client *other = client_new (f->address, 0);
  g_autofree char *path = NULL;
  Call *wait;

  fixture_script (f, ENTRY_OK, TRACE_HANGS, PLAYER_DEFAULT);
  path = client_dial (f->client, ENTRY_OK, NULL);
  wait = client_start (other, path, CONNECTION, "WaitFinished", g_variant_new ("(u)", FOR_EVER));
  client_catch_up (other);
  client_free (other);
  call_free (wait);
  client_hang_up (f->client, path);
  WAIT_FOR (client_saw_finish (f->client, path));
}

static void
service_stops (Fixture *f, gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autoptr (Call) wait = NULL;

  fixture_script (f, ENTRY_OK, TRACE_HANGS, PLAYER_DEFAULT);
  path = client_dial (f->client, ENTRY_OK, NULL);
  wait = start_wait (f, path, FOR_EVER);
  client_catch_up (f->client);
  daemon_stop (g_steal_pointer (&f->daemon));
  check_answer (wait, STATE_DISCONNECTED, ERROR_SERVICE_GONE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_TEST ("/bus/wait-finished/at-once-when-over", at_once_when_over);
  FIXTURE_TEST ("/bus/wait-finished/until-the-end", until_the_end);
  FIXTURE_TEST ("/bus/wait-finished/time-out", time_out);
  FIXTURE_TEST ("/bus/wait-finished/a-failed-line-is-no-failed-call", a_failed_line_is_no_failed_call);
  FIXTURE_TEST ("/bus/wait-finished/released-while-nobody-waits", released_while_nobody_waits);
  FIXTURE_TEST ("/bus/wait-finished/waiter-leaves", waiter_leaves);
  FIXTURE_TEST ("/bus/wait-finished/service-stops", service_stops);
  return g_test_run ();
}
