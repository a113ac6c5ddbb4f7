/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What every program has of ras.h; compiled by header-matrix in many dialects. */
#ifdef WITH_WINDOWS_H
#include <windows.h>
#endif
#include <ras.h>
#include <raserror.h>

DWORD dial (LPVOID notifier);

/* Filled as programs do that were written for Windows. */
DWORD
dial (LPVOID notifier)
{
  RASDIALPARAMS params;
  RASCONNSTATUS status;
  HRASCONN connection = NULL;
  DWORD error;

  params.dwSize = sizeof (RASDIALPARAMS);
  params.szEntryName[0] = 'x';
  params.szPassword[PWLEN] = 0;
  error = RasDial (NULL, NULL, &params, 0, notifier, &connection);
  if (error != ERROR_SUCCESS && error != ERROR_CANNOT_FIND_PHONEBOOK_ENTRY)
    return error;
  status.dwSize = sizeof (RASCONNSTATUS);
  while (RasGetConnectStatus (connection, &status) == 0)
    if (status.rasconnstate == RASCS_Connected || (status.rasconnstate & RASCS_DONE) || (status.rasconnstate & RASCS_PAUSED))
      break;
#if WINVER >= 0x601 && !defined(WITH_WINDOWS_H)
  if (status.remoteEndPoint.dwType == RASTUNNELENDPOINT_IPv4)
    return status.remoteEndPoint.ipv4.s_addr;
#endif
  return RasHangUp (connection);
}
