/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rule 10 and the handle-token: a second dial of the same entry. */
#include "fixture.h"

/* A dial that stays where it is until somebody hangs up. */
static char *
dial_hanging (Fixture *f, const char *options)
{
  fixture_script (f, ENTRY_OK, TRACE_HANGS, PLAYER_DEFAULT);
  return client_dial (f->client, ENTRY_OK, options);
}

static void
end_hanging (Fixture *f, const char *path)
{
  client_hang_up (f->client, path);
  WAIT_FOR (client_saw_finish (f->client, path));
}

static void
already_dialing (Fixture *f, gconstpointer data)
{
  g_autofree char *path = dial_hanging (f, NULL);
  g_autofree char *prefix = g_strconcat (path, ": ", NULL);
  g_autofree char *text = client_fails (f->client, SERVICE_PATH, MANAGER, "Dial", dial_arguments (ENTRY_OK, NULL),
                                        "AlreadyDialing");

  g_assert_true (g_str_has_prefix (text, prefix));
  end_hanging (f, path);
}

static void
reuse_while_dialing (Fixture *f, gconstpointer data)
{
  g_autofree char *path = dial_hanging (f, NULL);
  g_autofree char *again = client_dial (f->client, ENTRY_OK, "{'reuse': <true>}");

  g_assert_cmpstr (again, ==, path);
  end_hanging (f, path);
}

static void
connected_gives_the_existing_one (Fixture *f, gconstpointer data)
{
  g_autofree char *path = dial_to_end (f, ENTRY_OK, NULL);
  g_autofree char *again = client_dial (f->client, ENTRY_OK, NULL);

  g_assert_cmpstr (again, ==, path);
  g_assert_cmpuint (fake_service_calls (f->nm_service, "ActivateConnection"), ==, 1);
  /* No reference was added: one hang-up is enough. */
  client_hang_up (f->client, path);
  wait_ended (f->client, path);
}

static void
references_are_counted (Fixture *f, gconstpointer data)
{
  g_autofree char *path = dial_to_end (f, ENTRY_OK, NULL);
  g_autofree char *again = client_dial (f->client, ENTRY_OK, "{'add-reference': <true>}");

  g_assert_cmpstr (again, ==, path);
  client_hang_up (f->client, path);
  client_catch_up (f->client);
  g_assert_cmpuint (fake_service_calls (f->nm_service, "DeactivateConnection"), ==, 0);
  g_assert_cmpuint (client_last_edge (f->client, path).state, ==, STATE_CONNECTED);
  client_hang_up (f->client, path);
  wait_ended (f->client, path);
}

/* After the end the entry can be dialled anew; the old object stays. */
static void
a_new_object_after_the_end (Fixture *f, gconstpointer data)
{
  g_autofree char *path = dial_to_end (f, ENTRY_OK, NULL);
  g_autofree char *again = NULL;

  client_hang_up (f->client, path);
  wait_ended (f->client, path);
  again = dial_to_end (f, ENTRY_OK, NULL);
  g_assert_cmpstr (again, !=, path);
  g_assert_cmpuint (client_get_u (f->client, path, "State"), ==, STATE_DISCONNECTED);
}

/*
 * The plugin of an older connection that is slow to end (NetworkManager does not wait for it).
 */

#define PLUGIN "org.freedesktop.NetworkManager.labvpn.Connection_"

/* Stands behind the plugin in the queue for its name, so that it stays when that goes. */
static char *
keep_plugin (Fixture *f, GDBusConnection *link)
{
  char *name = g_strconcat (PLUGIN, strrchr (player_active (fake_nm_newest_dial (f->nm)), '/') + 1, NULL);

  g_assert_true (link_has_owner (link, name));
  link_queue_for (link, name);
  return name;
}

static void
waits_for_the_older_plugin (Fixture *f, gconstpointer data)
{
  GDBusConnection *slow = link_open (f->address);
  g_autofree char *path = dial_to_end (f, ENTRY_OK, NULL);
  g_autofree char *name = keep_plugin (f, slow);
  g_autofree char *again = NULL;
  g_autofree char *other = NULL;

  client_hang_up (f->client, path);
  wait_ended (f->client, path);
  g_variant_unref (client_ask (f->client, path, CONNECTION, "Release", g_variant_new_parsed ("(@a{sv} {},)")));
  again = client_dial (f->client, ENTRY_OK, NULL);
  /* Another entry's dial does not wait, and it came later. */
  other = dial_to_end (f, ENTRY_OTHER, NULL);
  g_assert_cmpuint (fake_service_calls (f->nm_service, "ActivateConnection"), ==, 2);
  g_assert_cmpuint (client_last_edge (f->client, again).state, ==, STATE_OPEN_PORT);
  link_disown (slow, name);
  WAIT_FOR (client_saw_finish (f->client, again));
  g_assert_cmpuint (client_result (f->client, again), ==, ERROR_NONE);
  link_close (slow);
}

