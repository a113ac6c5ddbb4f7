/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Addresses that NetworkManager tells of after ACTIVATED: the core by itself.  Order as in ovpn-addresses-late. */
#include "line.h"

enum { NONE_YET = 0, THERE = 1 };
enum { ACTIVATED = 2, DEACTIVATING = 3, DEACTIVATED = 4 };      /* NMActiveConnectionState */

#define ON_THE_WAY "0 2 14 10 18"

static void
dial_vpn (Line *line, gint32 addresses)
{
  line_begin (line, DT_KIND_VPN);
  line_say (line, DT_EVENT_VPN_STATE, 2, 3, 1);
  line_say (line, DT_EVENT_VPN_STATE, 3, 4, 1);
  line_say (line, DT_EVENT_ADDRESSES, 4, addresses, 0);
  line_say (line, DT_EVENT_ACTIVE_STATE, SECOND, ACTIVATED, 1);
  line_say (line, DT_EVENT_VPN_STATE, SECOND, 5, 1);
}

static void
test_early (void)
{
  Line line;

  dial_vpn (&line, THERE);
  g_assert_cmpint (line.dial.connected_at, ==, SECOND);
  g_assert_cmpint (dt_dial_deadline (&line.dial), ==, DT_NEVER);
  line_check (&line, ON_THE_WAY " 8192", 1);
}

/* As of recordings of older versions. */
static void
test_not_told (void)
{
  Line line;

  line_begin (&line, DT_KIND_VPN);
  line_say (&line, DT_EVENT_ACTIVE_STATE, SECOND, ACTIVATED, 1);
  line_check (&line, "0 18 8192", 1);
}

static void
test_late (void)
{
  Line line;

  dial_vpn (&line, NONE_YET);
  g_assert_false (line.dial.status.finished);
  g_assert_cmpint (dt_dial_deadline (&line.dial), ==, SECOND + DT_WAIT_FOR_REASON_US);
  line_say (&line, DT_EVENT_ADDRESSES, SECOND + 6000, THERE, 0);
  g_assert_cmpint (line.dial.connected_at, ==, SECOND + 6000);
  /* An address that goes later changes nothing. */
  line_say (&line, DT_EVENT_ADDRESSES, 2 * SECOND, NONE_YET, 0);
  line_say (&line, DT_EVENT_ACTIVE_STATE, 3 * SECOND, ACTIVATED, 1);
  g_assert_cmpint (dt_dial_deadline (&line.dial), ==, DT_NEVER);
  line_check (&line, ON_THE_WAY " 8192", 1);
}

/* A link without any. */
static void
test_never (void)
{
  Line line;

  dial_vpn (&line, NONE_YET);
  line_say (&line, DT_EVENT_CLOCK, SECOND + DT_WAIT_FOR_REASON_US - 1, 0, 0);
  g_assert_false (line.dial.connected);
  line_say (&line, DT_EVENT_CLOCK, SECOND + DT_WAIT_FOR_REASON_US, 0, 0);
  line_check (&line, ON_THE_WAY " 8192", 1);
}

/* NetworkManager was in time; what it says late is not held against the line. */
static void
test_time_out_meanwhile (void)
{
  Line line;

  dial_vpn (&line, NONE_YET);
  dt_dial_set_timeout (&line.dial, SECOND + 1000);
  g_assert_cmpint (dt_dial_deadline (&line.dial), ==, SECOND + 1000);
  line_say (&line, DT_EVENT_CLOCK, SECOND + 1000, 0, 0);
  g_assert_false (line.effects.hang_up);
  line_check (&line, ON_THE_WAY " 8192", 1);
}

/* It was up, and is not any more. */
static void
test_ends_meanwhile (void)
{
  Line line;

  dial_vpn (&line, NONE_YET);
  line_say (&line, DT_EVENT_ACTIVE_STATE, SECOND + 2000, DEACTIVATED, 4);
  line_say (&line, DT_EVENT_CLOCK, 3 * SECOND, 0, 0);
  line_check (&line, ON_THE_WAY " 8192 8192:807 8193:807", 1);
}

