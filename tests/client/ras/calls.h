/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the tests of dials say again and again; A or W as their file is compiled. */
#pragma once

#include <string.h>

#include "harness.h"

static inline RASDIALPARAMS
params_of (const TCHAR *entry)
{
  RASDIALPARAMS params;

  memset (&params, 0, sizeof params);
  params.dwSize = sizeof params;
  for (size_t i = 0; entry[i]; i++)
    params.szEntryName[i] = entry[i];
  return params;
}

static inline DWORD
status_of (HRASCONN handle, RASCONNSTATUS *status)
{
  memset (status, 0, sizeof *status);
  status->dwSize = sizeof *status;
  return RasGetConnectStatus (handle, status);
}

static inline bool
is_dead (HRASCONN handle)
{
  RASCONNSTATUS status;

  return status_of (handle, &status) == ERROR_INVALID_HANDLE;
}

static inline bool
is_listed (HRASCONN handle)
{
  RASCONN found[16];
  DWORD size = sizeof found, count = 0;

  found[0].dwSize = sizeof found[0];
  CHECK_EQUAL (RasEnumConnections (found, &size, &count), ERROR_SUCCESS);
  for (DWORD i = 0; i < count; i++)
    if (found[i].hrasconn == handle)
      return true;
  return false;
}

static inline HRASCONN
dial (DWORD wanted)
{
  RASDIALPARAMS params = params_of (TEXT (OK_NAME));
  HRASCONN handle = NULL;

  CHECK_EQUAL (RasDial (NULL, NULL, &params, 0xFFFFFFFF, NULL, &handle), wanted);
  CHECK (handle != NULL);
  return handle;
}

static inline void
hang_up (HRASCONN handle)
{
  CHECK_EQUAL (RasHangUp (handle), ERROR_SUCCESS);
  AWAIT (is_dead (handle));
}
