/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-profile-order.h"

#include <string.h>

#include "dt-bound.h"
#include "dt-stored-secrets.h"

#define NM_NAME "org.freedesktop.NetworkManager"
#define NM_SETTINGS NM_NAME ".Settings"
#define NM_PROFILE NM_SETTINGS ".Connection"
#define SETTINGS_PATH "/org/freedesktop/NetworkManager/Settings"
#define ANSWER_MS 20000

static void
call (GDBusConnection *bus, const char *path, const char *interface, const char *method, GVariant *arguments,
      const char *answer, GAsyncReadyCallback callback, gpointer data)
{
  g_dbus_connection_call (bus, NM_NAME, path, interface, method, arguments, answer ? G_VARIANT_TYPE (answer) : NULL,
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, ANSWER_MS, NULL, callback, data);
}

/*
 * Reading.
 */

typedef struct {
  GDBusConnection *bus;
  char *path;
  gboolean secrets;
  DtProfileTree *tree;
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  g_object_unref (reading->bus);
  g_free (reading->path);
  g_clear_pointer (&reading->tree, dt_profile_tree_free);
  g_free (reading);
}

/* A profile without secrets of its own, or whose secrets an agent of the user's
 * session keeps, has none to be sent again (NetworkManager 1.42.4: NoSecrets, or
 * SettingNotFound; where NetworkManager keeps some and an agent others, it tells its own). */
static void
on_secrets (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_autoptr(GVariant) secrets = answer ? g_variant_get_child_value (answer, 0) : NULL;
  g_autofree char *name = error ? g_dbus_error_get_remote_error (error) : NULL;
  Reading *reading = g_task_get_task_data (task);
  g_autoptr(GVariant) stored = dt_stored_secrets_take (reading->path);

  /* What came to our agent is what NetworkManager has; the answer may have what another agent knows, too. */
  if (secrets || stored) {
    dt_profile_tree_add_secrets (reading->tree, stored ? stored : secrets);
  } else if (name == NULL || !(g_str_has_suffix (name, ".NoSecrets") || g_str_has_suffix (name, ".SettingNotFound"))) {
    /* Without its secrets an update would lose them. */
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  g_task_return_pointer (task, g_steal_pointer (&reading->tree), (GDestroyNotify) dt_profile_tree_free);
}

/* The section that keeps the secrets: dialled through a telephone they are the modem's. */
static const char *
secret_section (DtProfileTree *tree)
{
  const char *type = dt_profile_tree_text (tree, "connection", "type");

  return strcmp (type, "bluetooth") == 0 ? dt_profile_tree_modem_section (tree) : type;
}

static void
on_settings (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  GError *error = NULL;
  g_autoptr(GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  Reading *reading = g_task_get_task_data (task);
  g_autoptr(GVariant) settings = NULL;

  if (answer == NULL) {
    g_task_return_error (task, error);
    return;
  }
  settings = g_variant_get_child_value (answer, 0);
  if (g_variant_get_size (settings) > DT_BOUND_PROFILE) {
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "The entry has more than %d bytes", DT_BOUND_PROFILE);
    return;
  }
  reading->tree = dt_profile_tree_new (settings);
  if (!reading->secrets) {
    g_task_return_pointer (task, g_steal_pointer (&reading->tree), (GDestroyNotify) dt_profile_tree_free);
    return;
  }
  dt_stored_secrets_await (reading->path);
  call (reading->bus, reading->path, NM_PROFILE, "GetSecrets", g_variant_new ("(s)", secret_section (reading->tree)),
        "(a{sa{sv}})", on_secrets, g_steal_pointer (&task));
}

void
dt_profile_order_read (GDBusConnection *bus, const char *path, gboolean secrets, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (NULL, NULL, callback, data);
  Reading *reading = g_new0 (Reading, 1);

  reading->bus = g_object_ref (bus);
  reading->path = g_strdup (path);
  reading->secrets = secrets;
  g_task_set_task_data (task, reading, reading_free);
  call (bus, path, NM_PROFILE, "GetSettings", NULL, "(a{sa{sv}})", on_settings, task);
}

DtProfileTree *
dt_profile_order_read_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/*
 * Changing.
 */

void
dt_profile_order_add (GDBusConnection *bus, DtProfileTree *tree, GAsyncReadyCallback callback, gpointer data)
{
  call (bus, SETTINGS_PATH, NM_SETTINGS, "AddConnection", g_variant_new ("(@a{sa{sv}})", dt_profile_tree_settings (tree)), "(o)",
        callback, data);
}

char *
dt_profile_order_add_finish (GDBusConnection *bus, GAsyncResult *result, GError **error)
{
  g_autoptr(GVariant) answer = g_dbus_connection_call_finish (bus, result, error);
  char *path = NULL;

  if (answer)
    g_variant_get (answer, "(o)", &path);
  return path;
}

void
dt_profile_order_filename (GDBusConnection *bus, const char *path, GAsyncReadyCallback callback, gpointer data)
{
  call (bus, path, "org.freedesktop.DBus.Properties", "Get", g_variant_new ("(ss)", NM_PROFILE, "Filename"), "(v)", callback, data);
}

char *
dt_profile_order_filename_finish (GDBusConnection *bus, GAsyncResult *result)
{
  g_autoptr(GVariant) answer = g_dbus_connection_call_finish (bus, result, NULL), value = NULL;

  if (answer)
    g_variant_get (answer, "(v)", &value);
  return value && g_variant_is_of_type (value, G_VARIANT_TYPE_STRING) ? g_variant_dup_string (value, NULL) : NULL;
}

/* Without a flag it stays where it is kept: Update would write one of the memory, with its secrets, to the disk. */
void
dt_profile_order_update (GDBusConnection *bus, const char *path, DtProfileTree *tree, GAsyncReadyCallback callback,
                         gpointer data)
{
  call (bus, path, NM_PROFILE, "Update2", g_variant_new ("(@a{sa{sv}}ua{sv})", dt_profile_tree_settings (tree), 0u, NULL), NULL,
        callback, data);
}

void
dt_profile_order_clear_secrets (GDBusConnection *bus, const char *path, GAsyncReadyCallback callback, gpointer data)
{
  call (bus, path, NM_PROFILE, "ClearSecrets", NULL, NULL, callback, data);
}

void
dt_profile_order_remove (GDBusConnection *bus, const char *path, GAsyncReadyCallback callback, gpointer data)
{
  call (bus, path, NM_PROFILE, "Delete", NULL, NULL, callback, data);
}

gboolean
dt_profile_order_finish (GDBusConnection *bus, GAsyncResult *result, GError **error)
{
  g_autoptr(GVariant) answer = g_dbus_connection_call_finish (bus, result, error);

  return answer != NULL;
}
