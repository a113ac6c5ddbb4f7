/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rule 18: what an entry, a plugin or the far end of a line says costs the service no more than it may, is told to be
 * cut where it is, and makes no message that the bus would throw the service off for. */
#include <sqlite3.h>
#include <string.h>

#include "fixture.h"

/* As service/bus/dt-limits.h and service/observers/dt-bound.h have them. */
#define TEXT_BYTES 4096
#define OBJECT_BYTES 65536
#define USER_BYTES (8 * 1024 * 1024)
#define ANSWER_BYTES (16 * 1024 * 1024)
#define LINGER_SECONDS 86400

#define LONG_UUID "77777777-0000-0000-0000-000000000001"
#define MANY 1500             /* entries of more than 12 KiB each */
#define CROWD 3000            /* connections of more than 12 KiB each */
#define CROWD_OF_ONE 250
#define NO_OPTIONS g_variant_new ("(a{sv})", NULL)

/* @remote and @id: bytes. */
static GVariant *
settings (const char *uuid, const char *id, const char *service, const char *interface, const char *remote)
{
  return g_variant_new_parsed ("{'connection': {'id': <%s>, 'uuid': <%s>, 'type': <'vpn'>, 'interface-name': <%s>},"
                               " 'vpn': {'service-type': <%s>, 'data': <{'remote': %s}>}}",
                               id, uuid, interface, service, remote);
}

#define SERVICE_TYPE "org.freedesktop.NetworkManager.labvpn"

static void
add_entry (Fixture *f, const char *id, const char *remote)
{
  fake_nm_add_settings (f->nm, settings (LONG_UUID, id, SERVICE_TYPE, "", remote));
  fixture_script (f, LONG_UUID, TRACE_OK, PLAYER_DEFAULT);
  ASK_UNTIL (({
    g_autoptr (GVariant) found = client_call (f->client, SERVICE_PATH, PHONEBOOK, "GetEntry", g_variant_new ("(s)", LONG_UUID), NULL);
    found != NULL;
  }));
}

static char *
twice (const char *text, guint n)
{
  GString *all = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append (all, text);
  return g_string_free (all, FALSE);
}

static gboolean
is_truncated (Fixture *f, const char *path, const char *property)
{
  g_autoptr (GVariant) names = client_get (f->client, path, CONNECTION, "Truncated");
  g_autofree const char **list = g_variant_get_strv (names, NULL);

  return g_strv_contains (list, property);
}

static void
check_text (const char *text)
{
  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_cmpuint (strlen (text), <=, TEXT_BYTES);
  g_assert_cmpuint (strlen (text), >, TEXT_BYTES - 8);
  g_assert_true (g_str_has_suffix (text, "…"));
}

/* All properties. */
static gsize
size_of (Fixture *f, const char *path)
{
  static const char *const interfaces[] = { CONNECTION, STATISTICS, PROJECTION };
  gsize bytes = 0;

  for (guint i = 0; i < G_N_ELEMENTS (interfaces); i++)
    {
      g_autoptr (GVariant) all = client_ask (f->client, path, "org.freedesktop.DBus.Properties", "GetAll",
                                             g_variant_new ("(s)", interfaces[i]));

      bytes += g_variant_get_size (all);
    }
  return bytes;
}

static sqlite3 *
open_store (Fixture *f)
{
  g_autofree char *file = g_build_filename (f->folder, "connections.db", NULL);
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (file, &db), ==, SQLITE_OK);
  return db;
}

static gint64
ask_store (Fixture *f, const char *sql)
{
  sqlite3 *db = open_store (f);
  sqlite3_stmt *statement = NULL;
  gint64 number;

  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  number = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  sqlite3_close (db);
  return number;
}

static void
hang_up_and_wait (Fixture *f, Client *client, const char *path)
{
  client_hang_up (client, path);
  wait_ended (client, path);
}

/*
 * Texts.
 */

