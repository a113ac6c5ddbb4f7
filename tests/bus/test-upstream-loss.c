/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rule 3 where the ground goes: NetworkManager or ModemManager vanishes, or the
 * service itself stops. */
#include "fixture.h"

#define GSM_WORLD "mockmm-user-disconnect"
#define GSM_ENTRY "44444444-4444-4444-4444-444444444444"

static void
network_manager_dies_while_dialling (Fixture *f, gconstpointer data)
{
  g_autofree char *path = NULL;

  fixture_script (f, ENTRY_OK, TRACE_HANGS, PLAYER_DEFAULT);
  path = client_dial (f->client, ENTRY_OK, NULL);
  WAIT_FOR (client_saw (f->client, path, STATE_AUTHENTICATE) ||
            (fake_nm_newest_dial (f->nm) != NULL && client_last_edge (f->client, path).sequence > 1));
  fake_nm_crash (f->nm);
  WAIT_FOR (client_saw_finish (f->client, path));
  g_assert_cmpuint (client_result (f->client, path), ==, ERROR_SERVICE_GONE);
  g_assert_cmpuint (client_last_edge (f->client, path).state, ==, STATE_DISCONNECTED);
}

static void
network_manager_dies_while_connected (Fixture *f, gconstpointer data)
{
  g_autofree char *path = dial_to_end (f, ENTRY_OK, NULL);

  fake_nm_crash (f->nm);
  wait_ended (f->client, path);
  client_catch_up (f->client);
  g_assert_cmpuint (client_result (f->client, path), ==, ERROR_NONE);
  g_assert_cmpuint (client_last_edge (f->client, path).error, ==, ERROR_SERVICE_GONE);
}

static gboolean
can_dial (Fixture *f, char **path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) body = client_call (f->client, SERVICE_PATH, MANAGER, "Dial", dial_arguments (ENTRY_OK, NULL),
                                           &error);

  if (body == NULL)
    {
      assert_service_error (error, "NotAvailable");
      return FALSE;
    }
  g_variant_get (body, "(o)", path);
  return TRUE;
}

static void
network_manager_comes_back (Fixture *f, gconstpointer data)
{
  g_autofree char *path = NULL;

  fake_nm_crash (f->nm);
  client_catch_up (f->client);
  g_free (client_fails (f->client, SERVICE_PATH, MANAGER, "Dial", dial_arguments (ENTRY_OK, NULL), "NotAvailable"));
  fake_nm_return (f->nm);
  ASK_UNTIL (can_dial (f, &path));
  WAIT_FOR (client_saw_finish (f->client, path));
  g_assert_cmpuint (client_result (f->client, path), ==, ERROR_NONE);
}

/* The call was under way when the name went. */
static void
network_manager_dies_before_it_answers (void)
{
  Fixture f = { NULL };
  g_autofree char *path = NULL;

  fixture_up (&f, PRIVATE_BUS_ONE_USER);
  fixture_load (&f, TRACE_OK);
  fixture_start (&f);
  /* Nothing plays: a call that no script takes would be refused, so the name
   * goes before the fake looks at its calls. */
  fake_service_vanish (f.nm_service);
  {
    g_autoptr (GError) error = NULL;
    g_autoptr (GVariant) body = client_call (f.client, SERVICE_PATH, MANAGER, "Dial", dial_arguments (ENTRY_OK, NULL),
                                             &error);

    if (body != NULL)
      {
        g_variant_get (body, "(o)", &path);
        WAIT_FOR (client_saw_finish (f.client, path));
        g_assert_cmpuint (client_result (f.client, path), ==, ERROR_SERVICE_GONE);
      }
    else
      {
        assert_service_error (error, "NotAvailable");
      }
  }
  fixture_down (&f);
}

