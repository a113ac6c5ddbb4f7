/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Dial without an entry: what is wrong with a call, which modem is meant, who may, and many. */
#include <string.h>

#include "modem-world.h"

#define DEVICE_CONTROL "org.freedesktop.ModemManager1.Device.Control"
#define NM "org.freedesktop.NetworkManager"
#define DIALS 1000

static char *
dial_fails (ModemWorld *w, const char *options, const char *name)
{
  return client_fails (w->base.client, SERVICE_PATH, MANAGER, "Dial", dial_arguments ("", options), name);
}

static void
assert_refused (ModemWorld *w, const char *options, const char *name, const char *words)
{
  g_autofree char *text = dial_fails (w, options, name);

  if (strstr (text, words) == NULL)
    g_error ("%s: \"%s\" does not tell \"%s\"", options, text, words);
}

typedef struct {
  const char *options, *culprit;
} BadOptions;

static const BadOptions bad_options[] = {
  { "{}", "apn" },
  { "{'device': <'ttyUSB0'>}", "phone-number" },
  { "{'apn': <''>}", "apn" },
  { "{'apn': <'a\"b'>}", "apn" },
  { "{'apn': <'a\\r\\nATD123'>}", "apn" },
  { "{'apn': <uint32 3>}", "apn" },
  { "{'phone-number': <'123;AT'>}", "phone-number" },
  { "{'phone-number': <''>}", "phone-number" },
  { "{'apn': <'x'>, 'phone-number': <'123'>}", "exclude" },
  { "{'apn': <'x'>, 'user-name': <'a\\nb'>}", "user-name" },
  { "{'apn': <'x'>, 'password': <true>}", "password" },
  { "{'apn': <'x'>, 'pin': <'12'>}", "pin" },
  { "{'apn': <'x'>, 'pin': <'12ab'>}", "pin" },
  { "{'apn': <'x'>, 'prove-peer': <true>}", "prove-peer" },
  { "{'apn': <'x'>, 'device': <'ttyUSB7'>}", "ttyUSB7" },
};

static void
bad_options_are_named (ModemWorld *w, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad_options); i++)
    assert_refused (w, bad_options[i].options, "InvalidOption", bad_options[i].culprit);
  client_catch_up (w->base.client);
  g_assert_cmpuint (fake_service_calls (w->base.mm, "Connect"), ==, 0);
}

/* An error text goes into logs and to terminals. */
static void
secrets_are_in_no_error (ModemWorld *w, gconstpointer data)
{
  g_autofree char *one = dial_fails (w, "{'apn': <'x'>, 'password': <'geh\"eim'>}", "InvalidOption");
  g_autofree char *two = dial_fails (w, "{'apn': <'x'>, 'pin': <'97531x'>}", "InvalidOption");

  g_assert_null (strstr (one, "eim"));
  g_assert_null (strstr (two, "97531"));
}

/*
 * Which modem.
 */

static void
assert_dials_on (ModemWorld *w, const char *options, const char *modem)
{
  g_autofree char *path = client_dial (w->base.client, "", options);
  g_autofree char *used = NULL;

  WAIT_FOR (client_saw_finish (w->base.client, path));
  used = client_get_s (w->base.client, path, "Modem");
  g_assert_cmpstr (used, ==, modem);
  client_hang_up (w->base.client, path);
  wait_ended (w->base.client, path);
}

static void
device_has_several_names (ModemWorld *w, gconstpointer data)
{
  modem_world_add (w, CAPABILITY_LTE);
  assert_dials_on (w, "{'apn': <'x'>, 'device': <'ttyUSB1'>}", fake_modem_path (w->second));
  assert_dials_on (w, "{'apn': <'x'>, 'device': <'/org/freedesktop/ModemManager1/Modem/1'>}", fake_modem_path (w->second));
  assert_dials_on (w, "{'apn': <'x'>, 'device': <'id-of-ttyUSB0'>}", fake_modem_path (w->modem));
}

static void
several_modems_are_named (ModemWorld *w, gconstpointer data)
{
  modem_world_add (w, CAPABILITY_LTE);
  assert_refused (w, "{'apn': <'x'>}", "InvalidOption", "ttyUSB0");
  assert_refused (w, "{'apn': <'x'>}", "InvalidOption", "ttyUSB1");
}

static void
only_one_fits (ModemWorld *w, gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autofree char *kind = NULL;
  const char *number = NULL;

  modem_world_add (w, CAPABILITY_POTS);
  assert_dials_on (w, "{'apn': <'x'>}", fake_modem_path (w->modem));
  fake_modem_gives (w->second, METHOD_PPP);
  path = client_dial (w->base.client, "", "{'phone-number': <'0123456'>}");
  WAIT_FOR (client_saw_finish (w->base.client, path));
  kind = client_get_s (w->base.client, path, "Kind");
  g_assert_cmpstr (kind, ==, "serial");
  g_assert_true (g_variant_lookup (fake_modem_last_call (w->second), "number", "&s", &number));
  g_assert_cmpstr (number, ==, "0123456");
}