static void
check_cut (Fixture *f, const char *path)
{
  g_autofree char *name = client_get_s (f->client, path, "EntryName");
  g_autofree char *remote = client_get_s (f->client, path, "RemoteEndpoint");
  g_autoptr (GVariant) tunnel = client_get (f->client, path, PROJECTION, "Tunnel");
  const char *gateway = "";

  g_variant_lookup (tunnel, "gateway", "&s", &gateway);
  check_text (name);
  check_text (remote);
  check_text (gateway);
  g_assert_true (is_truncated (f, path, "EntryName") && is_truncated (f, path, "RemoteEndpoint") && is_truncated (f, path, "Tunnel"));
  g_assert_false (is_truncated (f, path, "Operator") || is_truncated (f, path, "Ip4"));
  g_assert_cmpuint (size_of (f, path), <=, OBJECT_BYTES);
}

static void
texts_are_cut (Fixture *f, gconstpointer data)
{
  g_autofree char *id = twice ("€", 5000);
  g_autofree char *remote = twice ("vpn.example.net", 200000);
  g_autofree char *path = NULL;
  g_autofree char *short_one = dial_to_end (f, ENTRY_OK, NULL);

  add_entry (f, id, remote);
  path = dial_to_end (f, LONG_UUID, NULL);
  check_cut (f, path);
  g_assert_false (is_truncated (f, short_one, "EntryName") || is_truncated (f, short_one, "RemoteEndpoint"));
  daemon_kill (g_steal_pointer (&f->daemon));
  g_assert_cmpint (ask_store (f, "SELECT max (length (record)) FROM connection"), <=, OBJECT_BYTES);
  f->daemon = daemon_start (f->address, f->folder);
  client_catch_up (f->client);
  check_cut (f, path);
}

/* An index of 5,000 entries may have such. */
static void
other_entries_are_cut_too (Fixture *f, gconstpointer data)
{
  g_autofree char *id = twice ("x", 100000);
  g_autoptr (GVariant) body = NULL;
  g_autoptr (GVariant) list = NULL;

  add_entry (f, id, "vpn.example.net");
  body = client_ask (f->client, SERVICE_PATH, PHONEBOOK, "ListEntries", NO_OPTIONS);
  list = g_variant_get_child_value (body, 0);
  for (gsize i = 0; i < g_variant_n_children (list); i++)
    {
      g_autoptr (GVariant) entry = g_variant_get_child_value (list, i);
      const char *name = NULL;

      g_assert_true (g_variant_lookup (entry, "name", "&s", &name));
      g_assert_cmpuint (strlen (name), <=, TEXT_BYTES);
    }
}

/* Of a service before this one. */
static void
records_are_cut (Fixture *f, gconstpointer data)
{
  g_autofree char *path = dial_to_end (f, ENTRY_OK, NULL);
  g_autofree char *remote = twice ("vpn.example.net", 400000);
  g_autofree char *sql = g_strdup_printf ("UPDATE connection SET record = replace (record, 'vpn.example.net', '%s')", remote);
  g_autofree char *told = NULL;
  sqlite3 *db;

  daemon_kill (g_steal_pointer (&f->daemon));
  db = open_store (f);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
  f->daemon = daemon_start (f->address, f->folder);
  client_catch_up (f->client);
  told = client_get_s (f->client, path, "RemoteEndpoint");
  check_text (told);
  g_assert_true (is_truncated (f, path, "RemoteEndpoint"));
}

/*
 * Lists.
 */

static GVariant *
routes (guint n)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *network = g_strdup_printf ("10.%u.%u.0", i / 256 % 256, i % 256);

      g_variant_builder_add_parsed (&builder, "{'dest': <%s>, 'prefix': <uint32 24>}", network);
    }
  return g_variant_builder_end (&builder);
}

