/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What newer systems have: moving a tunnel, network access protection, paused EAP. */
#include "handle.h"

/* NetworkManager moves no tunnel when told to; strongSwan does it by itself. */
DWORD WINAPI
RasUpdateConnection (HRASCONN connection, LPRASUPDATECONN update)
{
  DialtoneConnection known;
  DWORD error;

  if (update == NULL)
    return ERROR_INVALID_PARAMETER;
  if (update->version != RASAPIVERSION_CURRENT || update->dwSize != sizeof *update)
    return ERROR_INVALID_SIZE;
  error = ras_handle_get (connection, &known);
  if (error != ERROR_SUCCESS)
    return error;
  return known.status.state == RASCS_Connected ? ERROR_MOBIKE_DISABLED : ERROR_CANNOT_INITIATE_MOBIKE_UPDATE;
}

DWORD WINAPI
RasGetNapStatus (HRASCONN connection, LPRASNAPSTATE state)
{
  DialtoneConnection known;
  DWORD error;

  if (state == NULL)
    return ERROR_INVALID_PARAMETER;
  if (state->dwSize != sizeof *state)
    return ERROR_INVALID_SIZE;
  error = ras_handle_get (connection, &known);
  return error == ERROR_SUCCESS ? ERROR_NOT_NAP_CAPABLE : error;
}

/* There is no window: what a method asks for is given as the password, by RasDial. */
DWORD WINAPI
RasInvokeEapUI (HRASCONN connection, DWORD subentry, LPRASDIALEXTENSIONS extensions, HWND window)
{
  static const DWORD accepted[] = { 24, 44, 60, 0 };
  DialtoneConnection known;
  DWORD error;

  if (extensions && !ras_size_is (extensions->dwSize, accepted))
    return ERROR_INVALID_SIZE;
  error = ras_handle_get (connection, &known);
  if (error != ERROR_SUCCESS)
    return error;
  return known.status.paused && known.status.state == RASCS_InvokeEapUI ? ERROR_INTERACTIVE_MODE : ERROR_INVALID_HANDLE;
}

DWORD WINAPI
RasGetPCscf (const RASTYPES_WCHAR *path)
{
  return ERROR_CALL_NOT_IMPLEMENTED;
}
