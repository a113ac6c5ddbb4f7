/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where the records are: a disk that is full, locked, read-only, damaged, or has stopped costs no dial its dialler and
 * nobody's call an answer. */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sched.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fixture.h"

#define NO_OPTIONS g_variant_new ("(a{sv})", NULL)
#define ASIDE_MAX 8           /* as service/store/dt-store-db.c has it */

static char *
in_folder (Fixture *f, const char *name)
{
  return g_build_filename (f->folder, name, NULL);
}

static void
start_again (Fixture *f)
{
  f->daemon = daemon_start (f->address, f->folder);
  client_catch_up (f->client);
}

static void
kill_daemon (Fixture *f)
{
  daemon_kill (g_steal_pointer (&f->daemon));
}

static gboolean
records_are (Fixture *f, const char *word)
{
  g_autoptr (GVariant) value = client_get (f->client, SERVICE_PATH, MANAGER, "Records");

  return g_str_equal (g_variant_get_string (value, NULL), word);
}

/* It is the dialler's, as it was. */
static void
check_own (Fixture *f, const char *path, guint32 state)
{
  g_autofree char *origin = client_get_s (f->client, path, "Origin");

  g_assert_cmpstr (origin, ==, "dialtone");
  g_assert_cmpuint (client_get_u (f->client, path, "StartedByUid"), ==, 0);
  g_assert_cmpuint (client_get_u (f->client, path, "State"), ==, state);
}

static guint
count_connections (Fixture *f)
{
  g_autoptr (GVariant) paths = client_get (f->client, SERVICE_PATH, MANAGER, "Connections");

  return (guint) g_variant_n_children (paths);
}

/* One that is up and one under way, and a service that was killed. */
typedef struct {
  char *up, *hanging;
  guint32 state;
} Dials;

static Dials
dial_both_and_kill (Fixture *f)
{
  Dials dials = { NULL };

  dials.up = dial_to_end (f, ENTRY_OK, NULL);
  fixture_script (f, ENTRY_OTHER, TRACE_HANGS, PLAYER_DEFAULT);
  dials.hanging = client_dial (f->client, ENTRY_OTHER, NULL);
  WAIT_FOR (client_last_edge (f->client, dials.hanging).state > STATE_OPEN_PORT);
  dials.state = client_last_edge (f->client, dials.hanging).state;
  kill_daemon (f);
  return dials;
}

/* They go on, and nothing else is there. */
static void
check_both (Fixture *f, Dials *dials)
{
  check_own (f, dials->up, STATE_CONNECTED);
  g_assert_cmpuint (client_get_u (f->client, dials->hanging, "State"), >=, dials->state);
  g_assert_cmpuint (client_get_u (f->client, dials->hanging, "StartedByUid"), ==, 0);
  g_assert_cmpuint (count_connections (f), ==, 2);
  client_hang_up (f->client, dials->hanging);
  wait_ended (f->client, dials->hanging);
  WAIT_FOR (client_saw_finish (f->client, dials->hanging));
  g_assert_cmpuint (client_result (f->client, dials->hanging), ==, ERROR_USER_DISCONNECTION);
}

/* What happened while nothing could be written is there for the next process. */
static void
check_written (Fixture *f, Dials *dials)
{
  ASK_UNTIL (records_are (f, "ready"));
  kill_daemon (f);
  start_again (f);
  check_own (f, dials->up, STATE_CONNECTED);
  check_own (f, dials->hanging, STATE_DISCONNECTED);
  g_assert_cmpuint (count_connections (f), ==, 2);
  g_free (dials->up);
  g_free (dials->hanging);
}

/*
 * A small disk.
 */

static void
mount_small (Fixture *f)
{
  g_assert_cmpint (mount ("dialtone-test", f->folder, "tmpfs", 0, "size=1m,mode=0700"), ==, 0);
}

static void
set_up_small (Fixture *f, gconstpointer data)
{
  fixture_set_up_vpn (f, NULL);
  daemon_stop (g_steal_pointer (&f->daemon));
  mount_small (f);
  start_again (f);
}

