/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rule 16, every cell: each method of each interface, called by each kind of user,
 * on each kind of object.  The methods are those of introspection/: one without a
 * row fails the test. */
#include <string.h>

#include "fixture.h"

#define NM_CONTROL "org.freedesktop.NetworkManager.network-control"
#define NM_MODIFY_SYSTEM "org.freedesktop.NetworkManager.settings.modify.system"
#define NM_MODIFY_OWN "org.freedesktop.NetworkManager.settings.modify.own"
#define PLUGIN "org.freedesktop.NetworkManager.labvpn"

/* alice: polkit allows all; bob: nothing; carol: no rule, so a person would be asked;
 * nate: NetworkManager's own actions are denied. */
enum { ALICE, BOB, CAROL, NATE, ROOT, N_USERS };
static const struct {
  const char *name;           /* in /etc/passwd */
  uid_t uid;
} users[N_USERS] = { { "daemon", 1 }, { "bin", 2 }, { "sys", 3 }, { "games", 5 }, { "root", 0 } };

/* Somebody else, whose dials are the foreign ones. */
#define STRANGER_NAME "sync"
#define STRANGER_UID 4

/* Dialled by the caller or by the stranger; the entry is everybody's or its dialler's alone. */
enum { OWN, FOREIGN, PRIVATE_OWN, PRIVATE_FOREIGN, N_OBJECTS };
static const char *const objects[N_OBJECTS] = { "own", "foreign", "own private", "foreign private" };

typedef enum { NOT_DIALLED, CONNECTED, ENDED } Before;

/* Of alice, bob, carol, nate, root; a letter for each object. */
typedef struct {
  const char *interface, *method, *arguments;   /* %s is the entry's UUID */
  Before before;
  /* "." answers; A NotAuthorized, E NoSuchEntry, N NotEnded, P NotPaused */
  const char *answers[N_USERS];
  /* calls of NetworkManager that follow; all "0000" with NULL */
  const char *effects[N_USERS];
  /* "1": the answer has the entry's name; not looked at with NULL */
  const char *shows[N_USERS];
} Row;

#define ALL(x) { x, x, x, x, x }
/* Who may change an entry may see it, and NetworkManager lets him. */
#define CHANGES { "...E", "AAAE", "AAAE", "AAAE", "...." }, { "1110", "0000", "0000", "0000", "1111" }, { NULL }
#define NOTHING { "0000", "0000", "0000", "0000", "0000" }