static void
lists_are_cut (Fixture *f, gconstpointer data)
{
  g_autofree char *path = dial_to_end (f, ENTRY_OK, NULL);
  g_autofree char *banner = twice ("Welcome. ", 500000);
  const char *active = player_active (fake_nm_newest_dial (f->nm));
  g_autoptr (GVariant) config = NULL;
  g_autoptr (GVariant) ip4 = NULL;
  g_autoptr (GVariant) dns = NULL;
  g_autoptr (GVariant) tunnel = NULL;
  const char *told = "";

  fake_nm_configure (f->nm, active, "198.51.100.7", 24, "198.51.100.1", "203.0.113.53");
  fake_service_change (f->nm_service, active, "org.freedesktop.NetworkManager.VPN.Connection", "Banner",
                       g_variant_new_string (banner));
  config = fake_service_get (f->nm_service, active, "org.freedesktop.NetworkManager.Connection.Active", "Ip4Config");
  fake_service_change (f->nm_service, g_variant_get_string (config, NULL), "org.freedesktop.NetworkManager.IP4Config", "RouteData",
                       routes (60000));
  ASK_UNTIL (is_truncated (f, path, "Ip4") && is_truncated (f, path, "Tunnel"));
  ip4 = client_get (f->client, path, PROJECTION, "Ip4");
  dns = g_variant_lookup_value (ip4, "dns", G_VARIANT_TYPE_STRING_ARRAY);
  g_assert_cmpuint (g_variant_n_children (dns), ==, 1);
  tunnel = client_get (f->client, path, PROJECTION, "Tunnel");
  g_assert_true (g_variant_lookup (tunnel, "banner", "&s", &told));
  check_text (told);
  g_assert_cmpuint (size_of (f, path), <=, OBJECT_BYTES);
}

/*
 * One user's.
 */

static void
users_have_eight_mebibytes (Users *u, gconstpointer data)
{
  Fixture *f = &u->base;
  g_autofree char *long_text = twice ("x", 10000);
  g_autofree char *others = NULL;
  g_autofree char *first = NULL;
  g_autofree char *newest = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) status = NULL;
  guint n = 0;

  add_entry (f, long_text, long_text);
  others = client_dial (u->other, ENTRY_OK, NULL);
  WAIT_FOR (client_saw_finish (u->other, others));
  do
    {
      g_free (newest);
      newest = client_dial (u->user, LONG_UUID, NULL);
      WAIT_FOR (client_saw_finish (u->user, newest));
      hang_up_and_wait (f, u->user, newest);
      if (first == NULL)
        first = g_strdup (newest);
      wire_clear (u->user->wire);
      wire_clear (u->other->wire);
      wire_clear (f->client->wire);
      g_clear_error (&error);
      g_clear_pointer (&status, g_variant_unref);
      status = client_call (u->user, first, CONNECTION, "GetStatus", NULL, &error);
    }
  while (status != NULL && ++n * 3 * TEXT_BYTES < 2 * USER_BYTES);
  assert_service_error (error, "NoSuchConnection");
  g_test_message ("%u connections", n);
  g_assert_cmpuint (client_get_u (u->user, newest, "State"), ==, STATE_DISCONNECTED);
  g_assert_cmpuint (client_get_u (u->other, others, "State"), ==, STATE_CONNECTED);
  client_catch_up (u->user);
  daemon_kill (g_steal_pointer (&f->daemon));
  g_assert_cmpint (ask_store (f, "SELECT sum (length (record)) FROM connection"), <=, USER_BYTES);
}

static void
lingering_has_an_end (Fixture *f, gconstpointer data)
{
  g_autofree char *path = dial_to_end (f, ENTRY_OK, "{'linger': <uint32 4294967295>}");

  g_assert_true (g_str_has_prefix (path, SERVICE_PATH));
  daemon_kill (g_steal_pointer (&f->daemon));
  g_assert_cmpint (ask_store (f, "SELECT count (*) FROM connection WHERE record LIKE '%''linger'': <uint32 "
                                 G_STRINGIFY (LINGER_SECONDS) ">%'"), ==, 1);
}

/*
 * Whole answers.
 */

static void
fill_store (Fixture *f, const char *path)
{
  g_autofree char *sql =
    g_strdup_printf ("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %u) "
                     "INSERT INTO connection SELECT id + i, 1, replace (replace (record, '%s', '%s' || i), '''uid'': <uint32 0>',"
                     " '''uid'': <uint32 ' || (10000 + i / %u) || '>') FROM connection, n",
                     CROWD, path, path, CROWD_OF_ONE);
  sqlite3 *db = open_store (f);

  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_changes (db), ==, CROWD);
  sqlite3_close (db);
}

static gsize
count_paths (Fixture *f)
{
  g_autoptr (GVariant) paths = client_get (f->client, SERVICE_PATH, MANAGER, "Connections");

  return g_variant_n_children (paths);
}

static gboolean
has_object (GVariant *objects, const char *path)
{
  g_autoptr (GVariant) object = g_variant_lookup_value (objects, path, NULL);

  return object != NULL;
}

