/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Of texts with 16 bits; ASCII is all that the programs here write. */
#include <stdarg.h>
#include <stdlib.h>

#include "tchar.h"

#undef wprintf
#undef main

size_t
port_wcslen (const WCHAR *text)
{
  size_t n = 0;

  while (text[n])
    n++;
  return n;
}

WCHAR *
port_wcscpy (WCHAR *to, const WCHAR *from)
{
  memcpy (to, from, (port_wcslen (from) + 1) * sizeof *to);
  return to;
}

int
port_wcscmp (const WCHAR *a, const WCHAR *b)
{
  while (*a && *a == *b)
    a++, b++;
  return *a - *b;
}

static void
put_text (const WCHAR *text)
{
  for (; *text; text++)
    putchar (*text < 128 ? (char) *text : '?');
}

/* %s is wide, as in Windows's. */
int
port_wprintf (const WCHAR *format, ...)
{
  va_list args;

  va_start (args, format);
  for (; *format; format++) {
    if (*format != '%') {
      putchar ((char) *format);
      continue;
    }
    while (*++format == 'l' || *format == 'h' || *format == '0' || *format == '8')
      ;
    if (*format == 's')
      put_text (va_arg (args, const WCHAR *));
    else if (*format == 'x')
      printf ("%x", va_arg (args, unsigned));
    else if (*format == 'd')
      printf ("%d", va_arg (args, int));
    else
      printf ("%u", va_arg (args, unsigned));
  }
  va_end (args);
  return 0;
}

int
main (int argc, char **argv)
{
  WCHAR **wide = calloc ((size_t) argc + 1, sizeof *wide);
  int status;

  for (int i = 0; wide && i < argc; i++) {
    wide[i] = calloc (strlen (argv[i]) + 1, sizeof **wide);
    for (size_t k = 0; wide[i] && argv[i][k]; k++)
      wide[i][k] = (WCHAR) argv[i][k];
  }
  status = port_main (argc, wide);
  for (int i = 0; wide && i < argc; i++)
    free (wide[i]);
  free (wide);
  return status;
}
