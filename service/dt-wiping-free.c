/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Memory is wiped when it is freed.
 *
 * A secret comes in a message and leaves in one, and on the way GDBus and GVariant copy it into
 * buffers that only they know, and free without wiping.  What is freed may lie in the heap for
 * as long as the service runs.  So the executable has its own free() and realloc(), which every
 * library of the process uses in place of the C library's (symbols of an executable come first),
 * and which hand on to the C library's own.
 *
 * What glibc has of its own is not enough.  mallopt (M_PERTURB) overwrites nothing of what goes into
 * a thread's cache (glibc 2.36 and 2.41), and glibc.malloc.tcache_count=0, which is for the
 * environment only, still leaves the last eight bytes of each block.  Allocators that wipe (jemalloc's
 * junk, scudo's zero_contents) do it in place of the check below, or when the block is given out again.
 *
 * glibc knows a block that is freed twice by what it wrote into it: while it lies in a thread's cache
 * its second word is a number that malloc drew at the start.  That word is left alone where it has this
 * value, so that glibc finds it and ends the process.  All else is wiped: glibc needs none of it to
 * find the block in its list, and what it knows a second free() of other blocks by stands beside them.
 *
 * Costs what memset() of the freed bytes costs: 3,000 GetStatus and 3,000 Ping take 0.79 to 0.95 s of
 * CPU with it, and 0.72 to 0.92 s without.  GDBus's read buffer is not freed between two messages: it
 * keeps the last one until one that is as long comes.
 */
#include "dt-wiping-free.h"

#include <errno.h>
#include <malloc.h>
#include <stdint.h>
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

/* Of a block as glibc's struct tcache_entry has it. */
#define KEY_WORD 1

/* 0: there is none, as where the cache is off, and before the process has begun. */
static uintptr_t key;

/* A block that was taken from the cache, or found no place there, has one there now. */
static void
learn_key (void)
{
  uintptr_t *volatile block = __libc_malloc (2 * sizeof (uintptr_t));

  if (block == NULL)
    return;
  block[KEY_WORD] = 0;
  __libc_free (block);
  key = *(volatile uintptr_t *) &block[KEY_WORD];
}

/* Before any library frees what it made. */
__attribute__ ((section (".preinit_array"), used)) static void (*const before_any_library) (void) = learn_key;

static void
wipe (void *memory, size_t size)
{
  uintptr_t *words = memory;
  /* Of what is free already, and not in a cache, the size is 0. */
  int is_in_cache = key != 0 && size > 0 && words[KEY_WORD] == key;

  explicit_bzero (memory, size);
  if (is_in_cache)
    words[KEY_WORD] = key;
}

__attribute__ ((visibility ("default"))) void
free (void *memory)
{
  size_t size = memory ? malloc_usable_size (memory) : 0;
  int before = errno;

  if (memory == NULL)
    return;
  wipe (memory, size);
  __libc_free (memory);
  if (note)
    note (size);
  /* glibc's own keeps it (2.33), and libraries count on that. */
  errno = before;
}

/* The C library's would move the bytes and free the old ones unseen. */
__attribute__ ((visibility ("default"))) void *
realloc (void *memory, size_t size)
{
  size_t old = memory ? malloc_usable_size (memory) : 0;
  int before = errno;
  void *moved;

  if (memory && size == 0) {
    free (memory);
    return NULL;
  }
  if (memory && size <= old && size >= old / 2) {
    explicit_bzero ((char *) memory + size, old - size);
    return memory;
  }
  moved = __libc_malloc (size);
  if (moved == NULL)
    return NULL;
  errno = before;
  if (memory == NULL)
    return moved;
  memcpy (moved, memory, old < size ? old : size);
  free (memory);
  return moved;
}

#endif
