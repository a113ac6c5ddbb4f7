/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * fuzz-bus [--calls N] [--seed N] [--memory]: calls every method of every object of
 * the service, by its introspection files, with valid, wrong and hostile arguments,
 * pipelined, as root, as a user whom polkit allows and as one whom it denies.  Then
 * the service must live and answer, and a connection that was up all the time must
 * be what it was.  --memory: its resident memory after the second half is at most
 * 1 MiB above that after the first (of a plain build; a sanitizer keeps more).
 */
#include <gio/gunixfdlist.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "fuzz-values.h"
#include "fuzz-world.h"

#define PROPERTIES "org.freedesktop.DBus.Properties"
#define WINDOW 200            /* calls under way, of each user: the service's cap is above it */
#define TIDY_EVERY 5000       /* calls; then what was dialled is released */
#define MEMORY_SLACK_KIB 1024
#define PATIENCE_SECONDS 120

/* One user. */
typedef struct {
  uid_t uid;
  GDBusConnection *link;
  int under_way;              /* atomic: the answers come in GDBus's thread */
} Caller;

typedef struct {
  const char *interface, *name, *signature;
} Method;

typedef struct {
  Fixture base;
  FuzzSource source;
  guint32 seed;
  GArray *methods;            /* Method */
  GPtrArray *properties;      /* "INTERFACE NAME" */
  GPtrArray *nodes;
  Caller callers[3];
  Client *owner;
  char *watched;              /* path */
  GVariant *watched_status;
  GHashTable *at_first;       /* paths of NetworkManager's objects */
  GPtrArray *paths;           /* NULL-terminated: of connections, real and not */
  guint64 sent;
} Fuzz;

static const char *const words[] = {
  ENTRY_OK, ENTRY_OK, ENTRY_OTHER, ENTRY_REFUSED, ENTRY_OK_NAME, "none", "dial", "connection", "vpn", "gsm", "12345", "internet",
  SERVICE_PATH, SERVICE_PATH "/Connection/1", MANAGER, CONNECTION, PHONEBOOK, STATISTICS, PROJECTION, "Status", "Connections", "lo", NULL,
};

static const char *const keys[] = {
  "device", "handle-token", "reuse", "add-reference", "bind-lifetime", "linger", "timeout", "prove-peer", "apn", "phone-number",
  "user-name", "password", "pin", "domain", "pause", "agent", "password-fd", "callback-number", "redial-attempts", "kind", "x-mine",
  NULL,
};

static gboolean
one_in (Fuzz *fuzz, gint32 n)
{
  return fuzz_range (&fuzz->source, 0, n) == 0;
}

/*
 * What can be called.
 */

static char *
signature_of (GDBusArgInfo **args)
{
  GString *text = g_string_new ("(");

  for (; args != NULL && *args != NULL; args++)
    g_string_append (text, (*args)->signature);
  g_string_append_c (text, ')');
  return g_string_free (text, FALSE);
}

static void
read_interface (Fuzz *fuzz, const GDBusInterfaceInfo *interface)
{
  for (GDBusMethodInfo **method = interface->methods; method != NULL && *method != NULL; method++)
    {
      Method found = { interface->name, (*method)->name, signature_of ((*method)->in_args) };

      g_array_append_val (fuzz->methods, found);
    }
  for (GDBusPropertyInfo **property = interface->properties; property != NULL && *property != NULL; property++)
    g_ptr_array_add (fuzz->properties, g_strconcat (interface->name, " ", (*property)->name, NULL));
}

static int
by_name (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
read_contract (Fuzz *fuzz)
{
  const char *folder = g_getenv ("DIALTONE_INTROSPECTION"), *name;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &error);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".xml"))
      g_ptr_array_add (names, g_build_filename (folder, name, NULL));
  /* The same seed makes the same calls wherever the folder is. */
  g_ptr_array_sort (names, by_name);
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *xml = NULL;
      GDBusNodeInfo *node;

      g_file_get_contents (names->pdata[i], &xml, NULL, &error);
      g_assert_no_error (error);
      node = g_dbus_node_info_new_for_xml (xml, &error);
      g_assert_no_error (error);
      g_ptr_array_add (fuzz->nodes, node);
      for (GDBusInterfaceInfo **interface = node->interfaces; *interface != NULL; interface++)
        read_interface (fuzz, *interface);
    }
  g_assert_cmpuint (fuzz->methods->len, >=, 10);
}

