/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whose entry it is. */
#include <sys/stat.h>

#include "entries.h"


/*
 * A user whom the service has no name for: its NSS needs what the unit forbids, or a directory is down.
 */

static void
write_passwd (const char *file, const char *without)
{
  g_autofree char *passwd = NULL, *start = g_strconcat (without, ":", NULL);
  g_autoptr (GString) rest = g_string_new (NULL);
  g_auto (GStrv) lines = NULL;

  g_assert_true (g_file_get_contents ("/etc/passwd", &passwd, NULL, NULL));
  lines = g_strsplit (passwd, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (!g_str_has_prefix (lines[i], start) && *lines[i] != '\0')
      g_string_append_printf (rest, "%s\n", lines[i]);
  g_assert_true (g_file_set_contents (file, rest->str, -1, NULL));
  g_assert_cmpint (chmod (file, 0644), ==, 0);
}

/* Starts the service again, in a world whose passwd has no such user. */
static void
forget_user (Fixture *f, const char *user)
{
  const char *variable = g_getenv ("DIALTONED_CONFINED") != NULL ? "DIALTONED_CONFINED" : "DIALTONED";
  g_autofree char *program = g_strdup (g_getenv (variable)), *passwd = g_build_filename (f->folder, "passwd", NULL);
  g_autofree char *script = g_build_filename (f->folder, "without-user", NULL);
  g_autofree char *text = g_strdup_printf ("#!/bin/sh\nexec unshare -m sh -c 'mount --bind %s /etc/passwd && exec \"$@\"' sh %s \"$@\"\n",
                                           passwd, program);

  write_passwd (passwd, user);
  g_assert_true (g_file_set_contents (script, text, -1, NULL));
  g_assert_cmpint (chmod (script, 0755), ==, 0);
  daemon_stop (g_steal_pointer (&f->daemon));
  g_setenv (variable, script, TRUE);
  f->daemon = daemon_start (f->address, f->folder);
  g_setenv (variable, program, TRUE);
}

/* An entry of hers alone would be everybody's. */
static void
restricted_needs_a_name (Fixture *f, gconstpointer data)
{
  Client *nameless = client_new (f->address, UID_DAEMON);

  forget_user (f, NAME_DAEMON);
  fails (nameless, "CreateEntry", only ("{'name': <'Mine'>, 'kind': <'gsm'>, 'restricted': <true>}"), "NotAvailable");
  g_assert_cmpuint (fake_service_calls (f->nm_service, "AddConnection"), ==, 0);
  g_assert_cmpuint (fake_polkit_asked (f->polkit, NULL), ==, 0);
  client_free (nameless);
}

/* She sees no other one's, and hers is nobody's. */
static void
nobody_is_no_owner (Fixture *f, gconstpointer data)
{
  Client *nameless = client_new (f->address, UID_DAEMON), *owner = client_new (f->address, UID_BIN);
  g_autofree char *uuid = NULL;

  forget_user (f, NAME_DAEMON);
  uuid = create (owner, "{'name': <'Mine'>, 'kind': <'gsm'>, 'restricted': <true>}");
  fails (nameless, "GetEntry", g_variant_new ("(s)", uuid), "NoSuchEntry");
  fails (nameless, "DeleteEntry", g_variant_new ("(s)", uuid), "NoSuchEntry");
  fails (nameless, "SetCredentials", entry_and (uuid, "{}"), "NoSuchEntry");
  client_free (nameless);
  client_free (owner);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_TEST_ALL_USERS ("/bus/entries-right/restricted-needs-a-name", restricted_needs_a_name);
  FIXTURE_TEST_ALL_USERS ("/bus/entries-right/nobody-is-no-owner", nobody_is_no_owner);
  return g_test_run ();
}
