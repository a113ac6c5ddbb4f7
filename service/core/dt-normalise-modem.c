/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* ModemManager's modem and bearers. */
#include "dt-normalise.h"

enum { MODEM_LOCKED = 2, MODEM_ENABLED = 6, MODEM_REGISTERED = 8, MODEM_DISCONNECTING = 9, MODEM_CONNECTED = 11 };
enum { LOCK_NONE = 1, LOCK_SIM_PIN = 2, LOCK_SIM_PIN2 = 3, LOCK_SIM_PUK2 = 5 };
enum { REGISTRATION_HOME = 1, REGISTRATION_SEARCHING = 2, REGISTRATION_DENIED = 3, REGISTRATION_ROAMING = 5,
       REGISTRATION_ROAMING_CSFB = 10 };
enum { CDMA_UNKNOWN = 0, CDMA_ROAMING = 3 };

/* M11: with a PUK NetworkManager sits silent in PREPARE. */
#define LOCK_PATIENCE_US (10 * INT64_C (1000000))

static void
modem_state (DtDial *dial, const DtEvent *event, DtEffects *effects)
{
  bool as_it_was = event->old_state == event->state;
  int32_t state = event->state;

  /* What lies beyond "registered" when a dial begins belongs to an older call (gsm-modem-taken-over). */
  if (as_it_was && state > MODEM_REGISTERED)
    state = MODEM_REGISTERED;
  dial->seen.taken = event->state == MODEM_CONNECTED && (as_it_was || dial->seen.taken);
  dial->seen.modem_state = state;
  /* Only a client's Disconnect or Enable passes it; a loss goes from CONNECTED to REGISTERED. */
  if (dial->direct && dial->connected && state == MODEM_DISCONNECTING && !dial->seen.leaving) {
    dt_say_cause (dial, "mm-modem", event->reason, "disconnected by another client", DT_ERROR_USER_DISCONNECTION,
                  DT_WEIGHT_SPECIFIC, NULL, event->at, effects);
    dt_leave (dial, event->at, effects);
  }
  /* A paused state is published only when somebody is asked (rule 9). */
  if (state > MODEM_LOCKED && state <= MODEM_CONNECTED)
    dt_say_reached (dial, dt_mapping_mm_modem_state (state), event->at, effects);
}

bool
dt_modem_is_blocked (const DtDial *dial)
{
  const DtReason *row = dt_mapping_mm_sim_lock (dial->seen.lock);

  return dial->seen.lock > LOCK_SIM_PIN && row && row->error != DT_ERROR_SUCCESS;
}

/* Of a dial by CDMA alone: many modems of both kinds are used by 3GPP, and never activated for CDMA. */
static void
say_cdma_activation (DtDial *dial, int64_t at, DtEffects *effects)
{
  if (dial->kind == DT_KIND_CDMA && !dial->connected)
    dt_say_reason_as (dial, "mm-activation", dt_mapping_mm_cdma_activation_state (dial->seen.cdma_activation), DT_WEIGHT_HINTING,
                      NULL, at, effects);
}

/* NetworkManager 1.42.4 and ModemManager 1.20.4 together say nothing of either: no bearer tells why Connect failed, and
 * NetworkManager gives the reason UNKNOWN (gsm-home-only, gsm-modem-of-another-client).  A device that is not activated
 * is no more than a guess at the reason. */
void
dt_say_unspoken (DtDial *dial, int64_t at, DtEffects *effects)
{
  DtReason roaming = {
    .number = dial->seen.roaming ? REGISTRATION_ROAMING : CDMA_ROAMING,
    .name = "roaming, and the entry is for the home network only",
    .error = DT_ERROR_NO_DIALIN_PERMISSION, .error_before = DT_ERROR_NO_DIALIN_PERMISSION, .specific = true,
    .class_ = DT_CLASS_POLICY, .hint = "roaming",
  };

  if (dial->home_only && (dial->seen.roaming || dial->seen.cdma_registration == CDMA_ROAMING))
    dt_say_reason (dial, "mm-registration", &roaming, NULL, at, effects);
  else if (dial->seen.taken && !dial->connected)
    dt_say_cause (dial, "mm-modem", MODEM_CONNECTED, "connected by another client", DT_ERROR_PORT_ALREADY_OPEN, DT_WEIGHT_HINTING,
                  NULL, at, effects);
  say_cdma_activation (dial, at, effects);
}

