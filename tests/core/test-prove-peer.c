/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A peer that must prove itself: the core by itself.  States as in partial/wireguard-success. */
#include "line.h"

static void
activate (Line *line)
{
  static const gint32 states[] = { 40, 50, 60, 40, 50, 70, 80, 90, 100 };

  line_begin (line, DT_KIND_WIREGUARD);
  dt_dial_set_prove_peer (&line->dial);
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    line_say (line, DT_EVENT_DEVICE_STATE, 2 + i, states[i], 0);
  line_say (line, DT_EVENT_ACTIVE_STATE, SECOND, 2, 0);
}

static void
test_peer_answers (void)
{
  Line line;

  activate (&line);
  g_assert_true (dt_dial_awaits_peer (&line.dial));
  g_assert_false (line.dial.status.finished);
  line_say (&line, DT_EVENT_PEER_ANSWERED, 2 * SECOND, 0, 0);
  g_assert_false (dt_dial_awaits_peer (&line.dial));
  line_say (&line, DT_EVENT_PEER_ANSWERED, 3 * SECOND, 0, 0);
  g_assert_cmpint (dt_dial_deadline (&line.dial), ==, DT_NEVER);
  line_check (&line, "0 2 10 18 8192", 1);
}

static void
test_peer_was_faster (void)
{
  Line line;

  line_begin (&line, DT_KIND_WIREGUARD);
  dt_dial_set_prove_peer (&line.dial);
  line_say (&line, DT_EVENT_DEVICE_STATE, 2, 50, 0);
  line_say (&line, DT_EVENT_PEER_ANSWERED, 3, 0, 0);
  g_assert_false (line.dial.connected);
  line_say (&line, DT_EVENT_ACTIVE_STATE, 4, 2, 0);
  line_check (&line, "0 2 18 8192", 1);
}

static void
take_down (Line *line, gint64 at)
{
  g_assert_true (line->effects.hang_up);
  line_say (line, DT_EVENT_DEVICE_STATE, at, 110, 39);
  line_say (line, DT_EVENT_ACTIVE_STATE, at, 3, 0);
  line_say (line, DT_EVENT_DEVICE_STATE, at, 30, 39);
  line_say (line, DT_EVENT_ACTIVE_STATE, at, 4, 3);
  line_say (line, DT_EVENT_DEVICE_REMOVED, at, 0, 0);
  line_say (line, DT_EVENT_CLOCK, at + SECOND, 0, 0);
}

static void
test_peer_is_silent (void)
{
  Line line;

  activate (&line);
  g_assert_cmpint (dt_dial_deadline (&line.dial), ==, SECOND + DT_PEER_PATIENCE_US);
  line_say (&line, DT_EVENT_CLOCK, SECOND + DT_PEER_PATIENCE_US, 0, 0);
  take_down (&line, 22 * SECOND);
  line_check (&line, "0 2 10 18 18d 18d:809 8193:809", 1);
}

/* The dialler's own time-out counts from the beginning of the dial. */
static void
test_own_time_out (void)
{
  Line line;

  activate (&line);
  dt_dial_set_timeout (&line.dial, 5 * SECOND);
  g_assert_cmpint (dt_dial_deadline (&line.dial), ==, 5 * SECOND);
  line_say (&line, DT_EVENT_CLOCK, 5 * SECOND, 0, 0);
  take_down (&line, 6 * SECOND);
  line_check (&line, "0 2 10 18 18d 18d:809 8193:809", 1);
}

/* Before the activation is complete it is nobody's silence. */
static void
test_time_out_before_activation (void)
{
  Line line;

  line_begin (&line, DT_KIND_WIREGUARD);
  dt_dial_set_prove_peer (&line.dial);
  dt_dial_set_timeout (&line.dial, 5 * SECOND);
  line_say (&line, DT_EVENT_DEVICE_STATE, 2, 50, 0);
  line_say (&line, DT_EVENT_CLOCK, 5 * SECOND, 0, 0);
  take_down (&line, 6 * SECOND);
  line_check (&line, "0 2 2d 2d:638 8193:638", 1);
}

static void
test_hang_up_while_waiting (void)
{
  Line line;

  activate (&line);
  line_say (&line, DT_EVENT_HANG_UP, 2 * SECOND, 0, 0);
  line_say (&line, DT_EVENT_PEER_ANSWERED, 3 * SECOND, 0, 0);
  line_say (&line, DT_EVENT_ACTIVE_STATE, 3 * SECOND, 4, 2);
  line_check (&line, "0 2 10 18 18d 18d:631 8193:631", 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/prove-peer/answers", test_peer_answers);
  g_test_add_func ("/core/prove-peer/was-faster", test_peer_was_faster);
  g_test_add_func ("/core/prove-peer/is-silent", test_peer_is_silent);
  g_test_add_func ("/core/prove-peer/own-time-out", test_own_time_out);
  g_test_add_func ("/core/prove-peer/time-out-before-activation", test_time_out_before_activation);
  g_test_add_func ("/core/prove-peer/hang-up-while-waiting", test_hang_up_while_waiting);
  return g_test_run ();
}