static const Row rows[] = {
  { MANAGER, "Dial", "('%s', @a{sv} {})", NOT_DIALLED,
    { "...E", "AAAE", "AAAE", "AAAE", "...." }, { "1110", "0000", "0000", "0000", "1111" }, { NULL } },
  { MANAGER, "Dial", "('%s', @a{sv} {})", CONNECTED,
    { "...E", "AAAE", "AAAE", "AAAE", "...." }, NOTHING, { NULL } },
  { MANAGER, "Dial", "('%s', {'add-reference': <true>})", CONNECTED,
    { "...E", "AAAE", "AAAE", "AAAE", "...." }, NOTHING, { NULL } },
  { MANAGER, "GetErrorString", "(uint32 691,)", NOT_DIALLED, ALL ("...."), NOTHING, { NULL } },
  { MANAGER, "HangUpAll", "(@a{sv} {},)", CONNECTED,
    { "....", "AAAA", "AAAA", "AAAA", "...." }, { "1010", "0000", "0000", "0000", "1010" }, { NULL } },
  { MANAGER, "HangUpAll", "({'all': <true>},)", CONNECTED,
    ALL ("...."), { "1110", "0000", "0000", "0000", "1111" }, { NULL } },
  { PHONEBOOK, "ListEntries", "(@a{sv} {},)", NOT_DIALLED, ALL ("...."), NOTHING, { "1110", "1110", "1110", "1110", "1111" } },
  { PHONEBOOK, "GetEntry", "('%s',)", NOT_DIALLED,
    { "...E", "...E", "...E", "...E", "...." }, NOTHING, { "1110", "1110", "1110", "1110", "1111" } },
  { PHONEBOOK, "CreateEntry", "({'name': <'new %s'>, 'kind': <'vpn'>, 'service': <'" PLUGIN "'>},)", NOT_DIALLED,
    { "....", "AAAA", "AAAA", "AAAA", "...." }, { "1111", "0000", "0000", "0000", "1111" }, { NULL } },
  { PHONEBOOK, "CreateEntry",
    "({'name': <'new %s'>, 'kind': <'vpn'>, 'service': <'" PLUGIN "'>, 'restricted': <true>},)", NOT_DIALLED,
    { "....", "AAAA", "AAAA", "AAAA", "...." }, { "1111", "0000", "0000", "0000", "1111" }, { NULL } },
  { PHONEBOOK, "UpdateEntry", "('%s', {'gateway': <'vpn.example.org'>})", NOT_DIALLED, CHANGES },
  { PHONEBOOK, "RenameEntry", "('%s', 'renamed %s')", NOT_DIALLED, CHANGES },
  { PHONEBOOK, "DeleteEntry", "('%s',)", NOT_DIALLED, CHANGES },
  { PHONEBOOK, "SetCredentials", "('%s', {'password': <'secret'>})", NOT_DIALLED, CHANGES },
  /* Nothing is stored, so nothing is written. */
  { PHONEBOOK, "ClearCredentials", "('%s',)", NOT_DIALLED, { "...E", "AAAE", "AAAE", "AAAE", "...." }, NOTHING, { NULL } },
  { PHONEBOOK, "GetCredentials", "('%s',)", NOT_DIALLED, { "...E", "...E", "...E", "...E", "...." }, NOTHING, { NULL } },
  { PHONEBOOK, "ValidateEntryName", "('new %s',)", NOT_DIALLED, ALL ("...."), NOTHING, { NULL } },
  { PHONEBOOK, "ListDevices", "(@a{sv} {},)", NOT_DIALLED, ALL ("...."), NOTHING, { NULL } },
  { CONNECTION, "GetStatus", "()", CONNECTED, ALL ("...."), NOTHING, { "1110", "1110", "1110", "1110", "1111" } },
  { CONNECTION, "WaitFinished", "(uint32 0,)", CONNECTED, ALL ("...."), NOTHING, { NULL } },
  { CONNECTION, "HangUp", "(@a{sv} {},)", CONNECTED,
    { "...A", "AAAA", "AAAA", "AAAA", "...." }, { "1110", "0000", "0000", "0000", "1111" }, { NULL } },
  { CONNECTION, "HangUp", "({'all': <true>},)", CONNECTED,
    { "...A", "AAAA", "AAAA", "AAAA", "...." }, { "1110", "0000", "0000", "0000", "1111" }, { NULL } },
  { CONNECTION, "HangUp", "(@a{sv} {},)", ENDED, ALL ("...."), NOTHING, { NULL } },
  { CONNECTION, "Resume", "(@a{sv} {},)", CONNECTED, { "PAPA", "PAPA", "PAPA", "PAPA", "PPPP" }, NOTHING, { NULL } },
  { CONNECTION, "Release", "(@a{sv} {},)", CONNECTED, ALL ("NNNN"), NOTHING, { NULL } },
  { CONNECTION, "Release", "(@a{sv} {},)", ENDED, { "...A", ".A.A", ".A.A", ".A.A", "...." }, NOTHING, { NULL } },
};

typedef struct {
  Fixture base;
  Client *callers[N_USERS];
  Client *stranger;
} World;

static char *
uuid_of (guint user, guint object)
{
  return g_strdup_printf ("77777777-0000-0000-%04u-%012u", user, object);
}

/* Found in an answer, and in nothing else. */
static char *
name_of (guint user, guint object)
{
  return g_strdup_printf ("entry <%u %u>", user, object);
}

