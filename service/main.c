/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* dialtoned: the name on the bus is asked for last, when everything is exported. */
#define G_LOG_DOMAIN "dialtoned"
#include <glib-unix.h>
#include <stdlib.h>
#include <unistd.h>

#include "dt-daemon.h"
#include "dt-heap.h"
#include "dt-manager.h"

/* How long the last words may take to leave. */
#define FLUSH_SECONDS 5

typedef struct {
  GMainLoop *loop;
  GDBusConnection *bus;
  DtDaemon *daemon;
  guint name;
  gboolean exported, stopping, flushed;
  gboolean stuck;               /* a thread waits for a disk that has stopped */
  int status;
} App;

static void
fail (App *app, const char *why)
{
  g_printerr ("dialtoned: %s\n", why);
  app->status = EXIT_FAILURE;
  g_main_loop_quit (app->loop);
}

static void
on_name_lost (GDBusConnection *bus, const char *name, gpointer data)
{
  App *app = data;

  if (!app->stopping)
    fail (app, "the name " DT_BUS_NAME " is not to be had, or was lost");
}

static void
on_closed (GDBusConnection *bus, gboolean vanished, GError *error, gpointer data)
{
  App *app = data;

  if (!app->stopping)
    fail (app, "the bus has gone");
}

static void
on_name_acquired (GDBusConnection *bus, const char *name, gpointer data)
{
  App *app = data;

  if (!app->stopping)
    dt_daemon_resume (app->daemon);
}

static void
try_to_own_name (App *app)
{
  g_autoptr(GError) error = NULL;

  /* A dial that arrives at once must find its profile. */
  if (app->exported || !dt_feed_is_ready (app->daemon->feed) ||
      (dt_upstream_has_nm (app->daemon->upstream) && !dt_profiles_is_ready (app->daemon->profiles)))
    return;
  app->exported = TRUE;
  if (!dt_manager_export (app->daemon, &error)) {
    fail (app, error->message);
    return;
  }
  app->name = g_bus_own_name_on_connection (app->bus, DT_BUS_NAME, G_BUS_NAME_OWNER_FLAGS_DO_NOT_QUEUE, on_name_acquired,
                                            on_name_lost, app, NULL);
}

static void
on_ready (gpointer data)
{
  try_to_own_name (data);
}

static void
on_profiles_ready (DtProfiles *profiles, gpointer data)
{
  try_to_own_name (data);
}

static gboolean
on_terminate (gpointer data)
{
  App *app = data;

  app->stopping = TRUE;
  dt_daemon_stop (app->daemon);
  g_main_loop_quit (app->loop);
  return G_SOURCE_CONTINUE;
}

static void
on_flushed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_dbus_connection_flush_finish (G_DBUS_CONNECTION (source), result, NULL);
  ((App *) data)->flushed = TRUE;
}

static gboolean
on_impatient (gpointer data)
{
  ((App *) data)->flushed = TRUE;
  return G_SOURCE_REMOVE;
}

/* A bus that reads no more keeps nobody from stopping. */
static void
flush (App *app)
{
  g_timeout_add_seconds (FLUSH_SECONDS, on_impatient, app);
  g_dbus_connection_flush (app->bus, NULL, on_flushed, app);
  while (!app->flushed)
    g_main_context_iteration (NULL, TRUE);
}

/* Where systemd put it (RuntimeDirectory=), or where it would. */
static const char *
runtime_folder (void)
{
  const char *folder = g_getenv ("RUNTIME_DIRECTORY");

  return folder && g_path_is_absolute (folder) ? folder : "/run/dialtone";
}

static void
run (App *app)
{
  guint term, interrupt;

  app->daemon = dt_daemon_new (app->bus);
  dt_daemon_restore (app->daemon, runtime_folder ());
  g_signal_connect (app->bus, "closed", G_CALLBACK (on_closed), app);
  g_signal_connect (app->daemon->profiles, "ready", G_CALLBACK (on_profiles_ready), app);
  term = g_unix_signal_add (SIGTERM, on_terminate, app);
  interrupt = g_unix_signal_add (SIGINT, on_terminate, app);
  dt_daemon_start (app->daemon, G_CALLBACK (on_ready), app);
  g_main_loop_run (app->loop);
  g_source_remove (term);
  g_source_remove (interrupt);
  /* Orders of the stop (DeactivateConnection) and all signals leave before we do. */
  dt_daemon_drain (app->daemon);
  flush (app);
  dt_daemon_drain (app->daemon);        /* marks what has left now */
  g_clear_handle_id (&app->name, g_bus_unown_name);
  g_signal_handlers_disconnect_by_data (app->daemon->profiles, app);
  g_signal_handlers_disconnect_by_data (app->bus, app);
  app->stuck = !dt_daemon_close_store (app->daemon);
  dt_daemon_free (app->daemon);
}

int
main (int argc, char **argv)
{
  g_autoptr(GOptionContext) context = g_option_context_new ("- the Remote Access Service");
  g_autoptr(GError) error = NULL;
  gboolean version = FALSE;
  GOptionEntry options[] = { { "version", 0, 0, G_OPTION_ARG_NONE, &version, "Print the version", NULL }, { NULL } };
  App app = { 0 };

  dt_heap_set_up ();
  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error)) {
    g_printerr ("dialtoned: %s\n", error->message);
    return 2;
  }
  if (version) {
    g_print ("dialtoned %s\n", DT_VERSION);
    return 0;
  }
  app.bus = g_bus_get_sync (G_BUS_TYPE_SYSTEM, NULL, &error);
  if (app.bus == NULL) {
    g_printerr ("dialtoned: %s\n", error->message);
    return EXIT_FAILURE;
  }
  g_dbus_connection_set_exit_on_close (app.bus, FALSE);
  app.loop = g_main_loop_new (NULL, FALSE);
  run (&app);
  g_main_loop_unref (app.loop);
  if (app.stuck) {
    /* The kernel may keep the process until the disk answers: the name goes now. */
    g_dbus_connection_close_sync (app.bus, NULL, NULL);
    _exit (app.status);
  }
  g_object_unref (app.bus);
  return app.status;
}
