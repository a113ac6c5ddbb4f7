/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Bad input for the functions of the phone book, and for those of what is not here. */
#include <string.h>

#include "harness.h"

#define OTHER_PHONEBOOK TEXT ("/no/such/book")
#define ENTRY TEXT (OK_NAME)
#define NO_ENTRY TEXT ("nowhere")

#ifdef UNICODE
static const DWORD sizes_entry[] = { 3468, 3496, 4048, 5616, 5656, 5680, 6724, 0 },
                   sizes_creds[] = { 1068, 0 },
                   sizes_autodial[] = { 528, 0 };
#else
static const DWORD sizes_entry[] = { 1768, 1796, 2088, 2884, 2924, 2948, 3480, 0 },
                   sizes_creds[] = { 540, 0 },
                   sizes_autodial[] = { 272, 0 };
#endif

/*
 * What is not here any more.
 */

static DWORD
call_autodial (void *buffer, DWORD size)
{
  DWORD count = 7;

  return RasGetAutodialAddress (TEXT ("example.net"), NULL, buffer, &size, &count);
}

static void
autodial (void)
{
  DWORD size = 100, count = 7, value = 0;
  BOOL enabled = TRUE;

  try_sizes (sizes_autodial, ERROR_SUCCESS, ERROR_INVALID_SIZE, call_autodial);
  CHECK_EQUAL (RasGetAutodialAddress (NULL, NULL, NULL, &size, &count), ERROR_SUCCESS);
  CHECK (size == 0 && count == 0);
  CHECK_EQUAL (RasGetAutodialAddress (NULL, NULL, NULL, NULL, &count), ERROR_INVALID_PARAMETER);
  CHECK_EQUAL (RasEnumAutodialAddresses (NULL, &size, &count), ERROR_SUCCESS);
  CHECK_EQUAL (RasEnumAutodialAddresses (NULL, NULL, &count), ERROR_INVALID_PARAMETER);
  CHECK_EQUAL (RasGetAutodialEnable (1, &enabled), ERROR_SUCCESS);
  CHECK_EQUAL (enabled, FALSE);
  CHECK_EQUAL (RasGetAutodialEnable (1, NULL), ERROR_INVALID_PARAMETER);
  CHECK_EQUAL (RasSetAutodialEnable (1, TRUE), ERROR_NOT_SUPPORTED);
  CHECK_EQUAL (RasSetAutodialAddress (TEXT ("example.net"), 0, NULL, 0, 0), ERROR_SUCCESS);
  size = sizeof value;
  CHECK_EQUAL (RasGetAutodialParam (RASADP_SavedAddressesLimit, &value, &size), ERROR_SUCCESS);
  CHECK_EQUAL (value, 100);
  CHECK_EQUAL (RasGetAutodialParam (99, &value, &size), ERROR_INVALID_PARAMETER);
  CHECK_EQUAL (RasGetAutodialParam (RASADP_SavedAddressesLimit, NULL, &size), ERROR_INVALID_PARAMETER);
  size = 3;
  CHECK_EQUAL (RasGetAutodialParam (RASADP_SavedAddressesLimit, &value, &size), ERROR_INVALID_SIZE);
  CHECK_EQUAL (RasSetAutodialParam (RASADP_SavedAddressesLimit, &value, sizeof value), ERROR_NOT_SUPPORTED);
}

/* 21: the size is written also where there is nothing. */
static void
eap (void)
{
  LPRASEAPUSERIDENTITY identity = NULL;
  DWORD size = 99;

  CHECK_EQUAL (RasGetEapUserData (NULL, NULL, ENTRY, NULL, &size), ERROR_SUCCESS);
  CHECK_EQUAL (size, 0);
  size = 99;
  CHECK_EQUAL (RasGetCustomAuthData (NULL, ENTRY, NULL, &size), ERROR_SUCCESS);
  CHECK_EQUAL (size, 0);
  CHECK_EQUAL (RasGetEapUserData (NULL, NULL, ENTRY, NULL, NULL), E_INVALIDARG);
  CHECK_EQUAL (RasSetCustomAuthData (NULL, ENTRY, (BYTE *) "x", 1), ERROR_NOT_SUPPORTED);
  CHECK_EQUAL (RasSetEapUserData (NULL, NULL, ENTRY, NULL, 1), E_INVALIDARG);
  CHECK_EQUAL (RasGetEapUserIdentity (NULL, ENTRY, 0, NULL, &identity), ERROR_INVALID_FUNCTION_FOR_ENTRY);
  CHECK_EQUAL (RasGetEapUserIdentity (NULL, ENTRY, 0, NULL, NULL), E_INVALIDARG);
  RasFreeEapUserIdentity (identity);
}

