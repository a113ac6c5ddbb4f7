/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-connection.h"

#include "dt-interfaces.h"
#include "dt-limits.h"
#include "dt-stray-calls.h"

#define DEPART_MS 100

static const char *const interfaces[] = { DT_CONNECTION_INTERFACE, DT_STATISTICS_INTERFACE, DT_PROJECTION_INTERFACE };

/*
 * Making.
 */

static char *
make_path (DtConnection *connection, const DtDialOptions *options)
{
  g_autofree char *sender = NULL;

  if (options == NULL || options->handle_token == NULL)
    return g_strdup_printf (DT_CONNECTION_PREFIX "/%" G_GUINT64_FORMAT, connection->id);
  sender = g_strdelimit (g_strdup (connection->sender + 1), ".", '_');
  return g_strdup_printf (DT_CONNECTION_PREFIX "/%s/%s", sender, options->handle_token);
}

static void
take_caller (DtConnection *connection, const DtCaller *caller, const DtDialOptions *options)
{
  connection->external = caller == NULL;
  connection->uid = caller ? caller->uid : G_MAXUINT32;
  connection->sender = g_strdup (caller ? caller->sender : NULL);
  connection->linger = caller ? options->linger : DT_LINGER_EXTERNAL_SECONDS;
  connection->bind = caller ? options->bind : DT_BIND_NONE;
  connection->agent = g_strdup (caller ? options->agent : NULL);
  if (caller)
    dt_connection_add_reference (connection, caller->uid);
}

/* Of a dial without an entry. */
static const char *
dialled_number (const DtDialOptions *options)
{
  if (options == NULL)
    return "";
  return options->apn ? options->apn : options->phone_number ? options->phone_number : "";
}

DtConnection *
dt_connection_make (DtDaemon *daemon, DtTrack *track, guint64 id)
{
  DtConnection *connection = g_new0 (DtConnection, 1);

  connection->daemon = daemon;
  connection->track = track;
  connection->id = id;
  connection->status = dt_track_dial (track)->status;
  dt_realtime_begin (&connection->realtime);
  connection->references = g_hash_table_new (NULL, NULL);
  connection->waiters = dt_connection_new_waiters ();
  dt_track_set_user_data (track, connection);
  g_ptr_array_add (daemon->connections, connection);
  return connection;
}

DtConnection *
dt_connection_new (DtDaemon *daemon, DtTrack *track, const DtProfile *profile, const DtCaller *caller,
                   const DtDialOptions *options)
{
  DtConnection *connection = dt_connection_make (daemon, track, daemon->next_id++);

  connection->entry_uuid = g_strdup (dt_track_uuid (track));
  connection->entry_name = g_strdup (dt_track_id (track));
  connection->kind = g_strdup (dt_kind_to_string (dt_track_dial (track)->kind));
  connection->without_entry = caller && !profile;
  connection->phone_number = g_strdup (profile ? profile->phone_number : dialled_number (options));
  connection->remote = g_strdup (profile ? profile->remote : "");
  connection->users = profile ? g_strdupv (profile->users) : NULL;
  take_caller (connection, caller, options);
  connection->path = make_path (connection, options);
  dt_projection_read (connection);
  return connection;
}

void
dt_connection_free (DtConnection *connection)
{
  GDBusConnection *bus = connection->daemon->bus;

  for (guint i = 0; i < G_N_ELEMENTS (connection->registrations); i++)
    if (connection->registrations[i])
      g_dbus_connection_unregister_object (bus, connection->registrations[i]);
  dt_stray_calls_remove (connection->daemon->stray_calls, connection->path);
  g_clear_handle_id (&connection->watch, g_bus_unwatch_name);
  g_clear_handle_id (&connection->linger_timer, g_source_remove);
  g_ptr_array_unref (connection->waiters);
  g_clear_pointer (&connection->published, g_variant_unref);
  g_hash_table_unref (connection->references);
  dt_projection_clear (&connection->projection);
  g_free (connection->path);
  g_clear_object (&connection->asking);
  g_free (connection->agent);
  g_free (connection->sender);
  g_free (connection->entry_uuid);
  g_free (connection->entry_name);
  g_free (connection->kind);
  g_free (connection->phone_number);
  g_free (connection->remote);
  g_strfreev (connection->users);
  g_free (connection);
}

/*
 * Who holds it.
 */

guint
dt_connection_references_of (DtConnection *connection, guint32 uid)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (connection->references, GUINT_TO_POINTER (uid)));
}

void
dt_connection_add_reference (DtConnection *connection, guint32 uid)
{
  guint n = dt_connection_references_of (connection, uid);

  g_hash_table_insert (connection->references, GUINT_TO_POINTER (uid), GUINT_TO_POINTER (n + 1));
}

gboolean
dt_connection_permits (DtConnection *connection, const DtCaller *caller)
{
  return connection->users == NULL || caller->uid == 0 ||
         (caller->user_name && g_strv_contains ((const char *const *) connection->users, caller->user_name));
}

static void
on_dialler_left (GDBusConnection *bus, const char *name, gpointer data)
{
  DtConnection *connection = data;

  if (connection->dialler_left)
    return;
  connection->dialler_left = TRUE;
  connection->dialler_left_at = g_get_monotonic_time ();
  dt_connection_save_later (connection);
  if (connection->bind == DT_BIND_CONNECTION || (connection->bind == DT_BIND_DIAL && !connection->status.finished))
    dt_connection_hang_up (connection);
  if (connection->status.ended)
    dt_connection_begin_lingering (connection);
}

