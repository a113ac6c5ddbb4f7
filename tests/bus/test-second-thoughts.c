/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rule 16: what has changed while polkit was asked is looked at again; and who is
 * prompted, how often. */
#include "fixture.h"

#define SERVICE_DIAL SERVICE ".dial"
#define NM_CONTROL "org.freedesktop.NetworkManager.network-control"
#define ENTRY_FLEETING "99999999-0000-0000-0000-000000000001"

static void
add_entry (Users *u, const char *user)
{
  FakeProfile profile = { .id = "fleeting", .uuid = ENTRY_FLEETING, .type = "vpn",
                          .service = "org.freedesktop.NetworkManager.labvpn", .user = user };

  fake_nm_add_profile (u->base.nm, &profile);
  fixture_script (&u->base, ENTRY_FLEETING, TRACE_OK, PLAYER_DEFAULT);
}

static void
set_up (Users *u, gconstpointer data)
{
  fixture_up (&u->base, PRIVATE_BUS_ALL_USERS);
  fixture_load (&u->base, TRACE_OK);
  fixture_script (&u->base, ENTRY_OK, TRACE_OK, PLAYER_DEFAULT);
  fixture_script (&u->base, ENTRY_OTHER, TRACE_OK, PLAYER_DEFAULT);
  add_entry (u, NULL);
  fixture_start (&u->base);
  u->user = client_new (u->base.address, UID_DAEMON);
  u->other = client_new (u->base.address, UID_BIN);
}

static char *
dial (Client *client, const char *entry)
{
  char *path = client_dial (client, entry, NULL);

  WAIT_FOR (client_saw_finish (client, path));
  g_assert_cmpuint (client_result (client, path), ==, ERROR_NONE);
  return path;
}

static GVariant *
options (const char *text)
{
  return g_variant_new ("(@a{sv})", g_variant_new_parsed (text));
}

/* Begins a call, and returns when polkit is asked about it. */
static Call *
begin (Users *u, Client *client, const char *path, const char *interface, const char *method, GVariant *arguments)
{
  Call *call;

  fake_polkit_hold (u->base.polkit, TRUE);
  call = client_start (client, path, interface, method, arguments);
  WAIT_FOR (fake_polkit_held (u->base.polkit) == 1);
  return call;
}

static void
go_on (Users *u)
{
  fake_polkit_hold (u->base.polkit, FALSE);
}

static void
assert_no_upstream_call (Users *u, const char *member)
{
  client_catch_up (u->base.client);
  link_settle ();
  g_assert_cmpuint (fake_service_calls (u->base.nm_service, member), ==, 0);
}

/*
 * The caller, the entry, the object.
 */

static void
the_caller_left (Users *u, gconstpointer data)
{
  Call *call = begin (u, u->user, SERVICE_PATH, MANAGER, "Dial", dial_arguments (ENTRY_OK, NULL));

  g_dbus_connection_close_sync (u->user->link, NULL, NULL);
  call_free (call);
  g_clear_pointer (&u->user, client_free);
  WAIT_FOR (fake_polkit_cancelled (u->base.polkit) == 1);
  go_on (u);
  client_catch_up (u->base.client);
  client_catch_up (u->base.client);
  assert_no_upstream_call (u, "ActivateConnection");
  g_assert_false (client_saw_finish (u->base.client, NULL));
}

static void
the_entry_has_gone (Users *u, gconstpointer data)
{
  g_autoptr (Call) call = begin (u, u->user, SERVICE_PATH, MANAGER, "Dial", dial_arguments (ENTRY_FLEETING, NULL));

  fake_nm_remove_profile (u->base.nm, fake_nm_find_profile (u->base.nm, ENTRY_FLEETING));
  link_barrier (fake_service_link (u->base.nm_service));
  client_catch_up (u->base.client);
  go_on (u);
  WAIT_FOR (call->done);
  assert_service_error (call->error, "NoSuchEntry");
  assert_no_upstream_call (u, "ActivateConnection");
}

