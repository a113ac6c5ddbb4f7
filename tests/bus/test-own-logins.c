/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A login of its own for each kind of entry, also where NetworkManager does not add and activate in one call, and what
 * is left of a copy when somebody stops in the middle. */
#include <string.h>

#include "own-login.h"

#define CANARY "geheim-und-selten"
#define DSL_REFUSED "pppoe-authfail"
#define STATE_RETRY_AUTHENTICATION 4097
#define ERROR_CALL_TIMED_OUT 638
#define ERROR_NO_DEVICE 797

/*
 * Each kind.
 */

typedef struct {
  const char *kind, *world, *settings;
  const char *setting;        /* that has the login; NULL: no numbers there */
  const char *options;
  guint three_calls;          /* how often in three calls */
} Kind;

static const Kind kinds[] = {
  { "vpn", TRACE_OK,
    "{" PROFILE ("vpn") ", 'vpn': {'service-type': <'org.freedesktop.NetworkManager.labvpn'>, 'data': <{'user': 'u'}>,"
    " 'secrets': <{'password': 'stored'}>}}", NULL, "'user-name': <'me'>", 0 },
  { "pppoe", DSL, "{" PROFILE ("pppoe") ", 'pppoe': {'username': <'u'>, 'password': <'stored'>}}", "pppoe",
    "'user-name': <'me'>", 0 },
  { "pppoe-parent", DSL, PARENTED, "pppoe", "'user-name': <'me'>", 1 },
  { "adsl", DSL, "{" PROFILE ("adsl") ", 'adsl': {'username': <'u'>, 'protocol': <'pppoa'>, 'password': <'stored'>}}", "adsl",
    "'user-name': <'me'>", 0 },
  { "gsm", "gsm-user-disconnect", "{" GSM "}", "gsm", "'user-name': <'me'>, 'apn': <'other'>, 'pin': <'1234'>", 0 },
  { "cdma", "cdma-user-disconnect", "{" PROFILE ("cdma") ", 'cdma': {'number': <'#777'>, 'username': <'u'>,"
    " 'password': <'stored'>}}", "cdma", "'user-name': <'me'>, 'phone-number': <'#778'>", 0 },
  { "bluetooth", "gsm-user-disconnect", "{" PROFILE ("bluetooth") ", 'bluetooth': {'type': <'dun'>}, 'gsm': {'apn': <'internet'>,"
    " 'username': <'u'>, 'password': <'stored'>}}", "gsm", "'user-name': <'me'>", 0 },
};

static void
dials_with_a_login_of_its_own (gconstpointer data)
{
  const Kind *kind = data;
  Fixture f = { NULL };
  g_autofree char *options = g_strdup_printf ("{%s, 'password': <'" CANARY "'>}", kind->options);
  g_autofree char *path = NULL;

  own_login_begin (&f, kind->world, kind->settings);
  path = dial_to_end (&f, ENTRY, options);
  g_assert_cmpuint (client_result (f.client, path), ==, ERROR_NONE);
  g_assert_true (own_login_has_copy (&f));
  own_login_assert_no (&f, CANARY);
  own_login_assert_no (&f, "stored");
  if (kind->setting != NULL)
    g_assert_cmpuint (own_login_number (&f, kind->setting, "password-flags"), ==, 2);
  g_assert_cmpuint (fake_service_calls (f.nm_service, "AddAndActivateConnection2"), ==, 1);
  g_assert_cmpuint (fake_service_calls (f.nm_service, "AddConnection2"), ==, kind->three_calls);
  own_login_hang_up (&f, path);
  fixture_down (&f);
}

static void
wireguard_has_no_login (void)
{
  Fixture f = { NULL };
  GVariant *arguments = g_variant_new_parsed ("('" ENTRY "', {'password': <'" CANARY "'>})");
  g_autofree char *text = NULL;

  own_login_begin (&f, DSL, "{" PROFILE ("wireguard") ", 'wireguard': {'private-key': <'stored'>}}");
  text = client_fails (f.client, SERVICE_PATH, MANAGER, "Dial", arguments, "InvalidOption");
  g_assert_null (strstr (text, CANARY));
  fixture_down (&f);
}

/*
 * In three calls.
 */

static guint
count_entries (Fixture *f)
{
  g_autoptr (GVariant) reply = client_ask (f->client, SERVICE_PATH, PHONEBOOK, "ListEntries", g_variant_new ("(a{sv})", NULL));
  g_autoptr (GVariant) list = g_variant_get_child_value (reply, 0);

  return g_variant_n_children (list);
}

