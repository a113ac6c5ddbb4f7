/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Phonebook: entries and credentials that are made, changed and removed. */
#include <string.h>

#include "entries.h"

#define L2TP "org.freedesktop.NetworkManager.l2tp"
#define MODIFY SERVICE ".modify-entries"
#define MOST_ORDERS 128
#define NM_MODIFY "org.freedesktop.NetworkManager.settings.modify."

#define NEW "{'name': <'Branch'>, 'kind': <'vpn'>, 'service': <'" L2TP "'>, 'gateway': <'vpn.example.org'>, " \
            "'user-name': <'ann'>, 'password': <'s3cret'>, 'domain': <'CORP'>, 'pre-shared-key': <'k3y'>}"

/* When CreateEntry has answered the entry is listed, and what was given can be read, but no secret. */
static void
creates (Fixture *f, gconstpointer data)
{
  g_autofree char *uuid = create (f->client, NEW);
  g_autoptr (GVariant) entry = get (f->client, "GetEntry", "Branch");
  g_autoptr (GVariant) credentials = get (f->client, "GetCredentials", uuid);
  g_autofree char *told = g_variant_print (credentials, FALSE);

  has_text (entry, "uuid", uuid);
  has_text (entry, "kind", "vpn");
  has_text (entry, "service", L2TP);
  has_text (entry, "gateway", "vpn.example.org");
  has_truth (entry, "never-default", FALSE);
  has_truth (entry, "restricted", FALSE);
  has_text (credentials, "user-name", "ann");
  has_text (credentials, "domain", "CORP");
  has_truth (credentials, "password-stored", TRUE);
  has_truth (credentials, "pre-shared-key-stored", TRUE);
  g_assert_null (strstr (told, "s3cret"));
  g_assert_null (strstr (told, "k3y"));
  says (f, uuid, "'password': 's3cret'", TRUE);
  says (f, uuid, "'password-flags': '0'", TRUE);
  says (f, uuid, "'ipsec-psk': 'k3y'", TRUE);
  says (f, uuid, "'autoconnect': <false>", TRUE);
}

/* Other kinds; lines whose end nobody sees are watched by LCP echo. */
static void
creates_lines (Fixture *f, gconstpointer data)
{
  g_autofree char *dsl = create (f->client, "{'name': <'Home'>, 'kind': <'pppoe'>, 'device': <'eth0'>, 'user-name': <'u'>, "
                                            "'password': <'p'>, 'phone-number': <'provider'>}");
  g_autofree char *mobile = create (f->client, "{'name': <'Stick'>, 'kind': <'gsm'>, 'phone-number': <'*99#'>}");
  g_autofree char *apn = create (f->client, "{'name': <'Card'>, 'kind': <'gsm'>, 'phone-number': <'internet.example'>}");
  g_autofree char *later = create (f->client, "{'name': <'Later'>, 'kind': <'pppoe'>}");
  g_autoptr (GVariant) read = get (f->client, "GetEntry", "Home");
  g_autoptr (GVariant) credentials = get (f->client, "GetCredentials", "Later");

  has_text (read, "phone-number", "provider");
  has_text (read, "device", "eth0");
  /* NetworkManager wants a user name; there is none all the same. */
  says (f, later, "'username': <'-'>", TRUE);
  has_text (credentials, "user-name", "");
  says (f, dsl, "'lcp-echo-failure'", TRUE);
  says (f, dsl, "'password': <'p'>", TRUE);
  says (f, mobile, "'number': <'*99#'>", TRUE);
  says (f, mobile, "'auto-config': <true>", TRUE);
  says (f, apn, "'apn': <'internet.example'>", TRUE);
  says (f, apn, "'auto-config'", FALSE);
}

