/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-release.h"

#define PARTS 3

guint32
dt_release_parse (const char *version)
{
  guint64 part[PARTS] = { 0 };
  const char *at = version;
  guint n = 0;

  while (n < PARTS && g_ascii_isdigit (*at)) {
    char *end;

    part[n] = g_ascii_strtoull (at, &end, 10);
    if (part[n++] > 0xff)
      return 0;
    at = *end == '.' ? end + 1 : "";
  }
  return n >= 2 ? DT_RELEASE (part[0], part[1], part[2]) : 0;
}
