/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* NetworkManager's device of a dial: every kind but VPN. */
#include "dt-normalise.h"

enum { DISCONNECTED = 30, PREPARE = 40, CONFIG = 50, NEED_AUTH = 60, IP_CONFIG = 70, SECONDARIES = 90, DEACTIVATING = 110, FAILED = 120 };
enum { REASON_NONE = 0, REASON_UNKNOWN = 1, REASON_NOW_UNMANAGED = 3, REASON_PPP_DISCONNECT = 13, REASON_PPP_FAILED = 14, REASON_REGISTRATION_DENIED = 31, REASON_REGISTRATION_TIMEOUT = 32,
       REASON_REGISTRATION_FAILED = 33,
       REASON_REMOVED = 36, REASON_USER = 39, REASON_CARRIER = 40, REASON_LINK_NOT_INIT = 71 };

/* Upstream never leaves these by itself: a NEED_AUTH that nobody answers
 * (gsm-pin-required-noagent), a modem's Connect (200 s in NetworkManager). */
#define NEED_AUTH_PATIENCE_US (30 * INT64_C (1000000))
/* Another agent of root's may still have what ours has not. */
#define OTHER_AGENTS_PATIENCE_US (2 * INT64_C (1000000))
#define CONNECT_PATIENCE_US (150 * INT64_C (1000000))

/* What PPP's phases outrank (P1). */
static bool
left_to_ppp (int32_t reason)
{
  return reason == REASON_PPP_DISCONNECT || reason == REASON_PPP_FAILED || reason == REASON_UNKNOWN || reason == REASON_NONE;
}

static bool
is_loss (int32_t reason)
{
  return reason == REASON_REMOVED || reason == REASON_CARRIER;
}

/* A device that worked and has left: NetworkManager 1.48 and later tell that its link is not initialised, as they tell of
 * a new one that is not ready yet; older ones tell REMOVED (M13, nm152-modem-unplugged-while-up). */
static bool
is_removal (const DtEvent *event, bool worked)
{
  return event->reason == REASON_LINK_NOT_INIT && event->state <= DISCONNECTED && worked && !dt_event_is_of_pppd (event);
}

/* A device of type ppp goes with its pppd, now and then without FAILED (real-pppoe-own-device-unmanaged). */
static bool
goes_with_pppd (const DtDial *dial, const DtEvent *event)
{
  return (event->reason == REASON_NOW_UNMANAGED && dial->seen.ppp_phase >= 0) ||
         (event->reason == REASON_LINK_NOT_INIT && dt_event_is_of_pppd (event));
}

static DtWeight
weight_of (const DtDial *dial, const DtEvent *event, const DtReason *row)
{
  if (event->reason == REASON_USER && event->state == DEACTIVATING)
    return DT_WEIGHT_SPECIFIC;
  /* A link below that went: pppd notices later, and says less (pppoe-carrier-lost). */
  if (is_loss (event->reason))
    return DT_WEIGHT_LOSS;
  if (goes_with_pppd (dial, event))
    return DT_WEIGHT_GENERIC;
  return row->specific ? DT_WEIGHT_SPECIFIC : DT_WEIGHT_GENERIC;
}

/* A device of type ppp: NetworkManager takes no notice of the one below it, and pppd finds out later, if its echoes are on
 * (real-pppoe-own-device-carrier-lost). */
static void
say_parent (DtDial *dial, int64_t at, DtEffects *effects)
{
  if (dial->seen.parent_lost_at > 0 && !dial->seen.leaving)
    dt_say_reason_as (dial, "nm-parent", dt_mapping_nm_device_reason (dial->seen.parent_reason), DT_WEIGHT_LOSS, NULL, at, effects);
}

void
dt_normalise_ppp_parent (DtDial *dial, const DtEvent *event, DtEffects *effects)
{
  bool removed = event->type == DT_EVENT_PARENT_REMOVED;

  bool left = removed || is_removal (event, event->old_state > DISCONNECTED);

  if (left || (event->state < DISCONNECTED && is_loss (event->reason))) {
    dial->seen.parent_lost_at = event->at > 0 ? event->at : 1;
    dial->seen.parent_reason = left ? REASON_REMOVED : event->reason;
    if (dial->seen.verdict)
      say_parent (dial, event->at, effects);
  } else if (event->state >= DISCONNECTED) {
    dial->seen.parent_lost_at = 0;
  }
}

/* NetworkManager's own word for it, with the error of a removal. */
static void
say_removal (DtDial *dial, const DtEvent *event, DtEffects *effects)
{
  DtReason row = *dt_mapping_nm_device_reason (REASON_REMOVED);

  row.number = event->reason;
  row.name = dt_mapping_nm_device_reason (event->reason)->name;
  dt_say_reason_as (dial, "nm-device", &row, DT_WEIGHT_LOSS, NULL, event->at, effects);
}

