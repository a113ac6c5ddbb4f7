/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whose secrets go where: who would have an entry log in elsewhere, or as somebody else, and may not change it, gets none
 * of its stored secrets used for that. */
#include <string.h>

#include "fake-copies.h"
#include "fixture.h"

#define NM "org.freedesktop.NetworkManager"
#define AGENT NM ".SecretAgent"
#define AGENT_PATH "/org/freedesktop/NetworkManager/SecretAgent"
#define MODIFY_SYSTEM NM ".settings.modify.system"
#define MODIFY_OWN NM ".settings.modify.own"
#define ENTRY "77777777-0000-0000-0000-000000000003"
#define CANARY "geheim-und-gespeichert"
#define STATE_INTERACTIVE 4096

#define HEAD(type, more) "{'connection': {'id': <'isp'>, 'uuid': <'" ENTRY "'>, 'type': <'" type "'>" more "}, "
#define GSM_SETTING "'gsm': {'apn': <'internet'>, 'username': <'u'>, 'password': <'" CANARY "'>, 'pin': <'" CANARY "-pin'>}}"
#define GSM HEAD ("gsm", "") GSM_SETTING
#define PPPOE "'pppoe': {'username': <'u'>, 'password': <'" CANARY "'>}}"
#define VPN(service) \
  HEAD ("vpn", "") "'vpn': {'service-type': <'org.freedesktop.NetworkManager." service "'>," \
  " 'data': <{'gateway': 'vpn.example.net', 'user': 'u', 'domain': 'd', 'password-flags': '0'}>," \
  " 'secrets': <{'password': '" CANARY "', 'ipsec-psk': '" CANARY "-psk', 'user-certpass': '" CANARY "-key'}>}}"
#define WORLD_GSM "gsm-user-disconnect"
#define WORLD_DSL "pppoe-user-disconnect"

typedef struct {
  const char *name, *world, *settings, *options;
  gboolean other;             /* elsewhere, or as somebody else */
} Case;

static const Case cases[] = {
  { "apn", WORLD_GSM, GSM, "'apn': <'evil.example'>", TRUE },
  { "gsm-user-name", WORLD_GSM, GSM, "'user-name': <'me'>", TRUE },
  { "gsm-device", WORLD_GSM, GSM, "'device': <'lo'>", TRUE },
  { "bluetooth-apn", WORLD_GSM, HEAD ("bluetooth", "") "'bluetooth': {'type': <'dun'>}, " GSM_SETTING, "'apn': <'evil.example'>", TRUE },
  { "phone-number", "cdma-user-disconnect",
    HEAD ("cdma", "") "'cdma': {'number': <'#777'>, 'username': <'u'>, 'password': <'" CANARY "'>}}", "'phone-number': <'0900123'>", TRUE },
  { "pppoe-user-name", WORLD_DSL, HEAD ("pppoe", "") PPPOE, "'user-name': <'me'>", TRUE },
  { "pppoe-user-name-empty", WORLD_DSL, HEAD ("pppoe", "") PPPOE, "'user-name': <''>", TRUE },
  { "pppoe-device", WORLD_DSL, HEAD ("pppoe", "") PPPOE, "'device': <'lo'>", TRUE },
  { "pppoe-other-device", WORLD_DSL, HEAD ("pppoe", ", 'interface-name': <'wan0'>") PPPOE, "'device': <'lo'>", TRUE },
  { "pppoe-parent", WORLD_DSL,
    HEAD ("pppoe", ", 'interface-name': <'ppp7'>") "'pppoe': {'username': <'u'>, 'parent': <'dsl1'>, 'password': <'" CANARY "'>}}",
    "'user-name': <'me'>", TRUE },
  { "adsl-user-name", WORLD_DSL, HEAD ("adsl", "") "'adsl': {'username': <'u'>, 'protocol': <'pppoa'>, 'password': <'" CANARY "'>}}",
    "'user-name': <'me'>", TRUE },
  { "vpn-user-name", TRACE_OK, VPN ("l2tp"), "'user-name': <'me'>", TRUE },
  { "vpn-domain", TRACE_OK, VPN ("l2tp"), "'domain': <'other'>", TRUE },
  { "vpn-device", TRACE_OK, VPN ("l2tp"), "'device': <'lo'>", TRUE },
  /* Said again, or of no matter to where and as whom: nothing changes. */
  { "same-apn", WORLD_GSM, GSM, "'apn': <'internet'>, 'user-name': <'u'>", FALSE },
  { "same-user-name", TRACE_OK, VPN ("l2tp"), "'user-name': <'u'>, 'domain': <'d'>", FALSE },
  { "agent", TRACE_OK, VPN ("l2tp"), "'agent': <objectpath '/agent'>", FALSE },
};