/*
 * One call.
 */

static GVariant *
property_arguments (Fuzz *fuzz, const char *member)
{
  g_auto (GStrv) pair = g_strsplit (fuzz->properties->pdata[fuzz_range (&fuzz->source, 0, (gint32) fuzz->properties->len)], " ", 2);

  if (g_str_equal (member, "GetAll"))
    return g_variant_new ("(s)", pair[0]);
  if (g_str_equal (member, "Get"))
    return g_variant_new ("(ss)", pair[0], pair[1]);
  return g_variant_new ("(ssv)", pair[0], pair[1], fuzz_any (&fuzz->source, words, keys));
}

static const char *
any_path (Fuzz *fuzz)
{
  static const char *const odd[] = { "/", "/org", SERVICE_PATH "/Connection", SERVICE_PATH "/Connection/0",
                                     SERVICE_PATH "/Connection/18446744073709551616", SERVICE_PATH "/Connection/1_42/token",
                                     "/org/freedesktop/DBus", SERVICE_PATH "/Connection/_/_/_/_", NULL };

  if (one_in (fuzz, 10))
    return fuzz_pick (&fuzz->source, odd);
  return one_in (fuzz, 3) ? SERVICE_PATH : fuzz_pick (&fuzz->source, (const char *const *) fuzz->paths->pdata);
}

static GDBusMessage *
standard_call (Fuzz *fuzz)
{
  static const char *const members[] = { "Get", "GetAll", "Set", NULL };
  const char *member = fuzz_pick (&fuzz->source, members);
  GDBusMessage *call;

  if (one_in (fuzz, 40))
    return g_dbus_message_new_method_call (SERVICE, SERVICE_PATH, "org.freedesktop.DBus.ObjectManager", "GetManagedObjects");
  if (one_in (fuzz, 40))
    return g_dbus_message_new_method_call (SERVICE, any_path (fuzz), "org.freedesktop.DBus.Introspectable", "Introspect");
  if (one_in (fuzz, 40))
    return g_dbus_message_new_method_call (SERVICE, any_path (fuzz), "org.freedesktop.DBus.Peer", one_in (fuzz, 2) ? "Ping" : "Pong");
  call = g_dbus_message_new_method_call (SERVICE, any_path (fuzz), PROPERTIES, member);
  g_dbus_message_set_body (call, property_arguments (fuzz, member));
  return call;
}

static GDBusMessage *
contract_call (Fuzz *fuzz)
{
  const Method *method = &g_array_index (fuzz->methods, Method, fuzz_range (&fuzz->source, 0, (gint32) fuzz->methods->len));
  gboolean at_root = g_str_equal (method->interface, MANAGER) || g_str_equal (method->interface, PHONEBOOK);
  const char *path = one_in (fuzz, 20) ? any_path (fuzz)
                     : at_root ? SERVICE_PATH : fuzz_pick (&fuzz->source, (const char *const *) fuzz->paths->pdata);

  return g_dbus_message_new_method_call (SERVICE, path, one_in (fuzz, 50) ? SERVICE ".Nothing" : method->interface,
                                         one_in (fuzz, 50) ? "Nothing" : method->name);
}

static void
add_arguments (Fuzz *fuzz, GDBusMessage *call)
{
  const char *signature = "()";
  GVariant *value;

  for (guint i = 0; i < fuzz->methods->len; i++)
    {
      const Method *method = &g_array_index (fuzz->methods, Method, i);

      if (g_str_equal (method->interface, g_dbus_message_get_interface (call)) &&
          g_str_equal (method->name, g_dbus_message_get_member (call)))
        signature = method->signature;
    }
  if (!one_in (fuzz, 10))
    {
      g_dbus_message_set_body (call, fuzz_value (&fuzz->source, G_VARIANT_TYPE (signature), words, keys));
      return;
    }
  value = fuzz_any (&fuzz->source, words, keys);
  g_dbus_message_set_body (call, g_variant_new_tuple (&value, 1));
}

/* A descriptor that nobody asked for must not stay open. */
static void
add_descriptor (GDBusMessage *call)
{
  g_autoptr (GUnixFDList) list = g_unix_fd_list_new ();

  g_unix_fd_list_append (list, STDIN_FILENO, NULL);
  g_dbus_message_set_unix_fd_list (call, list);
}

