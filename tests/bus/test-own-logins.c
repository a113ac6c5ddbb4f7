/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A login of its own for each kind of entry, also where NetworkManager does not add and activate in one call, and what
 * is left of a copy when somebody stops in the middle. */
#include <string.h>

#include "fake-copies.h"
#include "fixture.h"

#define ENTRY "77777777-0000-0000-0000-000000000001"
#define CANARY "geheim-und-selten"
#define DSL "pppoe-user-disconnect"
#define DSL_REFUSED "pppoe-authfail"
#define STATE_INTERACTIVE 4096
#define STATE_RETRY_AUTHENTICATION 4097
#define ERROR_CALL_TIMED_OUT 638
#define ERROR_NO_DEVICE 797

#define PROFILE(type) "'connection': {'id': <'mine'>, 'uuid': <'" ENTRY "'>, 'type': <'" type "'>}"
#define PARENTED "{" PROFILE ("pppoe") ", 'pppoe': {'username': <'u'>, 'parent': <'dsl1'>, 'password': <'stored'>}}"
#define GSM PROFILE ("gsm") ", 'gsm': {'apn': <'internet'>, 'username': <'u'>, 'password': <'stored'>}"

static void
begin (Fixture *f, const char *world, const char *settings)
{
  fixture_up (f, PRIVATE_BUS_ONE_USER);
  fixture_load (f, world);
  fake_nm_add_settings (f->nm, g_variant_new_parsed (settings));
  fixture_start (f);
  fake_copies_script (fake_nm_copies (f->nm), fixture_trace (f, world), PLAYER_DEFAULT);
}

static guint32
number_of_copy (Fixture *f, const char *setting, const char *key)
{
  g_autoptr (GVariant) values = g_variant_lookup_value (fake_copies_settings (fake_nm_copies (f->nm)), setting, NULL);
  guint32 number = 0;

  g_variant_lookup (values, key, "u", &number);
  return number;
}

static void
assert_copy_has_no (Fixture *f, const char *text)
{
  g_autofree char *printed = g_variant_print (fake_copies_settings (fake_nm_copies (f->nm)), FALSE);

  g_assert_null (strstr (printed, text));
}

static gboolean
copy_is_there (Fixture *f)
{
  return fake_copies_path (fake_nm_copies (f->nm)) != NULL;
}

static void
hang_up (Fixture *f, const char *path)
{
  client_hang_up (f->client, path);
  wait_ended (f->client, path);
  WAIT_FOR (!copy_is_there (f));
}

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

  begin (&f, kind->world, kind->settings);
  path = dial_to_end (&f, ENTRY, options);
  g_assert_cmpuint (client_result (f.client, path), ==, ERROR_NONE);
  g_assert_true (copy_is_there (&f));
  assert_copy_has_no (&f, CANARY);
  assert_copy_has_no (&f, "stored");
  if (kind->setting != NULL)
    g_assert_cmpuint (number_of_copy (&f, kind->setting, "password-flags"), ==, 2);
  g_assert_cmpuint (fake_service_calls (f.nm_service, "AddAndActivateConnection2"), ==, 1);
  g_assert_cmpuint (fake_service_calls (f.nm_service, "AddConnection2"), ==, kind->three_calls);
  hang_up (&f, path);
  fixture_down (&f);
}

static void
wireguard_has_no_login (void)
{
  Fixture f = { NULL };
  GVariant *arguments = g_variant_new_parsed ("('" ENTRY "', {'password': <'" CANARY "'>})");
  g_autofree char *text = NULL;

  begin (&f, DSL, "{" PROFILE ("wireguard") ", 'wireguard': {'private-key': <'stored'>}}");
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

  begin (&f, DSL, PARENTED);
  entries = count_entries (&f);
  changes = count_changes (&f);
  path = dial_to_end (&f, ENTRY, "{'password': <'" CANARY "'>}");
  g_assert_cmpuint (fake_service_calls (f.nm_service, "Update2"), ==, 1);
  g_assert_cmpuint (count_entries (&f), ==, entries);
  hang_up (&f, path);
  client_catch_up (f.client);
  g_assert_cmpuint (count_changes (&f), ==, changes);
  fixture_down (&f);
}

