/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The phonebook: names that clash, entries that come and go, very many of them. */
#include <string.h>

#include "fixture.h"

#define TWIN "Head office"
#define TWIN_ONE "99999999-0000-0000-0000-000000000001"
#define TWIN_TWO "99999999-0000-0000-0000-000000000002"
#define MANY 5000
#define MANY_SECONDS 3

static const FakeProfile twin_one = { .id = TWIN, .uuid = TWIN_ONE, .type = "vpn",
                                      .service = "org.freedesktop.NetworkManager.labvpn" };
static const FakeProfile twin_two = { .id = TWIN, .uuid = TWIN_TWO, .type = "wireguard" };

static GVariant *
entries (Client *client, const char *options)
{
  g_autoptr (GVariant) parsed = g_variant_parse (G_VARIANT_TYPE_VARDICT, options, NULL, NULL, NULL);
  g_autoptr (GVariant) body = client_ask (client, SERVICE_PATH, PHONEBOOK, "ListEntries",
                                          g_variant_new ("(@a{sv})", parsed));

  return g_variant_get_child_value (body, 0);
}

static guint
count_entries (Client *client, const char *options)
{
  g_autoptr (GVariant) list = entries (client, options);

  return (guint) g_variant_n_children (list);
}

/* EntriesChanged with the UUID in its nth argument. */
static gboolean
told (Client *client, guint which, const char *uuid)
{
  GPtrArray *messages = wire_messages (client->wire);

  for (guint i = 0; i < messages->len; i++)
    {
      g_autoptr (GVariant) list = NULL;
      g_autofree const char **uuids = NULL;

      if (!wire_is_signal (messages->pdata[i], PHONEBOOK, "EntriesChanged"))
        continue;
      list = g_variant_get_child_value (g_dbus_message_get_body (messages->pdata[i]), which);
      uuids = g_variant_get_strv (list, NULL);
      if (g_strv_contains (uuids, uuid))
        return TRUE;
    }
  return FALSE;
}

static void
add_twins (Fixture *f)
{
  fake_nm_add_profile (f->nm, &twin_one);
  fake_nm_add_profile (f->nm, &twin_two);
  fixture_script (f, TWIN_ONE, TRACE_OK, PLAYER_DEFAULT);
  WAIT_FOR (told (f->client, 0, TWIN_ONE) && told (f->client, 0, TWIN_TWO));
}

static void
ambiguous_name (Fixture *f, gconstpointer data)
{
  g_autofree char *text = NULL;
  g_autofree char *path = NULL;

  add_twins (f);
  text = client_fails (f->client, SERVICE_PATH, MANAGER, "Dial", dial_arguments (TWIN, NULL), "AmbiguousEntry");
  g_assert_nonnull (strstr (text, TWIN_ONE));
  g_assert_nonnull (strstr (text, TWIN_TWO));
  g_free (client_fails (f->client, SERVICE_PATH, PHONEBOOK, "GetEntry", g_variant_new ("(s)", TWIN), "AmbiguousEntry"));
  path = dial_to_end (f, TWIN_ONE, NULL);
  g_assert_cmpuint (client_result (f->client, path), ==, ERROR_NONE);
}

/* Of the entries that fit, those the caller may not see do not count. */
static void
hidden_twin (Fixture *f, gconstpointer data)
{
  FakeProfile hidden = twin_two;
  Client *stranger = client_new (f->address, UID_BIN);
  g_autofree char *path = NULL;

  hidden.user = NAME_DAEMON;
  fake_nm_add_profile (f->nm, &hidden);
  fake_nm_add_profile (f->nm, &twin_one);
  fixture_script (f, TWIN_ONE, TRACE_OK, PLAYER_DEFAULT);
  WAIT_FOR (told (f->client, 0, TWIN_ONE));
  path = client_dial (stranger, TWIN, NULL);
  WAIT_FOR (client_saw_finish (stranger, path));
  g_assert_false (told (f->client, 0, TWIN_TWO));
  client_free (stranger);
}

static void
dialled_by_name (Fixture *f, gconstpointer data)
{
  g_autofree char *path = dial_to_end (f, ENTRY_OK_NAME, NULL);
  g_autofree char *name = client_get_s (f->client, path, "EntryName");
  g_autofree char *uuid = client_get_s (f->client, path, "EntryUuid");
  g_autofree char *kind = client_get_s (f->client, path, "Kind");

  g_assert_cmpstr (name, ==, ENTRY_OK_NAME);
  g_assert_cmpstr (uuid, ==, ENTRY_OK);
  g_assert_cmpstr (kind, ==, "vpn");
}

