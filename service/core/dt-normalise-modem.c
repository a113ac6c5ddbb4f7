/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* ModemManager's modem and bearers. */
#include "dt-normalise.h"

#include <string.h>

enum { MODEM_LOCKED = 2, MODEM_REGISTERED = 8, MODEM_CONNECTED = 11 };
enum { LOCK_NONE = 1, LOCK_SIM_PIN = 2, LOCK_SIM_PIN2 = 3, LOCK_SIM_PUK2 = 5 };
enum { REGISTRATION_HOME = 1, REGISTRATION_SEARCHING = 2, REGISTRATION_DENIED = 3, REGISTRATION_ROAMING = 5 };
enum { IP_METHOD_PPP = 1 };

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
  dial->seen.modem_state = state;
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

/* M7: ModemManager sets it back to 0 around the failure. */
static void
remember_registration (DtDial *dial, int32_t state)
{
  const DtReason *row = dt_mapping_mm_registration (state);

  if (row && row->error == DT_ERROR_SUCCESS)
    dial->seen.registration = -1;
  else if (state == REGISTRATION_SEARCHING || (row && row->error == DT_ERROR_NO_DIALIN_PERMISSION))
    dial->seen.registration = state;
}

void
dt_say_registration (DtDial *dial, int64_t at, DtEffects *effects)
{
  const DtReason *row = dt_mapping_mm_registration (dial->seen.registration);

  if (dial->seen.registration < 0 || row == NULL)
    return;
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
  case DT_EVENT_MODEM_FAILED:
    dt_say_reason (dial, "mm-modem", dt_mapping_mm_state_failed_reason (event->reason), NULL, event->at, effects);
    break;
  case DT_EVENT_REGISTRATION:
    remember_registration (dial, event->state);
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

static void
bearer_error (DtDial *dial, const DtEvent *event, DtEffects *effects)
{
  const DtReason *row = event->name ? dt_mapping_dbus_error (event->name) : NULL;
  DtWeight weight;

  if (event->name == NULL || event->name[0] == '\0')   /* a new try resets it (M2) */
    return;
  if (row == NULL) {
    dt_say_cause (dial, "mm-bearer", -1, event->name, DT_ERROR_FROM_DEVICE, DT_WEIGHT_HINTING, event->text, event->at,
                  effects);
    return;
  }
  /* A PIN that is wanted is a question: who gives up then is the user (mockmm-error-MobileEquipment.SimPin). */
  weight = row->specific && row->error != DT_ERROR_INTERACTIVE_MODE ? DT_WEIGHT_SPECIFIC : DT_WEIGHT_HINTING;
  /* ModemManager refuses a locked modem as Unauthorized; NetworkManager makes the same test. */
  if (row->error == DT_ERROR_ACCESS_DENIED && dial->seen.lock == LOCK_SIM_PIN)
    dt_say_cause (dial, "mm-bearer", row->number, row->name, DT_ERROR_INTERACTIVE_MODE, weight, event->text, event->at,
                  effects);
  else
    dt_say_reason_as (dial, "mm-bearer", row, weight, event->text, event->at, effects);
}

void
dt_normalise_bearer (DtDial *dial, const DtEvent *event, DtEffects *effects)
{
  if (event->type == DT_EVENT_BEARER_ERROR) {
    bearer_error (dial, event, effects);
    if (dial->seen.verdict)
      dt_verdict (dial, event->at, effects);
    return;
  }
  if (event->state == 0)
    return;
  dt_say_reached (dial, DT_RASCS_DEVICE_CONNECTED, event->at, effects);
  dt_say_reached (dial, DT_RASCS_ALL_DEVICES_CONNECTED, event->at, effects);
  if (event->reason != IP_METHOD_PPP && event->reason != 0)
    dt_say_reached (dial, DT_RASCS_AUTHENTICATED, event->at, effects);
}
