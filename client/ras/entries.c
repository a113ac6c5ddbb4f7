/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* RasEnumEntries. */
#include <string.h>

#include "internal.h"

#ifdef UNICODE
static const DWORD accepted[] = { 520, 1048, 0 };
#else
static const DWORD accepted[] = { 264, 532, 0 };
#endif

static void
describe (RASENTRYNAME *record, const DialtoneFields *entry, DWORD size)
{
  memset (record, 0, sizeof *record);
  record->dwSize = size;
  RAS_PUT (record->szEntryName, dialtone_fields_text (entry, "name"));
  record->dwFlags = dialtone_fields_truth (entry, "restricted") ? REN_User : REN_AllUsers;
  RAS_PUT (record->szPhonebookPath, RAS_PHONEBOOK);
}

DWORD WINAPI
RasEnumEntries (LPCTSTR reserved, LPCTSTR phonebook, LPRASENTRYNAME entries, LPDWORD size, LPDWORD count)
{
  DWORD stride, error = ras_enum_begin (entries, size, count, accepted, &stride);
  DialtoneList *list;
  DialtoneResult result;
  RASENTRYNAME record;
  size_t fit;

  if (error == ERROR_SUCCESS)
    error = ras_phonebook_check (phonebook);
  if (error != ERROR_SUCCESS)
    return error;
  result = dialtone_entry_list (&list);
  if (result != DIALTONE_OK)
    return ras_error (result);
  error = ras_enum_space (entries, size, count, list->n, stride, &fit);
  for (size_t i = 0; i < fit; i++) {
    describe (&record, list->items[i], stride);
    memcpy ((char *) entries + i * stride, &record, stride);
  }
  dialtone_list_free (list);
  return error;
}
