/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "harness.h"

#include <stdarg.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define PAGE 4096

void
harness_check (bool holds, const char *text, const char *file, int line)
{
  if (holds)
    return;
  printf ("Bail out! %s:%d: %s\n", file, line, text);
  fflush (stdout);
  _exit (1);
}

void
harness_equal (uint64_t is, uint64_t wanted, const char *text, const char *file, int line)
{
  if (is == wanted)
    return;
  printf ("Bail out! %s:%d: %s is %llu (0x%llx), but should be %llu\n", file, line, text, (unsigned long long) is,
          (unsigned long long) is, (unsigned long long) wanted);
  fflush (stdout);
  _exit (1);
}

int
harness_main (const char *suite, const Test *tests, size_t n)
{
  printf ("1..%zu\n", n);
  for (size_t i = 0; i < n; i++) {
    fflush (stdout);
    tests[i].run ();
    printf ("ok %zu /ras/%s/%s\n", i + 1, suite, tests[i].name);
  }
  fflush (stdout);
  return 0;
}

unsigned
world_tell (const char *format, ...)
{
  int descriptor = atoi (getenv ("WORLD"));
  char line[1024], answer[64];
  size_t used = 0;
  va_list args;
  int n;

  va_start (args, format);
  n = vsnprintf (line, sizeof line - 1, format, args);
  va_end (args);
  CHECK (n > 0 && (size_t) n < sizeof line - 1);
  strcat (line, "\n");
  CHECK (write (descriptor, line, strlen (line)) == (ssize_t) strlen (line));
  do
    CHECK (read (descriptor, answer + used, 1) == 1);
  while (answer[used] != '\n' && ++used < sizeof answer - 1);
  answer[used] = '\0';
  return (unsigned) strtoul (answer, NULL, 10);
}

int64_t
harness_now (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (int64_t) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t
harness_patience (int64_t ms)
{
  return getenv ("DIALTONE_UNDER_CHECKER") ? 4 * ms : ms;
}

void
harness_rest (int64_t until, const char *text, const char *file, int line)
{
  const struct timespec pause = { 0, 2000000 };

  harness_check (harness_now () < until, text, file, line);
  nanosleep (&pause, NULL);
}

static size_t
pages (size_t size)
{
  return (size + PAGE - 1) / PAGE * PAGE;
}

void *
guarded_new (size_t size)
{
  size_t whole = pages (size);
  char *memory = mmap (NULL, whole + PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  CHECK (memory != MAP_FAILED);
  CHECK (mprotect (memory + whole, PAGE, PROT_NONE) == 0);
  return memory + whole - size;
}

void
guarded_free (void *memory, size_t size)
{
  size_t whole = pages (size);

  CHECK (munmap ((char *) memory + size - whole, whole + PAGE) == 0);
}

void
try_sizes (const DWORD *accepted, DWORD good, DWORD bad, DWORD (*call) (void *buffer, DWORD size))
{
  for (; *accepted; accepted++)
    for (int difference = -1; difference <= 1; difference++) {
      DWORD size = *accepted + (DWORD) difference;
      DWORD room = (size + 4) / 4 * 4;          /* aligned, and at least a byte more */
      DWORD *buffer = guarded_new (room);

      memset (buffer, 0xee, room);
      memcpy (buffer, &size, sizeof size);
      CHECK_EQUAL (call (buffer, size), difference == 0 ? good : bad);
      /* Beyond dwSize nothing was written. */
      for (DWORD i = size; i < room; i++)
        CHECK_EQUAL (((unsigned char *) buffer)[i], 0xee);
      guarded_free (buffer, room);
    }
  {
    DWORD none = 0;
    DWORD *buffer = guarded_new (sizeof none);

    memcpy (buffer, &none, sizeof none);
    CHECK_EQUAL (call (buffer, 0), bad);
    guarded_free (buffer, sizeof none);
  }
}

void
try_exact (const DWORD *accepted, DWORD good, DWORD (*call) (void *buffer, DWORD size))
{
  for (; *accepted; accepted++) {
    DWORD *buffer = guarded_new (*accepted);

    memset (buffer, 0, *accepted);
    memcpy (buffer, accepted, sizeof *accepted);
    CHECK_EQUAL (call (buffer, *accepted), good);
    CHECK_EQUAL (*buffer, *accepted);
    guarded_free (buffer, *accepted);
  }
}
