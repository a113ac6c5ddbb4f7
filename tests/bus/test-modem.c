/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Dials through ModemManager alone: what they give, and how they are hung up. */
#include <string.h>

#include "modem-world.h"

static char *
first_of (GVariant *dictionary, const char *key)
{
  g_autofree const char **values = NULL;

  if (!g_variant_lookup (dictionary, key, "^a&s", &values) || values[0] == NULL)
    return g_strdup ("");
  return g_strdup (values[0]);
}

static char *
dup_entry (GVariant *dictionary, const char *key)
{
  char *value = NULL;

  g_variant_lookup (dictionary, key, "s", &value);
  return value != NULL ? value : g_strdup ("");
}

static void
connects (ModemWorld *w, gconstpointer data)
{
  Client *client = w->base.client;
  g_autofree char *path = modem_dial_to_end (w, NULL);
  g_autofree char *modem = client_get_s (client, path, "Modem");
  g_autofree char *bearer = client_get_s (client, path, "Bearer");
  g_autofree char *device = client_get_s (client, path, "DeviceName");
  g_autofree char *kind = client_get_s (client, path, "Kind");
  g_autofree char *number = client_get_s (client, path, "PhoneNumber");

  g_assert_cmpuint (client_result (client, path), ==, ERROR_NONE);
  assert_modem_edges (w, path, "0 1 2 3 4 14 18 8192");
  g_assert_cmpstr (modem, ==, fake_modem_path (w->modem));
  g_assert_cmpstr (bearer, ==, "/org/freedesktop/ModemManager1/Bearer/0");
  g_assert_cmpstr (device, ==, "ttyUSB0");
  g_assert_cmpstr (kind, ==, "gsm");
  g_assert_cmpstr (number, ==, "internet");
  g_assert_false (client_get_b (client, path, "AddressConfigured"));
}

static void
addresses_are_published (ModemWorld *w, gconstpointer data)
{
  Client *client = w->base.client;
  g_autofree char *path = modem_dial_to_end (w, NULL);
  g_autoptr (GVariant) interface = client_get (client, path, PROJECTION, "Interface");
  g_autoptr (GVariant) mtu = client_get (client, path, PROJECTION, "Mtu");
  g_autoptr (GVariant) ip4 = client_get (client, path, PROJECTION, "Ip4");
  g_autofree char *address = first_of (ip4, "addresses");
  g_autofree char *server = first_of (ip4, "dns");
  g_autofree char *gateway = dup_entry (ip4, "gateway");
  g_autofree char *method = dup_entry (ip4, "method");

  g_assert_cmpstr (g_variant_get_string (interface, NULL), ==, "wwan0");
  g_assert_cmpuint (g_variant_get_uint32 (mtu), ==, 1430);
  g_assert_cmpstr (address, ==, "10.64.0.2/24");
  g_assert_cmpstr (gateway, ==, "10.64.0.1");
  g_assert_cmpstr (server, ==, "10.64.0.53");
  g_assert_cmpstr (method, ==, "static");
}

/* No address is known: the caller's pppd negotiates it, on the port that is named. */
static void
ppp_is_left_to_the_caller (ModemWorld *w, gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autoptr (GVariant) interface = NULL;
  g_autoptr (GVariant) ip4 = NULL;
  g_autofree char *method = NULL;

  fake_modem_gives (w->modem, METHOD_PPP);
  path = modem_dial_to_end (w, NULL);
  assert_modem_edges (w, path, "0 1 2 3 4 8192");
  interface = client_get (w->base.client, path, PROJECTION, "Interface");
  ip4 = client_get (w->base.client, path, PROJECTION, "Ip4");
  method = dup_entry (ip4, "method");
  g_assert_cmpstr (g_variant_get_string (interface, NULL), ==, "ttyUSB0");
  g_assert_cmpstr (method, ==, "ppp");
  g_assert_false (client_get_b (w->base.client, path, "AddressConfigured"));
}

