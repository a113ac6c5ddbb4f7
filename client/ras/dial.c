/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* RasDial and RasHangUp: what is given, checked and taken apart. */
#include <stddef.h>

#include "dialing.h"

#ifdef UNICODE
static const DWORD accepted[] = { 2096, 2108, 2112, 2120, 0 };
#else
static const DWORD accepted[] = { 1052, 1064, 1068, 1076, 0 };
#endif
static const DWORD accepted_extensions[] = { 24, 44, 60, 0 };

#define NOTIFIER_WINDOW 0xFFFFFFFFu

static DWORD
check_notifier (DWORD type, const void *notifier)
{
  if (notifier == NULL || type <= 2)
    return ERROR_SUCCESS;
  /* There are no windows here. */
  return type == NOTIFIER_WINDOW ? ERROR_NOT_SUPPORTED : ERROR_INVALID_PARAMETER;
}

/* Members that a sloppy caller leaves as they were (dwSubEntry, dwIfIndex) are not looked at. */
static bool
read_params (const RASDIALPARAMS *params, RasDialing *dialing)
{
  if (params->dwSize >= offsetof (RASDIALPARAMS, dwCallbackId) + sizeof params->dwCallbackId)
    dialing->callback_id = params->dwCallbackId;
  return RAS_GET (dialing->entry, params->szEntryName) && RAS_GET (dialing->phone_number, params->szPhoneNumber) &&
         RAS_GET (dialing->user_name, params->szUserName) && RAS_GET (dialing->password, params->szPassword) &&
         RAS_GET (dialing->domain, params->szDomain);
}

/* A server that offers to call back is what a number is for; there is none here, so it is not
 * looked at.  "*" is the stored one, which no entry has, unless the dial may pause for it. */
static DWORD
check_texts (const RASDIALPARAMS *params, const RasDialing *dialing)
{
  if (*dialing->entry == '\0' && *dialing->phone_number == '\0')
    return ERROR_CANNOT_FIND_PHONEBOOK_ENTRY;
  if (params->szCallbackNumber[0] == '*' && params->szCallbackNumber[1] == '\0' && !dialing->pauses)
    return ERROR_BAD_CALLBACK_NUMBER;
  return ERROR_SUCCESS;
}

DWORD WINAPI
RasDial (LPRASDIALEXTENSIONS extensions, LPCTSTR phonebook, LPRASDIALPARAMS params, DWORD notifier_type, LPVOID notifier,
         LPHRASCONN connection)
{
  RasDialing dialing = { .notifier_type = notifier_type, .notifier = notifier };
  DWORD error;

  if (params == NULL || connection == NULL)
    return ERROR_INVALID_PARAMETER;
  if (!ras_size_is (params->dwSize, accepted) || (extensions && !ras_size_is (extensions->dwSize, accepted_extensions)))
    return ERROR_INVALID_SIZE;
  error = check_notifier (notifier_type, notifier);
  if (error == ERROR_SUCCESS)
    error = ras_phonebook_check (phonebook);
  if (error != ERROR_SUCCESS)
    return error;
  if (!read_params (params, &dialing))
    return ERROR_INVALID_PARAMETER;
  dialing.pauses = notifier && extensions && extensions->dwfOptions & RDEOPT_PausedStates;
  /* A handle is that of a paused dial, which is to go on. */
  if (*connection)
    return ras_resume (&dialing, connection);
  error = check_texts (params, &dialing);
  return error == ERROR_SUCCESS ? ras_dial (&dialing, connection) : error;
}

DWORD WINAPI
RasHangUp (HRASCONN connection)
{
  return ras_hang_up (connection);
}
