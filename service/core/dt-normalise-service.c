/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What happens to services, calls and callers instead of to the line. */
#include "dt-normalise.h"

#include <string.h>

/* An established link of a kind that lives in the kernel outlasts NetworkManager (T9). */
#define GRACE_US (5 * INT64_C (1000000))
/* After an answer upstream goes on, or asks again. */
#define ANSWERED_PATIENCE_US (150 * INT64_C (1000000))
/* A modem may need so long to let go (M4: 3 to 27 s). */
#define HANG_UP_PATIENCE_US (30 * INT64_C (1000000))

void
dt_normalise_call (DtDial *dial, const DtEvent *event, DtEffects *effects)
{
  const char *name = event->name ? event->name : "";
  const DtReason *row = dt_mapping_dbus_error (name);

  /* ovpn-missing-plugin: the name says only that it is not available. */
  if (dial->kind == DT_KIND_VPN && event->text && strstr (event->text, "was not installed"))
    dt_say_cause (dial, "nm-call", row ? row->number : -1, name, DT_ERROR_DEVICETYPE_DOES_NOT_EXIST, DT_WEIGHT_SPECIFIC,
                  event->text, event->at, effects);
  else if (strcmp (name, "org.dialtone.RemoteAccess1.Error.AlreadyDisconnecting") == 0)
    dt_say_cause (dial, "dialtone", -1, name, DT_ERROR_ALREADY_DISCONNECTING, DT_WEIGHT_SPECIFIC, event->text, event->at,
                  effects);
  else if (row)
    dt_say_reason (dial, "nm-call", row, event->text, event->at, effects);
  else
    dt_say_cause (dial, "nm-call", -1, name, DT_ERROR_UNKNOWN, DT_WEIGHT_GENERIC, event->text, event->at, effects);
  dt_resolve (dial, event->at, effects);
}

static void
nm_gone (DtDial *dial, const DtEvent *event, DtEffects *effects)
{
  if (dial->direct)                   /* it has no part in it */
    return;
  dt_say_cause (dial, "nm", 0, "NetworkManager left the bus", DT_ERROR_RASMAN_SERVICE_STOPPED, DT_WEIGHT_SPECIFIC, NULL,
                event->at, effects);
  if (dial->connected && dial->kind == DT_KIND_WIREGUARD)
    dial->grace_at = event->at + GRACE_US;
  else
    dt_verdict_soon (dial, event->at);
}

static void
mm_gone (DtDial *dial, const DtEvent *event, DtEffects *effects)
{
  if (!dt_kind_has_modem (dial->kind))
    return;
  dt_say_cause (dial, "mm", 0, "ModemManager left the bus", DT_ERROR_RASMAN_SERVICE_STOPPED, DT_WEIGHT_SPECIFIC, NULL,
                event->at, effects);
  dt_verdict_soon (dial, event->at);
}

static void
hang_up (DtDial *dial, const DtEvent *event, DtEffects *effects)
{
  dt_say_cause (dial, "dialtone", 0, "HangUp", DT_ERROR_USER_DISCONNECTION, DT_WEIGHT_DECISIVE, NULL, event->at, effects);
  dt_leave (dial, event->at, effects);
  if (!dial->seen.timed_out)
    dial->patience_at = event->at + HANG_UP_PATIENCE_US;
}

/* The modem has all its time to let go: what the order waited before does not count. */
static void
hang_up_sent (DtDial *dial, const DtEvent *event)
{
  if (dial->seen.leaving && !dial->seen.timed_out && !dial->status.ended)
    dial->patience_at = event->at + HANG_UP_PATIENCE_US;
}

static void
service_stops (DtDial *dial, const DtEvent *event, DtEffects *effects)
{
  if (dial->status.finished || dial->observed_only)
    return;
  dt_say_cause (dial, "dialtone", 0, "the service stops", DT_ERROR_RASMAN_SERVICE_STOPPED, DT_WEIGHT_DECISIVE, NULL,
                event->at, effects);
  effects->hang_up = true;
  dt_resolve (dial, event->at, effects);
}

/* Upstream's own state stays as it is meanwhile. */
static void
question (DtDial *dial, const DtEvent *event, DtEffects *effects)
{
  DtFact fact = { .type = DT_FACT_PAUSED, .at = event->at, .state = (uint32_t) event->state };

  if (event->type == DT_EVENT_ANSWERED)
    fact.type = DT_FACT_RESUMED;
  if (dial->awaits_login && event->state == 0) {
    dt_resolve (dial, event->at, effects);
    return;
  }
  if (dial->awaits_login) {
    dt_forget_line (dial);
    if (!dial->status.paused)
      dt_say (dial, DT_FACT_AUTH_RETRY, event->at, effects);
  }
  if (dial->seen.leaving || dial->seen.verdict)
    return;
  dial->patience_at = event->type == DT_EVENT_QUESTION ? event->at + DT_PAUSE_PATIENCE_US : event->at + ANSWERED_PATIENCE_US;
  dt_machine_apply (dial, &fact, effects);
}

/* How it ended was told to nobody that still knows: a cause from before outranks
 * this one, and the phase in which pppd was last seen is no cause. */
static void
gone_while_away (DtDial *dial, const DtEvent *event, DtEffects *effects)
{
  dt_say_cause (dial, "dialtone", 0, "ended while the service was away", DT_ERROR_RASMAN_SERVICE_STOPPED, DT_WEIGHT_LOSS, NULL,
                event->at, effects);
  dt_resolve (dial, event->at, effects);
}

void
dt_normalise_service (DtDial *dial, const DtEvent *event, DtEffects *effects)
{
  switch ((int) event->type) {
  case DT_EVENT_QUESTION:
  case DT_EVENT_ANSWERED:
    question (dial, event, effects);
    break;
  case DT_EVENT_NM_GONE:
    nm_gone (dial, event, effects);
    break;
  case DT_EVENT_NM_BACK:
    dial->grace_at = DT_NEVER;
    if (!dial->status.ended)
      dt_causes_clear (&dial->causes);
    break;
  case DT_EVENT_MM_GONE:
    mm_gone (dial, event, effects);
    break;
  case DT_EVENT_HANG_UP:
    hang_up (dial, event, effects);
    break;
  case DT_EVENT_HANG_UP_SENT:
    hang_up_sent (dial, event);
    break;
  case DT_EVENT_SERVICE_STOPS:
    service_stops (dial, event, effects);
    break;
  case DT_EVENT_GONE_WHILE_AWAY:
    gone_while_away (dial, event, effects);
    break;
  case DT_EVENT_NO_END:
    dt_resolve (dial, event->at, effects);
    break;
  default:
    break;
  }
}