static void
dhcp_has_no_projection_yet (ModemWorld *w, gconstpointer data)
{
  g_autofree char *path = NULL;

  fake_modem_gives (w->modem, METHOD_DHCP);
  path = modem_dial_to_end (w, NULL);
  assert_modem_edges (w, path, "0 1 2 3 4 14 8192");
}

static void
assert_said (ModemWorld *w, const char *key, const char *value)
{
  g_autofree char *said = dup_entry (fake_modem_last_call (w->modem), key);

  g_assert_cmpstr (said, ==, value);
}

static void
options_reach_modem_manager (ModemWorld *w, gconstpointer data)
{
  g_autofree char *path = modem_dial_to_end (w, "'user-name': <'me'>, 'password': <'secret'>, 'pin': <'1234'>");

  assert_said (w, "apn", "internet");
  assert_said (w, "user", "me");
  assert_said (w, "password", "secret");
  assert_said (w, "pin", "1234");
  g_assert_cmpuint (g_variant_n_children (fake_modem_last_call (w->modem)), ==, 4);
}

#define INTERACTIVE 4096
#define LOCK_SIM_PIN 2

static void
lock_sim (ModemWorld *w)
{
  GVariantBuilder tries;

  g_variant_builder_init (&tries, G_VARIANT_TYPE ("a{uu}"));
  g_variant_builder_add (&tries, "{uu}", LOCK_SIM_PIN, 3u);
  fake_modem_change (w->modem, "UnlockRetries", g_variant_builder_end (&tries));
  fake_modem_change (w->modem, "UnlockRequired", g_variant_new_uint32 (LOCK_SIM_PIN));
  client_catch_up (w->base.client);
}

static void
resume (ModemWorld *w, const char *path, const char *answer)
{
  g_variant_unref (client_ask (w->base.client, path, CONNECTION, "Resume", g_variant_new_parsed (answer)));
}

/* Before the call is made: ModemManager has nobody to ask. */
static void
a_locked_sim_pauses (ModemWorld *w, gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autofree char *printed = NULL;
  g_autoptr (GVariant) status = NULL;

  lock_sim (w);
  path = modem_dial (w, "'pause': <true>");
  WAIT_FOR (client_last_edge (w->base.client, path).state == INTERACTIVE);
  g_assert_true (client_get_b (w->base.client, path, "Paused"));
  g_assert_null (fake_modem_last_call (w->modem));
  status = client_ask (w->base.client, path, CONNECTION, "GetStatus", NULL);
  printed = g_variant_print (status, FALSE);
  g_assert_nonnull (strstr (printed, "'fields': <[('pin', true)]>, 'message': <''>, 'tries-left': <uint32 3>"));
  g_free (client_fails (w->base.client, path, CONNECTION, "Resume", g_variant_new_parsed ("({'password': <'1'>},)"),
                        "InvalidOption"));
  resume (w, path, "({'pin': <'4321'>},)");
  WAIT_FOR (client_saw_finish (w->base.client, path));
  g_assert_cmpuint (client_result (w->base.client, path), ==, ERROR_NONE);
  assert_said (w, "pin", "4321");
}

static void
a_pause_is_hung_up (ModemWorld *w, gconstpointer data)
{
  g_autofree char *path = NULL;

  lock_sim (w);
  path = modem_dial (w, "'pause': <true>");
  WAIT_FOR (client_last_edge (w->base.client, path).state == INTERACTIVE);
  client_hang_up (w->base.client, path);
  WAIT_FOR (client_saw_finish (w->base.client, path));
  g_assert_cmpuint (client_result (w->base.client, path), ==, 631);
  g_assert_false (client_get_b (w->base.client, path, "Paused"));
  g_assert_null (fake_modem_last_call (w->modem));
}

/* Nobody is there to ask: ModemManager is called all the same, and says why not. */
static void
without_an_agent_it_is_called (ModemWorld *w, gconstpointer data)
{
  g_autofree char *path = NULL;

  lock_sim (w);
  path = modem_dial_to_end (w, "'agent': <objectpath '/nobody'>");
  g_assert_nonnull (fake_modem_last_call (w->modem));
}

