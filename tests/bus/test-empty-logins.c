/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Logins with an empty password, or an empty user name. */
#include <string.h>

#include "own-login.h"

#define STATE_INTERACTIVE 4096

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

  own_login_begin (&f, empty->world, empty->settings);
  path = dial_to_end (&f, ENTRY, "{'password': <''>}");
  g_assert_cmpuint (client_result (f.client, path), ==, ERROR_NONE);
  own_login_assert_no (&f, "stored");
  g_assert_cmpuint (own_login_number (&f, empty->setting, "password-flags"), ==, 4);
  own_login_hang_up (&f, path);
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

  own_login_begin (&f, TRACE_OK, VPN ("labvpn"));
  path = dial_to_end (&f, ENTRY, "{'password': <''>}");
  told = g_variant_print (fake_copies_secrets (fake_nm_copies (f.nm)), FALSE);
  g_assert_nonnull (strstr (told, "'password': ''"));
  own_login_hang_up (&f, path);
  fixture_down (&f);
}

/* Its client ends where it is told an empty one: that is none. */
static void
openvpn_gets_no_empty_password (void)
{
  Fixture f = { NULL };
  g_autofree char *path = NULL;

  own_login_begin (&f, TRACE_OK, VPN ("openvpn"));
  path = client_dial (f.client, ENTRY, "{'password': <''>}");
  WAIT_FOR (fake_copies_answers (fake_nm_copies (f.nm)) == 1);
  g_assert_null (fake_copies_secrets (fake_nm_copies (f.nm)));
  own_login_assert_no (&f, "stored");
  WAIT_FOR (client_saw_finish (f.client, path));
  own_login_hang_up (&f, path);
  fixture_down (&f);
}

/* Given, and given as the answer. */
static void
openvpn_asks_instead (gconstpointer answer)
{
  Fixture f = { NULL };
  g_autofree char *path = NULL;
  g_autofree char *arguments = g_strdup_printf ("({'password': <'%s'>},)", (const char *) answer);

  own_login_begin (&f, TRACE_OK, VPN ("openvpn"));
  path = client_dial (f.client, ENTRY, "{'password': <''>, 'pause': <true>}");
  WAIT_FOR (client_saw (f.client, path, STATE_INTERACTIVE));
  g_variant_unref (client_ask (f.client, path, CONNECTION, "Resume", g_variant_new_parsed (arguments)));
  WAIT_FOR (fake_copies_answers (fake_nm_copies (f.nm)) == 1);
  g_assert_true ((fake_copies_secrets (fake_nm_copies (f.nm)) != NULL) == (*(const char *) answer != '\0'));
  WAIT_FOR (client_saw_finish (f.client, path));
  own_login_hang_up (&f, path);
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

  own_login_begin (&f, empty->world, empty->settings);
  path = dial_to_end (&f, ENTRY, "{'user-name': <''>}");
  section = g_variant_lookup_value (fake_copies_settings (fake_nm_copies (f.nm)), empty->setting, NULL);
  printed = g_variant_print (section, FALSE);
  g_assert_null (strstr (printed, "'user'"));
  g_assert_null (strstr (printed, "'username'"));
  own_login_hang_up (&f, path);
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
  for (guint i = 0; i < G_N_ELEMENTS (empty_passwords); i++)
    {
      g_autofree char *name = g_strconcat ("/bus/empty-logins/password/", empty_passwords[i].name, NULL);

      g_test_add_data_func (name, &empty_passwords[i], an_empty_password_is_one);
    }
  for (guint i = 0; i < G_N_ELEMENTS (empty_users); i++)
    {
      g_autofree char *name = g_strconcat ("/bus/empty-logins/user-name/", empty_users[i].name, NULL);

      g_test_add_data_func (name, &empty_users[i], an_empty_user_name_is_none);
    }
  g_test_add_func ("/bus/empty-logins/password/vpn", a_vpn_gets_an_empty_password);
  g_test_add_func ("/bus/empty-logins/password/openvpn", openvpn_gets_no_empty_password);
  g_test_add_data_func ("/bus/empty-logins/password/openvpn-asks", "right", openvpn_asks_instead);
  g_test_add_data_func ("/bus/empty-logins/password/openvpn-empty-answer", "", openvpn_asks_instead);
  return g_test_run ();
}