/* Root may do all, so it must not take down what is watched. */
static gboolean
is_harmful (Fuzz *fuzz, const Caller *caller, GDBusMessage *call)
{
  const char *member = g_dbus_message_get_member (call);

  return caller->uid == 0 && g_str_equal (g_dbus_message_get_path (call), fuzz->watched) &&
         (g_str_equal (member, "HangUp") || g_str_equal (member, "Release"));
}

static void
send_one (Fuzz *fuzz, Caller *caller)
{
  g_autoptr (GDBusMessage) call = one_in (fuzz, 3) ? standard_call (fuzz) : contract_call (fuzz);
  GDBusMessageFlags flags = 0;

  if (g_dbus_message_get_body (call) == NULL)
    add_arguments (fuzz, call);
  if (one_in (fuzz, 500))
    add_descriptor (call);
  if (one_in (fuzz, 10))
    flags |= G_DBUS_MESSAGE_FLAGS_ALLOW_INTERACTIVE_AUTHORIZATION;
  if (one_in (fuzz, 1000))
    flags |= G_DBUS_MESSAGE_FLAGS_NO_REPLY_EXPECTED;
  g_dbus_message_set_flags (call, flags);
  if (is_harmful (fuzz, caller, call))
    return;
  if (!(flags & G_DBUS_MESSAGE_FLAGS_NO_REPLY_EXPECTED))
    g_atomic_int_inc (&caller->under_way);
  /* What D-Bus itself does not let pass is no call. */
  if (g_dbus_connection_send_message (caller->link, call, G_DBUS_SEND_MESSAGE_FLAGS_NONE, NULL, NULL))
    fuzz->sent++;
  else if (!(flags & G_DBUS_MESSAGE_FLAGS_NO_REPLY_EXPECTED))
    g_atomic_int_add (&caller->under_way, -1);
}

/* In GDBus's thread. */
static GDBusMessage *
on_message (GDBusConnection *link, GDBusMessage *message, gboolean incoming, gpointer data)
{
  Caller *caller = data;
  GDBusMessageType type = g_dbus_message_get_message_type (message);

  if (!incoming || g_dbus_message_get_reply_serial (message) == 0 ||
      (type != G_DBUS_MESSAGE_TYPE_METHOD_RETURN && type != G_DBUS_MESSAGE_TYPE_ERROR))
    return message;
  if (g_str_has_prefix (g_dbus_message_get_sender (message), ":"))
    {
      g_atomic_int_add (&caller->under_way, -1);
      g_main_context_wakeup (NULL);
    }
  g_object_unref (message);
  return NULL;
}

/*
 * Many.
 */

static gboolean
is_idle (Fuzz *fuzz)
{
  for (guint i = 0; i < G_N_ELEMENTS (fuzz->callers); i++)
    if (g_atomic_int_get (&fuzz->callers[i].under_way) > 0)
      return FALSE;
  return TRUE;
}

static void
fill (Fuzz *fuzz, guint64 until)
{
  for (guint i = 0; i < G_N_ELEMENTS (fuzz->callers); i++)
    while (fuzz->sent < until && g_atomic_int_get (&fuzz->callers[i].under_way) < WINDOW && !one_in (fuzz, WINDOW))
      send_one (fuzz, &fuzz->callers[i]);
}

/* All but the watched one. */
static GPtrArray *
others (Fuzz *fuzz)
{
  g_autoptr (GVariant) paths = client_get (fuzz->base.client, SERVICE_PATH, MANAGER, "Connections");
  GPtrArray *found = g_ptr_array_new_with_free_func (g_free);
  GVariantIter iter;
  const char *path;

  g_variant_iter_init (&iter, paths);
  while (g_variant_iter_loop (&iter, "&o", &path))
    if (!g_str_equal (path, fuzz->watched))
      g_ptr_array_add (found, g_strdup (path));
  return found;
}

static void
call_on (Fuzz *fuzz, const char *path, const char *method, GVariant *options)
{
  g_autoptr (GVariant) body = client_call (fuzz->base.client, path, CONNECTION, method, g_variant_new ("(@a{sv})", options), NULL);
}

