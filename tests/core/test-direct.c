/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Dials through ModemManager alone, and what modems say of dials: the core by itself. */
#include "line.h"

#define MM_ERROR "org.freedesktop.ModemManager1.Error."

static void
begin_direct (Line *line)
{
  line_begin (line, DT_KIND_GSM);
  dt_dial_set_direct (&line->dial);
}

/*
 * ModemManager alone.
 */

static void
go_up (Line *line, gint32 has_address, gint32 method)
{
  begin_direct (line);
  line_say (line, DT_EVENT_MODEM_STATE, 2, 8, 0);
  line_say (line, DT_EVENT_MODEM_STATE, 3, 10, 1);
  line_say (line, DT_EVENT_MODEM_STATE, 4, 11, 1);
  line_say (line, DT_EVENT_BEARER_READY, 5, has_address, method);
}

static void
test_static (void)
{
  Line line;

  go_up (&line, 1, 2);
  g_assert_cmpint (dt_dial_deadline (&line.dial), ==, DT_NEVER);
  line_check (&line, "0 1 2 3 4 14 18 8192", 1);
}

static void
test_ppp (void)
{
  Line line;

  go_up (&line, 0, 1);
  line_check (&line, "0 1 2 3 4 8192", 1);
}

/* Without an order of ours the same signals connect nothing. */
static void
test_ready_is_for_direct_dials (void)
{
  Line line;

  line_begin (&line, DT_KIND_GSM);
  line_say (&line, DT_EVENT_BEARER_READY, 5, 1, 2);
  line_check (&line, "0", 0);
}

static void
test_ready_after_hang_up (void)
{
  Line line;

  begin_direct (&line);
  line_say (&line, DT_EVENT_HANG_UP, 2, 0, 0);
  line_say (&line, DT_EVENT_BEARER_READY, 5, 1, 2);
  line_say (&line, DT_EVENT_NO_END, 6, 0, 0);
  line_check (&line, "0 0d 0d:631 8193:631", 1);
}

static void
test_lost (void)
{
  Line line;

  go_up (&line, 0, 1);
  line_say (&line, DT_EVENT_BEARER_CONNECTED, SECOND, 0, 0);
  g_assert_false (line.dial.status.ended);
  line_say (&line, DT_EVENT_CLOCK, SECOND + DT_WAIT_FOR_REASON_US, 0, 0);
  line_check (&line, "0 1 2 3 4 8192 8192:629 8193:629", 1);
}

/* The cause may come after the loss (M2), and the modem's removal after both (M10). */
static void
test_lost_then_removed (void)
{
  Line line;

  go_up (&line, 0, 1);
  line_say (&line, DT_EVENT_BEARER_CONNECTED, SECOND, 0, 0);
  line_say (&line, DT_EVENT_MODEM_REMOVED, SECOND + 1000, 0, 0);
  line_say (&line, DT_EVENT_CLOCK, 2 * SECOND, 0, 0);
  line_check (&line, "0 1 2 3 4 8192 8192:630 8193:630", 1);
}

static void
test_network_manager_has_no_part (void)
{
  Line line;

  go_up (&line, 0, 1);
  line_say (&line, DT_EVENT_NM_GONE, SECOND, 0, 0);
  line_say (&line, DT_EVENT_CLOCK, 20 * SECOND, 0, 0);
  line_check (&line, "0 1 2 3 4 8192", 1);
}

static void
refuse (Line *line, const char *name, const char *text)
{
  line_feed (line, (DtEvent) { .type = DT_EVENT_CALL_REFUSED, .at = 10, .name = name, .text = text });
}

static void
test_denied (void)
{
  Line line;

  begin_direct (&line);
  line_say (&line, DT_EVENT_REGISTRATION, 2, 3, 0);
  line_say (&line, DT_EVENT_REGISTRATION, 3, 0, 0);
  refuse (&line, MM_ERROR "MobileEquipment.NetworkTimeout", "Network timeout");
  line_check (&line, "0 0:649 8193:649", 1);
}

static void
test_home_only (void)
{
  Line line;

  begin_direct (&line);
  refuse (&line, MM_ERROR "Core.Unauthorized",
          "Not allowed to connect bearer in 3GPP network: 'Registered in roaming network, and roaming not allowed'");
  g_assert_cmpstr (dt_causes_best (&line.dial.causes)->hint, ==, "roaming");
  line_check (&line, "0 0:649 8193:649", 1);
}

/* What says little waits for a better word. */
static void
test_aborted_then_removed (void)
{
  Line line;

  begin_direct (&line);
  refuse (&line, MM_ERROR "Core.Aborted", "going away");
  g_assert_false (line.dial.status.ended);
  line_say (&line, DT_EVENT_MODEM_REMOVED, 20, 0, 0);
  line_say (&line, DT_EVENT_CLOCK, 10 + DT_WAIT_FOR_REASON_US, 0, 0);
  line_check (&line, "0 0:630 8193:630", 1);
}

static void
test_silent_modem (void)
{
  Line line;

  begin_direct (&line);
  g_assert_cmpint (dt_dial_deadline (&line.dial), ==, 1 + DT_MODEM_PATIENCE_US);
  line_say (&line, DT_EVENT_CLOCK, 1 + DT_MODEM_PATIENCE_US, 0, 0);
  g_assert_true (line.effects.hang_up);
  line_say (&line, DT_EVENT_NO_END, 2 + DT_MODEM_PATIENCE_US, 0, 0);
  line_check (&line, "0 0d 0d:638 8193:638", 1);
}