/* What was not named stays, secrets too (trap 7). */
static void
updates (Fixture *f, gconstpointer data)
{
  g_autofree char *uuid = create (f->client, NEW);
  g_autoptr (GVariant) entry = NULL;

  ask (f->client, "UpdateEntry", entry_and ("Branch", "{'gateway': <'other.example.org'>, 'never-default': <true>, "
                                                      "'ip4-address': <'10.1.2.3/32'>, 'dns': <'10.1.2.4 10.1.2.5'>}"));
  entry = get (f->client, "GetEntry", uuid);
  has_text (entry, "gateway", "other.example.org");
  has_truth (entry, "never-default", TRUE);
  has_text (entry, "ip4-address", "10.1.2.3/32");
  has_text (entry, "dns", "10.1.2.4 10.1.2.5");
  says (f, uuid, "'password': 's3cret'", TRUE);
  says (f, uuid, "'ipsec-psk': 'k3y'", TRUE);
}

/* At once under the new name, and not under the old one. */
static void
renames (Fixture *f, gconstpointer data)
{
  g_autofree char *uuid = create (f->client, NEW);
  g_autoptr (GVariant) entry = NULL;

  ask (f->client, "RenameEntry", g_variant_new ("(ss)", "Branch", "Brook"));
  entry = get (f->client, "GetEntry", "Brook");
  has_text (entry, "uuid", uuid);
  fails (f->client, "GetEntry", g_variant_new ("(s)", "Branch"), "NoSuchEntry");
  fails (f->client, "RenameEntry", g_variant_new ("(ss)", "Brook", ENTRY_OK_NAME), "EntryExists");
  fails (f->client, "RenameEntry", g_variant_new ("(ss)", "Brook", " "), "InvalidName");
  fails (f->client, "RenameEntry", g_variant_new ("(ss)", "nowhere", "x"), "NoSuchEntry");
  says (f, uuid, "'password': 's3cret'", TRUE);
}

static void
deletes (Fixture *f, gconstpointer data)
{
  g_autofree char *uuid = create (f->client, NEW);

  ask (f->client, "DeleteEntry", g_variant_new ("(s)", uuid));
  fails (f->client, "GetEntry", g_variant_new ("(s)", uuid), "NoSuchEntry");
  fails (f->client, "DeleteEntry", g_variant_new ("(s)", uuid), "NoSuchEntry");
  g_assert_null (fake_nm_find_profile (f->nm, uuid));
}

static void
deletes_none_in_use (Fixture *f, gconstpointer data)
{
  g_autofree char *path = dial_to_end (f, ENTRY_OK, NULL);

  fails (f->client, "DeleteEntry", g_variant_new ("(s)", ENTRY_OK), "EntryInUse");
  client_hang_up (f->client, path);
  wait_ended (f->client, path);
  ask (f->client, "DeleteEntry", g_variant_new ("(s)", ENTRY_OK));
}

static void
credentials_change (Fixture *f, gconstpointer data)
{
  g_autofree char *uuid = create (f->client, NEW);
  g_autoptr (GVariant) before = NULL, after = NULL;

  ask (f->client, "SetCredentials", entry_and ("Branch", "{'user-name': <'bob'>, 'pre-shared-key': <''>}"));
  before = get (f->client, "GetCredentials", "Branch");
  has_text (before, "user-name", "bob");
  has_truth (before, "password-stored", TRUE);
  has_truth (before, "pre-shared-key-stored", FALSE);
  says (f, uuid, "'password': 's3cret'", TRUE);
  ask (f->client, "ClearCredentials", g_variant_new ("(s)", "Branch"));
  after = get (f->client, "GetCredentials", "Branch");
  has_text (after, "user-name", "");
  has_text (after, "domain", "");
  has_truth (after, "password-stored", FALSE);
  says (f, uuid, "s3cret", FALSE);
}

