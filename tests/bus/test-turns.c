/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rule 18 before the main loop: whoever calls a lot waits for himself. */
#include <signal.h>
#include <string.h>

#include "fixture.h"

/* As service/bus/dt-limits.h has them. */
#define CALL_BYTES 65536
#define CALLS_WAITING 4096
#define BYTES_WAITING 4194304

#define OBJECT_MANAGER "org.freedesktop.DBus.ObjectManager"
#define MANY_OBJECTS 200
#define SOME_OBJECTS 20

static Call *
start_error_string (Client *client)
{
  return client_start (client, SERVICE_PATH, MANAGER, "GetErrorString", g_variant_new ("(u)", 691u));
}

/*
 * Large messages.
 */

static void
large_calls (Users *u, gconstpointer data)
{
  static const struct {
    const char *interface, *member;
  } calls[] = {
    { MANAGER, "Dial" }, { MANAGER, "HangUpAll" }, { MANAGER, "GetErrorString" }, { PHONEBOOK, "ListEntries" },
    { PHONEBOOK, "GetEntry" }, { PHONEBOOK, "CreateEntry" }, { PHONEBOOK, "SetCredentials" }, { PHONEBOOK, "NoSuchMethod" },
    { "org.freedesktop.DBus.Properties", "Get" }, { "org.freedesktop.DBus.Introspectable", "Introspect" },
    { OBJECT_MANAGER, "GetManagedObjects" },
  };
  g_autofree char *text = g_strnfill (CALL_BYTES, 'x');

  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    g_free (client_fails (u->user, SERVICE_PATH, calls[i].interface, calls[i].member, g_variant_new ("(s)", text), "LimitsExceeded"));
  g_free (client_fails (u->user, SERVICE_PATH, MANAGER, "Dial", g_variant_new ("(sa{sv})", text, NULL), "LimitsExceeded"));
  /* What may come in is looked at as ever. */
  text[CALL_BYTES - 64] = '\0';
  g_free (client_fails (u->user, SERVICE_PATH, PHONEBOOK, "GetEntry", g_variant_new ("(s)", text), "NoSuchEntry"));
  /* Root's are no larger. */
  text[CALL_BYTES - 64] = 'x';
  client_catch_up (u->base.client);
  g_free (client_fails (u->base.client, SERVICE_PATH, PHONEBOOK, "GetEntry", g_variant_new ("(s)", text), "LimitsExceeded"));
}

/* Whether or not an answer is wanted, nothing of it stays, and nobody is told what he does not want to know. */
static void
calls_without_an_answer (Users *u, gconstpointer data)
{
  static const struct {
    const char *path, *interface, *member;
  } calls[] = {
    { SERVICE_PATH, MANAGER, "GetErrorString" }, { SERVICE_PATH, MANAGER, "NoSuchMethod" },
    { SERVICE_PATH, "org.freedesktop.DBus.Peer", "Ping" }, { SERVICE_PATH "/Nowhere", MANAGER, "GetErrorString" },
    { SERVICE_PATH "/Connection/1", CONNECTION, "GetStatus" },
  };
  GPtrArray *messages = wire_messages (u->user->wire);

  client_catch_up (u->user);
  for (guint n = 0; n < CALLS_WAITING / 4; n++)
    for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
      {
        g_autoptr (GDBusMessage) call = g_dbus_message_new_method_call (SERVICE, calls[i].path, calls[i].interface, calls[i].member);

        if (g_str_equal (calls[i].member, "GetErrorString"))
          g_dbus_message_set_body (call, g_variant_new ("(u)", 691u));
        g_dbus_message_set_flags (call, G_DBUS_MESSAGE_FLAGS_NO_REPLY_EXPECTED);
        g_dbus_connection_send_message (u->user->link, call, G_DBUS_SEND_MESSAGE_FLAGS_NONE, NULL, NULL);
      }
  /* Anyone's of this user, too: they are counted together. */
  ASK_UNTIL (({
    g_autoptr (GVariant) body = client_call (u->user, SERVICE_PATH, MANAGER, "GetErrorString", g_variant_new ("(u)", 691u), NULL);
    body != NULL;
  }));
  client_catch_up (u->user);
  for (guint i = 0; i < messages->len; i++)
    g_assert_cmpint (g_dbus_message_get_message_type (messages->pdata[i]), !=, G_DBUS_MESSAGE_TYPE_ERROR);
}

/*
 * Turns.
 */

/* So many that a picture of all is work. */
static void
make_objects (Users *u, guint n)
{
  fixture_script (&u->base, ENTRY_OK, "ovpn-missing-plugin", PLAYER_DEFAULT);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = client_dial (u->base.client, ENTRY_OK, NULL);

      WAIT_FOR (client_saw_finish (u->base.client, path));
      wire_clear (u->user->wire);
      wire_clear (u->other->wire);
      wire_clear (u->base.client->wire);
    }
}

static guint
count_done (GPtrArray *calls)
{
  guint n = 0;

  for (guint i = 0; i < calls->len; i++)
    n += ((Call *) calls->pdata[i])->done;
  return n;
}

/* All of it is on the bus before the service looks: one who asks for @n pictures over @n_links connections, and behind
 * him somebody else with a single call. */
