/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rules 1, 3, 4, 7, 8 and 9: what one dial looks like from outside. */
#include "fixture.h"

static void
reply_first (Fixture *f, gconstpointer data)
{
  g_autoptr (Call) call = client_start (f->client, SERVICE_PATH, MANAGER, "Dial", dial_arguments (ENTRY_OK, NULL));
  g_autofree char *path = NULL;

  WAIT_FOR (call->done);
  g_assert_no_error (call->error);
  g_variant_get (g_dbus_message_get_body (call->reply), "(o)", &path);
  WAIT_FOR (client_saw_finish (f->client, path));
  g_assert_cmpint (client_reply_position (f->client, call), >=, 0);
  g_assert_cmpint (client_reply_position (f->client, call), <, client_first_about (f->client, path));
}

/* Each at the moment when the reply is read: the object must answer. */
static void
object_is_there_with_the_reply (Fixture *f, gconstpointer data)
{
  g_autofree char *path = client_dial (f->client, ENTRY_OK, NULL);
  g_autoptr (GVariant) status = client_ask (f->client, path, CONNECTION, "GetStatus", NULL);

  g_assert_true (g_variant_is_of_type (status, G_VARIANT_TYPE ("(a{sv})")));
}

/* The states of the edges, equal neighbours once. */
static GArray *
states_of_edges (GArray *edges)
{
  GArray *states = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint i = 0; i < edges->len; i++)
    {
      guint32 state = g_array_index (edges, Edge, i).state;

      if (states->len == 0 || g_array_index (states, guint32, states->len - 1) != state)
        g_array_append_val (states, state);
    }
  return states;
}

static void
subscriber_misses_nothing (Fixture *f, gconstpointer data)
{
  g_autofree char *path = dial_to_end (f, ENTRY_OK, NULL);
  g_autoptr (GArray) edges = client_edges (f->client, path);
  g_autoptr (GArray) seen = states_of_edges (edges);
  g_autoptr (GVariant) phases = client_get (f->client, path, CONNECTION, "Phases");
  guint n = 0;
  guint32 last = G_MAXUINT32;

  g_assert_cmpuint (g_array_index (edges, Edge, 0).state, ==, STATE_OPEN_PORT);
  g_assert_cmpuint (g_array_index (edges, Edge, edges->len - 1).state, ==, STATE_CONNECTED);
  for (gsize i = 0; i < g_variant_n_children (phases); i++)
    {
      guint32 state;

      g_variant_get_child (phases, i, "(ut)", &state, NULL);
      if (state == last)
        continue;
      last = state;
      g_assert_cmpuint (n, <, seen->len);
      g_assert_cmpuint (state, ==, g_array_index (seen, guint32, n++));
    }
  g_assert_cmpuint (n, ==, seen->len);
}

typedef struct {
  const char *trace;
  guint32 error;
} Outcome;

static const Outcome outcomes[] = {
  { TRACE_OK, ERROR_NONE },
  { TRACE_REFUSED_LOGIN, ERROR_AUTHENTICATION_FAILURE },
  { "fakevpn-failure1", ERROR_VPN_FAILED },
  { "fakevpn-badip", 716 },
  { "fakevpn-secrets-noagent", 703 },
  { "fakevpn-hang", 809 },
  { "ovpn-missing-plugin", ERROR_DEVICE_MISSING },
  { "ovpn-no-base-link", 668 },
  { "fakevpn-crash-connected", ERROR_NONE },
};

static void
one_finish_for_each_outcome (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (outcomes); i++)
    {
      g_autofree char *path = NULL;

      g_test_message ("%s", outcomes[i].trace);
      fixture_script (f, ENTRY_OTHER, outcomes[i].trace, PLAYER_DEFAULT);
      path = dial_to_end (f, ENTRY_OTHER, NULL);
      if (outcomes[i].error == ERROR_NONE)
        client_hang_up (f->client, path);
      wait_ended (f->client, path);
      client_catch_up (f->client);
      g_assert_cmpuint (client_result (f->client, path), ==, outcomes[i].error);
      g_assert_cmpuint (client_get_u (f->client, path, "Result"), ==, outcomes[i].error);
    }
}

static void
finish_follows_its_edge (Fixture *f, gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autoptr (GPtrArray) finishes = NULL;
  const Finish *finish;

  fixture_script (f, ENTRY_OK, TRACE_REFUSED_LOGIN, PLAYER_DEFAULT);
  path = dial_to_end (f, ENTRY_OK, NULL);
  finishes = client_finishes (f->client, path);
  finish = finishes->pdata[0];
  g_assert_cmpuint (finish->position, >, client_last_edge (f->client, path).position);
  g_assert_cmpstr (finish->uuid, ==, ENTRY_OK);
  g_assert_cmpstr (finish->origin, ==, "dialtone");
  g_assert_nonnull (finish->dial_id);
  g_assert_false (finish->recovered);
}

