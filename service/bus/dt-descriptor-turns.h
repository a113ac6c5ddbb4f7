/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads and closes descriptors in child processes, of which each user has a few (dt-limits.h). */
#pragma once

#include "dt-secret.h"

G_BEGIN_DECLS

typedef struct _DtDescriptorTurns DtDescriptorTurns;
/* Owns both, of which one is NULL. */
typedef void (*DtDescriptorReadFunc) (DtSecret *secret, GError *error, gpointer data);

DtDescriptorTurns *dt_descriptor_turns_new (void);
/* Whatever still waits stays open; nobody is called any more. */
void dt_descriptor_turns_free (DtDescriptorTurns *turns);

/* Both take the descriptors over.  @func is called later.  Fails as dt_secret_take_bytes() does, with TimedOut where it hangs,
 * with LimitsExceeded where too many of this user's do already. */
void dt_descriptor_turns_read (DtDescriptorTurns *turns, guint64 uid, int fd, DtDescriptorReadFunc func, gpointer data);
void dt_descriptor_turns_close (DtDescriptorTurns *turns, guint64 uid, const int *fds, guint n);
/* How many wait to be closed. */
guint dt_descriptor_turns_waiting (DtDescriptorTurns *turns);

G_END_DECLS
