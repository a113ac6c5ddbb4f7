/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* docs/security.md, "Descriptors": those that hang whoever touches them. */
#include <signal.h>
#include <unistd.h>

#include "descriptors.h"
#include "held.h"

#define NM "org.freedesktop.NetworkManager"
#define CHILDREN 4            /* of one user */

static GVariant *
no_options (void)
{
  return g_variant_new_parsed ("(@a{sv} {},)");
}

typedef Held *(*New) (void);

/* The dial fails, others are answered meanwhile, and the service ends when it is told to. */
static void
reading_hangs (Users *u, gconstpointer data)
{
  g_autoptr (Held) held = ((New) data) ();
  int fd = held_take (held);
  g_autoptr (Call) call = start_dial_with_descriptor (u->user, fd);

  close (fd);
  assert_answers (u);
  g_assert_false (call->done);
  WAIT_FOR_SECONDS (call->done, HANGS_SECONDS);
  assert_service_error (call->error, "TimedOut");
  assert_answers (u);
  daemon_stop (g_steal_pointer (&u->base.daemon));
  fixture_start (&u->base);
  assert_answers (u);
}

static Held *
new_file (void)
{
  return held_file_new ("dialtoned");
}

/* Owns the message.  When the service gets it nobody else has it open. */
static void
forget (Users *u, Held *held, GDBusMessage *message)
{
  int fd = held_take (held);
  Call *call;

  g_assert_cmpint (kill (daemon_pid (u->base.daemon), SIGSTOP), ==, 0);
  attach_descriptors (message, fd, 1);
  call = client_send (u->user, message);
  g_object_unref (message);
  for (guint i = 0; i < 2; i++)         /* the bus has read it, and written it */
    link_barrier (u->user->link);
  close (fd);
  g_assert_cmpint (kill (daemon_pid (u->base.daemon), SIGCONT), ==, 0);
  finish_call (call);
}

static void
send_and_forget (Users *u, Held *held)
{
  GDBusMessage *message = g_dbus_message_new_method_call (SERVICE, SERVICE_PATH, MANAGER, "GetErrorString");

  g_dbus_message_set_body (message, g_variant_new ("(u)", 691));
  forget (u, held, message);
}

/* On any method, by a user without any right, who keeps no copy. */
static void
closing_hangs (Users *u, gconstpointer data)
{
  g_autoptr (Held) held = ((New) data) ();

  fake_polkit_set_default (u->base.polkit, POLKIT_NO);
  send_and_forget (u, held);
  assert_answers (u);
  finish_call (start_with_descriptors (u->user, SERVICE_PATH, PHONEBOOK, "ListEntries", no_options (), STDERR_FILENO, 1));
  assert_answers (u);
  daemon_stop (g_steal_pointer (&u->base.daemon));
  fixture_start (&u->base);
  assert_answers (u);
}

/* What the bus refuses is seen by monitors, of which the service is one (docs/upstream.md, P3). */
static void
monitored (Users *u, gconstpointer data)
{
  g_autoptr (Held) held = held_pipe_new ();
  GDBusMessage *message = g_dbus_message_new_method_call (NM, "/org/freedesktop/NetworkManager/PPP/1", NM ".PPP", "SetState");

  g_dbus_message_set_body (message, g_variant_new ("(u)", 5));
  forget (u, held, message);
  assert_answers (u);
}

/* The name is free at once, and the store not locked. */
static void
it_dies_while_it_hangs (Users *u, gconstpointer data)
{
  g_autoptr (Held) held = ((New) data) ();

  send_and_forget (u, held);
  assert_answers (u);
  daemon_kill (g_steal_pointer (&u->base.daemon));
  fixture_start (&u->base);
  assert_answers (u);
  g_free (dial_to_end (&u->base, ENTRY_OTHER, NULL));
}

/* Who has more of them than he may have children harms himself. */
static void
many_hang (Users *u, gconstpointer data)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) held_free);
  guint before = count_descriptors (u, "pipe:");

  for (guint i = 0; i < CHILDREN + 2; i++)
    {
      Held *held = held_pipe_new ();
      int fd = held_take (held);
      Call *call = start_dial_with_descriptor (u->user, fd);

      g_ptr_array_add (all, held);
      close (fd);
      assert_answers (u);
      WAIT_FOR_SECONDS (call->done, HANGS_SECONDS);
      assert_service_error (call->error, i < CHILDREN ? "TimedOut" : "LimitsExceeded");
      call_free (call);
    }
  assert_taken (u, u->other, new_full_pipe (DESCRIPTOR_PASSWORD, NULL));
  g_ptr_array_set_size (all, 0);
  ASK_UNTIL (count_descriptors (u, "pipe:") == before);
  assert_taken (u, u->user, new_full_pipe (DESCRIPTOR_PASSWORD, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  DESCRIPTORS_TEST ("/bus/descriptors/reading-a-pipe-hangs", held_pipe_new, reading_hangs);
  DESCRIPTORS_TEST ("/bus/descriptors/reading-a-socket-hangs", held_socket_new, reading_hangs);
  DESCRIPTORS_TEST ("/bus/descriptors/closing-a-pipe-hangs", held_pipe_new, closing_hangs);
  DESCRIPTORS_TEST ("/bus/descriptors/closing-a-file-hangs", new_file, closing_hangs);
  DESCRIPTORS_TEST ("/bus/descriptors/monitored", NULL, monitored);
  DESCRIPTORS_TEST ("/bus/descriptors/killed-while-a-pipe-hangs", held_pipe_new, it_dies_while_it_hangs);
  DESCRIPTORS_TEST ("/bus/descriptors/killed-while-a-file-hangs", new_file, it_dies_while_it_hangs);
  DESCRIPTORS_TEST ("/bus/descriptors/many-hang", NULL, many_hang);
  return g_test_run ();
}
