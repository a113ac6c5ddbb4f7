/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How the process keeps its memory, and gives it back to the system. */
#pragma once

#include <stddef.h>

/* Before the first thread. */
void dt_heap_set_up (void);

/* @size: bytes that were freed just now.  In any thread, with no lock of the allocator held. */
void dt_heap_note_freed (size_t size);
