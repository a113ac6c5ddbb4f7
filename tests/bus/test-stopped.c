/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Nobody waits for who does not answer: polkitd, NetworkManager, ModemManager and NSS, each stopped until the test goes on. */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fixture.h"
#include "modem-world.h"

static GVariant *
no_options (void)
{
  return g_variant_new ("(a{sv})", NULL);
}

static Call *
start_dial (Client *client, const char *entry)
{
  return client_start (client, SERVICE_PATH, MANAGER, "Dial", dial_arguments (entry, NULL));
}

/* What needs nobody but the service. */
static void
ask_all (Client *client)
{
  g_variant_unref (client_ask (client, SERVICE_PATH, MANAGER, "GetErrorString", g_variant_new ("(u)", 691u)));
  g_variant_unref (client_ask (client, SERVICE_PATH, PHONEBOOK, "ListEntries", no_options ()));
  g_variant_unref (client_ask (client, SERVICE_PATH, "org.freedesktop.DBus.ObjectManager", "GetManagedObjects", NULL));
  g_variant_unref (client_get (client, SERVICE_PATH, MANAGER, "Version"));
}

/*
 * polkitd.
 */

/* A call of libpolkit's, or of anybody who has not thought of it, hangs for 25 s. */
#define BEFORE_A_CALL_TIMES_OUT 20

static void
polkitd (Users *u, gconstpointer data)
{
  FakeService *polkitd = fake_polkit_service (u->base.polkit);
  g_autoptr (Call) first = NULL;
  g_autoptr (Call) second = NULL;
  g_autofree char *path = NULL;
  gint64 deadline = link_deadline (BEFORE_A_CALL_TIMES_OUT);

  fake_service_hold (polkitd, TRUE);
  first = start_dial (u->user, ENTRY_OK);
  second = start_dial (u->user, ENTRY_OTHER);
  ask_all (u->other);
  path = dial_to_end (&u->base, ENTRY_OK, NULL);
  g_variant_unref (client_ask (u->other, path, CONNECTION, "GetStatus", NULL));
  link_check (deadline, "the others are served meanwhile", G_STRLOC);
  g_assert_false (first->done);
  g_assert_false (second->done);
  fake_service_hold (polkitd, FALSE);
  WAIT_FOR (first->done && second->done);
  g_assert_no_error (first->error);
  g_assert_no_error (second->error);
}

static GDBusMessage *
dial_with_prompt (void)
{
  GDBusMessage *call = g_dbus_message_new_method_call (SERVICE, SERVICE_PATH, MANAGER, "Dial");

  g_dbus_message_set_body (call, dial_arguments (ENTRY_OK, NULL));
  g_dbus_message_set_flags (call, G_DBUS_MESSAGE_FLAGS_ALLOW_INTERACTIVE_AUTHORIZATION);
  return call;
}

/* What nobody waits for stays on nobody's screen. */
static void
prompt_of_a_caller_who_left (Users *u, gconstpointer data)
{
  g_autoptr (GDBusMessage) call = dial_with_prompt ();
  Client *leaver = client_new (u->base.address, UID_DAEMON);

  fake_polkit_set_default (u->base.polkit, POLKIT_CHALLENGE);
  fake_polkit_hold_prompts (u->base.polkit, TRUE);
  g_dbus_connection_send_message (leaver->link, call, G_DBUS_SEND_MESSAGE_FLAGS_NONE, NULL, NULL);
  WAIT_FOR (fake_polkit_held (u->base.polkit) == 1);
  client_free (leaver);
  WAIT_FOR (fake_polkit_cancelled (u->base.polkit) == 1);
  ask_all (u->other);
  g_assert_cmpuint (fake_service_calls (u->base.nm_service, "ActivateConnection"), ==, 0);
}

/* 25 s: then it is no, and polkitd need not answer any more. */
static void
polkitd_for_good (Users *u, gconstpointer data)
{
  FakeService *polkitd = fake_polkit_service (u->base.polkit);

  fake_service_hold (polkitd, TRUE);
  fake_polkit_hold (u->base.polkit, TRUE);
  g_free (client_fails (u->user, SERVICE_PATH, MANAGER, "Dial", dial_arguments (ENTRY_OK, NULL), "NotAuthorized"));
  fake_service_hold (polkitd, FALSE);
  WAIT_FOR (fake_polkit_cancelled (u->base.polkit) == 1);
  fake_polkit_hold (u->base.polkit, FALSE);
  g_free (client_dial (u->user, ENTRY_OK, NULL));
}

