/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rules 11, 12, 16 and 18 for ordinary users: who may do what. */
#include <string.h>

#include "fixture.h"

#define NM_NETWORK_CONTROL "org.freedesktop.NetworkManager.network-control"

static GVariant *
options (const char *text)
{
  g_autoptr (GVariant) parsed = g_variant_parse (G_VARIANT_TYPE_VARDICT, text, NULL, NULL, NULL);

  return g_variant_new ("(@a{sv})", parsed);
}

static char *
dial (Users *u, Client *client)
{
  char *path = client_dial (client, ENTRY_OK, NULL);

  WAIT_FOR (client_saw_finish (client, path));
  g_assert_cmpuint (client_result (client, path), ==, ERROR_NONE);
  return path;
}

static void
allowed_user_dials (Users *u, gconstpointer data)
{
  g_autofree char *path = dial (u, u->user);

  g_assert_cmpuint (client_get_u (u->user, path, "StartedByUid"), ==, UID_DAEMON);
  g_assert_cmpuint (fake_polkit_asked (u->base.polkit, NULL), >=, 1);
}

static void
denied_user_does_not_dial (Users *u, gconstpointer data)
{
  fake_polkit_set_default (u->base.polkit, POLKIT_NO);
  g_free (client_fails (u->user, SERVICE_PATH, MANAGER, "Dial", dial_arguments (ENTRY_OK, NULL), "NotAuthorized"));
  g_assert_cmpuint (fake_service_calls (u->base.nm_service, "ActivateConnection"), ==, 0);
  client_catch_up (u->user);
  g_assert_false (client_saw_finish (u->user, NULL));
}

/* C1: NetworkManager lets root pass, so its rule must be asked for the caller. */
static void
network_managers_rule_counts_too (Users *u, gconstpointer data)
{
  fake_polkit_set (u->base.polkit, NM_NETWORK_CONTROL, POLKIT_NO);
  g_free (client_fails (u->user, SERVICE_PATH, MANAGER, "Dial", dial_arguments (ENTRY_OK, NULL), "NotAuthorized"));
  g_assert_cmpuint (fake_polkit_asked (u->base.polkit, NM_NETWORK_CONTROL), ==, 1);
  g_assert_cmpuint (fake_service_calls (u->base.nm_service, "ActivateConnection"), ==, 0);
}

/* A challenge without ALLOW_INTERACTIVE_AUTHORIZATION is a refusal, and nobody is prompted. */
static void
no_prompt_unless_allowed (Users *u, gconstpointer data)
{
  fake_polkit_set_default (u->base.polkit, POLKIT_CHALLENGE);
  g_free (client_fails (u->user, SERVICE_PATH, MANAGER, "Dial", dial_arguments (ENTRY_OK, NULL), "NotAuthorized"));
  g_assert_cmpuint (fake_polkit_prompts (u->base.polkit), ==, 0);
}

static void
got_reply (GObject *source, GAsyncResult *result, gpointer data)
{
  GDBusMessage **reply = data;

  *reply = g_dbus_connection_send_message_with_reply_finish (G_DBUS_CONNECTION (source), result, NULL);
}

static void
at_most_one_prompt_for_each_call (Users *u, gconstpointer data)
{
  g_autoptr (GDBusMessage) call = g_dbus_message_new_method_call (SERVICE, SERVICE_PATH, MANAGER, "Dial");
  g_autoptr (GDBusMessage) reply = NULL;

  fake_polkit_set_default (u->base.polkit, POLKIT_CHALLENGE);
  g_dbus_message_set_body (call, dial_arguments (ENTRY_OK, NULL));
  g_dbus_message_set_flags (call, G_DBUS_MESSAGE_FLAGS_ALLOW_INTERACTIVE_AUTHORIZATION);
  g_dbus_connection_send_message_with_reply (u->user->link, call, G_DBUS_SEND_MESSAGE_FLAGS_NONE, 60000, NULL, NULL,
                                             got_reply, &reply);
  WAIT_FOR (reply != NULL);
  g_assert_cmpuint (fake_polkit_prompts (u->base.polkit), ==, 1);
}

static void
status_needs_no_authority (Users *u, gconstpointer data)
{
  g_autofree char *path = dial (u, u->user);
  guint asked = fake_polkit_asked (u->base.polkit, NULL);

  fake_polkit_set_default (u->base.polkit, POLKIT_NO);
  g_variant_unref (client_ask (u->other, path, CONNECTION, "GetStatus", NULL));
  g_assert_cmpuint (client_get_u (u->other, path, "State"), ==, STATE_CONNECTED);
  g_variant_unref (client_ask (u->other, path, CONNECTION, "WaitFinished", g_variant_new ("(u)", 0u)));
  g_variant_unref (client_ask (u->other, SERVICE_PATH, PHONEBOOK, "ListEntries", options ("{}")));
  g_variant_unref (client_ask (u->other, SERVICE_PATH, MANAGER, "GetErrorString", g_variant_new ("(u)", 691u)));
  g_assert_cmpuint (fake_polkit_asked (u->base.polkit, NULL), ==, asked);
}

