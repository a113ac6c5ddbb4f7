/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rules 6 and 15: what is wrong with a call is a named error whose text tells
 * what was wrong, and the service lives on. */
#include <string.h>

#include "fixture.h"

#define NOWHERE SERVICE_PATH "/Connection/4242"

static char *
dial_fails (Fixture *f, const char *entry, const char *options, const char *name)
{
  return client_fails (f->client, SERVICE_PATH, MANAGER, "Dial", dial_arguments (entry, options), name);
}

static void
assert_lives (Fixture *f)
{
  g_assert_true (daemon_is_alive (f->daemon));
  client_catch_up (f->client);
}

static void
unknown_entry (Fixture *f, gconstpointer data)
{
  g_autofree char *text = dial_fails (f, "no such entry", NULL, "NoSuchEntry");

  g_assert_nonnull (strstr (text, "no such entry"));
  assert_lives (f);
}

static void
empty_entry (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) body = client_call (f->client, SERVICE_PATH, MANAGER, "Dial", dial_arguments ("", NULL), &error);
  g_autofree char *name = NULL;

  g_assert_null (body);
  name = g_dbus_error_get_remote_error (error);
  g_assert_true (g_str_equal (name, SERVICE ".Error.NoSuchEntry") || g_str_equal (name, SERVICE ".Error.InvalidOption"));
  assert_lives (f);
}

/* An Ethernet profile is no entry. */
static void
entry_of_another_kind (Fixture *f, gconstpointer data)
{
  g_free (dial_fails (f, "wan", NULL, "NoSuchEntry"));
  g_free (dial_fails (f, "11111111-1111-1111-1111-111111111111", NULL, "NoSuchEntry"));
  assert_lives (f);
}

typedef struct {
  const char *options;
  const char *culprit;        /* the text must name it */
} BadOptions;

static const BadOptions bad_options[] = {
  { "{'nonsense': <true>}", "nonsense" },
  { "{'reuse': <'yes'>}", "reuse" },
  { "{'add-reference': <1>}", "add-reference" },
  { "{'linger': <'long'>}", "linger" },
  { "{'linger': <-1>}", "linger" },
  { "{'timeout': <true>}", "timeout" },
  { "{'device': <uint32 3>}", "device" },
  { "{'bind-lifetime': <'for ever'>}", "bind-lifetime" },
  { "{'bind-lifetime': <true>}", "bind-lifetime" },
  { "{'handle-token': <''>}", "handle-token" },
  { "{'handle-token': <'a/b'>}", "handle-token" },
  { "{'handle-token': <'a-b'>}", "handle-token" },
  { "{'handle-token': <'12345678901234567890123456789012345678901234567890123456789012345'>}", "handle-token" },
  { "{'handle-token': <uint32 7>}", "handle-token" },
  /* What a VPN has no place for. */
  { "{'apn': <'internet'>}", "apn" },
  { "{'phone-number': <'123'>}", "phone-number" },
  { "{'pin': <'1234'>}", "pin" },
  { "{'domain': <'CORP'>}", "domain" },
  { "{'password': <'a\\nb'>}", "password" },
  { "{'password-fd': <handle 0>}", "password-fd" },
  { "{'password-fd': <handle -1>}", "password-fd" },
  { "{'password-fd': <handle 0>, 'password': <'x'>}", "password-fd" },
  { "{'pause': <'yes'>}", "pause" },
  { "{'agent': <'/a'>}", "agent" },
  { "{'': <true>}", "" },
  { "{'X-upper': <true>}", "X-upper" },
  { "{'x': <true>}", "x" },
};

static void
options_are_refused_by_name (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad_options); i++)
    {
      g_autofree char *text = NULL;

      g_test_message ("%s", bad_options[i].options);
      text = dial_fails (f, ENTRY_OK, bad_options[i].options, "InvalidOption");
      g_assert_nonnull (strstr (text, bad_options[i].culprit));
    }
  client_catch_up (f->client);
  g_assert_false (client_saw_finish (f->client, NULL));
  assert_lives (f);
}