static void
polkitd_that_fails (Users *u, gconstpointer data)
{
  FakeService *polkitd = fake_polkit_service (u->base.polkit);
  g_autoptr (Call) call = NULL;

  fake_polkit_set_health (u->base.polkit, POLKIT_GARBAGE);
  g_free (client_fails (u->user, SERVICE_PATH, MANAGER, "Dial", dial_arguments (ENTRY_OK, NULL), "NotAuthorized"));
  fake_polkit_set_health (u->base.polkit, POLKIT_ERROR);
  g_free (client_fails (u->user, SERVICE_PATH, MANAGER, "Dial", dial_arguments (ENTRY_OK, NULL), "NotAuthorized"));
  fake_polkit_set_health (u->base.polkit, POLKIT_SOUND);
  fake_service_vanish (polkitd);
  g_free (client_fails (u->user, SERVICE_PATH, MANAGER, "Dial", dial_arguments (ENTRY_OK, NULL), "NotAuthorized"));
  /* Another one comes: what an absent one said is not held against it. */
  fake_service_appear (polkitd);
  g_free (client_dial (u->user, ENTRY_OK, NULL));
}

/* It ends while it is asked: the bus answers then. */
static void
polkitd_that_dies (Users *u, gconstpointer data)
{
  g_autoptr (Call) call = NULL;

  fake_polkit_hold (u->base.polkit, TRUE);
  call = start_dial (u->user, ENTRY_OK);
  WAIT_FOR (fake_polkit_held (u->base.polkit) == 1);
  fake_polkit_free (u->base.polkit);
  u->base.polkit = fake_polkit_new (u->base.address);
  WAIT_FOR (call->done);
  assert_service_error (call->error, "NotAuthorized");
  g_free (client_dial (u->user, ENTRY_OK, NULL));
}

/*
 * NetworkManager.
 */

/* Upstream has 30 s to let a line go that is hung up. */
#define BEFORE_UPSTREAM_MUST_LET_GO 20

static void
assert_times_out (Users *u, const char *path, guint32 error)
{
  ask_all (u->other);
  WAIT_FOR_SECONDS (client_saw_finish (u->user, path), BEFORE_UPSTREAM_MUST_LET_GO);
  g_assert_cmpuint (client_result (u->user, path), ==, error);
  wait_ended (u->user, path);
  g_assert_cmpuint (client_last_edge (u->user, path).error, ==, error);
}

/* Before it has answered the call; the line that comes of it is taken down. */
static void
network_manager (Users *u, gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autoptr (Call) again = NULL;

  fake_service_hold (u->base.nm_service, TRUE);
  path = client_dial (u->user, ENTRY_OK, "{'timeout': <uint32 1>}");
  assert_times_out (u, path, 638);
  g_assert_cmpuint (fake_service_held (u->base.nm_service), ==, 1);
  /* The next one does not get in the way of what is left. */
  again = start_dial (u->user, ENTRY_OK);
  WAIT_FOR (again->done);
  g_assert_no_error (again->error);
  client_catch_up (u->user);
  g_assert_cmpuint (fake_service_held (u->base.nm_service), ==, 1);
  fake_service_hold (u->base.nm_service, FALSE);
  WAIT_FOR (fake_service_calls (u->base.nm_service, "DeactivateConnection") == 1);
  WAIT_FOR (fake_service_calls (u->base.nm_service, "ActivateConnection") == 2);
}

static void
network_manager_while_dialling (Users *u, gconstpointer data)
{
  g_autofree char *path = NULL;

  fixture_script (&u->base, ENTRY_OK, TRACE_HANGS, PLAYER_DEFAULT);
  path = client_dial (u->user, ENTRY_OK, "{'timeout': <uint32 2>}");
  WAIT_FOR (fake_nm_newest_dial (u->base.nm) != NULL && client_last_edge (u->user, path).sequence > 1);
  fake_service_hold (u->base.nm_service, TRUE);
  assert_times_out (u, path, 638);
  fake_service_hold (u->base.nm_service, FALSE);
  WAIT_FOR (fake_service_calls (u->base.nm_service, "DeactivateConnection") == 1);
}

