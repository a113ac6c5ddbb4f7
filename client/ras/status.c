/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* RasGetConnectStatus: from the local copy, asking nobody. */
#include <string.h>

#include "endpoint.h"
#include "handle.h"

#ifdef UNICODE
static const DWORD accepted[] = { 304, 564, 608, 0 };
#else
static const DWORD accepted[] = { 160, 288, 332, 0 };
#endif

DWORD WINAPI
RasGetConnectStatus (HRASCONN handle, LPRASCONNSTATUS status)
{
  DialtoneConnection connection;
  RASCONNSTATUS answer;
  DWORD error;

  if (status == NULL)
    return ERROR_INVALID_PARAMETER;
  if (!ras_size_is (status->dwSize, accepted))
    return ERROR_INVALID_SIZE;
  error = ras_handle_get (handle, &connection);
  if (error != ERROR_SUCCESS)
    return error;
  memset (&answer, 0, sizeof answer);
  answer.dwSize = status->dwSize;
  answer.rasconnstate = (RASCONNSTATE) connection.status.state;
  answer.rasconnsubstate = (RASCONNSUBSTATE) connection.status.substate;
  answer.dwError = connection.status.error;
  RAS_PUT (answer.szDeviceType, connection.device_type);
  RAS_PUT (answer.szDeviceName, connection.device_name);
  RAS_PUT (answer.szPhoneNumber, connection.phone_number);
  if (status->dwSize == sizeof answer && (strcmp (connection.kind, "vpn") == 0 || strcmp (connection.kind, "wireguard") == 0)) {
    answer.localEndPoint = ras_endpoint (connection.local_endpoint);
    answer.remoteEndPoint = ras_endpoint (connection.remote_endpoint);
  }
  memcpy (status, &answer, status->dwSize);
  return ERROR_SUCCESS;
}
