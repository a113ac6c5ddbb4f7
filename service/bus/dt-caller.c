/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-caller.h"

DtCaller *
dt_caller_new (const char *sender, guint32 uid, const char *user_name)
{
  DtCaller *caller = g_new0 (DtCaller, 1);

  caller->sender = g_strdup (sender);
  caller->uid = uid;
  caller->user_name = g_strdup (user_name);
  return caller;
}

void
dt_caller_free (DtCaller *caller)
{
  g_free (caller->sender);
  g_free (caller->user_name);
  g_free (caller);
}

void
dt_caller_ask_uid (GDBusConnection *bus, const char *sender, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_dbus_connection_call (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                          "GetConnectionUnixUser", g_variant_new ("(s)", sender), G_VARIANT_TYPE ("(u)"),
                          G_DBUS_CALL_FLAGS_NONE, -1, cancellable, callback, data);
}
