/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Multilink, of which there is none: every entry is one link, number 1 of 1. */
#include "handle.h"

typedef char Name[RAS_UTF8 (RAS_MaxEntryName)];

DWORD WINAPI
RasGetSubEntryHandle (HRASCONN connection, DWORD subentry, LPHRASCONN subentry_connection)
{
  DialtoneConnection known;
  DWORD error;

  if (subentry_connection == NULL)
    return ERROR_INVALID_PARAMETER;
  error = ras_handle_get (connection, &known);
  if (error != ERROR_SUCCESS)
    return error;
  if (subentry != 1)
    return ERROR_NO_MORE_ITEMS;
  if (known.status.state != RASCS_Connected)
    return ERROR_PORT_NOT_CONNECTED;
  *subentry_connection = connection;
  return ERROR_SUCCESS;
}

static DWORD
check_entry (LPCTSTR phonebook, LPCTSTR entry)
{
  DialtoneFields *properties;
  DialtoneResult result;
  DWORD error;
  Name name;

  if (entry == NULL)
    return ERROR_INVALID_PARAMETER;
  error = ras_phonebook_check (phonebook);
  if (error != ERROR_SUCCESS)
    return error;
  if (!ras_text_from (name, entry, RAS_MaxEntryName))
    return ERROR_CANNOT_FIND_PHONEBOOK_ENTRY;
  result = dialtone_entry_get (name, &properties);
  if (result == DIALTONE_OK)
    dialtone_fields_free (properties);
  return ras_error (result);
}

/* dwSubEntries of every entry is 0, so no index is one. */
DWORD WINAPI
RasGetSubEntryProperties (LPCTSTR phonebook, LPCTSTR entry, DWORD subentry, LPRASSUBENTRY properties, LPDWORD size,
                          LPBYTE device, LPDWORD device_size)
{
  DWORD error;

  if (size == NULL || subentry == 0)
    return ERROR_INVALID_PARAMETER;
  error = check_entry (phonebook, entry);
  return error == ERROR_SUCCESS ? ERROR_INVALID_PARAMETER : error;
}

DWORD WINAPI
RasSetSubEntryProperties (LPCTSTR phonebook, LPCTSTR entry, DWORD subentry, LPRASSUBENTRY properties, DWORD size,
                          LPBYTE device, DWORD device_size)
{
  DWORD error;

  if (properties == NULL)
    return ERROR_BUFFER_INVALID;
  if (subentry == 0 || properties->dwSize != sizeof *properties)
    return ERROR_INVALID_PARAMETER;
  error = check_entry (phonebook, entry);
  return error == ERROR_SUCCESS ? ERROR_FEATURE_DEPRECATED : error;
}

DWORD WINAPI
RasDeleteSubEntry (LPCTSTR phonebook, LPCTSTR entry, DWORD subentry)
{
  DWORD error = check_entry (phonebook, entry);

  return error == ERROR_SUCCESS ? ERROR_INVALID_PARAMETER : error;
}
