/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* RasGetEntryDialParams and RasSetEntryDialParams. */
#include <stddef.h>
#include <string.h>

#include "internal.h"

#ifdef UNICODE
static const DWORD accepted[] = { 2096, 2108, 2112, 2120, 0 };
#else
static const DWORD accepted[] = { 1052, 1064, 1068, 1076, 0 };
#endif

typedef char Name[RAS_UTF8 (RAS_MaxEntryName)];

static DWORD
check (LPCTSTR phonebook, const RASDIALPARAMS *params, char *name)
{
  DWORD error;

  if (params == NULL)
    return ERROR_BUFFER_INVALID;
  if (!ras_size_is (params->dwSize, accepted))
    return ERROR_INVALID_SIZE;
  error = ras_phonebook_check (phonebook);
  if (error != ERROR_SUCCESS)
    return error;
  return ras_text_from (name, params->szEntryName, RAS_MaxEntryName) ? ERROR_SUCCESS : ERROR_CANNOT_FIND_PHONEBOOK_ENTRY;
}

/* szPhoneNumber is not filled: it would override the entry's. */
static void
fill (RASDIALPARAMS *params, const DialtoneFields *stored)
{
  params->szPhoneNumber[0] = 0;
  params->szCallbackNumber[0] = 0;
  RAS_PUT (params->szUserName, dialtone_fields_text (stored, "user-name"));
  RAS_PUT (params->szDomain, dialtone_fields_text (stored, "domain"));
  RAS_PUT (params->szPassword, dialtone_fields_truth (stored, "password-stored") ? RAS_STORED_PASSWORD : "");
  if (params->dwSize >= offsetof (RASDIALPARAMS, dwCallbackId) + sizeof params->dwCallbackId) {
    params->dwSubEntry = 0;
    params->dwCallbackId = 0;
  }
}

DWORD WINAPI
RasGetEntryDialParams (LPCTSTR phonebook, LPRASDIALPARAMS params, LPBOOL password)
{
  DialtoneFields *stored;
  DialtoneResult result;
  DWORD error;
  Name name;

  error = check (phonebook, params, name);
  if (error == ERROR_SUCCESS && password == NULL)
    error = ERROR_BUFFER_INVALID;
  if (error != ERROR_SUCCESS)
    return error;
  result = dialtone_entry_get_credentials (name, &stored);
  if (result != DIALTONE_OK)
    return ras_error (result);
  fill (params, stored);
  *password = dialtone_fields_truth (stored, "password-stored") ? TRUE : FALSE;
  dialtone_fields_free (stored);
  return ERROR_SUCCESS;
}

/* Empty texts leave what is stored; without a user name so does the password. */
static bool
collect (const RASDIALPARAMS *params, BOOL remove_password, DialtoneFields *fields, bool *broken)
{
  char user[RAS_UTF8 (UNLEN)], password[RAS_UTF8 (PWLEN)], domain[RAS_UTF8 (DNLEN)];
  bool taken = true;

  *broken = !RAS_GET (user, params->szUserName) || !RAS_GET (password, params->szPassword) || !RAS_GET (domain, params->szDomain);
  if (*broken)
    return false;
  if (*user)
    taken = dialtone_fields_set_text (fields, "user-name", user);
  if (taken && *domain && strcmp (domain, "*") != 0)
    taken = dialtone_fields_set_text (fields, "domain", domain);
  if (taken && remove_password)
    taken = dialtone_fields_set_text (fields, "password", "");
  else if (taken && *user && *password && strcmp (password, RAS_STORED_PASSWORD) != 0)
    taken = dialtone_fields_set_text (fields, "password", password);
  explicit_bzero (password, sizeof password);
  return taken;
}

DWORD WINAPI
RasSetEntryDialParams (LPCTSTR phonebook, LPRASDIALPARAMS params, BOOL remove_password)
{
  DialtoneFields *fields;
  bool broken = false;
  DWORD error;
  Name name;

  error = check (phonebook, params, name);
  if (error != ERROR_SUCCESS)
    return error;
  fields = dialtone_fields_new ();
  if (fields && collect (params, remove_password, fields, &broken))
    error = ras_error (dialtone_entry_set_credentials (name, fields));
  else
    error = broken ? ERROR_INVALID_PARAMETER : ERROR_NOT_ENOUGH_MEMORY;
  dialtone_fields_free (fields);
  return error;
}