typedef struct {
  Fixture base;
  Client *user;
} World;

static const char *
sender_of (World *w)
{
  return g_dbus_connection_get_unique_name (w->user->link);
}

static void
begin (World *w, const char *world, const char *settings)
{
  Fixture *f = &w->base;

  fixture_up (f, PRIVATE_BUS_ALL_USERS);
  fixture_load (f, world);
  fake_nm_add_settings (f->nm, g_variant_new_parsed (settings));
  fixture_start (f);
  fake_copies_script (fake_nm_copies (f->nm), fixture_trace (f, world), PLAYER_DEFAULT);
  w->user = client_new (f->address, UID_DAEMON);
  fake_polkit_set_for (f->polkit, sender_of (w), MODIFY_SYSTEM, POLKIT_CHALLENGE);
}

static void
end (World *w)
{
  check_wire (w->user);
  client_free (w->user);
  fixture_down (&w->base);
}

static gboolean
has_canary (GVariant *value)
{
  g_autofree char *text = value != NULL ? g_variant_print (value, FALSE) : g_strdup ("");

  return strstr (text, CANARY) != NULL;
}

/* Whether a stored secret went into the copy, or to whoever asked for it as NetworkManager. */
static gboolean
uses_stored (World *w)
{
  FakeCopies *copies = fake_nm_copies (w->base.nm);

  return has_canary (fake_copies_settings (copies)) || has_canary (fake_copies_secrets (copies));
}

static guint32
number_of_copy (World *w, const char *setting, const char *key)
{
  g_autoptr (GVariant) values = g_variant_lookup_value (fake_copies_settings (fake_nm_copies (w->base.nm)), setting, NULL);
  guint32 number = 0;

  if (values != NULL)
    g_variant_lookup (values, key, "u", &number);
  return number;
}

static char *
dial_copy (World *w, Client *client, const char *options)
{
  g_autofree char *all = g_strdup_printf ("{%s}", options);
  char *path = client_dial (client, ENTRY, all);

  WAIT_FOR (fake_copies_settings (fake_nm_copies (w->base.nm)) != NULL);
  return path;
}

static void
hang_up (World *w, Client *client, const char *path)
{
  WAIT_FOR (client_saw_finish (client, path));
  client_hang_up (client, path);
  wait_ended (client, path);
}

typedef struct {
  gboolean done;
  GVariant *reply;
} Answer;

static void
answered (GObject *source, GAsyncResult *result, gpointer data)
{
  Answer *answer = data;

  answer->reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  answer->done = TRUE;
}

/* The fake asks for a VPN's secrets by itself; of the other kinds this is what NetworkManager would hear now. */
static GVariant *
ask_agent (World *w, const char *setting, const char *secret)
{
  FakeCopies *copies = fake_nm_copies (w->base.nm);
  const char *const hints[] = { secret, NULL };
  Answer answer = { 0 };

  g_dbus_connection_call (fake_service_link (w->base.nm_service), SERVICE, AGENT_PATH, AGENT, "GetSecrets",
                          g_variant_new ("(@a{sa{sv}}os^asu)", fake_copies_settings (copies), fake_copies_path (copies), setting, hints, 5u),
                          NULL, G_DBUS_CALL_FLAGS_NONE, G_MAXINT, NULL, answered, &answer);
  WAIT_FOR (answer.done);
  return answer.reply;
}

static const char *
setting_of (const Case *one)
{
  static const char *const names[] = { "gsm", "pppoe", "adsl", "cdma" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *start = g_strdup_printf ("'%s': {", names[i]);

      if (strstr (one->settings, start) != NULL)
        return names[i];
    }
  return "vpn";
}

static void
ask_for (World *w, const Case *one, const char *setting, const char *secret)
{
  g_autofree char *flags = g_strconcat (secret, "-flags", NULL);
  g_autoptr (GVariant) reply = NULL;

  g_assert_cmpuint (number_of_copy (w, setting, flags), ==, 2);
  reply = ask_agent (w, setting, secret);
  g_assert_true ((reply != NULL) == !one->other);
  g_assert_true (has_canary (reply) == !one->other);
}

static void
without_the_right (gconstpointer data)
{
  const Case *one = data;
  World w = { { NULL } };
  const char *setting = setting_of (one);
  gboolean vpn = g_str_equal (setting, "vpn");
  g_autofree char *path = NULL;

  begin (&w, one->world, one->settings);
  fake_copies_script (fake_nm_copies (w.base.nm), fixture_trace (&w.base, one->world), vpn ? PLAYER_DEFAULT : PLAYER_BRISK | PLAYER_HOLDS);
  path = dial_copy (&w, w.user, one->options);
  WAIT_FOR (fake_copies_path (fake_nm_copies (w.base.nm)) != NULL);
  if (!vpn)
    ask_for (&w, one, setting, "password");
  if (g_str_equal (setting, "gsm"))
    ask_for (&w, one, setting, "pin");
  if (!vpn)
    player_go_on (fake_nm_newest_dial (w.base.nm));
  WAIT_FOR (client_saw_finish (w.user, path));
  g_assert_cmpuint (fake_polkit_prompts (w.base.polkit), ==, 0);
  if (one->other)
    g_assert_false (uses_stored (&w));
  else if (vpn)
    g_assert_true (uses_stored (&w));
  hang_up (&w, w.user, path);
  end (&w);
}