static void
failure_is_two_edges (Fixture *f, gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autoptr (GArray) edges = NULL;
  Edge failing, last;

  fixture_script (f, ENTRY_OK, TRACE_REFUSED_LOGIN, PLAYER_DEFAULT);
  path = dial_to_end (f, ENTRY_OK, NULL);
  edges = client_edges (f->client, path);
  g_assert_cmpuint (edges->len, >=, 3);
  failing = g_array_index (edges, Edge, edges->len - 2);
  last = g_array_index (edges, Edge, edges->len - 1);
  g_assert_cmpuint (failing.error, ==, ERROR_AUTHENTICATION_FAILURE);
  g_assert_cmpuint (failing.state, !=, STATE_DISCONNECTED);
  g_assert_cmpuint (last.error, ==, ERROR_AUTHENTICATION_FAILURE);
  g_assert_cmpuint (last.state, ==, STATE_DISCONNECTED);
  for (guint i = 0; i + 2 < edges->len; i++)
    g_assert_cmpuint (g_array_index (edges, Edge, i).error, ==, ERROR_NONE);
  g_assert_true (client_get_b (f->client, path, "Ended"));
}

/* T3: the VPN says ACTIVATED while the activation is being cancelled. */
static void
vpn_state_alone_is_not_connected (Fixture *f, gconstpointer data)
{
  g_autofree char *path = NULL;

  fixture_script (f, ENTRY_OK, TRACE_HANGS, PLAYER_DEFAULT);
  path = client_dial (f->client, ENTRY_OK, NULL);
  WAIT_FOR (fake_nm_newest_dial (f->nm) != NULL);
  client_hang_up (f->client, path);
  WAIT_FOR (client_saw_finish (f->client, path));
  g_assert_cmpuint (client_result (f->client, path), ==, ERROR_USER_DISCONNECTION);
  g_assert_false (client_saw (f->client, path, STATE_CONNECTED));
}

static char *
cause_string (GVariant *causes, gsize i, const char *key)
{
  g_autoptr (GVariant) cause = g_variant_get_child_value (causes, i);
  char *text = NULL;

  g_variant_lookup (cause, key, "s", &text);
  return text;
}

/* T4: Failure 0, then 1; NetworkManager says "unknown". */
static void
first_specific_cause_wins (Fixture *f, gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autofree char *source = NULL;
  g_autoptr (GVariant) causes = NULL;
  guint32 error = 0;
  g_autoptr (GVariant) first = NULL;

  fixture_script (f, ENTRY_OK, TRACE_REFUSED_LOGIN, PLAYER_DEFAULT);
  path = dial_to_end (f, ENTRY_OK, NULL);
  causes = client_get (f->client, path, CONNECTION, "Causes");
  g_assert_cmpuint (g_variant_n_children (causes), >=, 2);
  source = cause_string (causes, 0, "source");
  g_assert_cmpstr (source, ==, "vpn-plugin");
  first = g_variant_get_child_value (causes, 0);
  g_assert_true (g_variant_lookup (first, "error", "u", &error));
  g_assert_cmpuint (error, ==, ERROR_AUTHENTICATION_FAILURE);
  g_assert_cmpuint (client_last_edge (f->client, path).error, ==, ERROR_AUTHENTICATION_FAILURE);
}

static void
hang_up_is_631_after_connected_too (Fixture *f, gconstpointer data)
{
  g_autofree char *path = dial_to_end (f, ENTRY_OK, NULL);

  g_assert_cmpuint (client_result (f->client, path), ==, ERROR_NONE);
  client_hang_up (f->client, path);
  wait_ended (f->client, path);
  g_assert_cmpuint (client_last_edge (f->client, path).error, ==, ERROR_USER_DISCONNECTION);
  g_assert_cmpuint (client_get_u (f->client, path, "Result"), ==, ERROR_NONE);
}

static void
need_auth_publishes_nothing (Fixture *f, gconstpointer data)
{
  g_autofree char *path = NULL;
  GPtrArray *messages;

  fixture_script (f, ENTRY_OK, "ovpn-user-disconnect", PLAYER_DEFAULT);
  path = dial_to_end (f, ENTRY_OK, NULL);
  messages = wire_messages (f->client->wire);
  for (guint i = 0; i < messages->len; i++)
    {
      g_autoptr (GVariant) details = NULL;
      gboolean paused = TRUE;

      if (!wire_is_signal (messages->pdata[i], CONNECTION, "StatusChanged"))
        continue;
      details = g_variant_get_child_value (g_dbus_message_get_body (messages->pdata[i]), 4);
      g_assert_true (g_variant_lookup (details, "paused", "b", &paused));
      g_assert_false (paused);
    }
  g_assert_false (client_get_b (f->client, path, "Paused"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_TEST ("/bus/rule-1/reply-first", reply_first);
  FIXTURE_TEST ("/bus/rule-1/object-is-there-with-the-reply", object_is_there_with_the_reply);
  FIXTURE_TEST ("/bus/rule-1/subscriber-misses-nothing", subscriber_misses_nothing);
  FIXTURE_TEST ("/bus/rule-3/one-finish-for-each-outcome", one_finish_for_each_outcome);
  FIXTURE_TEST ("/bus/rule-3/finish-follows-its-edge", finish_follows_its_edge);
  FIXTURE_TEST ("/bus/rule-4/failure-is-two-edges", failure_is_two_edges);
  FIXTURE_TEST ("/bus/rule-7/vpn-state-alone-is-not-connected", vpn_state_alone_is_not_connected);
  FIXTURE_TEST ("/bus/rule-8/first-specific-cause-wins", first_specific_cause_wins);
  FIXTURE_TEST ("/bus/rule-8/hang-up-is-631-after-connected-too", hang_up_is_631_after_connected_too);
  FIXTURE_TEST ("/bus/rule-9/need-auth-publishes-nothing", need_auth_publishes_nothing);
  return g_test_run ();
}
