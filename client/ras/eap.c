/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* EAP of entries: NetworkManager's plugins do it by themselves, so there is no user's
 * data and no window.  A size is always written, also where there is nothing. */
#include <stdlib.h>

#include "handle.h"

#define E_INVALID_ARGUMENT RAS_E_INVALIDARG

static DWORD
nothing (LPCTSTR phonebook, LPCTSTR entry, DWORD *size)
{
  DWORD error;

  if (entry == NULL || size == NULL)
    return E_INVALID_ARGUMENT;
  error = ras_phonebook_check (phonebook);
  if (error == ERROR_SUCCESS)
    *size = 0;
  return error;
}

DWORD WINAPI
RasGetEapUserData (HANDLE token, LPCTSTR phonebook, LPCTSTR entry, BYTE *data, DWORD *size)
{
  return nothing (phonebook, entry, size);
}

DWORD WINAPI
RasGetCustomAuthData (LPCTSTR phonebook, LPCTSTR entry, BYTE *data, DWORD *size)
{
  return nothing (phonebook, entry, size);
}

static DWORD
refuse (LPCTSTR phonebook, LPCTSTR entry, const BYTE *data, DWORD size)
{
  DWORD error;

  if (entry == NULL || (data == NULL && size > 0))
    return E_INVALID_ARGUMENT;
  error = ras_phonebook_check (phonebook);
  if (error != ERROR_SUCCESS)
    return error;
  return size == 0 ? ERROR_SUCCESS : ERROR_NOT_SUPPORTED;
}

DWORD WINAPI
RasSetEapUserData (HANDLE token, LPCTSTR phonebook, LPCTSTR entry, BYTE *data, DWORD size)
{
  return refuse (phonebook, entry, data, size);
}

DWORD WINAPI
RasSetCustomAuthData (LPCTSTR phonebook, LPCTSTR entry, BYTE *data, DWORD size)
{
  return refuse (phonebook, entry, data, size);
}

/* 780: the normal answer of an entry without EAP; callers go on. */
DWORD WINAPI
RasGetEapUserIdentity (LPCTSTR phonebook, LPCTSTR entry, DWORD flags, HWND window, LPRASEAPUSERIDENTITY *identity)
{
  DWORD error;

  if (entry == NULL || identity == NULL)
    return E_INVALID_ARGUMENT;
  error = ras_phonebook_check (phonebook);
  return error == ERROR_SUCCESS ? ERROR_INVALID_FUNCTION_FOR_ENTRY : error;
}

VOID WINAPI
RasFreeEapUserIdentity (LPRASEAPUSERIDENTITY identity)
{
  free (identity);
}
