/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* RasEnumConnections: what is connected, whoever dialled it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "endpoint.h"
#include "handle.h"

#ifdef UNICODE
static const DWORD accepted[] = { 820, 1344, 1360, 1372, 1388, 0 };
#else
static const DWORD accepted[] = { 416, 680, 696, 708, 724, 0 };
#endif

static bool
is_listed (const DialtoneConnection *connection)
{
  const DialtoneStatus *status = &connection->status;

  /* What this user may not know of has no name for him. */
  if (connection->restricted && *connection->entry_name == '\0')
    return false;
  return status->state == RASCS_Connected && !status->disconnecting && !status->ended &&
         ras_handle_view (connection->id) <= RAS_HANDLE_HANGING;
}

static DWORD
flags_of (const DialtoneConnection *connection)
{
  DWORD flags = connection->restricted ? 0 : RASCF_AllUsers;

  if (connection->started_by_uid != UINT32_MAX)
    flags |= RASCF_OwnerKnown;
  if (connection->started_by_uid == getuid ())
    flags |= RASCF_OwnerMatch;
  return flags;
}

/* Dialled without an entry: the number with a period before it. */
static void
put_name (RASCONN *record, const DialtoneConnection *connection)
{
  char name[sizeof connection->phone_number + 1];

  snprintf (name, sizeof name, ".%s", connection->phone_number);
  RAS_PUT (record->szEntryName, *connection->entry_name ? connection->entry_name : name);
}

static void
describe (RASCONN *record, const DialtoneConnection *connection, DWORD size)
{
  memset (record, 0, sizeof *record);
  record->dwSize = size;
  record->hrasconn = ras_handle (connection->id);
  put_name (record, connection);
  RAS_PUT (record->szDeviceType, connection->device_type);
  RAS_PUT (record->szDeviceName, connection->device_name);
  RAS_PUT (record->szPhonebook, RAS_PHONEBOOK);
  record->dwSubEntry = 1;
  record->guidEntry = ras_guid (connection->entry_uuid);
  record->dwFlags = flags_of (connection);
  memcpy (record->guidCorrelationId.Data4, &connection->id, sizeof connection->id);
}

static size_t
keep_listed (DialtoneConnection *all, size_t n)
{
  size_t kept = 0;

  for (size_t i = 0; i < n; i++)
    if (is_listed (&all[i]))
      all[kept++] = all[i];
  return kept;
}

DWORD WINAPI
RasEnumConnections (LPRASCONN connections, LPDWORD size, LPDWORD count)
{
  DWORD stride, error = ras_enum_begin (connections, size, count, accepted, &stride);
  DialtoneConnection *all = NULL;
  DialtoneResult result;
  size_t n = 0, fit;
  RASCONN record;

  if (error != ERROR_SUCCESS)
    return error;
  /* Without the service nothing is connected. */
  result = dialtone_connection_list (&all, &n);
  if (result == DIALTONE_NO_MEMORY)
    return ERROR_NOT_ENOUGH_MEMORY;
  n = keep_listed (all, n);
  error = ras_enum_space (connections, size, count, n, stride, &fit);
  for (size_t i = 0; i < fit; i++) {
    describe (&record, &all[i], stride);
    memcpy ((char *) connections + i * stride, &record, stride);
  }
  free (all);
  return error;
}