static void
nothing_fits (ModemWorld *w, gconstpointer data)
{
  assert_refused (w, "{'phone-number': <'0123456'>}", "NotAvailable", "number");
}

static void
no_modem_manager (ModemWorld *w, gconstpointer data)
{
  fake_service_vanish (w->base.mm);
  link_barrier (fake_service_link (w->base.mm));
  assert_refused (w, "{'apn': <'x'>}", "NotAvailable", "ModemManager");
}

/* Who dials without an entry must learn the names somewhere. */
static void
modems_are_listed (ModemWorld *w, gconstpointer data)
{
  g_autoptr (GVariant) body = client_ask (w->base.client, SERVICE_PATH, PHONEBOOK, "ListDevices", g_variant_new ("(a{sv})", NULL));
  g_autofree char *printed = g_variant_print (body, FALSE);

  g_assert_nonnull (strstr (printed, "'name': <'ttyUSB0'>"));
  g_assert_nonnull (strstr (printed, "'path': <objectpath '/org/freedesktop/ModemManager1/Modem/0'>"));
  g_assert_nonnull (strstr (printed, "'available': <true>"));
}

static void
add_device (ModemWorld *w, guint32 state)
{
  fake_service_add (w->base.nm_service, "/org/freedesktop/NetworkManager/Devices/9",
                    g_variant_new_parsed ("{'" NM ".Device': {'Interface': <'ttyUSB0'>, 'DeviceType': <uint32 8>,"
                                          " 'State': <%u>, 'Udi': <%s>, 'ActiveConnection': <objectpath '/'>}}",
                                          state, fake_modem_path (w->modem)),
                    TRUE);
  fake_service_appear (w->base.nm_service);
}

static gboolean
knows_network_manager (ModemWorld *w)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;

  client_call (w->base.client, SERVICE_PATH, MANAGER, "Dial", dial_arguments ("no such entry", NULL), &error);
  name = g_dbus_error_get_remote_error (error);
  return g_str_has_suffix (name, ".NoSuchEntry");
}

static void
network_manager_does_not_manage_it (ModemWorld *w, gconstpointer data)
{
  add_device (w, 10);
  ASK_UNTIL (knows_network_manager (w));
  assert_dials_on (w, "{'apn': <'x'>}", fake_modem_path (w->modem));
}

/*
 * Twice.
 */

static void
already_dialing (ModemWorld *w, gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autofree char *prefix = NULL;
  g_autofree char *text = NULL;
  g_autofree char *again = NULL;

  fake_modem_stays (w->modem, MODEM_CONNECTING);
  path = modem_dial (w, NULL);
  prefix = g_strconcat (path, ": ", NULL);
  text = dial_fails (w, "{'apn': <'other'>}", "AlreadyDialing");
  g_assert_true (g_str_has_prefix (text, prefix));
  again = modem_dial (w, "'reuse': <true>");
  g_assert_cmpstr (again, ==, path);
  client_hang_up (w->base.client, path);
  wait_ended (w->base.client, path);
}

static void
established_line_is_shared (ModemWorld *w, gconstpointer data)
{
  g_autofree char *path = modem_dial_to_end (w, NULL);
  g_autofree char *again = modem_dial (w, "'add-reference': <true>");
  g_autofree char *other = NULL;

  g_assert_cmpstr (again, ==, path);
  g_assert_cmpuint (fake_service_calls (w->base.mm, "Connect"), ==, 1);
  /* Another number on the same modem is another line, and the modem has none left. */
  other = client_dial (w->base.client, "", "{'apn': <'other'>}");
  g_assert_cmpstr (other, !=, path);
  WAIT_FOR (client_saw_finish (w->base.client, other));
  g_assert_cmpuint (client_result (w->base.client, other), ==, 602);
  client_hang_up (w->base.client, path);
  client_catch_up (w->base.client);
  g_assert_false (client_last_edge (w->base.client, path).disconnecting);
  client_hang_up (w->base.client, path);
  wait_ended (w->base.client, path);
}

/*
 * Who may.
 */

