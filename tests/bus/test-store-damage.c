/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Records that are damaged, or of another version, are set aside, and what can be read of them is read. */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "records.h"

#define ASIDE_MAX 8           /* as service/store/dt-store-db.c has it */

static char *
contents (Fixture *f, const char *name)
{
  g_autofree char *path = records_file (f, name);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static void
damage (Fixture *f, const char *text)
{
  g_autofree char *path = records_file (f, "connections.db");
  g_autoptr (GError) error = NULL;

  daemon_stop (g_steal_pointer (&f->daemon));
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  records_start_again (f);
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
  g_autofree char *aside = records_file (f, "connections.db.aside-1");

  daemon_stop (g_steal_pointer (&f->daemon));
  sqlite3_close (records_alter (f, "PRAGMA user_version = 99"));
  records_start_again (f);
  g_assert_true (records_are (f, "ready"));
  g_assert_true (g_file_test (aside, G_FILE_TEST_IS_REGULAR));
  g_free (client_fails (f->client, path, CONNECTION, "GetStatus", NULL, "NoSuchConnection"));
}

/* The page in the middle of many records: those before and behind it are there. */
static void
what_can_be_read_is_read (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *name = records_file (f, "connections.db");
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
  records_kill (f);
  file = open (name, O_RDWR | O_CLOEXEC);
  g_assert_cmpint (fstat (file, &status), ==, 0);
  g_assert_cmpint (pwrite (file, junk, 4096, status.st_size / 8192 * 4096), ==, 4096);
  close (file);
  records_start_again (f);
  records_check_own (f, paths->pdata[0], STATE_DISCONNECTED);
  records_check_own (f, paths->pdata[19], STATE_DISCONNECTED);
  ASK_UNTIL (records_are (f, "ready"));
  records_kill (f);
  records_start_again (f);
  records_check_own (f, paths->pdata[0], STATE_DISCONNECTED);
  records_check_own (f, paths->pdata[19], STATE_DISCONNECTED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_TEST ("/bus/store-damage/damage-is-set-aside", damage_is_set_aside);
  FIXTURE_TEST ("/bus/store-damage/newer-version-is-set-aside", newer_version_is_set_aside);
  FIXTURE_TEST ("/bus/store-damage/what-can-be-read-is-read", what_can_be_read_is_read);
  return g_test_run ();
}