static void
windows (void)
{
  struct {
    RASCTRYINFO info;
    char names[300];
  } country = { .info = { .dwSize = sizeof (RASCTRYINFO), .dwCountryID = 1 } };
  RASSUBENTRY subentry = { .dwSize = sizeof subentry };
  DWORD size = sizeof country;

  CHECK_EQUAL (RasGetCountryInfo (&country.info, &size), ERROR_TAPI_CONFIGURATION);
  CHECK_EQUAL (RasGetCountryInfo (NULL, &size), ERROR_INVALID_PARAMETER);
  CHECK_EQUAL (RasGetCountryInfo (&country.info, NULL), ERROR_INVALID_PARAMETER);
  size = 255;
  CHECK_EQUAL (RasGetCountryInfo (&country.info, &size), ERROR_BUFFER_TOO_SMALL);
  country.info.dwSize = 1;
  CHECK_EQUAL (RasGetCountryInfo (&country.info, &size), ERROR_INVALID_USER_BUFFER);
  CHECK_EQUAL (RasCreatePhonebookEntry (NULL, NULL), ERROR_CALL_NOT_IMPLEMENTED);
  CHECK_EQUAL (RasEditPhonebookEntry (NULL, NULL, ENTRY), ERROR_CALL_NOT_IMPLEMENTED);
  CHECK_EQUAL (RasEditPhonebookEntry (NULL, NULL, NULL), ERROR_INVALID_PARAMETER);
  CHECK_EQUAL (RasDeleteSubEntry (NULL, ENTRY, 1), ERROR_INVALID_PARAMETER);
  CHECK_EQUAL (RasDeleteSubEntry (NULL, NO_ENTRY, 1), ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
  CHECK_EQUAL (RasGetSubEntryProperties (NULL, ENTRY, 1, &subentry, NULL, NULL, NULL), ERROR_INVALID_PARAMETER);
  CHECK_EQUAL (RasGetSubEntryProperties (NULL, NO_ENTRY, 1, NULL, &size, NULL, NULL), ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
  CHECK_EQUAL (RasSetSubEntryProperties (NULL, ENTRY, 1, &subentry, sizeof subentry, NULL, 0), ERROR_FEATURE_DEPRECATED);
  CHECK_EQUAL (RasSetSubEntryProperties (NULL, ENTRY, 1, NULL, 0, NULL, 0), ERROR_BUFFER_INVALID);
}

/*
 * The phone book.
 */

static DWORD
call_properties (void *buffer, DWORD size)
{
  return RasGetEntryProperties (NULL, ENTRY, buffer, &size, NULL, NULL);
}

static DWORD
call_store (void *buffer, DWORD size)
{
  /* Right sizes: a member that is needed is missing. */
  memset ((char *) buffer + 4, 0, size > 4 ? size - 4 : 0);
  return RasSetEntryProperties (NULL, NO_ENTRY, buffer, size, NULL, 0);
}

static DWORD
call_credentials (void *buffer, DWORD size)
{
  return RasGetCredentials (NULL, ENTRY, buffer);
}

static void
entries (void)
{
  RASENTRY properties = { .dwSize = sizeof properties };
  DWORD size = 0;

  try_sizes (sizes_entry, ERROR_SUCCESS, ERROR_INVALID_SIZE, call_properties);
  try_exact (sizes_entry, ERROR_SUCCESS, call_properties);
  try_sizes (sizes_entry, ERROR_INVALID_PARAMETER, ERROR_INVALID_SIZE, call_store);
  CHECK_EQUAL (RasGetEntryProperties (NULL, ENTRY, &properties, NULL, NULL, NULL), ERROR_INVALID_PARAMETER);
  CHECK_EQUAL (RasGetEntryProperties (NULL, ENTRY, NULL, &size, NULL, NULL), ERROR_BUFFER_TOO_SMALL);
  CHECK_EQUAL (size, sizeof properties);
  size--;
  CHECK_EQUAL (RasGetEntryProperties (NULL, ENTRY, &properties, &size, NULL, NULL), ERROR_BUFFER_TOO_SMALL);
  CHECK_EQUAL (RasGetEntryProperties (NULL, TEXT (""), &properties, &size, NULL, NULL), ERROR_SUCCESS);
  CHECK_EQUAL (RasGetEntryProperties (NULL, NO_ENTRY, &properties, &size, NULL, NULL), ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
  CHECK_EQUAL (RasGetEntryProperties (OTHER_PHONEBOOK, ENTRY, &properties, &size, NULL, NULL), ERROR_CANNOT_OPEN_PHONEBOOK);
  CHECK_EQUAL (RasSetEntryProperties (NULL, NULL, &properties, size, NULL, 0), ERROR_INVALID_PARAMETER);
  CHECK_EQUAL (RasSetEntryProperties (NULL, NO_ENTRY, NULL, size, NULL, 0), ERROR_BUFFER_INVALID);
  CHECK_EQUAL (RasSetEntryProperties (NULL, NO_ENTRY, &properties, size - 1, NULL, 0), ERROR_BUFFER_INVALID);
  CHECK_EQUAL (RasSetEntryProperties (NULL, TEXT (".x"), &properties, size, NULL, 0), ERROR_INVALID_NAME);
  CHECK_EQUAL (RasDeleteEntry (NULL, NULL), ERROR_INVALID_PARAMETER);
  CHECK_EQUAL (RasDeleteEntry (NULL, NO_ENTRY), ERROR_INVALID_NAME);
  CHECK_EQUAL (RasRenameEntry (NULL, NULL, ENTRY), ERROR_INVALID_PARAMETER);
  CHECK_EQUAL (RasRenameEntry (NULL, ENTRY, NULL), ERROR_INVALID_PARAMETER);
  CHECK_EQUAL (RasRenameEntry (NULL, ENTRY, TEXT (" ")), ERROR_INVALID_NAME);
  CHECK_EQUAL (RasRenameEntry (NULL, NO_ENTRY, TEXT ("new")), ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
  CHECK_EQUAL (RasValidateEntryName (NULL, NULL), ERROR_INVALID_PARAMETER);
}

static void
credentials (void)
{
  RASDIALPARAMS params = { .dwSize = sizeof params };
  RASCREDENTIALS given = { .dwSize = sizeof given };
  BOOL password;

  try_sizes (sizes_creds, ERROR_SUCCESS, ERROR_INVALID_SIZE, call_credentials);
  CHECK_EQUAL (RasGetCredentials (NULL, ENTRY, NULL), ERROR_INVALID_PARAMETER);
  CHECK_EQUAL (RasGetCredentials (NULL, NULL, &given), ERROR_INVALID_PARAMETER);
  CHECK_EQUAL (RasGetCredentials (NULL, NO_ENTRY, &given), ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
  CHECK_EQUAL (RasGetCredentials (OTHER_PHONEBOOK, ENTRY, &given), ERROR_CANNOT_OPEN_PHONEBOOK);
  CHECK_EQUAL (RasSetCredentials (NULL, ENTRY, NULL, FALSE), ERROR_INVALID_PARAMETER);
  given.dwMask = RASCM_UserName;
  CHECK_EQUAL (RasSetCredentials (NULL, NO_ENTRY, &given, FALSE), ERROR_INVALID_PARAMETER);
  CHECK_EQUAL (RasGetEntryDialParams (NULL, NULL, &password), ERROR_BUFFER_INVALID);
  CHECK_EQUAL (RasGetEntryDialParams (NULL, &params, NULL), ERROR_BUFFER_INVALID);
  set_text (params.szEntryName, NO_ENTRY);
  CHECK_EQUAL (RasGetEntryDialParams (NULL, &params, &password), ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
  CHECK_EQUAL (RasSetEntryDialParams (NULL, &params, FALSE), ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
  CHECK_EQUAL (RasSetEntryDialParams (NULL, NULL, FALSE), ERROR_BUFFER_INVALID);
  params.dwSize++;
  CHECK_EQUAL (RasGetEntryDialParams (NULL, &params, &password), ERROR_INVALID_SIZE);
}

static const Test tests[] = {
  { "autodial", autodial },
  { "eap", eap },
  { "windows", windows },
  { "entries", entries },
  { "credentials", credentials },
};

int
main (void)
{
  return harness_main ("input-entries", tests, sizeof tests / sizeof tests[0]);
}
