/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Projection and Statistics: what the link was given, what went through it. */
#include <string.h>

#include "fixture.h"

#define ADDRESS "198.51.100.7"

static gboolean
has (Client *client, const char *path, const char *key, const char *wanted)
{
  g_autoptr (GVariant) ip4 = client_get (client, path, PROJECTION, "Ip4");
  g_autoptr (GVariant) value = g_variant_lookup_value (ip4, key, NULL);
  g_autofree char *text = value != NULL ? g_variant_print (value, FALSE) : NULL;

  return text != NULL && strstr (text, wanted) != NULL;
}

static void
addresses_are_shown (Fixture *f, gconstpointer data)
{
  g_autofree char *path = dial_to_end (f, ENTRY_OK, NULL);

  fake_nm_configure (f->nm, player_active (fake_nm_newest_dial (f->nm)), ADDRESS, 24, "198.51.100.1", "203.0.113.53");
  ASK_UNTIL (has (f->client, path, "addresses", ADDRESS "/24"));
  g_assert_true (has (f->client, path, "gateway", "198.51.100.1"));
  g_assert_true (has (f->client, path, "routes", "192.0.2.0/24"));
  g_assert_true (has (f->client, path, "dns", "203.0.113.53"));
  g_assert_true (has (f->client, path, "domains", "example.net"));
}

/* Whether a PropertiesChanged of the projection has told it. */
static gboolean
was_told_of (Client *client, const char *path, const char *words)
{
  GPtrArray *messages = wire_messages (client->wire);

  for (guint i = 0; i < messages->len; i++)
    {
      GDBusMessage *message = messages->pdata[i];
      g_autoptr (GVariant) ip4 = NULL, changed = NULL;
      g_autofree char *text = NULL;

      if (!wire_is_signal (message, "org.freedesktop.DBus.Properties", "PropertiesChanged") ||
          !g_str_equal (g_dbus_message_get_path (message), path))
        continue;
      changed = g_variant_get_child_value (g_dbus_message_get_body (message), 1);
      ip4 = g_variant_lookup_value (changed, "Ip4", NULL);
      text = ip4 != NULL ? g_variant_print (ip4, FALSE) : NULL;
      if (text != NULL && strstr (text, words) != NULL)
        return TRUE;
    }
  return FALSE;
}

/* NetworkManager 1.46 and later tell them up to 333 ms after ACTIVATED: Connected does not wait, and what comes is told. */
static void
gateway_and_routes_follow (Fixture *f, gconstpointer data)
{
  g_autofree char *path = dial_to_end (f, ENTRY_OK, NULL);
  const char *active = player_active (fake_nm_newest_dial (f->nm));
  g_autoptr (GVariant) config = NULL;

  fake_nm_configure (f->nm, active, ADDRESS, 24, "", "203.0.113.53");
  ASK_UNTIL (has (f->client, path, "addresses", ADDRESS "/24"));
  g_assert_false (has (f->client, path, "gateway", "198.51.100.1"));
  config = fake_service_get (f->nm_service, active, "org.freedesktop.NetworkManager.Connection.Active", "Ip4Config");
  fake_service_change (f->nm_service, g_variant_get_string (config, NULL), "org.freedesktop.NetworkManager.IP4Config", "Gateway",
                       g_variant_new_string ("198.51.100.1"));
  WAIT_FOR (was_told_of (f->client, path, "198.51.100.1"));
  fake_service_change (f->nm_service, g_variant_get_string (config, NULL), "org.freedesktop.NetworkManager.IP4Config", "RouteData",
                       g_variant_new_parsed ("[{'dest': <'233.252.0.0'>, 'prefix': <uint32 24>}]"));
  WAIT_FOR (was_told_of (f->client, path, "233.252.0.0/24"));
}

static void
tunnel_is_named (Fixture *f, gconstpointer data)
{
  g_autofree char *path = dial_to_end (f, ENTRY_OK, NULL);
  g_autoptr (GVariant) tunnel = client_get (f->client, path, PROJECTION, "Tunnel");
  const char *service = NULL;

  g_assert_true (g_variant_lookup (tunnel, "service", "&s", &service));
  g_assert_cmpstr (service, ==, "org.freedesktop.NetworkManager.labvpn");
}

/* Without a link there is nothing to count, and that is no error. */
static void
statistics_are_read (Fixture *f, gconstpointer data)
{
  static const char *const counters[] = {
    "RxBytes", "TxBytes", "RxPackets", "TxPackets", "RxErrors", "TxErrors", "Speed", "Duration",
  };
  g_autofree char *path = dial_to_end (f, ENTRY_OK, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (counters); i++)
    {
      g_autoptr (GVariant) value = client_get (f->client, path, STATISTICS, counters[i]);

      g_assert_true (g_variant_is_of_type (value, G_VARIANT_TYPE_UINT64));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_TEST ("/bus/projection/addresses-are-shown", addresses_are_shown);
  FIXTURE_TEST ("/bus/projection/gateway-and-routes-follow", gateway_and_routes_follow);
  FIXTURE_TEST ("/bus/projection/tunnel-is-named", tunnel_is_named);
  FIXTURE_TEST ("/bus/statistics/are-read", statistics_are_read);
  return g_test_run ();
}
