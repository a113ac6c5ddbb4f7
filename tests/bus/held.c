/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "held.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "link.h"

struct _Held {
  GSubprocess *holder;
  char *folder;
  int fd;
  int other;                  /* end of the pipe or the socket */
};

/* Until it says that it holds. */
static GSubprocess *
start (const char *const *command, int input)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GDataInputStream) out = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;
  GSubprocess *holder;

  g_subprocess_launcher_set_child_setup (launcher, link_die_with_parent, NULL, NULL);
  if (input >= 0)
    g_subprocess_launcher_take_stdin_fd (launcher, input);
  holder = g_subprocess_launcher_spawnv (launcher, command, &error);
  g_assert_no_error (error);
  out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (holder));
  line = g_data_input_stream_read_line (out, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (line);
  return holder;
}

static GSubprocess *
hold_page (int fd)
{
  const char *const command[] = { g_getenv ("DIALTONE_HOLD_PAGE"), NULL };

  g_assert_nonnull (command[0]);
  return start (command, fd);
}

Held *
held_pipe_new (void)
{
  Held *held = g_new0 (Held, 1);
  g_autofree char *path = NULL;
  int ends[2];

  g_assert_cmpint (pipe2 (ends, O_CLOEXEC), ==, 0);
  g_assert_cmpint (write (ends[1], "secret\nsecret\n", 14), ==, 14);
  /* An open file of its own, which has a last close(). */
  path = g_strdup_printf ("/proc/self/fd/%d", ends[0]);
  held->fd = open (path, O_RDONLY | O_CLOEXEC);
  g_assert_cmpint (held->fd, >=, 0);
  held->other = ends[1];
  held->holder = hold_page (ends[0]);
  return held;
}

Held *
held_socket_new (void)
{
  Held *held = g_new0 (Held, 1);
  int ends[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), ==, 0);
  g_assert_cmpint (write (ends[1], "secret\nsecret\n", 14), ==, 14);
  held->fd = fcntl (ends[0], F_DUPFD_CLOEXEC, 0);
  held->other = ends[1];
  held->holder = hold_page (ends[0]);
  return held;
}

Held *
held_file_new (const char *program)
{
  Held *held = g_new0 (Held, 1);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  held->folder = g_dir_make_tmp ("dialtone-held-XXXXXX", &error);
  g_assert_no_error (error);
  held->holder = start ((const char *const[]) { g_getenv ("DIALTONE_HOLD_FILE"), held->folder, program, NULL }, -1);
  path = g_strdup_printf ("/proc/%s/root%s/file", g_subprocess_get_identifier (held->holder), held->folder);
  held->fd = open (path, O_RDONLY | O_CLOEXEC);
  g_assert_cmpint (held->fd, >=, 0);
  held->other = -1;
  return held;
}

int
held_take (Held *held)
{
  return g_steal_fd (&held->fd);
}

void
held_free (Held *held)
{
  g_subprocess_force_exit (held->holder);
  g_subprocess_wait (held->holder, NULL, NULL);
  g_object_unref (held->holder);
  if (held->fd >= 0)
    close (held->fd);
  if (held->other >= 0)
    close (held->other);
  if (held->folder != NULL)
    g_rmdir (held->folder);
  g_free (held->folder);
  g_free (held);
}