static void
users_need_modem_managers_rule_too (ModemWorld *w, gconstpointer data)
{
  Client *user = client_new (w->base.address, UID_DAEMON);
  g_autofree char *path = NULL;

  fake_polkit_set (w->base.polkit, DEVICE_CONTROL, POLKIT_NO);
  g_free (client_fails (user, SERVICE_PATH, MANAGER, "Dial", dial_arguments ("", "{'apn': <'x'>}"), "NotAuthorized"));
  g_assert_cmpuint (fake_polkit_asked (w->base.polkit, DEVICE_CONTROL), ==, 1);
  g_assert_cmpuint (fake_service_calls (w->base.mm, "Connect"), ==, 0);
  fake_polkit_set (w->base.polkit, DEVICE_CONTROL, POLKIT_YES);
  /* NetworkManager's rule has no part in it: it may not even be installed. */
  fake_polkit_set (w->base.polkit, NM ".network-control", POLKIT_NO);
  path = client_dial (user, "", "{'apn': <'x'>}");
  WAIT_FOR (client_saw_finish (user, path));
  g_assert_cmpuint (client_result (user, path), ==, ERROR_NONE);
  fake_polkit_set (w->base.polkit, DEVICE_CONTROL, POLKIT_NO);
  g_free (client_fails (user, path, CONNECTION, "HangUp", g_variant_new ("(a{sv})", NULL), "NotAuthorized"));
  g_free (client_fails (user, SERVICE_PATH, MANAGER, "HangUpAll", g_variant_new ("(a{sv})", NULL), "NotAuthorized"));
  fake_polkit_set (w->base.polkit, DEVICE_CONTROL, POLKIT_YES);
  client_hang_up (user, path);
  wait_ended (user, path);
  client_free (user);
}

static void
hang_up_all_as_far_as_allowed (ModemWorld *w, gconstpointer data)
{
  Client *user = client_new (w->base.address, UID_DAEMON);
  g_autofree char *path = modem_dial_to_end (w, NULL);
  GVariant *all = g_variant_new_parsed ("({'all': <true>},)");

  fake_polkit_set (w->base.polkit, DEVICE_CONTROL, POLKIT_NO);
  g_variant_unref (client_ask (user, SERVICE_PATH, MANAGER, "HangUpAll", all));
  client_catch_up (w->base.client);
  g_assert_false (client_last_edge (w->base.client, path).disconnecting);
  fake_polkit_set (w->base.polkit, DEVICE_CONTROL, POLKIT_YES);
  g_variant_unref (client_ask (user, SERVICE_PATH, MANAGER, "HangUpAll", g_variant_new_parsed ("({'all': <true>},)")));
  wait_ended (w->base.client, path);
  client_free (user);
}

/*
 * Many.
 */

/* One after the other, every third fails: as many ends as dials. */
static void
thousand_dials (ModemWorld *w, gconstpointer data)
{
  Client *client = w->base.client;
  g_autoptr (GPtrArray) finishes = NULL;
  guint failed = 0;

  for (guint i = 0; i < DIALS; i++)
    {
      g_autofree char *path = NULL;

      fake_modem_fails (w->modem, i % 3 == 2 ? MM_ERROR "Connection.Busy" : NULL, "Busy");
      path = modem_dial (w, NULL);
      if (i % 3 != 2)
        {
          WAIT_FOR (fake_modem_is_connected (w->modem));
          client_hang_up (client, path);
        }
      WAIT_FOR (client_last_edge (client, path).state == STATE_DISCONNECTED);
      g_variant_unref (client_ask (client, path, CONNECTION, "Release", g_variant_new ("(a{sv})", NULL)));
    }
  client_catch_up (client);
  finishes = client_finishes (client, NULL);
  g_assert_cmpuint (finishes->len, ==, DIALS);
  for (guint i = 0; i < finishes->len; i++)
    failed += ((Finish *) finishes->pdata[i])->error == 676;
  g_assert_cmpuint (failed, ==, DIALS / 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  MODEM_TEST ("/bus/modem-calls/bad-options-are-named", bad_options_are_named);
  MODEM_TEST ("/bus/modem-calls/secrets-are-in-no-error", secrets_are_in_no_error);
  MODEM_TEST ("/bus/modem-calls/device-has-several-names", device_has_several_names);
  MODEM_TEST ("/bus/modem-calls/several-modems-are-named", several_modems_are_named);
  MODEM_TEST ("/bus/modem-calls/only-one-fits", only_one_fits);
  MODEM_TEST ("/bus/modem-calls/modems-are-listed", modems_are_listed);
  MODEM_TEST ("/bus/modem-calls/nothing-fits", nothing_fits);
  MODEM_TEST ("/bus/modem-calls/no-modem-manager", no_modem_manager);
  MODEM_TEST ("/bus/modem-calls/network-manager-does-not-manage-it", network_manager_does_not_manage_it);
  MODEM_TEST ("/bus/modem-calls/already-dialing", already_dialing);
  MODEM_TEST ("/bus/modem-calls/established-line-is-shared", established_line_is_shared);
  MODEM_TEST_ALL_USERS ("/bus/modem-calls/users-need-modem-managers-rule-too", users_need_modem_managers_rule_too);
  MODEM_TEST_ALL_USERS ("/bus/modem-calls/hang-up-all-as-far-as-allowed", hang_up_all_as_far_as_allowed);
  MODEM_TEST ("/bus/modem-calls/thousand-dials", thousand_dials);
  return g_test_run ();
}