static void
a_refused_activation_leaves_no_copy (void)
{
  Fixture f = { NULL };
  g_autofree char *path = NULL;

  begin (&f, DSL, PARENTED);
  fake_copies_script (fake_nm_copies (f.nm), NULL, PLAYER_DEFAULT);
  path = dial_to_end (&f, ENTRY, "{'password': <'" CANARY "'>}");
  g_assert_cmpuint (client_result (f.client, path), ==, ERROR_NO_DEVICE);
  WAIT_FOR (!copy_is_there (&f));
  g_assert_cmpuint (fake_service_calls (f.nm_service, "AddConnection2"), ==, 1);
  fixture_down (&f);
}

/* NetworkManager is slow, and the dial over before it has the copy. */
static void
a_line_that_nobody_waits_for_is_not_made (gconstpointer data)
{
  Fixture f = { NULL };
  g_autofree char *path = NULL;
  gboolean times_out = data != NULL;

  begin (&f, DSL, PARENTED);
  fake_copies_stop_at (fake_nm_copies (f.nm), "AddConnection2");
  path = client_dial (f.client, ENTRY, times_out ? "{'password': <'" CANARY "'>, 'timeout': <uint32 1>}" : "{'password': <'" CANARY "'>}");
  WAIT_FOR (fake_copies_stopped (fake_nm_copies (f.nm)));
  if (times_out)
    WAIT_FOR (client_saw_finish (f.client, path));
  else
    client_hang_up (f.client, path);
  fake_copies_go_on (fake_nm_copies (f.nm));
  WAIT_FOR (!copy_is_there (&f));
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

  begin (&f, DSL, PARENTED);
  fake_copies_script (fake_nm_copies (f.nm), fixture_trace (&f, DSL_REFUSED), PLAYER_BRISK);
  path = client_dial (f.client, ENTRY, "{'pause': <true>, 'password': <'wrong'>}");
  WAIT_FOR (client_saw (f.client, path, STATE_RETRY_AUTHENTICATION));
  WAIT_FOR (!copy_is_there (&f));
  fake_copies_script (fake_nm_copies (f.nm), fixture_trace (&f, DSL), PLAYER_BRISK);
  g_variant_unref (client_ask (f.client, path, CONNECTION, "Resume", g_variant_new_parsed ("({'password': <'right'>},)")));
  WAIT_FOR (client_saw_finish (f.client, path));
  g_assert_cmpuint (client_result (f.client, path), ==, ERROR_NONE);
  g_assert_cmpuint (fake_service_calls (f.nm_service, "AddConnection2"), ==, 2);
  hang_up (&f, path);
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

  begin (&f, DSL, PARENTED);
  fake_copies_stop_at (fake_nm_copies (f.nm), member);
  path = client_dial (f.client, ENTRY, "{'password': <'" CANARY "'>}");
  WAIT_FOR (fake_copies_stopped (fake_nm_copies (f.nm)));
  g_assert_true (copy_is_there (&f));
  start_again (&f);
  WAIT_FOR (client_saw_finish (f.client, path));
  g_assert_cmpuint (client_result (f.client, path), !=, ERROR_NONE);
  WAIT_FOR (!copy_is_there (&f));
  fixture_down (&f);
}