/* The same UUID, now somebody else's alone. */
static void
the_entry_became_private (Users *u, gconstpointer data)
{
  g_autoptr (Call) call = begin (u, u->user, SERVICE_PATH, MANAGER, "Dial", dial_arguments (ENTRY_FLEETING, NULL));

  fake_nm_remove_profile (u->base.nm, fake_nm_find_profile (u->base.nm, ENTRY_FLEETING));
  add_entry (u, "sync");
  link_barrier (fake_service_link (u->base.nm_service));
  client_catch_up (u->base.client);     /* the earlier one has gone */
  ASK_UNTIL (({
    g_autoptr (GVariant) found = client_call (u->base.client, SERVICE_PATH, PHONEBOOK, "GetEntry",
                                              g_variant_new ("(s)", ENTRY_FLEETING), NULL);
    found != NULL;
  }));
  go_on (u);
  WAIT_FOR (call->done);
  assert_service_error (call->error, "NoSuchEntry");
  assert_no_upstream_call (u, "ActivateConnection");
}

static void
the_object_has_gone (Users *u, gconstpointer data)
{
  g_autofree char *path = dial (u->user, ENTRY_OK);
  g_autoptr (Call) call = begin (u, u->other, path, CONNECTION, "HangUp", options ("@a{sv} {}"));

  client_hang_up (u->base.client, path);
  wait_ended (u->base.client, path);
  g_variant_unref (client_ask (u->base.client, path, CONNECTION, "Release", options ("@a{sv} {}")));
  go_on (u);
  WAIT_FOR (call->done);
  assert_service_error (call->error, "NoSuchConnection");
}

/* The caller's own: the last reference, dropped by somebody else. */
static void
the_own_object_has_gone (Users *u, gconstpointer data)
{
  g_autofree char *path = dial (u->user, ENTRY_OK);
  g_autoptr (Call) call = begin (u, u->user, path, CONNECTION, "HangUp", options ("@a{sv} {}"));

  client_hang_up (u->base.client, path);
  wait_ended (u->base.client, path);
  g_variant_unref (client_ask (u->base.client, path, CONNECTION, "Release", options ("@a{sv} {}")));
  go_on (u);
  WAIT_FOR (call->done);
  assert_service_error (call->error, "NoSuchConnection");
}

/* Dialled by somebody else at the same time: one dial, not two. */
static void
the_entry_was_dialled (Users *u, gconstpointer data)
{
  g_autoptr (Call) call = begin (u, u->user, SERVICE_PATH, MANAGER, "Dial", dial_arguments (ENTRY_OK, NULL));
  g_autofree char *path = client_dial (u->base.client, ENTRY_OK, NULL);

  WAIT_FOR (client_saw_finish (u->base.client, path));
  go_on (u);
  WAIT_FOR (call->done);
  g_assert_no_error (call->error);
  g_assert_cmpuint (fake_service_calls (u->base.nm_service, "ActivateConnection"), ==, 1);
}

/* The right to drop one's own line is none to drop what somebody else has come to hold. */
static void
the_line_became_anothers_too (Users *u, gconstpointer data)
{
  g_autofree char *path = dial (u->user, ENTRY_OK);
  g_autofree char *same = NULL;
  g_autoptr (Call) call = begin (u, u->user, path, CONNECTION, "HangUp", options ("{'all': <true>}"));

  same = client_dial (u->base.client, ENTRY_OK, "{'add-reference': <true>}");
  g_assert_cmpstr (same, ==, path);
  fake_polkit_set (u->base.polkit, SERVICE ".hang-up-others", POLKIT_NO);
  go_on (u);
  WAIT_FOR (call->done);
  assert_service_error (call->error, "NotAuthorized");
  assert_no_upstream_call (u, "DeactivateConnection");
}

/*
 * Prompts.
 */

static void
got_reply (GObject *source, GAsyncResult *result, gpointer data)
{
  GDBusMessage **reply = data;

  *reply = g_dbus_connection_send_message_with_reply_finish (G_DBUS_CONNECTION (source), result, NULL);
}

/* With ALLOW_INTERACTIVE_AUTHORIZATION.  Returns the name of the error; NULL. */
static char *
call_with_prompt (Client *client, const char *path, const char *interface, const char *method, GVariant *arguments)
{
  g_autoptr (GDBusMessage) call = g_dbus_message_new_method_call (SERVICE, path, interface, method);
  g_autoptr (GDBusMessage) reply = NULL;

  g_dbus_message_set_body (call, arguments);
  g_dbus_message_set_flags (call, G_DBUS_MESSAGE_FLAGS_ALLOW_INTERACTIVE_AUTHORIZATION);
  g_dbus_connection_send_message_with_reply (client->link, call, G_DBUS_SEND_MESSAGE_FLAGS_NONE, 60000, NULL, NULL, got_reply,
                                             &reply);
  WAIT_FOR (reply != NULL);
  return g_strdup (g_dbus_message_get_error_name (reply));
}

