/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Autodial: nothing is mapped, and nothing dials by itself. */
#include <string.h>

#include "internal.h"

#ifdef UNICODE
static const DWORD accepted[] = { 528, 0 };
#else
static const DWORD accepted[] = { 272, 0 };
#endif

static const DWORD defaults[] = {
  [RASADP_DisableConnectionQuery] = 1, [RASADP_LoginSessionDisable] = 1, [RASADP_SavedAddressesLimit] = 100,
  [RASADP_FailedConnectionTimeout] = 5, [RASADP_ConnectionQueryTimeout] = 0,
};
#define N_DEFAULTS (sizeof defaults / sizeof defaults[0])

DWORD WINAPI
RasGetAutodialAddress (LPCTSTR address, LPDWORD reserved, LPRASAUTODIALENTRY entries, LPDWORD size, LPDWORD count)
{
  DWORD stride, error = ras_enum_begin (entries, size, count, accepted, &stride);

  if (error != ERROR_SUCCESS)
    return error;
  *size = 0;
  *count = 0;
  return ERROR_SUCCESS;
}

DWORD WINAPI
RasSetAutodialAddress (LPCTSTR address, DWORD reserved, LPRASAUTODIALENTRY entries, DWORD size, DWORD count)
{
  if (entries && !ras_size_is (entries->dwSize, accepted))
    return ERROR_INVALID_SIZE;
  if (reserved != 0 || (entries == NULL && count > 0))
    return ERROR_INVALID_PARAMETER;
  /* There is none to be removed. */
  return entries == NULL ? ERROR_SUCCESS : ERROR_NOT_SUPPORTED;
}

DWORD WINAPI
RasEnumAutodialAddresses (LPTSTR *addresses, LPDWORD size, LPDWORD count)
{
  if (size == NULL || count == NULL)
    return ERROR_INVALID_PARAMETER;
  *size = 0;
  *count = 0;
  return ERROR_SUCCESS;
}

DWORD WINAPI
RasGetAutodialEnable (DWORD location, LPBOOL enabled)
{
  if (enabled == NULL)
    return ERROR_INVALID_PARAMETER;
  *enabled = FALSE;
  return ERROR_SUCCESS;
}

DWORD WINAPI
RasSetAutodialEnable (DWORD location, BOOL enabled)
{
  return enabled ? ERROR_NOT_SUPPORTED : ERROR_SUCCESS;
}

DWORD WINAPI
RasGetAutodialParam (DWORD key, LPVOID value, LPDWORD size)
{
  if (value == NULL || size == NULL || key >= N_DEFAULTS)
    return ERROR_INVALID_PARAMETER;
  if (*size != sizeof defaults[0])
    return ERROR_INVALID_SIZE;
  memcpy (value, &defaults[key], sizeof defaults[0]);
  return ERROR_SUCCESS;
}

DWORD WINAPI
RasSetAutodialParam (DWORD key, LPVOID value, DWORD size)
{
  if (value == NULL || key >= N_DEFAULTS)
    return ERROR_INVALID_PARAMETER;
  return size == sizeof defaults[0] ? ERROR_NOT_SUPPORTED : ERROR_INVALID_SIZE;
}