/* The hang-up waits for NetworkManager, and the dial for nobody. */
static void
network_manager_while_hanging_up (Users *u, gconstpointer data)
{
  g_autofree char *path = NULL;

  fake_service_hold (u->base.nm_service, TRUE);
  path = client_dial (u->user, ENTRY_OK, "{'timeout': <uint32 2>}");
  WAIT_FOR (fake_service_held (u->base.nm_service) == 1);
  client_hang_up (u->user, path);
  assert_times_out (u, path, 631);
  fake_service_hold (u->base.nm_service, FALSE);
  WAIT_FOR (fake_service_calls (u->base.nm_service, "DeactivateConnection") == 1);
}

/* A dial with a login of its own makes three calls; the first one hangs. */
static void
network_manager_before_a_copy (Users *u, gconstpointer data)
{
  g_autofree char *path = NULL;

  fake_service_hold (u->base.nm_service, TRUE);
  path = client_dial (u->user, ENTRY_OK, "{'timeout': <uint32 1>, 'user-name': <'carol'>, 'password': <'x'>}");
  assert_times_out (u, path, 638);
  fake_service_hold (u->base.nm_service, FALSE);
  WAIT_FOR (fake_service_calls (u->base.nm_service, "DeactivateConnection") ==
            fake_service_calls (u->base.nm_service, "AddAndActivateConnection2"));
}

/* Reading an entry waits for it alone. */
static void
network_manager_and_an_entry (Users *u, gconstpointer data)
{
  g_autoptr (Call) call = NULL;

  fake_service_hold (u->base.nm_service, TRUE);
  call = client_start (u->user, SERVICE_PATH, PHONEBOOK, "GetEntry", g_variant_new ("(s)", ENTRY_OK));
  WAIT_FOR (fake_service_held (u->base.nm_service) == 1);
  ask_all (u->other);
  g_assert_false (call->done);
  fake_service_hold (u->base.nm_service, FALSE);
  WAIT_FOR (call->done);
  g_assert_no_error (call->error);
}

/*
 * ModemManager.
 */

static void
modem_manager (ModemWorld *w, gconstpointer data)
{
  g_autofree char *path = NULL;

  fake_service_hold (w->base.mm, TRUE);
  path = modem_dial (w, "'timeout': <uint32 1>");
  ask_all (w->base.client);
  WAIT_FOR_SECONDS (client_saw_finish (w->base.client, path), BEFORE_UPSTREAM_MUST_LET_GO);
  g_assert_cmpuint (client_result (w->base.client, path), ==, 638);
  wait_ended (w->base.client, path);
  g_assert_cmpuint (fake_service_held (w->base.mm), >=, 1);
  fake_service_hold (w->base.mm, FALSE);
  WAIT_FOR (fake_service_calls (w->base.mm, "Disconnect") >= 1);
  WAIT_FOR (!fake_modem_is_connected (w->modem));
}

static void
modem_manager_while_dialling (ModemWorld *w, gconstpointer data)
{
  g_autofree char *path = NULL;

  fake_modem_stays (w->modem, MODEM_CONNECTING);
  path = modem_dial (w, "'timeout': <uint32 1>");
  WAIT_FOR (client_last_edge (w->base.client, path).state == 2);
  fake_service_hold (w->base.mm, TRUE);
  WAIT_FOR_SECONDS (client_saw_finish (w->base.client, path), BEFORE_UPSTREAM_MUST_LET_GO);
  g_assert_cmpuint (client_result (w->base.client, path), ==, 638);
  wait_ended (w->base.client, path);
  fake_service_hold (w->base.mm, FALSE);
  WAIT_FOR (fake_service_calls (w->base.mm, "Disconnect") >= 1);
}

/*
 * NSS.
 */

typedef struct {
  Users users;
  char *fifo, *program;
  char *plain, *confined;     /* of the environment */
} Nameless;

