/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What Phonebook says is so, is so: what is forgotten is gone, what is not changed stays as it is, and what the disk or
 * NetworkManager did not take is no success. */
#include <glib/gstdio.h>

#include "entries.h"

#define OPENVPN "org.freedesktop.NetworkManager.openvpn"
#define IODINE "org.freedesktop.NetworkManager.iodine"
#define L2TP "org.freedesktop.NetworkManager.l2tp"
#define PROFILE "org.freedesktop.NetworkManager.Settings.Connection"
#define UUID "77777777-0000-0000-0000-0000000000a1"

#define TWO_SECRETS "{'name': <'Branch'>, 'kind': <'vpn'>, 'service': <'" L2TP "'>, 'user-name': <'ann'>, " \
                    "'password': <'s3cret'>, 'pre-shared-key': <'k3y'>}"
#define LINE "{'name': <'Line'>, 'kind': <'pppoe'>, 'device': <'eth0'>, 'user-name': <'u'>, 'password': <'s3cret'>}"

/* A profile that somebody else made. */
static void
put (Fixture *f, const char *type, const char *sections)
{
  g_autofree char *text = g_strdup_printf ("{'connection': {'id': <'Made'>, 'uuid': <'" UUID "'>, 'type': <'%s'>}, %s}", type, sections);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) settings = g_variant_parse (G_VARIANT_TYPE ("a{sa{sv}}"), text, NULL, NULL, &error);
  Call *call;

  g_assert_no_error (error);
  fake_nm_add_settings (f->nm, settings);
  do
    {
      call = client_start (f->client, SERVICE_PATH, PHONEBOOK, "GetEntry", g_variant_new ("(s)", UUID));
      WAIT_FOR (call->done);
    }
  while (call->error != NULL && (call_free (call), TRUE));
  call_free (call);
}

static guint
calls (Fixture *f, const char *member)
{
  return fake_service_calls (f->nm_service, member);
}

static guint
updates (Fixture *f)
{
  return calls (f, "Update") + calls (f, "Update2");
}

static void
is_stored (Fixture *f, const char *entry, gboolean password, gboolean key)
{
  g_autoptr (GVariant) credentials = get (f->client, "GetCredentials", entry);

  has_truth (credentials, "password-stored", password);
  has_truth (credentials, "pre-shared-key-stored", key);
}

/*
 * Forgetting.
 */

static void
forgets_the_last_secret (Fixture *f, gconstpointer data)
{
  g_autofree char *uuid = create (f->client, LINE);

  ask (f->client, "SetCredentials", entry_and ("Line", "{'password': <''>}"));
  says (f, uuid, "s3cret", FALSE);
  says (f, uuid, "'username': <'u'>", TRUE);
  is_stored (f, "Line", FALSE, FALSE);
  /* Agents have old ones. */
  g_assert_cmpuint (calls (f, "ClearSecrets"), ==, 1);
  ask (f->client, "SetCredentials", entry_and ("Line", "{'password': <'anew'>}"));
  says (f, uuid, "'password': <'anew'>", TRUE);
}

static void
forgets_one_of_two_secrets (Fixture *f, gconstpointer data)
{
  g_autofree char *uuid = create (f->client, TWO_SECRETS);

  ask (f->client, "SetCredentials", entry_and ("Branch", "{'password': <''>}"));
  says (f, uuid, "s3cret", FALSE);
  says (f, uuid, "'ipsec-psk': 'k3y'", TRUE);
  is_stored (f, "Branch", FALSE, TRUE);
  g_assert_cmpuint (calls (f, "ClearSecrets"), ==, 0);
}

static void
forgets_all_credentials (Fixture *f, gconstpointer data)
{
  g_autofree char *two = create (f->client, TWO_SECRETS), *line = create (f->client, LINE);

  ask (f->client, "ClearCredentials", g_variant_new ("(s)", "Branch"));
  says (f, two, "s3cret", FALSE);
  says (f, two, "k3y", FALSE);
  says (f, two, "ann", FALSE);
  ask (f->client, "ClearCredentials", g_variant_new ("(s)", "Line"));
  says (f, line, "s3cret", FALSE);
  says (f, line, "'username': <'-'>", TRUE);
}

