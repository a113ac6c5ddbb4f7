/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-daemon.h"

#include "dt-boot-id.h"
#include "dt-connection.h"
#include "dt-log.h"
#include "dt-manager.h"

typedef struct {
  GCallback ready;
  gpointer data;
} Ready;

/*
 * What upstream tells.
 */

static void
on_appeared (DtTrack *track, gboolean adopted, gpointer data)
{
  DtDaemon *daemon = data;
  const DtProfile *profile = dt_profiles_by_path (daemon->profiles, dt_track_profile_path (track));
  DtConnection *connection = dt_connection_new (daemon, track, profile, NULL, NULL);
  g_autoptr(GError) error = NULL;

  /* Of one that was up already nobody is told that it came up. */
  connection->told = adopted;
  if (!dt_connection_export (connection, &error))
    g_warning ("%s: %s", connection->path, error->message);
  dt_connection_announce (connection);
}

static void
on_edge (DtTrack *track, const DtStatus *status, gpointer data)
{
  DtConnection *connection = dt_track_get_user_data (track);

  /* The first edge of a dial of ours comes before its object: Dial publishes it. */
  if (connection)
    dt_connection_publish (connection, status);
  if (status->ended)
    dt_dialer_line_over (((DtDaemon *) data)->dialer, track);
}

static void
on_finished (DtTrack *track, gpointer data)
{
  DtConnection *connection = dt_track_get_user_data (track);

  dt_dialer_dial_over (((DtDaemon *) data)->dialer, track);
  dt_connection_finish (connection);
  dt_manager_changed (data, (const char *const[]) { "Dialing", NULL });
}

static gboolean
hang_up_later (gpointer data)
{
  char **names = data;
  DtDaemon *daemon = (DtDaemon *) names[1];
  DtConnection *connection = dt_daemon_find (daemon, names[0]);

  if (connection)
    dt_dialer_hang_up (daemon->dialer, connection->track);
  return G_SOURCE_REMOVE;
}

static void
free_order (gpointer data)
{
  char **names = data;

  g_free (names[0]);
  g_free (names);
}

/* Not from inside the feed. */
static void
on_hang_up (DtTrack *track, gpointer data)
{
  DtConnection *connection = dt_track_get_user_data (track);
  char **names = g_new0 (char *, 2);

  names[0] = g_strdup (connection->path);
  names[1] = data;
  g_idle_add_full (G_PRIORITY_DEFAULT, hang_up_later, names, free_order);
}

static void
on_ask_login (DtTrack *track, gpointer data)
{
  dt_dialer_ask_login (((DtDaemon *) data)->dialer, track);
}

static void
on_changed (DtTrack *track, gpointer data)
{
  DtConnection *connection = dt_track_get_user_data (track);

  if (connection)
    dt_connection_refresh (connection);
}

static void
on_versions (gpointer data)
{
  dt_manager_changed (data, (const char *const[]) { "NetworkManagerVersion", "ModemManagerVersion", NULL });
}

static void
on_features (DtFeed *feed, DtDaemon *daemon)
{
  dt_manager_changed (daemon, (const char *const[]) { "Features", NULL });
}

static void
on_question (DtTrack *track, gboolean open, gpointer data)
{
  DtConnection *connection = dt_track_get_user_data (track);

  if (connection)
    dt_connection_question (connection, open);
}

/*
 * Profiles.
 */

static void
on_entries_changed (DtProfiles *profiles, char **added, char **removed, char **changed, DtDaemon *daemon)
{
  g_dbus_connection_emit_signal (daemon->bus, NULL, DT_ROOT_PATH, DT_PHONEBOOK_INTERFACE, "EntriesChanged",
                                 g_variant_new ("(^as^as^as)", added, removed, changed), NULL);
}

/* Who may see the entry now may see its connections, and nobody else (rule 17). */
static void
on_permissions (DtProfiles *profiles, const DtProfile *profile, DtDaemon *daemon)
{
  for (guint i = 0; i < daemon->connections->len; i++) {
    DtConnection *connection = daemon->connections->pdata[i];

    if (!connection->without_entry && strcmp (connection->entry_uuid, profile->uuid) == 0)
      dt_connection_set_users (connection, profile->users);
  }
}

/*
 * Life.
 */

