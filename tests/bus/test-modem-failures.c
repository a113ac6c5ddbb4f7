/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Dials through ModemManager alone that come to nothing, and lines that are lost. */
#include <string.h>

#include "modem-world.h"

typedef struct {
  const char *error, *text;
  guint32 result;
} Failure;

/* Texts as ModemManager 1.20.4 said them. */
static const Failure failures[] = {
  { MM_ERROR "Connection.NoCarrier", "No carrier", 679 },
  { MM_ERROR "Connection.Busy", "Busy", 676 },
  { MM_ERROR "Connection.NoAnswer", "No answer", 678 },
  { MM_ERROR "Connection.NoDialtone", "No dialtone", 680 },
  { MM_ERROR "MobileEquipment.Unknown", "Unknown mobile equipment error: 33", 651 },
  { MM_ERROR "MobileEquipment.IllegalUe", "Illegal MS/UE", 649 },
  { MM_ERROR "MobileEquipment.MissingOrUnknownApn", "Missing or unknown APN", 769 },
  { MM_ERROR "MobileEquipment.UserAuthenticationFailed", "User authentication failed", 691 },
  { MM_ERROR "MobileEquipment.IncorrectPassword", "Incorrect password", 691 },
  { MM_ERROR "MobileEquipment.NetworkTimeout", "Network timeout", 638 },
  { MM_ERROR "Core.Unauthorized",
    "Not allowed to connect bearer in 3GPP network: 'Registered in roaming network, and roaming not allowed'", 649 },
  { MM_ERROR "Serial.OpenFailed", "Could not open serial device ttyUSB0: port is connected", 602 },
  { "org.freedesktop.DBus.Error.AccessDenied", "PolicyKit authorization failed", 5 },
  { "no.such.Error", "whatever", 651 },
};

static void
each_failure_has_its_error (ModemWorld *w, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (failures); i++)
    {
      fake_modem_fails (w->modem, failures[i].error, failures[i].text);
      g_test_message ("%s", failures[i].error);
      assert_modem_fails (w, NULL, failures[i].result);
    }
}

static void
failure_is_two_edges (ModemWorld *w, gconstpointer data)
{
  g_autofree char *path = NULL;

  fake_modem_fails (w->modem, MM_ERROR "MobileEquipment.MissingOrUnknownApn", "Missing or unknown APN");
  path = modem_dial_to_end (w, NULL);
  assert_modem_edges (w, path, "0 1 2 2:769 8193:769");
}

/*
 * The SIM and the network.
 */

static void
locked (ModemWorld *w, guint32 lock, const char *text, guint32 error)
{
  fake_modem_set_state (w->modem, MODEM_LOCKED, 0);
  fake_modem_change (w->modem, "UnlockRequired", g_variant_new_uint32 (lock));
  fake_modem_fails (w->modem, MM_ERROR "Core.Unauthorized", text);
  assert_modem_fails (w, NULL, error);
}

static void
pin_needed (ModemWorld *w, gconstpointer data)
{
  locked (w, 2, "Modem is locked with 'sim-pin' code; cannot unlock it", 703);
}

static void
puk_needed (ModemWorld *w, gconstpointer data)
{
  locked (w, 4, "Modem is locked with 'sim-puk' code; cannot unlock it", 647);
}

static GVariant *
tries (guint32 left)
{
  return g_variant_new_parsed ("@a{uu} {2: %u, 4: 10}", left);
}

static gboolean
tells (ModemWorld *w, const char *path, const char *words)
{
  g_autoptr (GVariant) causes = client_get (w->base.client, path, CONNECTION, "Causes");
  g_autofree char *printed = g_variant_print (causes, FALSE);

  return strstr (printed, words) != NULL;
}