static void
hung_up_while_it_waits (Fixture *f, gconstpointer data)
{
  GDBusConnection *slow = link_open (f->address);
  g_autofree char *path = dial_to_end (f, ENTRY_OK, NULL);
  g_autofree char *name = keep_plugin (f, slow);
  g_autofree char *again = NULL;

  client_hang_up (f->client, path);
  wait_ended (f->client, path);
  again = client_dial (f->client, ENTRY_OK, NULL);
  end_hanging (f, again);
  link_disown (slow, name);
  g_free (dial_to_end (f, ENTRY_OK, NULL));
  g_assert_cmpuint (fake_service_calls (f->nm_service, "ActivateConnection"), ==, 2);
  link_close (slow);
}

/* What never ends keeps nobody from dialing. */
static void
waits_so_long_only (Fixture *f, gconstpointer data)
{
  GDBusConnection *slow = link_open (f->address);
  g_autofree char *path = dial_to_end (f, ENTRY_OK, NULL);
  g_autofree char *name = keep_plugin (f, slow);

  client_hang_up (f->client, path);
  wait_ended (f->client, path);
  g_free (dial_to_end (f, ENTRY_OK, NULL));
  g_assert_true (link_has_owner (slow, name));
  link_close (slow);
}

static void
several_entries_at_once (Fixture *f, gconstpointer data)
{
  g_autofree char *one = client_dial (f->client, ENTRY_OK, NULL);
  g_autofree char *two = client_dial (f->client, ENTRY_OTHER, NULL);

  g_assert_cmpstr (one, !=, two);
  WAIT_FOR (client_saw_finish (f->client, one) && client_saw_finish (f->client, two));
  g_assert_cmpuint (client_result (f->client, one), ==, ERROR_NONE);
  g_assert_cmpuint (client_result (f->client, two), ==, ERROR_NONE);
}

static char *
token_path (Fixture *f, const char *token)
{
  g_autofree char *sender = g_strdup (g_dbus_connection_get_unique_name (f->client->link) + 1);

  return g_strdup_printf (SERVICE_PATH "/Connection/%s/%s", g_strdelimit (sender, ".", '_'), token);
}

static void
handle_token (Fixture *f, gconstpointer data)
{
  g_autofree char *path = dial_to_end (f, ENTRY_OK, "{'handle-token': <'My_dial_1'>}");
  g_autofree char *wanted = token_path (f, "My_dial_1");
  g_autoptr (GVariant) status = client_ask (f->client, path, CONNECTION, "GetStatus", NULL);
  g_autofree char *again = NULL;

  g_assert_cmpstr (path, ==, wanted);
  g_free (client_fails (f->client, SERVICE_PATH, MANAGER, "Dial",
                        dial_arguments (ENTRY_OTHER, "{'handle-token': <'My_dial_1'>}"), "InvalidOption"));
  again = client_dial (f->client, ENTRY_OK, "{'handle-token': <'another'>, 'reuse': <true>}");
  g_assert_cmpstr (again, ==, path);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_TEST ("/bus/rule-10/already-dialing", already_dialing);
  FIXTURE_TEST ("/bus/rule-10/reuse-while-dialing", reuse_while_dialing);
  FIXTURE_TEST ("/bus/rule-10/connected-gives-the-existing-one", connected_gives_the_existing_one);
  FIXTURE_TEST ("/bus/rule-10/references-are-counted", references_are_counted);
  FIXTURE_TEST ("/bus/rule-10/a-new-object-after-the-end", a_new_object_after_the_end);
  FIXTURE_TEST ("/bus/rule-10/waits-for-the-older-plugin", waits_for_the_older_plugin);
  FIXTURE_TEST ("/bus/rule-10/hung-up-while-it-waits", hung_up_while_it_waits);
  FIXTURE_TEST ("/bus/rule-10/waits-so-long-only", waits_so_long_only);
  FIXTURE_TEST ("/bus/rule-10/several-entries-at-once", several_entries_at_once);
  FIXTURE_TEST ("/bus/options/handle-token", handle_token);
  return g_test_run ();
}
