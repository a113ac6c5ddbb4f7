/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* ModemManager's bearers, and its Connect where we dial without NetworkManager. */
#include "dt-normalise.h"

#include <string.h>

#define MM_ERROR "org.freedesktop.ModemManager1.Error."
#define BUS_ERROR "org.freedesktop.DBus.Error."

enum { LOCK_SIM_PIN = 2 };
enum { IP_METHOD_UNKNOWN = 0, IP_METHOD_PPP = 1 };

/* ModemManager 1.20.4 says Unauthorized, "Not allowed to connect bearer in 3GPP network: 'Registered in roaming
 * network, and roaming not allowed'", for a profile that is for the home network only. */
static const DtReason roaming_refused = {
  .number = 5, .name = "MM_CORE_ERROR_UNAUTHORIZED", .error = DT_ERROR_NO_DIALIN_PERMISSION,
  .error_before = DT_ERROR_NO_DIALIN_PERMISSION, .specific = true, .class_ = DT_CLASS_POLICY, .hint = "roaming",
};

static bool
mentions (const DtEvent *event, const char *words)
{
  return event->text && strstr (event->text, words);
}

/* Errors that need more than a row of the table; true if this one did. */
static bool
say_special (DtDial *dial, const char *source, const DtEvent *event, const DtReason *row, DtWeight weight, DtEffects *effects)
{
  if (row->error == DT_ERROR_ACCESS_DENIED && mentions (event, "roaming not allowed")) {
    dt_say_reason_as (dial, source, &roaming_refused, DT_WEIGHT_SPECIFIC, event->text, event->at, effects);
    return true;
  }
  /* ModemManager refuses a locked modem as Unauthorized; NetworkManager makes the same test. */
  if (row->error == DT_ERROR_ACCESS_DENIED && dial->seen.lock == LOCK_SIM_PIN) {
    dt_say_cause (dial, source, row->number, row->name, DT_ERROR_INTERACTIVE_MODE, weight, event->text, event->at, effects);
    return true;
  }
  /* A modem with one data port that another bearer has (ModemManager 1.20.4). */
  if (strcmp (event->name, MM_ERROR "Serial.OpenFailed") == 0 && mentions (event, "port is connected")) {
    dt_say_cause (dial, source, row->number, row->name, DT_ERROR_PORT_ALREADY_OPEN, DT_WEIGHT_SPECIFIC, event->text, event->at,
                  effects);
    return true;
  }
  return false;
}

void
dt_say_modem_error (DtDial *dial, const char *source, const DtEvent *event, DtEffects *effects)
{
  const DtReason *row = dt_mapping_dbus_error (event->name);
  bool of_port = strstr (event->name, ".Error.Serial.") != NULL;
  DtWeight weight;

  if (row == NULL) {
    dt_say_cause (dial, source, -1, event->name, DT_ERROR_FROM_DEVICE, DT_WEIGHT_HINTING, event->text, event->at, effects);
    return;
  }
  /* A PIN that is wanted is a question: who gives up then is the user (mockmm-error-MobileEquipment.SimPin). */
  weight = row->specific && row->error != DT_ERROR_INTERACTIVE_MODE ? DT_WEIGHT_SPECIFIC : DT_WEIGHT_HINTING;
  /* So fails a port whose modem is being unplugged, too: its removal may follow (real-gsm-unplugged-while-dialing). */
  if (of_port)
    weight = DT_WEIGHT_HINTING;
  if (!say_special (dial, source, event, row, weight, effects))
    dt_say_reason_as (dial, source, row, weight, event->text, event->at, effects);
}

/* The modem itself said no, and what: it has not been unplugged, and no better reason can follow. */
static bool
is_answer_of_modem (const char *error_name)
{
  return (strstr (error_name, ".Error.Connection.") || strstr (error_name, ".Error.MobileEquipment.")) &&
         strstr (error_name, ".Unknown") == NULL;
}

static void
bearer_error (DtDial *dial, const DtEvent *event, DtEffects *effects)
{
  dial->seen.modem_answered = event->name && is_answer_of_modem (event->name);
  if (event->name && event->name[0] != '\0')            /* a new try resets it (M2) */
    dt_say_modem_error (dial, "mm-bearer", event, effects);
  if (dial->seen.verdict && dial->seen.modem_answered && !dial->connected)
    dt_resolve (dial, event->at, effects);
  else if (dial->seen.verdict)
    dt_verdict (dial, event->at, effects);
}

