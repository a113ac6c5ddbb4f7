/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-dial.h"

#include <string.h>

#include "dt-normalise.h"

enum { MODEM_DISCONNECTING = 9 };

/*
 * Saying facts.
 */

void
dt_say (DtDial *dial, DtFactType type, int64_t at, DtEffects *effects)
{
  DtFact fact = { .type = type, .at = at };

  dt_machine_apply (dial, &fact, effects);
}

void
dt_say_reached (DtDial *dial, int32_t state, int64_t at, DtEffects *effects)
{
  DtFact fact = { .type = DT_FACT_REACHED, .at = at, .state = (uint32_t) state };

  if (state >= 0 && !dial->seen.leaving && !dial->seen.verdict)
    dt_machine_apply (dial, &fact, effects);
}

void
dt_say_cause (DtDial *dial, const char *source, int32_t code, const char *name, uint32_t error, DtWeight weight,
              const char *text, int64_t at, DtEffects *effects)
{
  DtFact fact = { .type = DT_FACT_CAUSE, .at = at };

  dt_cause_copy_text (fact.cause.source, sizeof fact.cause.source, source);
  dt_cause_copy_text (fact.cause.name, sizeof fact.cause.name, name);
  dt_cause_copy_text (fact.cause.text, sizeof fact.cause.text, text);
  fact.cause.code = code;
  fact.cause.error = error;
  fact.cause.weight = weight;
  fact.cause.at = at;
  fact.cause.hint = dt_error_hint_key (error);
  dt_machine_apply (dial, &fact, effects);
}

void
dt_say_reason_as (DtDial *dial, const char *source, const DtReason *row, DtWeight weight, const char *text, int64_t at,
                  DtEffects *effects)
{
  DtFact fact = { .type = DT_FACT_CAUSE, .at = at };

  if (row == NULL || row->error == DT_ERROR_SUCCESS || row->error == DT_ERROR_PENDING)
    return;
  dt_cause_copy_text (fact.cause.source, sizeof fact.cause.source, source);
  dt_cause_copy_text (fact.cause.name, sizeof fact.cause.name, row->name);
  dt_cause_copy_text (fact.cause.text, sizeof fact.cause.text, text);
  fact.cause.code = row->number;
  fact.cause.error = dial->connected ? row->error : row->error_before;
  fact.cause.weight = weight;
  fact.cause.at = at;
  fact.cause.hint = row->hint;
  dt_machine_apply (dial, &fact, effects);
}

void
dt_say_reason (DtDial *dial, const char *source, const DtReason *row, const char *text, int64_t at, DtEffects *effects)
{
  if (row)
    dt_say_reason_as (dial, source, row, row->specific ? DT_WEIGHT_SPECIFIC : DT_WEIGHT_GENERIC, text, at, effects);
}

/*
 * The end.
 */

/* What an end without any word is called. */
static uint32_t
fallback_error (const DtDial *dial)
{
  if (dial->connected)
    return DT_ERROR_REMOTE_DISCONNECTION;
  return dial->kind == DT_KIND_VPN ? DT_ERROR_AUTOMATIC_VPN_FAILED : DT_ERROR_DISCONNECTION;
}

/* NetworkManager dials a VPN's login anew by itself, and no other (run: tests/guest, logins). */
static bool
may_ask_for_login (const DtDial *dial)
{
  const DtCause *best = dt_causes_best (&dial->causes);

  return dial->asks_login && !dial->awaits_login && !dial->status.finished && !dial->status.disconnecting && best &&
         best->error == DT_ERROR_AUTHENTICATION_FAILURE && strcmp (best->source, "ppp") == 0;
}

static void
ask_for_login (DtDial *dial, int64_t at, DtEffects *effects)
{
  DtFact fact = { .type = DT_FACT_PAUSED, .at = at, .state = DT_RASCS_RETRY_AUTHENTICATION };

  dial->awaits_login = true;
  dt_stop_waiting (dial);
  dial->patience_at = at + DT_PAUSE_PATIENCE_US;
  effects->ask_login = true;
  if (dial->pauses)
    dt_machine_apply (dial, &fact, effects);
}

void
dt_forget_line (DtDial *dial)
{
  const DtSeen old = dial->seen;

  memset (&dial->seen, 0, sizeof dial->seen);
  dial->seen.ppp_phase = -1;
  dial->seen.modem_state = old.modem_state;
  dial->seen.registration = old.registration;
  dial->seen.rejection = old.rejection;
  dial->seen.cdma_registration = old.cdma_registration;
  dial->seen.cdma_activation = old.cdma_activation;
  dial->seen.lock = old.lock;
  dial->seen.pin_tries = old.pin_tries;
  dial->seen.roaming = old.roaming;
  dial->awaits_login = false;
  dt_causes_clear (&dial->causes);
}

