/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How pppd's phases end a dial, in orders that no recording has. */
#include <glib.h>

#include "dt-dial.h"

typedef struct {
  const char *name;
  DtKind kind;
  int phases[8];                /* 0 ends them */
  gboolean unplugged;           /* the modem leaves the bus just after the device failed */
  guint32 error;
} Case;

static const Case cases[] = {
  { "refused", DT_KIND_GSM, { 3, 5, 6, 10, 5, 11 }, FALSE, DT_ERROR_AUTHENTICATION_FAILURE },
  { "refused-then-unplugged", DT_KIND_GSM, { 3, 5, 6, 10, 5, 11 }, TRUE, DT_ERROR_AUTHENTICATION_FAILURE },
  { "torn-in-authentication", DT_KIND_PPPOE, { 3, 5, 6, 5, 11 }, FALSE, DT_ERROR_AUTHENTICATION_FAILURE },
  { "torn-in-authentication-modem", DT_KIND_GSM, { 3, 5, 6, 5, 11 }, FALSE, DT_ERROR_AUTHENTICATION_FAILURE },
  { "unplugged-in-authentication", DT_KIND_GSM, { 3, 5, 6, 5, 11 }, TRUE, DT_ERROR_HARDWARE_FAILURE },
  { "torn-in-projection", DT_KIND_GSM, { 3, 5, 6, 8, 5, 11 }, FALSE, DT_ERROR_PPP_CP_REJECTED },
  { "unplugged-in-projection", DT_KIND_GSM, { 3, 5, 6, 8, 5, 11 }, TRUE, DT_ERROR_HARDWARE_FAILURE },
  { "negotiated-twice", DT_KIND_PPPOE, { 3, 5, 6, 8, 5, 6, 10, 11 }, FALSE, DT_ERROR_PPP_CP_REJECTED },
};

static void
feed (DtDial *dial, DtEventType type, int state, int reason)
{
  DtEvent event = { .type = type, .at = dial->status.at + 1, .state = state, .reason = reason };
  DtEffects effects;

  dt_dial_feed (dial, &event, &effects);
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  DtDial dial;
  DtEffects effects;

  dt_dial_begin (&dial, c->kind, FALSE, 1, &effects);
  feed (&dial, DT_EVENT_DEVICE_STATE, 50, 0);
  for (guint i = 0; i < G_N_ELEMENTS (c->phases) && c->phases[i]; i++)
    feed (&dial, DT_EVENT_PPP_PHASE, c->phases[i], 0);
  g_assert_false (dial.status.ended);
  feed (&dial, DT_EVENT_DEVICE_STATE, 120, 13);
  if (c->unplugged)
    feed (&dial, DT_EVENT_MODEM_REMOVED, 0, 0);
  feed (&dial, DT_EVENT_ACTIVE_STATE, 4, 3);
  if (!dial.status.ended) {
    DtEvent clock = { .type = DT_EVENT_CLOCK, .at = dt_dial_deadline (&dial) };

    dt_dial_feed (&dial, &clock, &effects);
  }
  g_assert_true (dial.status.ended);
  g_assert_cmpuint (dial.status.error, ==, c->error);
}

/* The device below a device of type ppp. */
typedef enum { LOST, LOST_AND_BACK, LOST_LATE, LOST_AND_HUNG_UP } Below;

static guint32
end_of_ppp_device (Below below)
{
  static const int up[] = { 3, 5, 6, 8, 9 };
  DtDial dial;
  DtEffects effects;
  DtEvent clock = { .type = DT_EVENT_CLOCK };

  dt_dial_begin (&dial, DT_KIND_PPPOE, FALSE, 1, &effects);
  feed (&dial, DT_EVENT_DEVICE_STATE, 50, 0);
  for (guint i = 0; i < G_N_ELEMENTS (up); i++)
    feed (&dial, DT_EVENT_PPP_PHASE, up[i], 0);
  feed (&dial, DT_EVENT_ACTIVE_STATE, 2, 0);
  g_assert_cmpuint (dial.status.state, ==, DT_RASCS_CONNECTED);
  if (below != LOST_LATE)
    feed (&dial, DT_EVENT_PARENT_STATE, 20, 40);
  if (below == LOST_AND_BACK)
    feed (&dial, DT_EVENT_PARENT_STATE, 30, 40);
  if (below == LOST_AND_HUNG_UP)
    feed (&dial, DT_EVENT_HANG_UP, 0, 0);
  feed (&dial, DT_EVENT_PPP_PHASE, 10, 0);
  feed (&dial, DT_EVENT_DEVICE_STATE, 120, 13);
  if (below == LOST_LATE)
    feed (&dial, DT_EVENT_PARENT_STATE, 20, 40);
  feed (&dial, DT_EVENT_ACTIVE_STATE, 4, 3);
  clock.at = dt_dial_deadline (&dial);
  if (!dial.status.ended)
    dt_dial_feed (&dial, &clock, &effects);
  g_assert_true (dial.status.ended);
  return dial.status.error;
}

static void
test_device_below (void)
{
  g_assert_cmpuint (end_of_ppp_device (LOST), ==, DT_ERROR_LINK_FAILURE);
  g_assert_cmpuint (end_of_ppp_device (LOST_LATE), ==, DT_ERROR_LINK_FAILURE);
  g_assert_cmpuint (end_of_ppp_device (LOST_AND_BACK), ==, DT_ERROR_REMOTE_DISCONNECTION);
  g_assert_cmpuint (end_of_ppp_device (LOST_AND_HUNG_UP), ==, DT_ERROR_USER_DISCONNECTION);
}

