/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who makes a call, as the bus knows it. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct {
  char *sender;                 /* unique name */
  guint32 uid;
  char *user_name;              /* NULL where the uid has none, or NSS does not tell in time */
} DtCaller;

DtCaller *dt_caller_new (const char *sender, guint32 uid, const char *user_name);
void dt_caller_free (DtCaller *caller);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DtCaller, dt_caller_free)

/* Asks the bus, which answers with "(u)": g_dbus_connection_call_finish().  Fails where the sender has left already. */
void dt_caller_ask_uid (GDBusConnection *bus, const char *sender, GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer data);

G_END_DECLS