static guint
count_changes (Fixture *f)
{
  GPtrArray *messages = wire_messages (f->client->wire);
  guint n = 0;

  for (guint i = 0; i < messages->len; i++)
    n += g_strcmp0 (g_dbus_message_get_member (messages->pdata[i]), "EntriesChanged") == 0;
  return n;
}

static void
nobody_sees_the_copy (void)
{
  Fixture f = { NULL };
  g_autofree char *path = NULL;
  guint entries, changes;

  own_login_begin (&f, DSL, PARENTED);
  entries = count_entries (&f);
  changes = count_changes (&f);
  path = dial_to_end (&f, ENTRY, "{'password': <'" CANARY "'>}");
  g_assert_cmpuint (fake_service_calls (f.nm_service, "Update2"), ==, 1);
  g_assert_cmpuint (count_entries (&f), ==, entries);
  own_login_hang_up (&f, path);
  client_catch_up (f.client);
  g_assert_cmpuint (count_changes (&f), ==, changes);
  fixture_down (&f);
}

static void
a_refused_activation_leaves_no_copy (void)
{
  Fixture f = { NULL };
  g_autofree char *path = NULL;

  own_login_begin (&f, DSL, PARENTED);
  fake_copies_script (fake_nm_copies (f.nm), NULL, PLAYER_DEFAULT);
  path = dial_to_end (&f, ENTRY, "{'password': <'" CANARY "'>}");
  g_assert_cmpuint (client_result (f.client, path), ==, ERROR_NO_DEVICE);
  WAIT_FOR (!own_login_has_copy (&f));
  g_assert_cmpuint (fake_service_calls (f.nm_service, "AddConnection2"), ==, 1);
  fixture_down (&f);
}

/* Until NetworkManager has this call, which it does not answer. */
static char *
dial_until (Fixture *f, const char *member, const char *options)
{
  char *path;

  own_login_begin (f, DSL, PARENTED);
  fake_copies_stop_at (fake_nm_copies (f->nm), member);
  path = client_dial (f->client, ENTRY, options);
  WAIT_FOR (fake_copies_stopped (fake_nm_copies (f->nm)));
  return path;
}

/* NetworkManager is slow, and the dial over before it has the copy. */
static void
a_line_that_nobody_waits_for_is_not_made (gconstpointer data)
{
  Fixture f = { NULL };
  g_autofree char *path = NULL;
  gboolean times_out = data != NULL;

  path = dial_until (&f, "AddConnection2",
                     times_out ? "{'password': <'" CANARY "'>, 'timeout': <uint32 1>}" : "{'password': <'" CANARY "'>}");
  if (times_out)
    WAIT_FOR (client_saw_finish (f.client, path));
  else
    client_hang_up (f.client, path);
  fake_copies_go_on (fake_nm_copies (f.nm));
  WAIT_FOR (!own_login_has_copy (&f));
  WAIT_FOR (client_saw_finish (f.client, path));
  g_assert_cmpuint (client_result (f.client, path), ==, times_out ? ERROR_CALL_TIMED_OUT : ERROR_USER_DISCONNECTION);
  wait_ended (f.client, path);
  g_assert_cmpuint (fake_service_calls (f.nm_service, "ActivateConnection"), ==, 0);
  fixture_down (&f);
}

static void
another_password_dials_anew (void)
{
  Fixture f = { NULL };
  g_autofree char *path = NULL;

  own_login_begin (&f, DSL, PARENTED);
  fake_copies_script (fake_nm_copies (f.nm), fixture_trace (&f, DSL_REFUSED), PLAYER_BRISK);
  path = client_dial (f.client, ENTRY, "{'pause': <true>, 'password': <'wrong'>}");
  WAIT_FOR (client_saw (f.client, path, STATE_RETRY_AUTHENTICATION));
  WAIT_FOR (!own_login_has_copy (&f));
  fake_copies_script (fake_nm_copies (f.nm), fixture_trace (&f, DSL), PLAYER_BRISK);
  g_variant_unref (client_ask (f.client, path, CONNECTION, "Resume", g_variant_new_parsed ("({'password': <'right'>},)")));
  WAIT_FOR (client_saw_finish (f.client, path));
  g_assert_cmpuint (client_result (f.client, path), ==, ERROR_NONE);
  g_assert_cmpuint (fake_service_calls (f.nm_service, "AddConnection2"), ==, 2);
  own_login_hang_up (&f, path);
  fixture_down (&f);
}

/*
 * Who dies in the middle.
 */