static void
private_options_are_ignored (Fixture *f, gconstpointer data)
{
  g_autofree char *path = dial_to_end (f, ENTRY_OK, "{'x-colour': <'red'>, 'x-': <@av []>}");

  g_assert_cmpuint (client_result (f->client, path), ==, ERROR_NONE);
}

static void
other_methods_refuse_options (Fixture *f, gconstpointer data)
{
  g_autofree char *path = dial_to_end (f, ENTRY_OK, NULL);
  static const char *const bad[] = { "{'nonsense': <true>}", "{'all': <'yes'>}" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      GVariant *options = g_variant_parse (G_VARIANT_TYPE_VARDICT, bad[i], NULL, NULL, NULL);
      g_autoptr (GVariant) args = g_variant_ref_sink (g_variant_new ("(@a{sv})", options));

      g_variant_unref (options);
      g_free (client_fails (f->client, path, CONNECTION, "HangUp", args, "InvalidOption"));
      g_free (client_fails (f->client, SERVICE_PATH, MANAGER, "HangUpAll", args, "InvalidOption"));
      g_free (client_fails (f->client, path, CONNECTION, "Release", args, "InvalidOption"));
      g_free (client_fails (f->client, SERVICE_PATH, PHONEBOOK, "ListEntries", args, "InvalidOption"));
      g_free (client_fails (f->client, SERVICE_PATH, PHONEBOOK, "ListDevices", args, "InvalidOption"));
    }
  g_assert_cmpuint (client_last_edge (f->client, path).state, ==, STATE_CONNECTED);
}

static void
fails_somehow (Fixture *f, const char *path, const char *interface, const char *member, GVariant *args)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) body = client_call (f->client, path, interface, member, args, &error);

  g_assert_null (body);
  g_assert_true (g_dbus_error_is_remote_error (error));
}

static void
wrong_types (Fixture *f, gconstpointer data)
{
  fails_somehow (f, SERVICE_PATH, MANAGER, "Dial", NULL);
  fails_somehow (f, SERVICE_PATH, MANAGER, "Dial", g_variant_new ("(s)", ENTRY_OK));
  fails_somehow (f, SERVICE_PATH, MANAGER, "Dial", g_variant_new ("(ua{sv})", 7u, NULL));
  fails_somehow (f, SERVICE_PATH, MANAGER, "Dial", g_variant_new ("(sa{ss})", ENTRY_OK, NULL));
  fails_somehow (f, SERVICE_PATH, MANAGER, "GetErrorString", g_variant_new ("(s)", "691"));
  fails_somehow (f, SERVICE_PATH, MANAGER, "NoSuchMethod", NULL);
  fails_somehow (f, SERVICE_PATH, "org.example.Other", "Dial", NULL);
  fails_somehow (f, "/", MANAGER, "Dial", dial_arguments (ENTRY_OK, NULL));
  fails_somehow (f, SERVICE_PATH, PHONEBOOK, "GetEntry", g_variant_new ("(as)", NULL));
  assert_lives (f);
}

static void
path_that_is_no_connection (Fixture *f, gconstpointer data)
{
  static const char *const paths[] = {
    NOWHERE, SERVICE_PATH "/Connection/0", SERVICE_PATH "/Connection/18446744073709551616",
    SERVICE_PATH "/Connection/nonsense", SERVICE_PATH "/Connection/1_1/token",
  };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_test_message ("%s", paths[i]);
      g_free (client_fails (f->client, paths[i], CONNECTION, "GetStatus", NULL, "NoSuchConnection"));
      g_free (client_fails (f->client, paths[i], CONNECTION, "HangUp", g_variant_new ("(a{sv})", NULL),
                            "NoSuchConnection"));
      g_free (client_fails (f->client, paths[i], CONNECTION, "WaitFinished", g_variant_new ("(u)", 0u),
                            "NoSuchConnection"));
    }
  assert_lives (f);
}

