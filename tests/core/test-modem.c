/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Dials with a modem that no recording has: what our own patience ends, and what an older call leaves behind. */
#include <glib.h>

#include "dt-dial.h"

enum { DISCONNECTED = 30, PREPARE = 40, NEED_AUTH = 60, DEACTIVATING = 110, FAILED = 120 };    /* NMDeviceState */
enum { ENABLING = 5, ENABLED = 6, REGISTERED = 8, CONNECTING = 10, CONNECTED = 11 };                              /* MMModemState */
enum { LOCK_NONE = 1, LOCK_SIM_PIN = 2, LOCK_SIM_PUK = 4 };                            /* MMModemLock */
enum { HOME = 1, SEARCHING = 2, DENIED = 3 };                                                    /* MMModem3gppRegistrationState */
enum { CDMA_NOT_ACTIVATED = 1, CDMA_ACTIVATED = 4 };                                   /* MMModemCdmaActivationState */
enum { CDMA_UNKNOWN = 0, CDMA_REGISTERED = 1 };                                        /* MMModemCdmaRegistrationState */
enum { REASON_NONE = 0, REASON_UNKNOWN = 1, REASON_REGISTRATION_TIMEOUT = 32, REASON_USER = 39 };

#define SECOND G_USEC_PER_SEC
#define LOCK_PATIENCE (10 * SECOND)
#define NEED_AUTH_PATIENCE (30 * SECOND)
#define OTHER_AGENTS_PATIENCE (2 * SECOND)

typedef struct {
  DtDial dial;
  DtEffects effects;
} Fixture;

static void
feed (Fixture *f, DtEventType type, gint64 at, gint32 state, gint32 old_state, gint32 reason)
{
  DtEvent event = { .type = type, .at = at, .state = state, .old_state = old_state, .reason = reason };

  dt_dial_feed (&f->dial, &event, &f->effects);
}

/* A dial whose modem is locked so before NetworkManager prepares it, as the observers introduce it. */
static void
begin (Fixture *f, gint32 modem_state, gint32 lock, gint32 registration)
{
  dt_dial_begin (&f->dial, DT_KIND_GSM, false, 0, &f->effects);
  feed (f, DT_EVENT_MODEM_STATE, 1, modem_state, modem_state, 0);
  feed (f, DT_EVENT_MODEM_LOCK, 1, lock, 0, 0);
  feed (f, DT_EVENT_REGISTRATION, 1, registration, 0, 0);
  feed (f, DT_EVENT_DEVICE_STATE, 2, PREPARE, DISCONNECTED, REASON_NONE);
}

/* The clock strikes: we hang up, NetworkManager says that the user did, and it is over. */
static void
give_up_at (Fixture *f, gint64 at)
{
  feed (f, DT_EVENT_CLOCK, at, 0, 0, 0);
  g_assert_true (f->effects.hang_up);
  feed (f, DT_EVENT_DEVICE_STATE, at + 10, DEACTIVATING, f->dial.seen.device_state, REASON_USER);
  feed (f, DT_EVENT_DEVICE_STATE, at + 20, DISCONNECTED, DEACTIVATING, REASON_USER);
  feed (f, DT_EVENT_CLOCK, dt_dial_deadline (&f->dial), 0, 0, 0);
  g_assert_true (f->dial.status.ended);
}

static void
check_cause (Fixture *f, guint32 error, const char *source)
{
  const DtCause *best = dt_causes_best (&f->dial.causes);

  g_assert_cmpuint (f->dial.status.error, ==, error);
  g_assert_cmpuint (f->dial.status.result, ==, error);
  g_assert_cmpstr (best->source, ==, source);
}

/* NetworkManager sits silent in PREPARE (gsm-sim-puk). */
static void
test_puk (void)
{
  Fixture f;

  begin (&f, 2, LOCK_SIM_PUK, 0);
  g_assert_cmpint (dt_dial_deadline (&f.dial), ==, 1 + LOCK_PATIENCE);
  give_up_at (&f, 1 + LOCK_PATIENCE);
  check_cause (&f, DT_ERROR_ACCT_DISABLED, "mm-lock");
}

static void
test_puk_given_in_time (void)
{
  Fixture f;

  begin (&f, 2, LOCK_SIM_PUK, 0);
  feed (&f, DT_EVENT_MODEM_LOCK, 3 * SECOND, LOCK_NONE, 0, 0);
  g_assert_cmpint (dt_dial_deadline (&f.dial), >, 1 + LOCK_PATIENCE);
}