/* Root, and who may change the entry. */
static void
with_the_right (void)
{
  World w = { { NULL } };
  g_autofree char *first = NULL, *second = NULL;

  begin (&w, TRACE_OK, VPN ("l2tp"));
  first = dial_copy (&w, w.base.client, "'user-name': <'me'>");
  WAIT_FOR (uses_stored (&w));
  hang_up (&w, w.base.client, first);
  WAIT_FOR (fake_copies_path (fake_nm_copies (w.base.nm)) == NULL);
  fake_polkit_set_for (w.base.polkit, sender_of (&w), MODIFY_SYSTEM, POLKIT_YES);
  second = dial_copy (&w, w.user, "'user-name': <'me'>");
  WAIT_FOR (client_saw_finish (w.user, second));
  g_assert_true (uses_stored (&w));
  hang_up (&w, w.user, second);
  end (&w);
}

/* An entry of the caller's alone is his, and settings.modify.own enough. */
static void
with_the_right_to_his_own (gconstpointer data)
{
  World w = { { NULL } };
  g_autofree char *path = NULL;
  g_autoptr (GVariant) reply = NULL;
  gboolean may = data == NULL;

  begin (&w, WORLD_GSM, HEAD ("gsm", ", 'permissions': <['user:" NAME_DAEMON ":']>") GSM_SETTING);
  if (!may)
    fake_polkit_set_for (w.base.polkit, sender_of (&w), MODIFY_OWN, POLKIT_NO);
  fake_copies_script (fake_nm_copies (w.base.nm), fixture_trace (&w.base, WORLD_GSM), PLAYER_BRISK | PLAYER_HOLDS);
  path = dial_copy (&w, w.user, "'apn': <'other'>");
  WAIT_FOR (fake_copies_path (fake_nm_copies (w.base.nm)) != NULL);
  reply = ask_agent (&w, "gsm", "password");
  g_assert_true (has_canary (reply) == may);
  player_go_on (fake_nm_newest_dial (w.base.nm));
  g_assert_cmpuint (fake_polkit_asked (w.base.polkit, MODIFY_SYSTEM), ==, 0);
  g_assert_cmpuint (fake_polkit_asked (w.base.polkit, MODIFY_OWN), ==, 1);
  hang_up (&w, w.user, path);
  end (&w);
}

/* While polkit thought, the entry became somebody else's: that right is none to this one. */
static void
the_entry_changes_hands (void)
{
  World w = { { NULL } };
  g_autoptr (Call) call = NULL;
  const char *profile;

  begin (&w, TRACE_OK, HEAD ("vpn", ", 'permissions': <['user:" NAME_DAEMON ":']>")
         "'vpn': {'service-type': <'org.freedesktop.NetworkManager.labvpn'>, 'data': <{'user': 'u'}>,"
         " 'secrets': <{'password': '" CANARY "'}>}}");
  profile = fake_nm_find_profile (w.base.nm, ENTRY);
  fake_polkit_hold (w.base.polkit, TRUE);
  call = client_start (w.user, SERVICE_PATH, MANAGER, "Dial", dial_arguments (ENTRY, "{'user-name': <'me'>}"));
  WAIT_FOR (fake_polkit_held (w.base.polkit) == 1);
  for (guint asked = 2; asked <= 3; asked++)
    {
      fake_polkit_hold (w.base.polkit, FALSE);
      fake_polkit_hold (w.base.polkit, TRUE);
      WAIT_FOR (fake_polkit_held (w.base.polkit) == 1);
    }
  g_assert_cmpuint (fake_polkit_asked (w.base.polkit, MODIFY_SYSTEM), ==, 0);
  fake_nm_restrict_profile (w.base.nm, profile, NULL);
  client_catch_up (w.base.client);
  fake_polkit_hold (w.base.polkit, FALSE);
  WAIT_FOR (call->done);
  g_assert_no_error (call->error);
  WAIT_FOR (fake_copies_answers (fake_nm_copies (w.base.nm)) > 0);
  g_assert_false (uses_stored (&w));
  end (&w);
}

/*
 * What is missing is asked, or it is 703.
 */

