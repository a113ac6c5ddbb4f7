/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The descriptors that come with messages.  None stays with a message: a filter takes all of them away in GDBus's thread.  What
 * Manager.Dial may read is kept beside its message, and goes with it; everything else is given to dt-descriptors.h to be closed.
 * Here is what both threads do.
 */
#pragma once

#include "dt-secret.h"

G_BEGIN_DECLS

#define DT_DESCRIPTOR_NOBODY G_MAXUINT64        /* no uid */

/* One that waits with a call. */
typedef struct _DtDescriptor DtDescriptor;

/* What the threads share.  Counted references: a filter may run once more while it is being removed, and a message outlive it. */
typedef struct _DtDescriptorPile DtDescriptorPile;

/* To be closed. */
typedef struct {
  int fd;
  guint64 uid;                  /* DT_DESCRIPTOR_NOBODY: only the sender is known */
  char *sender;
} DtDropped;

/* @notify: runs in the thread that dropped something when nothing had been there. */
DtDescriptorPile *dt_descriptor_pile_new (void (*notify) (gpointer data), gpointer data);
/* @notify runs no more. */
void dt_descriptor_pile_close (DtDescriptorPile *pile);
void dt_descriptor_pile_unref (gpointer pile);
/* GDBusMessageFilterFunction; with a pile, of which it has a reference. */
GDBusMessage *dt_descriptor_filter (GDBusConnection *bus, GDBusMessage *message, gboolean incoming, gpointer pile);
DtDescriptorPile *dt_descriptor_pile_ref (DtDescriptorPile *pile);

/* What was dropped meanwhile, of DtDropped.  dt_dropped_clear() frees the sender, never the descriptor. */
GArray *dt_descriptor_pile_take (DtDescriptorPile *pile);
/* Gives one back to be closed. */
void dt_descriptor_pile_drop (DtDescriptorPile *pile, int fd, guint64 uid, const char *sender);

/* Of the call; borrowed.  NULL: it has none that it may have. */
DtDescriptor *dt_descriptor_of (GDBusMethodInvocation *invocation);
/* Now the caller is known.  FALSE: he has too many of them. */
gboolean dt_descriptor_admit (DtDescriptor *descriptor, guint32 uid);
/* Reading it waits for nobody. */
gboolean dt_descriptor_is_harmless (DtDescriptor *descriptor);
guint64 dt_descriptor_uid (DtDescriptor *descriptor);
/* It is the caller's to close now; -1: it was taken. */
int dt_descriptor_take (DtDescriptor *descriptor);

/* It was read, or could not be. */
void dt_descriptor_set (DtDescriptor *descriptor, DtSecret *secret, GError *error);
gboolean dt_descriptor_is_set (DtDescriptor *descriptor);
/* What dt_descriptor_set() said, once. */
DtSecret *dt_descriptor_secret (DtDescriptor *descriptor, GError **error);

G_END_DECLS