/* Nobody answers the question for the PIN (gsm-pin-required-noagent). */
static void
test_pin_until_our_patience_ends (void)
{
  Fixture f;

  begin (&f, 2, LOCK_SIM_PIN, 0);
  feed (&f, DT_EVENT_DEVICE_STATE, 3, NEED_AUTH, PREPARE, REASON_NONE);
  g_assert_cmpint (dt_dial_deadline (&f.dial), ==, 3 + NEED_AUTH_PATIENCE);
  give_up_at (&f, 3 + NEED_AUTH_PATIENCE);
  check_cause (&f, DT_ERROR_INTERACTIVE_MODE, "mm-lock");
}

/* Our agent has none: the others of root's get a moment. */
static void
test_pin_that_nobody_has (void)
{
  Fixture f;

  begin (&f, 2, LOCK_SIM_PIN, 0);
  feed (&f, DT_EVENT_NO_SECRETS, 2, 0, 0, 0);         /* for something else: NetworkManager does not wait */
  feed (&f, DT_EVENT_DEVICE_STATE, 3, NEED_AUTH, PREPARE, REASON_NONE);
  g_assert_cmpint (dt_dial_deadline (&f.dial), ==, 3 + NEED_AUTH_PATIENCE);
  feed (&f, DT_EVENT_NO_SECRETS, 4, 0, 0, 0);
  g_assert_cmpint (dt_dial_deadline (&f.dial), ==, 4 + OTHER_AGENTS_PATIENCE);
  give_up_at (&f, 4 + OTHER_AGENTS_PATIENCE);
  check_cause (&f, DT_ERROR_INTERACTIVE_MODE, "mm-lock");
}

static void
test_pin_that_another_agent_has (void)
{
  Fixture f;

  begin (&f, 2, LOCK_SIM_PIN, 0);
  feed (&f, DT_EVENT_DEVICE_STATE, 3, NEED_AUTH, PREPARE, REASON_NONE);
  feed (&f, DT_EVENT_NO_SECRETS, 4, 0, 0, 0);
  feed (&f, DT_EVENT_DEVICE_STATE, 5, PREPARE, NEED_AUTH, REASON_NONE);
  g_assert_cmpint (dt_dial_deadline (&f.dial), >, 4 + NEED_AUTH_PATIENCE);
}

static void
test_pin_until_the_diallers_time_out (void)
{
  Fixture f;

  begin (&f, 2, LOCK_SIM_PIN, 0);
  feed (&f, DT_EVENT_DEVICE_STATE, 3, NEED_AUTH, PREPARE, REASON_NONE);
  dt_dial_set_timeout (&f.dial, 2 * SECOND);
  give_up_at (&f, 2 * SECOND);
  check_cause (&f, DT_ERROR_INTERACTIVE_MODE, "mm-lock");
}

static void
test_searching_until_the_diallers_time_out (void)
{
  Fixture f;

  begin (&f, 7, LOCK_NONE, SEARCHING);
  dt_dial_set_timeout (&f.dial, 5 * SECOND);
  give_up_at (&f, 5 * SECOND);
  check_cause (&f, DT_ERROR_NO_DIALTONE, "mm-registration");
}

/* It was found in time: then the call itself took too long. */
static void
test_slow_call_until_the_diallers_time_out (void)
{
  Fixture f;

  begin (&f, 7, LOCK_NONE, SEARCHING);
  feed (&f, DT_EVENT_REGISTRATION, 1 * SECOND, HOME, SEARCHING, 0);
  feed (&f, DT_EVENT_MODEM_STATE, 1 * SECOND, REGISTERED, 7, 0);
  feed (&f, DT_EVENT_MODEM_STATE, 2 * SECOND, CONNECTING, REGISTERED, 0);
  dt_dial_set_timeout (&f.dial, 5 * SECOND);
  give_up_at (&f, 5 * SECOND);
  check_cause (&f, DT_ERROR_REQUEST_TIMEOUT, "dialtone");
}

