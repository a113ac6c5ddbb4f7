/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A line over a modem that was up ends: is the modem there?  The core by itself; order as in
 * real-gsm-unplugged-while-connected and real-gsm-peer-drop. */
#include "line.h"

enum { FAILED = 120, PPP_DISCONNECT = 13, ACTIVATED = 2, DEACTIVATED = 4, RUNNING = 9 };
enum { REGISTERED = 8, DISCONNECTING = 9, CONNECTED = 11 };        /* MMModemState */

/* pppd has ended, and NetworkManager has said so. */
static void
lose (Line *line)
{
  line_begin (line, DT_KIND_GSM);
  line_say (line, DT_EVENT_DEVICE_STATE, 2, 40, 0);
  line_say (line, DT_EVENT_MODEM_STATE, 3, CONNECTED, 0);
  line_say (line, DT_EVENT_DEVICE_STATE, 4, 50, 0);
  line_say (line, DT_EVENT_PPP_PHASE, 5, 5, 0);
  line_say (line, DT_EVENT_PPP_PHASE, 6, 6, 0);
  line_say (line, DT_EVENT_PPP_PHASE, 7, 8, 0);
  line_say (line, DT_EVENT_PPP_PHASE, 8, RUNNING, 0);
  line_say (line, DT_EVENT_ACTIVE_STATE, 9, ACTIVATED, 0);
  g_assert_true (line->dial.connected);
  g_string_truncate (line->edges, 0);
  line_say (line, DT_EVENT_PPP_PHASE, SECOND - 2, 11, 0);
  line_say (line, DT_EVENT_DEVICE_STATE, SECOND, FAILED, PPP_DISCONNECT);
  line_say (line, DT_EVENT_ACTIVE_STATE, SECOND + 1, DEACTIVATED, 3);
  g_assert_false (line->dial.status.ended);
  g_assert_cmpint (dt_dial_deadline (&line->dial), ==, SECOND + DT_WAIT_FOR_MODEM_US);
}

static void
let_pass (Line *line, gint64 at)
{
  line_say (line, DT_EVENT_CLOCK, at, 0, 0);
}

static void
test_unplugged_and_told_late (void)
{
  Line line;

  lose (&line);
  let_pass (&line, SECOND + DT_WAIT_FOR_REASON_US);
  g_assert_false (line.dial.status.ended);
  line_say (&line, DT_EVENT_MODEM_REMOVED, 3 * SECOND, 0, 0);
  g_assert_cmpint (dt_dial_deadline (&line.dial), ==, 3 * SECOND);
  let_pass (&line, 3 * SECOND);
  line_check (&line, "8192:630 8193:630", 1);
}

static void
test_it_is_there (void)
{
  Line line;

  lose (&line);
  line_say (&line, DT_EVENT_MODEM_STATE, 2 * SECOND, DISCONNECTING, 0);
  g_assert_cmpint (dt_dial_deadline (&line.dial), ==, SECOND + DT_WAIT_FOR_MODEM_US);
  line_say (&line, DT_EVENT_MODEM_STATE, 2 * SECOND + 5, REGISTERED, 0);
  /* What else comes before the clock puts nothing off. */
  line_say (&line, DT_EVENT_MODEM_STATE, 2 * SECOND + 9, REGISTERED, 0);
  g_assert_cmpint (dt_dial_deadline (&line.dial), ==, 2 * SECOND + 5);
  let_pass (&line, 2 * SECOND + 5);
  line_check (&line, "8192:629 8193:629", 1);
}

/* It may be unplugged all the same: the usual wait for a better reason. */
static void
test_it_says_so_at_once (void)
{
  Line line;

  lose (&line);
  line_say (&line, DT_EVENT_MODEM_STATE, SECOND + 10, REGISTERED, 0);
  g_assert_cmpint (dt_dial_deadline (&line.dial), ==, SECOND + DT_WAIT_FOR_REASON_US);
  line_say (&line, DT_EVENT_MODEM_REMOVED, SECOND + 20, 0, 0);
  let_pass (&line, SECOND + DT_WAIT_FOR_REASON_US);
  line_check (&line, "8192:630 8193:630", 1);
}

static void
test_it_stays_silent (void)
{
  Line line;

  lose (&line);
  let_pass (&line, SECOND + DT_WAIT_FOR_MODEM_US - 1);
  g_assert_false (line.dial.status.ended);
  let_pass (&line, SECOND + DT_WAIT_FOR_MODEM_US);
  line_check (&line, "8192:629 8193:629", 1);
}

/* Nobody is kept waiting for the result of a dial. */
static void
test_not_up_yet (void)
{
  Line line;

  line_begin (&line, DT_KIND_GSM);
  line_say (&line, DT_EVENT_MODEM_STATE, 3, CONNECTED, 0);
  line_say (&line, DT_EVENT_DEVICE_STATE, 4, 50, 0);
  line_say (&line, DT_EVENT_DEVICE_STATE, SECOND, FAILED, PPP_DISCONNECT);
  g_assert_cmpint (dt_dial_deadline (&line.dial), ==, SECOND + DT_WAIT_FOR_REASON_US);
  g_string_free (line.edges, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/modem-loss/unplugged-and-told-late", test_unplugged_and_told_late);
  g_test_add_func ("/modem-loss/it-is-there", test_it_is_there);
  g_test_add_func ("/modem-loss/it-says-so-at-once", test_it_says_so_at_once);
  g_test_add_func ("/modem-loss/it-stays-silent", test_it_stays_silent);
  g_test_add_func ("/modem-loss/not-up-yet", test_not_up_yet);
  return g_test_run ();
}
