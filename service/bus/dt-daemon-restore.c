/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What outlives the process: written as it changes, and gone on with at the start. */
#define G_LOG_DOMAIN "dialtoned"
#include <string.h>

#include "dt-bound.h"
#include "dt-connection.h"
#include "dt-manager.h"

/* What they take while they wait for the disk is small, and another user's call comes between. */
#define RECORDS_AT_ONCE 64

/*
 * Writing.
 */

static void
save_all (DtDaemon *daemon)
{
  dt_store_begin (daemon->store);
  for (guint i = 0; i < daemon->connections->len; i++)
    if (((DtConnection *) daemon->connections->pdata[i])->unsaved)
      dt_connection_save (daemon->connections->pdata[i]);
  dt_store_commit (daemon->store);
}

static gboolean
on_idle (gpointer data)
{
  DtDaemon *daemon = data;

  daemon->save_source = 0;
  save_all (daemon);
  return G_SOURCE_REMOVE;
}

void
dt_daemon_save_later (DtDaemon *daemon)
{
  /* One that is late asks by itself. */
  if (daemon->store && daemon->save_source == 0 && dt_store_state (daemon->store) == DT_STORE_READY)
    daemon->save_source = g_idle_add_full (G_PRIORITY_LOW, on_idle, daemon, NULL);
}

void
dt_daemon_mark_told (DtDaemon *daemon, guint64 id)
{
  gboolean marked = dt_store_mark_told (daemon->store, id);

  for (guint i = 0; i < daemon->connections->len; i++) {
    DtConnection *connection = daemon->connections->pdata[i];

    if (connection->id != id)
      continue;
    connection->told = TRUE;
    connection->unsaved |= !marked;
  }
}

gboolean
dt_daemon_close_store (DtDaemon *daemon)
{
  gboolean closed;

  g_clear_handle_id (&daemon->save_source, g_source_remove);
  save_all (daemon);
  closed = dt_store_close (daemon->store);
  daemon->store = NULL;
  return closed;
}

/*
 * What the store asks for and tells.
 */

static void
on_store_state (gpointer data)
{
  dt_manager_changed (data, (const char *const[]) { "Records", NULL });
}

static void
on_catch_up (gboolean all, gpointer data)
{
  DtDaemon *daemon = data;
  guint n = 0;

  for (guint i = 0; i < daemon->connections->len; i++) {
    DtConnection *connection = daemon->connections->pdata[i];

    connection->unsaved |= all;
    dt_store_has (daemon->store, connection->id);
    if (connection->unsaved && n++ < RECORDS_AT_ONCE)
      dt_connection_save (connection);
  }
}

/*
 * Going on.
 */

static void
restore_one (guint64 id, GVariant *record, gboolean told, gpointer data)
{
  DtDaemon *daemon = data;
  DtConnection *connection = dt_connection_restore (daemon, id, record, told);
  g_autoptr(GError) error = NULL;

  if (connection == NULL)
    g_warning ("The record of connection %" G_GUINT64_FORMAT " makes no sense", id);
  else if (!dt_connection_export (connection, &error))
    g_warning ("%s: %s", connection->path, error->message);
}

/*
 * Late: the disk has stopped over the start, and the service went on without its records.
 */

static DtConnection *
find_of_active (DtDaemon *daemon, const char *active)
{
  for (guint i = 0; i < daemon->connections->len; i++) {
    DtConnection *connection = daemon->connections->pdata[i];

    if (!connection->status.ended && strcmp (dt_track_active_path (connection->track), active) == 0)
      return connection;
  }
  return NULL;
}

/* FALSE: a dial of this process has its line, or its place. */
static gboolean
make_way (DtDaemon *daemon, GVariant *record)
{
  g_autoptr(GVariant) track = g_variant_lookup_value (record, "track", G_VARIANT_TYPE_VARDICT);
  const char *active = "/", *path = "";
  DtConnection *other;

  g_variant_lookup (record, "path", "&s", &path);
  if (track)
    g_variant_lookup (track, "active", "&s", &active);
  if (dt_daemon_find (daemon, path))
    return FALSE;
  other = strcmp (active, "/") != 0 ? find_of_active (daemon, active) : NULL;
  /* What was taken for somebody else's dial is this one. */
  if (other && other->external)
    dt_connection_remove (other);
  return other == NULL || other->gone;
}

static void
restore_late (guint64 id, GVariant *record, gboolean told, gpointer data)
{
  if (make_way (data, record))
    restore_one (id, record, told, data);
}

static void
on_records_late (gpointer data)
{
  DtDaemon *daemon = data;

  dt_store_foreach (daemon->store, restore_late, daemon);
  if (!daemon->resumed)
    return;
  dt_upstream_snapshot_done (daemon->upstream, g_get_monotonic_time ());
  dt_daemon_resume (daemon);
}

void
dt_daemon_restore (DtDaemon *daemon, const char *folder)
{
  static const DtStoreListener listener = { on_store_state, on_records_late, on_catch_up };

  daemon->store = dt_store_open (folder, dt_bound_record, &listener, daemon);
  dt_store_foreach (daemon->store, restore_one, daemon);
}

/* A hang-up whose order may not have reached NetworkManager is ordered again. */
static void
order_again (DtDaemon *daemon, DtConnection *connection)
{
  if (connection->status.disconnecting && !connection->external)
    dt_dialer_hang_up (daemon->dialer, connection->track);
  else if (connection->hung_up)
    dt_connection_hang_up (connection);
}

/* A peer that has yet to answer is watched again. */
static void
watch_again (DtDaemon *daemon, DtConnection *connection)
{
  const DtDial *dial = dt_track_dial (connection->track);

  if (dial->prove_peer && !dial->connected && !dial->status.ended)
    dt_dialer_prove_peer (daemon->dialer, connection->track);
}

void
dt_daemon_resume (DtDaemon *daemon)
{
  g_autoptr(GPtrArray) restored = g_ptr_array_new ();

  daemon->resumed = TRUE;
  for (guint i = 0; i < daemon->connections->len; i++)
    if (!((DtConnection *) daemon->connections->pdata[i])->exported)
      g_ptr_array_add (restored, daemon->connections->pdata[i]);
  for (guint i = 0; i < restored->len; i++) {
    DtConnection *connection = restored->pdata[i];

    /* What the earlier process wrote it may not have sent: all is told anew. */
    dt_connection_announce (connection);
    if (connection->recovered)
      dt_connection_finish (connection);
  }
  dt_upstream_resume (daemon->upstream, g_get_monotonic_time ());
  dt_left_copies_begin (daemon->left_copies);
  for (guint i = 0; i < restored->len; i++)
    order_again (daemon, restored->pdata[i]);
  for (guint i = 0; i < restored->len; i++)
    watch_again (daemon, restored->pdata[i]);
  for (guint i = 0; i < restored->len; i++)
    dt_dialer_clean_up (daemon->dialer, ((DtConnection *) restored->pdata[i])->track);
  dt_feed_reschedule (daemon->feed);
}