static void
add_entry (World *w, guint user, guint object)
{
  g_autofree char *uuid = uuid_of (user, object);
  g_autofree char *name = name_of (user, object);
  FakeProfile profile = { .id = name, .uuid = uuid, .type = "vpn", .service = PLUGIN };

  if (object == PRIVATE_OWN)
    profile.user = users[user].name;
  else if (object == PRIVATE_FOREIGN)
    profile.user = STRANGER_NAME;
  fake_nm_add_profile (w->base.nm, &profile);
  fixture_script (&w->base, uuid, TRACE_OK, PLAYER_DEFAULT);
}

static void
set_up (World *w, gconstpointer data)
{
  fixture_up (&w->base, PRIVATE_BUS_ALL_USERS);
  fixture_load (&w->base, TRACE_OK);
  for (guint user = 0; user < N_USERS; user++)
    for (guint object = 0; object < N_OBJECTS; object++)
      add_entry (w, user, object);
  fixture_start (&w->base);
  for (guint user = 0; user < N_USERS; user++)
    w->callers[user] = client_new (w->base.address, users[user].uid);
  w->stranger = client_new (w->base.address, STRANGER_UID);
}

static void
tear_down (World *w, gconstpointer data)
{
  for (guint user = 0; user < N_USERS; user++)
    {
      check_wire (w->callers[user]);
      client_free (w->callers[user]);
    }
  check_wire (w->stranger);
  client_free (w->stranger);
  fixture_down (&w->base);
}

/* NetworkManager's own actions. */
static const char *const upstream[] = { NM_CONTROL, NM_MODIFY_SYSTEM, NM_MODIFY_OWN };

static guint
asked_upstream (World *w)
{
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (upstream); i++)
    n += fake_polkit_asked (w->base.polkit, upstream[i]);
  return n;
}

static void
allow_everybody (World *w, gboolean allow)
{
  static const PolkitVerdict verdicts[N_USERS] = { POLKIT_YES, POLKIT_NO, POLKIT_CHALLENGE, POLKIT_YES, POLKIT_NO };

  for (guint user = 0; user < N_USERS; user++)
    fake_polkit_set_for (w->base.polkit, g_dbus_connection_get_unique_name (w->callers[user]->link), NULL,
                         allow ? POLKIT_YES : verdicts[user]);
  for (guint i = 0; i < G_N_ELEMENTS (upstream); i++)
    fake_polkit_set_for (w->base.polkit, g_dbus_connection_get_unique_name (w->callers[NATE]->link), upstream[i],
                         allow ? POLKIT_YES : POLKIT_NO);
}

/* Returns the path, or NULL. */
static char *
prepare (World *w, const Row *row, guint user, guint object, const char *uuid)
{
  gboolean own = object == OWN || object == PRIVATE_OWN;
  Client *dialler = own ? w->callers[user] : w->stranger;
  char *path;

  if (row->before == NOT_DIALLED)
    return NULL;
  allow_everybody (w, TRUE);
  path = client_dial (dialler, uuid, NULL);
  WAIT_FOR (client_saw_finish (w->base.client, path));
  g_assert_cmpuint (client_result (w->base.client, path), ==, ERROR_NONE);
  if (row->before == ENDED)
    {
      client_hang_up (dialler, path);
      wait_ended (w->base.client, path);
    }
  return path;
}

static guint
effects (World *w)
{
  static const char *const orders[] = { "ActivateConnection", "DeactivateConnection", "AddAndActivateConnection2",
                                        "AddConnection", "Update2", "ClearSecrets", "Delete" };
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    n += fake_service_calls (w->base.nm_service, orders[i]);
  return n;
}

static void
check_answer (GVariant *body, const GError *error, char letter)
{
  if (letter == '.')
    {
      g_assert_no_error (error);
      g_assert_nonnull (body);
      return;
    }
  g_assert_null (body);
  assert_service_error (error, letter == 'A'   ? "NotAuthorized"
                               : letter == 'E' ? "NoSuchEntry"
                               : letter == 'P' ? "NotPaused"
                                               : "NotEnded");
}

