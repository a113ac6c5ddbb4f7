/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which phone book is meant: there is one. */
#include <string.h>

#include "internal.h"

#ifdef UNICODE
#define CHECK ras_phonebook_check_w
#else
#define CHECK ras_phonebook_check_a
#endif

DWORD
CHECK (LPCTSTR phonebook)
{
  char path[RAS_UTF8 (MAX_PATH)];

  if (phonebook == NULL)
    return ERROR_SUCCESS;
  if (!ras_text_from (path, phonebook, MAX_PATH))
    return ERROR_CANNOT_OPEN_PHONEBOOK;
  return *path == '\0' || strcmp (path, RAS_PHONEBOOK) == 0 ? ERROR_SUCCESS : ERROR_CANNOT_OPEN_PHONEBOOK;
}
