/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From the edges of a connection to what RasDial tells. */
#include "dialing.h"
#include "handle.h"

#define NO_STATE UINT32_MAX

typedef struct {
  RasTold told;
  void *data;
  DWORD last_state;
  DWORD failed_state, failed_error;     /* of the attempt that failed; 0: none */
} Walk;

static bool
tell (const Walk *walk, DWORD state, DWORD error)
{
  return walk->told (walk->data, state, error);
}

/* The result, once it is fixed: an attempt that failed may be followed by another. */
static bool
is_finished (uint64_t id, DWORD *result)
{
  DialtoneConnection connection;

  if (dialtone_connection_get (id, &connection) != DIALTONE_OK || !connection.status.finished)
    return false;
  *result = connection.status.result;
  return true;
}

static DWORD
state_of (const DialtoneEdge *edge)
{
  return edge->paused ? ras_paused_state (edge->state) : edge->state;
}

/* True: the walk is over, with @result. */
static bool
take_edge (Walk *walk, uint64_t id, const DialtoneEdge *edge, DWORD *result)
{
  if (edge->error != ERROR_SUCCESS) {
    if (walk->failed_error == ERROR_SUCCESS)
      walk->failed_state = edge->state;
    walk->failed_error = edge->error;
    if (!is_finished (id, result))
      return false;
    tell (walk, walk->failed_state, *result);
    return true;
  }
  if (edge->disconnecting || state_of (edge) == walk->last_state)
    return false;
  walk->failed_error = ERROR_SUCCESS;
  walk->last_state = state_of (edge);
  *result = ERROR_SUCCESS;
  return !tell (walk, walk->last_state, ERROR_SUCCESS) || edge->state == RASCS_Connected;
}

static DWORD
service_lost (const Walk *walk)
{
  tell (walk, walk->last_state == NO_STATE ? RASCS_OpenPort : walk->last_state, ERROR_RASMAN_SERVICE_STOPPED);
  return ERROR_RASMAN_SERVICE_STOPPED;
}

/* By this process: then what comes of it is no failure. */
static bool
is_hung_up (uint64_t id, DialtoneResult next, const DialtoneEdge *edge)
{
  RasHandleView view = ras_handle_view (id);

  return view > RAS_HANDLE_HANGING || (view == RAS_HANDLE_HANGING && next == DIALTONE_OK && edge->error != ERROR_SUCCESS);
}

DWORD
ras_follow (uint64_t id, bool existed, RasTold told, void *data)
{
  Walk walk = { told, data, NO_STATE, 0, ERROR_SUCCESS };
  DialtoneEdge edge = { 0 };
  DWORD result;

  /* One that was up before has its way behind it. */
  if (existed && is_finished (id, &result)) {
    tell (&walk, RASCS_Connected, result);
    return result;
  }
  for (;;) {
    DialtoneResult next = dialtone_connection_next_edge (id, edge.sequence, -1, &edge);

    if (ras_handle_is_superseded (id))
      return ERROR_USER_DISCONNECTION;
    if (is_hung_up (id, next, &edge)) {
      tell (&walk, RASCS_Disconnected, ERROR_SUCCESS);
      return ERROR_USER_DISCONNECTION;
    }
    if (next != DIALTONE_OK)
      return service_lost (&walk);
    if (take_edge (&walk, id, &edge, &result))
      return result;
  }
}