static void
refuses (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *fields, *error;
  } wrong[] = {
    { "{'kind': <'vpn'>, 'service': <'x.y'>}", "InvalidName" },
    { "{'name': <'n'>}", "InvalidOption" },
    { "{'name': <'n'>, 'kind': <'802-3-ethernet'>}", "InvalidOption" },
    { "{'name': <'n'>, 'kind': <'wireguard'>}", "InvalidOption" },
    { "{'name': <'n'>, 'kind': <'vpn'>}", "InvalidOption" },
    { "{'name': <'n'>, 'kind': <'gsm'>, 'gateway': <'g'>}", "InvalidOption" },
    { "{'name': <'n'>, 'kind': <'gsm'>, 'domain': <'d'>}", "InvalidOption" },
    { "{'name': <'n'>, 'kind': <'gsm'>, 'ip4-address': <'nonsense'>}", "InvalidOption" },
    { "{'name': <'n'>, 'kind': <'gsm'>, 'ip4-address': <'10.0.0.1/99'>}", "InvalidOption" },
    { "{'name': <'n'>, 'kind': <'gsm'>, 'dns': <'fe80::1'>}", "InvalidOption" },
    { "{'name': <'n'>, 'kind': <'gsm'>, 'colour': <'blue'>}", "InvalidOption" },
    { "{'name': <'n'>, 'kind': <'gsm'>, 'never-default': <'yes'>}", "InvalidOption" },
    { "{'name': <'" ENTRY_OK_NAME "'>, 'kind': <'gsm'>}", "EntryExists" },
    { "{'name': <'two\nlines'>, 'kind': <'gsm'>}", "InvalidName" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    fails (f->client, "CreateEntry", only (wrong[i].fields), wrong[i].error);
  fails (f->client, "UpdateEntry", entry_and (ENTRY_OK, "{'kind': <'gsm'>}"), "InvalidOption");
  fails (f->client, "UpdateEntry", entry_and (ENTRY_OK, "{'restricted': <true>}"), "InvalidOption");
  fails (f->client, "UpdateEntry", entry_and ("nowhere", "{}"), "NoSuchEntry");
  fails (f->client, "SetCredentials", entry_and (ENTRY_OK, "{'pin': <'1'>}"), "InvalidOption");
  fails (f->client, "SetCredentials", entry_and ("nowhere", "{}"), "NoSuchEntry");
  fails (f->client, "GetCredentials", g_variant_new ("(s)", "nowhere"), "NoSuchEntry");
  fails (f->client, "ValidateEntryName", g_variant_new ("(s)", ENTRY_OK_NAME), "EntryExists");
  fails (f->client, "ValidateEntryName", g_variant_new ("(s)", ""), "InvalidName");
  ask (f->client, "ValidateEntryName", g_variant_new ("(s)", "fresh"));
  g_assert_cmpuint (fake_service_calls (f->nm_service, "AddConnection"), ==, 0);
  g_assert_cmpuint (fake_service_calls (f->nm_service, "Update") + fake_service_calls (f->nm_service, "Update2"), ==, 0);
}

/* Rule 18: nobody has so many calls under way that others' are lost. */
static void
calls_are_limited (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) calls = g_ptr_array_new_with_free_func ((GDestroyNotify) call_free);
  Call *last;

  fake_nm_hold (f->nm, TRUE);
  for (guint i = 0; i < MOST_ORDERS + 1; i++)
    g_ptr_array_add (calls, client_start (f->client, SERVICE_PATH, PHONEBOOK, "GetEntry", g_variant_new ("(s)", ENTRY_OK)));
  last = calls->pdata[MOST_ORDERS];
  WAIT_FOR (last->done);
  g_assert_nonnull (last->error);
  g_assert_true (g_str_has_suffix (g_dbus_message_get_error_name (last->reply), ".LimitsExceeded"));
  for (guint i = 0; i < MOST_ORDERS; i++)
    g_assert_false (((Call *) calls->pdata[i])->done);
  fake_nm_hold (f->nm, FALSE);
  for (guint i = 0; i < MOST_ORDERS; i++)
    WAIT_FOR (((Call *) calls->pdata[i])->done);
}

/*
 * Who may: NetworkManager lets root pass (C1), so both rules are asked for the caller.
 */

