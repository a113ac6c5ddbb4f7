/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* For tests of the RAS functions, which are programs of plain C as a port is. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "ras.h"

/* The entries of the world. */
#define OK_NAME "lab-ok"
#define OK_UUID "33333333-2222-2222-2222-000000000001"
#define OTHER_NAME "lab-failure1"
#define OTHER_UUID "33333333-2222-2222-2222-000000000003"

/* Recordings that are scripts. */
#define TRACE_CONNECTS "fakevpn-user-disconnect"
#define TRACE_WRONG_PASSWORD "fakevpn-failure0then1"
#define TRACE_HANGS "ovpn-cancel-while-connecting"

/* The test ends where it does not hold. */
#define CHECK(condition) harness_check (condition, #condition, __FILE__, __LINE__)
#define CHECK_EQUAL(is, wanted) harness_equal ((uint64_t) (is), (uint64_t) (wanted), #is, __FILE__, __LINE__)
void harness_check (bool holds, const char *text, const char *file, int line);
void harness_equal (uint64_t is, uint64_t wanted, const char *text, const char *file, int line);

typedef struct {
  const char *name;
  void (*run) (void);
} Test;

/* Runs them all and prints TAP; the status for main(). */
int harness_main (const char *suite, const Test *tests, size_t n);

/* One command of the world; returns its number, or 0. */
unsigned world_tell (const char *format, ...) __attribute__ ((format (printf, 1, 2)));

/* CLOCK_MONOTONIC, ms. */
int64_t harness_now (void);
/* The same number, four times as much where a checker slows everything down (DIALTONE_UNDER_CHECKER). */
int64_t harness_patience (int64_t ms);
/* Asks again, a little later, until it holds; at most so many seconds. */
#define AWAIT_WITHIN(condition, seconds)                                   \
  do {                                                                     \
    int64_t until_ = harness_now () + harness_patience ((seconds) * 1000); \
    while (!(condition))                                                   \
      harness_rest (until_, #condition, __FILE__, __LINE__);               \
  } while (0)
#define AWAIT(condition) AWAIT_WITHIN (condition, 90)
void harness_rest (int64_t until, const char *text, const char *file, int line);

/* Memory of exactly that size: the byte behind it cannot be touched. */
void *guarded_new (size_t size);
void guarded_free (void *memory, size_t size);

/* Calls with every accepted size, one more, one less and 0; @call gets a buffer whose
 * first member says so, and beyond which nothing may be written. */
void try_sizes (const DWORD *accepted, DWORD good, DWORD bad, DWORD (*call) (void *buffer, DWORD size));
/* Every accepted size, in a buffer of exactly that size. */
void try_exact (const DWORD *accepted, DWORD good, DWORD (*call) (void *buffer, DWORD size));

/* Texts of either form. */
static inline void
set_text (TCHAR *to, const TCHAR *from)
{
  while ((*to++ = *from++))
    ;
}

static inline bool
same_text (const TCHAR *a, const TCHAR *b)
{
  while (*a && *a == *b)
    a++, b++;
  return *a == *b;
}
