/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a connection says on the bus: changed properties, edges, its finish. */
#include "dt-connection.h"

#include <string.h>

#include "dt-account.h"
#include "dt-interfaces.h"
#include "dt-log.h"

/*
 * Properties.
 */

/* Serialised it is one block; as a tree, or as values that each keep the block they came in, it
 * would be many times as much for each connection that lingers. */
void
dt_connection_keep_published (DtConnection *connection, GVariant *all)
{
  g_variant_get_data (all);
  g_clear_pointer (&connection->published, g_variant_unref);
  connection->published = g_variant_ref (all);
  dt_account_note (connection, &connection->published_bytes, g_variant_get_size (all));
}

static gboolean
is_signalled (const char *interface, const char *name)
{
  return strcmp (interface, DT_CONNECTION_INTERFACE) != 0 || strcmp (name, "Phases") != 0;
}

static void
send_changed (DtConnection *connection, const char *interface, GVariant *values)
{
  g_autoptr(GVariant) published = connection->published ? g_variant_lookup_value (connection->published, interface, G_VARIANT_TYPE_VARDICT)
                                                        : NULL;
  GVariantBuilder changed = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  GVariantIter iter;
  const char *name;
  GVariant *value;
  guint n = 0;

  g_variant_iter_init (&iter, values);
  while (g_variant_iter_loop (&iter, "{&sv}", &name, &value)) {
    g_autoptr(GVariant) before = published ? g_variant_lookup_value (published, name, NULL) : NULL;

    if (!is_signalled (interface, name) || (before && g_variant_equal (before, value)))
      continue;
    g_variant_builder_add (&changed, "{sv}", name, value);
    n++;
  }
  if (n == 0) {
    g_variant_builder_clear (&changed);
    return;
  }
  g_dbus_connection_emit_signal (connection->daemon->bus, NULL, connection->path, "org.freedesktop.DBus.Properties",
                                 "PropertiesChanged",
                                 g_variant_new ("(sa{sv}@as)", interface, &changed, g_variant_new_strv (NULL, 0)), NULL);
}

static void
send_properties (DtConnection *connection)
{
  g_autoptr(GVariant) all = dt_connection_interfaces (connection);
  GVariantIter iter;
  const char *interface;
  GVariant *values;

  g_variant_iter_init (&iter, all);
  while (g_variant_iter_loop (&iter, "{&s@a{sv}}", &interface, &values))
    if (strcmp (interface, DT_STATISTICS_INTERFACE) != 0)
      send_changed (connection, interface, values);
  dt_connection_keep_published (connection, all);
}

void
dt_connection_tighten (DtConnection *connection)
{
  connection->tight = TRUE;
  dt_projection_fit (connection);
  dt_connection_save_later (connection);
  if (connection->exported)
    send_properties (connection);
}

void
dt_connection_set_users (DtConnection *connection, char **users)
{
  if (dt_profile_same_users (connection->users, users))
    return;
  g_strfreev (connection->users);
  connection->users = g_strdupv (users);
  dt_connection_save_later (connection);
  if (connection->exported)
    send_properties (connection);
}

void
dt_connection_refresh (DtConnection *connection)
{
  dt_realtime_look (&connection->realtime, g_get_monotonic_time ());
  dt_projection_read (connection);
  dt_connection_save_later (connection);
  if (connection->exported)
    send_properties (connection);
}

/*
 * Edges and the finish.
 */

static GVariant *
edge_details (DtConnection *connection, const DtStatus *status)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  const DtCause *best = dt_causes_best (&dt_track_dial (connection->track)->causes);

  g_variant_builder_add (&builder, "{sv}", "attempt", g_variant_new_uint32 (status->attempt));
  g_variant_builder_add (&builder, "{sv}", "disconnecting", g_variant_new_boolean (status->disconnecting));
  g_variant_builder_add (&builder, "{sv}", "paused", g_variant_new_boolean (status->paused));
  g_variant_builder_add (&builder, "{sv}", "at", g_variant_new_uint64 (dt_realtime_of (&connection->realtime, status->at)));
  if (status->error && best)
    g_variant_builder_add (&builder, "{sv}", "cause", dt_connection_cause (connection, best, connection->users == NULL));
  return g_variant_builder_end (&builder);
}

void
dt_connection_publish (DtConnection *connection, const DtStatus *status)
{
  dt_realtime_look (&connection->realtime, status->at);
  dt_statistics_read (connection);      /* the last look before a link may go */
  dt_projection_read (connection);
  connection->status = *status;
  /* An edge outlives the process before anybody hears of it (rules 3 and 4). */
  dt_connection_save (connection);
  send_properties (connection);
  g_dbus_connection_emit_signal (connection->daemon->bus, NULL, connection->path, DT_CONNECTION_INTERFACE, "StatusChanged",
                                 g_variant_new ("(tuuu@a{sv})", status->sequence, status->state, status->substate, status->error,
                                                edge_details (connection, status)),
                                 NULL);
  dt_log_edge (connection, status);
  if (status->ended)
    dt_connection_begin_lingering (connection);
}

typedef struct {
  DtDaemon *daemon;
  guint64 id;
} Told;

static void
on_flushed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Told *told = data;

  told->daemon->requests--;
  if (g_dbus_connection_flush_finish (G_DBUS_CONNECTION (source), result, NULL))
    dt_daemon_mark_told (told->daemon, told->id);
}

void
dt_connection_finish (DtConnection *connection)
{
  Told *told = g_new (Told, 1);
  GVariantBuilder details = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  const DtStatus *status = &connection->status;
  g_autofree char *dial_id = g_strdup_printf ("%" G_GUINT64_FORMAT, connection->id);
  gint64 took = status->at - dt_track_dial (connection->track)->began_at;

  g_variant_builder_add (&details, "{sv}", "dial-id", g_variant_new_string (dial_id));
  g_variant_builder_add (&details, "{sv}", "state", g_variant_new_uint32 (status->state));
  g_variant_builder_add (&details, "{sv}", "attempt", g_variant_new_uint32 (status->attempt));
  g_variant_builder_add (&details, "{sv}", "duration-ms", g_variant_new_uint64 ((guint64) took / 1000));
  g_variant_builder_add (&details, "{sv}", "origin", g_variant_new_string (connection->external ? "external" : "dialtone"));
  g_variant_builder_add (&details, "{sv}", "recovered", g_variant_new_boolean (connection->recovered));
  g_dbus_connection_emit_signal (connection->daemon->bus, NULL, DT_ROOT_PATH, DT_MANAGER_INTERFACE, "DialFinished",
                                 g_variant_new ("(osua{sv})", connection->path, connection->entry_uuid, status->result, &details),
                                 NULL);
  *told = (Told) { connection->daemon, connection->id };
  connection->daemon->requests++;       /* dt_daemon_drain() waits for it */
  g_dbus_connection_flush (connection->daemon->bus, NULL, on_flushed, told);
  dt_connection_answer_waiters (connection);
}
