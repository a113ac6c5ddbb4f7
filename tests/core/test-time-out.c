/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The ends that the service promises by its own clock, whatever upstream says or does not say. */
#include "line.h"

enum { DEACTIVATING = 3 };      /* NMActiveConnectionState */
enum { REASON_USER = 2 };

static const DtKind kinds[] = { DT_KIND_VPN, DT_KIND_WIREGUARD, DT_KIND_PPPOE, DT_KIND_GSM, DT_KIND_CDMA, DT_KIND_BLUETOOTH };

static void
time_out (Line *line, DtKind kind)
{
  line_begin (line, kind);
  dt_dial_set_timeout (&line->dial, 5 * SECOND);
  line_say (line, DT_EVENT_CLOCK, 5 * SECOND, 0, 0);
  g_assert_true (line->effects.hang_up);
}

static void
check_ends_in_time (Line *line)
{
  g_assert_cmpint (dt_dial_deadline (&line->dial), <=, 5 * SECOND + DT_WAIT_FOR_REASON_US);
  line_say (line, DT_EVENT_CLOCK, 5 * SECOND + DT_WAIT_FOR_REASON_US, 0, 0);
  line_check (line, "0 0d 0d:638 8193:638", 1);
}

static void
test_silence (void)
{
  Line line;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    time_out (&line, kinds[i]);
    check_ends_in_time (&line);
  }
}

static void
test_direct_silence (void)
{
  Line line;

  line_begin (&line, DT_KIND_GSM);
  dt_dial_set_direct (&line.dial);
  dt_dial_set_timeout (&line.dial, 5 * SECOND);
  line_say (&line, DT_EVENT_CLOCK, 5 * SECOND, 0, 0);
  check_ends_in_time (&line);
}

/* A modem that lets go may take all its time, and the dial does not. */
static void
test_slow_end (void)
{
  Line line;

  time_out (&line, DT_KIND_GSM);
  line_say (&line, DT_EVENT_ACTIVE_STATE, 5 * SECOND + 1000, DEACTIVATING, REASON_USER);
  line_say (&line, DT_EVENT_HANG_UP_SENT, 5 * SECOND + 2000, 0, 0);
  check_ends_in_time (&line);
}

/* Whoever hangs up then puts nothing off. */
static void
test_hang_up_after_it (void)
{
  Line line;

  time_out (&line, DT_KIND_VPN);
  line_say (&line, DT_EVENT_HANG_UP, 5 * SECOND + 1000, 0, 0);
  g_assert_cmpint (dt_dial_deadline (&line.dial), <=, 5 * SECOND + DT_WAIT_FOR_REASON_US);
  line_say (&line, DT_EVENT_CLOCK, 5 * SECOND + DT_WAIT_FOR_REASON_US, 0, 0);
  line_check (&line, "0 0d 0d:631 8193:631", 1);
}

/* The time-out is the longest that a hang-up can take. */
static void
test_hang_up_before_it (void)
{
  Line line;

  line_begin (&line, DT_KIND_VPN);
  dt_dial_set_timeout (&line.dial, 5 * SECOND);
  line_say (&line, DT_EVENT_HANG_UP, 4 * SECOND, 0, 0);
  line_say (&line, DT_EVENT_CLOCK, 5 * SECOND, 0, 0);
  line_check (&line, "0 0d 0d:631 8193:631", 1);
}

static void
test_hang_up_in_silence (void)
{
  Line line;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    line_begin (&line, kinds[i]);
    line_say (&line, DT_EVENT_HANG_UP, 4 * SECOND, 0, 0);
    g_assert_cmpint (dt_dial_deadline (&line.dial), ==, 34 * SECOND);
    line_say (&line, DT_EVENT_CLOCK, 34 * SECOND, 0, 0);
    line_check (&line, "0 0d 0d:631 8193:631", 1);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/time-out/silence", test_silence);
  g_test_add_func ("/core/time-out/direct-silence", test_direct_silence);
  g_test_add_func ("/core/time-out/slow-end", test_slow_end);
  g_test_add_func ("/core/time-out/hang-up-after-it", test_hang_up_after_it);
  g_test_add_func ("/core/time-out/hang-up-before-it", test_hang_up_before_it);
  g_test_add_func ("/core/time-out/hang-up-in-silence", test_hang_up_in_silence);
  return g_test_run ();
}
