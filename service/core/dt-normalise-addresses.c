/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Connected means that the addresses are set (rule 7).  NetworkManager commits them before it is ACTIVATED and tells of
 * them up to 8 ms later in one dial out of four (run: OpenVPN, 20 dials of NetworkManager 1.42.4): its IP4Config exists
 * by then and is empty.  Its ACTIVATED is kept until there is an address, or the bounded wait is over: a link may have
 * none.
 */
#include "dt-normalise.h"

enum { VPN_ACTIVATED = 5, DEVICE_ACTIVATED = 100, ACTIVATED = 2 };

static bool
goes_up (const DtEvent *event)
{
  return dt_event_is_beside (event->type) ||
         (event->type == DT_EVENT_ACTIVE_STATE && event->state <= ACTIVATED) ||
         (event->type == DT_EVENT_VPN_STATE && event->state <= VPN_ACTIVATED) ||
         (event->type == DT_EVENT_DEVICE_STATE && event->state <= DEVICE_ACTIVATED && event->state > event->old_state);
}

bool
dt_addresses_keep (DtDial *dial, int64_t at)
{
  if (!dial->seen.no_address || dial->connected || dial->seen.leaving || dial->seen.verdict)
    return false;
  if (dial->addresses_until == DT_NEVER)
    dial->addresses_until = at + DT_WAIT_FOR_REASON_US;
  return true;
}

void
dt_addresses_release (DtDial *dial, int64_t at, DtEffects *effects)
{
  const DtEvent activated = { .type = DT_EVENT_ACTIVE_STATE, .at = at, .state = ACTIVATED };

  if (dial->addresses_until == DT_NEVER)
    return;
  dial->addresses_until = DT_NEVER;
  dial->seen.no_address = false;        /* once is enough */
  dt_normalise_active (dial, &activated, effects);
}

void
dt_addresses_pass (DtDial *dial, const DtEvent *event, DtEffects *effects)
{
  if (!goes_up (event))
    dt_addresses_release (dial, event->at, effects);
}

void
dt_normalise_addresses (DtDial *dial, const DtEvent *event, DtEffects *effects)
{
  dial->seen.no_address = event->state == 0;
  if (!dial->seen.no_address)
    dt_addresses_release (dial, event->at, effects);
}
