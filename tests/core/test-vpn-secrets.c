/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a VPN plugin asks in the middle of a dial: a second factor is no refused login, in whatever order it is told. */
#include "line.h"

enum { PREPARE = 1, NEED_AUTH = 2, CONNECT = 3, IP_CONFIG_GET = 4, ACTIVATED_VPN = 5 };    /* NMVpnConnectionState */
enum { OTHER = 0, LOGIN = 1 };          /* what is asked for */
enum { ACTIVATED = 2, NONE = 1 };

static void
say_vpn (Line *line, gint32 state)
{
  line_say (line, DT_EVENT_VPN_STATE, line->dial.status.at + 1, state, NONE);
}

static void
ask (Line *line, gint32 what)
{
  line_say (line, DT_EVENT_PLUGIN_SECRETS, line->dial.status.at + 1, 0, what);
}

static void
come_up (Line *line)
{
  say_vpn (line, CONNECT);
  say_vpn (line, IP_CONFIG_GET);
  say_vpn (line, ACTIVATED_VPN);
  line_say (line, DT_EVENT_ACTIVE_STATE, line->dial.status.at + 1, ACTIVATED, NONE);
}

static void
test_asked_before_connect_is_told (void)
{
  Line early, late;

  line_begin (&early, DT_KIND_VPN);
  say_vpn (&early, NEED_AUTH);
  ask (&early, OTHER);
  say_vpn (&early, CONNECT);
  say_vpn (&early, NEED_AUTH);
  come_up (&early);
  line_begin (&late, DT_KIND_VPN);
  say_vpn (&late, NEED_AUTH);
  say_vpn (&late, CONNECT);
  ask (&late, OTHER);
  say_vpn (&late, NEED_AUTH);
  come_up (&late);
  g_assert_true (early.dial.connected);
  g_assert_cmpstr (early.edges->str, ==, late.edges->str);
  g_assert_null (strstr (early.edges->str, " 7"));
  g_string_free (early.edges, TRUE);
  g_string_free (late.edges, TRUE);
}

static void
test_refused_login (void)
{
  Line line;

  line_begin (&line, DT_KIND_VPN);
  say_vpn (&line, NEED_AUTH);
  say_vpn (&line, CONNECT);
  ask (&line, LOGIN);
  say_vpn (&line, NEED_AUTH);
  say_vpn (&line, CONNECT);
  g_assert_cmpuint (line.dial.status.state, ==, DT_RASCS_AUTH_RETRY);
  g_string_free (line.edges, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/vpn-secrets/asked-before-connect-is-told", test_asked_before_connect_is_told);
  g_test_add_func ("/core/vpn-secrets/refused-login", test_refused_login);
  return g_test_run ();
}