static void
wrong_pin (ModemWorld *w, gconstpointer data)
{
  g_autofree char *path = NULL;

  fake_modem_set_state (w->modem, MODEM_LOCKED, 0);
  fake_modem_change (w->modem, "UnlockRequired", g_variant_new_uint32 (2));
  fake_modem_change (w->modem, "UnlockRetries", tries (3));
  fake_modem_stays (w->modem, MODEM_LOCKED);
  path = modem_dial (w, "'pin': <'9999'>");
  WAIT_FOR (fake_modem_last_call (w->modem) != NULL);
  fake_modem_change (w->modem, "UnlockRetries", tries (2));
  fake_modem_fails (w->modem, MM_ERROR "MobileEquipment.IncorrectPassword", "Incorrect password");
  fake_modem_refuses (w->modem);
  WAIT_FOR (client_saw_finish (w->base.client, path));
  g_assert_cmpuint (client_result (w->base.client, path), ==, 691);
  g_assert_true (tells (w, path, "2 tries left"));
}

/* A modem that failed has no Simple interface; why it failed is its own property. */
static void
no_sim (ModemWorld *w, gconstpointer data)
{
  fake_modem_change (w->modem, "StateFailedReason", g_variant_new_uint32 (2));
  fake_modem_set_state (w->modem, MODEM_FAILED, 0);
  assert_modem_fails (w, NULL, 779);
}

static void
registration (ModemWorld *w, guint32 state, guint32 error)
{
  fake_modem_set_state (w->modem, MODEM_ENABLED, 1);
  fake_modem_register (w->modem, state);
  fake_modem_fails (w->modem, MM_ERROR "MobileEquipment.NetworkTimeout", "Network timeout");
  assert_modem_fails (w, NULL, error);
}

static void
registration_denied (ModemWorld *w, gconstpointer data)
{
  registration (w, 3, 649);
}

static void
registration_not_found (ModemWorld *w, gconstpointer data)
{
  registration (w, 2, 680);
}

static guint32
dial_cdma (ModemWorld *w)
{
  Client *client = w->base.client;
  g_autofree char *path = client_dial (client, "", "{'phone-number': <'#777'>}");

  WAIT_FOR (client_saw_finish (client, path));
  wait_ended (client, path);
  return client_result (client, path);
}

/* ModemManager's words for CDMA (cdma-searching); one of the two networks is enough. */
static void
cdma_not_found (ModemWorld *w, gconstpointer data)
{
  modem_world_add (w, CAPABILITY_CDMA);
  fake_modem_set_state (w->second, MODEM_ENABLED, 0);
  fake_modem_fails (w->second, MM_ERROR "MobileEquipment.NetworkTimeout", "Network timeout");
  fake_modem_change_cdma (w->second, "Cdma1xRegistrationState", 0);
  g_assert_cmpuint (dial_cdma (w), ==, 680);
  fake_modem_change_cdma (w->second, "EvdoRegistrationState", 1);
  g_assert_cmpuint (dial_cdma (w), ==, 638);
}

/* Of a QMI modem; evidence beside the reason. */
static void
cdma_not_activated (ModemWorld *w, gconstpointer data)
{
  Client *client = w->base.client;
  g_autofree char *path = NULL;
  g_autoptr (GVariant) causes = NULL;
  g_autofree char *text = NULL;

  modem_world_add (w, CAPABILITY_CDMA);
  fake_modem_set_state (w->second, MODEM_ENABLED, 0);
  fake_modem_fails (w->second, MM_ERROR "MobileEquipment.NetworkTimeout", "Network timeout");
  fake_modem_change_cdma (w->second, "Cdma1xRegistrationState", 0);
  fake_modem_change_cdma (w->second, "ActivationState", 1);
  path = client_dial (client, "", "{'phone-number': <'#777'>}");
  WAIT_FOR (client_saw_finish (client, path));
  wait_ended (client, path);
  g_assert_cmpuint (client_result (client, path), ==, 680);
  causes = client_get (client, path, CONNECTION, "Causes");
  text = g_variant_print (causes, FALSE);
  g_assert_nonnull (strstr (text, "MM_MODEM_CDMA_ACTIVATION_STATE_NOT_ACTIVATED"));
}