/* Neither in the properties nor in what GetStatus tells. */
static void
secrets_are_not_kept (ModemWorld *w, gconstpointer data)
{
  g_autofree char *path = modem_dial_to_end (w, "'user-name': <'me'>, 'password': <'geheim'>, 'pin': <'9753'>");
  g_autoptr (GVariant) status = client_ask (w->base.client, path, CONNECTION, "GetStatus", NULL);
  g_autofree char *printed = g_variant_print (status, FALSE);
  GPtrArray *messages = wire_messages (w->base.client->wire);

  g_assert_null (strstr (printed, "geheim"));
  g_assert_null (strstr (printed, "9753"));
  for (guint i = 0; i < messages->len; i++)
    {
      g_autofree char *text = g_dbus_message_print (messages->pdata[i], 0);

      g_assert_null (strstr (text, "geheim"));
    }
}

static void
modem_that_enables_and_registers (ModemWorld *w, gconstpointer data)
{
  g_autofree char *path = NULL;

  fake_modem_set_state (w->modem, MODEM_DISABLED, 1);
  fake_modem_stays (w->modem, MODEM_ENABLING);
  path = modem_dial (w, NULL);
  WAIT_FOR (fake_modem_last_call (w->modem) != NULL);
  fake_modem_set_state (w->modem, MODEM_SEARCHING, 1);
  WAIT_FOR (client_last_edge (w->base.client, path).state == 1);
  fake_modem_set_state (w->modem, MODEM_REGISTERED, 1);
  fake_modem_goes_on (w->modem);
  WAIT_FOR (client_saw_finish (w->base.client, path));
  assert_modem_edges (w, path, "0 1 2 3 4 14 18 8192");
}

/*
 * Hanging up.
 */

static void
hang_up (ModemWorld *w, gconstpointer data)
{
  g_autofree char *path = modem_dial_to_end (w, NULL);

  fake_modem_holds (w->modem);
  client_hang_up (w->base.client, path);
  WAIT_FOR (client_last_edge (w->base.client, path).disconnecting);
  g_assert_true (client_get_b (w->base.client, path, "Disconnecting"));
  WAIT_FOR (fake_service_calls (w->base.mm, "Disconnect") == 1);
  g_assert_false (client_get_b (w->base.client, path, "Ended"));
  fake_modem_lets_go (w->modem);
  wait_ended (w->base.client, path);
  assert_modem_edges (w, path, "0 1 2 3 4 14 18 8192 8192d 8192d:631 8193:631");
  g_assert_false (fake_modem_is_connected (w->modem));
}

static void
cancel_while_connecting (ModemWorld *w, gconstpointer data)
{
  g_autofree char *path = NULL;

  fake_modem_stays (w->modem, MODEM_CONNECTING);
  fake_modem_holds (w->modem);
  path = modem_dial (w, NULL);
  WAIT_FOR (client_last_edge (w->base.client, path).state == 2);
  client_hang_up (w->base.client, path);
  WAIT_FOR (fake_service_calls (w->base.mm, "Disconnect") == 1);
  g_assert_false (client_get_b (w->base.client, path, "Ended"));
  fake_modem_lets_go (w->modem);
  wait_ended (w->base.client, path);
  assert_modem_edges (w, path, "0 1 2 2d 2d:631 8193:631");
}

/* A dial command cannot be cancelled: told to, ModemManager 1.20.4 takes the port for connected ever after. */
static void
cancel_a_serial_call (ModemWorld *w, gconstpointer data)
{
  g_autofree char *path = NULL;

  modem_world_add (w, CAPABILITY_POTS);
  fake_modem_gives (w->second, METHOD_PPP);
  fake_modem_stays (w->second, MODEM_CONNECTING);
  path = client_dial (w->base.client, "", "{'phone-number': <'0123456'>}");
  WAIT_FOR (client_last_edge (w->base.client, path).state == 2);
  client_hang_up (w->base.client, path);
  WAIT_FOR (client_last_edge (w->base.client, path).disconnecting);
  client_catch_up (w->base.client);
  g_assert_cmpuint (fake_service_calls (w->base.mm, "Disconnect"), ==, 0);
  fake_modem_goes_on (w->second);
  wait_ended (w->base.client, path);
  g_assert_cmpuint (fake_service_calls (w->base.mm, "Disconnect"), ==, 1);
  g_assert_false (fake_modem_is_connected (w->second));
  assert_modem_edges (w, path, "0 1 2 2d 2d:631 8193:631");
}