void
dt_resolve (DtDial *dial, int64_t at, DtEffects *effects)
{
  const DtCause *best = dt_causes_best (&dial->causes);
  DtFact fact = { .type = DT_FACT_ENDED, .at = at, .state = fallback_error (dial) };

  if (dial->status.ended)
    return;
  if (!dial->seen.leaving && (best == NULL || best->weight < DT_WEIGHT_LOSS))
    dt_say_ppp_end (dial, at, effects);
  if (may_ask_for_login (dial)) {
    ask_for_login (dial, at, effects);
    return;
  }
  dial->seen.verdict = true;
  dial->awaits_login = false;
  dt_machine_apply (dial, &fact, effects);
  dt_stop_waiting (dial);
  dial->patience_at = dial->timeout_at = DT_NEVER;
}

/* pppd sees at once that the port has gone, ModemManager later, on a busy machine by more than a second
 * (run: tests/guest, modem).  Of a modem that is there it tells that it has disconnected it. */
static bool
modem_is_silent (const DtDial *dial)
{
  const DtCause *best = dt_causes_best (&dial->causes);

  return dt_kind_has_modem (dial->kind) && dial->connected && !dial->direct && !dial->seen.leaving &&
         dial->seen.modem_state >= MODEM_DISCONNECTING && (best == NULL || best->weight < DT_WEIGHT_LOSS);
}

void
dt_verdict_soon (DtDial *dial, int64_t at)
{
  dial->seen.verdict = true;
  if (dial->status.ended || dial->resolve_at != DT_NEVER)
    return;
  dial->reason_at = at + DT_WAIT_FOR_REASON_US;
  dial->resolve_at = modem_is_silent (dial) ? at + DT_WAIT_FOR_MODEM_US : dial->reason_at;
}

/* After any event. */
static void
modem_may_have_spoken (DtDial *dial, int64_t at)
{
  if (dial->resolve_at != DT_NEVER && dial->resolve_at > dial->reason_at && !modem_is_silent (dial))
    dial->reason_at = dial->resolve_at = at > dial->reason_at ? at : dial->reason_at;
}

void
dt_verdict (DtDial *dial, int64_t at, DtEffects *effects)
{
  const DtCause *best = dt_causes_best (&dial->causes);

  dt_verdict_soon (dial, at);
  if (best && best->weight >= DT_WEIGHT_SPECIFIC)
    dt_resolve (dial, at, effects);
}

void
dt_leave (DtDial *dial, int64_t at, DtEffects *effects)
{
  dial->seen.leaving = true;
  dt_say (dial, DT_FACT_DISCONNECTING, at, effects);
}

/*
 * What the dialler wishes.
 */

void
dt_dial_set_direct (DtDial *dial)
{
  dial->direct = true;
  dial->patience_at = dial->began_at + DT_MODEM_PATIENCE_US;
}

void
dt_dial_set_home_only (DtDial *dial)
{
  dial->home_only = true;
}

void
dt_dial_set_asks_login (DtDial *dial, bool asks, bool pauses)
{
  dial->asks_login = asks;
  dial->pauses = pauses;
}

void
dt_dial_set_prove_peer (DtDial *dial)
{
  dial->prove_peer = true;
}

bool
dt_dial_awaits_peer (const DtDial *dial)
{
  return dial->prove_peer && dial->seen.activated && !dial->seen.answered && !dial->seen.leaving && !dial->seen.verdict &&
         !dial->status.ended;
}

void
dt_dial_set_timeout (DtDial *dial, int64_t at)
{
  dial->timeout_at = at;
}

/*
 * Beginning and feeding.
 */

static void
init (DtDial *dial, DtKind kind, int64_t now, DtEffects *effects)
{
  memset (dial, 0, sizeof *dial);
  memset (effects, 0, sizeof *effects);
  dial->kind = kind;
  dial->began_at = now;
  dial->seen.ppp_phase = -1;
  dial->seen.registration = dial->seen.cdma_registration = -1;
  dial->seen.pin_tries = -1;
  dt_stop_waiting (dial);
  dial->patience_at = dial->timeout_at = DT_NEVER;
  dt_causes_clear (&dial->causes);
}

void
dt_dial_begin (DtDial *dial, DtKind kind, bool observed_only, int64_t now, DtEffects *effects)
{
  init (dial, kind, now, effects);
  dial->observed_only = observed_only;
  dt_machine_begin (dial, DT_RASCS_OPEN_PORT, now, effects);
}

