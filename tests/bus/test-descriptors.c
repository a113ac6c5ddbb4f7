/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* docs/security.md, "Descriptors": what an ordinary user sends with his messages, on a bus that lets it all through. */
#include <fcntl.h>
#include <gio/gunixfdlist.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "descriptors.h"

#define NAME "dialtone-test-descriptor"
#define PER_MESSAGE 16
#define WAITING 32            /* descriptors that wait with calls of one user */

static GVariant *
no_options (void)
{
  return g_variant_new_parsed ("(@a{sv} {},)");
}

static int
new_memfd (const char *text, gboolean sealed)
{
  int fd = memfd_create (NAME, MFD_CLOEXEC | MFD_ALLOW_SEALING);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (write (fd, text, strlen (text)), ==, (gssize) strlen (text));
  if (sealed)
    g_assert_cmpint (fcntl (fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW), ==, 0);
  return fd;
}

/*
 * None stays.
 */

typedef struct {
  const char *path, *interface, *member, *args;
} Target;

static const Target targets[] = {
  { SERVICE_PATH, MANAGER, "GetErrorString", "(uint32 691,)" },
  { SERVICE_PATH, MANAGER, "Dial", "('nowhere', @a{sv} {})" },
  { SERVICE_PATH, MANAGER, "Dial", "('nowhere',)" },
  { SERVICE_PATH, MANAGER, "NoSuchMethod", NULL },
  { SERVICE_PATH, "org.example.None", "None", NULL },
  { "/org/example", "org.example.None", "None", NULL },
  { SERVICE_PATH "/Connection/1", CONNECTION, "GetStatus", NULL },
  { SERVICE_PATH "/Connection/1", "org.freedesktop.DBus.Introspectable", "Introspect", NULL },
  { SERVICE_PATH, "org.freedesktop.DBus.Properties", "GetAll", "('" MANAGER "',)" },
  { SERVICE_PATH, "org.freedesktop.DBus.Properties", "Set", "('" MANAGER "', 'Version', <'1'>)" },
  { SERVICE_PATH, "org.freedesktop.DBus.ObjectManager", "GetManagedObjects", NULL },
  { SERVICE_PATH, "org.freedesktop.DBus.Peer", "Ping", NULL },
  { SERVICE_PATH, PHONEBOOK, "ListEntries", "(@a{sv} {},)" },
  { SERVICE_PATH, PHONEBOOK, "SetCredentials", "('" ENTRY_OK "', @a{sv} {})" },
};

static void
send_signal (Users *u, int fd)
{
  g_autoptr (GDBusMessage) message = g_dbus_message_new_signal ("/org/freedesktop", "org.freedesktop.DBus.ObjectManager",
                                                                "InterfacesAdded");
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) owner = g_dbus_connection_call_sync (u->user->link, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                                            "org.freedesktop.DBus", "GetNameOwner", g_variant_new ("(s)", SERVICE),
                                                            NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  const char *name;

  g_assert_no_error (error);
  g_variant_get (owner, "(&s)", &name);
  g_dbus_message_set_destination (message, name);
  attach_descriptors (message, fd, PER_MESSAGE);
  g_dbus_connection_send_message (u->user->link, message, G_DBUS_SEND_MESSAGE_FLAGS_NONE, NULL, &error);
  g_assert_no_error (error);
}

typedef struct {
  FakeMethod older;
  gpointer older_data;
  int fd;
  guint answered;
} Answerer;

/* Upstream's answer has descriptors. */
static gboolean
refuse_with_descriptors (FakeService *service, GDBusMessage *call, gpointer data)
{
  Answerer *answerer = data;
  g_autoptr (GDBusMessage) reply = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_str_equal (g_dbus_message_get_member (call), "ActivateConnection"))
    return answerer->older (service, call, answerer->older_data);
  reply = g_dbus_message_new_method_error (call, "org.freedesktop.NetworkManager.UnknownDevice", "None");
  attach_descriptors (reply, answerer->fd, PER_MESSAGE);
  g_dbus_connection_send_message (fake_service_link (service), reply, G_DBUS_SEND_MESSAGE_FLAGS_NONE, NULL, &error);
  g_assert_no_error (error);
  answerer->answered++;
  return TRUE;
}