/* A modem's PIN is none of them. */
static void
forgets_a_password_beside_a_pin (Fixture *f, gconstpointer data)
{
  put (f, "gsm", "'gsm': {'apn': <'internet'>, 'password': <'s3cret'>, 'pin': <'1234'>}");
  ask (f->client, "ClearCredentials", g_variant_new ("(s)", "Made"));
  says (f, UUID, "s3cret", FALSE);
  says (f, UUID, "'pin': <'1234'>", TRUE);
  g_assert_cmpuint (calls (f, "ClearSecrets"), ==, 0);
}

/* ClearSecrets would take what an agent keeps. */
static void
leaves_what_agents_keep (Fixture *f, gconstpointer data)
{
  put (f, "vpn", "'vpn': {'service-type': <'" OPENVPN "'>, 'data': <{'remote': 'h', 'password-flags': '0', 'cert-pass-flags': '1'}>, "
                 "'secrets': <{'password': 's3cret'}>}");
  ask (f->client, "SetCredentials", entry_and ("Made", "{'password': <''>}"));
  says (f, UUID, "s3cret", FALSE);
  says (f, UUID, "'cert-pass-flags': '1'", TRUE);
  says (f, UUID, "'password-flags': '0'", TRUE);
  g_assert_cmpuint (calls (f, "ClearSecrets"), ==, 0);
}

/* Nobody can tell an agent that is not there: it is asked for each time. */
static void
forgets_what_an_agent_keeps (Fixture *f, gconstpointer data)
{
  put (f, "vpn", "'vpn': {'service-type': <'" OPENVPN "'>, 'data': <{'remote': 'h', 'password-flags': '1'}>}");
  ask (f->client, "SetCredentials", entry_and ("Made", "{'password': <''>}"));
  says (f, UUID, "'password-flags': '2'", TRUE);
  g_assert_cmpuint (calls (f, "ClearSecrets"), ==, 1);
}

/* What is not saved has nothing to be forgotten. */
static void
leaves_what_is_not_saved (Fixture *f, gconstpointer data)
{
  put (f, "pppoe", "'pppoe': {'username': <'u'>, 'password-flags': <uint32 2>}");
  ask (f->client, "SetCredentials", entry_and ("Made", "{'password': <''>}"));
  says (f, UUID, "'password-flags': <uint32 2>", TRUE);
  g_assert_cmpuint (updates (f) + calls (f, "ClearSecrets"), ==, 0);
}

/*
 * What did not come to be.
 */

static void
tells_that_the_disk_refused (Fixture *f, gconstpointer data)
{
  g_autofree char *uuid = create (f->client, LINE);

  fake_nm_limit_writes (f->nm, 0);
  fails (f->client, "SetCredentials", entry_and ("Line", "{'password': <''>}"), "NotSaved");
  g_assert_cmpuint (calls (f, "ClearSecrets"), ==, 0);
  says (f, uuid, "s3cret", TRUE);
  fails (f->client, "ClearCredentials", g_variant_new ("(s)", "Line"), "NotSaved");
  fails (f->client, "UpdateEntry", entry_and ("Line", "{'device': <'eth1'>}"), "NotSaved");
  fails (f->client, "RenameEntry", g_variant_new ("(ss)", "Line", "Other"), "NotSaved");
  fails (f->client, "CreateEntry", only ("{'name': <'New'>, 'kind': <'gsm'>}"), "NotSaved");
}

/* NetworkManager has forgotten it, the disk has not: trying again is no success either until the disk takes it. */
static void
tells_that_the_disk_refused_too_late (Fixture *f, gconstpointer data)
{
  g_autofree char *uuid = create (f->client, LINE);
  guint before;

  fake_nm_limit_writes (f->nm, 1);
  fails (f->client, "SetCredentials", entry_and ("Line", "{'password': <''>}"), "NotSaved");
  fails (f->client, "SetCredentials", entry_and ("Line", "{'password': <''>}"), "NotSaved");
  fake_nm_limit_writes (f->nm, -1);
  before = updates (f);
  ask (f->client, "SetCredentials", entry_and ("Line", "{'password': <''>}"));
  g_assert_cmpuint (updates (f), ==, before + 1);
  says (f, uuid, "s3cret", FALSE);
  ask (f->client, "SetCredentials", entry_and ("Line", "{'password': <''>}"));
  g_assert_cmpuint (updates (f), ==, before + 1);
}

