/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How the process keeps its memory, and gives it back to the system. */
#pragma once

/* Before the first thread. */
void dt_heap_set_up (void);