static void
all_objects_fit (Fixture *f, gconstpointer data)
{
  g_autofree char *long_text = twice ("x", 4000);
  g_autofree char *path = NULL;
  g_autofree char *line = NULL;

  add_entry (f, long_text, long_text);
  path = dial_to_end (f, LONG_UUID, NULL);
  hang_up_and_wait (f, f->client, path);
  daemon_stop (g_steal_pointer (&f->daemon));
  fill_store (f, path);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GVariant) body = NULL;
      g_autoptr (GVariant) objects = NULL;
      g_autoptr (GVariant) left_out = NULL;

      wire_clear (f->client->wire);
      f->daemon = daemon_start (f->address, f->folder);
      ASK_UNTIL (count_paths (f) == CROWD + 1 + i);
      if (line == NULL)
        line = dial_to_end (f, ENTRY_OK, NULL);
      body = client_ask (f->client, SERVICE_PATH, "org.freedesktop.DBus.ObjectManager", "GetManagedObjects", NULL);
      g_assert_cmpuint (g_variant_get_size (body), <=, ANSWER_BYTES);
      objects = g_variant_get_child_value (body, 0);
      left_out = client_get (f->client, SERVICE_PATH, MANAGER, "LeftOut");
      g_assert_cmpuint (g_variant_get_uint32 (left_out), >, 0);
      g_assert_cmpuint (g_variant_n_children (objects) + g_variant_get_uint32 (left_out), ==, CROWD + 2);
      /* Lines come first, and what is left out is there. */
      g_assert_true (has_object (objects, line));
      g_assert_false (has_object (objects, path));
      g_assert_cmpuint (client_get_u (f->client, path, "State"), ==, STATE_DISCONNECTED);
      daemon_stop (g_steal_pointer (&f->daemon));
    }
}

static void
all_entries_fit (Fixture *f, gconstpointer data)
{
  g_autofree char *long_text = twice ("x", TEXT_BYTES - 100);
  g_autoptr (GVariant) body = NULL;
  g_autoptr (GVariant) list = NULL;
  g_autoptr (GVariant) last = NULL;
  guint32 left_out = 0;
  gsize before, n;

  body = client_ask (f->client, SERVICE_PATH, PHONEBOOK, "ListEntries", NO_OPTIONS);
  list = g_variant_get_child_value (body, 0);
  before = g_variant_n_children (list);
  for (guint i = 0; i < MANY; i++)
    {
      g_autofree char *uuid = g_strdup_printf ("77777777-0000-0000-0000-%012u", i);

      fake_nm_add_settings (f->nm, settings (uuid, long_text, long_text, long_text, "vpn.example.net"));
    }
  do
    {
      g_clear_pointer (&last, g_variant_unref);
      g_clear_pointer (&list, g_variant_unref);
      g_clear_pointer (&body, g_variant_unref);
      body = client_ask (f->client, SERVICE_PATH, PHONEBOOK, "ListEntries", NO_OPTIONS);
      g_assert_cmpuint (g_variant_get_size (body), <=, ANSWER_BYTES);
      list = g_variant_get_child_value (body, 0);
      n = g_variant_n_children (list);
      last = g_variant_get_child_value (list, n - 1);
      left_out = 0;
      g_variant_lookup (last, "left-out", "u", &left_out);
      wire_clear (f->client->wire);
    }
  while (n + left_out < before + MANY);
  g_assert_cmpuint (n + left_out, ==, before + MANY);
  g_assert_cmpuint (left_out, >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_TEST ("/bus/bounds/texts-are-cut", texts_are_cut);
  FIXTURE_TEST ("/bus/bounds/other-entries-are-cut-too", other_entries_are_cut_too);
  FIXTURE_TEST ("/bus/bounds/records-are-cut", records_are_cut);
  FIXTURE_TEST ("/bus/bounds/lists-are-cut", lists_are_cut);
  USERS_TEST ("/bus/bounds/users-have-8-mib", users_have_eight_mebibytes);
  FIXTURE_TEST ("/bus/bounds/lingering-has-an-end", lingering_has_an_end);
  FIXTURE_TEST ("/bus/bounds/all-objects-fit", all_objects_fit);
  FIXTURE_TEST ("/bus/bounds/all-entries-fit", all_entries_fit);
  return g_test_run ();
}
