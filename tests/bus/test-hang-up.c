/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rules 2, 11 and 12: hanging up, what is kept, and releasing it. */
#include "fixture.h"

static GVariant *
no_options (void)
{
  return g_variant_new ("(a{sv})", NULL);
}

static gboolean
was_removed (Client *client, const char *path)
{
  GPtrArray *messages = wire_messages (client->wire);

  for (guint i = 0; i < messages->len; i++)
    {
      const char *subject;

      if (!wire_is_signal (messages->pdata[i], "org.freedesktop.DBus.ObjectManager", "InterfacesRemoved"))
        continue;
      g_variant_get_child (g_dbus_message_get_body (messages->pdata[i]), 0, "&o", &subject);
      if (g_str_equal (subject, path))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_listed (Client *client, const char *path)
{
  g_autoptr (GVariant) body = client_ask (client, SERVICE_PATH, "org.freedesktop.DBus.ObjectManager",
                                          "GetManagedObjects", NULL);
  g_autoptr (GVariant) objects = g_variant_get_child_value (body, 0);
  g_autoptr (GVariant) object = g_variant_lookup_value (objects, path, NULL);

  return object != NULL;
}

static void
hang_up_twice (Fixture *f, gconstpointer data)
{
  g_autofree char *path = dial_to_end (f, ENTRY_OK, NULL);
  g_autoptr (GArray) edges = NULL;
  guint disconnecting = 0;

  client_hang_up (f->client, path);
  client_hang_up (f->client, path);
  wait_ended (f->client, path);
  client_hang_up (f->client, path);
  g_assert_cmpuint (fake_service_calls (f->nm_service, "DeactivateConnection"), ==, 1);
  edges = client_edges (f->client, path);
  for (guint i = 0; i < edges->len; i++)
    disconnecting += g_array_index (edges, Edge, i).disconnecting;
  g_assert_cmpuint (disconnecting, >=, 1);
  g_assert_false (client_get_b (f->client, path, "Disconnecting"));
}

/* Before NetworkManager has answered the activation. */
static void
hang_up_at_once (Fixture *f, gconstpointer data)
{
  g_autoptr (Call) call = client_start (f->client, SERVICE_PATH, MANAGER, "Dial",
                                        dial_arguments (ENTRY_OK, "{'handle-token': <'t'>}"));
  g_autofree char *path = NULL;

  WAIT_FOR (call->done);
  g_assert_no_error (call->error);
  g_variant_get (g_dbus_message_get_body (call->reply), "(o)", &path);
  client_hang_up (f->client, path);
  WAIT_FOR (client_saw_finish (f->client, path));
  wait_ended (f->client, path);
  g_assert_cmpuint (client_last_edge (f->client, path).error, ==, ERROR_USER_DISCONNECTION);
}

static void
hang_up_all (Fixture *f, gconstpointer data)
{
  g_autofree char *one = dial_to_end (f, ENTRY_OK, NULL);
  g_autofree char *two = dial_to_end (f, ENTRY_OTHER, NULL);

  g_variant_unref (client_ask (f->client, SERVICE_PATH, MANAGER, "HangUpAll", no_options ()));
  wait_ended (f->client, one);
  wait_ended (f->client, two);
}

static void
result_is_kept (Fixture *f, gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autoptr (GVariant) causes = NULL;

  fixture_script (f, ENTRY_OK, TRACE_REFUSED_LOGIN, PLAYER_DEFAULT);
  path = dial_to_end (f, ENTRY_OK, NULL);
  g_assert_true (is_listed (f->client, path));
  g_assert_true (client_get_b (f->client, path, "Ended"));
  g_assert_true (client_get_b (f->client, path, "Finished"));
  g_assert_cmpuint (client_get_u (f->client, path, "Error"), ==, ERROR_AUTHENTICATION_FAILURE);
  causes = client_get (f->client, path, CONNECTION, "Causes");
  g_assert_cmpuint (g_variant_n_children (causes), >, 0);
}

static void
released_is_gone (Fixture *f, gconstpointer data)
{
  g_autofree char *path = dial_to_end (f, ENTRY_OK, NULL);

  g_free (client_fails (f->client, path, CONNECTION, "Release", no_options (), "NotEnded"));
  client_hang_up (f->client, path);
  wait_ended (f->client, path);
  g_variant_unref (client_ask (f->client, path, CONNECTION, "Release", no_options ()));
  WAIT_FOR (was_removed (f->client, path));
  g_assert_false (is_listed (f->client, path));
  g_free (client_fails (f->client, path, CONNECTION, "GetStatus", NULL, "NoSuchConnection"));
}

/* It lingers while its dialler is on the bus, and a second after that. */
static void
linger_begins_when_the_dialler_leaves (Fixture *f, gconstpointer data)
{
  Client *dialler = client_new (f->address, 0);
  g_autofree char *path = NULL;

  fixture_script (f, ENTRY_OK, TRACE_REFUSED_LOGIN, PLAYER_DEFAULT);
  path = client_dial (dialler, ENTRY_OK, "{'linger': <uint32 1>}");
  WAIT_FOR (client_saw_finish (f->client, path));
  g_assert_true (is_listed (f->client, path));
  g_assert_false (was_removed (f->client, path));
  client_free (dialler);
  WAIT_FOR (was_removed (f->client, path));
  g_assert_false (is_listed (f->client, path));
}

static void
bound_dial_ends_with_its_dialler (Fixture *f, gconstpointer data)
{
  Client *dialler = client_new (f->address, 0);
  g_autofree char *path = NULL;

  fixture_script (f, ENTRY_OK, TRACE_HANGS, PLAYER_DEFAULT);
  path = client_dial (dialler, ENTRY_OK, "{'bind-lifetime': <'dial'>}");
  WAIT_FOR (fake_nm_newest_dial (f->nm) != NULL);
  client_free (dialler);
  WAIT_FOR (client_saw_finish (f->client, path));
  g_assert_cmpuint (client_result (f->client, path), ==, ERROR_USER_DISCONNECTION);
}

static void
bound_connection_ends_with_its_dialler (Fixture *f, gconstpointer data)
{
  Client *dialler = client_new (f->address, 0);
  g_autofree char *path = client_dial (dialler, ENTRY_OK, "{'bind-lifetime': <'connection'>}");

  WAIT_FOR (client_saw_finish (f->client, path));
  g_assert_cmpuint (client_result (f->client, path), ==, ERROR_NONE);
  client_free (dialler);
  wait_ended (f->client, path);
}

/* The default: a dial goes on when the client is killed. */
static void
unbound_dial_outlives_its_dialler (Fixture *f, gconstpointer data)
{
  Client *dialler = client_new (f->address, 0);
  g_autofree char *path = client_dial (dialler, ENTRY_OK, NULL);

  client_free (dialler);
  WAIT_FOR (client_saw_finish (f->client, path));
  g_assert_cmpuint (client_result (f->client, path), ==, ERROR_NONE);
  client_catch_up (f->client);
  g_assert_cmpuint (client_last_edge (f->client, path).state, ==, STATE_CONNECTED);
}

/* The dialler's own time-out: 638. */
static void
own_time_out (Fixture *f, gconstpointer data)
{
  g_autofree char *path = NULL;

  fixture_script (f, ENTRY_OK, TRACE_HANGS, PLAYER_DEFAULT);
  path = dial_to_end (f, ENTRY_OK, "{'timeout': <uint32 1>}");
  g_assert_cmpuint (client_result (f->client, path), ==, 638);
  WAIT_FOR (fake_service_calls (f->nm_service, "DeactivateConnection") == 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_TEST ("/bus/rule-2/result-is-kept", result_is_kept);
  FIXTURE_TEST ("/bus/rule-2/linger-begins-when-the-dialler-leaves", linger_begins_when_the_dialler_leaves);
  FIXTURE_TEST ("/bus/rule-11/hang-up-twice", hang_up_twice);
  FIXTURE_TEST ("/bus/rule-11/hang-up-at-once", hang_up_at_once);
  FIXTURE_TEST ("/bus/rule-11/hang-up-all", hang_up_all);
  FIXTURE_TEST ("/bus/rule-12/released-is-gone", released_is_gone);
  FIXTURE_TEST ("/bus/options/bound-dial-ends-with-its-dialler", bound_dial_ends_with_its_dialler);
  FIXTURE_TEST ("/bus/options/bound-connection-ends-with-its-dialler", bound_connection_ends_with_its_dialler);
  FIXTURE_TEST ("/bus/options/unbound-dial-outlives-its-dialler", unbound_dial_outlives_its_dialler);
  FIXTURE_TEST ("/bus/options/own-time-out", own_time_out);
  return g_test_run ();
}