static void
start_again (Fixture *f)
{
  daemon_kill (g_steal_pointer (&f->daemon));
  fake_copies_stop_at (fake_nm_copies (f->nm), NULL);
  f->daemon = daemon_start (f->address, f->folder);
  client_catch_up (f->client);
}

/* Before something uses the copy. */
static void
killed_early (gconstpointer member)
{
  Fixture f = { NULL };
  g_autofree char *path = NULL;

  path = dial_until (&f, member, "{'password': <'" CANARY "'>}");
  g_assert_true (own_login_has_copy (&f));
  start_again (&f);
  WAIT_FOR (client_saw_finish (f.client, path));
  g_assert_cmpuint (client_result (f.client, path), !=, ERROR_NONE);
  WAIT_FOR (!own_login_has_copy (&f));
  fixture_down (&f);
}

/* The line is there, and the copy would outlive it. */
static void
killed_late (void)
{
  Fixture f = { NULL };
  g_autofree char *path = NULL;

  path = dial_until (&f, "Update2", "{'password': <'" CANARY "'>}");
  WAIT_FOR (client_saw_finish (f.client, path));
  start_again (&f);
  g_assert_cmpuint (client_get_u (f.client, path, "State"), ==, STATE_CONNECTED);
  WAIT_FOR (fake_service_calls (f.nm_service, "Update2") == 2);
  own_login_hang_up (&f, path);
  fixture_down (&f);
}

static void
network_manager_dies (void)
{
  Fixture f = { NULL };
  g_autofree char *path = NULL;

  path = dial_until (&f, "Update2", "{'password': <'" CANARY "'>}");
  fake_nm_crash (f.nm);
  fake_copies_stop_at (fake_nm_copies (f.nm), NULL);
  g_assert_true (own_login_has_copy (&f));
  fake_nm_return (f.nm);
  WAIT_FOR (!own_login_has_copy (&f));
  WAIT_FOR (client_saw_finish (f.client, path));
  fixture_down (&f);
}

/* It has our mark, since it was made of a copy, but somebody keeps it on the disk. */
static void
what_somebody_saved_stays (void)
{
  Fixture f = { NULL };
  const char *path;

  own_login_begin (&f, DSL, PARENTED);
  path = fake_nm_add_settings (f.nm, g_variant_new_parsed (
    "{'connection': {'id': <'clone'>, 'uuid': <'77777777-0000-0000-0000-000000000002'>, 'type': <'pppoe'>},"
    " 'pppoe': {'username': <'u'>}, 'user': {'data': <{'org.dialtone.copy-of': '" ENTRY "'}>}}"));
  WAIT_FOR (fake_service_calls (f.nm_service, "Get") > 0 || fake_service_calls (f.nm_service, "GetSettings") > 1);
  start_again (&f);
  client_catch_up (f.client);
  g_assert_nonnull (fake_nm_settings (f.nm, path));
  g_assert_cmpuint (fake_service_calls (f.nm_service, "Update2"), ==, 0);
  g_assert_cmpuint (fake_service_calls (f.nm_service, "Delete"), ==, 0);
  fixture_down (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *name = g_strconcat ("/bus/own-logins/kind/", kinds[i].kind, NULL);

      g_test_add_data_func (name, &kinds[i], dials_with_a_login_of_its_own);
    }
  g_test_add_func ("/bus/own-logins/kind/wireguard", wireguard_has_no_login);
  g_test_add_func ("/bus/own-logins/nobody-sees-the-copy", nobody_sees_the_copy);
  g_test_add_func ("/bus/own-logins/refused-activation", a_refused_activation_leaves_no_copy);
  g_test_add_data_func ("/bus/own-logins/hung-up-while-adding", NULL, a_line_that_nobody_waits_for_is_not_made);
  g_test_add_data_func ("/bus/own-logins/timed-out-while-adding", "", a_line_that_nobody_waits_for_is_not_made);
  g_test_add_func ("/bus/own-logins/another-password-dials-anew", another_password_dials_anew);
  g_test_add_data_func ("/bus/own-logins/killed-after-adding", "AddConnection2", killed_early);
  g_test_add_data_func ("/bus/own-logins/killed-before-activating", "ActivateConnection", killed_early);
  g_test_add_func ("/bus/own-logins/killed-before-it-is-volatile", killed_late);
  g_test_add_func ("/bus/own-logins/network-manager-dies", network_manager_dies);
  g_test_add_func ("/bus/own-logins/saved-by-somebody", what_somebody_saved_stays);
  return g_test_run ();
}
