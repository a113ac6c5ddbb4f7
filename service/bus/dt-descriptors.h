/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads and closes what dt-descriptor.h took from messages, in child processes, of which each user has a few. */
#pragma once

#include "dt-descriptor.h"

G_BEGIN_DECLS

typedef struct _DtDescriptors DtDescriptors;
typedef void (*DtDescriptorFunc) (gpointer data);

/* From here on no message that comes in has descriptors.  To be made before other filters of @bus. */
DtDescriptors *dt_descriptors_new (GDBusConnection *bus);
void dt_descriptors_free (DtDescriptors *descriptors);

/* DtPppMonitorGuard: nor has one that comes in there. */
void dt_descriptors_guard (GDBusConnection *other, gpointer descriptors);

/* The call's descriptor, if it has one, belongs to this user.  Fails with LimitsExceeded. */
gboolean dt_descriptors_admit (DtDescriptors *descriptors, GDBusMethodInvocation *invocation, guint32 uid, GError **error);
/* Whether dt_descriptors_read() has something to do for the call. */
gboolean dt_descriptors_wants_read (GDBusMethodInvocation *invocation);
/* Reads it, once, and calls @func, which the invocation must outlive; perhaps at once.  Fails as dt_secret_take_bytes() does,
 * with TimedOut where it hangs, with LimitsExceeded where too many of this user's do already. */
void dt_descriptors_read (DtDescriptors *descriptors, GDBusMethodInvocation *invocation, DtDescriptorFunc func, gpointer data);

G_END_DECLS
