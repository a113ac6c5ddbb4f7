/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-copy.h"

#include "dt-bound.h"
#include "dt-stored-secrets.h"

#define NM_NAME "org.freedesktop.NetworkManager"
#define NM_PATH "/org/freedesktop/NetworkManager"
#define NM_SETTINGS NM_NAME ".Settings"
#define NM_SETTINGS_PATH NM_PATH "/Settings"
#define NM_PROFILE NM_NAME ".Settings.Connection"
#define CANNOT_COMPLETE NM_NAME ".Device.InvalidConnection"
/* NMSettingsAddConnection2Flags and NMSettingsUpdate2Flags */
#define IN_MEMORY 0x2u
#define VOLATILE 0x10u
#define BLOCK_AUTOCONNECT 0x20u
#define NO_REAPPLY 0x40u

typedef struct {
  GDBusConnection *bus;
  DtLogin *login;
  char *profile_path, *device_path, *entry, *uuid;
  GVariant *settings, *copy;
  char *copy_path;
  gboolean (*wanted) (gpointer data);
  gpointer wanted_data;
} Copying;

static void
copying_free (gpointer data)
{
  Copying *copying = data;

  g_object_unref (copying->bus);
  dt_login_unref (copying->login);
  g_clear_pointer (&copying->settings, g_variant_unref);
  g_clear_pointer (&copying->copy, g_variant_unref);
  g_free (copying->copy_path);
  g_free (copying->profile_path);
  g_free (copying->device_path);
  g_free (copying->entry);
  g_free (copying->uuid);
  g_free (copying);
}

static void
call (GTask *task, const char *path, const char *interface, const char *member, GVariant *arguments, const char *type,
      GAsyncReadyCallback callback)
{
  Copying *copying = g_task_get_task_data (task);

  g_dbus_connection_call (copying->bus, NM_NAME, path, interface, member, arguments, G_VARIANT_TYPE (type),
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, G_MAXINT, g_task_get_cancellable (task), callback, task);
}

/*
 * In one call, or in three.
 */

typedef struct {
  GDBusConnection *bus;
  char *path;
} Settling;

static void
on_deleted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  /* It has gone with its line, or with NetworkManager. */
  if (error)
    g_debug ("Delete: %s", error->message);
}

void
dt_copy_delete (GDBusConnection *bus, const char *copy_path)
{
  g_dbus_connection_call (bus, NM_NAME, copy_path, NM_PROFILE, "Delete", NULL, NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START, G_MAXINT,
                          NULL, on_deleted, NULL);
}

static void
on_volatile (GObject *source, GAsyncResult *result, gpointer data)
{
  Settling *settling = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (error) {
    g_debug ("Update2: %s", error->message);
    dt_copy_delete (settling->bus, settling->path);
  }
  g_object_unref (settling->bus);
  g_free (settling->path);
  g_free (settling);
}

void
dt_copy_make_volatile (GDBusConnection *bus, const char *copy_path)
{
  GVariantBuilder same = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{sa{sv}}"));
  GVariantBuilder more = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  Settling *settling = g_new0 (Settling, 1);

  settling->bus = g_object_ref (bus);
  settling->path = g_strdup (copy_path);
  g_dbus_connection_call (bus, NM_NAME, copy_path, NM_PROFILE, "Update2",
                          g_variant_new ("(a{sa{sv}}ua{sv})", &same, IN_MEMORY | VOLATILE | BLOCK_AUTOCONNECT | NO_REAPPLY, &more),
                          NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START, G_MAXINT, NULL, on_volatile, settling);
}

/* Takes the task. */
static void
give_up (GTask *task, GError *error)
{
  Copying *copying = g_task_get_task_data (task);

  if (copying->copy_path)
    dt_copy_delete (copying->bus, copying->copy_path);
  g_task_return_error (task, error);
  g_object_unref (task);
}

static gboolean
is_wanted (GTask *task)
{
  Copying *copying = g_task_get_task_data (task);

  return copying->wanted (copying->wanted_data);
}

static void
on_line (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Copying *copying = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  char *active;

  if (reply == NULL) {
    give_up (task, error);
    return;
  }
  dt_copy_make_volatile (copying->bus, copying->copy_path);
  g_variant_get (reply, "(o)", &active);
  g_task_return_pointer (task, active, g_free);
  g_object_unref (task);
}

