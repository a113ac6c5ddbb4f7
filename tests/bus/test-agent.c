/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The dialler's .Agent: its first answer counts, nobody else's, and one that makes no sense is none. */
#include <string.h>

#include "fake-copies.h"
#include "fixture.h"

#define DSL_WORLD "pppoe-user-disconnect"
#define DSL_REFUSED "pppoe-authfail"
#define DSL_ENTRY "1eafff7c-37a7-4acb-b9ad-a6de4338952c"
#define NM "org.freedesktop.NetworkManager"
#define NM_AGENT_PATH "/org/freedesktop/NetworkManager/SecretAgent"
#define ALLOW_INTERACTION 1u
#define AGENT SERVICE ".Agent"
#define AGENT_PATH "/agent"

typedef struct {
  Fixture base;
  Client *user, *again, *other; /* a dialler, the same user once more, another user */
  GAsyncQueue *asked;           /* GDBusMessage, from GDBus's thread */
  guint filter;
  GDBusMessage *question;
  char *path;                   /* of the connection */
} Agent;

static GDBusMessage *
take_question (GDBusConnection *link, GDBusMessage *message, gboolean incoming, gpointer data)
{
  if (!incoming || g_strcmp0 (g_dbus_message_get_interface (message), AGENT) != 0 ||
      g_strcmp0 (g_dbus_message_get_member (message), "RequestCredentials") != 0)
    return message;
  g_async_queue_push (data, message);
  g_main_context_wakeup (NULL);
  return NULL;
}

/* Until the dialler's agent is asked for another password. */
static void
set_up (Agent *a, gconstpointer data)
{
  Fixture *f = &a->base;

  fixture_up (f, PRIVATE_BUS_ALL_USERS);
  fixture_load (f, DSL_WORLD);
  fixture_start (f);
  a->user = client_new (f->address, UID_DAEMON);
  a->again = client_new (f->address, UID_DAEMON);
  a->other = client_new (f->address, UID_BIN);
  a->asked = g_async_queue_new_full (g_object_unref);
  a->filter = g_dbus_connection_add_filter (a->user->link, take_question, a->asked, NULL);
  fake_copies_script (fake_nm_copies (f->nm), fixture_trace (f, DSL_REFUSED), PLAYER_BRISK);
  a->path = client_dial (a->user, DSL_ENTRY, "{'agent': <objectpath '" AGENT_PATH "'>, 'password': <'wrong'>}");
  WAIT_FOR ((a->question = g_async_queue_try_pop (a->asked)) != NULL);
  g_assert_cmpstr (g_dbus_message_get_path (a->question), ==, AGENT_PATH);
  WAIT_FOR (fake_copies_path (fake_nm_copies (f->nm)) == NULL);
  fake_copies_script (fake_nm_copies (f->nm), fixture_trace (f, DSL_WORLD), PLAYER_BRISK);
}

static void
tear_down (Agent *a, gconstpointer data)
{
  if (a->user != NULL)
    g_dbus_connection_remove_filter (a->user->link, a->filter);
  g_clear_object (&a->question);
  client_free (a->user);
  client_free (a->again);
  client_free (a->other);
  fixture_down (&a->base);
  g_async_queue_unref (a->asked);
  g_free (a->path);
}

static GVariant *
password (const char *text)
{
  return g_variant_new_parsed ("({'password': <%s>},)", text);
}

/* @body: NULL makes it an error. */
static void
send_answer (Agent *a, Client *client, GVariant *body)
{
  g_autoptr (GDBusMessage) answer = body != NULL ? g_dbus_message_new_method_reply (a->question)
                                                 : g_dbus_message_new_method_error (a->question, "org.example.No", "no");
  g_autoptr (GError) error = NULL;

  if (body != NULL)
    g_dbus_message_set_body (answer, body);
  g_dbus_connection_send_message (client->link, answer, G_DBUS_SEND_MESSAGE_FLAGS_NONE, NULL, &error);
  g_assert_no_error (error);
  link_barrier (client->link);
}

