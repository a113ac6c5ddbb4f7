/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whose entry it is, and that a right is for the entry it was asked for: a prompt takes minutes. */
#include <sys/stat.h>

#include "entries.h"

#define NM_MODIFY "org.freedesktop.NetworkManager.settings.modify."
#define MINE "{'name': <'%s'>, 'kind': <'pppoe'>, 'user-name': <'%s'>, 'password': <'s3cret'>}"

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

typedef struct {
  Fixture *f;
  Client *user;
  char *first, *second;         /* UUIDs of "A" and "B" */
} Asked;

static char *
make (Fixture *f, const char *name)
{
  g_autofree char *text = g_strdup_printf (MINE, name, name);

  return create (f->client, text);
}

static gboolean
is_named (Asked *asked, const char *uuid, const char *name)
{
  g_autoptr (GVariant) entry = get (asked->f->client, "GetEntry", uuid);
  const char *is = "";

  g_variant_lookup (entry, "name", "&s", &is);
  return g_str_equal (is, name);
}

/* The prompt is open; meanwhile A becomes C, and B becomes A. */
static Call *
ask_and_swap (Asked *asked, const char *interface, const char *member, GVariant *args)
{
  Fixture *f = asked->f;
  Call *call;

  fake_polkit_hold (f->polkit, TRUE);
  call = client_start (asked->user, SERVICE_PATH, interface, member, args);
  WAIT_FOR (fake_polkit_held (f->polkit) > 0);
  ask (f->client, "RenameEntry", g_variant_new ("(ss)", asked->first, "C"));
  ask (f->client, "RenameEntry", g_variant_new ("(ss)", asked->second, "A"));
  fake_polkit_hold (f->polkit, FALSE);
  WAIT_FOR (call->done);
  return call;
}

static void
asked_up (Asked *asked, Fixture *f)
{
  *asked = (Asked) { f, client_new (f->address, UID_DAEMON), make (f, "A"), make (f, "B") };
}

static void
asked_down (Asked *asked)
{
  client_free (asked->user);
  g_free (asked->first);
  g_free (asked->second);
}

static void
the_right_is_for_that_entry (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *member, *fields, *changed;
  } calls[] = {
    { "SetCredentials", "{'user-name': <'new'>}", "'username': <'new'>" },
    { "UpdateEntry", "{'device': <'eth7'>}", "'interface-name': <'eth7'>" },
    { "ClearCredentials", NULL, "'username': <'-'>" },
    { "RenameEntry", "", "'id': <'D'>" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      Asked asked;
      GVariant *args = NULL;
      Call *call;

      asked_up (&asked, f);
      if (calls[i].fields == NULL)
        args = g_variant_new ("(s)", "A");
      else if (*calls[i].fields == '\0')
        args = g_variant_new ("(ss)", "A", "D");
      else
        args = entry_and ("A", calls[i].fields);
      call = ask_and_swap (&asked, PHONEBOOK, calls[i].member, args);
      g_assert_no_error (call->error);
      says (f, asked.first, calls[i].changed, TRUE);
      says (f, asked.second, calls[i].changed, FALSE);
      says (f, asked.second, "'password': <'s3cret'>", TRUE);
      call_free (call);
      ask (f->client, "DeleteEntry", g_variant_new ("(s)", asked.first));
      ask (f->client, "DeleteEntry", g_variant_new ("(s)", asked.second));
      asked_down (&asked);
    }
}

static void
that_entry_is_deleted (Fixture *f, gconstpointer data)
{
  Asked asked;
  Call *call;

  asked_up (&asked, f);
  call = ask_and_swap (&asked, PHONEBOOK, "DeleteEntry", g_variant_new ("(s)", "A"));
  g_assert_no_error (call->error);
  g_assert_null (fake_nm_find_profile (f->nm, asked.first));
  g_assert_true (is_named (&asked, asked.second, "A"));
  call_free (call);
  asked_down (&asked);
}