/* NetworkManager says of a VPN that its secrets are missing, and not which. */
static void
all_that_is_missing_is_asked (void)
{
  World w = { { NULL } };
  g_autofree char *path = NULL;
  g_autoptr (GVariant) status = NULL;
  GVariant *secrets;
  g_autofree char *question = NULL, *told = NULL;

  begin (&w, TRACE_OK, VPN ("l2tp"));
  path = client_dial (w.user, ENTRY, "{'user-name': <'me'>, 'pause': <true>}");
  WAIT_FOR (client_saw (w.user, path, STATE_INTERACTIVE));
  status = client_ask (w.user, path, CONNECTION, "GetStatus", NULL);
  question = g_variant_print (status, FALSE);
  g_assert_nonnull (strstr (question, "('password', true)"));
  g_assert_nonnull (strstr (question, "('ipsec-psk', true)"));
  g_assert_nonnull (strstr (question, "('user-certpass', true)"));
  g_assert_null (strstr (question, CANARY));
  g_variant_unref (client_ask (w.user, path, CONNECTION, "Resume", g_variant_new_parsed (
    "({'password': <'mine-1'>, 'ipsec-psk': <'mine-2'>, 'user-certpass': <'mine-3'>},)")));
  WAIT_FOR (client_saw_finish (w.user, path));
  g_assert_cmpuint (client_result (w.user, path), ==, ERROR_NONE);
  secrets = fake_copies_secrets (fake_nm_copies (w.base.nm));
  told = g_variant_print (secrets, FALSE);
  g_assert_true (strstr (told, "mine-1") && strstr (told, "mine-2") && strstr (told, "mine-3"));
  g_assert_false (uses_stored (&w));
  hang_up (&w, w.user, path);
  end (&w);
}

static void
nobody_to_ask_has_nothing (void)
{
  World w = { { NULL } };
  g_autofree char *path = NULL;

  begin (&w, TRACE_OK, VPN ("l2tp"));
  /* His own password alone is not all that was stored. */
  path = dial_copy (&w, w.user, "'user-name': <'me'>, 'password': <'mine'>");
  WAIT_FOR (fake_copies_answers (fake_nm_copies (w.base.nm)) == 1);
  g_assert_null (fake_copies_secrets (fake_nm_copies (w.base.nm)));
  g_assert_false (uses_stored (&w));
  end (&w);
}

/* The second line of a dial is no other one. */
static void
the_next_line_gets_nothing_either (void)
{
  World w = { { NULL } };
  g_autofree char *path = NULL;
  g_autoptr (GVariant) reply = NULL;

  begin (&w, WORLD_DSL, HEAD ("pppoe", "") PPPOE);
  fake_copies_script (fake_nm_copies (w.base.nm), fixture_trace (&w.base, "pppoe-authfail"), PLAYER_BRISK);
  path = client_dial (w.user, ENTRY, "{'user-name': <'me'>, 'password': <'wrong'>, 'pause': <true>}");
  WAIT_FOR (client_saw (w.user, path, 4097));
  WAIT_FOR (fake_copies_path (fake_nm_copies (w.base.nm)) == NULL);
  fake_copies_script (fake_nm_copies (w.base.nm), fixture_trace (&w.base, WORLD_DSL), PLAYER_BRISK | PLAYER_HOLDS);
  g_variant_unref (client_ask (w.user, path, CONNECTION, "Resume", g_variant_new_parsed ("({'password': <'right'>},)")));
  WAIT_FOR (fake_service_calls (w.base.nm_service, "AddAndActivateConnection2") == 2);
  reply = ask_agent (&w, "pppoe", "password");
  g_assert_nonnull (reply);
  g_assert_false (has_canary (reply));
  g_assert_false (uses_stored (&w));
  player_go_on (fake_nm_newest_dial (w.base.nm));
  hang_up (&w, w.user, path);
  end (&w);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strconcat ("/bus/deputy/", cases[i].name, NULL);

      g_test_add_data_func (name, &cases[i], without_the_right);
    }
  g_test_add_func ("/bus/deputy/with-the-right", with_the_right);
  g_test_add_data_func ("/bus/deputy/own-entry", NULL, with_the_right_to_his_own);
  g_test_add_data_func ("/bus/deputy/own-entry-without-the-right", "", with_the_right_to_his_own);
  g_test_add_func ("/bus/deputy/changes-hands", the_entry_changes_hands);
  g_test_add_func ("/bus/deputy/all-that-is-missing-is-asked", all_that_is_missing_is_asked);
  g_test_add_func ("/bus/deputy/nobody-to-ask", nobody_to_ask_has_nothing);
  g_test_add_func ("/bus/deputy/next-line", the_next_line_gets_nothing_either);
  return g_test_run ();
}
