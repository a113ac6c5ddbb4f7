/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One dial and the connection it makes: events in, edges and orders out.  The
 * only door through which a RASCONNSTATE or a dwError changes.
 *
 * Plain data without pointers of its own (hints are static): it may be copied.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "dt-cause.h"
#include "dt-event.h"
#include "dt-kind.h"
#include "dt-vocabulary.h"

#define DT_PHASES_MAX 48
#define DT_EDGES_MAX 12       /* one event publishes fewer */
#define DT_NEVER INT64_MAX

/* All waits for a better reason (T5, T11, M2, M10), and for phases of PPP and addresses that are late. */
#define DT_WAIT_FOR_REASON_US 600000

/* A line over a modem that was up may have ended because the modem was unplugged: so long ModemManager has to say that
 * it is there, or gone. */
#define DT_WAIT_FOR_MODEM_US 4000000

/* How long a WireGuard peer may stay silent where the dialler gave no time-out. */
#define DT_PEER_PATIENCE_US (20 * INT64_C (1000000))
/* How long ModemManager may take to enable, register and connect; NetworkManager
 * gives it 200 s (recorded), plus the wait for a line that is still disconnecting. */
/* How long a paused dial waits; NetworkManager gives its agents 120 s. */
#define DT_PAUSE_PATIENCE_US (300 * INT64_C (1000000))
#define DT_MODEM_PATIENCE_US (230 * INT64_C (1000000))

typedef struct {
  uint64_t sequence;          /* strictly increasing; 0 before the first edge */
  uint32_t state;             /* RASCONNSTATE */
  uint32_t substate;          /* RASCONNSUBSTATE */
  uint32_t error;             /* dwError */
  uint32_t result;            /* the dial's dwError; DT_ERROR_PENDING until finished */
  uint32_t attempt;           /* from 1 */
  bool finished;
  bool ended;
  bool disconnecting;
  bool paused;
  int64_t at;                 /* when this edge was, microseconds of the feeder's clock */
} DtStatus;

typedef struct {
  uint32_t state;
  int64_t at;
} DtPhase;

/* What the caller has to do after a feed, in this order. */
typedef struct {
  DtStatus edge[DT_EDGES_MAX];
  uint8_t n_edges;            /* publish each, in order */
  bool finish;                /* then send DialFinished */
  bool hang_up;               /* then tell upstream to end it (an own time-out) */
  bool ask_login;             /* before all that: pppd's peer refused the login, and upstream has ended it */
  bool causes_changed;        /* evidence was added */
} DtEffects;

/* What the normaliser remembers of upstream. */
typedef struct {
  bool verdict;               /* upstream said it is over */
  bool leaving;               /* upstream is deactivating, or was told to */
  bool given_up;              /* by an own time-out: upstream's "user" means us */
  bool timed_out;             /* by the dialler's: its end is promised, whatever upstream says or does not say */
  bool question;              /* the VPN plugin asked for something that was not supplied */
  bool plugin_gone;
  bool modem_answered;        /* the last try ended by a result code of the modem */
  bool ppp_begun;             /* phases will come */
  bool active_ahead;          /* kept for them: the ActiveConnection is ACTIVATED */
  int32_t device_ahead;       /* and the device's state */
  bool ppp_ended;             /* pppd ended in ppp_phase */
  bool ppp_walked_back;       /* it left ppp_phase without TERMINATE */
  bool no_address;            /* NetworkManager has told of a configuration, and of no address in it yet */
  bool activated;             /* upstream is done, and the peer has yet to answer */
  bool answered;              /* the peer has */
  int32_t ppp_phase;          /* furthest phase of the way up; -1: none was seen */
  int32_t vpn_state;
  int32_t device_state;
  bool device_worked;         /* the device was prepared for this dial, or beyond */
  int32_t modem_state;
  int32_t registration;       /* last telling one: denied, searching, ...; -1: none */
  int32_t rejection;          /* why the network rejected the modem: MMNetworkError; 0: it did not, or nobody tells */
  int32_t cdma_registration;  /* MMModemCdmaRegistrationState, as last told; -1: the modem has no CDMA */
  int32_t cdma_activation;    /* MMModemCdmaActivationState */
  int32_t lock;
  int32_t pin_tries;          /* left; -1: not known */
  bool roaming;               /* in a foreign network, as last told */
  bool taken;                 /* somebody else has had the modem connected since the dial began */
  uint32_t refusals;          /* refused logins of this attempt */
  int64_t parent_lost_at;     /* 0: never, or it is there again */
  int32_t parent_reason;      /* why: NMDeviceStateReason */
} DtSeen;