/* It is lost while the dial is under way. */
static void
cdma_lost_while_dialing (ModemWorld *w, gconstpointer data)
{
  Client *client = w->base.client;
  g_autofree char *path = NULL;

  modem_world_add (w, CAPABILITY_CDMA);
  fake_modem_stays (w->second, MODEM_ENABLED);
  fake_modem_fails (w->second, MM_ERROR "MobileEquipment.NetworkTimeout", "Network timeout");
  path = client_dial (client, "", "{'phone-number': <'#777'>}");
  WAIT_FOR (fake_modem_last_call (w->second) != NULL);
  fake_modem_change_cdma (w->second, "Cdma1xRegistrationState", 0);
  fake_modem_refuses (w->second);
  WAIT_FOR (client_saw_finish (client, path));
  g_assert_cmpuint (client_result (client, path), ==, 680);
  wait_ended (client, path);
}

/*
 * Losses.
 */

static char *
connected (ModemWorld *w)
{
  char *path = modem_dial_to_end (w, NULL);

  g_assert_cmpuint (client_result (w->base.client, path), ==, ERROR_NONE);
  return path;
}

static void
assert_lost (ModemWorld *w, const char *path, guint32 error)
{
  wait_ended (w->base.client, path);
  g_assert_cmpuint (client_last_edge (w->base.client, path).error, ==, error);
  /* The dial's own result stays. */
  g_assert_cmpuint (client_result (w->base.client, path), ==, ERROR_NONE);
  g_assert_cmpuint (client_get_u (w->base.client, path, "Result"), ==, ERROR_NONE);
}

static void
bearer_lost (ModemWorld *w, gconstpointer data)
{
  g_autofree char *path = connected (w);

  fake_modem_drop (w->modem, NULL, NULL);
  assert_lost (w, path, 629);
}

static void
bearer_lost_with_a_cause (ModemWorld *w, gconstpointer data)
{
  g_autofree char *path = connected (w);

  fake_modem_drop (w->modem, MM_ERROR "MobileEquipment.PsServicesNotAllowed", "GPRS services not allowed");
  assert_lost (w, path, 649);
}

static void
carrier_lost (ModemWorld *w, gconstpointer data)
{
  g_autofree char *path = connected (w);

  fake_modem_drop (w->modem, MM_ERROR "Connection.NoCarrier", "No carrier");
  assert_lost (w, path, 629);
}

static void
hung_up_by_another_client (ModemWorld *w, gconstpointer data)
{
  g_autofree char *path = connected (w);

  fake_modem_disconnect_by_other (w->modem);
  assert_lost (w, path, ERROR_USER_DISCONNECTION);
  assert_modem_edges (w, path, "0 1 2 3 4 14 18 8192 8192d 8192d:631 8193:631");
}

static void
unplugged (ModemWorld *w, gconstpointer data)
{
  g_autofree char *path = connected (w);

  fake_modem_unplug (w->modem);
  assert_lost (w, path, 630);
}

static void
unplugged_while_connecting (ModemWorld *w, gconstpointer data)
{
  g_autofree char *path = NULL;

  fake_modem_stays (w->modem, MODEM_CONNECTING);
  path = modem_dial (w, NULL);
  WAIT_FOR (client_last_edge (w->base.client, path).state == 2);
  fake_modem_unplug (w->modem);
  WAIT_FOR (client_saw_finish (w->base.client, path));
  g_assert_cmpuint (client_result (w->base.client, path), ==, 630);
}

static void
modem_manager_killed (ModemWorld *w, gconstpointer data)
{
  g_autofree char *path = connected (w);

  fake_service_vanish (w->base.mm);
  assert_lost (w, path, 834);
}

static void
modem_manager_killed_while_connecting (ModemWorld *w, gconstpointer data)
{
  g_autofree char *path = NULL;

  fake_modem_stays (w->modem, MODEM_CONNECTING);
  path = modem_dial (w, NULL);
  WAIT_FOR (client_last_edge (w->base.client, path).state == 2);
  fake_service_vanish (w->base.mm);
  WAIT_FOR (client_saw_finish (w->base.client, path));
  g_assert_cmpuint (client_result (w->base.client, path), ==, 834);
  g_free (client_fails (w->base.client, SERVICE_PATH, MANAGER, "Dial", dial_arguments ("", "{'apn': <'x'>}"), "NotAvailable"));
}