/* ModemManager 1.20.4 goes on registering whatever it is told: the dial is over at once,
 * and the bearer that comes all the same is taken down. */
static void
cancel_while_searching (ModemWorld *w, gconstpointer data)
{
  g_autofree char *path = NULL;

  fake_modem_set_state (w->modem, MODEM_ENABLED, 1);
  fake_modem_stays (w->modem, MODEM_SEARCHING);
  path = modem_dial (w, NULL);
  WAIT_FOR (fake_modem_last_call (w->modem) != NULL);
  WAIT_FOR (client_last_edge (w->base.client, path).state == 1);
  client_hang_up (w->base.client, path);
  wait_ended (w->base.client, path);
  assert_modem_edges (w, path, "0 1 1d 1d:631 8193:631");
  fake_modem_goes_on (w->modem);
  WAIT_FOR (fake_service_calls (w->base.mm, "Disconnect") >= 1);
  WAIT_FOR (!fake_modem_is_connected (w->modem));
  g_assert_cmpuint (client_last_edge (w->base.client, path).error, ==, ERROR_USER_DISCONNECTION);
}

/* Perhaps before the call is sent, perhaps before the modem is seen to connect. */
static void
hang_up_at_once (ModemWorld *w, gconstpointer data)
{
  g_autofree char *path = NULL;

  fake_modem_stays (w->modem, MODEM_CONNECTING);
  path = modem_dial (w, NULL);
  client_hang_up (w->base.client, path);
  WAIT_FOR (client_saw_finish (w->base.client, path));
  g_assert_cmpuint (client_result (w->base.client, path), ==, ERROR_USER_DISCONNECTION);
  wait_ended (w->base.client, path);
  g_assert_false (fake_modem_is_connected (w->modem));
}

static void
hang_up_all (ModemWorld *w, gconstpointer data)
{
  g_autofree char *path = modem_dial_to_end (w, NULL);

  g_variant_unref (client_ask (w->base.client, SERVICE_PATH, MANAGER, "HangUpAll", g_variant_new ("(a{sv})", NULL)));
  wait_ended (w->base.client, path);
  g_assert_cmpuint (client_last_edge (w->base.client, path).error, ==, ERROR_USER_DISCONNECTION);
}

/* M12: a redial waits until the modem has let go. */
static void
redial_waits (ModemWorld *w, gconstpointer data)
{
  g_autofree char *one = modem_dial_to_end (w, NULL);
  g_autofree char *two = NULL;

  fake_modem_holds (w->modem);
  client_hang_up (w->base.client, one);
  WAIT_FOR (fake_service_calls (w->base.mm, "Disconnect") == 1);
  two = modem_dial (w, NULL);
  WAIT_FOR (client_last_edge (w->base.client, two).sequence == 1);
  client_catch_up (w->base.client);
  g_assert_cmpuint (fake_service_calls (w->base.mm, "Connect"), ==, 1);
  fake_modem_lets_go (w->modem);
  WAIT_FOR (client_saw_finish (w->base.client, two));
  g_assert_cmpuint (client_result (w->base.client, two), ==, ERROR_NONE);
  assert_modem_edges (w, one, "0 1 2 3 4 14 18 8192 8192d 8192d:631 8193:631");
}

