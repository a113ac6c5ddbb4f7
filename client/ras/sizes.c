/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* dwSize, and the protocol of enumerations: pointers (87), then dwSize (632), then space (603). */
#include "internal.h"

bool
ras_size_is (DWORD size, const DWORD *accepted)
{
  for (; *accepted; accepted++)
    if (*accepted == size)
      return true;
  return false;
}

static DWORD
newest (const DWORD *accepted)
{
  while (accepted[1])
    accepted++;
  return *accepted;
}

DWORD
ras_enum_begin (const void *buffer, const DWORD *size, const DWORD *count, const DWORD *accepted, DWORD *stride)
{
  if (size == NULL || count == NULL)
    return ERROR_INVALID_PARAMETER;
  *stride = buffer ? *(const DWORD *) buffer : newest (accepted);
  return ras_size_is (*stride, accepted) ? ERROR_SUCCESS : ERROR_INVALID_SIZE;
}

DWORD
ras_enum_space (const void *buffer, DWORD *size, DWORD *count, size_t n, DWORD stride, size_t *fit)
{
  size_t room = buffer ? *size / stride : 0;

  /* Some callers size their next try by one, some by the other, and some take
   * what did fit. */
  *fit = room < n ? room : n;
  *size = (DWORD) (n * stride);
  *count = (DWORD) n;
  return room < n ? ERROR_BUFFER_TOO_SMALL : ERROR_SUCCESS;
}