static void
on_added (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Copying *copying = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (reply == NULL) {
    give_up (task, error);
    return;
  }
  g_variant_get (reply, "(oa{sv})", &copying->copy_path, NULL);
  if (is_wanted (task))
    call (task, NM_PATH, NM_NAME, "ActivateConnection", g_variant_new ("(ooo)", copying->copy_path, copying->device_path, "/"),
          "(o)", on_line);
  else
    give_up (task, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CLOSED, "The dial was given up"));
}

static void
add (GTask *task)
{
  Copying *copying = g_task_get_task_data (task);
  GVariantBuilder more = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  call (task, NM_SETTINGS_PATH, NM_SETTINGS, "AddConnection2",
        g_variant_new ("(@a{sa{sv}}ua{sv})", copying->copy, IN_MEMORY | BLOCK_AUTOCONNECT, &more), "(oa{sv})", on_added);
}

static gboolean
is_refused_to_complete (const GError *error)
{
  g_autofree char *name = g_dbus_error_get_remote_error (error);

  return g_strcmp0 (name, CANNOT_COMPLETE) == 0;
}

static void
on_activated (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  GError *error = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  char *active;

  if (error && is_refused_to_complete (error) && is_wanted (task)) {
    g_error_free (error);
    add (task);
    return;
  }
  if (reply == NULL) {
    give_up (task, error);
    return;
  }
  g_variant_get (reply, "(oo@a{sv})", NULL, &active, NULL);
  g_task_return_pointer (task, active, g_free);
  g_object_unref (task);
}

static void
activate (GTask *task, GVariant *secrets)
{
  Copying *copying = g_task_get_task_data (task);
  GVariantBuilder options = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  copying->copy = dt_login_make_copy (copying->login, copying->settings, secrets, copying->uuid, copying->entry);
  g_variant_ref_sink (copying->copy);
  g_variant_builder_add (&options, "{sv}", "persist", g_variant_new_string ("volatile"));
  g_variant_builder_add (&options, "{sv}", "bind-activation", g_variant_new_string ("none"));
  call (task, NM_PATH, NM_NAME, "AddAndActivateConnection2",
        g_variant_new ("(@a{sa{sv}}ooa{sv})", copying->copy, copying->device_path, "/", &options), "(ooa{sv})", on_activated);
}

/*
 * What the profile has.
 */

static void
on_secrets (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  Copying *copying = g_task_get_task_data (task);
  g_autoptr(GVariant) noted = dt_stored_secrets_take (copying->profile_path);
  g_autoptr(GVariant) told = reply ? g_variant_get_child_value (reply, 0) : NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_task_return_error (task, g_steal_pointer (&error));
    g_object_unref (task);
    return;
  }
  /* An error is usual: what is stored came to our own agent then, or nothing is. */
  activate (task, told ? told : noted);
}

static void
on_settings (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Copying *copying = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (reply == NULL) {
    g_task_return_error (task, error);
    g_object_unref (task);
    return;
  }
  copying->settings = g_variant_get_child_value (reply, 0);
  if (g_variant_get_size (copying->settings) > DT_BOUND_PROFILE) {
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "The entry has more than %d bytes", DT_BOUND_PROFILE);
    g_object_unref (task);
    return;
  }
  dt_stored_secrets_await (copying->profile_path);
  call (task, copying->profile_path, NM_PROFILE, "GetSecrets",
        g_variant_new ("(s)", dt_login_setting (copying->login, copying->settings)), "(a{sa{sv}})", on_secrets);
}

void
dt_copy_activate (GDBusConnection *bus, DtLogin *login, const DtCopyOrder *order, GCancellable *cancellable,
                  GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, data);
  Copying *copying = g_new0 (Copying, 1);

  copying->bus = g_object_ref (bus);
  copying->login = dt_login_ref (login);
  copying->profile_path = g_strdup (order->profile_path);
  copying->device_path = g_strdup (order->device_path);
  copying->entry = g_strdup (order->entry);
  copying->uuid = g_strdup (order->uuid);
  copying->wanted = order->wanted;
  copying->wanted_data = order->data;
  g_task_set_task_data (task, copying, copying_free);
  call (task, copying->profile_path, NM_PROFILE, "GetSettings", NULL, "(a{sa{sv}})", on_settings);
}

char *
dt_copy_activate_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
