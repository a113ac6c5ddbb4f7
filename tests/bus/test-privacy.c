/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rule 17: entries restricted to some users. */
#include <string.h>

#include "fixture.h"

#define SECRET_UUID "88888888-0000-0000-0000-000000000001"
#define SECRET_NAME "Hush-hush tunnel"
#define SECRET_SERVER "vpn.example.net"     /* of every fake VPN profile */

typedef struct {
  Fixture base;
  Client *owner;              /* the user the entry is restricted to */
  Client *stranger;
} Private;

static void
set_up (Private *p, gconstpointer data)
{
  static const FakeProfile profile = {
    .id = SECRET_NAME, .uuid = SECRET_UUID, .type = "vpn", .service = "org.freedesktop.NetworkManager.labvpn",
    .user = NAME_DAEMON,
  };

  fixture_up (&p->base, PRIVATE_BUS_ALL_USERS);
  fixture_load (&p->base, TRACE_OK);
  fake_nm_add_profile (p->base.nm, &profile);
  fixture_script (&p->base, SECRET_UUID, TRACE_OK, PLAYER_DEFAULT);
  fixture_start (&p->base);
  p->owner = client_new (p->base.address, UID_DAEMON);
  p->stranger = client_new (p->base.address, UID_BIN);
}

static void
tear_down (Private *p, gconstpointer data)
{
  check_wire (p->owner);
  check_wire (p->stranger);
  client_free (p->owner);
  client_free (p->stranger);
  fixture_down (&p->base);
}

static char *
dial (Private *p)
{
  char *path = client_dial (p->owner, SECRET_UUID, NULL);

  WAIT_FOR (client_saw_finish (p->owner, path));
  g_assert_cmpuint (client_result (p->owner, path), ==, ERROR_NONE);
  return path;
}

static void
nothing_in_signals (Private *p, gconstpointer data)
{
  g_autofree char *path = dial (p);
  GPtrArray *messages;

  client_catch_up (p->stranger);
  messages = wire_messages (p->stranger->wire);
  for (guint i = 0; i < messages->len; i++)
    {
      g_autofree char *text = g_dbus_message_print (messages->pdata[i], 0);

      g_assert_null (strstr (text, SECRET_NAME));
      g_assert_null (strstr (text, SECRET_SERVER));
    }
  g_assert_true (client_saw_finish (p->stranger, path));
}

static void
nothing_in_properties (Private *p, gconstpointer data)
{
  g_autofree char *path = dial (p);
  static const char *const interfaces[] = { CONNECTION, PROJECTION };
  static const char *const empty[] = { "EntryName", "PhoneNumber", "LocalEndpoint", "RemoteEndpoint", "Hint" };

  /* A property cannot differ per reader: not even its owner sees it here. */
  for (guint i = 0; i < G_N_ELEMENTS (empty); i++)
    {
      g_autofree char *value = client_get_s (p->owner, path, empty[i]);

      g_assert_cmpstr (value, ==, "");
    }
  for (guint i = 0; i < G_N_ELEMENTS (interfaces); i++)
    {
      g_autoptr (GVariant) all = client_ask (p->stranger, path, "org.freedesktop.DBus.Properties", "GetAll",
                                             g_variant_new ("(s)", interfaces[i]));
      g_autofree char *text = g_variant_print (all, FALSE);

      g_assert_null (strstr (text, SECRET_NAME));
      g_assert_null (strstr (text, SECRET_SERVER));
    }
}

static char *
name_in_status (Client *client, const char *path)
{
  g_autoptr (GVariant) body = client_ask (client, path, CONNECTION, "GetStatus", NULL);
  g_autoptr (GVariant) status = g_variant_get_child_value (body, 0);
  char *name = NULL;

  g_assert_true (g_variant_lookup (status, "EntryName", "s", &name));
  return name;
}

static void
status_tells_the_permitted (Private *p, gconstpointer data)
{
  g_autofree char *path = dial (p);
  g_autofree char *owner = name_in_status (p->owner, path);
  g_autofree char *root = name_in_status (p->base.client, path);
  g_autofree char *stranger = name_in_status (p->stranger, path);

  g_assert_cmpstr (owner, ==, SECRET_NAME);
  g_assert_cmpstr (root, ==, SECRET_NAME);
  g_assert_cmpstr (stranger, ==, "");
}

static void
a_stranger_cannot_dial_it (Private *p, gconstpointer data)
{
  g_free (client_fails (p->stranger, SERVICE_PATH, MANAGER, "Dial", dial_arguments (SECRET_UUID, NULL), "NoSuchEntry"));
  g_free (client_fails (p->stranger, SERVICE_PATH, MANAGER, "Dial", dial_arguments (SECRET_NAME, NULL), "NoSuchEntry"));
  g_assert_cmpuint (fake_service_calls (p->base.nm_service, "ActivateConnection"), ==, 0);
}

static gboolean
lists (Client *client, const char *uuid)
{
  g_autoptr (GVariant) body = client_ask (client, SERVICE_PATH, PHONEBOOK, "ListEntries", g_variant_new ("(a{sv})", NULL));
  g_autofree char *text = g_variant_print (body, FALSE);

  return strstr (text, uuid) != NULL;
}

static void
a_stranger_does_not_see_the_entry (Private *p, gconstpointer data)
{
  g_assert_true (lists (p->owner, SECRET_UUID));
  g_assert_true (lists (p->base.client, SECRET_UUID));
  g_assert_false (lists (p->stranger, SECRET_UUID));
  g_free (client_fails (p->stranger, SERVICE_PATH, PHONEBOOK, "GetEntry", g_variant_new ("(s)", SECRET_UUID),
                        "NoSuchEntry"));
}

#define PRIVATE_TEST(path, function) g_test_add (path, Private, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  PRIVATE_TEST ("/bus/rule-17/nothing-in-signals", nothing_in_signals);
  PRIVATE_TEST ("/bus/rule-17/nothing-in-properties", nothing_in_properties);
  PRIVATE_TEST ("/bus/rule-17/status-tells-the-permitted", status_tells_the_permitted);
  PRIVATE_TEST ("/bus/rule-17/a-stranger-cannot-dial-it", a_stranger_cannot_dial_it);
  PRIVATE_TEST ("/bus/rule-17/a-stranger-does-not-see-the-entry", a_stranger_does_not_see_the_entry);
  return g_test_run ();
}
