/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* NetworkManager's ActiveConnection. */
#include "dt-normalise.h"

enum { ACTIVATED = 2, DEACTIVATING = 3, DEACTIVATED = 4 };      /* NMActiveConnectionState */
enum { REASON_UNKNOWN = 0, REASON_USER = 2, REASON_DEVICE = 3, REASON_START_FAILED = 8, REASON_NO_SECRETS = 9 };

/* A base link that goes takes its VPN along within milliseconds (T10). */
#define PARENT_US 1000000

/* The reasons of both enumerations have the same numbers; VPN has finer words. */
static const DtReason *
lookup_reason (const DtDial *dial, int32_t reason)
{
  return dial->kind == DT_KIND_VPN ? dt_mapping_nm_vpn_reason (reason) : dt_mapping_nm_active_reason (reason);
}

static const char *
source_of (const DtDial *dial)
{
  return dial->kind == DT_KIND_VPN ? "nm-vpn" : "nm-active";
}

/* Reasons that need more than a row of the table; true if this one did. */
static bool
say_special (DtDial *dial, const DtEvent *event, DtEffects *effects)
{
  const DtReason *row = lookup_reason (dial, event->reason);

  if (dial->kind != DT_KIND_VPN || row == NULL)
    return false;
  if (event->reason == REASON_NO_SECRETS && dial->seen.refusals > 0 && !dial->seen.question) {
    /* ovpn-wrong-password-noagent: the refusal shows only in SecretsRequired and CONNECT -> NEED_AUTH. */
    dt_say_cause (dial, "vpn-plugin", event->reason, "login refused, then NO_SECRETS", DT_ERROR_AUTHENTICATION_FAILURE,
                  DT_WEIGHT_SPECIFIC, NULL, event->at, effects);
    return true;
  }
  if (event->reason == REASON_DEVICE && dial->seen.parent_lost_at > 0 &&
      event->at - dial->seen.parent_lost_at <= PARENT_US) {
    dt_say_reason_as (dial, "nm-vpn", row, DT_WEIGHT_SPECIFIC, "the base link was lost", event->at, effects);
    return true;
  }
  if (event->reason == REASON_START_FAILED && dial->seen.plugin_gone) {
    /* It had been started: NetworkManager says 8 also of a plugin that dies inside its Connect call
     * (labvpn-crash-in-connect-b has it for the VPN). */
    dt_say_cause (dial, "nm-vpn", event->reason, row->name, DT_ERROR_AUTOMATIC_VPN_FAILED, DT_WEIGHT_GENERIC,
                  "the plugin left the bus", event->at, effects);
    return true;
  }
  return false;
}

static void
say_active_reason (DtDial *dial, const DtEvent *event, DtEffects *effects)
{
  if (event->reason == REASON_USER && dial->seen.given_up)
    return;
  if (!say_special (dial, event, effects))
    dt_say_reason (dial, source_of (dial), lookup_reason (dial, event->reason), NULL, event->at, effects);
}

/* A WireGuard device is activated without any contact (partial/wireguard-success). */
static void
await_peer (DtDial *dial, int64_t at, DtEffects *effects)
{
  if (dial->seen.activated)
    return;
  dial->seen.activated = true;
  dt_say_reached (dial, DT_RASCS_PROJECTED, at, effects);
  if (dial->timeout_at == DT_NEVER)
    dial->timeout_at = at + DT_PEER_PATIENCE_US;
}

void
dt_normalise_peer (DtDial *dial, const DtEvent *event, DtEffects *effects)
{
  bool awaited = dt_dial_awaits_peer (dial);

  dial->seen.answered = true;
  if (awaited)
    dt_say (dial, DT_FACT_CONNECTED, event->at, effects);
}

void
dt_normalise_active (DtDial *dial, const DtEvent *event, DtEffects *effects)
{
  if (event->type == DT_EVENT_ACTIVE_REMOVED) {
    dt_verdict (dial, event->at, effects);
    return;
  }
  switch (event->state) {
  case ACTIVATED:
    if (!dial->seen.leaving)
      dial->patience_at = DT_NEVER;
    if (dt_addresses_keep (dial, event->at))
      break;
    if (dial->prove_peer && !dial->seen.answered)
      await_peer (dial, event->at, effects);
    else
      dt_say (dial, DT_FACT_CONNECTED, event->at, effects);
    break;
  case DEACTIVATING:
    /* T7: the first DEACTIVATING reason is the specific one.  Generic ones (T8: 0) are not: the end has a better one. */
    if (event->reason != REASON_UNKNOWN)
      say_active_reason (dial, event, effects);
    dt_leave (dial, event->at, effects);
    break;
  case DEACTIVATED:
    say_active_reason (dial, event, effects);
    dt_verdict (dial, event->at, effects);
    break;
  default:
    break;
  }
}