static void
test_tries_left (void)
{
  Line line;
  const DtCause *cause;

  begin_direct (&line);
  line_say (&line, DT_EVENT_MODEM_RETRIES, 2, 2, 2);
  g_assert_null (dt_causes_best (&line.dial.causes));
  line_say (&line, DT_EVENT_MODEM_RETRIES, 3, 2, 1);
  cause = dt_causes_best (&line.dial.causes);
  g_assert_nonnull (cause);
  g_assert_cmpuint (cause->error, ==, DT_ERROR_AUTHENTICATION_FAILURE);
  g_assert_cmpstr (cause->text, ==, "1 try left");
  line_say (&line, DT_EVENT_MODEM_RETRIES, 4, 2, 3);         /* the right one sets it back */
  line_say (&line, DT_EVENT_MODEM_RETRIES, 5, 4, 9);         /* of the PUK */
  g_assert_cmpuint (line.dial.causes.n, ==, 1);
  line_check (&line, "0", 0);
}

/*
 * NetworkManager's modems.
 */

/* As in gsm-modem-of-another-client. */
static void
dial_taken (Line *line, gboolean left)
{
  line_begin (line, DT_KIND_GSM);
  line_feed (line, (DtEvent) { .type = DT_EVENT_MODEM_STATE, .at = 2, .state = 11, .old_state = 11 });
  line_say (line, DT_EVENT_DEVICE_STATE, 3, 40, 0);
  if (left)
    line_feed (line, (DtEvent) { .type = DT_EVENT_MODEM_STATE, .at = 4, .state = 8, .old_state = 11 });
  line_say (line, DT_EVENT_DEVICE_STATE, 5, 120, 1);
  line_say (line, DT_EVENT_ACTIVE_STATE, 6, 4, 3);
  line_say (line, DT_EVENT_CLOCK, SECOND, 0, 0);
}

static void
test_taken (void)
{
  Line line;

  dial_taken (&line, FALSE);
  line_check (&line, "0 1 1:602 8193:602", 1);
}

static void
test_no_longer_taken (void)
{
  Line line;

  dial_taken (&line, TRUE);
  line_check (&line, "0 1 1:635 8193:635", 1);
}

static void
dial_abroad (Line *line, DtEventType registration, gint32 roaming, gboolean home_only)
{
  line_begin (line, DT_KIND_GSM);
  if (home_only)
    dt_dial_set_home_only (&line->dial);
  line_say (line, registration, 2, roaming, 0);
  line_say (line, DT_EVENT_DEVICE_STATE, 3, 40, 0);
  line_say (line, DT_EVENT_DEVICE_STATE, 5, 120, 1);
  line_say (line, DT_EVENT_ACTIVE_STATE, 6, 4, 3);
  line_say (line, DT_EVENT_CLOCK, SECOND, 0, 0);
}

static void
test_foreign_network (void)
{
  static const struct {
    DtEventType registration;
    gint32 home, roaming;
  } networks[] = { { DT_EVENT_REGISTRATION, 1, 5 }, { DT_EVENT_CDMA_REGISTRATION, 2, 3 } };
  Line line;

  for (guint i = 0; i < G_N_ELEMENTS (networks); i++) {
    dial_abroad (&line, networks[i].registration, networks[i].roaming, TRUE);
    g_assert_cmpstr (dt_causes_best (&line.dial.causes)->hint, ==, "roaming");
    g_assert_cmpint (dt_causes_best (&line.dial.causes)->code, ==, networks[i].roaming);
    line_check (&line, "0 2 2:649 8193:649", 1);
    dial_abroad (&line, networks[i].registration, networks[i].roaming, FALSE);
    line_check (&line, "0 2 2:635 8193:635", 1);
    dial_abroad (&line, networks[i].registration, networks[i].home, TRUE);
    line_check (&line, "0 2 2:635 8193:635", 1);
  }
}

static void
test_radio_off (void)
{
  Line line;

  line_begin (&line, DT_KIND_GSM);
  line_say (&line, DT_EVENT_RADIO_OFF, 2, 0, 0);
  refuse (&line, "org.freedesktop.NetworkManager.UnknownDevice",
          "No suitable device found for this connection (device ttyUSB0 not available because device is not available).");
  g_assert_cmpstr (dt_causes_best (&line.dial.causes)->hint, ==, "radio-on");
  line_check (&line, "0 0:633 8193:633", 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/direct/static", test_static);
  g_test_add_func ("/core/direct/ppp", test_ppp);
  g_test_add_func ("/core/direct/ready-is-for-direct-dials", test_ready_is_for_direct_dials);
  g_test_add_func ("/core/direct/ready-after-hang-up", test_ready_after_hang_up);
  g_test_add_func ("/core/direct/lost", test_lost);
  g_test_add_func ("/core/direct/lost-then-removed", test_lost_then_removed);
  g_test_add_func ("/core/direct/network-manager-has-no-part", test_network_manager_has_no_part);
  g_test_add_func ("/core/direct/denied", test_denied);
  g_test_add_func ("/core/direct/home-only", test_home_only);
  g_test_add_func ("/core/direct/aborted-then-removed", test_aborted_then_removed);
  g_test_add_func ("/core/direct/silent-modem", test_silent_modem);
  g_test_add_func ("/core/direct/tries-left", test_tries_left);
  g_test_add_func ("/core/modem/taken", test_taken);
  g_test_add_func ("/core/modem/no-longer-taken", test_no_longer_taken);
  g_test_add_func ("/core/modem/radio-off", test_radio_off);
  g_test_add_func ("/core/modem/foreign-network", test_foreign_network);
  return g_test_run ();
}
