/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What upstream said about one connection, in upstream's own words and numbers. */
#pragma once

#include <stdint.h>

typedef enum {
  DT_EVENT_ACTIVE_STATE,      /* NM Connection.Active.StateChanged: state, reason */
  DT_EVENT_ACTIVE_REMOVED,    /* the ActiveConnection left the bus */
  DT_EVENT_VPN_STATE,         /* NM VPN.Connection.VpnStateChanged: state, reason */
  DT_EVENT_DEVICE_STATE,      /* NM Device.StateChanged of the own device: state, old_state, reason; name: as DT_DEVICE_OF_PPPD,
                               * or NULL */
  DT_EVENT_DEVICE_REMOVED,    /* the own device left the bus */
  DT_EVENT_PARENT_STATE,      /* Device.StateChanged of the device below a VPN or a device of type ppp: state,
                               * old_state, reason */
  DT_EVENT_PARENT_REMOVED,    /* that device left the bus */
  DT_EVENT_PLUGIN_STATE,      /* VPN.Plugin.StateChanged: state (NMVpnServiceState) */
  DT_EVENT_PLUGIN_FAILURE,    /* VPN.Plugin.Failure: reason (NMVpnPluginFailure) */
  DT_EVENT_PLUGIN_SECRETS,    /* VPN.Plugin.SecretsRequired: text; reason 1 if a login secret is
                               * among the names that are asked for, else 0 */
  DT_EVENT_PLUGIN_APPEARED,   /* the plugin's name has an owner */
  DT_EVENT_PLUGIN_VANISHED,   /* it has none any more */
  DT_EVENT_PPP_BEGUN,         /* NetworkManager runs a pppd for it, and its phases will be seen */
  DT_EVENT_PPP_PHASE,         /* NetworkManager.PPP.SetState, sender verified: state */
  DT_EVENT_MODEM_STATE,       /* MM Modem.StateChanged: state, old_state, reason */
  DT_EVENT_MODEM_LOCK,        /* MM Modem.UnlockRequired: state */
  DT_EVENT_MODEM_RETRIES,     /* MM Modem.UnlockRetries: state: the lock, reason: tries left */
  DT_EVENT_MODEM_FAILED,      /* MM Modem.StateFailedReason: reason */
  DT_EVENT_MODEM_REMOVED,     /* the modem left the bus */
  DT_EVENT_RADIO_OFF,         /* NM WwanEnabled, or WwanHardwareEnabled (reason 1), is false */
  DT_EVENT_REGISTRATION,      /* MM Modem3gpp.RegistrationState: state */
  DT_EVENT_NETWORK_REJECTION, /* MM Modem3gpp.NetworkRejection, from 1.24 on: reason: MMNetworkError, 0: none (any more) */
  DT_EVENT_CDMA_REGISTRATION, /* MM ModemCdma: the greater of Cdma1xRegistrationState and EvdoRegistrationState: state */
  DT_EVENT_CDMA_ACTIVATION,   /* MM ModemCdma.ActivationState: state */
  DT_EVENT_BEARER_CONNECTED,  /* MM Bearer.Connected: state (0 or 1), reason: MMBearerIpMethod of IPv4 */
  DT_EVENT_BEARER_ERROR,      /* MM Bearer.ConnectionError: name, text */
  DT_EVENT_BEARER_READY,      /* ModemManager answered a dial of ours with this bearer: state: 1 if it
                               * has an address, reason: MMBearerIpMethod */
  DT_EVENT_ADDRESSES,         /* NM IP4Config and IP6Config: state: 1 if there is an address, 0 if there is none yet */
  DT_EVENT_PEER_ANSWERED,     /* bytes came in over the tunnel */
  DT_EVENT_CALL_REFUSED,      /* the call that dials failed: name, text */
  DT_EVENT_QUESTION,          /* a person is asked: state: a paused RASCONNSTATE */
  DT_EVENT_ANSWERED,          /* that is over: state: 1 if there was an answer */
  DT_EVENT_NO_SECRETS,        /* our own agent has not what NetworkManager asked it for */
  DT_EVENT_NM_GONE,           /* NetworkManager left the bus */
  DT_EVENT_NM_BACK,           /* it came back and this connection was found active again: state */
  DT_EVENT_MM_GONE,           /* ModemManager left the bus */
  DT_EVENT_HANG_UP,           /* a caller of ours hung up */
  DT_EVENT_HANG_UP_SENT,      /* upstream is told so only now: it had to wait for the modem */
  DT_EVENT_SERVICE_STOPS,     /* our own service stops in order */
  DT_EVENT_GONE_WHILE_AWAY,   /* our own service came back, and upstream has ended it meanwhile */
  DT_EVENT_NO_END,            /* upstream had nothing left to follow: treat what is known as the end */
  DT_EVENT_CLOCK,             /* time has passed */
} DtEventType;

/* A device of type ppp: pppd makes it and takes it along. */
#define DT_DEVICE_OF_PPPD "ppp"

typedef struct {
  DtEventType type;
  int64_t at;                 /* microseconds, the monotonic clock of who feeds */
  int32_t state;
  int32_t old_state;
  int32_t reason;
  const char *name;           /* borrowed; may be NULL */
  const char *text;           /* borrowed; may be NULL */
} DtEvent;
