/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * PPP's phases come over another connection than NetworkManager's signals, and under load later: a dial would skip
 * Authenticate once in a hundred times.  NetworkManager configures addresses only after pppd is RUNNING (P4), so what it
 * says of that and of the end is kept until this phase has come too, or the bounded wait is over.
 */
#include "dt-normalise.h"

enum { IP_CONFIG = 70, DEVICE_ACTIVATED = 100, STEP = 10, ACTIVATED = 2 };

static bool
is_behind (const DtDial *dial)
{
  return dial->seen.ppp_begun && !dial->seen.ppp_ended && !dt_ppp_is_up (dial) && !dial->connected && !dial->seen.leaving &&
         !dial->seen.verdict;
}

static bool
goes_up (const DtEvent *event)
{
  return (event->type == DT_EVENT_DEVICE_STATE && event->state >= IP_CONFIG && event->state <= DEVICE_ACTIVATED) ||
         (event->type == DT_EVENT_ACTIVE_STATE && event->state == ACTIVATED);
}

bool
dt_event_is_beside (DtEventType type)
{
  return type == DT_EVENT_CLOCK || type == DT_EVENT_ADDRESSES || type == DT_EVENT_PPP_PHASE || type == DT_EVENT_PARENT_STATE ||
         (type >= DT_EVENT_REGISTRATION && type <= DT_EVENT_CDMA_ACTIVATION) ||
         (type >= DT_EVENT_MODEM_STATE && type <= DT_EVENT_MODEM_RETRIES) || type == DT_EVENT_BEARER_CONNECTED;
}

bool
dt_ahead_keep (DtDial *dial, const DtEvent *event, DtEffects *effects)
{
  bool keeps = dial->ahead_until != DT_NEVER;

  if (!goes_up (event)) {
    if (keeps && !dt_event_is_beside (event->type))
      dt_ahead_release (dial, event->at, effects);
    return false;
  }
  if (!keeps && !is_behind (dial))
    return false;
  if (!keeps)
    dial->ahead_until = event->at + DT_WAIT_FOR_REASON_US;
  if (event->type == DT_EVENT_ACTIVE_STATE)
    dial->seen.active_ahead = true;
  else
    dial->seen.device_ahead = event->state;
  return true;
}

void
dt_ahead_release (DtDial *dial, int64_t at, DtEffects *effects)
{
  DtEvent event = { .type = DT_EVENT_DEVICE_STATE, .at = at };

  if (dial->ahead_until == DT_NEVER)
    return;
  dial->ahead_until = DT_NEVER;
  dial->seen.ppp_begun = false;         /* once is enough */
  for (event.state = IP_CONFIG; event.state <= dial->seen.device_ahead; event.state += STEP)
    dt_normalise_device (dial, &event, effects);
  event.type = DT_EVENT_ACTIVE_STATE;
  event.state = ACTIVATED;
  if (dial->seen.active_ahead)
    dt_normalise_active (dial, &event, effects);
}