/*
 * Another login.
 */

/* Until the other end has refused it and NetworkManager has taken the line down. */
static void
refuse (DtDial *dial, gboolean asks, gboolean pauses)
{
  static const int phases[] = { 3, 5, 6, 10, 5, 11 };
  DtEvent clock = { .type = DT_EVENT_CLOCK };
  DtEffects effects;

  dt_dial_begin (dial, DT_KIND_PPPOE, FALSE, 1, &effects);
  dt_dial_set_asks_login (dial, asks, pauses);
  feed (dial, DT_EVENT_DEVICE_STATE, 50, 0);
  for (guint i = 0; i < G_N_ELEMENTS (phases); i++)
    feed (dial, DT_EVENT_PPP_PHASE, phases[i], 0);
  feed (dial, DT_EVENT_DEVICE_STATE, 120, 13);
  feed (dial, DT_EVENT_ACTIVE_STATE, 4, 3);
  if (!dial->status.ended && !dial->awaits_login) {
    clock.at = dt_dial_deadline (dial);
    dt_dial_feed (dial, &clock, &effects);
  }
  g_assert_true (dial->awaits_login == asks);
}

static void
test_another_login (void)
{
  static const int phases[] = { 3, 5, 6, 8, 9 };
  DtDial dial;
  uint64_t sequence;

  refuse (&dial, TRUE, TRUE);
  g_assert_true (dial.status.paused && !dial.status.ended);
  g_assert_cmpuint (dial.status.state, ==, DT_RASCS_RETRY_AUTHENTICATION);
  sequence = dial.status.sequence;
  feed (&dial, DT_EVENT_DEVICE_STATE, 30, 0);
  feed (&dial, DT_EVENT_ACTIVE_REMOVED, 0, 0);
  g_assert_cmpuint (dial.status.sequence, ==, sequence);
  feed (&dial, DT_EVENT_ANSWERED, 1, 0);
  g_assert_cmpuint (dial.status.state, ==, DT_RASCS_AUTH_RETRY);
  g_assert_null (dt_causes_best (&dial.causes));
  feed (&dial, DT_EVENT_DEVICE_STATE, 50, 0);
  for (guint i = 0; i < G_N_ELEMENTS (phases); i++)
    feed (&dial, DT_EVENT_PPP_PHASE, phases[i], 0);
  feed (&dial, DT_EVENT_DEVICE_STATE, 100, 0);
  feed (&dial, DT_EVENT_ACTIVE_STATE, 2, 0);
  g_assert_true (dial.connected);
  g_assert_cmpuint (dial.status.result, ==, DT_ERROR_SUCCESS);
}

static void
test_no_other_login (void)
{
  DtDial dial;

  refuse (&dial, TRUE, FALSE);
  g_assert_false (dial.status.paused || dial.status.ended);
  feed (&dial, DT_EVENT_ANSWERED, 0, 0);
  g_assert_true (dial.status.ended);
  g_assert_cmpuint (dial.status.result, ==, DT_ERROR_AUTHENTICATION_FAILURE);
  refuse (&dial, FALSE, FALSE);
  g_assert_true (dial.status.ended);
  g_assert_cmpuint (dial.status.result, ==, DT_ERROR_AUTHENTICATION_FAILURE);
}

static void
test_hung_up_instead_of_a_login (void)
{
  DtDial dial;

  refuse (&dial, TRUE, TRUE);
  feed (&dial, DT_EVENT_HANG_UP, 0, 0);
  g_assert_true (dial.status.disconnecting && !dial.status.paused);
  feed (&dial, DT_EVENT_NO_END, 0, 0);
  g_assert_true (dial.status.ended);
  g_assert_cmpuint (dial.status.result, ==, DT_ERROR_USER_DISCONNECTION);
}

static void
test_nobody_gives_a_login_in_time (void)
{
  DtDial dial;
  DtEffects effects;
  DtEvent clock = { .type = DT_EVENT_CLOCK };

  refuse (&dial, TRUE, TRUE);
  clock.at = dt_dial_deadline (&dial);
  g_assert_cmpint (clock.at, >=, DT_PAUSE_PATIENCE_US);
  dt_dial_feed (&dial, &clock, &effects);
  g_assert_true (effects.hang_up);
  feed (&dial, DT_EVENT_NO_END, 0, 0);
  g_assert_cmpuint (dial.status.result, ==, DT_ERROR_AUTHENTICATION_FAILURE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strdup_printf ("/ppp/%s", cases[i].name);

    g_test_add_data_func (path, &cases[i], test_case);
  }
  g_test_add_func ("/ppp/device-below", test_device_below);
  g_test_add_func ("/ppp/another-login", test_another_login);
  g_test_add_func ("/ppp/no-other-login", test_no_other_login);
  g_test_add_func ("/ppp/hung-up-instead-of-a-login", test_hung_up_instead_of_a_login);
  g_test_add_func ("/ppp/nobody-gives-a-login-in-time", test_nobody_gives_a_login_in_time);
  return g_test_run ();
}
