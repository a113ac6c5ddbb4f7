/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "descriptors.h"

#include <fcntl.h>
#include <gio/gunixfdlist.h>
#include <string.h>
#include <unistd.h>

#include "fake-copies.h"

void
descriptors_set_up (Users *u, gconstpointer data)
{
  Fixture *f = &u->base;

  fixture_up (f, PRIVATE_BUS_WITHOUT_POLICY);
  fixture_load (f, TRACE_OK);
  fixture_script (f, ENTRY_OK, TRACE_HANGS, PLAYER_DEFAULT);
  fake_copies_script (fake_nm_copies (f->nm), fixture_trace (f, TRACE_OK), PLAYER_DEFAULT);
  fixture_start (f);
  u->user = client_new (f->address, UID_DAEMON);
  u->other = client_new (f->address, UID_BIN);
}

/* The list has copies of its own. */
void
attach_descriptors (GDBusMessage *message, int fd, guint n)
{
  g_autoptr (GUnixFDList) list = g_unix_fd_list_new ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_unix_fd_list_append (list, fd, &error);
      g_assert_no_error (error);
    }
  g_dbus_message_set_unix_fd_list (message, list);
}

Call *
start_with_descriptors (Client *client, const char *path, const char *interface, const char *member, GVariant *args, int fd, guint n)
{
  g_autoptr (GDBusMessage) message = g_dbus_message_new_method_call (SERVICE, path, interface, member);

  if (args != NULL)
    g_dbus_message_set_body (message, args);
  attach_descriptors (message, fd, n);
  return client_send (client, message);
}

Call *
start_dial_with_descriptor (Client *client, int fd)
{
  return start_with_descriptors (client, SERVICE_PATH, MANAGER, "Dial", dial_arguments (ENTRY_OK, "{'password-fd': <handle 0>}"), fd, 1);
}

guint
count_descriptors (Users *u, const char *name)
{
  g_autofree char *folder = g_strdup_printf ("/proc/%d/fd", daemon_pid (u->base.daemon));
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *number;
  guint n = 0;

  g_assert_nonnull (dir);
  while ((number = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, number, NULL);
      g_autofree char *target = g_file_read_link (path, NULL);

      n += target != NULL && strstr (target, name) != NULL;
    }
  return n;
}

void
assert_answers (Users *u)
{
  g_autoptr (Call) call = client_start (u->other, SERVICE_PATH, MANAGER, "GetErrorString", g_variant_new ("(u)", 691));

  WAIT_FOR_SECONDS (call->done, HANGS_SECONDS);
  g_assert_no_error (call->error);
}

void
finish_call (Call *call)
{
  WAIT_FOR_SECONDS (call->done, HANGS_SECONDS);
  call_free (call);
}

int
new_full_pipe (const char *text, int *writer)
{
  int ends[2];

  g_assert_cmpint (pipe2 (ends, O_CLOEXEC), ==, 0);
  g_assert_cmpint (write (ends[1], text, strlen (text)), ==, (gssize) strlen (text));
  if (writer != NULL)
    *writer = ends[1];
  else
    close (ends[1]);
  return ends[0];
}

void
assert_taken (Users *u, Client *client, int fd)
{
  FakeCopies *copies = fake_nm_copies (u->base.nm);
  g_autoptr (Call) call = start_dial_with_descriptor (client, fd);
  g_autofree char *secrets = NULL;
  g_autofree char *path = NULL;

  close (fd);
  WAIT_FOR_SECONDS (call->done, HANGS_SECONDS);
  g_assert_no_error (call->error);
  g_variant_get (g_dbus_message_get_body (call->reply), "(o)", &path);
  WAIT_FOR (client_saw_finish (client, path));
  secrets = g_variant_print (fake_copies_secrets (copies), FALSE);
  g_assert_nonnull (strstr (secrets, "'" DESCRIPTOR_PASSWORD "'"));
  client_hang_up (client, path);
  wait_ended (client, path);
}