static void
own_time_out (ModemWorld *w, gconstpointer data)
{
  g_autofree char *path = NULL;

  fake_modem_stays (w->modem, MODEM_CONNECTING);
  path = modem_dial_to_end (w, "'timeout': <uint32 1>");
  g_assert_cmpuint (client_result (w->base.client, path), ==, 638);
  WAIT_FOR (fake_service_calls (w->base.mm, "Disconnect") == 1);
}

/*
 * Others on the same modem.
 */

static void
modem_in_use (ModemWorld *w, gconstpointer data)
{
  fake_modem_connect_for_other (w->modem);
  assert_modem_fails (w, NULL, 602);
  g_assert_true (fake_modem_is_connected (w->modem));
  g_assert_cmpuint (fake_service_calls (w->base.mm, "Disconnect"), ==, 0);
}

/* The modem's state comes first; the bearer's word may be on its way. */
static void
modem_in_use_since_a_moment (ModemWorld *w, gconstpointer data)
{
  fake_modem_set_state (w->modem, MODEM_CONNECTED, 1);
  assert_modem_fails (w, NULL, 602);
  g_assert_cmpuint (fake_service_calls (w->base.mm, "Connect"), ==, 0);
}

/* ModemManager answers with the bearer of somebody else where that has the same properties. */
static void
bearer_of_somebody_else (ModemWorld *w, gconstpointer data)
{
  fake_modem_change (w->modem, "MaxActiveBearers", g_variant_new_uint32 (4));
  fake_modem_connect_for_other (w->modem);
  assert_modem_fails (w, NULL, 602);
  g_assert_cmpuint (fake_service_calls (w->base.mm, "Connect"), ==, 1);
  client_catch_up (w->base.client);
  g_assert_true (fake_modem_is_connected (w->modem));
  g_assert_cmpuint (fake_service_calls (w->base.mm, "Disconnect"), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  MODEM_TEST ("/bus/modem-failures/each-has-its-error", each_failure_has_its_error);
  MODEM_TEST ("/bus/modem-failures/two-edges", failure_is_two_edges);
  MODEM_TEST ("/bus/modem-failures/pin-needed", pin_needed);
  MODEM_TEST ("/bus/modem-failures/puk-needed", puk_needed);
  MODEM_TEST ("/bus/modem-failures/wrong-pin", wrong_pin);
  MODEM_TEST ("/bus/modem-failures/no-sim", no_sim);
  MODEM_TEST ("/bus/modem-failures/registration-denied", registration_denied);
  MODEM_TEST ("/bus/modem-failures/no-network-found", registration_not_found);
  MODEM_TEST ("/bus/modem-failures/no-cdma-network-found", cdma_not_found);
  MODEM_TEST ("/bus/modem-failures/cdma-not-activated", cdma_not_activated);
  MODEM_TEST ("/bus/modem-failures/cdma-network-lost-while-dialing", cdma_lost_while_dialing);
  MODEM_TEST ("/bus/modem-failures/bearer-lost", bearer_lost);
  MODEM_TEST ("/bus/modem-failures/bearer-lost-with-a-cause", bearer_lost_with_a_cause);
  MODEM_TEST ("/bus/modem-failures/carrier-lost", carrier_lost);
  MODEM_TEST ("/bus/modem-failures/hung-up-by-another-client", hung_up_by_another_client);
  MODEM_TEST ("/bus/modem-failures/unplugged", unplugged);
  MODEM_TEST ("/bus/modem-failures/unplugged-while-connecting", unplugged_while_connecting);
  MODEM_TEST ("/bus/modem-failures/modem-manager-killed", modem_manager_killed);
  MODEM_TEST ("/bus/modem-failures/modem-manager-killed-while-connecting", modem_manager_killed_while_connecting);
  MODEM_TEST ("/bus/modem-failures/own-time-out", own_time_out);
  MODEM_TEST ("/bus/modem-failures/modem-in-use", modem_in_use);
  MODEM_TEST ("/bus/modem-failures/modem-in-use-since-a-moment", modem_in_use_since_a_moment);
  MODEM_TEST ("/bus/modem-failures/bearer-of-somebody-else", bearer_of_somebody_else);
  return g_test_run ();
}
