/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What time alone does to a dial: bounded waits that are over, and patience that is at its end. */
#include "dt-normalise.h"

/* A modem may need so long (M4: 3 to 27 s). */
#define LET_GO_US (30 * INT64_C (1000000))

void
dt_stop_waiting (DtDial *dial)
{
  dial->resolve_at = dial->ahead_until = dial->addresses_until = dial->grace_at = DT_NEVER;
}

/* Upstream never leaves a state, or the dialler's patience is over. */
/* @patience: how long upstream may take to let go. */
static void
give_up (DtDial *dial, const char *name, uint32_t error, DtWeight weight, int64_t patience, int64_t at, DtEffects *effects)
{
  dial->patience_at = dial->timeout_at = DT_NEVER;
  if (dial->seen.leaving) {           /* even the hang-up gets no answer */
    dt_resolve (dial, at, effects);
    return;
  }
  dial->seen.given_up = true;
  dt_say_what_modem_waits_for (dial, at, effects);
  dt_say_cause (dial, "dialtone", 0, name, error, weight, NULL, at, effects);
  dt_leave (dial, at, effects);
  dial->patience_at = at + patience;
  effects->hang_up = true;
}

/* The time is the service's own promise, which a service that hangs must not break.  What upstream says at once may
 * still be a better reason. */
static void
time_out (DtDial *dial, int64_t at, DtEffects *effects)
{
  dial->seen.timed_out = true;
  /* The device that goes afterwards would outrank a hint. */
  if (dt_dial_awaits_peer (dial))
    give_up (dial, "the peer never answered", DT_ERROR_VPN_TIMEOUT, DT_WEIGHT_SPECIFIC, DT_WAIT_FOR_REASON_US, at, effects);
  else
    give_up (dial, "the dialler's time-out", DT_ERROR_REQUEST_TIMEOUT, DT_WEIGHT_HINTING, DT_WAIT_FOR_REASON_US, at, effects);
}

void
dt_run_clock (DtDial *dial, int64_t at, DtEffects *effects)
{
  if (at >= dial->ahead_until)
    dt_ahead_release (dial, at, effects);
  if (at >= dial->addresses_until || at >= dial->timeout_at)    /* NetworkManager was in time */
    dt_addresses_release (dial, at, effects);
  if (at >= dial->resolve_at || at >= dial->grace_at) {
    dt_resolve (dial, at, effects);
    return;
  }
  if (dial->observed_only && !dial->seen.leaving)
    return;
  if (at >= dial->patience_at)
    give_up (dial, "no answer to a question, or none from the modem",
             dial->seen.device_state == 60 || dial->status.paused ? DT_ERROR_INTERACTIVE_MODE : DT_ERROR_REQUEST_TIMEOUT, DT_WEIGHT_HINTING,
             LET_GO_US, at, effects);
  else if (at >= dial->timeout_at && !dial->status.finished)
    time_out (dial, at, effects);
}

static int64_t
earliest (int64_t a, int64_t b)
{
  return a < b ? a : b;
}

int64_t
dt_dial_deadline (const DtDial *dial)
{
  int64_t at = earliest (earliest (dial->resolve_at, dial->ahead_until), earliest (dial->addresses_until, dial->grace_at));

  if (dial->status.ended)
    return DT_NEVER;
  if (!dial->observed_only || dial->seen.leaving)
    at = earliest (at, dial->patience_at);
  if (!dial->observed_only && !dial->status.finished)
    at = earliest (at, dial->timeout_at);
  return at;
}
