/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What may wait for ever on a descriptor of somebody else's happens in a child process: read() and close() of a
 * pipe, a socket or a file can hang in the kernel, where no signal reaches (docs/security.md, "Descriptors").  The
 * child shares this process's table of descriptors, so that what it closes is gone from here too, and nothing else:
 * its memory is its own.
 */
#pragma once

#include <sys/types.h>

#include "dt-secret.h"

G_BEGIN_DECLS

#define DT_DESCRIPTOR_BATCH 512

/* What parent and child both see. */
typedef struct _DtDescriptorWork DtDescriptorWork;

/* To close @n descriptors (at most DT_DESCRIPTOR_BATCH), one after the other; with @read the first is read before. */
DtDescriptorWork *dt_descriptor_work_new (const int *fds, guint n, gboolean read);
/* When the child has ended or can do nothing any more (dt_descriptor_work_take_rest()). */
void dt_descriptor_work_free (DtDescriptorWork *work);
/* Takes over what the child has not begun to close: returns how many, and them in @rest. */
guint dt_descriptor_work_take_rest (DtDescriptorWork *work, int rest[DT_DESCRIPTOR_BATCH]);
/* What a child that ended well has read. */
DtSecret *dt_descriptor_work_secret (DtDescriptorWork *work, GError **error);
/* Begins; returns the child, for g_child_watch_add(), or -1 and errno. */
pid_t dt_descriptor_work_start (DtDescriptorWork *work);

/* Once: another child, which holds the table when this process ends, in whatever way.  The end of a process closes its
 * descriptors, and must not hang on one of them.  The child shuts @bus down, so that the name on it is free, then closes
 * all that is not marked, the locks of the store with it, then the rest. */
gboolean dt_descriptor_warden_start (int bus);
/* A descriptor of somebody else's came, or is gone.  Any thread. */
void dt_descriptor_mark (int fd, gboolean foreign);

/* A memfd of ours or another's whose content cannot change, and which is small: reading and closing it wait for nobody.
 * Asks F_GET_SEALS first, which of all questions goes to no file system. */
gboolean dt_descriptor_is_sealed (int fd);

G_END_DECLS
