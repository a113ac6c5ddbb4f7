/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What asks for a window or for TAPI: neither is here. */
#include "internal.h"

DWORD WINAPI
RasCreatePhonebookEntry (HWND window, LPCTSTR phonebook)
{
  return ERROR_CALL_NOT_IMPLEMENTED;
}

DWORD WINAPI
RasEditPhonebookEntry (HWND window, LPCTSTR phonebook, LPCTSTR entry)
{
  return entry == NULL ? ERROR_INVALID_PARAMETER : ERROR_CALL_NOT_IMPLEMENTED;
}

/* At least 256 bytes are asked of callers. */
DWORD WINAPI
RasGetCountryInfo (LPRASCTRYINFO country, LPDWORD size)
{
  if (country == NULL || size == NULL)
    return ERROR_INVALID_PARAMETER;
  if (country->dwSize != sizeof *country)
    return ERROR_INVALID_USER_BUFFER;
  if (*size < 256) {
    *size = 256;
    return ERROR_BUFFER_TOO_SMALL;
  }
  return ERROR_TAPI_CONFIGURATION;
}