DtDaemon *
dt_daemon_new (GDBusConnection *bus)
{
  static const DtUpstreamListener listener = { on_appeared, on_edge, on_finished, on_hang_up, on_ask_login, on_changed,
                                               on_versions };
  DtDaemon *daemon = g_new0 (DtDaemon, 1);

  daemon->bus = g_object_ref (bus);
  daemon->next_id = dt_boot_id_first ();
  daemon->connections = g_ptr_array_new_with_free_func ((GDestroyNotify) dt_connection_free);
  daemon->pending = g_hash_table_new (NULL, NULL);
  daemon->departed = g_ptr_array_new_with_free_func ((GDestroyNotify) dt_connection_free);
  daemon->descriptors = dt_descriptors_new (bus);
  daemon->stray_calls = dt_stray_calls_new (bus, DT_CONNECTION_PREFIX "/");
  /* Behind the filter above, which answers calls that nobody must count. */
  daemon->turns = dt_turns_new (bus);
  daemon->authority = dt_authority_new (bus);
  daemon->upstream = dt_upstream_new (&listener, daemon);
  daemon->profiles = dt_profiles_new (bus, daemon->upstream);
  daemon->feed = dt_feed_new (bus, daemon->upstream, daemon->profiles);
  dt_feed_set_guard (daemon->feed, dt_descriptors_guard, daemon->descriptors);
  g_signal_connect (daemon->feed, "features", G_CALLBACK (on_features), daemon);
  daemon->dialer = dt_dialer_new (bus, daemon->upstream, daemon->feed);
  dt_dialer_set_question_func (daemon->dialer, on_question, daemon);
  daemon->left_copies = dt_left_copies_new (bus, daemon->upstream, daemon->profiles);
  g_signal_connect (daemon->profiles, "changed", G_CALLBACK (on_entries_changed), daemon);
  g_signal_connect (daemon->profiles, "permissions", G_CALLBACK (on_permissions), daemon);
  return daemon;
}

void
dt_daemon_free (DtDaemon *daemon)
{
  dt_daemon_close_store (daemon);
  g_clear_handle_id (&daemon->settle_source, g_source_remove);
  dt_turns_free (daemon->turns);
  dt_manager_unexport (daemon);
  g_signal_handlers_disconnect_by_data (daemon->profiles, daemon);
  g_signal_handlers_disconnect_by_data (daemon->feed, daemon);
  g_ptr_array_set_size (daemon->connections, 0);
  g_ptr_array_unref (daemon->connections);
  g_ptr_array_set_size (daemon->departed, 0);
  g_ptr_array_unref (daemon->departed);
  dt_stray_calls_free (daemon->stray_calls);
  dt_authority_free (daemon->authority);
  dt_descriptors_free (daemon->descriptors);
  g_hash_table_unref (daemon->pending);
  dt_left_copies_free (daemon->left_copies);
  g_object_run_dispose (G_OBJECT (daemon->dialer));
  g_object_run_dispose (G_OBJECT (daemon->feed));
  g_object_run_dispose (G_OBJECT (daemon->profiles));
  g_object_unref (daemon->dialer);
  g_object_unref (daemon->feed);
  g_object_unref (daemon->profiles);
  dt_upstream_free (daemon->upstream);
  g_object_unref (daemon->bus);
  g_free (daemon);
}

static void
on_picture (GObject *source, gpointer data)
{
  Ready *ready = data;

  ((void (*) (gpointer)) ready->ready) (ready->data);
}

static void
free_ready (gpointer data, GClosure *closure)
{
  g_free (data);
}

void
dt_daemon_start (DtDaemon *daemon, GCallback on_ready, gpointer data)
{
  Ready *ready = g_new (Ready, 1);

  ready->ready = on_ready;
  ready->data = data;
  g_signal_connect_data (daemon->feed, "ready", G_CALLBACK (on_picture), ready, free_ready, 0);
  dt_feed_start (daemon->feed);
}

void
dt_daemon_stop (DtDaemon *daemon)
{
  dt_upstream_stop (daemon->upstream, g_get_monotonic_time ());
}

static gboolean
on_drain_alarm (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

void
dt_daemon_drain (DtDaemon *daemon)
{
  gint64 until = g_get_monotonic_time () + G_USEC_PER_SEC;
  guint alarm = g_timeout_add (100, on_drain_alarm, NULL);

  while (daemon->requests > 0 && g_get_monotonic_time () < until)
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_source_remove (alarm);
}