static void
tear_down_mounted (Fixture *f, gconstpointer data)
{
  if (f->daemon != NULL)
    daemon_stop (g_steal_pointer (&f->daemon));
  g_assert_cmpint (umount2 (f->folder, MNT_DETACH), ==, 0);
  fixture_tear_down (f, NULL);
}

static void
fill (Fixture *f)
{
  static const char zeros[4096];
  g_autofree char *name = in_folder (f, "fill");
  int file = open (name, O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);

  g_assert_cmpint (file, >=, 0);
  while (write (file, zeros, sizeof zeros) == (ssize_t) sizeof zeros)
    continue;
  close (file);
}

static void
make_room (Fixture *f)
{
  g_autofree char *name = in_folder (f, "fill");

  g_assert_cmpint (g_unlink (name), ==, 0);
}

static void
full_at_the_start (Fixture *f, gconstpointer data)
{
  Dials dials = dial_both_and_kill (f);

  fill (f);
  start_again (f);
  check_both (f, &dials);
  make_room (f);
  check_written (f, &dials);
}

static void
full_and_stopped_in_order (Fixture *f, gconstpointer data)
{
  g_autofree char *path = dial_to_end (f, ENTRY_OK, NULL);

  daemon_stop (g_steal_pointer (&f->daemon));
  fill (f);
  start_again (f);
  check_own (f, path, STATE_CONNECTED);
  make_room (f);
}

/* More than what the pages that are there have place for. */
static void
full_meanwhile (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);

  fill (f);
  do
    {
      char *path = dial_to_end (f, ENTRY_OK, NULL);

      client_hang_up (f->client, path);
      wait_ended (f->client, path);
      g_ptr_array_add (paths, path);
    }
  while (records_are (f, "ready"));
  g_assert_true (records_are (f, "full"));
  g_variant_unref (client_ask (f->client, paths->pdata[0], CONNECTION, "Release", NO_OPTIONS));
  make_room (f);
  ASK_UNTIL (records_are (f, "ready"));
  kill_daemon (f);
  start_again (f);
  for (guint i = 1; i < paths->len; i++)
    {
      check_own (f, paths->pdata[i], STATE_DISCONNECTED);
      g_assert_cmpuint (client_get_u (f->client, paths->pdata[i], "Error"), ==, ERROR_USER_DISCONNECTION);
    }
  g_free (client_fails (f->client, paths->pdata[0], CONNECTION, "GetStatus", NULL, "NoSuchConnection"));
}

/* Room comes, and the service is stopped before it has tried again. */
static void
written_at_the_stop (Fixture *f, gconstpointer data)
{
  g_autofree char *path = NULL;

  fill (f);
  do
    {
      g_free (path);
      path = dial_to_end (f, ENTRY_OK, NULL);
      client_hang_up (f->client, path);
      wait_ended (f->client, path);
    }
  while (records_are (f, "ready"));
  make_room (f);
  daemon_stop (g_steal_pointer (&f->daemon));
  start_again (f);
  check_own (f, path, STATE_DISCONNECTED);
}

/* The file system, not its mount here: the service has a mount of its own of it. */
static void
set_read_only (Fixture *f, gboolean read_only)
{
  int file = fspick (AT_FDCWD, f->folder, FSPICK_CLOEXEC);

  g_assert_cmpint (file, >=, 0);
  g_assert_cmpint (fsconfig (file, FSCONFIG_SET_FLAG, read_only ? "ro" : "rw", NULL, 0), ==, 0);
  g_assert_cmpint (fsconfig (file, FSCONFIG_CMD_RECONFIGURE, NULL, NULL, 0), ==, 0);
  close (file);
}

static void
read_only_at_the_start (Fixture *f, gconstpointer data)
{
  Dials dials = dial_both_and_kill (f);

  set_read_only (f, TRUE);
  start_again (f);
  check_both (f, &dials);
  g_assert_true (records_are (f, "read-only"));
  set_read_only (f, FALSE);
  check_written (f, &dials);
}

/*
 * Another program.
 */