/* The line is there, and the copy would outlive it. */
static void
killed_late (void)
{
  Fixture f = { NULL };
  g_autofree char *path = NULL;

  begin (&f, DSL, PARENTED);
  fake_copies_stop_at (fake_nm_copies (f.nm), "Update2");
  path = client_dial (f.client, ENTRY, "{'password': <'" CANARY "'>}");
  WAIT_FOR (fake_copies_stopped (fake_nm_copies (f.nm)));
  WAIT_FOR (client_saw_finish (f.client, path));
  start_again (&f);
  g_assert_cmpuint (client_get_u (f.client, path, "State"), ==, STATE_CONNECTED);
  WAIT_FOR (fake_service_calls (f.nm_service, "Update2") == 2);
  hang_up (&f, path);
  fixture_down (&f);
}

static void
network_manager_dies (void)
{
  Fixture f = { NULL };
  g_autofree char *path = NULL;

  begin (&f, DSL, PARENTED);
  fake_copies_stop_at (fake_nm_copies (f.nm), "Update2");
  path = client_dial (f.client, ENTRY, "{'password': <'" CANARY "'>}");
  WAIT_FOR (fake_copies_stopped (fake_nm_copies (f.nm)));
  fake_nm_crash (f.nm);
  fake_copies_stop_at (fake_nm_copies (f.nm), NULL);
  g_assert_true (copy_is_there (&f));
  fake_nm_return (f.nm);
  WAIT_FOR (!copy_is_there (&f));
  WAIT_FOR (client_saw_finish (f.client, path));
  fixture_down (&f);
}

