/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Descriptors of which a read or a close() hangs in the kernel.  They are let go when the test ends, also badly. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _Held Held;

/* Of a pipe: reading it hangs, and so does the last close() of it. */
Held *held_pipe_new (void);
/* Of a socket: reading it hangs. */
Held *held_socket_new (void);
/* Of a FUSE file: every close() by a process with this name hangs, and most of what else it asks. */
Held *held_file_new (const char *program);
/* The descriptor, which is the caller's to close.  Once. */
int held_take (Held *held);
/* Whoever hangs goes on. */
void held_free (Held *held);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Held, held_free)

G_END_DECLS
