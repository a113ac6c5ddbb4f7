/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Every name of the API is in ras.h with its value, and every function in the library;
 * compiled as C and as C++, A and W. */
#include <stdio.h>
#include <string.h>

#include "ras.h"
#include "raserror.h"

#ifndef __cplusplus
#define static_assert _Static_assert
#endif
#include "names-vectors.h"

static int n_wrong;

static void
check (int holds, const char *what)
{
  if (holds)
    return;
  printf ("wrong: %s\n", what);
  n_wrong++;
}

/* @text: as TEXT; @size: in bytes. */
static int
is_text (const TCHAR *text, size_t size, const char *wanted)
{
  size_t n = strlen (wanted) + 1;

  if (size != n * sizeof (TCHAR))
    return 0;
  for (size_t i = 0; i < n; i++)
    if (text[i] != (TCHAR) wanted[i])
      return 0;
  return 1;
}

#define CHECK_TEXT(name, value) check (is_text (name, sizeof (name), value), #name);
#define CHECK_NARROW(name, value) check (strcmp (name, value) == 0, #name);

typedef void (*Function) (void);
#define FUNCTION(name) { #name, (Function) name },
static const struct {
  const char *name;
  Function function;
} functions[] = { FUNCTIONS (FUNCTION) };

/* RasDial is RasDialA, or RasDialW. */
#ifdef UNICODE
#define CHECK_FORM(name, a, w) check ((Function) name == (Function) w, #w);
#else
#define CHECK_FORM(name, a, w) check ((Function) name == (Function) a, #a);
#endif

int
main (void)
{
  TEXTS (CHECK_TEXT, CHECK_NARROW)
  for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++)
    check (functions[i].function != NULL, functions[i].name);
  UNSUFFIXED (CHECK_FORM)
  check (sizeof functions / sizeof functions[0] > 80, "functions");
  return n_wrong > 0;
}
