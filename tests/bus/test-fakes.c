/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The fakes are held against the recordings: a recording is played, as a dial
 * by nmcli, a monitor watches the bus, and what it saw must be what the
 * recording holds, in the same order.  The service has no part in it.
 */
#include <string.h>

#include "fixture.h"

#define NM "org.freedesktop.NetworkManager"
#define MM "org.freedesktop.ModemManager1"

/* One message, in words; and who sent it. */
typedef struct {
  char *text;
  char *sender;
} Entry;

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->text);
  g_free (entry->sender);
  g_free (entry);
}

static void
add_entry (GPtrArray *entries, const char *sender, char *text)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->sender = g_strdup (sender);
  entry->text = text;
  g_ptr_array_add (entries, entry);
}

static char *
owner_text (GVariant *args)
{
  const char *name, *before, *after;

  g_variant_get (args, "(&s&s&s)", &name, &before, &after);
  return g_strdup_printf ("owner %s %s", name, after[0] != '\0' ? "there" : "gone");
}

static char *
message_text (const char *type, const char *path, const char *interface, const char *member, GVariant *args)
{
  g_autofree char *printed = args != NULL ? g_variant_print (args, FALSE) : g_strdup ("()");

  return g_strdup_printf ("%s %s %s.%s %s", type, path, interface, member, printed);
}

static GPtrArray *
recorded_entries (const Trace *trace)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func (entry_free);

  for (guint i = 0; i < trace->lines->len; i++)
    {
      const Line *line = trace->lines->pdata[i];

      if (line->type == LINE_OWNER)
        add_entry (entries, "", owner_text (line->args));
      else if (line->type == LINE_SIGNAL)
        add_entry (entries, line->sender, message_text ("signal", line->path, line->interface, line->member, line->args));
      else if (line->type == LINE_CALL)
        add_entry (entries, line->sender, message_text ("call", line->path, line->interface, line->member, line->args));
      else if (line->type == LINE_REPLY)
        add_entry (entries, "", message_text ("reply", "", "", line->member, line->args));
      else if (line->type == LINE_ERROR)
        add_entry (entries, "", g_strdup_printf ("error %s %s", line->member, line->error_name));
    }
  return entries;
}

static gboolean
is_upstream_signal (GDBusMessage *message, const char *nm, const char *mm)
{
  const char *sender = g_dbus_message_get_sender (message);
  const char *interface = g_dbus_message_get_interface (message);

  /* Which comes with every InterfacesAdded of a profile; recordings leave it out. */
  if (wire_is_signal (message, NM ".Settings", "NewConnection"))
    return FALSE;
  return g_dbus_message_get_message_type (message) == G_DBUS_MESSAGE_TYPE_SIGNAL &&
         (g_strcmp0 (sender, nm) == 0 || g_strcmp0 (sender, mm) == 0 || g_str_equal (interface, NM ".VPN.Plugin"));
}

static gboolean
is_upstream_owner (GDBusMessage *message)
{
  const char *name;

  if (!wire_is_signal (message, "org.freedesktop.DBus", "NameOwnerChanged"))
    return FALSE;
  g_variant_get_child (g_dbus_message_get_body (message), 0, "&s", &name);
  return g_str_has_prefix (name, NM) || g_str_equal (name, MM);
}

static const char *
well_known (Fixture *fixture, const char *sender)
{
  if (g_strcmp0 (sender, g_dbus_connection_get_unique_name (fake_service_link (fixture->nm_service))) == 0)
    return NM;
  if (g_strcmp0 (sender, g_dbus_connection_get_unique_name (fake_service_link (fixture->mm))) == 0)
    return MM;
  return sender;
}

static void
add_answer (GPtrArray *entries, GHashTable *dials, GDBusMessage *message)
{
  g_autofree char *key = g_strdup_printf ("%s %u", g_dbus_message_get_destination (message),
                                          g_dbus_message_get_reply_serial (message));
  const char *member = g_hash_table_lookup (dials, key);
  GVariant *body = g_dbus_message_get_body (message);

  if (member == NULL)
    return;
  if (g_dbus_message_get_message_type (message) == G_DBUS_MESSAGE_TYPE_METHOD_RETURN)
    add_entry (entries, "", message_text ("reply", "", "", member, body));
  else
    add_entry (entries, "", g_strdup_printf ("error %s %s", member, g_dbus_message_get_error_name (message)));
}