/* The call is refused with UnknownDevice, or ConnectionNotAvailable, and "device is not available". */
static void
radio_off (DtDial *dial, const DtEvent *event, DtEffects *effects)
{
  static const DtReason row = {
    .name = "WwanEnabled is false", .error = DT_ERROR_PORT_NOT_AVAILABLE, .error_before = DT_ERROR_PORT_NOT_AVAILABLE,
    .specific = true, .class_ = DT_CLASS_POLICY, .hint = "radio-on",
  };
  static const DtReason hardware_row = {
    .number = 1, .name = "WwanHardwareEnabled is false", .error = DT_ERROR_PORT_NOT_AVAILABLE,
    .error_before = DT_ERROR_PORT_NOT_AVAILABLE, .specific = true, .class_ = DT_CLASS_POLICY, .hint = "radio-on",
  };

  dt_say_reason (dial, "nm", event->reason ? &hardware_row : &row, NULL, event->at, effects);
}

static void
modem_lock (DtDial *dial, const DtEvent *event, DtEffects *effects)
{
  const DtReason *row = dt_mapping_mm_sim_lock (event->state);
  bool was_blocked = dt_modem_is_blocked (dial);

  dial->seen.lock = event->state;
  if (was_blocked && !dt_modem_is_blocked (dial) && !dial->seen.leaving)
    dial->patience_at = DT_NEVER;
  if (row == NULL || row->error == DT_ERROR_SUCCESS || event->state < LOCK_SIM_PIN)
    return;
  if (event->state == LOCK_SIM_PIN) {   /* a question, and most often answered */
    dt_say_reason_as (dial, "mm-lock", row, DT_WEIGHT_GENERIC, NULL, event->at, effects);
    return;
  }
  dt_say_reason (dial, "mm-lock", row, NULL, event->at, effects);
  if (!dial->connected)
    dial->patience_at = event->at + LOCK_PATIENCE_US;
}

static void
say_tries_left (DtDial *dial, int32_t left, int64_t at, DtEffects *effects)
{
  char text[] = "00 tries left";

  text[0] = (char) ('0' + left / 10 % 10);
  text[1] = (char) ('0' + left % 10);
  if (left == 1)
    dt_cause_copy_text (text, sizeof text, "01 try left");
  dt_say_cause (dial, "mm-sim", LOCK_SIM_PIN, "PIN refused", DT_ERROR_AUTHENTICATION_FAILURE, DT_WEIGHT_SPECIFIC,
                left < 10 ? text + 1 : text, at, effects);
}

/* Fewer tries than before: somebody has just given a wrong PIN. */
static void
modem_retries (DtDial *dial, const DtEvent *event, DtEffects *effects)
{
  int32_t before = dial->seen.pin_tries;

  if (event->state != LOCK_SIM_PIN || event->reason < 0)
    return;
  dial->seen.pin_tries = event->reason;
  if (event->reason < before && !dial->connected)
    say_tries_left (dial, event->reason, event->at, effects);
}

/* M7: ModemManager sets it back to 0 around the failure. */
static void
remember_registration (DtDial *dial, int32_t state)
{
  const DtReason *row = dt_mapping_mm_registration (state);

  dial->seen.roaming = state == REGISTRATION_ROAMING || state == REGISTRATION_ROAMING_CSFB;
  if (row && row->error == DT_ERROR_SUCCESS) {
    dial->seen.registration = -1;
    dial->seen.rejection = 0;
  } else if (state == REGISTRATION_SEARCHING || (row && row->error == DT_ERROR_NO_DIALIN_PERMISSION))
    dial->seen.registration = state;
}