static void
a_mebibyte_of_text (Fixture *f, gconstpointer data)
{
  g_autofree char *text = g_strnfill (1024 * 1024, 'x');
  g_autofree char *options = g_strdup_printf ("{'%s': <true>}", text);
  g_autofree char *answer = dial_fails (f, text, NULL, "LimitsExceeded");
  g_autofree char *answer2 = dial_fails (f, ENTRY_OK, options, "LimitsExceeded");

  g_assert_cmpuint (strlen (answer), <, 4096);
  g_assert_cmpuint (strlen (answer2), <, 4096);
  g_free (client_fails (f->client, SERVICE_PATH, PHONEBOOK, "GetEntry", g_variant_new ("(s)", text), "LimitsExceeded"));
  text[50000] = '\0';
  g_free (client_fails (f->client, SERVICE_PATH, PHONEBOOK, "GetEntry", g_variant_new ("(s)", text), "NoSuchEntry"));
  assert_lives (f);
}

/* Texts are cut somewhere: never inside a character, or the answer is no D-Bus string. */
static void
long_names_of_many_bytes (Fixture *f, gconstpointer data)
{
  g_autoptr (GString) name = g_string_new ("a");

  for (guint length = 1; length < 300; length++)
    {
      g_autofree char *options = NULL;
      g_autofree char *other = NULL;

      g_string_append (name, "\303\244");
      if (length % 7 != 0 && length != 32)
        continue;
      options = g_strdup_printf ("{'%s': <true>}", name->str);
      other = g_strdup_printf ("{'bind-lifetime': <'%s'>}", name->str);
      g_free (dial_fails (f, name->str, NULL, "NoSuchEntry"));
      g_free (dial_fails (f, ENTRY_OK, options, "InvalidOption"));
      g_free (dial_fails (f, ENTRY_OK, other, "InvalidOption"));
    }
  assert_lives (f);
}

/* A failed line is no failed call. */
static void
line_errors_are_data (Fixture *f, gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autoptr (GVariant) status = NULL;
  g_autoptr (GVariant) dictionary = NULL;
  guint32 error = 0;

  fixture_script (f, ENTRY_OK, "ovpn-missing-plugin", PLAYER_DEFAULT);
  path = dial_to_end (f, ENTRY_OK, NULL);
  status = client_ask (f->client, path, CONNECTION, "GetStatus", NULL);
  dictionary = g_variant_get_child_value (status, 0);
  g_assert_true (g_variant_lookup (dictionary, "Error", "u", &error));
  g_assert_cmpuint (error, ==, ERROR_DEVICE_MISSING);
}

static void
error_strings (Fixture *f, gconstpointer data)
{
  g_autoptr (GVariant) body = client_ask (f->client, SERVICE_PATH, MANAGER, "GetErrorString", g_variant_new ("(u)", 691u));
  const char *name, *text;

  g_variant_get (body, "(&s&s&s)", &name, &text, NULL);
  g_assert_cmpstr (name, ==, "ERROR_AUTHENTICATION_FAILURE");
  g_assert_cmpuint (strlen (text), >, 10);
  g_free (client_fails (f->client, SERVICE_PATH, MANAGER, "GetErrorString", g_variant_new ("(u)", 4294967295u),
                        "InvalidOption"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_TEST ("/bus/rule-6/unknown-entry", unknown_entry);
  FIXTURE_TEST ("/bus/rule-6/empty-entry", empty_entry);
  FIXTURE_TEST ("/bus/rule-6/entry-of-another-kind", entry_of_another_kind);
  FIXTURE_TEST ("/bus/rule-6/wrong-types", wrong_types);
  FIXTURE_TEST ("/bus/rule-6/path-that-is-no-connection", path_that_is_no_connection);
  FIXTURE_TEST ("/bus/rule-6/a-mebibyte-of-text", a_mebibyte_of_text);
  FIXTURE_TEST ("/bus/rule-6/long-names-of-many-bytes", long_names_of_many_bytes);
  FIXTURE_TEST ("/bus/rule-6/line-errors-are-data", line_errors_are_data);
  FIXTURE_TEST ("/bus/rule-6/error-strings", error_strings);
  FIXTURE_TEST ("/bus/rule-15/options-are-refused-by-name", options_are_refused_by_name);
  FIXTURE_TEST ("/bus/rule-15/private-options-are-ignored", private_options_are_ignored);
  FIXTURE_TEST ("/bus/rule-15/other-methods-refuse-options", other_methods_refuse_options);
  return g_test_run ();
}