static void
add_call (GPtrArray *entries, GHashTable *dials, GDBusMessage *message)
{
  const char *interface = g_dbus_message_get_interface (message);
  const char *sender = g_dbus_message_get_sender (message);
  const char *member = g_dbus_message_get_member (message);

  if (g_strcmp0 (interface, NM) != 0 && g_strcmp0 (interface, NM ".PPP") != 0)
    return;
  add_entry (entries, sender, message_text ("call", g_dbus_message_get_path (message), interface, member,
                                            g_dbus_message_get_body (message)));
  if (g_str_equal (interface, NM))
    g_hash_table_insert (dials, g_strdup_printf ("%s %u", sender, g_dbus_message_get_serial (message)),
                         g_strdup (member));
}

static GPtrArray *
seen_entries (Fixture *fixture, Wire *monitor)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func (entry_free);
  GPtrArray *messages = wire_messages (monitor);
  g_autoptr (GHashTable) dials = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  const char *nm = g_dbus_connection_get_unique_name (fake_service_link (fixture->nm_service));
  const char *mm = g_dbus_connection_get_unique_name (fake_service_link (fixture->mm));

  for (guint i = 0; i < messages->len; i++)
    {
      GDBusMessage *message = messages->pdata[i];

      if (is_upstream_owner (message))
        add_entry (entries, "", owner_text (g_dbus_message_get_body (message)));
      else if (is_upstream_signal (message, nm, mm))
        add_entry (entries, well_known (fixture, g_dbus_message_get_sender (message)),
                   message_text ("signal", g_dbus_message_get_path (message), g_dbus_message_get_interface (message),
                                 g_dbus_message_get_member (message), g_dbus_message_get_body (message)));
      else if (g_dbus_message_get_message_type (message) == G_DBUS_MESSAGE_TYPE_METHOD_CALL)
        add_call (entries, dials, message);
      else
        add_answer (entries, dials, message);
    }
  return entries;
}

static void
check_same (GPtrArray *recorded, GPtrArray *seen)
{
  g_autoptr (GHashTable) senders = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < MIN (recorded->len, seen->len); i++)
    {
      const Entry *wanted = recorded->pdata[i];
      const Entry *got = seen->pdata[i];
      const char *known = g_hash_table_lookup (senders, wanted->sender);

      g_assert_cmpstr (got->text, ==, wanted->text);
      if (known != NULL)
        g_assert_cmpstr (got->sender, ==, known);
      g_hash_table_insert (senders, wanted->sender, got->sender);
    }
  g_assert_cmpuint (seen->len, ==, recorded->len);
}

static void
test_recording (gconstpointer data)
{
  const char *name = data;
  Fixture fixture = { NULL };
  const Trace *trace;
  Player *player;
  Wire *monitor;
  g_autoptr (GPtrArray) recorded = NULL;
  g_autoptr (GPtrArray) seen = NULL;

  fixture_up (&fixture, PRIVATE_BUS_ONE_USER);
  trace = fixture_trace (&fixture, name);
  fake_nm_load (fixture.nm, trace);
  fake_service_appear (fixture.mm);
  fake_service_appear (fixture.nm_service);
  monitor = wire_new_monitor (fixture.address);

  player = fake_nm_play (fixture.nm, trace, PLAYER_DIALS);
  WAIT_FOR (player_is_done (player));
  wire_catch_up (monitor, fixture.client->link);

  recorded = recorded_entries (trace);
  seen = seen_entries (&fixture, monitor);
  check_same (recorded, seen);
  wire_free (monitor);
  fixture_down (&fixture);
}

static gboolean
saw_plugin (Wire *monitor, const char *active, gboolean there)
{
  g_autofree char *wanted = g_strdup_printf ("owner " NM ".labvpn.Connection_%s %s", strrchr (active, '/') + 1,
                                             there ? "there" : "gone");
  GPtrArray *messages = wire_messages (monitor);

  for (guint i = 0; i < messages->len; i++)
    if (is_upstream_owner (messages->pdata[i]))
      {
        g_autofree char *text = owner_text (g_dbus_message_get_body (messages->pdata[i]));

        if (g_str_equal (text, wanted))
          return TRUE;
      }
  return FALSE;
}