static void
say_device_reason (DtDial *dial, const DtEvent *event, DtEffects *effects)
{
  const DtReason *row = dt_mapping_nm_device_reason (event->reason);

  if (row == NULL || (event->reason == REASON_USER && dial->seen.given_up))
    return;
  if (event->reason == REASON_REGISTRATION_TIMEOUT)
    dt_say_registration (dial, event->at, effects);
  else if (event->reason == REASON_REGISTRATION_DENIED || event->reason == REASON_REGISTRATION_FAILED)
    dt_say_rejection (dial, event->at, effects);
  if (event->reason == REASON_UNKNOWN && event->state == FAILED)
    dt_say_unspoken (dial, event->at, effects);
  say_parent (dial, event->at, effects);
  dt_say_reason_as (dial, "nm-device", row, weight_of (dial, event, row), NULL, event->at, effects);
  if (left_to_ppp (event->reason) && dial->seen.ppp_ended && !dial->seen.leaving)
    dt_say_ppp_end (dial, event->at, effects);
}

static void
going_up (DtDial *dial, const DtEvent *event, DtEffects *effects)
{
  int32_t state = dt_mapping_nm_device_state (event->state, dt_kind_to_string (dial->kind));

  if (state >= (int32_t) DT_RASCS_CONNECTED)     /* Connected is the ActiveConnection's word alone */
    return;
  if (event->state == SECONDARIES && dial->prove_peer && !dial->seen.answered)   /* it stays in Projected */
    return;
  if (dt_kind_has_modem (dial->kind)) {
    /* M1: PREPARE covers all that ModemManager does; its own states tell more. */
    if (event->state == PREPARE && dial->seen.modem_state > 0)
      return;
    if (event->state == CONFIG)
      dt_say_reached (dial, DT_RASCS_DEVICE_CONNECTED, event->at, effects);
    if (event->state == IP_CONFIG)
      dt_say_reached (dial, DT_RASCS_AUTHENTICATED, event->at, effects);
  }
  dt_say_reached (dial, state, event->at, effects);
}

static void
set_patience (DtDial *dial, const DtEvent *event)
{
  if (dt_modem_is_blocked (dial))       /* its patience is shorter, and runs (gsm-sim-puk) */
    return;
  dial->patience_at = DT_NEVER;
  if (event->state == NEED_AUTH)
    dial->patience_at = event->at + NEED_AUTH_PATIENCE_US;
  else if (event->state == PREPARE && dt_kind_has_modem (dial->kind))
    dial->patience_at = event->at + CONNECT_PATIENCE_US;
}

/* Below DISCONNECTED, from there: before the dial begins to use it, or after it was taken down, where only a removal says
 * something (a failed line goes 120, 30, and 10 if its device was unplugged). */
static void
say_idle_device (DtDial *dial, const DtEvent *event, DtEffects *effects)
{
  if (dial->seen.leaving || event->reason != REASON_LINK_NOT_INIT || dt_event_is_of_pppd (event))
    return;
  if (is_removal (event, dial->seen.device_worked))
    say_removal (dial, event, effects);
  else
    dt_say_reason_as (dial, "nm-device", dt_mapping_nm_device_reason (event->reason), DT_WEIGHT_HINTING, NULL, event->at, effects);
}

/* NetworkManager asks our agent first, and stays in NEED_AUTH when all have refused (gsm-pin-required-noagent). */
static void
no_secrets (DtDial *dial, const DtEvent *event)
{
  int64_t until = event->at + OTHER_AGENTS_PATIENCE_US;

  if (dial->seen.device_state == NEED_AUTH && !dial->seen.leaving && !dial->seen.verdict && until < dial->patience_at)
    dial->patience_at = until;
}

void
dt_normalise_device (DtDial *dial, const DtEvent *event, DtEffects *effects)
{
  int32_t before = dial->seen.device_state;

  if (event->type == DT_EVENT_NO_SECRETS) {
    no_secrets (dial, event);
    return;
  }
  if (event->type == DT_EVENT_DEVICE_REMOVED) {
    /* One that we took down ourselves, by a time-out, explains nothing. */
    dt_say_cause (dial, "nm-device", REASON_REMOVED, "device removed", DT_ERROR_HARDWARE_FAILURE,
                  dial->seen.given_up ? DT_WEIGHT_GENERIC : DT_WEIGHT_LOSS, NULL, event->at, effects);
    dt_verdict_soon (dial, event->at);
    return;
  }
  dial->seen.device_state = event->state;
  dial->seen.device_worked |= event->state >= PREPARE;
  if (event->state == DEACTIVATING) {
    say_device_reason (dial, event, effects);
    dt_leave (dial, event->at, effects);
  } else if (event->state == FAILED) {
    say_device_reason (dial, event, effects);
    /* No better reason follows the modem's own (gsm-dial-cme-127), unlike others (M10). */
    if (dial->seen.modem_answered && !dial->connected)
      dt_resolve (dial, event->at, effects);
    else
      dt_verdict_soon (dial, event->at);
  } else if (event->state <= DISCONNECTED) {
    if (before <= DISCONNECTED) {
      say_idle_device (dial, event, effects);
      return;
    }
    /* After FAILED NetworkManager tidies up, a device of type ppp with NOW_UNMANAGED (real-pppoe-own-device-echo-lost). */
    if (is_removal (event, dial->seen.device_worked))
      say_removal (dial, event, effects);
    else if (event->reason != REASON_NONE && (before != FAILED || is_loss (event->reason)))
      say_device_reason (dial, event, effects);
    dt_verdict_soon (dial, event->at);
  } else {
    if (!dial->seen.leaving)
      set_patience (dial, event);
    going_up (dial, event, effects);
  }
}