static guint
count_profiles (Fixture *f)
{
  g_autoptr (GPtrArray) paths = fake_service_paths (f->nm_service, PROFILE);

  return paths->len;
}

static void
tells_what_networkmanager_did_not_do (Fixture *f, gconstpointer data)
{
  g_autofree char *uuid = create (f->client, LINE);
  guint entries = count_profiles (f);

  fake_nm_forget_writes (f->nm, TRUE);
  fails (f->client, "SetCredentials", entry_and ("Line", "{'password': <''>}"), "NotSaved");
  fails (f->client, "SetCredentials", entry_and ("Line", "{'password': <'other'>}"), "NotSaved");
  fails (f->client, "ClearCredentials", g_variant_new ("(s)", "Line"), "NotSaved");
  fails (f->client, "UpdateEntry", entry_and ("Line", "{'never-default': <true>}"), "NotSaved");
  fails (f->client, "RenameEntry", g_variant_new ("(ss)", "Line", "Other"), "NotSaved");
  /* One for a single user that came to be one for all goes again. */
  fails (f->client, "CreateEntry", only ("{'name': <'Mine'>, 'kind': <'gsm'>, 'restricted': <true>}"), "NotSaved");
  g_assert_cmpuint (count_profiles (f), ==, entries);
}

/* NetworkManager says that it is gone, and notes in /run that its file does not count. */
static void
tells_that_a_file_stays (Fixture *f, gconstpointer data)
{
  g_autofree char *uuid = create (f->client, LINE), *other = create (f->client, TWO_SECRETS);
  g_autofree char *file = g_build_filename (f->folder, "stays.nmconnection", NULL);
  g_autofree char *gone = g_build_filename (f->folder, "gone.nmconnection", NULL);

  g_assert_true (g_file_set_contents (file, "x", 1, NULL));
  fake_service_set (f->nm_service, fake_nm_find_profile (f->nm, uuid), PROFILE, "Filename", g_variant_new_string (file));
  fake_service_set (f->nm_service, fake_nm_find_profile (f->nm, other), PROFILE, "Filename", g_variant_new_string (gone));
  fails (f->client, "DeleteEntry", g_variant_new ("(s)", uuid), "NotSaved");
  ask (f->client, "DeleteEntry", g_variant_new ("(s)", other));
  g_unlink (file);
}

/*
 * Nothing changes what is not changed.
 */

#define ADDRESSES                                                                                                             \
  "'ipv4': {'method': <'auto'>, 'never-default': <true>, 'dns': <[uint32 16843009, 33686018, 50529027]>, "                     \
  "'dns-data': <['1.1.1.1', '2.2.2.2', '3.3.3.3']>, 'addresses': <[[uint32 16843018, 24, 0], [16908554, 16, 0]]>, "            \
  "'address-data': <[{'address': <'10.1.1.1'>, 'prefix': <uint32 24>}, {'address': <'10.1.2.1'>, 'prefix': <uint32 16>}]>}, " \
  "'ipv6': {'method': <'auto'>}"

static const struct {
  const char *type, *sections;
} kinds[] = {
  { "vpn", "'vpn': {'service-type': <'" OPENVPN "'>, 'data': <{'remote': 'a, b', 'username': 'u'}>, 'secrets': <{'password': 'p'}>}" },
  { "vpn", "'vpn': {'service-type': <'" IODINE "'>, 'data': <{'topdomain': 't.example'}>}" },
  { "pppoe", "'pppoe': {'username': <'u'>, 'parent': <'wan0'>, 'password': <'p'>}" },
  { "gsm", "'gsm': {'apn': <'internet'>, 'number': <'*99#'>, 'pin': <'1234'>}" },
  { "cdma", "'cdma': {'number': <'#777'>, 'username': <'u'>}" },
  { "adsl", "'adsl': {'username': <'u'>, 'protocol': <'pppoa'>, 'password': <'p'>}" },
  { "bluetooth", "'bluetooth': {'type': <'dun'>}, 'gsm': {'apn': <'internet'>}" },
  { "wireguard", "'wireguard': {'private-key': <'k'>, 'peers': <[{'public-key': <'q'>, 'endpoint': <'h:1'>}]>}" },
};

