/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-machine.h"

#include <string.h>

static void
keep_phase (DtDial *dial)
{
  if (dial->n_phases > 0 && dial->phase[dial->n_phases - 1].state == dial->status.state)
    return;
  /* A login that is retried without end must not push out how it began. */
  if (dial->n_phases == DT_PHASES_MAX)
    dial->n_phases--;
  dial->phase[dial->n_phases].state = dial->status.state;
  dial->phase[dial->n_phases].at = dial->status.at;
  dial->n_phases++;
}

static void
publish (DtDial *dial, int64_t at, DtEffects *effects)
{
  dial->status.sequence++;
  dial->status.at = at;
  keep_phase (dial);
  if (effects->n_edges < DT_EDGES_MAX)
    effects->edge[effects->n_edges++] = dial->status;
}

void
dt_machine_begin (DtDial *dial, uint32_t state, int64_t at, DtEffects *effects)
{
  dial->status.state = state;
  dial->status.attempt = 1;
  dial->status.result = DT_ERROR_PENDING;
  if (state == DT_RASCS_CONNECTED) {
    dial->connected = true;
    dial->status.finished = true;
    dial->status.result = DT_ERROR_SUCCESS;
  }
  publish (dial, at, effects);
}

/* Monotone by rank, not by number (rule 5): a lower-ranked state is evidence. */
static void
reach (DtDial *dial, uint32_t state, int64_t at, DtEffects *effects)
{
  int rank = dt_state_rank (state);

  if (rank < 0 || state >= DT_RASCS_CONNECTED || dial->connected || dial->status.disconnecting)
    return;
  if (rank <= dt_state_rank (dial->status.state))
    return;
  dial->status.state = state;
  publish (dial, at, effects);
}

static void
connect_line (DtDial *dial, int64_t at, DtEffects *effects)
{
  if (dial->connected || dial->status.disconnecting)
    return;
  /* A PPP bearer of ModemManager has no addresses: the caller's pppd negotiates them. */
  if (!dial->direct)
    reach (dial, DT_RASCS_PROJECTED, at, effects);
  /* What went wrong on the way up explains no later loss. */
  dt_causes_clear (&dial->causes);
  dial->connected = true;
  dial->connected_at = at;
  dial->status.state = DT_RASCS_CONNECTED;
  dial->status.finished = true;
  dial->status.result = DT_ERROR_SUCCESS;
  publish (dial, at, effects);
  effects->finish = true;
}

static void
retry_authentication (DtDial *dial, int64_t at, DtEffects *effects)
{
  if (dial->connected || dial->status.disconnecting)
    return;
  dial->status.state = DT_RASCS_AUTH_RETRY;
  publish (dial, at, effects);
}

static void
begin_disconnecting (DtDial *dial, int64_t at, DtEffects *effects)
{
  if (dial->status.disconnecting)
    return;
  dial->status.disconnecting = true;
  publish (dial, at, effects);
}

/* Two edges: where it failed, with the error, and the end (rule 4). */
static void
end (DtDial *dial, uint32_t fallback, int64_t at, DtEffects *effects)
{
  const DtCause *best = dt_causes_best (&dial->causes);

  dial->status.error = best ? best->error : fallback;
  publish (dial, at, effects);
  dial->status.state = DT_RASCS_DISCONNECTED;
  dial->status.substate = DT_RASCSS_NONE;
  dial->status.ended = true;
  dial->status.disconnecting = false;
  dial->ended_at = at;
  if (!dial->status.finished) {
    dial->status.finished = true;
    dial->status.result = dial->status.error;
    effects->finish = true;
  }
  publish (dial, at, effects);
}

/* After the end evidence is still collected, but names no error any more. */
static void
add_cause (DtDial *dial, const DtCause *cause, DtEffects *effects)
{
  DtCause late = *cause;

  if (dial->status.ended)
    late.weight = DT_WEIGHT_GENERIC;
  if (dt_causes_add (&dial->causes, &late))
    effects->causes_changed = true;
}

void
dt_machine_apply (DtDial *dial, const DtFact *fact, DtEffects *effects)
{
  if (fact->type == DT_FACT_CAUSE)
    add_cause (dial, &fact->cause, effects);
  if (dial->status.ended)
    return;
  switch (fact->type) {
  case DT_FACT_REACHED:
    reach (dial, fact->state, fact->at, effects);
    break;
  case DT_FACT_CONNECTED:
    connect_line (dial, fact->at, effects);
    break;
  case DT_FACT_DISCONNECTING:
    begin_disconnecting (dial, fact->at, effects);
    break;
  case DT_FACT_AUTH_RETRY:
    retry_authentication (dial, fact->at, effects);
    break;
  case DT_FACT_ENDED:
    end (dial, fact->state, fact->at, effects);
    break;
  case DT_FACT_CAUSE:
    break;
  }
}
