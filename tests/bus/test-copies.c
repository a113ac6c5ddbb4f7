/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rule 14: a dial with credentials of its own, through a volatile copy of the profile. */
#include <string.h>

#include "fake-copies.h"
#include "fixture.h"

#define NM "org.freedesktop.NetworkManager"
#define ACTIVE NM ".Connection.Active"
#define CANARY "geheim-und-selten"
#define WITH_PASSWORD "{'user-name': <'me'>, 'password': <'" CANARY "'>}"
#define STATE_INTERACTIVE 4096
#define ERROR_NO_ENTRY 623
#define ERROR_NO_DEVICE 797

typedef struct {
  Fixture base;
  FakeCopies *copies;
  Wire *monitor;
  char *log;                  /* what the service wrote, at its most talkative */
  GVariant *original;         /* the entry's settings */
} World;

static void
start_with_log (World *w)
{
  w->base.daemon = daemon_start_logged (w->base.address, w->base.folder, w->log);
}

static void
set_up (World *w, gconstpointer data)
{
  Fixture *f = &w->base;

  fixture_up (f, PRIVATE_BUS_ONE_USER);
  fixture_load (f, TRACE_OK);
  fake_service_appear (f->mm);
  fake_service_appear (f->nm_service);
  w->copies = fake_nm_copies (f->nm);
  w->monitor = wire_new_monitor (f->address);
  w->log = g_build_filename (f->folder, "log", NULL);
  w->original = g_variant_ref (fake_nm_settings (f->nm, fake_nm_find_profile (f->nm, ENTRY_OK)));
  fake_copies_script (w->copies, fixture_trace (f, TRACE_OK), PLAYER_DEFAULT);
  start_with_log (w);
}

static void
log_has_no_password (World *w, const char *path)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_get_contents (w->log, &text, NULL, &error));
  g_assert_nonnull (strstr (text, path));
  g_assert_null (strstr (text, CANARY));
}

/* What every dial here leaves behind, however it ended. */
static void
tear_down (World *w, gconstpointer data)
{
  Fixture *f = &w->base;

  g_assert_cmpvariant (fake_nm_settings (f->nm, fake_nm_find_profile (f->nm, ENTRY_OK)), w->original);
  g_assert_cmpuint (fake_service_calls (f->nm_service, "ActivateConnection"), ==, 0);
  g_assert_cmpuint (fake_service_calls (f->nm_service, "Update"), ==, 0);
  wire_free (w->monitor);
  g_variant_unref (w->original);
  g_free (w->log);
  fixture_down (f);
}

static gboolean
has_canary (GVariant *value)
{
  g_autofree char *text = value != NULL ? g_variant_print (value, FALSE) : g_strdup ("");

  return strstr (text, CANARY) != NULL;
}

static char *
string_of (GVariant *settings, const char *setting, const char *dictionary, const char *key)
{
  g_autoptr (GVariant) values = g_variant_lookup_value (settings, setting, G_VARIANT_TYPE_VARDICT);
  g_autoptr (GVariant) strings = values != NULL ? g_variant_lookup_value (values, dictionary, G_VARIANT_TYPE ("a{ss}")) : NULL;
  char *value = NULL;

  if (strings != NULL)
    g_variant_lookup (strings, key, "s", &value);
  return value;
}

static void
assert_answered (World *w, const char *password)
{
  g_autofree char *answered = string_of (fake_copies_secrets (w->copies), "vpn", "secrets", "password");

  g_assert_cmpstr (answered, ==, password);
}

/* Which messages of the bus had the password. */
static void
assert_carriers (World *w)
{
  GPtrArray *messages;
  guint dials = 0, answers = 0;

  wire_catch_up (w->monitor, w->base.client->link);
  messages = wire_messages (w->monitor);
  for (guint i = 0; i < messages->len; i++)
    {
      GDBusMessage *message = messages->pdata[i];
      const char *member = g_dbus_message_get_member (message);

      if (!has_canary (g_dbus_message_get_body (message)))
        continue;
      if (g_strcmp0 (member, "Dial") == 0)
        dials++;
      else if (g_dbus_message_get_message_type (message) == G_DBUS_MESSAGE_TYPE_METHOD_RETURN &&
               g_variant_is_of_type (g_dbus_message_get_body (message), G_VARIANT_TYPE ("(a{sa{sv}})")))
        answers++;
      else
        g_error ("the password is in %s", member != NULL ? member : "an answer");
    }
  g_assert_cmpuint (dials, ==, 1);
  g_assert_cmpuint (answers, ==, 1);
}

