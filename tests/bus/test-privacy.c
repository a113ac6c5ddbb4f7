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

/*
 * Permissions that change: who may see the entry may see its connections, and nobody else.
 */

static void
restrict_to (Private *p, const char *user)
{
  fake_nm_restrict_profile (p->base.nm, fake_nm_find_profile (p->base.nm, SECRET_UUID), user);
}

static gboolean
shows (Client *client, const char *path, const char *name)
{
  g_autofree char *shown = name_in_status (client, path);

  return g_str_equal (shown, name);
}

static gboolean
property_is (Private *p, const char *path, const char *value)
{
  g_autofree char *name = client_get_s (p->stranger, path, "EntryName");

  return g_str_equal (name, value);
}

static char *
published_name (Client *client, const char *path)
{
  GPtrArray *messages = wire_messages (client->wire);
  char *name = NULL;

  for (guint i = messages->len; i-- > 0 && name == NULL;)
    {
      g_autoptr (GVariant) changed = NULL;

      if (g_strcmp0 (g_dbus_message_get_path (messages->pdata[i]), path) != 0 ||
          !wire_is_signal (messages->pdata[i], "org.freedesktop.DBus.Properties", "PropertiesChanged"))
        continue;
      changed = g_variant_get_child_value (g_dbus_message_get_body (messages->pdata[i]), 1);
      g_variant_lookup (changed, "EntryName", "s", &name);
    }
  return name;
}

static void
permissions_are_followed (Private *p, gconstpointer data)
{
  g_autofree char *path = dial (p);
  g_autofree char *shown = NULL;
  g_autofree char *hidden = NULL;

  restrict_to (p, NULL);
  ASK_UNTIL (property_is (p, path, SECRET_NAME));
  g_assert_true (shows (p->stranger, path, SECRET_NAME));
  shown = published_name (p->stranger, path);
  g_assert_cmpstr (shown, ==, SECRET_NAME);
  restrict_to (p, NAME_DAEMON);
  ASK_UNTIL (property_is (p, path, ""));
  g_assert_true (shows (p->stranger, path, ""));
  g_assert_true (shows (p->owner, path, SECRET_NAME));
  hidden = published_name (p->stranger, path);
  g_assert_cmpstr (hidden, ==, "");
  g_free (client_fails (p->stranger, path, CONNECTION, "HangUp", g_variant_new ("(a{sv})", NULL), "NotAuthorized"));
}

/* Whoever dialled may still hang up. */
static void
the_dialler_loses_sight (Private *p, gconstpointer data)
{
  g_autofree char *path = dial (p);

  restrict_to (p, NAME_BIN);
  ASK_UNTIL (shows (p->stranger, path, SECRET_NAME));
  g_assert_true (shows (p->owner, path, ""));
  client_hang_up (p->owner, path);
  wait_ended (p->owner, path);
  g_assert_true (shows (p->owner, path, ""));
}

static void
an_ended_one_follows_too (Private *p, gconstpointer data)
{
  g_autofree char *path = NULL;

  restrict_to (p, NULL);
  path = dial (p);
  client_hang_up (p->owner, path);
  wait_ended (p->owner, path);
  ASK_UNTIL (shows (p->stranger, path, SECRET_NAME));
  restrict_to (p, NAME_DAEMON);
  ASK_UNTIL (property_is (p, path, ""));
  g_assert_true (shows (p->stranger, path, ""));
}

static void
changed_while_the_service_was_away (Private *p, gconstpointer data)
{
  g_autofree char *path = NULL;

  restrict_to (p, NULL);
  path = dial (p);
  ASK_UNTIL (shows (p->stranger, path, SECRET_NAME));
  daemon_kill (g_steal_pointer (&p->base.daemon));
  restrict_to (p, NAME_DAEMON);
  p->base.daemon = daemon_start (p->base.address, p->base.folder);
  ASK_UNTIL (property_is (p, path, ""));
  g_assert_true (shows (p->owner, path, SECRET_NAME));
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
  PRIVATE_TEST ("/bus/rule-17/permissions-are-followed", permissions_are_followed);
  PRIVATE_TEST ("/bus/rule-17/the-dialler-loses-sight", the_dialler_loses_sight);
  PRIVATE_TEST ("/bus/rule-17/an-ended-one-follows-too", an_ended_one_follows_too);
  PRIVATE_TEST ("/bus/rule-17/changed-while-the-service-was-away", changed_while_the_service_was_away);
  PRIVATE_TEST ("/bus/rule-17/a-stranger-cannot-dial-it", a_stranger_cannot_dial_it);
  PRIVATE_TEST ("/bus/rule-17/a-stranger-does-not-see-the-entry", a_stranger_does_not_see_the_entry);
  return g_test_run ();
}
