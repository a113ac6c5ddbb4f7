/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-machine.h"

#include <string.h>

bool
dt_state_is_paused (uint32_t state)
{
  return state == DT_RASCS_INTERACTIVE || state == DT_RASCS_RETRY_AUTHENTICATION || state == DT_RASCS_PASSWORD_EXPIRED ||
         state == DT_RASCS_INVOKE_EAP_UI;
}

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

/* Back in the state that it was paused in. */
static void
unpause (DtDial *dial)
{
  if (!dial->status.paused)
    return;
  dial->status.paused = false;
  dial->status.state = dial->paused_in;
}

/* Monotone by rank, not by number (rule 5): a lower-ranked state is evidence. */
static void
reach (DtDial *dial, uint32_t state, int64_t at, DtEffects *effects)
{
  int rank = dt_state_rank (state);
  uint32_t before = dial->status.paused ? dial->paused_in : dial->status.state;

  if (rank < 0 || state >= DT_RASCS_CONNECTED || dial->connected || dial->status.disconnecting)
    return;
  if (rank <= dt_state_rank (before))
    return;
  dial->status.paused = false;        /* upstream goes on without an answer */
  dial->status.state = state;
  publish (dial, at, effects);
}

static void
connect_line (DtDial *dial, int64_t at, DtEffects *effects)
{
  if (dial->connected || dial->status.disconnecting)
    return;
  unpause (dial);
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
  unpause (dial);
  if (!dial->retried || dial->status.state != DT_RASCS_AUTH_RETRY) {
    dial->status.state = DT_RASCS_AUTH_RETRY;
    publish (dial, at, effects);
  }
  dial->retried = false;
}

static void
pause_line (DtDial *dial, uint32_t state, int64_t at, DtEffects *effects)
{
  if (dial->connected || dial->status.disconnecting || !dt_state_is_paused (state))
    return;
  unpause (dial);
  dial->paused_in = dial->status.state;
  dial->status.state = state;
  dial->status.paused = true;
  publish (dial, at, effects);
}

/* A refused login that is tried again is in AuthRetry, whatever it was in before. */
static void
resume_line (DtDial *dial, bool answered, int64_t at, DtEffects *effects)
{
  bool again = answered && dial->status.state != DT_RASCS_INTERACTIVE && dial->status.state != DT_RASCS_INVOKE_EAP_UI;

  if (!dial->status.paused)
    return;
  unpause (dial);
  if (again)
    dial->status.state = DT_RASCS_AUTH_RETRY;
  dial->retried = again;
  publish (dial, at, effects);
}

static void
begin_disconnecting (DtDial *dial, int64_t at, DtEffects *effects)
{
  if (dial->status.disconnecting)
    return;
  unpause (dial);
  dial->status.disconnecting = true;
  publish (dial, at, effects);
}

/* Two edges: where it failed, with the error, and the end (rule 4). */
static void
end (DtDial *dial, uint32_t fallback, int64_t at, DtEffects *effects)
{
  const DtCause *best = dt_causes_best (&dial->causes);

  unpause (dial);
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
  case DT_FACT_PAUSED:
    pause_line (dial, fact->state, fact->at, effects);
    break;
  case DT_FACT_RESUMED:
    resume_line (dial, fact->state == 1, fact->at, effects);
    break;
  case DT_FACT_ENDED:
    end (dial, fact->state, fact->at, effects);
    break;
  case DT_FACT_CAUSE:
    break;
  }
}
