/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * From upstream's words to facts.  Every quirk of NetworkManager, ModemManager
 * and pppd lives in the dt-normalise-*.c files, with the recording that shows it.
 * Private to the core.
 */
#pragma once

#include <stddef.h>

#include "dt-machine.h"
#include "dt-mapping.h"

/* Facts. */
void dt_say_reached (DtDial *dial, int32_t state, int64_t at, DtEffects *effects);
void dt_say (DtDial *dial, DtFactType type, int64_t at, DtEffects *effects);
/* A row of a reason table as evidence; rows without an error are none. */
void dt_say_reason (DtDial *dial, const char *source, const DtReason *row, const char *text, int64_t at,
                    DtEffects *effects);
/* The same with another weight. */
void dt_say_reason_as (DtDial *dial, const char *source, const DtReason *row, DtWeight weight, const char *text,
                       int64_t at, DtEffects *effects);
void dt_say_cause (DtDial *dial, const char *source, int32_t code, const char *name, uint32_t error, DtWeight weight,
                   const char *text, int64_t at, DtEffects *effects);

/* Upstream said it is over: ends at once if a cause is known, else after the
 * bounded wait. */
void dt_verdict (DtDial *dial, int64_t at, DtEffects *effects);
/* Upstream will say so within moments, or has left without saying. */
void dt_verdict_soon (DtDial *dial, int64_t at);
/* The wait is over: what PPP's phases say is added, then it ends. */
void dt_resolve (DtDial *dial, int64_t at, DtEffects *effects);
/* The line is dialled anew, with another login. */
void dt_forget_line (DtDial *dial);
void dt_leave (DtDial *dial, int64_t at, DtEffects *effects);
/* Time has passed. */
void dt_run_clock (DtDial *dial, int64_t at, DtEffects *effects);
/* For anything of upstream's; patience is another thing. */
void dt_stop_waiting (DtDial *dial);

/* One for each family of events. */
void dt_normalise_active (DtDial *dial, const DtEvent *event, DtEffects *effects);
void dt_normalise_vpn (DtDial *dial, const DtEvent *event, DtEffects *effects);
void dt_normalise_plugin (DtDial *dial, const DtEvent *event, DtEffects *effects);
void dt_normalise_device (DtDial *dial, const DtEvent *event, DtEffects *effects);
void dt_normalise_parent (DtDial *dial, const DtEvent *event, DtEffects *effects);
void dt_normalise_ppp_parent (DtDial *dial, const DtEvent *event, DtEffects *effects);
void dt_normalise_ppp (DtDial *dial, const DtEvent *event, DtEffects *effects);
void dt_normalise_modem (DtDial *dial, const DtEvent *event, DtEffects *effects);
void dt_normalise_bearer (DtDial *dial, const DtEvent *event, DtEffects *effects);
void dt_normalise_ready (DtDial *dial, const DtEvent *event, DtEffects *effects);
void dt_normalise_addresses (DtDial *dial, const DtEvent *event, DtEffects *effects);
void dt_normalise_peer (DtDial *dial, const DtEvent *event, DtEffects *effects);
void dt_normalise_refused_modem (DtDial *dial, const DtEvent *event, DtEffects *effects);
void dt_normalise_call (DtDial *dial, const DtEvent *event, DtEffects *effects);
void dt_normalise_service (DtDial *dial, const DtEvent *event, DtEffects *effects);

/* Keeps what NetworkManager says ahead of PPP's phases; true: the event was kept.  Any other word of where it is
 * lets it go first. */
bool dt_ahead_keep (DtDial *dial, const DtEvent *event, DtEffects *effects);
void dt_ahead_release (DtDial *dial, int64_t at, DtEffects *effects);
/* NetworkManager is ACTIVATED; true: that is kept until there is an address. */
bool dt_addresses_keep (DtDial *dial, int64_t at);
void dt_addresses_release (DtDial *dial, int64_t at, DtEffects *effects);
/* Before any event: one that does not lead up lets go of what is kept. */
void dt_addresses_pass (DtDial *dial, const DtEvent *event, DtEffects *effects);
/* Of a device that pppd made (DT_DEVICE_OF_PPPD). */
bool dt_event_is_of_pppd (const DtEvent *event);
/* It says nothing of where NetworkManager is. */
bool dt_event_is_beside (DtEventType type);
/* pppd came as far as RUNNING. */
bool dt_ppp_is_up (const DtDial *dial);

/* The dwError of the phase in which pppd ended, as evidence; false if no phase
 * was seen. */
bool dt_say_ppp_end (DtDial *dial, int64_t at, DtEffects *effects);
/* What a D-Bus error of ModemManager's says, of a bearer or of a call.  @event: name, text. */
void dt_say_modem_error (DtDial *dial, const char *source, const DtEvent *event, DtEffects *effects);
/* Why NetworkManager may have failed without a reason: a foreign network that the profile forbids, or
 * somebody else who has the modem.  As evidence, if so. */
void dt_say_unspoken (DtDial *dial, int64_t at, DtEffects *effects);
/* Why the network rejected the modem, if ModemManager has told. */
void dt_say_rejection (DtDial *dial, int64_t at, DtEffects *effects);
/* What the registration before the failure says (M7), and why. */
void dt_say_registration (DtDial *dial, int64_t at, DtEffects *effects);
/* Patience is over: what the modem was waiting for (a PIN, a network) is the cause. */
void dt_say_what_modem_waits_for (DtDial *dial, int64_t at, DtEffects *effects);
/* Locked with what only a person or the operator can open (PUK, operator lock). */
bool dt_modem_is_blocked (const DtDial *dial);