void
dt_dial_adopt (DtDial *dial, DtKind kind, int64_t now, DtEffects *effects)
{
  init (dial, kind, now, effects);
  dial->observed_only = true;
  dial->connected_at = now;
  dial->seen.device_state = 100;
  dial->seen.device_worked = true;
  dt_machine_begin (dial, DT_RASCS_CONNECTED, now, effects);
}

/* What upstream still says is about a line that is over. */
static bool
is_of_old_line (const DtDial *dial, DtEventType type)
{
  switch ((int) type) {
  case DT_EVENT_ANSWERED:
  case DT_EVENT_NM_GONE:
  case DT_EVENT_HANG_UP:
  case DT_EVENT_SERVICE_STOPS:
  case DT_EVENT_GONE_WHILE_AWAY:
  case DT_EVENT_NO_END:
  case DT_EVENT_CLOCK:
    return false;
  default:
    return dial->awaits_login;
  }
}

void
dt_dial_feed (DtDial *dial, const DtEvent *event, DtEffects *effects)
{
  memset (effects, 0, sizeof *effects);
  if (is_of_old_line (dial, event->type) || dt_ahead_keep (dial, event, effects))
    return;
  dt_addresses_pass (dial, event, effects);
  switch (event->type) {
  case DT_EVENT_ACTIVE_STATE:
  case DT_EVENT_ACTIVE_REMOVED:
    dt_normalise_active (dial, event, effects);
    break;
  case DT_EVENT_VPN_STATE:
    dt_normalise_vpn (dial, event, effects);
    break;
  case DT_EVENT_DEVICE_STATE:
  case DT_EVENT_DEVICE_REMOVED:
  case DT_EVENT_NO_SECRETS:
    dt_normalise_device (dial, event, effects);
    break;
  case DT_EVENT_PARENT_STATE:
  case DT_EVENT_PARENT_REMOVED:
    if (dial->kind == DT_KIND_PPPOE)
      dt_normalise_ppp_parent (dial, event, effects);
    else
      dt_normalise_parent (dial, event, effects);
    break;
  case DT_EVENT_PLUGIN_STATE:
  case DT_EVENT_PLUGIN_FAILURE:
  case DT_EVENT_PLUGIN_SECRETS:
  case DT_EVENT_PLUGIN_APPEARED:
  case DT_EVENT_PLUGIN_VANISHED:
    dt_normalise_plugin (dial, event, effects);
    break;
  case DT_EVENT_PPP_BEGUN:
    dial->seen.ppp_begun = true;
    break;
  case DT_EVENT_PPP_PHASE:
    dt_normalise_ppp (dial, event, effects);
    break;
  case DT_EVENT_MODEM_STATE:
  case DT_EVENT_MODEM_LOCK:
  case DT_EVENT_MODEM_RETRIES:
  case DT_EVENT_MODEM_FAILED:
  case DT_EVENT_MODEM_REMOVED:
  case DT_EVENT_RADIO_OFF:
  case DT_EVENT_REGISTRATION:
  case DT_EVENT_NETWORK_REJECTION:
  case DT_EVENT_CDMA_REGISTRATION:
  case DT_EVENT_CDMA_ACTIVATION:
    dt_normalise_modem (dial, event, effects);
    break;
  case DT_EVENT_BEARER_CONNECTED:
  case DT_EVENT_BEARER_ERROR:
    dt_normalise_bearer (dial, event, effects);
    break;
  case DT_EVENT_BEARER_READY:
    dt_normalise_ready (dial, event, effects);
    break;
  case DT_EVENT_ADDRESSES:
    dt_normalise_addresses (dial, event, effects);
    break;
  case DT_EVENT_PEER_ANSWERED:
    dt_normalise_peer (dial, event, effects);
    break;
  case DT_EVENT_CALL_REFUSED:
    if (dial->direct)
      dt_normalise_refused_modem (dial, event, effects);
    else
      dt_normalise_call (dial, event, effects);
    break;
  case DT_EVENT_QUESTION:
  case DT_EVENT_ANSWERED:
  case DT_EVENT_NM_GONE:
  case DT_EVENT_NM_BACK:
  case DT_EVENT_MM_GONE:
  case DT_EVENT_HANG_UP:
  case DT_EVENT_HANG_UP_SENT:
  case DT_EVENT_SERVICE_STOPS:
  case DT_EVENT_GONE_WHILE_AWAY:
  case DT_EVENT_NO_END:
    dt_normalise_service (dial, event, effects);
    break;
  case DT_EVENT_CLOCK:
    dt_run_clock (dial, event->at, effects);
    break;
  }
  modem_may_have_spoken (dial, event->at);
}