static void
check_name (GVariant *body, guint user, guint object, const Row *row)
{
  g_autofree char *text = NULL;
  g_autofree char *name = name_of (user, object);

  if (row->shows[user] == NULL || body == NULL)
    return;
  text = g_variant_print (body, FALSE);
  g_assert_cmpint (strstr (text, name) != NULL, ==, row->shows[user][object] == '1');
}

/* Whatever was refused has changed nothing: the line is as it was, and is there. */
static void
check_untouched (World *w, const Row *row, const char *path)
{
  if (path == NULL)
    return;
  client_catch_up (w->base.client);
  g_assert_cmpuint (client_get_u (w->base.client, path, "State"), ==, row->before == ENDED ? STATE_DISCONNECTED : STATE_CONNECTED);
  g_assert_false (client_get_b (w->base.client, path, "Disconnecting"));
}

static void
clean (World *w)
{
  g_autoptr (GVariant) paths = NULL;
  GVariantIter iter;
  const char *path;

  g_variant_unref (client_ask (w->base.client, SERVICE_PATH, MANAGER, "HangUpAll",
                               g_variant_new_parsed ("({'all': <true>},)")));
  paths = client_get (w->base.client, SERVICE_PATH, MANAGER, "Connections");
  g_variant_iter_init (&iter, paths);
  while (g_variant_iter_loop (&iter, "&o", &path))
    {
      wait_ended (w->base.client, path);
      g_variant_unref (client_ask (w->base.client, path, CONNECTION, "Release", g_variant_new ("(a{sv})", NULL)));
    }
}

static GVariant *
arguments_of (const Row *row, const char *uuid)
{
  g_auto (GStrv) parts = g_strsplit (row->arguments, "%s", -1);
  g_autofree char *text = g_strjoinv (uuid, parts);
  g_autoptr (GError) error = NULL;
  GVariant *arguments = g_variant_parse (NULL, text, NULL, NULL, &error);

  g_assert_no_error (error);
  return arguments;
}

static void
cell (World *w, const Row *row, guint user, guint object)
{
  g_autofree char *uuid = uuid_of (user, object);
  g_autofree char *path = prepare (w, row, user, object, uuid);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) body = NULL;
  g_autoptr (GVariant) arguments = arguments_of (row, uuid);
  char letter = row->answers[user][object];
  guint before, asked, wanted = (guint) (row->effects[user][object] - '0');

  g_test_message ("%s calls %s %s on %s", users[user].name, row->method, row->arguments, objects[object]);
  allow_everybody (w, FALSE);
  before = effects (w);
  asked = asked_upstream (w);
  body = client_call (w->callers[user], g_str_equal (row->interface, CONNECTION) ? path : SERVICE_PATH, row->interface,
                      row->method, arguments, &error);
  check_answer (body, error, letter);
  check_name (body, user, object, row);
  if (wanted > 0)
    WAIT_FOR (effects (w) == before + wanted);
  client_catch_up (w->base.client);
  link_settle ();
  g_assert_cmpuint (effects (w), ==, before + wanted);
  if (wanted > 0 && user != ROOT)
    g_assert_cmpuint (asked_upstream (w), >, asked);
  if (letter != '.' || (wanted == 0 && !g_str_equal (row->method, "Release")))
    check_untouched (w, row, path);
  g_assert_cmpuint (fake_polkit_prompts (w->base.polkit), ==, 0);
  if (g_str_equal (row->method, "Dial") && wanted > 0)
    {
      g_autofree char *dialled = NULL;

      g_variant_get (body, "(o)", &dialled);
      WAIT_FOR (client_saw_finish (w->base.client, dialled));
    }
  clean (w);
}