static void
watch_dialler (DtConnection *connection)
{
  if (connection->sender && !connection->dialler_left)
    connection->watch = g_bus_watch_name_on_connection (connection->daemon->bus, connection->sender,
                                                        G_BUS_NAME_WATCHER_FLAGS_NONE, NULL, on_dialler_left, connection, NULL);
}

void
dt_connection_take_over (DtConnection *connection, const DtCaller *caller, const DtDialOptions *options)
{
  g_clear_handle_id (&connection->linger_timer, g_source_remove);
  g_clear_pointer (&connection->sender, g_free);
  take_caller (connection, caller, options);
  watch_dialler (connection);
}

/*
 * On the bus.
 */

gboolean
dt_connection_export (DtConnection *connection, GError **error)
{
  GDBusInterfaceInfo *infos[] = { (GDBusInterfaceInfo *) &org_dialtone_remote_access1_connection_interface,
                                  (GDBusInterfaceInfo *) &org_dialtone_remote_access1_statistics_interface,
                                  (GDBusInterfaceInfo *) &org_dialtone_remote_access1_projection_interface };

  for (guint i = 0; i < G_N_ELEMENTS (infos); i++) {
    connection->registrations[i] = g_dbus_connection_register_object (connection->daemon->bus, connection->path, infos[i],
                                                                      dt_connection_vtable (), connection, NULL, error);
    if (connection->registrations[i] == 0)
      return FALSE;
  }
  dt_stray_calls_add (connection->daemon->stray_calls, connection->path);
  return TRUE;
}

void
dt_connection_announce (DtConnection *connection)
{
  g_autoptr(GVariant) all = dt_connection_interfaces (connection);

  connection->exported = TRUE;
  dt_connection_keep_published (connection, all);
  g_dbus_connection_emit_signal (connection->daemon->bus, NULL, DT_ROOT_PATH, "org.freedesktop.DBus.ObjectManager",
                                 "InterfacesAdded", g_variant_new ("(o@a{sa{sv}})", connection->path, all), NULL);
  watch_dialler (connection);
  if (connection->status.ended)
    dt_connection_begin_lingering (connection);
}

static gboolean
on_departed (gpointer data)
{
  DtConnection *connection = data;

  connection->linger_timer = 0;
  g_ptr_array_remove (connection->daemon->departed, connection);
  return G_SOURCE_REMOVE;
}

/* GDBus's thread may have let calls through that wait for the main loop: were the
 * object unregistered now, GDBus would answer them with UnknownMethod. */
static void
depart (DtConnection *connection)
{
  DtDaemon *daemon = connection->daemon;
  guint index;

  connection->gone = TRUE;
  connection->track = NULL;
  g_clear_handle_id (&connection->watch, g_bus_unwatch_name);
  g_clear_handle_id (&connection->linger_timer, g_source_remove);
  g_ptr_array_set_size (connection->waiters, 0);
  if (g_ptr_array_find (daemon->connections, connection, &index))
    g_ptr_array_steal_index (daemon->connections, index);
  g_ptr_array_add (daemon->departed, connection);
  connection->linger_timer = g_timeout_add (DEPART_MS, on_departed, connection);
}

void
dt_connection_remove (DtConnection *connection)
{
  DtDaemon *daemon = connection->daemon;

  if (connection->exported)
    g_dbus_connection_emit_signal (daemon->bus, NULL, DT_ROOT_PATH, "org.freedesktop.DBus.ObjectManager", "InterfacesRemoved",
                                   g_variant_new ("(o^as)", connection->path,
                                                  (const char *const[]) { interfaces[0], interfaces[1], interfaces[2], NULL }),
                                   NULL);
  dt_stray_calls_remove (daemon->stray_calls, connection->path);
  dt_connection_question (connection, FALSE);
  dt_store_remove (daemon->store, connection->id);
  dt_dialer_forget (daemon->dialer, connection->track);
  depart (connection);
}

/*
 * The end.
 */

static gint64
left_to_linger (DtConnection *connection)
{
  gint64 from = MAX (dt_track_dial (connection->track)->ended_at, connection->dialler_left_at);

  return from + (gint64) connection->linger * G_USEC_PER_SEC - g_get_monotonic_time ();
}

static gboolean
on_linger (gpointer data)
{
  DtConnection *connection = data;

  connection->linger_timer = 0;
  if (left_to_linger (connection) > 0)
    dt_connection_begin_lingering (connection);
  else
    dt_connection_remove (connection);
  return G_SOURCE_REMOVE;
}

/* After the later of its end and its dialler's leaving (rule 2), which may lie
 * before this process began. */
void
dt_connection_begin_lingering (DtConnection *connection)
{
  gint64 left_ms = left_to_linger (connection) / 1000 + 1;

  g_clear_handle_id (&connection->linger_timer, g_source_remove);
  if (connection->external || connection->dialler_left)
    connection->linger_timer = g_timeout_add ((guint) CLAMP (left_ms, 0, G_MAXINT32), on_linger, connection);
}

void
dt_connection_note_hang_up (DtConnection *connection)
{
  connection->hung_up = TRUE;
  dt_connection_save (connection);
}

void
dt_connection_hang_up (DtConnection *connection)
{
  if (!connection->status.ended && !connection->status.disconnecting)
    dt_dialer_hang_up (connection->daemon->dialer, connection->track);
}
