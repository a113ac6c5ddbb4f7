/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * By default glibc 2.36 keeps what was freed.  Each thread allocates from a heap of its own: GDBus
 * makes every message in its thread, and it is freed in ours, so that neither heap fills the other's
 * holes.  When a large block is freed, blocks of its size come from the heap thereafter, and stay
 * between small ones that live.  Only the end of a heap is given back.  GLib 2.74 keeps small blocks
 * on top of that (GSlice, which 2.76 has no more).  So a million hostile calls left 11 MiB of holes
 * around 2 MiB that were in use.
 *
 * Here is one heap for all threads and sizes, large blocks are pages of their own always, and each
 * time that some memory was freed the pages that nobody uses go back, wherever they are.
 */
#include "dt-heap.h"

#include <glib.h>
#include <malloc.h>
#include <stdatomic.h>

#include "dt-wiping-free.h"

#define LARGE_BYTES (64 * 1024)
#define TRIM_EVERY_BYTES (1024 * 1024)

static void
on_freed (size_t size)
{
  static atomic_size_t freed;

  if (atomic_fetch_add_explicit (&freed, size, memory_order_relaxed) + size < TRIM_EVERY_BYTES)
    return;
  atomic_store_explicit (&freed, 0, memory_order_relaxed);
  malloc_trim (0);
}

void
dt_heap_set_up (void)
{
  mallopt (M_ARENA_MAX, 1);
  mallopt (M_MMAP_THRESHOLD, LARGE_BYTES);
  dt_wiping_free_tell (on_freed);
}

static void
leave_small_blocks_to_malloc (void)
{
  G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  g_slice_set_config (G_SLICE_CONFIG_ALWAYS_MALLOC, TRUE);
  G_GNUC_END_IGNORE_DEPRECATIONS
}

/* GLib takes it before the first small block only, and its libraries make some when they are loaded. */
__attribute__ ((section (".preinit_array"), used)) static void (*const before_any_library) (void) = leave_small_blocks_to_malloc;