/* Who dialled without NetworkManager hears of a loss from the bearer alone. */
static void
bearer_down (DtDial *dial, const DtEvent *event, DtEffects *effects)
{
  if (dial->direct && dial->connected)
    dt_verdict (dial, event->at, effects);
}

void
dt_normalise_bearer (DtDial *dial, const DtEvent *event, DtEffects *effects)
{
  if (event->type == DT_EVENT_BEARER_ERROR) {
    bearer_error (dial, event, effects);
    return;
  }
  if (event->state == 0) {
    bearer_down (dial, event, effects);
    return;
  }
  /* Another client's, of which the observers learn a little later than of the modem's state. */
  if (dial->seen.taken && !dial->direct)
    return;
  dt_say_reached (dial, DT_RASCS_DEVICE_CONNECTED, event->at, effects);
  dt_say_reached (dial, DT_RASCS_ALL_DEVICES_CONNECTED, event->at, effects);
  if (event->reason != IP_METHOD_PPP && event->reason != IP_METHOD_UNKNOWN)
    dt_say_reached (dial, DT_RASCS_AUTHENTICATED, event->at, effects);
}

/*
 * Without NetworkManager.
 */

void
dt_normalise_ready (DtDial *dial, const DtEvent *event, DtEffects *effects)
{
  const DtEvent up = { .type = DT_EVENT_BEARER_CONNECTED, .at = event->at, .state = 1, .reason = event->reason };

  if (!dial->direct || dial->seen.leaving || dial->seen.verdict)
    return;
  dt_normalise_bearer (dial, &up, effects);
  if (event->state == 1)
    dt_say_reached (dial, DT_RASCS_PROJECTED, event->at, effects);
  dial->patience_at = DT_NEVER;
  dt_say (dial, DT_FACT_CONNECTED, event->at, effects);
}

/* A modem that failed has no Simple interface, one that was unplugged no object (ModemManager 1.20.4). */
static bool
has_no_such_method (const char *name)
{
  return strcmp (name, BUS_ERROR "UnknownMethod") == 0 || strcmp (name, BUS_ERROR "UnknownObject") == 0 ||
         strcmp (name, BUS_ERROR "UnknownInterface") == 0;
}

void
dt_normalise_refused_modem (DtDial *dial, const DtEvent *event, DtEffects *effects)
{
  const DtEvent named = { .type = event->type, .at = event->at, .name = event->name ? event->name : "", .text = event->text };
  const DtReason *row = dt_mapping_dbus_error (named.name);

  /* Registration that is denied ends at once as NetworkTimeout, searching after 60 s (ModemManager 1.20.4). */
  if (row && (row->error == DT_ERROR_REQUEST_TIMEOUT || row->error == DT_ERROR_NO_DIALTONE))
    dt_say_registration (dial, event->at, effects);
  if (strcmp (named.name, "org.dialtone.RemoteAccess1.Error.AlreadyDisconnecting") == 0)
    dt_say_cause (dial, "dialtone", -1, named.name, DT_ERROR_ALREADY_DISCONNECTING, DT_WEIGHT_SPECIFIC, event->text, event->at,
                  effects);
  else if (strcmp (named.name, "org.dialtone.RemoteAccess1.Error.ModemInUse") == 0)
    dt_say_cause (dial, "dialtone", -1, named.name, DT_ERROR_PORT_ALREADY_OPEN, DT_WEIGHT_SPECIFIC, event->text, event->at,
                  effects);
  else if (has_no_such_method (named.name))
    dt_say_cause (dial, "mm-call", row ? row->number : -1, named.name, DT_ERROR_DEVICE_NOT_READY, DT_WEIGHT_HINTING, event->text,
                  event->at, effects);
  else
    dt_say_modem_error (dial, "mm-call", &named, effects);
  /* M10: a modem that is unplugged ends the call first. */
  if (is_answer_of_modem (named.name))
    dt_resolve (dial, event->at, effects);
  else
    dt_verdict (dial, event->at, effects);
}
