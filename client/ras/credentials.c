/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* RasGetCredentials and RasSetCredentials: secrets go in, and never come out. */
#include <string.h>

#include "internal.h"

#ifdef UNICODE
static const DWORD accepted[] = { 1068, 0 };
#else
static const DWORD accepted[] = { 540, 0 };
#endif

#define SECRETS (RASCM_Password | RASCM_PreSharedKey)
#define UNKNOWN_KEYS (RASCM_ServerPreSharedKey | RASCM_DDMPreSharedKey)

typedef char Name[RAS_UTF8 (RAS_MaxEntryName)];

static DWORD
check (LPCTSTR phonebook, LPCTSTR entry, const RASCREDENTIALS *credentials, char *name)
{
  DWORD error;

  if (entry == NULL || credentials == NULL)
    return ERROR_INVALID_PARAMETER;
  if (!ras_size_is (credentials->dwSize, accepted))
    return ERROR_INVALID_SIZE;
  error = ras_phonebook_check (phonebook);
  if (error != ERROR_SUCCESS)
    return error;
  return ras_text_from (name, entry, RAS_MaxEntryName) ? ERROR_SUCCESS : ERROR_CANNOT_FIND_PHONEBOOK_ENTRY;
}

/* A password and a key share one text, and the same one stands for both. */
static void
fill (RASCREDENTIALS *credentials, DWORD wanted, const DialtoneFields *stored)
{
  const char *user = dialtone_fields_text (stored, "user-name"), *domain = dialtone_fields_text (stored, "domain");

  memset (credentials, 0, sizeof *credentials);
  credentials->dwSize = sizeof *credentials;
  if ((wanted & RASCM_UserName) && *user) {
    RAS_PUT (credentials->szUserName, user);
    credentials->dwMask |= RASCM_UserName;
  }
  if ((wanted & RASCM_Domain) && *domain) {
    RAS_PUT (credentials->szDomain, domain);
    credentials->dwMask |= RASCM_Domain;
  }
  if ((wanted & RASCM_Password) && dialtone_fields_truth (stored, "password-stored"))
    credentials->dwMask |= RASCM_Password;
  if ((wanted & RASCM_PreSharedKey) && dialtone_fields_truth (stored, "pre-shared-key-stored"))
    credentials->dwMask |= RASCM_PreSharedKey;
  if (credentials->dwMask & SECRETS)
    RAS_PUT (credentials->szPassword, RAS_STORED_PASSWORD);
}

DWORD WINAPI
RasGetCredentials (LPCTSTR phonebook, LPCTSTR entry, LPRASCREDENTIALS credentials)
{
  DialtoneFields *stored;
  DialtoneResult result;
  DWORD error;
  Name name;

  error = check (phonebook, entry, credentials, name);
  if (error != ERROR_SUCCESS)
    return error;
  result = dialtone_entry_get_credentials (name, &stored);
  if (result != DIALTONE_OK)
    return ras_error (result);
  fill (credentials, credentials->dwMask, stored);
  dialtone_fields_free (stored);
  return ERROR_SUCCESS;
}

/* "": forget it.  The 16 asterisks leave what is stored. */
static bool
take (DialtoneFields *fields, const char *name, const char *text, BOOL clear)
{
  if (!clear && strcmp (text, RAS_STORED_PASSWORD) == 0)
    return true;
  return dialtone_fields_set_text (fields, name, clear ? "" : text);
}

/* Programs name all three in dwMask and leave the domain empty, which not every kind of
 * entry has a place for: there is nothing to forget. */
static bool
has_domain (const char *name)
{
  DialtoneFields *stored;
  bool has = true;

  if (dialtone_entry_get_credentials (name, &stored) == DIALTONE_OK) {
    has = *dialtone_fields_text (stored, "domain") != '\0';
    dialtone_fields_free (stored);
  }
  return has;
}

static DWORD
store (const char *name, const RASCREDENTIALS *credentials, BOOL clear)
{
  char user[RAS_UTF8 (UNLEN)], password[RAS_UTF8 (PWLEN)], domain[RAS_UTF8 (DNLEN)];
  DWORD mask = credentials->dwMask;
  DialtoneFields *fields;
  DialtoneResult result;
  bool taken = true;

  if (!RAS_GET (user, credentials->szUserName) || !RAS_GET (domain, credentials->szDomain) ||
      !RAS_GET (password, credentials->szPassword))
    return ERROR_INVALID_PARAMETER;
  /* One text is not both: whoever knows the key of a server would have the user's password. */
  if ((mask & SECRETS) == SECRETS && !clear && *password && strcmp (password, RAS_STORED_PASSWORD) != 0) {
    explicit_bzero (password, sizeof password);
    return ERROR_INVALID_PARAMETER;
  }
  fields = dialtone_fields_new ();
  if (mask & RASCM_UserName)
    taken = taken && fields && take (fields, "user-name", user, clear);
  if (mask & RASCM_Domain && ((*domain && !clear) || has_domain (name)))
    taken = taken && fields && take (fields, "domain", domain, clear);
  if (mask & RASCM_Password)
    taken = taken && fields && take (fields, "password", password, clear);
  if (mask & RASCM_PreSharedKey)
    taken = taken && fields && take (fields, "pre-shared-key", password, clear);
  result = fields && taken ? dialtone_entry_set_credentials (name, fields) : DIALTONE_NO_MEMORY;
  dialtone_fields_free (fields);
  explicit_bzero (password, sizeof password);
  return ras_error (result);
}

DWORD WINAPI
RasSetCredentials (LPCTSTR phonebook, LPCTSTR entry, LPRASCREDENTIALS credentials, BOOL clear)
{
  DWORD error;
  Name name;

  error = check (phonebook, entry, credentials, name);
  if (error != ERROR_SUCCESS)
    return error;
  if (credentials->dwMask & UNKNOWN_KEYS)
    return ERROR_NOT_SUPPORTED;
  error = store (name, credentials, clear);
  /* Documented so. */
  return error == ERROR_CANNOT_FIND_PHONEBOOK_ENTRY ? ERROR_INVALID_PARAMETER : error;
}