static guint
count_connections (World *w)
{
  g_autoptr (GVariant) paths = client_get (w->base.client, SERVICE_PATH, MANAGER, "Connections");

  return g_variant_n_children (paths);
}

static guint
count_entries (World *w)
{
  g_autoptr (GVariant) reply = client_ask (w->base.client, SERVICE_PATH, PHONEBOOK, "ListEntries", g_variant_new ("(a{sv})", NULL));
  g_autoptr (GVariant) list = g_variant_get_child_value (reply, 0);

  return g_variant_n_children (list);
}

static void
assert_entry (World *w, const char *path)
{
  g_autofree char *uuid = client_get_s (w->base.client, path, "EntryUuid");

  g_assert_cmpstr (uuid, ==, ENTRY_OK);
}

static void
hang_up (World *w, const char *path)
{
  client_hang_up (w->base.client, path);
  wait_ended (w->base.client, path);
  WAIT_FOR (client_saw_finish (w->base.client, path) && fake_copies_path (w->copies) == NULL);
}

static char *
dial_hanging (World *w, const char *options)
{
  char *path;

  fake_copies_script (w->copies, fixture_trace (&w->base, TRACE_HANGS), PLAYER_DEFAULT);
  path = client_dial (w->base.client, ENTRY_OK, options);
  return path;
}

static void
connects (World *w, gconstpointer data)
{
  Client *client = w->base.client;
  guint entries = count_entries (w);
  g_autofree char *path = dial_to_end (&w->base, ENTRY_OK, WITH_PASSWORD);
  g_autofree char *flags = NULL;

  g_assert_cmpuint (client_result (client, path), ==, ERROR_NONE);
  g_assert_nonnull (fake_copies_path (w->copies));
  g_assert_false (has_canary (fake_copies_settings (w->copies)));
  flags = string_of (fake_copies_settings (w->copies), "vpn", "data", "password-flags");
  g_assert_cmpstr (flags, ==, "2");
  assert_answered (w, CANARY);
  assert_entry (w, path);
  g_assert_cmpuint (count_connections (w), ==, 1);
  g_assert_cmpuint (count_entries (w), ==, entries);
  hang_up (w, path);
  g_assert_cmpuint (client_last_edge (client, path).error, ==, ERROR_USER_DISCONNECTION);
  g_variant_unref (client_ask (client, path, CONNECTION, "GetStatus", NULL));
  g_variant_unref (client_ask (client, SERVICE_PATH, "org.freedesktop.DBus.ObjectManager", "GetManagedObjects", NULL));
  assert_carriers (w);
  log_has_no_password (w, path);
}

static void
a_wrong_password_ends_it (World *w, gconstpointer data)
{
  g_autofree char *path = NULL;

  fake_copies_script (w->copies, fixture_trace (&w->base, TRACE_REFUSED_LOGIN), PLAYER_DEFAULT);
  path = dial_to_end (&w->base, ENTRY_OK, WITH_PASSWORD);
  g_assert_cmpuint (client_result (w->base.client, path), ==, ERROR_AUTHENTICATION_FAILURE);
  assert_answered (w, CANARY);
  WAIT_FOR (fake_copies_path (w->copies) == NULL);
  assert_carriers (w);
  log_has_no_password (w, path);
}

static void
a_question_is_answered (World *w, gconstpointer data)
{
  Client *client = w->base.client;
  g_autofree char *path = client_dial (client, ENTRY_OK, "{'pause': <true>}");

  WAIT_FOR (client_saw (client, path, STATE_INTERACTIVE));
  g_assert_true (client_get_b (client, path, "Paused"));
  g_variant_unref (client_ask (client, path, CONNECTION, "Resume", g_variant_new_parsed ("({'password': <'" CANARY "'>},)")));
  WAIT_FOR (client_saw_finish (client, path));
  g_assert_cmpuint (client_result (client, path), ==, ERROR_NONE);
  assert_answered (w, CANARY);
  hang_up (w, path);
}