static void
every_cell_of (World *w, gconstpointer data)
{
  for (guint user = 0; user < N_USERS; user++)
    for (guint object = 0; object < N_OBJECTS; object++)
      cell (w, data, user, object);
}

/*
 * The contract has no more methods than the matrix.
 */

static GPtrArray *
contract (void)
{
  GPtrArray *nodes = g_ptr_array_new_with_free_func ((GDestroyNotify) g_dbus_node_info_unref);
  const char *folder = g_getenv ("DIALTONE_INTROSPECTION"), *name;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &error);

  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (folder, name, NULL);
      g_autofree char *xml = NULL;

      /* Agents are objects of clients. */
      if (!g_str_has_suffix (name, ".xml") || g_str_has_suffix (name, ".Agent.xml"))
        continue;
      g_file_get_contents (file, &xml, NULL, &error);
      g_assert_no_error (error);
      g_ptr_array_add (nodes, g_dbus_node_info_new_for_xml (xml, &error));
      g_assert_no_error (error);
    }
  g_assert_cmpuint (nodes->len, >=, 5);
  return nodes;
}

static gboolean
has_row (const char *interface, const char *method)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_str_equal (rows[i].interface, interface) && g_str_equal (rows[i].method, method))
      return TRUE;
  return FALSE;
}

static void
every_method_has_a_row (void)
{
  g_autoptr (GPtrArray) nodes = contract ();

  for (guint i = 0; i < nodes->len; i++)
    for (GDBusInterfaceInfo **interface = ((GDBusNodeInfo *) nodes->pdata[i])->interfaces; *interface != NULL; interface++)
      for (GDBusMethodInfo **method = (*interface)->methods; method != NULL && *method != NULL; method++)
        if (!has_row ((*interface)->name, (*method)->name))
          g_error ("%s.%s has no row in tests/bus/test-matrix.c", (*interface)->name, (*method)->name);
}

/* Anybody reads, nobody writes: not even root. */
static void
properties_of (World *w, guint user, const char *path, const GDBusInterfaceInfo *interface)
{
  g_variant_unref (client_ask (w->callers[user], path, "org.freedesktop.DBus.Properties", "GetAll",
                               g_variant_new ("(s)", interface->name)));
  for (GDBusPropertyInfo **property = interface->properties; property != NULL && *property != NULL; property++)
    {
      g_autoptr (GVariant) value = client_get (w->callers[user], path, interface->name, (*property)->name);
      g_autoptr (GError) error = NULL;

      g_assert_null (client_call (w->callers[user], path, "org.freedesktop.DBus.Properties", "Set",
                                  g_variant_new ("(ssv)", interface->name, (*property)->name, value), &error));
      g_assert_nonnull (error);
    }
}

static void
properties_are_for_reading (World *w, gconstpointer data)
{
  g_autoptr (GPtrArray) nodes = contract ();
  g_autofree char *uuid = uuid_of (ALICE, PRIVATE_OWN);
  g_autofree char *path = client_dial (w->callers[ALICE], uuid, NULL);

  WAIT_FOR (client_saw_finish (w->base.client, path));
  allow_everybody (w, FALSE);
  for (guint i = 0; i < nodes->len; i++)
    for (GDBusInterfaceInfo **interface = ((GDBusNodeInfo *) nodes->pdata[i])->interfaces; *interface != NULL; interface++)
      for (guint user = 0; user < N_USERS; user++)
        {
          gboolean root = g_str_equal ((*interface)->name, MANAGER) || g_str_equal ((*interface)->name, PHONEBOOK);

          if ((*interface)->properties != NULL)
            properties_of (w, user, root ? SERVICE_PATH : path, *interface);
        }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bus/matrix/every-method-has-a-row", every_method_has_a_row);
  g_test_add ("/bus/matrix/properties", World, NULL, set_up, properties_are_for_reading, tear_down);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/bus/matrix/%s-%u", rows[i].method, i);

      g_test_add (path, World, &rows[i], set_up, every_cell_of, tear_down);
    }
  return g_test_run ();
}