static void
come_and_go (Fixture *f, gconstpointer data)
{
  g_autofree char *path = NULL;
  guint before = count_entries (f->client, "{}");

  add_twins (f);
  g_assert_cmpuint (count_entries (f->client, "{}"), ==, before + 2);
  g_assert_cmpuint (count_entries (f->client, "{'kind': <'wireguard'>}"), ==, 1);
  path = g_strdup (fake_nm_find_profile (f->nm, TWIN_TWO));
  fake_nm_rename_profile (f->nm, path, "Branch office");
  WAIT_FOR (told (f->client, 2, TWIN_TWO));
  g_variant_unref (client_ask (f->client, SERVICE_PATH, PHONEBOOK, "GetEntry", g_variant_new ("(s)", "Branch office")));
  fake_nm_remove_profile (f->nm, path);
  WAIT_FOR (told (f->client, 1, TWIN_TWO));
  g_assert_cmpuint (count_entries (f->client, "{}"), ==, before + 1);
  g_free (client_fails (f->client, SERVICE_PATH, PHONEBOOK, "GetEntry", g_variant_new ("(s)", TWIN_TWO), "NoSuchEntry"));
}

static void
only_kinds_that_are_dialled (Fixture *f, gconstpointer data)
{
  g_autoptr (GVariant) list = entries (f->client, "{}");

  g_assert_cmpuint (g_variant_n_children (list), >, 0);
  for (gsize i = 0; i < g_variant_n_children (list); i++)
    {
      g_autoptr (GVariant) entry = g_variant_get_child_value (list, i);
      const char *kind = NULL, *service = NULL, *uuid = NULL, *name = NULL;

      g_assert_true (g_variant_lookup (entry, "kind", "&s", &kind));
      g_assert_cmpstr (kind, ==, "vpn");
      g_assert_true (g_variant_lookup (entry, "service", "&s", &service));
      g_assert_true (g_variant_lookup (entry, "uuid", "&s", &uuid));
      g_assert_true (g_variant_lookup (entry, "name", "&s", &name));
    }
}

/* Trap 8: with 1,024 pending replies, as dbus-daemon has it, a client that asks
 * for all profiles at once loses most of them. */
static void
five_thousand (void)
{
  Fixture f = { NULL };
  gint64 began;
  guint fakes;

  fixture_up (&f, PRIVATE_BUS_ALL_USERS);
  fixture_load (&f, TRACE_OK);
  for (guint i = 0; i < MANY; i++)
    {
      g_autofree char *id = g_strdup_printf ("many-%u", i);
      g_autofree char *uuid = g_strdup_printf ("66666666-0000-0000-0000-%012u", i);
      FakeProfile profile = { .id = id, .uuid = uuid, .type = "vpn",
                              .service = "org.freedesktop.NetworkManager.labvpn" };

      fake_nm_add_profile (f.nm, &profile);
    }
  fakes = MANY + 26;          /* 26 VPN entries are in the recording's world */
  began = g_get_monotonic_time ();
  fixture_start (&f);
  ASK_UNTIL (count_entries (f.client, "{}") == fakes);
  g_test_message ("%u entries after %.2f s", fakes, (double) (g_get_monotonic_time () - began) / G_USEC_PER_SEC);
  /* Alone on the machine, in ./check --full. */
  if (g_getenv ("DIALTONE_TIMED") != NULL)
    g_assert_cmpint (g_get_monotonic_time () - began, <, MANY_SECONDS * G_USEC_PER_SEC);
  fixture_down (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_TEST ("/bus/entries/ambiguous-name", ambiguous_name);
  FIXTURE_TEST_ALL_USERS ("/bus/entries/hidden-twin", hidden_twin);
  FIXTURE_TEST ("/bus/entries/dialled-by-name", dialled_by_name);
  FIXTURE_TEST ("/bus/entries/come-and-go", come_and_go);
  FIXTURE_TEST ("/bus/entries/only-kinds-that-are-dialled", only_kinds_that_are_dialled);
  g_test_add_func ("/bus/entries/five-thousand", five_thousand);
  return g_test_run ();
}
