/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Handles: an HRASCONN is the Id of the service's connection object, so that it
 * means the same in every process.  What this process did with one is kept here.
 */
#pragma once

#include "internal.h"

/* How long a handle may answer after RasHangUp, however long a modem needs. */
#define RAS_HANDLE_GOING_MS 2000

typedef enum {
  RAS_HANDLE_LIVE,
  RAS_HANDLE_HANGING,           /* RasHangUp is under way; whether the line falls is not known yet */
  RAS_HANDLE_GOING,             /* hung up by us, not over yet */
  RAS_HANDLE_DEAD,
} RasHandleView;

/* 32-bit machines would need a table of handles, and the sizes of their own column. */
_Static_assert (sizeof (HRASCONN) == sizeof (uint64_t), "an HRASCONN holds an Id");

static inline uint64_t
ras_id (HRASCONN handle)
{
  return (uint64_t) (uintptr_t) handle;
}

static inline HRASCONN
ras_handle (uint64_t id)
{
  return (HRASCONN) (uintptr_t) id;
}

static inline bool
ras_is_handle (HRASCONN handle)
{
  return handle != NULL && (uintptr_t) handle != UINTPTR_MAX;
}

/* One more RasDial of ours; false without memory. */
bool ras_handle_refer (uint64_t id);
unsigned ras_handle_references (uint64_t id);
/* RasHangUp begins, and has ended: @dropped: it dropped a reference.  False without memory. */
bool ras_handle_hang (uint64_t id);
void ras_handle_hung (uint64_t id, bool dropped);
/* The line falls: the handle answers until it is over, but not longer than
 * RAS_HANDLE_GOING_MS.  False without memory. */
bool ras_handle_go (uint64_t id);
/* Whether another dial takes its place: what becomes of this one is told to nobody.  False without memory. */
bool ras_handle_supersede (uint64_t id, bool superseded);
bool ras_handle_is_superseded (uint64_t id);
/* It is over. */
bool ras_handle_die (uint64_t id);
RasHandleView ras_handle_view (uint64_t id);

/* The connection behind a handle, unless it is dead: 0, 6 or 8. */
DWORD ras_handle_get (HRASCONN handle, DialtoneConnection *connection);

/* A secret that is missing pauses as one that was refused does: that is where RAS programs
 * give one; what they would do in RASCS_Interactive is talk to a terminal. */
static inline DWORD
ras_paused_state (DWORD state)
{
  return state == RASCS_Interactive ? RASCS_RetryAuthentication : state;
}

/* What counters showed when they were cleared. */
bool ras_handle_set_baseline (uint64_t id, const DialtoneStatistics *baseline);
DialtoneStatistics ras_handle_baseline (uint64_t id);