/* The password that the service has for the line that NetworkManager was told to dial. */
static char *
password_of_line (Agent *a)
{
  FakeCopies *copies = fake_nm_copies (a->base.nm);
  g_autoptr (GVariant) secrets = NULL;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  WAIT_FOR (fake_copies_path (copies) != NULL);
  reply = g_dbus_connection_call_sync (fake_service_link (a->base.nm_service), SERVICE, NM_AGENT_PATH, NM ".SecretAgent", "GetSecrets",
                                       g_variant_new ("(@a{sa{sv}}os@asu)", fake_copies_settings (copies), fake_copies_path (copies),
                                                      "pppoe", g_variant_new_strv (NULL, 0), ALLOW_INTERACTION),
                                       G_VARIANT_TYPE ("(a{sa{sv}})"), G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
  secrets = g_variant_get_child_value (reply, 0);
  text = g_variant_print (secrets, FALSE);
  g_test_message ("%s", text);
  return g_strdup (strstr (text, "'right'") != NULL ? "right" : "another");
}

static void
expect_right (Agent *a)
{
  g_autofree char *used = password_of_line (a);

  g_assert_cmpstr (used, ==, "right");
  WAIT_FOR (client_saw_finish (a->base.client, a->path));
  g_assert_cmpuint (client_result (a->base.client, a->path), ==, ERROR_NONE);
  client_hang_up (a->base.client, a->path);
  wait_ended (a->base.client, a->path);
}

static void
expect_refusal (Agent *a)
{
  WAIT_FOR (client_saw_finish (a->base.client, a->path));
  g_assert_cmpuint (client_result (a->base.client, a->path), ==, ERROR_AUTHENTICATION_FAILURE);
  g_assert_true (daemon_is_alive (a->base.daemon));
}

static void
the_answer_counts (Agent *a, gconstpointer data)
{
  send_answer (a, a->user, password ("right"));
  expect_right (a);
}

/* The number of the question is easily guessed. */
static void
nobody_elses_answer_counts (Agent *a, gconstpointer data)
{
  send_answer (a, a->other, password ("forged"));
  send_answer (a, a->other, NULL);
  send_answer (a, a->again, password ("forged"));
  send_answer (a, a->again, NULL);
  client_catch_up (a->base.client);
  g_assert_false (client_saw_finish (a->base.client, a->path));
  send_answer (a, a->user, password ("right"));
  expect_right (a);
}

static void
the_second_answer_is_none (Agent *a, gconstpointer data)
{
  send_answer (a, a->user, password ("right"));
  send_answer (a, a->user, password ("forged"));
  send_answer (a, a->user, NULL);
  expect_right (a);
}

/* @data: what it answers, as text. */
static void
nonsense_is_no_answer (Agent *a, gconstpointer data)
{
  send_answer (a, a->user, data != NULL ? g_variant_new_parsed (data) : NULL);
  expect_refusal (a);
}

static void
a_flood_is_no_answer (Agent *a, gconstpointer data)
{
  g_autofree char *long_text = g_strnfill (8 * 1024 * 1024, 'x');

  send_answer (a, a->user, password (long_text));
  expect_refusal (a);
}

static void
the_dialler_leaves (Agent *a, gconstpointer data)
{
  g_dbus_connection_remove_filter (a->user->link, a->filter);
  link_close (g_object_ref (a->user->link));
  g_clear_pointer (&a->user, client_free);
  send_answer (a, a->again, password ("forged"));
  expect_refusal (a);
}

static void
an_answer_after_the_end (Agent *a, gconstpointer data)
{
  client_hang_up (a->user, a->path);
  WAIT_FOR (client_saw_finish (a->base.client, a->path));
  g_assert_cmpuint (client_result (a->base.client, a->path), ==, ERROR_USER_DISCONNECTION);
  send_answer (a, a->user, password ("right"));
  client_catch_up (a->base.client);
  g_assert_null (fake_copies_path (fake_nm_copies (a->base.nm)));
  g_assert_true (daemon_is_alive (a->base.daemon));
}

#define AGENT_TEST(name, data, function) g_test_add ("/bus/agent/" name, Agent, data, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  AGENT_TEST ("the-answer", NULL, the_answer_counts);
  AGENT_TEST ("nobody-elses", NULL, nobody_elses_answer_counts);
  AGENT_TEST ("the-second", NULL, the_second_answer_is_none);
  AGENT_TEST ("an-error", NULL, nonsense_is_no_answer);
  AGENT_TEST ("nothing", "()", nonsense_is_no_answer);
  AGENT_TEST ("a-string", "('right',)", nonsense_is_no_answer);
  AGENT_TEST ("two", "({'password': <'right'>}, 'x')", nonsense_is_no_answer);
  AGENT_TEST ("empty", "(@a{sv} {},)", nonsense_is_no_answer);
  AGENT_TEST ("a-number", "({'password': <5>},)", nonsense_is_no_answer);
  AGENT_TEST ("another-field", "({'pin': <'right'>},)", nonsense_is_no_answer);
  AGENT_TEST ("strings-only", "({'password': 'right'},)", nonsense_is_no_answer);
  AGENT_TEST ("a-flood", NULL, a_flood_is_no_answer);
  AGENT_TEST ("the-dialler-leaves", NULL, the_dialler_leaves);
  AGENT_TEST ("after-the-end", NULL, an_answer_after_the_end);
  return g_test_run ();
}
