/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* RasValidateEntryName, RasRenameEntry and RasDeleteEntry. */
#include <string.h>

#include "internal.h"

typedef char Name[RAS_UTF8 (RAS_MaxEntryName)];

static bool
is_blank (const char *name)
{
  return name[strspn (name, " \t")] == '\0';
}

DWORD WINAPI
RasValidateEntryName (LPCTSTR phonebook, LPCTSTR entry)
{
  DWORD error = ras_phonebook_check (phonebook);
  Name name;

  if (entry == NULL)
    return ERROR_INVALID_PARAMETER;
  if (error != ERROR_SUCCESS)
    return error;
  if (!ras_text_from (name, entry, RAS_MaxEntryName) || is_blank (name) || *name == '.' || strpbrk (name, "|><?*\\/:;"))
    return ERROR_INVALID_NAME;
  return ras_error (dialtone_entry_validate_name (name));
}

/* Looser than the above: only length, not all blank, no period first. */
DWORD WINAPI
RasRenameEntry (LPCTSTR phonebook, LPCTSTR old_name, LPCTSTR new_name)
{
  DWORD error = ras_phonebook_check (phonebook);
  Name from, to;

  if (old_name == NULL || new_name == NULL)
    return ERROR_INVALID_PARAMETER;
  if (error != ERROR_SUCCESS)
    return error;
  if (!ras_text_from (from, old_name, RAS_MaxEntryName))
    return ERROR_CANNOT_FIND_PHONEBOOK_ENTRY;
  if (!ras_text_from (to, new_name, RAS_MaxEntryName) || is_blank (to) || *to == '.')
    return ERROR_INVALID_NAME;
  return ras_error (dialtone_entry_rename (from, to));
}

DWORD WINAPI
RasDeleteEntry (LPCTSTR phonebook, LPCTSTR entry)
{
  DWORD error = ras_phonebook_check (phonebook);
  Name name;

  if (entry == NULL)
    return ERROR_INVALID_PARAMETER;
  if (error != ERROR_SUCCESS)
    return error;
  if (!ras_text_from (name, entry, RAS_MaxEntryName))
    return ERROR_INVALID_NAME;
  error = ras_error (dialtone_entry_delete (name));
  /* Documented so, unlike that of the other functions. */
  return error == ERROR_CANNOT_FIND_PHONEBOOK_ENTRY ? ERROR_INVALID_NAME : error;
}
