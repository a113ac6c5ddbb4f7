/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where the records are: a disk that is full, locked or read-only costs no dial its dialler. */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include "records.h"

#define NO_OPTIONS g_variant_new ("(a{sv})", NULL)

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
  records_start_again (f);
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
  g_autofree char *name = records_file (f, "fill");
  int file = open (name, O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);

  g_assert_cmpint (file, >=, 0);
  while (write (file, zeros, sizeof zeros) == (ssize_t) sizeof zeros)
    continue;
  close (file);
}

static void
make_room (Fixture *f)
{
  g_autofree char *name = records_file (f, "fill");

  g_assert_cmpint (g_unlink (name), ==, 0);
}

static void
full_at_the_start (Fixture *f, gconstpointer data)
{
  RecordedDials dials = records_dial_both_and_kill (f);

  fill (f);
  records_start_again (f);
  records_check_both (f, &dials);
  make_room (f);
  records_check_written (f, &dials);
}

static void
full_and_stopped_in_order (Fixture *f, gconstpointer data)
{
  g_autofree char *path = dial_to_end (f, ENTRY_OK, NULL);

  daemon_stop (g_steal_pointer (&f->daemon));
  fill (f);
  records_start_again (f);
  records_check_own (f, path, STATE_CONNECTED);
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
  records_kill (f);
  records_start_again (f);
  for (guint i = 1; i < paths->len; i++)
    {
      records_check_own (f, paths->pdata[i], STATE_DISCONNECTED);
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
  records_start_again (f);
  records_check_own (f, path, STATE_DISCONNECTED);
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
  RecordedDials dials = records_dial_both_and_kill (f);

  set_read_only (f, TRUE);
  records_start_again (f);
  records_check_both (f, &dials);
  g_assert_true (records_are (f, "read-only"));
  set_read_only (f, FALSE);
  records_check_written (f, &dials);
}

/*
 * Another program.
 */

static void
locked_at_the_start (Fixture *f, gconstpointer data)
{
  RecordedDials dials = records_dial_both_and_kill (f);
  sqlite3 *db = records_alter (f, data);

  records_start_again (f);
  records_check_both (f, &dials);
  ASK_UNTIL (records_are (f, "locked"));
  sqlite3_close (db);
  records_check_written (f, &dials);
}

typedef struct {
  char *name, *bytes;
  gsize size;
} Copy;

static Copy
copy (Fixture *f, const char *name)
{
  Copy copy = { .name = records_file (f, name) };
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
  sqlite3 *db = records_alter (f, "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0;"
                         "UPDATE connection SET record = record || ' '");
  Copy file = copy (f, "connections.db"), log = copy (f, "connections.db-wal");

  sqlite3_close (db);
  put_back (&file);
  put_back (&log);
}

static void
write_ahead_log (Fixture *f, gconstpointer full)
{
  RecordedDials dials = records_dial_both_and_kill (f);

  leave_log (f);
  if (full != NULL)
    fill (f);
  records_start_again (f);
  records_check_both (f, &dials);
  if (full != NULL)
    make_room (f);
  records_check_written (f, &dials);
}

static void
write_ahead_log_and_read_only (Fixture *f, gconstpointer data)
{
  RecordedDials dials = records_dial_both_and_kill (f);

  leave_log (f);
  set_read_only (f, TRUE);
  records_start_again (f);
  records_check_both (f, &dials);
  set_read_only (f, FALSE);
  records_check_written (f, &dials);
}

#define SMALL_TEST(path, function, data) \
  g_test_add (path, Fixture, data, set_up_small, function, tear_down_mounted)

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
  return g_test_run ();
}
