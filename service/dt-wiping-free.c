/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Memory is wiped when it is freed.
 *
 * A secret comes in a message and leaves in one, and on the way GDBus and GVariant copy it into
 * buffers that only they know, and free without wiping.  What is freed may lie in the heap for
 * as long as the service runs.  So the executable has its own free() and realloc(), which every
 * library of the process uses in place of the C library's (symbols of an executable come first),
 * and which hand on to the C library's own.  mallopt (M_PERTURB) is not enough: glibc 2.36 puts
 * small blocks into a thread's cache without overwriting them.
 *
 * Costs what memset() of the freed bytes costs: with it and without a GetStatus takes 160 to
 * 190 us of CPU.  GDBus's read buffer is not freed between two messages: it keeps the last one
 * until one that is as long comes.
 */
#include "dt-wiping-free.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

static void (*note) (size_t size);

void
dt_wiping_free_tell (void (*whom) (size_t size))
{
  note = whom;
}

/* Sanitizers and valgrind bring an allocator of their own. */
#if !defined __SANITIZE_ADDRESS__ && !defined __SANITIZE_THREAD__ && defined __GLIBC__

void __libc_free (void *memory);
void *__libc_malloc (size_t size);

__attribute__ ((visibility ("default"))) void
free (void *memory)
{
  size_t size = memory ? malloc_usable_size (memory) : 0;

  if (memory == NULL)
    return;
  explicit_bzero (memory, size);
  __libc_free (memory);
  if (note)
    note (size);
}

/* The C library's would move the bytes and free the old ones unseen. */
__attribute__ ((visibility ("default"))) void *
realloc (void *memory, size_t size)
{
  size_t old = memory ? malloc_usable_size (memory) : 0;
  void *moved;

  if (memory && size == 0) {
    free (memory);
    return NULL;
  }
  if (memory && size <= old && size >= old / 2) {
    memset ((char *) memory + size, 0, old - size);
    return memory;
  }
  moved = __libc_malloc (size);
  if (moved == NULL || memory == NULL)
    return moved;
  memcpy (moved, memory, old < size ? old : size);
  free (memory);
  return moved;
}

#endif