/* A modem that was registered when the dial began, as far as ModemManager knew (cdma-searching). */
static void
begin_cdma (Fixture *f, gint32 modem_state, gint32 registration)
{
  dt_dial_begin (&f->dial, DT_KIND_CDMA, false, 0, &f->effects);
  feed (f, DT_EVENT_MODEM_STATE, 1, REGISTERED, REGISTERED, 0);
  feed (f, DT_EVENT_CDMA_REGISTRATION, 1, CDMA_REGISTERED, 0, 0);
  feed (f, DT_EVENT_DEVICE_STATE, 2, PREPARE, DISCONNECTED, REASON_NONE);
  feed (f, DT_EVENT_MODEM_STATE, 3, modem_state, REGISTERED, 0);
  feed (f, DT_EVENT_CDMA_REGISTRATION, 4, registration, 0, 0);
}

static void
check_no_cdma_network (Fixture *f)
{
  check_cause (f, DT_ERROR_NO_DIALTONE, "mm-registration");
  g_assert_cmpstr (dt_causes_best (&f->dial.causes)->name, ==, "MM_MODEM_CDMA_REGISTRATION_STATE_UNKNOWN");
}

static void
test_cdma_not_found (void)
{
  Fixture f;

  begin_cdma (&f, ENABLED, CDMA_UNKNOWN);
  feed (&f, DT_EVENT_DEVICE_STATE, 61 * SECOND, FAILED, PREPARE, REASON_REGISTRATION_TIMEOUT);
  feed (&f, DT_EVENT_CLOCK, dt_dial_deadline (&f.dial), 0, 0, 0);
  check_no_cdma_network (&f);
  begin_cdma (&f, ENABLED, CDMA_UNKNOWN);
  dt_dial_set_timeout (&f.dial, 5 * SECOND);
  give_up_at (&f, 5 * SECOND);
  check_no_cdma_network (&f);
}

/* "Unknown" is no search: one that was found meanwhile, that another network serves, or that is not enabled yet. */
static void
test_cdma_that_is_not_searching (void)
{
  static const struct {
    gint32 modem_state, registration;
  } cases[] = { { REGISTERED, CDMA_REGISTERED }, { REGISTERED, CDMA_UNKNOWN }, { CONNECTING, CDMA_UNKNOWN },
                { ENABLING, CDMA_UNKNOWN }, { ENABLED, CDMA_REGISTERED } };
  Fixture f;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    begin_cdma (&f, cases[i].modem_state, cases[i].registration);
    dt_dial_set_timeout (&f.dial, 5 * SECOND);
    give_up_at (&f, 5 * SECOND);
    check_cause (&f, DT_ERROR_REQUEST_TIMEOUT, "dialtone");
  }
}

/* A modem of both kinds: 3GPP tells more. */
static void
test_denied_and_no_cdma (void)
{
  Fixture f;

  begin_cdma (&f, ENABLED, CDMA_UNKNOWN);
  feed (&f, DT_EVENT_REGISTRATION, 5, DENIED, 0, 0);
  feed (&f, DT_EVENT_DEVICE_STATE, 61 * SECOND, FAILED, PREPARE, REASON_REGISTRATION_TIMEOUT);
  feed (&f, DT_EVENT_CLOCK, dt_dial_deadline (&f.dial), 0, 0, 0);
  check_cause (&f, DT_ERROR_NO_DIALIN_PERMISSION, "mm-registration");
}

/* ModemManager tells it of QMI modems.  It explains what is not explained otherwise, and is evidence of the rest. */
static void
test_cdma_not_activated (void)
{
  Fixture f;
  const DtCause *said[DT_CAUSES_MAX];

  begin_cdma (&f, CONNECTING, CDMA_REGISTERED);
  feed (&f, DT_EVENT_CDMA_ACTIVATION, 5, CDMA_NOT_ACTIVATED, 0, 0);
  feed (&f, DT_EVENT_DEVICE_STATE, 6, FAILED, PREPARE, REASON_UNKNOWN);
  feed (&f, DT_EVENT_CLOCK, dt_dial_deadline (&f.dial), 0, 0, 0);
  check_cause (&f, DT_ERROR_NO_DIALIN_PERMISSION, "mm-activation");
  begin_cdma (&f, CONNECTING, CDMA_REGISTERED);
  feed (&f, DT_EVENT_CDMA_ACTIVATION, 5, CDMA_ACTIVATED, 0, 0);
  feed (&f, DT_EVENT_DEVICE_STATE, 6, FAILED, PREPARE, REASON_UNKNOWN);
  feed (&f, DT_EVENT_CLOCK, dt_dial_deadline (&f.dial), 0, 0, 0);
  check_cause (&f, DT_ERROR_UNKNOWN, "nm-device");
  begin_cdma (&f, ENABLED, CDMA_UNKNOWN);
  feed (&f, DT_EVENT_CDMA_ACTIVATION, 5, CDMA_NOT_ACTIVATED, 0, 0);
  feed (&f, DT_EVENT_DEVICE_STATE, 61 * SECOND, FAILED, PREPARE, REASON_REGISTRATION_TIMEOUT);
  feed (&f, DT_EVENT_CLOCK, dt_dial_deadline (&f.dial), 0, 0, 0);
  check_no_cdma_network (&f);
  g_assert_cmpuint (dt_causes_order (&f.dial.causes, said), >=, 2);
  g_assert_cmpstr (said[1]->name, ==, "MM_MODEM_CDMA_ACTIVATION_STATE_NOT_ACTIVATED");
}

