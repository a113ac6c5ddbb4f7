/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dialing.h"

#include <string.h>

#include "handle.h"

static bool
hear_all (void *data, DWORD state, DWORD error)
{
  return true;
}

static DWORD
dial_and_wait (const RasDialing *dialing, HRASCONN *handle)
{
  bool existed;
  uint64_t id;
  DWORD error = ras_call (dialing, &id, &existed);

  if (error != ERROR_SUCCESS)
    return error;
  /* Before the end: others may look at its progress. */
  __atomic_store_n (handle, ras_handle (id), __ATOMIC_RELEASE);
  return ras_follow (id, existed, hear_all, NULL);
}

static DWORD
dial_and_tell (const RasDialing *dialing, HRASCONN *handle)
{
  RasNotifier *notifier = ras_notifier_new (dialing);
  bool existed = false;
  uint64_t id = 0;
  DWORD error;

  if (notifier == NULL)
    return ERROR_NOT_ENOUGH_MEMORY;
  error = ras_call (dialing, &id, &existed);
  if (error == ERROR_SUCCESS && dialing->pauses && !ras_pause_keep (id, dialing)) {
    ras_hang_up (ras_handle (id));
    error = ERROR_NOT_ENOUGH_MEMORY;
  }
  if (error == ERROR_SUCCESS)
    __atomic_store_n (handle, ras_handle (id), __ATOMIC_RELEASE);
  ras_notifier_start (notifier, error == ERROR_SUCCESS ? id : 0, existed);
  return error;
}

DWORD
ras_dial (RasDialing *dialing, HRASCONN *handle)
{
  DWORD error = dialing->notifier ? dial_and_tell (dialing, handle) : dial_and_wait (dialing, handle);

  explicit_bzero (dialing->password, sizeof dialing->password);
  return error;
}

/*
 * RasHangUp.
 */

static DWORD
release (uint64_t id, const DialtoneConnection *connection)
{
  bool owed = ras_handle_references (id) > 0;

  if (!ras_handle_die (id))
    return ERROR_NOT_ENOUGH_MEMORY;
  if (!owed)
    return ERROR_NO_CONNECTION;
  /* A dial that failed is released; where another did it already, well. */
  dialtone_connection_release (id);
  return connection->status.result == ERROR_SUCCESS ? ERROR_NO_CONNECTION : ERROR_SUCCESS;
}

static bool
falls (uint64_t id)
{
  DialtoneConnection connection;

  return dialtone_connection_get (id, &connection) != DIALTONE_OK || connection.status.ended || connection.status.disconnecting;
}

static void
let_go (uint64_t id)
{
  ras_notifier_silence (id);
  ras_handle_go (id);
  dialtone_connection_abandon (id);
}

static DWORD
drop (uint64_t id)
{
  DialtoneResult result;

  if (!ras_handle_hang (id))
    return ERROR_NOT_ENOUGH_MEMORY;
  result = dialtone_connection_hang_up (id);
  if (result == DIALTONE_OK && falls (id))
    let_go (id);
  ras_handle_hung (id, result == DIALTONE_OK);
  switch (result) {
  case DIALTONE_OK:
    return ERROR_SUCCESS;
  case DIALTONE_NO_MEMORY:
    return ERROR_NOT_ENOUGH_MEMORY;
  case DIALTONE_NO_SUCH_CONNECTION:
  case DIALTONE_NO_SERVICE:
    return ERROR_NO_CONNECTION;
  case DIALTONE_TIMED_OUT:
    return ERROR_REQUEST_TIMEOUT;
  default:
    return ERROR_HANGUP_FAILED;
  }
}

DWORD
ras_hang_up (HRASCONN handle)
{
  uint64_t id = ras_id (handle);
  DialtoneConnection connection;

  if (!ras_is_handle (handle))
    return ERROR_INVALID_HANDLE;
  if (ras_handle_view (id) > RAS_HANDLE_HANGING)
    return ERROR_NO_CONNECTION;
  if (dialtone_connection_get (id, &connection) != DIALTONE_OK)
    return dialtone_connection_was_known (id) ? ERROR_NO_CONNECTION : ERROR_INVALID_HANDLE;
  if (connection.status.ended)
    return release (id, &connection);
  if (connection.status.disconnecting) {
    let_go (id);
    return ERROR_NO_CONNECTION;
  }
  return drop (id);
}