static void
race (Users *u, guint n, guint n_links)
{
  g_autoptr (GPtrArray) calls = g_ptr_array_new_with_free_func ((GDestroyNotify) call_free);
  g_autoptr (GPtrArray) clients = g_ptr_array_new_with_free_func ((GDestroyNotify) client_free);
  g_autoptr (Call) others = NULL;
  pid_t pid = (pid_t) daemon_pid (u->base.daemon);
  guint before;

  for (guint i = 0; i < n_links; i++)
    {
      g_ptr_array_add (clients, client_new (u->base.address, UID_DAEMON));
      client_catch_up (clients->pdata[i]);
    }
  client_catch_up (u->other);
  g_assert_cmpint (kill (pid, SIGSTOP), ==, 0);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (calls, client_start (clients->pdata[i % n_links], SERVICE_PATH, OBJECT_MANAGER, "GetManagedObjects", NULL));
  for (guint i = 0; i < n_links; i++)
    link_barrier (((Client *) clients->pdata[i])->link);
  others = start_error_string (u->other);
  link_barrier (u->other->link);
  g_assert_cmpint (kill (pid, SIGCONT), ==, 0);
  WAIT_FOR (others->done);
  before = count_done (calls);
  g_assert_no_error (others->error);
  g_test_message ("%u of %u calls of one user were answered before the only one of another", before, n);
  g_assert_cmpuint (before, <, n / 2);
  WAIT_FOR (count_done (calls) == n);
  for (guint i = 0; i < n; i++)
    g_assert_no_error (((Call *) calls->pdata[i])->error);
}

static void
one_connection (Users *u, gconstpointer data)
{
  make_objects (u, MANY_OBJECTS);
  race (u, 60, 1);
}

static void
many_connections (Users *u, gconstpointer data)
{
  make_objects (u, MANY_OBJECTS);
  race (u, 60, 30);
}

/* What one user has too much is refused at once, and what he has not is served.  Each call is as large as may be, so that
 * few are too much, and asks for a picture by the way. */
static void
too_many (Users *u, gconstpointer data)
{
  enum { MANY = 3 * BYTES_WAITING / (CALL_BYTES - 64) };
  g_autoptr (GPtrArray) calls = g_ptr_array_new_with_free_func ((GDestroyNotify) call_free);
  g_autofree char *text = g_strnfill (CALL_BYTES - 128, 'x');
  pid_t pid = (pid_t) daemon_pid (u->base.daemon);
  guint refused = 0, served = 0;

  make_objects (u, MANY_OBJECTS);
  client_catch_up (u->user);
  g_assert_cmpint (kill (pid, SIGSTOP), ==, 0);
  /* What comes first keeps the service busy, so that the others wait. */
  for (guint i = 0; i < SOME_OBJECTS; i++)
    g_ptr_array_add (calls, client_start (u->user, SERVICE_PATH, OBJECT_MANAGER, "GetManagedObjects", NULL));
  for (guint i = 0; i < MANY; i++)
    g_ptr_array_add (calls, client_start (u->user, SERVICE_PATH, PHONEBOOK, "GetEntry", g_variant_new ("(s)", text)));
  link_barrier (u->user->link);
  g_assert_cmpint (kill (pid, SIGCONT), ==, 0);
  WAIT_FOR (count_done (calls) == calls->len);
  for (guint i = 0; i < calls->len; i++)
    {
      const Call *call = calls->pdata[i];
      g_autofree char *name = call->error != NULL ? g_dbus_error_get_remote_error (call->error) : NULL;

      refused += g_strcmp0 (name, SERVICE ".Error.LimitsExceeded") == 0;
      served += g_strcmp0 (name, SERVICE ".Error.NoSuchEntry") == 0;
    }
  g_test_message ("%u refused, %u served", refused, served);
  g_assert_cmpuint (refused, >, 0);
  g_assert_cmpuint (served, >=, BYTES_WAITING / CALL_BYTES - SOME_OBJECTS);
  g_variant_unref (client_ask (u->user, SERVICE_PATH, OBJECT_MANAGER, "GetManagedObjects", NULL));
}

/* A call never comes before an earlier one of its connection, whatever kind it is. */
static void
order_is_kept (Users *u, gconstpointer data)
{
  g_autofree char *path = NULL;
  Client *fresh = client_new (u->base.address, UID_DAEMON);
  g_autoptr (Call) first = NULL;
  g_autoptr (Call) second = NULL;
  g_autoptr (Call) third = NULL;

  path = dial_to_end (&u->base, ENTRY_OK, NULL);
  first = start_error_string (fresh);
  second = client_start (fresh, path, CONNECTION, "GetStatus", NULL);
  third = start_error_string (fresh);
  WAIT_FOR (third->done);
  g_assert_true (first->done && second->done);
  g_assert_cmpint (client_reply_position (fresh, first), <, client_reply_position (fresh, second));
  g_assert_cmpint (client_reply_position (fresh, second), <, client_reply_position (fresh, third));
  client_free (fresh);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  USERS_TEST ("/bus/turns/large-calls", large_calls);
  USERS_TEST ("/bus/turns/calls-without-an-answer", calls_without_an_answer);
  USERS_TEST ("/bus/turns/one-connection", one_connection);
  USERS_TEST ("/bus/turns/many-connections", many_connections);
  USERS_TEST ("/bus/turns/too-many", too_many);
  USERS_TEST ("/bus/turns/order-is-kept", order_is_kept);
  return g_test_run ();
}
