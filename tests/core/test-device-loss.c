/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A device that leaves, as NetworkManager 1.52 tells it (LINK_NOT_INIT), against older words for the same. */
#include "line.h"

enum { UNMANAGED = 10, DISCONNECTED = 30, PREPARE = 40, CONFIG = 50, ACTIVATED_DEVICE = 100, FAILED = 120 };
enum { NOW_UNMANAGED = 3, PPP_DISCONNECT = 13, REMOVED = 36, LINK_NOT_INIT = 71 };
enum { ACTIVATED = 2, DEACTIVATED = 4, REASON_DEVICE = 3 };

static void
say_device (Line *line, gint64 at, gint32 state, gint32 old_state, gint32 reason, const char *name)
{
  line_feed (line, (DtEvent) { .type = DT_EVENT_DEVICE_STATE, .at = at, .state = state, .old_state = old_state, .reason = reason,
                               .name = name });
}

static void
end (Line *line)
{
  line_say (line, DT_EVENT_ACTIVE_STATE, SECOND + 1, DEACTIVATED, REASON_DEVICE);
  if (!line->dial.status.ended)
    line_say (line, DT_EVENT_CLOCK, dt_dial_deadline (&line->dial), 0, 0);
}

/* A line on a device of type ppp that is up. */
static void
connect_pppoe (Line *line)
{
  static const gint32 phases[] = { 3, 5, 6, 8, 9 };

  line_begin (line, DT_KIND_PPPOE);
  say_device (line, 2, CONFIG, PREPARE, 0, DT_DEVICE_OF_PPPD);
  for (guint i = 0; i < G_N_ELEMENTS (phases); i++)
    line_say (line, DT_EVENT_PPP_PHASE, 3 + i, phases[i], 0);
  line_say (line, DT_EVENT_ACTIVE_STATE, 10, ACTIVATED, 0);
  g_string_truncate (line->edges, 0);
}

/* Without PPP: WireGuard, or a modem that is a network device. */
static void
test_while_up (void)
{
  static const gint32 reasons[] = { REMOVED, LINK_NOT_INIT };

  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++) {
    Line line;

    line_begin (&line, DT_KIND_GSM);
    say_device (&line, 2, PREPARE, DISCONNECTED, 0, NULL);
    say_device (&line, 3, ACTIVATED_DEVICE, 90, 0, NULL);
    line_say (&line, DT_EVENT_ACTIVE_STATE, 4, ACTIVATED, 0);
    g_string_truncate (line.edges, 0);
    say_device (&line, SECOND, UNMANAGED, ACTIVATED_DEVICE, reasons[i], NULL);
    end (&line);
    line_check (&line, "8192:630 8193:630", 1);
  }
}

static void
test_while_dialing (void)
{
  Line line;

  line_begin (&line, DT_KIND_GSM);
  say_device (&line, 2, PREPARE, DISCONNECTED, 0, NULL);
  say_device (&line, SECOND, UNMANAGED, PREPARE, LINK_NOT_INIT, NULL);
  end (&line);
  g_assert_cmpstr (dt_causes_best (&line.dial.causes)->name, ==, "NM_DEVICE_STATE_REASON_UNMANAGED_LINK_NOT_INIT");
  line_check (&line, "0 2 2:630 8193:630", 1);
}

/* It never worked for the dial: "not ready" is what it says. */
static void
test_not_ready_yet (void)
{
  Line line;

  line_begin (&line, DT_KIND_GSM);
  say_device (&line, 2, UNMANAGED, DISCONNECTED, LINK_NOT_INIT, NULL);
  end (&line);
  line_check (&line, "0 0:666 8193:666", 1);
}

/* It goes with its pppd, and pppd says why. */
static void
test_of_pppd (void)
{
  static const gint32 reasons[] = { NOW_UNMANAGED, LINK_NOT_INIT };

  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++) {
    Line line;

    connect_pppoe (&line);
    line_say (&line, DT_EVENT_PPP_PHASE, SECOND - 1, 11, 0);
    say_device (&line, SECOND, UNMANAGED, ACTIVATED_DEVICE, reasons[i], DT_DEVICE_OF_PPPD);
    end (&line);
    line_check (&line, "8192:629 8193:629", 1);
  }
}

/* The one below a device of type ppp. */
static void
test_parent (void)
{
  static const gint32 reasons[] = { REMOVED, LINK_NOT_INIT };

  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++) {
    Line line;

    connect_pppoe (&line);
    line_feed (&line, (DtEvent) { .type = DT_EVENT_PARENT_STATE, .at = SECOND - 5, .state = UNMANAGED, .old_state = DISCONNECTED + 70,
                                  .reason = reasons[i] });
    line_say (&line, DT_EVENT_PPP_PHASE, SECOND - 1, 11, 0);
    say_device (&line, SECOND, FAILED, ACTIVATED_DEVICE, PPP_DISCONNECT, DT_DEVICE_OF_PPPD);
    end (&line);
    line_check (&line, "8192:630 8193:630", 1);
  }
}

/* A failed line is tidied up (120, 30), and its adapter may have been unplugged: what pppd says of the end stays beside it, and
 * "not ready" is never said of a device that worked. */
static void
test_after_the_failure (void)
{
  static const struct {
    const char *name;           /* DT_DEVICE_OF_PPPD, or NULL */
    const char *edges;
  } cases[] = { { NULL, "8192:630 8193:630" }, { DT_DEVICE_OF_PPPD, "8192:629 8193:629" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    Line line;

    connect_pppoe (&line);
    line_say (&line, DT_EVENT_PPP_PHASE, SECOND - 1, 11, 0);
    say_device (&line, SECOND, FAILED, ACTIVATED_DEVICE, PPP_DISCONNECT, cases[i].name);
    say_device (&line, SECOND, DISCONNECTED, FAILED, 0, cases[i].name);
    say_device (&line, SECOND, UNMANAGED, DISCONNECTED, LINK_NOT_INIT, cases[i].name);
    end (&line);
    for (guint j = 0; j < line.dial.causes.n; j++)
      g_assert_cmpuint (line.dial.causes.cause[j].error, !=, DT_ERROR_DEVICE_NOT_READY);
    line_check (&line, cases[i].edges, 1);
  }
}

/* We hung up: what becomes of the device afterwards explains nothing. */
static void
test_after_a_hang_up (void)
{
  Line line;

  connect_pppoe (&line);
  line_say (&line, DT_EVENT_HANG_UP, SECOND - 2, 0, 0);
  say_device (&line, SECOND, DISCONNECTED, ACTIVATED_DEVICE, 39, NULL);
  say_device (&line, SECOND, UNMANAGED, DISCONNECTED, LINK_NOT_INIT, NULL);
  g_assert_cmpstr (dt_causes_best (&line.dial.causes)->name, ==, "HangUp");
  for (guint i = 0; i < line.dial.causes.n; i++)
    g_assert_cmpint (line.dial.causes.cause[i].code, !=, LINK_NOT_INIT);
  g_string_free (line.edges, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/device-loss/while-up", test_while_up);
  g_test_add_func ("/core/device-loss/while-dialing", test_while_dialing);
  g_test_add_func ("/core/device-loss/not-ready-yet", test_not_ready_yet);
  g_test_add_func ("/core/device-loss/of-pppd", test_of_pppd);
  g_test_add_func ("/core/device-loss/parent", test_parent);
  g_test_add_func ("/core/device-loss/after-the-failure", test_after_the_failure);
  g_test_add_func ("/core/device-loss/after-a-hang-up", test_after_a_hang_up);
  return g_test_run ();
}