/* A modem of both kinds that 3GPP dials. */
static void
test_not_activated_for_cdma (void)
{
  Fixture f;

  begin (&f, CONNECTING, LOCK_NONE, HOME);
  feed (&f, DT_EVENT_CDMA_ACTIVATION, 5, CDMA_NOT_ACTIVATED, 0, 0);
  feed (&f, DT_EVENT_DEVICE_STATE, 6, FAILED, PREPARE, REASON_UNKNOWN);
  feed (&f, DT_EVENT_CLOCK, dt_dial_deadline (&f.dial), 0, 0, 0);
  check_cause (&f, DT_ERROR_UNKNOWN, "nm-device");
}

/* The modem is in a call of another entry when the dial begins (gsm-modem-taken-over). */
static void
test_older_call (void)
{
  Fixture f;

  begin (&f, CONNECTED, LOCK_NONE, HOME);
  g_assert_cmpuint (f.dial.status.state, ==, DT_RASCS_PORT_OPENED);
  feed (&f, DT_EVENT_MODEM_STATE, 1 * SECOND, 9, CONNECTED, 0);
  feed (&f, DT_EVENT_MODEM_STATE, 2 * SECOND, REGISTERED, 9, 0);
  g_assert_cmpuint (f.dial.status.state, ==, DT_RASCS_PORT_OPENED);
  feed (&f, DT_EVENT_MODEM_STATE, 3 * SECOND, CONNECTING, REGISTERED, 0);
  g_assert_cmpuint (f.dial.status.state, ==, DT_RASCS_CONNECT_DEVICE);
  feed (&f, DT_EVENT_MODEM_STATE, 4 * SECOND, CONNECTED, CONNECTING, 0);
  g_assert_cmpuint (f.dial.status.state, ==, DT_RASCS_DEVICE_CONNECTED);
}

static void
fail_with (Fixture *f, const char *error_name)
{
  DtEvent event = { .type = DT_EVENT_BEARER_ERROR, .at = 3 * SECOND, .name = error_name, .text = "" };

  begin (f, REGISTERED, LOCK_NONE, HOME);
  dt_dial_feed (&f->dial, &event, &f->effects);
  feed (f, DT_EVENT_DEVICE_STATE, 3 * SECOND, FAILED, PREPARE, 1);
}

/* It waits for a better reason only where one can come. */
static void
test_answer_of_modem_ends_at_once (void)
{
  Fixture f;

  fail_with (&f, "org.freedesktop.ModemManager1.Error.MobileEquipment.MissingOrUnknownApn");
  g_assert_true (f.dial.status.ended);
  check_cause (&f, DT_ERROR_BAD_ADDRESS_SPECIFIED, "mm-bearer");
  fail_with (&f, "org.freedesktop.ModemManager1.Error.Connection.NoCarrier");
  g_assert_true (f.dial.status.ended);
  check_cause (&f, DT_ERROR_NO_CARRIER, "mm-bearer");
  /* As when it is being unplugged (M10). */
  fail_with (&f, "org.freedesktop.ModemManager1.Error.Core.Aborted");
  g_assert_false (f.dial.status.ended);
  feed (&f, DT_EVENT_MODEM_REMOVED, 3 * SECOND + 200000, 0, 0, 0);
  feed (&f, DT_EVENT_CLOCK, dt_dial_deadline (&f.dial), 0, 0, 0);
  check_cause (&f, DT_ERROR_HARDWARE_FAILURE, "mm-modem");
  fail_with (&f, "org.freedesktop.ModemManager1.Error.Serial.SendFailed");
  g_assert_false (f.dial.status.ended);
  feed (&f, DT_EVENT_MODEM_REMOVED, 3 * SECOND + 200000, 0, 0, 0);
  feed (&f, DT_EVENT_CLOCK, dt_dial_deadline (&f.dial), 0, 0, 0);
  check_cause (&f, DT_ERROR_HARDWARE_FAILURE, "mm-modem");
  fail_with (&f, "org.freedesktop.ModemManager1.Error.Serial.SendFailed");
  feed (&f, DT_EVENT_CLOCK, dt_dial_deadline (&f.dial), 0, 0, 0);
  check_cause (&f, DT_ERROR_PORT_OR_DEVICE, "mm-bearer");
}

