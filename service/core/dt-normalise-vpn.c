/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* VPN connections: NetworkManager's VpnState and the plugin's own words. */
#include "dt-normalise.h"

enum { NEED_AUTH = 2, CONNECT = 3, IP_CONFIG_GET = 4, ACTIVATED = 5, FAILED = 6, DISCONNECTED = 7 };
enum { REASON_UNKNOWN = 0, REASON_NONE = 1, REASON_USER = 2, REASON_START_FAILED = 8 };

static void
login_refused (DtDial *dial, int64_t at, DtEffects *effects)
{
  dial->seen.refusals++;
  dt_say_cause (dial, "vpn-plugin", 0, "login refused", DT_ERROR_AUTHENTICATION_FAILURE, DT_WEIGHT_HINTING, NULL, at,
                effects);
}

static void
going_up (DtDial *dial, const DtEvent *event, int32_t before, DtEffects *effects)
{
  switch (event->state) {
  case NEED_AUTH:
    /* Every dial passes it once.  Entered again from CONNECT the login was
     * refused, unless SecretsRequired said so already, or asked for more. */
    if (before == CONNECT && dial->seen.refusals == 0 && !dial->seen.question)
      login_refused (dial, event->at, effects);
    break;
  case CONNECT:
    if (before == NEED_AUTH && dial->seen.refusals > 0)
      dt_say (dial, DT_FACT_AUTH_RETRY, event->at, effects);
    else
      dt_say_reached (dial, dt_mapping_nm_vpn_state (event->state), event->at, effects);
    break;
  case IP_CONFIG_GET:
    dt_say_reached (dial, DT_RASCS_AUTHENTICATED, event->at, effects);
    dt_say_reached (dial, dt_mapping_nm_vpn_state (event->state), event->at, effects);
    break;
  default:
    dt_say_reached (dial, dt_mapping_nm_vpn_state (event->state), event->at, effects);
    break;
  }
}

void
dt_normalise_vpn (DtDial *dial, const DtEvent *event, DtEffects *effects)
{
  int32_t before = dial->seen.vpn_state;

  dial->seen.vpn_state = event->state;
  if (event->state == FAILED || event->state == DISCONNECTED) {
    /* T6: both may come, in either order, the second with another reason. */
    if (event->reason != REASON_UNKNOWN && !(event->reason == REASON_USER && dial->seen.given_up) &&
        !(event->reason == REASON_START_FAILED && dial->seen.plugin_gone))
      dt_say_reason (dial, "nm-vpn", dt_mapping_nm_vpn_reason (event->reason), NULL, event->at, effects);
    dt_verdict_soon (dial, event->at);
    return;
  }
  /* T3: a cancelled dial goes to ACTIVATED with reason USER_DISCONNECTED. */
  if (event->state == ACTIVATED && (dial->seen.leaving || event->reason > REASON_NONE))
    return;
  going_up (dial, event, before, effects);
}

/* The plugin is called before NetworkManager tells of CONNECT, and may ask before that too: a question that is no login is one
 * in either order (once in 30 dials of a plugin that asks at once). */
static void
asks_for_secrets (DtDial *dial, const DtEvent *event, DtEffects *effects)
{
  bool login = event->reason == 1;

  if (dial->seen.vpn_state != CONNECT && (login || dial->seen.vpn_state != NEED_AUTH))
    return;
  if (login) {
    login_refused (dial, event->at, effects);
    return;
  }
  dial->seen.question = true;
  dt_say_cause (dial, "vpn-plugin", 0, "SecretsRequired", DT_ERROR_INTERACTIVE_MODE, DT_WEIGHT_HINTING, event->text,
                event->at, effects);
}

void
dt_normalise_plugin (DtDial *dial, const DtEvent *event, DtEffects *effects)
{
  switch ((int) event->type) {
  case DT_EVENT_PLUGIN_APPEARED:
    dial->seen.plugin_gone = false;
    dt_say_reached (dial, DT_RASCS_PORT_OPENED, event->at, effects);
    break;
  case DT_EVENT_PLUGIN_VANISHED:
    dial->seen.plugin_gone = true;
    break;
  case DT_EVENT_PLUGIN_FAILURE:
    /* T4: LOGIN_FAILED reaches clients of NetworkManager as "unknown"; the plugin's own first word counts. */
    dt_say_reason (dial, "vpn-plugin", dt_mapping_nm_vpn_plugin_failure (event->reason), event->text, event->at, effects);
    break;
  case DT_EVENT_PLUGIN_SECRETS:
    asks_for_secrets (dial, event, effects);
    break;
  default:
    break;
  }
}

/* T10: base link and VPN end in one burst, and the VPN's reason says little. */
void
dt_normalise_parent (DtDial *dial, const DtEvent *event, DtEffects *effects)
{
  const DtReason *row = dt_mapping_nm_device_reason (event->reason);
  const char *name = event->type == DT_EVENT_PARENT_REMOVED ? "base device removed" : row ? row->name : "base device lost";

  if (event->type == DT_EVENT_PARENT_STATE && (event->state > 30 || event->old_state <= 30))
    return;
  dial->seen.parent_lost_at = event->at > 0 ? event->at : 1;
  dt_say_cause (dial, "nm-parent", event->reason, name, DT_ERROR_LINK_FAILURE,
                dial->seen.verdict ? DT_WEIGHT_SPECIFIC : DT_WEIGHT_GENERIC, NULL, event->at, effects);
}