static void
a_stranger_may_not_hang_up (Users *u, gconstpointer data)
{
  g_autofree char *path = dial (u, u->user);

  fake_polkit_set_default (u->base.polkit, POLKIT_NO);
  g_free (client_fails (u->other, path, CONNECTION, "HangUp", options ("{}"), "NotAuthorized"));
  g_free (client_fails (u->other, path, CONNECTION, "HangUp", options ("{'all': <true>}"), "NotAuthorized"));
  client_catch_up (u->user);
  g_assert_cmpuint (client_last_edge (u->user, path).state, ==, STATE_CONNECTED);
}

static void
a_permitted_stranger_hangs_up (Users *u, gconstpointer data)
{
  g_autofree char *path = dial (u, u->user);

  client_hang_up (u->other, path);
  wait_ended (u->user, path);
}

/* Without prompting, and only what is allowed. */
static void
hang_up_all_leaves_others_alone (Users *u, gconstpointer data)
{
  g_autofree char *path = dial (u, u->user);

  g_variant_unref (client_ask (u->other, SERVICE_PATH, MANAGER, "HangUpAll", options ("{}")));
  fake_polkit_set_default (u->base.polkit, POLKIT_CHALLENGE);
  g_variant_unref (client_ask (u->other, SERVICE_PATH, MANAGER, "HangUpAll", options ("{'all': <true>}")));
  client_catch_up (u->user);
  g_assert_cmpuint (client_last_edge (u->user, path).state, ==, STATE_CONNECTED);
  g_assert_cmpuint (fake_polkit_prompts (u->base.polkit), ==, 0);
}

static void
a_stranger_may_not_release (Users *u, gconstpointer data)
{
  g_autofree char *path = NULL;

  fixture_script (&u->base, ENTRY_OK, TRACE_REFUSED_LOGIN, PLAYER_DEFAULT);
  path = client_dial (u->user, ENTRY_OK, NULL);
  WAIT_FOR (client_saw_finish (u->user, path));
  fake_polkit_set_default (u->base.polkit, POLKIT_NO);
  g_free (client_fails (u->other, path, CONNECTION, "Release", options ("{}"), "NotAuthorized"));
  g_variant_unref (client_ask (u->user, path, CONNECTION, "Release", options ("{}")));
}

static guint
count_connections (Client *client)
{
  g_autoptr (GVariant) paths = client_get (client, SERVICE_PATH, MANAGER, "Connections");

  return (guint) g_variant_n_children (paths);
}

/* Rule 18: ended connections of one user do not pile up for ever, and nobody
 * else's are dropped for them. */
static void
objects_are_capped (Users *u, gconstpointer data)
{
  enum { MANY = 2200 };
  g_autofree char *mine = NULL;

  fixture_script (&u->base, ENTRY_OK, "ovpn-missing-plugin", PLAYER_DEFAULT);
  mine = client_dial (u->other, ENTRY_OK, NULL);
  WAIT_FOR (client_saw_finish (u->other, mine));
  for (guint i = 0; i < MANY; i++)
    {
      g_autofree char *path = client_dial (u->user, ENTRY_OK, NULL);

      WAIT_FOR (client_saw_finish (u->user, path));
      wire_clear (u->user->wire);
      wire_clear (u->base.client->wire);
    }
  g_test_message ("%u connections kept of %u", count_connections (u->user), MANY + 1);
  g_assert_cmpuint (count_connections (u->user), <, MANY);
  g_assert_cmpuint (client_get_u (u->other, mine, "State"), ==, STATE_DISCONNECTED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  USERS_TEST ("/bus/rule-16/allowed-user-dials", allowed_user_dials);
  USERS_TEST ("/bus/rule-16/denied-user-does-not-dial", denied_user_does_not_dial);
  USERS_TEST ("/bus/rule-16/network-managers-rule-counts-too", network_managers_rule_counts_too);
  USERS_TEST ("/bus/rule-16/no-prompt-unless-allowed", no_prompt_unless_allowed);
  USERS_TEST ("/bus/rule-16/at-most-one-prompt-for-each-call", at_most_one_prompt_for_each_call);
  USERS_TEST ("/bus/rule-16/status-needs-no-authority", status_needs_no_authority);
  USERS_TEST ("/bus/rule-11/a-stranger-may-not-hang-up", a_stranger_may_not_hang_up);
  USERS_TEST ("/bus/rule-11/a-permitted-stranger-hangs-up", a_permitted_stranger_hangs_up);
  USERS_TEST ("/bus/rule-11/hang-up-all-leaves-others-alone", hang_up_all_leaves_others_alone);
  USERS_TEST ("/bus/rule-12/a-stranger-may-not-release", a_stranger_may_not_release);
  USERS_TEST ("/bus/rule-18/objects-are-capped", objects_are_capped);
  return g_test_run ();
}