static sqlite3 *
lock (Fixture *f, const char *sql)
{
  g_autofree char *name = in_folder (f, "connections.db");
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (name, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  return db;
}

static void
locked_at_the_start (Fixture *f, gconstpointer data)
{
  Dials dials = dial_both_and_kill (f);
  sqlite3 *db = lock (f, data);

  start_again (f);
  check_both (f, &dials);
  ASK_UNTIL (records_are (f, "locked"));
  sqlite3_close (db);
  check_written (f, &dials);
}

typedef struct {
  char *name, *bytes;
  gsize size;
} Copy;

static Copy
copy (Fixture *f, const char *name)
{
  Copy copy = { .name = in_folder (f, name) };
  g_autoptr (GError) error = NULL;

  g_file_get_contents (copy.name, &copy.bytes, &copy.size, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (copy.size, >, 0);
  return copy;
}

static void
put_back (Copy *copy)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (copy->name, copy->bytes, (gssize) copy->size, &error);
  g_assert_no_error (error);
  g_free (copy->name);
  g_free (copy->bytes);
}

/* As versions before this one left it when they were killed: what is newest is in the log alone. */
static void
leave_log (Fixture *f)
{
  sqlite3 *db = lock (f, "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0;"
                         "UPDATE connection SET record = record || ' '");
  Copy file = copy (f, "connections.db"), log = copy (f, "connections.db-wal");

  sqlite3_close (db);
  put_back (&file);
  put_back (&log);
}

static void
write_ahead_log (Fixture *f, gconstpointer full)
{
  Dials dials = dial_both_and_kill (f);

  leave_log (f);
  if (full != NULL)
    fill (f);
  start_again (f);
  check_both (f, &dials);
  if (full != NULL)
    make_room (f);
  check_written (f, &dials);
}

static void
write_ahead_log_and_read_only (Fixture *f, gconstpointer data)
{
  Dials dials = dial_both_and_kill (f);

  leave_log (f);
  set_read_only (f, TRUE);
  start_again (f);
  check_both (f, &dials);
  set_read_only (f, FALSE);
  check_written (f, &dials);
}

/*
 * Damage.
 */

static char *
contents (Fixture *f, const char *name)
{
  g_autofree char *path = in_folder (f, name);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static void
damage (Fixture *f, const char *text)
{
  g_autofree char *path = in_folder (f, "connections.db");
  g_autoptr (GError) error = NULL;

  daemon_stop (g_steal_pointer (&f->daemon));
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  start_again (f);
}

#define NO_DATABASE "This is no database, and it is long enough not to be taken for an empty one: "

static void
damage_is_set_aside (Fixture *f, gconstpointer data)
{
  for (guint i = 1; i <= ASIDE_MAX + 1; i++)
    {
      g_autofree char *text = g_strdup_printf (NO_DATABASE "%u", i);
      g_autofree char *name = i <= ASIDE_MAX ? g_strdup_printf ("connections.db.aside-%u", i) : g_strdup ("connections.db");
      g_autofree char *kept = NULL;

      damage (f, text);
      kept = contents (f, name);
      g_assert_cmpstr (kept, ==, text);
      g_assert_true (records_are (f, i <= ASIDE_MAX ? "ready" : "failed"));
    }
  /* Nothing is written any more, and all else goes on. */
  g_free (dial_to_end (f, ENTRY_OK, NULL));
}

static void
newer_version_is_set_aside (Fixture *f, gconstpointer data)
{
  g_autofree char *path = dial_to_end (f, ENTRY_OK, NULL);
  g_autofree char *aside = in_folder (f, "connections.db.aside-1");

  daemon_stop (g_steal_pointer (&f->daemon));
  sqlite3_close (lock (f, "PRAGMA user_version = 99"));
  start_again (f);
  g_assert_true (records_are (f, "ready"));
  g_assert_true (g_file_test (aside, G_FILE_TEST_IS_REGULAR));
  g_free (client_fails (f->client, path, CONNECTION, "GetStatus", NULL, "NoSuchConnection"));
}

/* The page in the middle of many records: those before and behind it are there. */
static void
what_can_be_read_is_read (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *name = in_folder (f, "connections.db");
  g_autofree char *junk = g_strnfill (4096, 'x');
  struct stat status;
  int file;

  for (guint i = 0; i < 20; i++)
    {
      char *path = dial_to_end (f, ENTRY_OK, NULL);

      client_hang_up (f->client, path);
      wait_ended (f->client, path);
      g_ptr_array_add (paths, path);
    }
  ASK_UNTIL (records_are (f, "ready"));
  kill_daemon (f);
  file = open (name, O_RDWR | O_CLOEXEC);
  g_assert_cmpint (fstat (file, &status), ==, 0);
  g_assert_cmpint (pwrite (file, junk, 4096, status.st_size / 8192 * 4096), ==, 4096);
  close (file);
  start_again (f);
  check_own (f, paths->pdata[0], STATE_DISCONNECTED);
  check_own (f, paths->pdata[19], STATE_DISCONNECTED);
  ASK_UNTIL (records_are (f, "ready"));
  kill_daemon (f);
  start_again (f);
  check_own (f, paths->pdata[0], STATE_DISCONNECTED);
  check_own (f, paths->pdata[19], STATE_DISCONNECTED);
}

/*
 * A disk that stops.
 */

typedef struct {
  Users users;
  GSubprocess *disk;
} Stopping;

static void
wait_until_ready (GSubprocess *disk)
{
  g_autoptr (GDataInputStream) out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (disk));
  g_autoptr (GError) error = NULL;
  g_autofree char *line = g_data_input_stream_read_line (out, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (line, ==, "ready");
}

static void
set_up_stopping (Stopping *s, gconstpointer data)
{
  g_autoptr (GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  Fixture *f = &s->users.base;
  g_autoptr (GError) error = NULL;

  users_set_up (&s->users, NULL);
  daemon_stop (g_steal_pointer (&f->daemon));
  g_subprocess_launcher_set_child_setup (launcher, link_die_with_parent, NULL, NULL);
  s->disk = g_subprocess_launcher_spawn (launcher, &error, g_getenv ("DIALTONE_STOPPED_DISK"), f->folder, NULL);
  g_assert_no_error (error);
  wait_until_ready (s->disk);
  start_again (f);
}

static void
tear_down_stopping (Stopping *s, gconstpointer data)
{
  if (s->users.base.daemon != NULL)
    daemon_stop (g_steal_pointer (&s->users.base.daemon));
  g_output_stream_close (g_subprocess_get_stdin_pipe (s->disk), NULL, NULL);
  g_subprocess_wait (s->disk, NULL, NULL);
  g_object_unref (s->disk);
  umount2 (s->users.base.folder, MNT_DETACH);
  users_tear_down (&s->users, NULL);
}

static void
stop_disk (Stopping *s)
{
  g_subprocess_send_signal (s->disk, SIGSTOP);
}

static void
let_disk_go_on (Stopping *s)
{
  g_subprocess_send_signal (s->disk, SIGCONT);
}

static void
others_are_served (Stopping *s, gconstpointer data)
{
  Fixture *f = &s->users.base;
  g_autofree char *before = dial_to_end (f, ENTRY_OK, NULL);
  g_autofree char *path = NULL;
  g_autofree char *others = NULL;

  stop_disk (s);
  path = client_dial (s->users.user, ENTRY_OTHER, NULL);
  for (guint i = 0; i < 20; i++)
    g_variant_unref (client_ask (s->users.other, SERVICE_PATH, MANAGER, "GetErrorString", g_variant_new ("(u)", 691)));
  WAIT_FOR (client_saw_finish (s->users.user, path));
  g_assert_true (records_are (f, "late"));
  client_hang_up (s->users.user, path);
  wait_ended (s->users.user, path);
  others = client_dial (s->users.other, ENTRY_OTHER, NULL);
  WAIT_FOR (client_saw_finish (s->users.other, others));
  let_disk_go_on (s);
  ASK_UNTIL (records_are (f, "ready"));
  kill_daemon (f);
  start_again (f);
  check_own (f, before, STATE_CONNECTED);
  g_assert_cmpuint (client_get_u (f->client, path, "StartedByUid"), ==, UID_DAEMON);
  g_assert_cmpuint (client_get_u (f->client, path, "Error"), ==, ERROR_USER_DISCONNECTION);
  g_assert_cmpuint (client_get_u (f->client, others, "StartedByUid"), ==, UID_BIN);
  g_assert_cmpuint (client_get_u (f->client, others, "State"), ==, STATE_CONNECTED);
  g_assert_cmpuint (count_connections (f), ==, 3);
}

/* The kernel may keep the process; its name is free for the next one. */
static void
it_can_be_stopped (Stopping *s, gconstpointer data)
{
  Fixture *f = &s->users.base;
  g_autofree char *path = NULL;

  stop_disk (s);
  path = dial_to_end (f, ENTRY_OK, NULL);
  g_assert_true (records_are (f, "late"));
  daemon_terminate (f->daemon);
  ASK_UNTIL (!link_has_owner (f->client->link, SERVICE));
  let_disk_go_on (s);
  WAIT_FOR (!daemon_is_alive (f->daemon));
  daemon_kill (g_steal_pointer (&f->daemon));
  /* What the disk did not take is lost: the object is older than what was said of it. */
  check_wire (f->client);
  wire_clear (f->client->wire);
  wire_clear (s->users.user->wire);
  wire_clear (s->users.other->wire);
  start_again (f);
}

/* The service comes, dials, and gives the dialler his line back when it can read whose it is. */
static void
stopped_over_the_start (Stopping *s, gconstpointer data)
{
  Fixture *f = &s->users.base;
  Dials dials = dial_both_and_kill (f);
  g_autofree char *third = NULL;

  stop_disk (s);
  f->daemon = daemon_start (f->address, f->folder);
  g_assert_true (records_are (f, "late"));
  g_free (client_fails (f->client, dials.up, CONNECTION, "GetStatus", NULL, "NoSuchConnection"));
  g_assert_cmpuint (count_connections (f), ==, 2);
  let_disk_go_on (s);
  ASK_UNTIL (records_are (f, "ready"));
  check_both (f, &dials);
  check_written (f, &dials);
}

#define SMALL_TEST(path, function, data) \
  g_test_add (path, Fixture, data, set_up_small, function, tear_down_mounted)
#define STOPPING_TEST(path, function) g_test_add (path, Stopping, NULL, set_up_stopping, function, tear_down_stopping)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* What is mounted here is seen by the children and by nobody else, and goes with the last of them. */
  g_assert_cmpint (unshare (CLONE_NEWNS), ==, 0);
  g_assert_cmpint (mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL), ==, 0);
  SMALL_TEST ("/bus/store/full-at-the-start", full_at_the_start, NULL);
  SMALL_TEST ("/bus/store/full-and-stopped-in-order", full_and_stopped_in_order, NULL);
  SMALL_TEST ("/bus/store/full-meanwhile", full_meanwhile, NULL);
  SMALL_TEST ("/bus/store/written-at-the-stop", written_at_the_stop, NULL);
  SMALL_TEST ("/bus/store/read-only-at-the-start", read_only_at_the_start, NULL);
  SMALL_TEST ("/bus/store/locked-for-all-at-the-start", locked_at_the_start, "BEGIN EXCLUSIVE");
  SMALL_TEST ("/bus/store/locked-for-writing-at-the-start", locked_at_the_start, "BEGIN IMMEDIATE");
  SMALL_TEST ("/bus/store/write-ahead-log", write_ahead_log, NULL);
  SMALL_TEST ("/bus/store/write-ahead-log-and-full", write_ahead_log, "full");
  SMALL_TEST ("/bus/store/write-ahead-log-and-read-only", write_ahead_log_and_read_only, NULL);
  FIXTURE_TEST ("/bus/store/damage-is-set-aside", damage_is_set_aside);
  FIXTURE_TEST ("/bus/store/newer-version-is-set-aside", newer_version_is_set_aside);
  FIXTURE_TEST ("/bus/store/what-can-be-read-is-read", what_can_be_read_is_read);
  STOPPING_TEST ("/bus/store/others-are-served", others_are_served);
  STOPPING_TEST ("/bus/store/it-can-be-stopped", it_can_be_stopped);
  STOPPING_TEST ("/bus/store/stopped-over-the-start", stopped_over_the_start);
  return g_test_run ();
}
