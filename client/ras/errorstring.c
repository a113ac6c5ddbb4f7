/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* RasGetErrorString. */
#include <string.h>

#include "dt-vocabulary.h"
#include "internal.h"

DWORD WINAPI
RasGetErrorString (UINT error, LPTSTR text, DWORD characters)
{
  const char *said = error >= RASBASE && error <= RASBASEEND ? dt_error_text (error) : NULL;

  if (said == NULL || text == NULL)
    return ERROR_INVALID_PARAMETER;
  if (ras_text_length (said) >= characters)
    return ERROR_INSUFFICIENT_BUFFER;
  ras_text_to (text, characters, said);
  return ERROR_SUCCESS;
}