static void
modem_manager_dies (void)
{
  Fixture f = { NULL };
  g_autofree char *path = NULL;

  fixture_up (&f, PRIVATE_BUS_ONE_USER);
  fixture_load (&f, GSM_WORLD);
  fixture_script (&f, GSM_ENTRY, GSM_WORLD, PLAYER_DEFAULT);
  fixture_start (&f);
  path = dial_to_end (&f, GSM_ENTRY, NULL);
  g_assert_cmpuint (client_result (f.client, path), ==, ERROR_NONE);
  fake_service_vanish (f.mm);
  /* NetworkManager takes the device away 7 ms later or so (gsm-mm-killed). */
  fake_service_emit (f.nm_service, "/org/freedesktop/NetworkManager/Devices/8", "org.freedesktop.NetworkManager.Device",
                     "StateChanged", g_variant_new ("(uuu)", 10u, 100u, 36u));
  wait_ended (f.client, path);
  g_assert_cmpuint (client_last_edge (f.client, path).error, ==, ERROR_SERVICE_GONE);
  fixture_down (&f);
}

static void
service_stops_with_a_dial (Fixture *f, gconstpointer data)
{
  g_autofree char *path = NULL;

  fixture_script (f, ENTRY_OK, TRACE_HANGS, PLAYER_DEFAULT);
  path = client_dial (f->client, ENTRY_OK, NULL);
  WAIT_FOR (fake_nm_newest_dial (f->nm) != NULL);
  daemon_stop (g_steal_pointer (&f->daemon));
  WAIT_FOR (client_saw_finish (f->client, path));
  g_assert_cmpuint (client_result (f->client, path), ==, ERROR_SERVICE_GONE);
  g_assert_cmpuint (client_last_edge (f->client, path).error, ==, ERROR_SERVICE_GONE);
}

/* Established connections stay up and are found again. */
static void
service_stops_with_a_connection (Fixture *f, gconstpointer data)
{
  g_autofree char *path = dial_to_end (f, ENTRY_OK, NULL);
  g_autoptr (GVariant) paths = NULL;

  daemon_stop (g_steal_pointer (&f->daemon));
  g_assert_cmpuint (fake_service_calls (f->nm_service, "DeactivateConnection"), ==, 0);
  g_assert_cmpuint (client_last_edge (f->client, path).state, ==, STATE_CONNECTED);
  check_wire (f->client);
  wire_clear (f->client->wire);
  f->daemon = daemon_start (f->address, f->folder);
  paths = client_get (f->client, SERVICE_PATH, MANAGER, "Connections");
  g_assert_cmpuint (g_variant_n_children (paths), >=, 1);
}

static gboolean
connected_again (Fixture *f)
{
  g_autoptr (GVariant) paths = client_get (f->client, SERVICE_PATH, MANAGER, "Connections");
  g_autofree char *path = NULL;

  if (g_variant_n_children (paths) == 0)
    return FALSE;
  g_variant_get_child (paths, 0, "o", &path);
  return client_get_u (f->client, path, "State") == STATE_CONNECTED;
}

static void
service_is_killed_with_a_connection (Fixture *f, gconstpointer data)
{
  g_autofree char *path = dial_to_end (f, ENTRY_OK, NULL);
  g_autoptr (GPtrArray) finishes = NULL;

  daemon_kill (g_steal_pointer (&f->daemon));
  check_wire (f->client);
  wire_clear (f->client->wire);
  f->daemon = daemon_start (f->address, f->folder);
  ASK_UNTIL (connected_again (f));
  client_catch_up (f->client);
  finishes = client_finishes (f->client, NULL);
  for (guint i = 0; i < finishes->len; i++)
    g_assert_true (((Finish *) finishes->pdata[i])->recovered);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_TEST ("/bus/loss/network-manager-dies-while-dialling", network_manager_dies_while_dialling);
  FIXTURE_TEST ("/bus/loss/network-manager-dies-while-connected", network_manager_dies_while_connected);
  FIXTURE_TEST ("/bus/loss/network-manager-comes-back", network_manager_comes_back);
  g_test_add_func ("/bus/loss/network-manager-dies-before-it-answers", network_manager_dies_before_it_answers);
  g_test_add_func ("/bus/loss/modem-manager-dies", modem_manager_dies);
  FIXTURE_TEST ("/bus/loss/service-stops-with-a-dial", service_stops_with_a_dial);
  FIXTURE_TEST ("/bus/loss/service-stops-with-a-connection", service_stops_with_a_connection);
  FIXTURE_TEST ("/bus/loss/service-is-killed-with-a-connection", service_is_killed_with_a_connection);
  return g_test_run ();
}