typedef struct {
  DtKind kind;
  bool observed_only;         /* dialled by somebody else: never ordered down by us */
  bool direct;                /* dialled through ModemManager alone */
  bool prove_peer;            /* Connected waits for the peer's answer */
  bool home_only;             /* the profile forbids foreign networks */
  bool asks_login;            /* a person can be asked for another login, with which the line is dialled anew */
  bool pauses;                /* and the dial is paused meanwhile */
  bool awaits_login;          /* that is now */
  bool connected;             /* Connected was reached */
  bool retried;               /* AuthRetry was published for an answer; upstream says it again */
  uint32_t paused_in;         /* the RASCONNSTATE before the pause */
  DtStatus status;
  DtCauses causes;
  DtPhase phase[DT_PHASES_MAX];
  uint8_t n_phases;
  int64_t began_at;
  int64_t connected_at;       /* 0: never */
  int64_t ended_at;           /* 0: not yet */
  DtSeen seen;
  int64_t resolve_at;         /* end of the wait for a better reason */
  int64_t reason_at;          /* what it is once the modem is known to be there, or gone */
  int64_t addresses_until;    /* end of the wait for addresses; DT_NEVER: not waiting */
  int64_t ahead_until;        /* end of the wait for PPP's phases; DT_NEVER: nothing is kept for them */
  int64_t grace_at;           /* end of the wait for NetworkManager's return */
  int64_t patience_at;        /* own time-out on a state that upstream never leaves */
  int64_t timeout_at;         /* the dialler's own time-out */
} DtDial;

/* Begins a dial; the first edge is (0 RASCS_OpenPort, 0). */
void dt_dial_begin (DtDial *dial, DtKind kind, bool observed_only, int64_t now, DtEffects *effects);

/* A connection that was up already when it was first seen: its only edge is Connected. */
void dt_dial_adopt (DtDial *dial, DtKind kind, int64_t now, DtEffects *effects);

/* Right after dt_dial_begin(): it is dialled through ModemManager alone.  Connected
 * is the bearer's word then, and nobody configures the link. */
void dt_dial_set_direct (DtDial *dial);

/* Right after dt_dial_begin(): stays in Projected until DT_EVENT_PEER_ANSWERED, and
 * ends with 809 when the time-out strikes there. */
void dt_dial_set_prove_peer (DtDial *dial);
/* Whether it is there. */
bool dt_dial_awaits_peer (const DtDial *dial);

/* Right after dt_dial_begin(): the profile is for the home network alone (gsm.home-only). */
void dt_dial_set_home_only (DtDial *dial);

/* A login that pppd's peer refuses does not end the dial: ask_login is said instead, until DT_EVENT_ANSWERED.
 * With an answer the line has to be dialled anew (NetworkManager and pppd do not), and what upstream says after
 * that is the new line's.  @asks: false from when nobody can be asked any more. */
void dt_dial_set_asks_login (DtDial *dial, bool asks, bool pauses);

/* The dialler's own time-out, microseconds of the same clock; DT_NEVER: none.  hang_up is said then, and the dial
 * ends DT_WAIT_FOR_REASON_US later at the latest, also where upstream says nothing more. */
void dt_dial_set_timeout (DtDial *dial, int64_t at);

/* Feeds one event.  effects is overwritten.  After the end evidence is still
 * collected and nothing else happens. */
void dt_dial_feed (DtDial *dial, const DtEvent *event, DtEffects *effects);

/* When DT_EVENT_CLOCK is due next; DT_NEVER: not at all. */
int64_t dt_dial_deadline (const DtDial *dial);