static void
a_refused_call_is_the_lines_error (World *w, gconstpointer data)
{
  g_autofree char *path = NULL;

  fake_copies_script (w->copies, NULL, PLAYER_DEFAULT);
  path = dial_to_end (&w->base, ENTRY_OK, WITH_PASSWORD);
  g_assert_cmpuint (client_result (w->base.client, path), ==, ERROR_NO_DEVICE);
  g_assert_cmpuint (fake_copies_answers (w->copies), ==, 0);
  assert_entry (w, path);
  log_has_no_password (w, path);
}

/* Somebody deletes it: NetworkManager ends what it carries (trap T7). */
static void
a_copy_that_vanishes_ends_the_connection (World *w, gconstpointer data)
{
  static const char *const gone[] = { ACTIVE, NULL };
  FakeService *nm = w->base.nm_service;
  g_autofree char *path = dial_to_end (&w->base, ENTRY_OK, WITH_PASSWORD);
  g_autofree char *active = client_get_s (w->base.client, path, "ActiveConnection");

  fake_nm_remove_profile (w->base.nm, fake_copies_path (w->copies));
  fake_service_emit (nm, active, ACTIVE, "StateChanged", g_variant_new ("(uu)", 3u, 11u));
  fake_service_emit (nm, active, ACTIVE, "StateChanged", g_variant_new ("(uu)", 4u, 2u));
  fake_service_emit (nm, "/org/freedesktop", "org.freedesktop.DBus.ObjectManager", "InterfacesRemoved",
                     g_variant_new ("(o^as)", active, gone));
  wait_ended (w->base.client, path);
  g_assert_cmpuint (client_last_edge (w->base.client, path).error, ==, ERROR_NO_ENTRY);
  assert_entry (w, path);
}

/*
 * Who leaves.
 */

static void
start_again (World *w)
{
  daemon_kill (g_steal_pointer (&w->base.daemon));
  start_with_log (w);
  client_catch_up (w->base.client);
}

static void
the_service_is_restarted_while_connected (World *w, gconstpointer data)
{
  g_autofree char *path = dial_to_end (&w->base, ENTRY_OK, WITH_PASSWORD);

  start_again (w);
  g_assert_cmpuint (client_get_u (w->base.client, path, "State"), ==, STATE_CONNECTED);
  assert_entry (w, path);
  g_assert_cmpuint (count_connections (w), ==, 1);
  hang_up (w, path);
  assert_carriers (w);
}

static void
the_service_is_restarted_while_dialling (World *w, gconstpointer data)
{
  g_autofree char *path = dial_hanging (w, WITH_PASSWORD);

  WAIT_FOR (fake_copies_answers (w->copies) == 1);
  start_again (w);
  g_assert_cmpuint (client_get_u (w->base.client, path, "Result"), ==, ERROR_PENDING);
  assert_entry (w, path);
  g_assert_cmpuint (count_connections (w), ==, 1);
  hang_up (w, path);
  g_assert_cmpuint (client_result (w->base.client, path), ==, ERROR_USER_DISCONNECTION);
}

/* What keeps the service from everything that waits until it has nothing to do: bursts of calls, of
 * which some are always on the way, and never more than a slow machine answers in a moment. */
typedef struct {
  GDBusConnection *link;
  guint on_the_way;
  gboolean over;
} Bursts;

#define BURSTS 8
#define CALLS_OF_A_BURST 100

static GDBusMessage *
make_call (GDBusMessageFlags flags)
{
  GDBusMessage *call = g_dbus_message_new_method_call (SERVICE, SERVICE_PATH, MANAGER, "GetErrorString");

  g_dbus_message_set_body (call, g_variant_new ("(u)", ERROR_AUTHENTICATION_FAILURE));
  g_dbus_message_set_flags (call, flags);
  return call;
}

static void burst (Bursts *bursts);

static void
burst_answered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GDBusMessage) reply = g_dbus_connection_send_message_with_reply_finish (G_DBUS_CONNECTION (source), result, NULL);
  Bursts *bursts = data;

  bursts->on_the_way--;
  if (!bursts->over)
    burst (bursts);
}