/* Also answers whoever waits for the end of a dial. */
static void
tidy (Fuzz *fuzz)
{
  g_autoptr (GPtrArray) left = NULL;

  ASK_UNTIL (({
    g_clear_pointer (&left, g_ptr_array_unref);
    left = others (fuzz);
    for (guint i = 0; i < left->len; i++)
      {
        call_on (fuzz, left->pdata[i], "HangUp", g_variant_new_parsed ("{'all': <true>}"));
        call_on (fuzz, left->pdata[i], "Release", g_variant_new ("a{sv}", NULL));
      }
    left->len == 0 && is_idle (fuzz);
  }));
  fuzz_world_restore_entries (&fuzz->base);
  fuzz_world_forget_leftovers (&fuzz->base, fuzz->at_first);
  /* Not looked at: a path with a token comes again with another connection. */
  wire_clear (fuzz->base.client->wire);
  wire_clear (fuzz->owner->wire);
}

/* Paths that are there, that were there, and that never will be. */
static void
look_for_paths (Fuzz *fuzz)
{
  g_autoptr (GPtrArray) found = others (fuzz);

  g_ptr_array_set_size (fuzz->paths, 0);
  g_ptr_array_add (fuzz->paths, g_strdup (fuzz->watched));
  for (guint i = 0; i < MIN (found->len, 20); i++)
    g_ptr_array_add (fuzz->paths, g_strdup (found->pdata[i]));
  g_ptr_array_add (fuzz->paths, g_strdup (SERVICE_PATH "/Connection/1"));
  g_ptr_array_add (fuzz->paths, NULL);
}