/* It has our mark, since it was made of a copy, but somebody keeps it on the disk. */
static void
what_somebody_saved_stays (void)
{
  Fixture f = { NULL };
  const char *path;

  begin (&f, DSL, PARENTED);
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

/*
 * What is empty.
 */

typedef struct {
  const char *name, *world, *settings, *setting;
} Empty;

/* NetworkManager asks for none then, and pppd or the modem gets none. */
static const Empty empty_passwords[] = {
  { "pppoe", DSL, "{" PROFILE ("pppoe") ", 'pppoe': {'username': <'u'>, 'password': <'stored'>}}", "pppoe" },
  { "pppoe-parent", DSL, PARENTED, "pppoe" },
  { "adsl", DSL, "{" PROFILE ("adsl") ", 'adsl': {'username': <'u'>, 'protocol': <'pppoa'>, 'password': <'stored'>}}", "adsl" },
  { "gsm", "gsm-user-disconnect", "{" GSM "}", "gsm" },
  { "cdma", "cdma-user-disconnect", "{" PROFILE ("cdma") ", 'cdma': {'number': <'#777'>, 'username': <'u'>, 'password': <'stored'>}}",
    "cdma" },
};

static void
an_empty_password_is_one (gconstpointer data)
{
  const Empty *empty = data;
  Fixture f = { NULL };
  g_autofree char *path = NULL;

  begin (&f, empty->world, empty->settings);
  path = dial_to_end (&f, ENTRY, "{'password': <''>}");
  g_assert_cmpuint (client_result (f.client, path), ==, ERROR_NONE);
  assert_copy_has_no (&f, "stored");
  g_assert_cmpuint (number_of_copy (&f, empty->setting, "password-flags"), ==, 4);
  hang_up (&f, path);
  fixture_down (&f);
}

#define VPN(service) \
  "{" PROFILE ("vpn") ", 'vpn': {'service-type': <'org.freedesktop.NetworkManager." service "'>," \
  " 'data': <{'user': 'u', 'username': 'u'}>, 'secrets': <{'password': 'stored'}>}}"

static void
a_vpn_gets_an_empty_password (void)
{
  Fixture f = { NULL };
  g_autofree char *path = NULL;
  g_autofree char *told = NULL;

  begin (&f, TRACE_OK, VPN ("labvpn"));
  path = dial_to_end (&f, ENTRY, "{'password': <''>}");
  told = g_variant_print (fake_copies_secrets (fake_nm_copies (f.nm)), FALSE);
  g_assert_nonnull (strstr (told, "'password': ''"));
  hang_up (&f, path);
  fixture_down (&f);
}

/* Its client ends where it is told an empty one: that is none. */
static void
openvpn_gets_no_empty_password (void)
{
  Fixture f = { NULL };
  g_autofree char *path = NULL;

  begin (&f, TRACE_OK, VPN ("openvpn"));
  path = client_dial (f.client, ENTRY, "{'password': <''>}");
  WAIT_FOR (fake_copies_answers (fake_nm_copies (f.nm)) == 1);
  g_assert_null (fake_copies_secrets (fake_nm_copies (f.nm)));
  assert_copy_has_no (&f, "stored");
  WAIT_FOR (client_saw_finish (f.client, path));
  hang_up (&f, path);
  fixture_down (&f);
}

/* Given, and given as the answer. */
static void
openvpn_asks_instead (gconstpointer answer)
{
  Fixture f = { NULL };
  g_autofree char *path = NULL;
  g_autofree char *arguments = g_strdup_printf ("({'password': <'%s'>},)", (const char *) answer);

  begin (&f, TRACE_OK, VPN ("openvpn"));
  path = client_dial (f.client, ENTRY, "{'password': <''>, 'pause': <true>}");
  WAIT_FOR (client_saw (f.client, path, STATE_INTERACTIVE));
  g_variant_unref (client_ask (f.client, path, CONNECTION, "Resume", g_variant_new_parsed (arguments)));
  WAIT_FOR (fake_copies_answers (fake_nm_copies (f.nm)) == 1);
  g_assert_true ((fake_copies_secrets (fake_nm_copies (f.nm)) != NULL) == (*(const char *) answer != '\0'));
  WAIT_FOR (client_saw_finish (f.client, path));
  hang_up (&f, path);
  fixture_down (&f);
}

/* NetworkManager takes no empty user name, and says so as if there were no such entry. */
static void
an_empty_user_name_is_none (gconstpointer data)
{
  const Empty *empty = data;
  Fixture f = { NULL };
  g_autofree char *path = NULL;
  g_autoptr (GVariant) section = NULL;
  g_autofree char *printed = NULL;

  begin (&f, empty->world, empty->settings);
  path = dial_to_end (&f, ENTRY, "{'user-name': <''>}");
  section = g_variant_lookup_value (fake_copies_settings (fake_nm_copies (f.nm)), empty->setting, NULL);
  printed = g_variant_print (section, FALSE);
  g_assert_null (strstr (printed, "'user'"));
  g_assert_null (strstr (printed, "'username'"));
  hang_up (&f, path);
  fixture_down (&f);
}

static const Empty empty_users[] = {
  { "gsm", "gsm-user-disconnect", "{" GSM "}", "gsm" },
  { "vpn", TRACE_OK,
    "{" PROFILE ("vpn") ", 'vpn': {'service-type': <'org.freedesktop.NetworkManager.labvpn'>, 'data': <{'user': 'u'}>}}", "vpn" },
};

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
  for (guint i = 0; i < G_N_ELEMENTS (empty_passwords); i++)
    {
      g_autofree char *name = g_strconcat ("/bus/own-logins/empty-password/", empty_passwords[i].name, NULL);

      g_test_add_data_func (name, &empty_passwords[i], an_empty_password_is_one);
    }
  for (guint i = 0; i < G_N_ELEMENTS (empty_users); i++)
    {
      g_autofree char *name = g_strconcat ("/bus/own-logins/empty-user-name/", empty_users[i].name, NULL);

      g_test_add_data_func (name, &empty_users[i], an_empty_user_name_is_none);
    }
  g_test_add_func ("/bus/own-logins/empty-password/vpn", a_vpn_gets_an_empty_password);
  g_test_add_func ("/bus/own-logins/empty-password/openvpn", openvpn_gets_no_empty_password);
  g_test_add_data_func ("/bus/own-logins/empty-password/openvpn-asks", "right", openvpn_asks_instead);
  g_test_add_data_func ("/bus/own-logins/empty-password/openvpn-empty-answer", "", openvpn_asks_instead);
  return g_test_run ();
}