/* Established lines stay up when the service stops, dials do not. */
static void
service_stops (ModemWorld *w, gconstpointer data)
{
  g_autofree char *path = NULL;

  fake_modem_stays (w->modem, MODEM_CONNECTING);
  path = modem_dial (w, NULL);
  WAIT_FOR (client_last_edge (w->base.client, path).state == 2);
  daemon_stop (g_steal_pointer (&w->base.daemon));
  WAIT_FOR (client_saw_finish (w->base.client, path));
  g_assert_cmpuint (client_result (w->base.client, path), ==, 834);
  WAIT_FOR (fake_service_calls (w->base.mm, "Disconnect") == 1);
  w->base.daemon = daemon_start (w->base.address, w->base.folder);
}

static void
kill_and_start_again (ModemWorld *w)
{
  daemon_kill (g_steal_pointer (&w->base.daemon));
  w->base.daemon = daemon_start (w->base.address, w->base.folder);
  client_catch_up (w->base.client);
}

static void
line_outlives_the_service (ModemWorld *w, gconstpointer data)
{
  g_autofree char *path = modem_dial_to_end (w, NULL);
  g_autofree char *again = NULL;

  kill_and_start_again (w);
  g_assert_cmpuint (client_get_u (w->base.client, path, "State"), ==, STATE_CONNECTED);
  g_assert_false (client_get_b (w->base.client, path, "AddressConfigured"));
  again = modem_dial (w, NULL);
  g_assert_cmpstr (again, ==, path);
  client_hang_up (w->base.client, path);
  wait_ended (w->base.client, path);
  g_assert_cmpuint (client_last_edge (w->base.client, path).error, ==, ERROR_USER_DISCONNECTION);
  g_assert_false (fake_modem_is_connected (w->modem));
}

static void
line_lost_while_the_service_was_away (ModemWorld *w, gconstpointer data)
{
  g_autofree char *path = modem_dial_to_end (w, NULL);

  daemon_kill (g_steal_pointer (&w->base.daemon));
  fake_modem_drop (w->modem, NULL, NULL);
  w->base.daemon = daemon_start (w->base.address, w->base.folder);
  wait_ended (w->base.client, path);
  g_assert_cmpuint (client_get_u (w->base.client, path, "Result"), ==, ERROR_NONE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  MODEM_TEST ("/bus/modem/connects", connects);
  MODEM_TEST ("/bus/modem/addresses-are-published", addresses_are_published);
  MODEM_TEST ("/bus/modem/ppp-is-left-to-the-caller", ppp_is_left_to_the_caller);
  MODEM_TEST ("/bus/modem/dhcp-has-no-projection-yet", dhcp_has_no_projection_yet);
  MODEM_TEST ("/bus/modem/options-reach-modem-manager", options_reach_modem_manager);
  MODEM_TEST ("/bus/modem/secrets-are-not-kept", secrets_are_not_kept);
  MODEM_TEST ("/bus/modem/enables-and-registers", modem_that_enables_and_registers);
  MODEM_TEST ("/bus/modem/hang-up", hang_up);
  MODEM_TEST ("/bus/modem/cancel-while-connecting", cancel_while_connecting);
  MODEM_TEST ("/bus/modem/cancel-a-serial-call", cancel_a_serial_call);
  MODEM_TEST ("/bus/modem/cancel-while-searching", cancel_while_searching);
  MODEM_TEST ("/bus/modem/hang-up-at-once", hang_up_at_once);
  MODEM_TEST ("/bus/modem/hang-up-all", hang_up_all);
  MODEM_TEST ("/bus/modem/redial-waits", redial_waits);
  MODEM_TEST ("/bus/modem/a-locked-sim-pauses", a_locked_sim_pauses);
  MODEM_TEST ("/bus/modem/a-pause-is-hung-up", a_pause_is_hung_up);
  MODEM_TEST ("/bus/modem/without-an-agent-it-is-called", without_an_agent_it_is_called);
  MODEM_TEST ("/bus/modem/service-stops", service_stops);
  MODEM_TEST ("/bus/modem/outlives-the-service", line_outlives_the_service);
  MODEM_TEST ("/bus/modem/lost-while-the-service-was-away", line_lost_while_the_service_was_away);
  return g_test_run ();
}
