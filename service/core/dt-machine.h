/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The one door through which a status changes.  Facts come from the normaliser;
 * it knows nothing of upstream's numbers.
 */
#pragma once

#include "dt-dial.h"

typedef enum {
  DT_FACT_REACHED,            /* state: a RASCONNSTATE on the way up */
  DT_FACT_CONNECTED,          /* the activation is complete and the addresses are set */
  DT_FACT_CAUSE,              /* cause: evidence */
  DT_FACT_DISCONNECTING,      /* the line is being taken down */
  DT_FACT_AUTH_RETRY,         /* a refused login is tried again */
  DT_FACT_PAUSED,             /* state: a paused RASCONNSTATE; a person is asked */
  DT_FACT_RESUMED,            /* state: 1 if the login is tried again with what was answered */
  DT_FACT_ENDED,              /* nothing will follow: state has the dwError where no cause is known */
} DtFactType;

typedef struct {
  DtFactType type;
  int64_t at;
  uint32_t state;
  DtCause cause;
} DtFact;

#define DT_FACT_LAST DT_FACT_ENDED

/* One of those in which a person is asked. */
bool dt_state_is_paused (uint32_t state);

/* Applies one fact and appends what it publishes to @effects. */
void dt_machine_apply (DtDial *dial, const DtFact *fact, DtEffects *effects);

/* The first edge: OpenPort, or Connected for an adopted connection. */
void dt_machine_begin (DtDial *dial, uint32_t state, int64_t at, DtEffects *effects);