static gboolean
wake_up (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static void
run (Fuzz *fuzz, guint64 until)
{
  guint64 tidy_at = fuzz->sent + TIDY_EVERY, look_at = fuzz->sent;
  gint64 deadline = link_deadline (PATIENCE_SECONDS);
  guint alarm = g_timeout_add (1000, wake_up, NULL);

  while (fuzz->sent < until)
    {
      guint64 before = fuzz->sent;

      if (fuzz->sent >= look_at)
        {
          look_for_paths (fuzz);
          look_at = fuzz->sent + 500;
        }
      fill (fuzz, MIN (until, tidy_at));
      if (fuzz->sent > before)
        deadline = link_deadline (PATIENCE_SECONDS);
      g_main_context_iteration (NULL, fuzz->sent == before && fuzz->sent < tidy_at);
      if (!daemon_is_alive (fuzz->base.daemon))
        g_error ("the service has died; --seed %u, after %" G_GUINT64_FORMAT " calls", fuzz->seed, fuzz->sent);
      link_check (deadline, "answers of the service", G_STRLOC);
      if (fuzz->sent >= tidy_at)
        {
          tidy (fuzz);
          tidy_at = fuzz->sent + TIDY_EVERY;
        }
    }
  g_source_remove (alarm);
  tidy (fuzz);
}

/*
 * The world, and what is left of it.
 */

static GVariant *
watched_status (Fuzz *fuzz)
{
  g_autoptr (GVariant) body = client_ask (fuzz->owner, fuzz->watched, CONNECTION, "GetStatus", NULL);

  return g_variant_get_child_value (body, 0);
}

static void
set_up (Fuzz *fuzz)
{
  static const uid_t uids[] = { 0, UID_DAEMON, UID_BIN };

  fuzz->source.rand = g_rand_new_with_seed (fuzz->seed);
  fuzz->methods = g_array_new (FALSE, FALSE, sizeof (Method));
  fuzz->properties = g_ptr_array_new_with_free_func (g_free);
  fuzz->nodes = g_ptr_array_new_with_free_func ((GDestroyNotify) g_dbus_node_info_unref);
  fuzz->paths = g_ptr_array_new_with_free_func (g_free);
  read_contract (fuzz);
  fixture_up (&fuzz->base, PRIVATE_BUS_ALL_USERS);
  fixture_load (&fuzz->base, TRACE_OK);
  fuzz_world_fill (&fuzz->base);
  fixture_start (&fuzz->base);
  fuzz->owner = client_new (fuzz->base.address, OWNER_UID);
  fuzz->watched = client_dial (fuzz->owner, ENTRY_WATCHED, NULL);
  WAIT_FOR (client_saw_finish (fuzz->owner, fuzz->watched));
  g_assert_cmpuint (client_result (fuzz->owner, fuzz->watched), ==, ERROR_NONE);
  fuzz->watched_status = watched_status (fuzz);
  fuzz->at_first = fuzz_world_objects (&fuzz->base);
  for (guint i = 0; i < G_N_ELEMENTS (uids); i++)
    {
      fuzz->callers[i].uid = uids[i];
      fuzz->callers[i].link = link_open_as (fuzz->base.address, uids[i]);
      g_dbus_connection_add_filter (fuzz->callers[i].link, on_message, &fuzz->callers[i], NULL);
    }
  fake_polkit_set_for (fuzz->base.polkit, g_dbus_connection_get_unique_name (fuzz->callers[2].link), NULL, POLKIT_CHALLENGE);
}

static void
check_what_is_left (Fuzz *fuzz)
{
  g_autoptr (GVariant) now = watched_status (fuzz);
  g_autofree char *before = g_variant_print (fuzz->watched_status, FALSE);
  g_autofree char *after = g_variant_print (now, FALSE);
  g_autofree char *path = NULL;

  g_assert_cmpstr (after, ==, before);
  g_assert_cmpuint (client_get_u (fuzz->owner, fuzz->watched, "State"), ==, STATE_CONNECTED);
  path = dial_to_end (&fuzz->base, ENTRY_OK, NULL);
  g_assert_cmpuint (client_result (fuzz->base.client, path), ==, ERROR_NONE);
}

static void
tear_down (Fuzz *fuzz)
{
  for (guint i = 0; i < G_N_ELEMENTS (fuzz->callers); i++)
    link_close (fuzz->callers[i].link);
  client_free (fuzz->owner);
  fixture_down (&fuzz->base);
  for (guint i = 0; i < fuzz->methods->len; i++)
    g_free ((char *) g_array_index (fuzz->methods, Method, i).signature);
  g_array_unref (fuzz->methods);
  g_ptr_array_unref (fuzz->properties);
  g_ptr_array_unref (fuzz->nodes);
  g_ptr_array_unref (fuzz->paths);
  g_hash_table_unref (fuzz->at_first);
  g_variant_unref (fuzz->watched_status);
  g_free (fuzz->watched);
  g_rand_free (fuzz->source.rand);
}

static gint64
resident_kib (Fuzz *fuzz)
{
  g_autofree char *file = g_strdup_printf ("/proc/%d/statm", daemon_pid (fuzz->base.daemon));
  g_autofree char *text = NULL;
  g_auto (GStrv) numbers = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (file, &text, NULL, &error);
  g_assert_no_error (error);
  numbers = g_strsplit (text, " ", 3);
  return g_ascii_strtoll (numbers[1], NULL, 10) * (sysconf (_SC_PAGESIZE) / 1024);
}

int
main (int argc, char **argv)
{
  gint64 calls = 30000, seed = -1, first, second, began, took;
  gboolean memory = FALSE;
  g_autoptr (GError) error = NULL;
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  const GOptionEntry entries[] = {
    { "calls", 0, 0, G_OPTION_ARG_INT64, &calls, "How many calls", "N" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &seed, "The same calls again", "N" },
    { "memory", 0, 0, G_OPTION_ARG_NONE, &memory, "Check the service's memory", NULL },
    { NULL },
  };
  Fuzz fuzz = { .seed = 0 };

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }
  fuzz.seed = seed >= 0 ? (guint32) seed : g_random_int ();
  g_print ("--calls %" G_GINT64_FORMAT " --seed %u\n", calls, fuzz.seed);
  fflush (stdout);
  set_up (&fuzz);
  began = g_get_monotonic_time ();
  run (&fuzz, (guint64) calls / 2);
  first = resident_kib (&fuzz);
  run (&fuzz, (guint64) calls);
  second = resident_kib (&fuzz);
  took = g_get_monotonic_time () - began;
  g_print ("%" G_GUINT64_FORMAT " calls, %.0f a second; resident %" G_GINT64_FORMAT " KiB after the first half, %" G_GINT64_FORMAT
           " KiB after the second\n", fuzz.sent, (double) fuzz.sent * G_USEC_PER_SEC / (double) took, first, second);
  check_what_is_left (&fuzz);
  tear_down (&fuzz);
  if (memory && second > first + MEMORY_SLACK_KIB)
    g_error ("the service has grown by %" G_GINT64_FORMAT " KiB; --seed %u", second - first, fuzz.seed);
  return 0;
}
