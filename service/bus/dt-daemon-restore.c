/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What outlives the process: written as it changes, and gone on with at the start. */
#define G_LOG_DOMAIN "dialtoned"
#include "dt-connection.h"

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
  if (daemon->store && daemon->save_source == 0)
    daemon->save_source = g_idle_add_full (G_PRIORITY_LOW, on_idle, daemon, NULL);
}

void
dt_daemon_mark_told (DtDaemon *daemon, guint64 id)
{
  for (guint i = 0; i < daemon->connections->len; i++) {
    DtConnection *connection = daemon->connections->pdata[i];

    if (connection->id == id)
      connection->told = TRUE;
  }
  dt_store_mark_told (daemon->store, id);
}

void
dt_daemon_close_store (DtDaemon *daemon)
{
  g_clear_handle_id (&daemon->save_source, g_source_remove);
  save_all (daemon);
  g_clear_pointer (&daemon->store, dt_store_close);
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

void
dt_daemon_restore (DtDaemon *daemon, const char *folder)
{
  g_autoptr(GError) error = NULL;

  daemon->store = dt_store_open (folder, &error);
  if (daemon->store == NULL)
    g_warning ("Results will not outlive a restart: %s", error->message);
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