/* In the service's eyes /etc/passwd is a pipe into which nobody writes: whoever looks for a name waits. */
static void
nameless_up (Nameless *n, gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp ("dialtone-names-XXXXXX", NULL);
  g_autofree char *script = NULL;

  n->fifo = g_build_filename (folder, "passwd", NULL);
  n->program = g_build_filename (folder, "dialtoned", NULL);
  n->plain = g_strdup (g_getenv ("DIALTONED"));
  n->confined = g_strdup (g_getenv ("DIALTONED_CONFINED"));
  script = g_strdup_printf ("#!/bin/sh\nexec unshare --mount sh -c 'mount --bind \"%s\" /etc/passwd && exec \"%s\"'\n", n->fifo, n->plain);
  g_assert_cmpint (mkfifo (n->fifo, 0644), ==, 0);
  g_assert_true (g_file_set_contents_full (n->program, script, -1, G_FILE_SET_CONTENTS_NONE, 0755, NULL));
  g_setenv ("DIALTONED", n->program, TRUE);
  g_unsetenv ("DIALTONED_CONFINED");
  users_set_up (&n->users, NULL);
}

static void
nameless_down (Nameless *n, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (n->fifo);

  users_tear_down (&n->users, NULL);
  g_setenv ("DIALTONED", n->plain, TRUE);
  if (n->confined != NULL)
    g_setenv ("DIALTONED_CONFINED", n->confined, TRUE);
  g_unlink (n->fifo);
  g_unlink (n->program);
  g_rmdir (folder);
  g_free (n->fifo);
  g_free (n->program);
  g_free (n->plain);
  g_free (n->confined);
}

/* The file is itself again, and whoever waits goes on. */
static void
tell_names (Nameless *n)
{
  g_autofree char *pid = g_strdup_printf ("%d", daemon_pid (n->users.base.daemon));
  const char *const command[] = { "nsenter", "--mount", "--target", pid, "umount", "--lazy", "/etc/passwd", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_newv (command, G_SUBPROCESS_FLAGS_NONE, &error);
  int file;

  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (process, NULL, NULL));
  file = open (n->fifo, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
  g_assert_cmpint (file, >=, 0);
  close (file);
}

static guint
entries_of (Client *client)
{
  g_autoptr (GVariant) body = client_ask (client, SERVICE_PATH, PHONEBOOK, "ListEntries", no_options ());
  g_autoptr (GVariant) entries = g_variant_get_child_value (body, 0);

  return (guint) g_variant_n_children (entries);
}

static void
names (Nameless *n, gconstpointer data)
{
  Users *u = &n->users;
  guint all = entries_of (u->base.client);
  g_autoptr (Call) call = NULL;

  fake_nm_restrict_profile (u->base.nm, fake_nm_find_profile (u->base.nm, ENTRY_OTHER), NAME_DAEMON);
  call = client_start (u->user, SERVICE_PATH, MANAGER, "GetErrorString", g_variant_new ("(u)", 691u));
  client_catch_up (u->base.client);
  ask_all (u->base.client);
  g_assert_cmpuint (entries_of (u->base.client), ==, all);
  g_assert_false (call->done);
  /* She is served without a name in the end, and has nothing of what is somebody's by name. */
  WAIT_FOR (call->done);
  g_assert_no_error (call->error);
  ASK_UNTIL (entries_of (u->user) == all - 1);
  tell_names (n);
  ASK_UNTIL (entries_of (u->user) == all);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  USERS_TEST ("/bus/stopped/polkitd", polkitd);
  USERS_TEST ("/bus/stopped/prompt-of-a-caller-who-left", prompt_of_a_caller_who_left);
  USERS_TEST ("/bus/stopped/polkitd-for-good", polkitd_for_good);
  USERS_TEST ("/bus/stopped/polkitd-that-fails", polkitd_that_fails);
  USERS_TEST ("/bus/stopped/polkitd-that-dies", polkitd_that_dies);
  USERS_TEST ("/bus/stopped/network-manager", network_manager);
  USERS_TEST ("/bus/stopped/network-manager-while-dialling", network_manager_while_dialling);
  USERS_TEST ("/bus/stopped/network-manager-while-hanging-up", network_manager_while_hanging_up);
  USERS_TEST ("/bus/stopped/network-manager-before-a-copy", network_manager_before_a_copy);
  USERS_TEST ("/bus/stopped/network-manager-and-an-entry", network_manager_and_an_entry);
  MODEM_TEST ("/bus/stopped/modem-manager", modem_manager);
  MODEM_TEST ("/bus/stopped/modem-manager-while-dialling", modem_manager_while_dialling);
  g_test_add ("/bus/stopped/names", Nameless, NULL, nameless_up, names, nameless_down);
  return g_test_run ();
}