static void
an_answer_brings_some (Users *u, int fd)
{
  Answerer answerer = { .fd = fd };
  g_autofree char *path = NULL;

  fake_service_set_method (u->base.nm_service, refuse_with_descriptors, &answerer, &answerer.older, &answerer.older_data);
  path = client_dial (u->other, ENTRY_OTHER, NULL);
  WAIT_FOR (client_saw_finish (u->other, path));
  g_assert_cmpuint (answerer.answered, ==, 1);
  fake_service_set_method (u->base.nm_service, answerer.older, answerer.older_data, NULL, NULL);
}

static void
none_stays (Users *u, gconstpointer data)
{
  int fd = new_memfd ("x", GPOINTER_TO_INT (data));
  g_autofree char *path = client_dial (u->user, ENTRY_OK, NULL);
  Call *waiting, *held;

  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    for (guint n = 1; n <= PER_MESSAGE; n += PER_MESSAGE - 1)
      {
        GVariant *args = targets[i].args != NULL ? g_variant_new_parsed (targets[i].args) : NULL;

        finish_call (start_with_descriptors (u->user, targets[i].path, targets[i].interface, targets[i].member, args, fd, n));
      }
  ASK_UNTIL (count_descriptors (u, NAME) == 0);
  send_signal (u, fd);
  an_answer_brings_some (u, fd);
  ASK_UNTIL (count_descriptors (u, NAME) == 0);
  /* Calls that wait: for an end, and for polkit. */
  waiting = start_with_descriptors (u->user, path, CONNECTION, "WaitFinished", g_variant_new ("(u)", G_MAXUINT32), fd, PER_MESSAGE);
  fake_polkit_hold (u->base.polkit, TRUE);
  held = start_with_descriptors (u->user, SERVICE_PATH, MANAGER, "HangUpAll", no_options (), fd, PER_MESSAGE);
  WAIT_FOR (fake_polkit_held (u->base.polkit) == 1);
  assert_answers (u);
  g_assert_false (waiting->done);
  ASK_UNTIL (count_descriptors (u, NAME) == 0);
  fake_polkit_hold (u->base.polkit, FALSE);
  finish_call (held);
  finish_call (waiting);
  close (fd);
}

/* 16 for each call that waits are more than a process has by default. */
static void
exhaustion (Users *u, gconstpointer data)
{
  /* A child of a process with a sanitizer takes its time to begin. */
  const rlim_t limit = g_getenv ("DIALTONE_UNDER_CHECKER") != NULL ? 3000 : 1024;
  const struct rlimit few = { limit, limit };
  g_autofree char *path = client_dial (u->user, ENTRY_OK, NULL);
  g_autoptr (GPtrArray) calls = g_ptr_array_new ();
  int fd = new_memfd ("x", FALSE);

  g_assert_cmpint (prlimit (daemon_pid (u->base.daemon), RLIMIT_NOFILE, &few, NULL), ==, 0);
  for (guint i = 0; i < 200; i++)
    {
      g_ptr_array_add (calls, start_with_descriptors (u->user, path, CONNECTION, "WaitFinished", g_variant_new ("(u)", G_MAXUINT32), fd,
                                          PER_MESSAGE));
      assert_answers (u);
    }
  g_assert_true (daemon_is_alive (u->base.daemon));
  ASK_UNTIL (count_descriptors (u, NAME) == 0);
  client_hang_up (u->user, path);
  for (guint i = 0; i < calls->len; i++)
    finish_call (calls->pdata[i]);
  close (fd);
}

/*
 * Those that a call may have.
 */

static int
new_socket (const char *text)
{
  int ends[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), ==, 0);
  g_assert_cmpint (write (ends[1], text, strlen (text)), ==, (gssize) strlen (text));
  close (ends[1]);
  return ends[0];
}