/* Of CDMA ModemManager knows no search: a modem that is enabled and without a network stays at ENABLED and UNKNOWN until
 * it registers (cdma-searching, cdma-found-in-time). */
static void
say_cdma_registration (DtDial *dial, int64_t at, DtEffects *effects)
{
  const DtReason *row = dt_mapping_mm_cdma_registration (dial->seen.cdma_registration);
  bool searches = dial->seen.modem_state >= MODEM_ENABLED && dial->seen.modem_state < MODEM_REGISTERED;

  if (row == NULL || row->number != CDMA_UNKNOWN || !searches)
    return;
  dt_say_cause (dial, "mm-registration", row->number, row->name, DT_ERROR_NO_DIALTONE, DT_WEIGHT_SPECIFIC, NULL, at, effects);
  say_cdma_activation (dial, at, effects);
}

void
dt_say_rejection (DtDial *dial, int64_t at, DtEffects *effects)
{
  dt_say_reason (dial, "mm-network", dt_mapping_mm_network_error (dial->seen.rejection), NULL, at, effects);
}

void
dt_say_registration (DtDial *dial, int64_t at, DtEffects *effects)
{
  const DtReason *row = dt_mapping_mm_registration (dial->seen.registration);

  dt_say_rejection (dial, at, effects);
  if (dial->seen.registration < 0 || row == NULL) {
    say_cdma_registration (dial, at, effects);
    return;
  }
  dt_say_cause (dial, "mm-registration", row->number, row->name,
                row->number == REGISTRATION_SEARCHING ? DT_ERROR_NO_DIALTONE : row->error, DT_WEIGHT_SPECIFIC, NULL, at,
                effects);
}

void
dt_say_what_modem_waits_for (DtDial *dial, int64_t at, DtEffects *effects)
{
  if (dial->connected || dial->seen.modem_state > MODEM_REGISTERED)
    return;
  if (dial->seen.lock == LOCK_SIM_PIN)
    dt_say_reason (dial, "mm-lock", dt_mapping_mm_sim_lock (dial->seen.lock), NULL, at, effects);
  dt_say_registration (dial, at, effects);
}

void
dt_normalise_modem (DtDial *dial, const DtEvent *event, DtEffects *effects)
{
  switch ((int) event->type) {
  case DT_EVENT_MODEM_STATE:
    modem_state (dial, event, effects);
    break;
  case DT_EVENT_MODEM_LOCK:
    modem_lock (dial, event, effects);
    break;
  case DT_EVENT_MODEM_RETRIES:
    modem_retries (dial, event, effects);
    break;
  case DT_EVENT_MODEM_FAILED:
    dt_say_reason (dial, "mm-modem", dt_mapping_mm_state_failed_reason (event->reason), NULL, event->at, effects);
    break;
  case DT_EVENT_RADIO_OFF:
    radio_off (dial, event, effects);
    break;
  case DT_EVENT_REGISTRATION:
    remember_registration (dial, event->state);
    break;
  case DT_EVENT_NETWORK_REJECTION:
    dial->seen.rejection = event->reason;
    break;
  case DT_EVENT_CDMA_REGISTRATION:
    dial->seen.cdma_registration = event->state;
    break;
  case DT_EVENT_CDMA_ACTIVATION:
    dial->seen.cdma_activation = event->state;
    break;
  case DT_EVENT_MODEM_REMOVED:
    /* M10: NetworkManager's own REMOVED follows within half a second. */
    dt_say_cause (dial, "mm-modem", 0, "modem removed", DT_ERROR_HARDWARE_FAILURE, DT_WEIGHT_LOSS, NULL, event->at, effects);
    dt_verdict_soon (dial, event->at);
    break;
  default:
    break;
  }
}