/* Its modem is connected when the dial begins: the bearer is not the dial's. */
static void
test_bearer_of_another_client (void)
{
  Fixture f;

  begin (&f, CONNECTED, LOCK_NONE, HOME);
  feed (&f, DT_EVENT_BEARER_CONNECTED, 3, 1, 0, 0);
  g_assert_cmpuint (f.dial.status.state, ==, DT_RASCS_PORT_OPENED);
  feed (&f, DT_EVENT_MODEM_STATE, 4, REGISTERED, CONNECTED, 0);
  feed (&f, DT_EVENT_MODEM_STATE, 5, CONNECTING, REGISTERED, 0);
  feed (&f, DT_EVENT_BEARER_CONNECTED, 6, 1, 0, 0);
  g_assert_cmpuint (f.dial.status.state, ==, DT_RASCS_ALL_DEVICES_CONNECTED);
}

static void
test_hang_up_that_waited (void)
{
  Fixture f;

  begin (&f, REGISTERED, LOCK_NONE, HOME);
  feed (&f, DT_EVENT_HANG_UP_SENT, 3 * SECOND, 0, 0, 0);        /* of nothing */
  feed (&f, DT_EVENT_HANG_UP, 5 * SECOND, 0, 0, 0);
  g_assert_cmpint (dt_dial_deadline (&f.dial), ==, 35 * SECOND);
  feed (&f, DT_EVENT_HANG_UP_SENT, 30 * SECOND, 0, 0, 0);
  g_assert_cmpint (dt_dial_deadline (&f.dial), ==, 60 * SECOND);
  feed (&f, DT_EVENT_CLOCK, 60 * SECOND, 0, 0, 0);
  g_assert_true (f.dial.status.ended);
  check_cause (&f, DT_ERROR_USER_DISCONNECTION, "dialtone");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/modem/puk", test_puk);
  g_test_add_func ("/core/modem/puk-given-in-time", test_puk_given_in_time);
  g_test_add_func ("/core/modem/pin-until-our-patience-ends", test_pin_until_our_patience_ends);
  g_test_add_func ("/core/modem/pin-that-nobody-has", test_pin_that_nobody_has);
  g_test_add_func ("/core/modem/pin-that-another-agent-has", test_pin_that_another_agent_has);
  g_test_add_func ("/core/modem/pin-until-the-diallers-time-out", test_pin_until_the_diallers_time_out);
  g_test_add_func ("/core/modem/searching-until-the-diallers-time-out", test_searching_until_the_diallers_time_out);
  g_test_add_func ("/core/modem/slow-call-until-the-diallers-time-out", test_slow_call_until_the_diallers_time_out);
  g_test_add_func ("/core/modem/cdma-not-found", test_cdma_not_found);
  g_test_add_func ("/core/modem/cdma-that-is-not-searching", test_cdma_that_is_not_searching);
  g_test_add_func ("/core/modem/denied-and-no-cdma", test_denied_and_no_cdma);
  g_test_add_func ("/core/modem/cdma-not-activated", test_cdma_not_activated);
  g_test_add_func ("/core/modem/not-activated-for-cdma", test_not_activated_for_cdma);
  g_test_add_func ("/core/modem/older-call", test_older_call);
  g_test_add_func ("/core/modem/answer-of-modem-ends-at-once", test_answer_of_modem_ends_at_once);
  g_test_add_func ("/core/modem/bearer-of-another-client", test_bearer_of_another_client);
  g_test_add_func ("/core/modem/hang-up-that-waited", test_hang_up_that_waited);
  return g_test_run ();
}