static void
assert_refused (Users *u, int fd, const char *name)
{
  g_autoptr (Call) call = start_dial_with_descriptor (u->user, fd);

  close (fd);
  WAIT_FOR_SECONDS (call->done, HANGS_SECONDS);
  assert_service_error (call->error, name);
  g_assert_nonnull (strstr (call->error->message, "password-fd"));
}

static void
kinds (Users *u, gconstpointer data)
{
  int writer = -1;

  assert_taken (u, u->user, new_memfd (DESCRIPTOR_PASSWORD "\nrest", TRUE));
  assert_taken (u, u->user, new_memfd (DESCRIPTOR_PASSWORD "\nrest", FALSE));
  assert_taken (u, u->user, new_socket (DESCRIPTOR_PASSWORD "\n"));
  assert_taken (u, u->user, new_full_pipe (DESCRIPTOR_PASSWORD, NULL));
  assert_taken (u, u->user, new_full_pipe (DESCRIPTOR_PASSWORD, &writer));      /* whose other end is open */
  close (writer);
  assert_refused (u, new_full_pipe ("", NULL), "InvalidOption");
  assert_refused (u, new_full_pipe ("", &writer), "InvalidOption");
  close (writer);
  assert_refused (u, new_full_pipe ("\xff", NULL), "InvalidOption");
  assert_refused (u, open ("/dev/zero", O_RDONLY | O_CLOEXEC), "InvalidOption");
  assert_refused (u, open ("/proc/self/status", O_RDONLY | O_CLOEXEC), "InvalidOption");
  assert_refused (u, open ("/", O_PATH | O_CLOEXEC), "InvalidOption");
}

/* A pipe of another user's, as under the unit: nobody may open it anew. */
static void
another_users_pipe (Users *u, gconstpointer data)
{
  int fd;

  g_assert_cmpint (seteuid (UID_DAEMON), ==, 0);
  fd = new_full_pipe (DESCRIPTOR_PASSWORD, NULL);
  g_assert_cmpint (seteuid (0), ==, 0);
  assert_taken (u, u->user, fd);
}

static void
waiting_ones_are_capped (Users *u, gconstpointer data)
{
  int fd = new_full_pipe (DESCRIPTOR_PASSWORD, NULL);
  guint before = count_descriptors (u, "pipe:");
  Call *calls[WAITING];
  g_autoptr (Call) others = NULL;

  fake_polkit_hold (u->base.polkit, TRUE);
  for (guint i = 0; i < WAITING; i++)
    calls[i] = start_dial_with_descriptor (u->user, fd);
  WAIT_FOR (fake_polkit_held (u->base.polkit) == WAITING);
  {
    g_autoptr (Call) too_many = start_dial_with_descriptor (u->user, fd);

    WAIT_FOR (too_many->done);
    assert_service_error (too_many->error, "LimitsExceeded");
  }
  others = start_dial_with_descriptor (u->other, fd);
  WAIT_FOR (fake_polkit_held (u->base.polkit) == WAITING + 1);
  g_assert_cmpuint (count_descriptors (u, "pipe:"), ==, before + WAITING + 1);
  fake_polkit_set_default (u->base.polkit, POLKIT_NO);
  fake_polkit_hold (u->base.polkit, FALSE);
  for (guint i = 0; i < WAITING; i++)
    finish_call (calls[i]);
  finish_call (g_steal_pointer (&others));
  ASK_UNTIL (count_descriptors (u, "pipe:") == before);
  close (fd);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  DESCRIPTORS_TEST ("/bus/descriptors/none-stays", NULL, none_stays);
  DESCRIPTORS_TEST ("/bus/descriptors/no-sealed-one-stays", GINT_TO_POINTER (TRUE), none_stays);
  DESCRIPTORS_TEST ("/bus/descriptors/exhaustion", NULL, exhaustion);
  DESCRIPTORS_TEST ("/bus/descriptors/kinds", NULL, kinds);
  DESCRIPTORS_TEST ("/bus/descriptors/another-users-pipe", NULL, another_users_pipe);
  DESCRIPTORS_TEST ("/bus/descriptors/waiting-ones-are-capped", NULL, waiting_ones_are_capped);
  return g_test_run ();
}
