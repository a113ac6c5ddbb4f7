/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-caller.h"

#include <pwd.h>

#include "dt-bus-error.h"

void
dt_caller_free (DtCaller *caller)
{
  g_free (caller->sender);
  g_free (caller->user_name);
  g_free (caller);
}

/* connection.permissions names users, not uids.  NSS may block for a directory
 * service; there is no other interface to it.  A name that is not UTF-8 can stand
 * in no profile. */
static char *
dup_user_name (guint32 uid)
{
  struct passwd entry, *found = NULL;
  char buffer[4096];

  if (getpwuid_r (uid, &entry, buffer, sizeof buffer, &found) != 0 || found == NULL || !g_utf8_validate (found->pw_name, -1, NULL))
    return NULL;
  return g_strdup (found->pw_name);
}

static void
on_uid (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  DtCaller *caller;

  if (reply == NULL) {
    g_task_return_new_error (task, DT_BUS_ERROR, DT_BUS_ERROR_NOT_AUTHORIZED, "The bus does not know the caller: %s",
                             error->message);
    return;
  }
  caller = g_new0 (DtCaller, 1);
  caller->sender = g_strdup (g_task_get_task_data (task));
  g_variant_get (reply, "(u)", &caller->uid);
  caller->user_name = dup_user_name (caller->uid);
  g_task_return_pointer (task, caller, (GDestroyNotify) dt_caller_free);
}

void
dt_caller_identify (GDBusConnection *bus, const char *sender, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (bus, NULL, callback, data);

  g_task_set_task_data (task, g_strdup (sender), g_free);
  g_dbus_connection_call (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                          "GetConnectionUnixUser", g_variant_new ("(s)", sender), G_VARIANT_TYPE ("(u)"),
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, on_uid, task);
}

DtCaller *
dt_caller_identify_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