static char *
dial_and_hang_up (Fixture *f, Wire *monitor)
{
  Player *player;
  g_autofree char *active = NULL;

  fixture_script (f, ENTRY_OK, TRACE_OK, PLAYER_DEFAULT);
  fake_nm_dial_externally (f->nm, fake_nm_find_profile (f->nm, ENTRY_OK));
  WAIT_FOR ((player = fake_nm_newest_dial (f->nm)) != NULL && !player_is_done (player) && player_active (player) != NULL);
  active = g_strdup (player_active (player));
  WAIT_FOR (saw_plugin (monitor, active, TRUE));
  g_assert_true (fake_service_has (f->nm_service, active));
  fake_nm_hang_up_externally (f->nm, active);
  WAIT_FOR (!fake_service_has (f->nm_service, active));
  WAIT_FOR (saw_plugin (monitor, active, FALSE));
  return g_steal_pointer (&active);
}

/* Dials one after the other get numbers of their own, the plugin's name with them. */
static void
test_repeated (void)
{
  Fixture f = { NULL };
  Wire *monitor;
  g_autofree char *one = NULL;
  g_autofree char *two = NULL;

  fixture_up (&f, PRIVATE_BUS_ONE_USER);
  fixture_load (&f, TRACE_OK);
  fake_service_appear (f.nm_service);
  monitor = wire_new_monitor (f.address);
  one = dial_and_hang_up (&f, monitor);
  two = dial_and_hang_up (&f, monitor);
  g_assert_cmpstr (one, !=, two);
  wire_free (monitor);
  fixture_down (&f);
}

static guint32
uid_on_bus (GDBusConnection *link)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = NULL;
  guint32 uid;

  reply = g_dbus_connection_call_sync (link, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                       "GetConnectionUnixUser",
                                       g_variant_new ("(s)", g_dbus_connection_get_unique_name (link)), NULL,
                                       G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
  g_variant_get (reply, "(u)", &uid);
  return uid;
}

/* The bus denies an ordinary user's SetState, and a monitor sees it all the same. */
static void
test_users (void)
{
  Fixture f = { NULL };
  GDBusConnection *user;
  Wire *monitor;
  GPtrArray *messages;
  guint seen = 0;

  fixture_up (&f, PRIVATE_BUS_ALL_USERS);
  fake_service_appear (f.nm_service);
  monitor = wire_new_monitor (f.address);
  user = link_open_as (f.address, UID_BIN);
  g_assert_cmpuint (uid_on_bus (user), ==, UID_BIN);
  g_assert_cmpuint (uid_on_bus (f.client->link), ==, 0);
  g_dbus_connection_call (user, NM, "/org/freedesktop/NetworkManager/PPP/1", NM ".PPP", "SetState",
                          g_variant_new ("(u)", 10u), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL, NULL);
  link_barrier (user);
  wire_catch_up (monitor, f.client->link);
  messages = wire_messages (monitor);
  for (guint i = 0; i < messages->len; i++)
    seen += g_strcmp0 (g_dbus_message_get_member (messages->pdata[i]), "SetState") == 0;
  g_assert_cmpuint (seen, ==, 1);
  g_assert_cmpuint (fake_service_calls (f.nm_service, "SetState"), ==, 0);
  link_close (user);
  wire_free (monitor);
  fixture_down (&f);
}

/* The fake makes the volatile profile of such a dial itself (fake-copies.c), and plays no answer to the call: these
 * recordings are for the replay of the core. */
static gboolean
dials_a_copy (const char *name)
{
  g_autoptr (Trace) trace = trace_load (name);

  for (guint i = 0; i < trace->lines->len; i++)
    {
      const Line *line = trace->lines->pdata[i];

      if (line->type == LINE_CALL && g_str_equal (line->member, "AddAndActivateConnection2"))
        return TRUE;
    }
  return FALSE;
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) rows = NULL;

  g_test_init (&argc, &argv, NULL);
  rows = trace_expectations ();
  for (guint i = 0; i < rows->len; i++)
    {
      const Expectation *row = rows->pdata[i];
      g_autofree char *path = g_strconcat ("/bus/fakes/", row->name, NULL);

      if (dials_a_copy (row->name))
        continue;
      g_test_add_data_func (path, row->name, test_recording);
    }
  g_test_add_func ("/bus/fakes/repeated", test_repeated);
  g_test_add_func ("/bus/fakes/users", test_users);
  return g_test_run ();
}