static void
assert_prompted (Users *u, const char *path, const char *interface, const char *method, GVariant *arguments, guint prompts)
{
  guint before = fake_polkit_prompts (u->base.polkit);
  g_autofree char *error = call_with_prompt (u->user, path, interface, method, arguments);

  g_assert_cmpstr (error, ==, NULL);
  g_assert_cmpuint (fake_polkit_prompts (u->base.polkit), ==, before + prompts);
}

/* Whichever of the two actions needs it: @data. */
static void
one_prompt_is_enough (Users *u, gconstpointer data)
{
  static const char *const own[] = { SERVICE ".dial", SERVICE ".hang-up", SERVICE ".hang-up-others" };
  gboolean theirs = g_str_equal (data, NM_CONTROL);
  g_autofree char *path = NULL;
  g_autofree char *foreign = dial (u->other, ENTRY_OTHER);

  for (guint i = 0; i < G_N_ELEMENTS (own); i++)
    fake_polkit_set (u->base.polkit, own[i], theirs ? POLKIT_YES : POLKIT_CHALLENGE);
  fake_polkit_set (u->base.polkit, NM_CONTROL, theirs ? POLKIT_CHALLENGE : POLKIT_YES);
  assert_prompted (u, SERVICE_PATH, MANAGER, "Dial", dial_arguments (ENTRY_OK, NULL), 1);
  path = client_dial (u->base.client, ENTRY_OK, "{'reuse': <true>}");
  WAIT_FOR (client_saw_finish (u->user, path));
  assert_prompted (u, path, CONNECTION, "HangUp", options ("@a{sv} {}"), 1);
  assert_prompted (u, SERVICE_PATH, MANAGER, "HangUpAll", options ("@a{sv} {}"), 1);
  assert_prompted (u, SERVICE_PATH, MANAGER, "HangUpAll", options ("{'all': <true>}"), 0);
  g_assert_cmpuint (client_last_edge (u->user, foreign).state, ==, STATE_CONNECTED);
  assert_prompted (u, foreign, CONNECTION, "HangUp", options ("@a{sv} {}"), 1);
  wait_ended (u->other, foreign);
  assert_prompted (u, foreign, CONNECTION, "Release", options ("@a{sv} {}"), 1);
}

/* What is wrong with the call is told without asking anybody. */
static void
no_prompt_for_a_wrong_call (Users *u, gconstpointer data)
{
  g_autofree char *no_entry = NULL;
  g_autofree char *no_option = NULL;

  fake_polkit_set_default (u->base.polkit, POLKIT_CHALLENGE);
  no_entry = call_with_prompt (u->user, SERVICE_PATH, MANAGER, "Dial", dial_arguments ("nowhere", NULL));
  g_assert_cmpstr (no_entry, ==, SERVICE ".Error.NoSuchEntry");
  no_option = call_with_prompt (u->user, SERVICE_PATH, MANAGER, "HangUpAll", options ("{'al': <true>}"));
  g_assert_cmpstr (no_option, ==, SERVICE ".Error.InvalidOption");
  g_assert_cmpuint (fake_polkit_asked (u->base.polkit, NULL), ==, 0);
}

#define TEST(path, data, function) g_test_add (path, Users, data, set_up, function, users_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("/bus/second-thoughts/the-caller-left", NULL, the_caller_left);
  TEST ("/bus/second-thoughts/the-entry-has-gone", NULL, the_entry_has_gone);
  TEST ("/bus/second-thoughts/the-entry-became-private", NULL, the_entry_became_private);
  TEST ("/bus/second-thoughts/the-object-has-gone", NULL, the_object_has_gone);
  TEST ("/bus/second-thoughts/the-own-object-has-gone", NULL, the_own_object_has_gone);
  TEST ("/bus/second-thoughts/the-entry-was-dialled", NULL, the_entry_was_dialled);
  TEST ("/bus/second-thoughts/the-line-became-anothers-too", NULL, the_line_became_anothers_too);
  TEST ("/bus/prompts/one-for-our-action", SERVICE_DIAL, one_prompt_is_enough);
  TEST ("/bus/prompts/one-for-network-managers", NM_CONTROL, one_prompt_is_enough);
  TEST ("/bus/prompts/none-for-a-wrong-call", NULL, no_prompt_for_a_wrong_call);
  return g_test_run ();
}
