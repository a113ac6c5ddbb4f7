/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rule 13: dials that somebody else makes. */
#include "fixture.h"

/* The path of the n-th connection that appeared; NULL. */
static char *
appeared (Client *client, guint n)
{
  GPtrArray *messages = wire_messages (client->wire);

  for (guint i = 0; i < messages->len; i++)
    {
      g_autoptr (GVariant) interfaces = NULL;
      g_autoptr (GVariant) connection = NULL;
      const char *path;

      if (!wire_is_signal (messages->pdata[i], "org.freedesktop.DBus.ObjectManager", "InterfacesAdded"))
        continue;
      g_variant_get (g_dbus_message_get_body (messages->pdata[i]), "(&o@a{sa{sv}})", &path, &interfaces);
      connection = g_variant_lookup_value (interfaces, CONNECTION, NULL);
      if (connection != NULL && n-- == 0)
        return g_strdup (path);
    }
  return NULL;
}

static gboolean
has_appeared (Client *client, guint n)
{
  g_autofree char *path = appeared (client, n);

  return path != NULL;
}

static char *
dial_by_nmcli (Fixture *f, const char *uuid)
{
  fake_nm_dial_externally (f->nm, fake_nm_find_profile (f->nm, uuid));
  WAIT_FOR (has_appeared (f->client, 0));
  return appeared (f->client, 0);
}

static void
seen_with_one_finish (Fixture *f, gconstpointer data)
{
  g_autofree char *path = dial_by_nmcli (f, ENTRY_OK);
  g_autofree char *origin = client_get_s (f->client, path, "Origin");
  g_autofree char *uuid = client_get_s (f->client, path, "EntryUuid");
  g_autoptr (GPtrArray) finishes = NULL;

  g_assert_cmpstr (origin, ==, "external");
  g_assert_cmpstr (uuid, ==, ENTRY_OK);
  WAIT_FOR (client_saw_finish (f->client, path));
  finishes = client_finishes (f->client, path);
  g_assert_cmpstr (((Finish *) finishes->pdata[0])->origin, ==, "external");
  g_assert_cmpuint (client_result (f->client, path), ==, ERROR_NONE);
  g_assert_true (client_saw (f->client, path, STATE_CONNECTED));

  fake_nm_hang_up_externally (f->nm, player_active (fake_nm_newest_dial (f->nm)));
  wait_ended (f->client, path);
  g_assert_cmpuint (client_last_edge (f->client, path).error, ==, ERROR_USER_DISCONNECTION);
  client_catch_up (f->client);
  g_assert_cmpuint (client_result (f->client, path), ==, ERROR_NONE);
}

/* The tun device of the VPN has an ActiveConnection of its own. */
static void
own_tun_device_is_no_connection (Fixture *f, gconstpointer data)
{
  g_autofree char *path = dial_by_nmcli (f, ENTRY_OK);

  WAIT_FOR (client_saw (f->client, path, STATE_CONNECTED));
  fake_nm_hang_up_externally (f->nm, player_active (fake_nm_newest_dial (f->nm)));
  wait_ended (f->client, path);
  client_catch_up (f->client);
  g_assert_false (has_appeared (f->client, 1));
}

static void
a_second_dial_finds_it (Fixture *f, gconstpointer data)
{
  g_autofree char *path = dial_by_nmcli (f, ENTRY_OK);
  g_autofree char *again = NULL;

  WAIT_FOR (client_saw (f->client, path, STATE_CONNECTED));
  again = client_dial (f->client, ENTRY_OK, "{'add-reference': <true>}");
  g_assert_cmpstr (again, ==, path);
  /* nmcli's activation holds a reference of its own: ours going leaves it up. */
  client_hang_up (f->client, path);
  client_catch_up (f->client);
  g_assert_cmpuint (client_last_edge (f->client, path).state, ==, STATE_CONNECTED);
  /* Without one of ours, a hang-up drops the line. */
  client_hang_up (f->client, path);
  wait_ended (f->client, path);
}

static void
failing_one (Fixture *f, gconstpointer data)
{
  g_autofree char *path = NULL;

  fixture_script (f, ENTRY_OK, TRACE_REFUSED_LOGIN, PLAYER_DEFAULT);
  path = dial_by_nmcli (f, ENTRY_OK);
  WAIT_FOR (client_saw_finish (f->client, path));
  g_assert_cmpuint (client_result (f->client, path), ==, ERROR_AUTHENTICATION_FAILURE);
}

static char *
only_connection (Client *client)
{
  g_autoptr (GVariant) paths = client_get (client, SERVICE_PATH, MANAGER, "Connections");
  char *path = NULL;

  if (g_variant_n_children (paths) == 1)
    g_variant_get_child (paths, 0, "o", &path);
  return path;
}

/* Up when the service starts: adopted, Connected at once, without a finish. */
static void
already_up (void)
{
  Fixture f = { NULL };
  g_autofree char *path = NULL;
  Player *player;

  fixture_up (&f, PRIVATE_BUS_ONE_USER);
  fixture_load (&f, TRACE_OK);
  fixture_script (&f, ENTRY_OK, TRACE_OK, PLAYER_DEFAULT);
  fake_service_appear (f.nm_service);
  fake_nm_dial_externally (f.nm, fake_nm_find_profile (f.nm, ENTRY_OK));
  WAIT_FOR ((player = fake_nm_newest_dial (f.nm)) != NULL && player_active (player) != NULL);
  fixture_start (&f);
  ASK_UNTIL ((path = only_connection (f.client)) != NULL);
  g_assert_cmpuint (client_get_u (f.client, path, "State"), ==, STATE_CONNECTED);
  g_assert_true (client_get_b (f.client, path, "Finished"));
  fake_nm_hang_up_externally (f.nm, player_active (player));
  wait_ended (f.client, path);
  client_catch_up (f.client);
  g_assert_false (client_saw_finish (f.client, path));
  fixture_down (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_TEST ("/bus/rule-13/seen-with-one-finish", seen_with_one_finish);
  FIXTURE_TEST ("/bus/rule-13/own-tun-device-is-no-connection", own_tun_device_is_no_connection);
  FIXTURE_TEST ("/bus/rule-13/a-second-dial-finds-it", a_second_dial_finds_it);
  FIXTURE_TEST ("/bus/rule-13/failing-one", failing_one);
  g_test_add_func ("/bus/rule-13/already-up", already_up);
  return g_test_run ();
}