static void
asks_both_rules (Fixture *f, gconstpointer data)
{
  Client *user = client_new (f->address, UID_DAEMON);
  g_autofree char *uuid = NULL, *own = NULL;

  fake_polkit_set (f->polkit, MODIFY, POLKIT_NO);
  fails (user, "CreateEntry", only (NEW), "NotAuthorized");
  fails (user, "DeleteEntry", g_variant_new ("(s)", ENTRY_OK), "NotAuthorized");
  fails (user, "SetCredentials", entry_and (ENTRY_OK, "{}"), "NotAuthorized");
  fails (user, "ClearCredentials", g_variant_new ("(s)", ENTRY_OK), "NotAuthorized");
  fails (user, "RenameEntry", g_variant_new ("(ss)", ENTRY_OK, "x"), "NotAuthorized");
  fake_polkit_set (f->polkit, MODIFY, POLKIT_YES);
  fake_polkit_set (f->polkit, NM_MODIFY "system", POLKIT_NO);
  fails (user, "CreateEntry", only (NEW), "NotAuthorized");
  fails (user, "UpdateEntry", entry_and (ENTRY_OK, "{}"), "NotAuthorized");
  g_assert_cmpuint (fake_service_calls (f->nm_service, "AddConnection"), ==, 0);
  /* One that nobody else sees needs the smaller right. */
  own = create (user, "{'name': <'Mine'>, 'kind': <'gsm'>, 'restricted': <true>}");
  says (f, own, "['user:" NAME_DAEMON ":']", TRUE);
  ask (user, "RenameEntry", g_variant_new ("(ss)", "Mine", "My own"));
  ask (user, "DeleteEntry", g_variant_new ("(s)", own));
  fake_polkit_set (f->polkit, NM_MODIFY "system", POLKIT_YES);
  uuid = create (user, NEW);
  client_free (user);
}

/* What somebody may not see is not there for him. */
static void
private_ones_are_hidden (Fixture *f, gconstpointer data)
{
  Client *owner = client_new (f->address, UID_DAEMON), *other = client_new (f->address, UID_BIN);
  g_autofree char *uuid = create (owner, "{'name': <'Mine'>, 'kind': <'gsm'>, 'restricted': <true>, 'user-name': <'me'>}");
  g_autoptr (GVariant) credentials = get (owner, "GetCredentials", uuid);

  has_text (credentials, "user-name", "me");
  fails (other, "GetEntry", g_variant_new ("(s)", uuid), "NoSuchEntry");
  fails (other, "GetCredentials", g_variant_new ("(s)", uuid), "NoSuchEntry");
  fails (other, "DeleteEntry", g_variant_new ("(s)", uuid), "NoSuchEntry");
  fails (other, "SetCredentials", entry_and (uuid, "{'user-name': <'you'>}"), "NoSuchEntry");
  client_free (owner);
  client_free (other);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_TEST ("/bus/entries-edit/creates", creates);
  FIXTURE_TEST ("/bus/entries-edit/creates-lines", creates_lines);
  FIXTURE_TEST ("/bus/entries-edit/updates", updates);
  FIXTURE_TEST ("/bus/entries-edit/renames", renames);
  FIXTURE_TEST ("/bus/entries-edit/deletes", deletes);
  FIXTURE_TEST ("/bus/entries-edit/deletes-none-in-use", deletes_none_in_use);
  FIXTURE_TEST ("/bus/entries-edit/credentials-change", credentials_change);
  FIXTURE_TEST ("/bus/entries-edit/refuses", refuses);
  FIXTURE_TEST ("/bus/entries-edit/calls-are-limited", calls_are_limited);
  FIXTURE_TEST_ALL_USERS ("/bus/entries-edit/asks-both-rules", asks_both_rules);
  FIXTURE_TEST_ALL_USERS ("/bus/entries-edit/private-ones-are-hidden", private_ones_are_hidden);
  return g_test_run ();
}