static void
gives_back_what_it_got (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *sections = g_strconcat (kinds[i].sections, ", " ADDRESSES, NULL), *before = NULL, *after = NULL;
      g_autoptr (GVariant) entry = NULL;

      put (f, kinds[i].type, sections);
      before = kept (f, UUID);
      entry = get (f->client, "GetEntry", UUID);
      ask (f->client, "UpdateEntry", g_variant_new ("(s@a{sv})", UUID, entry));
      after = kept (f, UUID);
      g_assert_cmpstr (after, ==, before);
      ask (f->client, "DeleteEntry", g_variant_new ("(s)", UUID));
    }
  g_assert_cmpuint (updates (f), ==, 0);
}

/* And what is changed changes alone. */
static void
changes_only_what_is_said (Fixture *f, gconstpointer data)
{
  put (f, "pppoe", "'pppoe': {'username': <'u'>, 'parent': <'wan0'>, 'password': <'p'>}, " ADDRESSES);
  ask (f->client, "UpdateEntry", entry_and ("Made", "{'ip4-address': <'10.1.1.9'>, 'never-default': <true>}"));
  says (f, UUID, "'address': <'10.1.1.9'>, 'prefix': <uint32 24>", TRUE);
  says (f, UUID, "'address': <'10.1.2.1'>, 'prefix': <uint32 16>", TRUE);
  says (f, UUID, "'ipv6': {'method': <'auto'>}", TRUE);
  says (f, UUID, "[uint32 16843009, 33686018, 50529027]", TRUE);
  ask (f->client, "UpdateEntry", entry_and ("Made", "{'device': <'wan1'>}"));
  says (f, UUID, "'parent': <'wan1'>", TRUE);
  says (f, UUID, "interface-name", FALSE);
  says (f, UUID, "'password': <'p'>", TRUE);
  fails (f->client, "UpdateEntry", entry_and ("Made", "{'uuid': <'x'>}"), "InvalidOption");
  fails (f->client, "UpdateEntry", entry_and ("Made", "{'secrets-owner': <'user'>}"), "InvalidOption");
}

/* The right is asked for also where nothing changes. */
static void
nothing_needs_a_right_too (Fixture *f, gconstpointer data)
{
  Client *user = client_new (f->address, UID_DAEMON);
  g_autoptr (GVariant) entry = get (f->client, "GetEntry", ENTRY_OK);

  fake_polkit_set (f->polkit, SERVICE ".modify-entries", POLKIT_NO);
  fails (user, "UpdateEntry", g_variant_new ("(s@a{sv})", ENTRY_OK, entry), "NotAuthorized");
  client_free (user);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_TEST ("/bus/entries-kept/forgets-the-last-secret", forgets_the_last_secret);
  FIXTURE_TEST ("/bus/entries-kept/forgets-one-of-two-secrets", forgets_one_of_two_secrets);
  FIXTURE_TEST ("/bus/entries-kept/forgets-all-credentials", forgets_all_credentials);
  FIXTURE_TEST ("/bus/entries-kept/forgets-a-password-beside-a-pin", forgets_a_password_beside_a_pin);
  FIXTURE_TEST ("/bus/entries-kept/leaves-what-agents-keep", leaves_what_agents_keep);
  FIXTURE_TEST ("/bus/entries-kept/forgets-what-an-agent-keeps", forgets_what_an_agent_keeps);
  FIXTURE_TEST ("/bus/entries-kept/leaves-what-is-not-saved", leaves_what_is_not_saved);
  FIXTURE_TEST ("/bus/entries-kept/tells-that-the-disk-refused", tells_that_the_disk_refused);
  FIXTURE_TEST ("/bus/entries-kept/tells-that-the-disk-refused-too-late", tells_that_the_disk_refused_too_late);
  FIXTURE_TEST ("/bus/entries-kept/tells-what-networkmanager-did-not-do", tells_what_networkmanager_did_not_do);
  FIXTURE_TEST ("/bus/entries-kept/tells-that-a-file-stays", tells_that_a_file_stays);
  FIXTURE_TEST ("/bus/entries-kept/gives-back-what-it-got", gives_back_what_it_got);
  FIXTURE_TEST ("/bus/entries-kept/changes-only-what-is-said", changes_only_what_is_said);
  FIXTURE_TEST_ALL_USERS ("/bus/entries-kept/nothing-needs-a-right-too", nothing_needs_a_right_too);
  return g_test_run ();
}
