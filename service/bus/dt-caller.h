/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who makes a call, as the bus knows it. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct {
  char *sender;                 /* unique name */
  guint32 uid;
  char *user_name;              /* NULL where the uid has none */
} DtCaller;

void dt_caller_free (DtCaller *caller);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DtCaller, dt_caller_free)

/* Asks the bus.  Fails with NotAuthorized where the sender has left already. */
void dt_caller_identify (GDBusConnection *bus, const char *sender, GAsyncReadyCallback callback, gpointer data);
DtCaller *dt_caller_identify_finish (GAsyncResult *result, GError **error);

G_END_DECLS