static void
test_hung_up_meanwhile (void)
{
  Line line;

  dial_vpn (&line, NONE_YET);
  line_say (&line, DT_EVENT_HANG_UP, SECOND + 1000, 0, 0);
  line_say (&line, DT_EVENT_ADDRESSES, SECOND + 2000, THERE, 0);
  line_say (&line, DT_EVENT_ACTIVE_STATE, SECOND + 2000, DEACTIVATING, 2);
  line_say (&line, DT_EVENT_ACTIVE_STATE, SECOND + 2000, DEACTIVATED, 2);
  line_say (&line, DT_EVENT_CLOCK, 3 * SECOND, 0, 0);
  line_check (&line, ON_THE_WAY " 8192 8192d 8192d:631 8193:631", 1);
}

/* Both are late: phases (dt-normalise-ahead.c) and addresses. */
static void
test_behind_phases (void)
{
  static const gint32 phases[] = { 1, 3, 5, 6, 8 };
  Line line;

  line_begin (&line, DT_KIND_PPPOE);
  line_say (&line, DT_EVENT_DEVICE_STATE, 2, 40, 0);
  line_say (&line, DT_EVENT_DEVICE_STATE, 3, 50, 0);
  line_say (&line, DT_EVENT_PPP_BEGUN, 4, 0, 0);
  for (guint i = 0; i < G_N_ELEMENTS (phases); i++)
    line_say (&line, DT_EVENT_PPP_PHASE, 5 + i, phases[i], 0);
  line_say (&line, DT_EVENT_ADDRESSES, SECOND, NONE_YET, 0);
  line_say (&line, DT_EVENT_DEVICE_STATE, SECOND, 70, 0);
  line_say (&line, DT_EVENT_DEVICE_STATE, SECOND, 100, 0);
  line_say (&line, DT_EVENT_ACTIVE_STATE, SECOND, ACTIVATED, 0);
  line_say (&line, DT_EVENT_PPP_PHASE, SECOND + 1000, 9, 0);
  g_assert_false (line.dial.connected);
  line_say (&line, DT_EVENT_ADDRESSES, SECOND + 2000, THERE, 0);
  g_assert_cmpint (line.dial.connected_at, ==, SECOND + 2000);
  g_assert_cmpuint (line.finishes, ==, 1);
  g_string_free (line.edges, TRUE);
}

static void
test_peer_after_addresses (void)
{
  Line line;

  line_begin (&line, DT_KIND_WIREGUARD);
  dt_dial_set_prove_peer (&line.dial);
  line_say (&line, DT_EVENT_DEVICE_STATE, 2, 50, 0);
  line_say (&line, DT_EVENT_ADDRESSES, 3, NONE_YET, 0);
  line_say (&line, DT_EVENT_ACTIVE_STATE, 4, ACTIVATED, 0);
  g_assert_false (dt_dial_awaits_peer (&line.dial));
  line_say (&line, DT_EVENT_ADDRESSES, 5, THERE, 0);
  g_assert_true (dt_dial_awaits_peer (&line.dial));
  line_say (&line, DT_EVENT_PEER_ANSWERED, 6, 0, 0);
  line_check (&line, "0 2 18 8192", 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/addresses/early", test_early);
  g_test_add_func ("/addresses/not-told", test_not_told);
  g_test_add_func ("/addresses/late", test_late);
  g_test_add_func ("/addresses/never", test_never);
  g_test_add_func ("/addresses/time-out-meanwhile", test_time_out_meanwhile);
  g_test_add_func ("/addresses/ends-meanwhile", test_ends_meanwhile);
  g_test_add_func ("/addresses/hung-up-meanwhile", test_hung_up_meanwhile);
  g_test_add_func ("/addresses/behind-phases", test_behind_phases);
  g_test_add_func ("/addresses/peer-after-addresses", test_peer_after_addresses);
  return g_test_run ();
}
