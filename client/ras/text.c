/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* UTF-8 inside, UTF-8 or UTF-16 outside. */
#include <string.h>

#include "internal.h"

/* The code point at *text, which moves on; 0xFFFFFFFF if it is no proper UTF-8. */
static uint32_t
decode (const char **text)
{
  const unsigned char *p = (const unsigned char *) *text;
  uint32_t code = p[0];
  unsigned more = code < 0x80 ? 0 : code >= 0xc2 && code < 0xe0 ? 1 : code >= 0xe0 && code < 0xf0 ? 2 : code >= 0xf0 && code < 0xf5 ? 3 : 4;
  static const uint32_t least[] = { 0, 0x80, 0x800, 0x10000 };

  if (more == 4)
    return UINT32_MAX;
  if (more > 0)
    code &= 0x3fu >> more;
  for (unsigned i = 1; i <= more; i++) {
    if ((p[i] & 0xc0) != 0x80)
      return UINT32_MAX;
    code = code << 6 | (p[i] & 0x3f);
  }
  if (code < least[more] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
    return UINT32_MAX;
  *text += more + 1;
  return code;
}

static size_t
encode (char *to, uint32_t code)
{
  if (code < 0x80) {
    to[0] = (char) code;
    return 1;
  }
  if (code < 0x800) {
    to[0] = (char) (0xc0 | code >> 6);
    to[1] = (char) (0x80 | (code & 0x3f));
    return 2;
  }
  if (code < 0x10000) {
    to[0] = (char) (0xe0 | code >> 12);
    to[1] = (char) (0x80 | (code >> 6 & 0x3f));
    to[2] = (char) (0x80 | (code & 0x3f));
    return 3;
  }
  to[0] = (char) (0xf0 | code >> 18);
  to[1] = (char) (0x80 | (code >> 12 & 0x3f));
  to[2] = (char) (0x80 | (code >> 6 & 0x3f));
  to[3] = (char) (0x80 | (code & 0x3f));
  return 4;
}

bool
ras_text_from_a (char *to, const CHAR *from, size_t n)
{
  size_t length = strnlen (from, n + 1);

  *to = '\0';
  if (length > n)
    return false;
  for (const char *p = from; *p;)
    if (decode (&p) == UINT32_MAX)
      return false;
  memcpy (to, from, length + 1);
  return true;
}

bool
ras_text_from_w (char *to, const WCHAR *from, size_t n)
{
  size_t used = 0;

  *to = '\0';
  for (size_t i = 0; i <= n; i++) {
    uint32_t code = from[i];

    if (code == 0) {
      to[used] = '\0';
      return true;
    }
    if (i == n)
      break;
    if (code >= 0xd800 && code < 0xdc00 && i + 1 < n && from[i + 1] >= 0xdc00 && from[i + 1] < 0xe000)
      code = 0x10000 + ((code - 0xd800) << 10) + (from[++i] - 0xdc00u);
    else if (code >= 0xd800 && code < 0xe000)
      break;
    used += encode (to + used, code);
  }
  *to = '\0';
  return false;
}

void
ras_text_to_a (CHAR *to, size_t n, const char *from)
{
  size_t length = strlen (from);

  if (length >= n) {
    length = n - 1;
    while (length > 0 && ((unsigned char) from[length] & 0xc0) == 0x80)
      length--;
  }
  memcpy (to, from, length);
  to[length] = '\0';
}

void
ras_text_to_w (WCHAR *to, size_t n, const char *from)
{
  size_t used = 0;

  while (*from) {
    uint32_t code = decode (&from);
    size_t units = code < 0x10000 ? 1 : 2;

    if (code == UINT32_MAX || used + units >= n)
      break;
    if (units == 2) {
      to[used++] = (WCHAR) (0xd800 + ((code - 0x10000) >> 10));
      to[used++] = (WCHAR) (0xdc00 + ((code - 0x10000) & 0x3ff));
    } else {
      to[used++] = (WCHAR) code;
    }
  }
  to[used] = 0;
}

size_t
ras_text_length_a (const char *text)
{
  return strlen (text);
}

size_t
ras_text_length_w (const char *text)
{
  size_t units = 0;

  while (*text) {
    uint32_t code = decode (&text);

    if (code == UINT32_MAX)
      break;
    units += code < 0x10000 ? 1 : 2;
  }
  return units;
}
