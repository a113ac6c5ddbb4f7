/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* pppd's phases, as NetworkManager's plugin in pppd reports them (P3). */
#include "dt-normalise.h"

#include <string.h>

enum { DEAD = 1, SERIALCONN = 3, AUTHENTICATE = 6, RUNNING = 9, TERMINATE = 10, DISCONNECT = 11, MASTER = 13 };

bool
dt_event_is_of_pppd (const DtEvent *event)
{
  return event->name && strcmp (event->name, DT_DEVICE_OF_PPPD) == 0;
}

static bool
is_up (int32_t phase)
{
  return phase == RUNNING || phase == MASTER;
}

bool
dt_ppp_is_up (const DtDial *dial)
{
  return is_up (dial->seen.ppp_phase);
}

static bool
is_end (int32_t phase)
{
  return phase == TERMINATE || phase == DISCONNECT || phase == DEAD;
}

static void
going_up (DtDial *dial, const DtEvent *event, const DtPppPhase *row, int32_t before, DtEffects *effects)
{
  if (event->state == AUTHENTICATE && before == AUTHENTICATE) {
    dt_say (dial, DT_FACT_AUTH_RETRY, event->at, effects);
    return;
  }
  dt_say_reached (dial, row->emit_before, event->at, effects);
  dt_say_reached (dial, row->state, event->at, effects);
}

void
dt_normalise_ppp (DtDial *dial, const DtEvent *event, DtEffects *effects)
{
  const DtPppPhase *row = dt_mapping_ppp_phase (event->state);
  int32_t before = dial->seen.ppp_phase;

  if (event->old_state == 1) {        /* the first phase of another pppd */
    dial->seen.ppp_phase = before = -1;
    dial->seen.ppp_ended = dial->seen.ppp_walked_back = false;
  }
  if (row == NULL)
    return;
  if (is_end (event->state)) {
    if (before >= 0 && !dial->seen.ppp_ended) {
      dial->seen.ppp_ended = true;
      if (dial->seen.verdict && !dial->seen.leaving && dt_say_ppp_end (dial, event->at, effects))
        dt_verdict (dial, event->at, effects);
    }
    return;
  }
  /* pppd walks back after TERMINATE (wrong password 6, 10, 5, 11), and without it when the peer hangs up
   * (9, 8, 5, 11, 1; before it is up 8, 5, 11: real-pppoe-addresses-refused).  How far it came tells why. */
  if (dial->seen.ppp_ended || is_up (before))
    return;
  if (event->state < before) {
    dial->seen.ppp_walked_back = true;
    return;
  }
  dial->seen.ppp_phase = event->state;
  going_up (dial, event, row, before, effects);
  if (is_up (event->state))
    dt_ahead_release (dial, event->at, effects);
}

static DtWeight
weight_of (const DtDial *dial)
{
  /* An end out of RUNNING says no more than "it hung up". */
  if (is_up (dial->seen.ppp_phase))
    return DT_WEIGHT_HINTING;
  /* M10: a modem that is unplugged ends pppd too, and shows only afterwards; a refused login ends by TERMINATE. */
  if (dt_kind_has_modem (dial->kind) && (dial->seen.ppp_phase != AUTHENTICATE || dial->seen.ppp_walked_back))
    return DT_WEIGHT_HINTING;
  return DT_WEIGHT_SPECIFIC;
}

bool
dt_say_ppp_end (DtDial *dial, int64_t at, DtEffects *effects)
{
  const DtPppPhase *row = dial->seen.ppp_phase >= 0 ? dt_mapping_ppp_phase (dial->seen.ppp_phase) : NULL;
  bool serial = dt_kind_has_modem (dial->kind);
  uint32_t error = row ? (serial ? row->ends_serial : row->ends_pppoe) : 0;

  if (error == 0)
    return false;
  dt_say_cause (dial, "ppp", dial->seen.ppp_phase, row->name, error, weight_of (dial), "pppd ended in this phase", at,
                effects);
  return true;
}
