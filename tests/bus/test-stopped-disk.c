/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where the records are a disk has stopped: that is nobody's wait but the store's. */
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>

#include "records.h"

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
  records_start_again (f);
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
  records_kill (f);
  records_start_again (f);
  records_check_own (f, before, STATE_CONNECTED);
  g_assert_cmpuint (client_get_u (f->client, path, "StartedByUid"), ==, UID_DAEMON);
  g_assert_cmpuint (client_get_u (f->client, path, "Error"), ==, ERROR_USER_DISCONNECTION);
  g_assert_cmpuint (client_get_u (f->client, others, "StartedByUid"), ==, UID_BIN);
  g_assert_cmpuint (client_get_u (f->client, others, "State"), ==, STATE_CONNECTED);
  g_assert_cmpuint (records_count (f), ==, 3);
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
  records_start_again (f);
}

/* The service comes, dials, and gives the dialler his line back when it can read whose it is. */
static void
stopped_over_the_start (Stopping *s, gconstpointer data)
{
  Fixture *f = &s->users.base;
  RecordedDials dials = records_dial_both_and_kill (f);
  g_autofree char *third = NULL;

  stop_disk (s);
  f->daemon = daemon_start (f->address, f->folder);
  g_assert_true (records_are (f, "late"));
  g_free (client_fails (f->client, dials.up, CONNECTION, "GetStatus", NULL, "NoSuchConnection"));
  g_assert_cmpuint (records_count (f), ==, 2);
  let_disk_go_on (s);
  ASK_UNTIL (records_are (f, "ready"));
  records_check_both (f, &dials);
  records_check_written (f, &dials);
}

#define STOPPING_TEST(path, function) g_test_add (path, Stopping, NULL, set_up_stopping, function, tear_down_stopping)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* What is mounted here is seen by the children and by nobody else, and goes with the last of them. */
  g_assert_cmpint (unshare (CLONE_NEWNS), ==, 0);
  g_assert_cmpint (mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL), ==, 0);
  STOPPING_TEST ("/bus/stopped-disk/others-are-served", others_are_served);
  STOPPING_TEST ("/bus/stopped-disk/it-can-be-stopped", it_can_be_stopped);
  STOPPING_TEST ("/bus/stopped-disk/stopped-over-the-start", stopped_over_the_start);
  return g_test_run ();
}
