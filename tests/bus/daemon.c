/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "daemon.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "client.h"
#include "link.h"

#define START_SECONDS 120     /* under valgrind */

struct _Daemon {
  GSubprocess *process;
  GDBusConnection *link;
  char *owner;                /* its unique name; NULL: not there yet */
  gboolean ended;
};

static void
has_ended (GObject *source, GAsyncResult *result, gpointer data)
{
  Daemon *daemon = data;

  g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL);
  daemon->ended = TRUE;
}

static void
appeared (GDBusConnection *link, const char *name, const char *owner, gpointer data)
{
  Daemon *daemon = data;

  g_free (daemon->owner);
  daemon->owner = g_strdup (owner);
}

static void
wait_for_name (Daemon *daemon)
{
  guint watch = g_bus_watch_name_on_connection (daemon->link, SERVICE, G_BUS_NAME_WATCHER_FLAGS_NONE, appeared, NULL, daemon,
                                                NULL);

  WAIT_FOR_SECONDS (daemon->owner != NULL || daemon->ended, START_SECONDS);
  g_bus_unwatch_name (watch);
  link_settle ();
  if (daemon->ended)
    g_error ("the service ended while it started");
}

/* GLib has standard output for debugging messages and standard error for warnings. */
static void
write_log (GSubprocessLauncher *launcher, const char *log)
{
  int file = open (log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

  g_assert_cmpint (file, >=, 0);
  g_subprocess_launcher_take_stderr_fd (launcher, dup (file));
  g_subprocess_launcher_take_stdout_fd (launcher, file);
  g_subprocess_launcher_setenv (launcher, "G_MESSAGES_DEBUG", "all", TRUE);
}

Daemon *
daemon_start_logged (const char *address, const char *folder, const char *log)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr (GError) error = NULL;
  Daemon *daemon = g_new0 (Daemon, 1);
  const char *program = g_getenv ("DIALTONED"), *confined = g_getenv ("DIALTONED_CONFINED");
  const char *const plain[] = { program, NULL };
  const char *const hardened[] = { confined, g_getenv ("DIALTONED_UNIT"), g_getenv ("DIALTONED_FILTER"), program, NULL };

  g_assert_nonnull (program);
  g_subprocess_launcher_setenv (launcher, "DBUS_SYSTEM_BUS_ADDRESS", address, TRUE);
  g_subprocess_launcher_setenv (launcher, "RUNTIME_DIRECTORY", folder, TRUE);
  g_subprocess_launcher_setenv (launcher, "STATE_DIRECTORY", folder, TRUE);
  g_subprocess_launcher_set_child_setup (launcher, link_die_with_parent, NULL, NULL);
  g_subprocess_launcher_setenv (launcher, "G_DEBUG", "fatal-criticals", TRUE);
  /* Where threads are looked at they are the service's, not those of the fakes. */
  if (g_getenv ("DAEMON_TSAN_OPTIONS") != NULL)
    g_subprocess_launcher_setenv (launcher, "TSAN_OPTIONS", g_getenv ("DAEMON_TSAN_OPTIONS"), TRUE);
  if (log != NULL)
    write_log (launcher, log);
  daemon->process = g_subprocess_launcher_spawnv (launcher, confined != NULL ? hardened : plain, &error);
  g_assert_no_error (error);
  g_subprocess_wait_async (daemon->process, NULL, has_ended, daemon);
  daemon->link = link_open (address);
  wait_for_name (daemon);
  return daemon;
}

Daemon *
daemon_start (const char *address, const char *folder)
{
  return daemon_start_logged (address, folder, NULL);
}

gboolean
daemon_is_alive (Daemon *daemon)
{
  return !daemon->ended;
}

int
daemon_pid (Daemon *daemon)
{
  return (int) g_ascii_strtoll (g_subprocess_get_identifier (daemon->process), NULL, 10);
}

void
daemon_terminate (Daemon *daemon)
{
  g_subprocess_send_signal (daemon->process, SIGTERM);
}

/* The bus may still have to pass on what the process sent before it ended. */
static void
wait_for_end (Daemon *daemon)
{
  WAIT_FOR_SECONDS (daemon->ended, START_SECONDS);
  ASK_UNTIL (!link_has_owner (daemon->link, daemon->owner));
}

static void
daemon_free (Daemon *daemon)
{
  link_close (daemon->link);
  g_free (daemon->owner);
  g_object_unref (daemon->process);
  g_free (daemon);
}

void
daemon_stop (Daemon *daemon)
{
  g_assert_false (daemon->ended);
  daemon_terminate (daemon);
  wait_for_end (daemon);
  g_assert_true (g_subprocess_get_if_exited (daemon->process));
  g_assert_cmpint (g_subprocess_get_exit_status (daemon->process), ==, 0);
  daemon_free (daemon);
}

void
daemon_kill (Daemon *daemon)
{
  g_subprocess_force_exit (daemon->process);
  wait_for_end (daemon);
  daemon_free (daemon);
}

void
daemon_wait_failed (Daemon *daemon)
{
  WAIT_FOR_SECONDS (daemon->ended, START_SECONDS);
  g_assert_true (g_subprocess_get_if_exited (daemon->process));
  g_assert_cmpint (g_subprocess_get_exit_status (daemon->process), ==, 1);
  daemon_free (daemon);
}
