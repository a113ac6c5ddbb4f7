/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The process's own free(), which overwrites what it frees. */
#pragma once

#include <stddef.h>

/* Before the first thread.  @whom: called after each free() with the number of bytes, in any
 * thread, with no lock of the allocator held. */
void dt_wiping_free_tell (void (*whom) (size_t size));
