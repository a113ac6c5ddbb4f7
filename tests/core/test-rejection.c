/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Why a network rejected the modem, which ModemManager tells from 1.24 on. */
#include "line.h"

enum { DISCONNECTED = 30, PREPARE = 40, FAILED = 120 };
enum { REGISTRATION_DENIED = 31, REGISTRATION_TIMEOUT = 32 };      /* NMDeviceStateReason */
enum { ENABLED = 6, SEARCHING = 2, DENIED = 3, HOME = 1 };
enum { NONE = 0, PLMN_NOT_ALLOWED = 11, CONGESTION = 22, UNKNOWN = 114 };       /* MMNetworkError */

typedef struct {
  const char *name;
  gint32 registration, rejection, reason;
  guint32 error;
  const char *source, *hint;
} Case;

static const Case cases[] = {
  { "named", DENIED, PLMN_NOT_ALLOWED, REGISTRATION_TIMEOUT, DT_ERROR_NO_DIALIN_PERMISSION, "mm-network", "roaming" },
  { "passing", DENIED, CONGESTION, REGISTRATION_TIMEOUT, DT_ERROR_CONGESTION, "mm-network", "wait-retry" },
  { "goes-on-searching", SEARCHING, CONGESTION, REGISTRATION_TIMEOUT, DT_ERROR_CONGESTION, "mm-network", "wait-retry" },
  { "with-networkmanagers-own-denied", DENIED, CONGESTION, REGISTRATION_DENIED, DT_ERROR_CONGESTION, "mm-network", "wait-retry" },
  { "unknown", DENIED, UNKNOWN, REGISTRATION_TIMEOUT, DT_ERROR_NO_DIALIN_PERMISSION, "mm-registration", "contact-operator" },
  { "no-row", DENIED, 4711, REGISTRATION_TIMEOUT, DT_ERROR_NO_DIALIN_PERMISSION, "mm-registration", "contact-operator" },
  { "none", DENIED, NONE, REGISTRATION_TIMEOUT, DT_ERROR_NO_DIALIN_PERMISSION, "mm-registration", "contact-operator" },
};

static void
begin (Line *line)
{
  line_begin (line, DT_KIND_GSM);
  line_feed (line, (DtEvent) { .type = DT_EVENT_MODEM_STATE, .at = 1, .state = ENABLED, .old_state = ENABLED });
  line_feed (line, (DtEvent) { .type = DT_EVENT_DEVICE_STATE, .at = 2, .state = PREPARE, .old_state = DISCONNECTED });
}

static void
fail (Line *line, gint32 reason)
{
  line_say (line, DT_EVENT_DEVICE_STATE, SECOND, FAILED, reason);
  line_say (line, DT_EVENT_CLOCK, dt_dial_deadline (&line->dial), 0, 0);
  g_assert_true (line->dial.status.ended);
  g_string_free (line->edges, TRUE);
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  const DtCause *best;
  Line line;

  begin (&line);
  line_say (&line, DT_EVENT_NETWORK_REJECTION, 3, 0, c->rejection);
  line_say (&line, DT_EVENT_REGISTRATION, 4, c->registration, 0);
  fail (&line, c->reason);
  best = dt_causes_best (&line.dial.causes);
  g_assert_cmpuint (line.dial.status.error, ==, c->error);
  g_assert_cmpstr (best->source, ==, c->source);
  g_assert_cmpstr (best->hint, ==, c->hint);
}

/* It found another network meanwhile, and ModemManager took the rejection back. */
static void
test_taken_back (void)
{
  Line line;

  begin (&line);
  line_say (&line, DT_EVENT_NETWORK_REJECTION, 3, 0, CONGESTION);
  line_say (&line, DT_EVENT_NETWORK_REJECTION, 4, 0, NONE);
  line_say (&line, DT_EVENT_REGISTRATION, 5, SEARCHING, 0);
  fail (&line, REGISTRATION_TIMEOUT);
  g_assert_cmpuint (line.dial.status.error, ==, DT_ERROR_NO_DIALTONE);
}

/* Registered again, and lost again: the older rejection is not why, whether or not ModemManager took it back. */
static void
test_registered_meanwhile (void)
{
  Line line;

  begin (&line);
  line_say (&line, DT_EVENT_NETWORK_REJECTION, 3, 0, CONGESTION);
  line_say (&line, DT_EVENT_REGISTRATION, 4, HOME, 0);
  line_say (&line, DT_EVENT_REGISTRATION, 5, SEARCHING, 0);
  fail (&line, REGISTRATION_TIMEOUT);
  g_assert_cmpuint (line.dial.status.error, ==, DT_ERROR_NO_DIALTONE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strdup_printf ("/core/rejection/%s", cases[i].name);

    g_test_add_data_func (path, &cases[i], test_case);
  }
  g_test_add_func ("/core/rejection/taken-back", test_taken_back);
  g_test_add_func ("/core/rejection/registered-meanwhile", test_registered_meanwhile);
  return g_test_run ();
}