static void
burst (Bursts *bursts)
{
  g_autoptr (GDBusMessage) last = make_call (G_DBUS_MESSAGE_FLAGS_NONE);

  for (guint i = 1; i < CALLS_OF_A_BURST; i++)
    {
      g_autoptr (GDBusMessage) call = make_call (G_DBUS_MESSAGE_FLAGS_NO_REPLY_EXPECTED);

      g_dbus_connection_send_message (bursts->link, call, G_DBUS_SEND_MESSAGE_FLAGS_NONE, NULL, NULL);
    }
  bursts->on_the_way++;
  g_dbus_connection_send_message_with_reply (bursts->link, last, G_DBUS_SEND_MESSAGE_FLAGS_NONE, G_MAXINT, NULL, NULL,
                                             burst_answered, bursts);
}

/* The copy's UUID is in the record before NetworkManager hears of it. */
static void
the_service_is_killed_as_it_calls (World *w, gconstpointer data)
{
  Bursts bursts = { .link = w->base.client->link };
  g_autofree char *path = NULL;

  for (guint i = 0; i < BURSTS; i++)
    burst (&bursts);
  path = dial_hanging (w, "{'pause': <true>}");
  WAIT_FOR (fake_copies_path (w->copies) != NULL);
  bursts.over = TRUE;
  start_again (w);
  WAIT_FOR (bursts.on_the_way == 0);
  g_assert_cmpuint (client_get_u (w->base.client, path, "Result"), ==, ERROR_PENDING);
  assert_entry (w, path);
  g_assert_cmpuint (count_connections (w), ==, 1);
  hang_up (w, path);
  g_assert_cmpuint (client_result (w->base.client, path), ==, ERROR_USER_DISCONNECTION);
}

/* The question goes with it, and NetworkManager gets no answer. */
static void
the_service_is_restarted_while_it_asks (World *w, gconstpointer data)
{
  g_autofree char *path = dial_hanging (w, "{'pause': <true>}");

  WAIT_FOR (client_saw (w->base.client, path, STATE_INTERACTIVE));
  start_again (w);
  WAIT_FOR (fake_copies_answers (w->copies) == 1);
  g_assert_null (fake_copies_secrets (w->copies));
  g_assert_false (client_get_b (w->base.client, path, "Paused"));
  g_free (client_fails (w->base.client, path, CONNECTION, "Resume", g_variant_new_parsed ("({'password': <'x'>},)"), "NotPaused"));
  hang_up (w, path);
  g_assert_cmpuint (client_result (w->base.client, path), ==, ERROR_USER_DISCONNECTION);
}

static void
network_manager_dies_while_dialling (World *w, gconstpointer data)
{
  g_autofree char *path = dial_hanging (w, WITH_PASSWORD);

  WAIT_FOR (fake_copies_answers (w->copies) == 1);
  fake_nm_crash (w->base.nm);
  WAIT_FOR (client_saw_finish (w->base.client, path));
  g_assert_cmpuint (client_result (w->base.client, path), ==, ERROR_SERVICE_GONE);
  g_assert_null (fake_copies_path (w->copies));
}

#define TEST(path, function) g_test_add (path, World, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("/bus/copies/connects", connects);
  TEST ("/bus/copies/wrong-password", a_wrong_password_ends_it);
  TEST ("/bus/copies/question", a_question_is_answered);
  TEST ("/bus/copies/refused-call", a_refused_call_is_the_lines_error);
  TEST ("/bus/copies/vanishes", a_copy_that_vanishes_ends_the_connection);
  TEST ("/bus/copies/service-restarted-while-connected", the_service_is_restarted_while_connected);
  TEST ("/bus/copies/service-restarted-while-dialling", the_service_is_restarted_while_dialling);
  TEST ("/bus/copies/service-killed-as-it-calls", the_service_is_killed_as_it_calls);
  TEST ("/bus/copies/service-restarted-while-it-asks", the_service_is_restarted_while_it_asks);
  TEST ("/bus/copies/network-manager-dies", network_manager_dies_while_dialling);
  return g_test_run ();
}