/* The prompt is open; meanwhile the entry goes. */
static void
an_entry_that_goes (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *member, *args;
  } calls[] = {
    { "SetCredentials", "('A', {'user-name': <'new'>})" }, { "UpdateEntry", "('A', {'device': <'eth7'>})" },
    { "ClearCredentials", "('A',)" }, { "RenameEntry", "('A', 'D')" }, { "DeleteEntry", "('A',)" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      Client *user = client_new (f->address, UID_DAEMON);
      g_autofree char *uuid = make (f, "A");
      g_autofree char *name = NULL;
      Call *call;

      fake_polkit_hold (f->polkit, TRUE);
      call = client_start (user, SERVICE_PATH, PHONEBOOK, calls[i].member, g_variant_new_parsed (calls[i].args));
      WAIT_FOR (fake_polkit_held (f->polkit) > 0);
      ask (f->client, "DeleteEntry", g_variant_new ("(s)", uuid));
      fake_polkit_hold (f->polkit, FALSE);
      WAIT_FOR (call->done);
      g_assert_nonnull (call->error);
      name = g_dbus_error_get_remote_error (call->error);
      g_assert_cmpstr (name, ==, "org.dialtone.RemoteAccess1.Error.NoSuchEntry");
      call_free (call);
      client_free (user);
    }
}

/* A password that came along is not for another entry. */
static void
that_entry_is_dialled (Fixture *f, gconstpointer data)
{
  Asked asked;
  g_autofree char *path = NULL;
  g_autoptr (GVariant) status = NULL, body = NULL;
  const char *uuid = "";
  Call *call;

  asked_up (&asked, f);
  call = ask_and_swap (&asked, MANAGER, "Dial", g_variant_new_parsed ("('A', @a{sv} {})"));
  g_assert_no_error (call->error);
  g_variant_get (g_dbus_message_get_body (call->reply), "(o)", &path);
  body = client_ask (f->client, path, CONNECTION, "GetStatus", NULL);
  status = g_variant_get_child_value (body, 0);
  g_assert_true (g_variant_lookup (status, "EntryUuid", "&s", &uuid));
  g_assert_cmpstr (uuid, ==, asked.first);
  call_free (call);
  asked_down (&asked);
}

/* Her own became everybody's while she was asked: the smaller right is not enough, and nobody is asked a second time. */
static void
the_right_is_for_what_it_was (Fixture *f, gconstpointer data)
{
  Client *user = client_new (f->address, UID_DAEMON);
  g_autofree char *uuid = create (user, "{'name': <'Mine'>, 'kind': <'pppoe'>, 'password': <'s3cret'>, 'restricted': <true>}");
  Call *call;

  fake_polkit_set (f->polkit, NM_MODIFY "system", POLKIT_CHALLENGE);
  fake_polkit_hold (f->polkit, TRUE);
  call = client_start (user, SERVICE_PATH, PHONEBOOK, "SetCredentials", entry_and ("Mine", "{'password': <''>}"));
  WAIT_FOR (fake_polkit_held (f->polkit) > 0);
  fake_nm_restrict_profile (f->nm, fake_nm_find_profile (f->nm, uuid), NULL);
  fake_polkit_hold (f->polkit, FALSE);
  WAIT_FOR (call->done);
  g_assert_nonnull (call->error);
  g_assert_true (g_str_has_suffix (g_dbus_message_get_error_name (call->reply), ".NotAuthorized"));
  g_assert_cmpuint (fake_polkit_prompts (f->polkit), ==, 0);
  says (f, uuid, "s3cret", TRUE);
  call_free (call);
  client_free (user);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_TEST_ALL_USERS ("/bus/entries-right/restricted-needs-a-name", restricted_needs_a_name);
  FIXTURE_TEST_ALL_USERS ("/bus/entries-right/nobody-is-no-owner", nobody_is_no_owner);
  FIXTURE_TEST_ALL_USERS ("/bus/entries-right/the-right-is-for-that-entry", the_right_is_for_that_entry);
  FIXTURE_TEST_ALL_USERS ("/bus/entries-right/that-entry-is-deleted", that_entry_is_deleted);
  FIXTURE_TEST_ALL_USERS ("/bus/entries-right/an-entry-that-goes", an_entry_that_goes);
  FIXTURE_TEST_ALL_USERS ("/bus/entries-right/that-entry-is-dialled", that_entry_is_dialled);
  FIXTURE_TEST_ALL_USERS ("/bus/entries-right/the-right-is-for-what-it-was", the_right_is_for_what_it_was);
  return g_test_run ();
}
