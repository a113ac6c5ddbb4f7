/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The service as a secret agent of NetworkManager's (S2, S3), and what it asks for a dial with
 * credentials of its own (rule 14). */
#include <string.h>

#include "fixture.h"

#define NM "org.freedesktop.NetworkManager"
#define AGENT NM ".SecretAgent"
#define AGENT_PATH "/org/freedesktop/NetworkManager/SecretAgent"

typedef struct {
  gboolean done;
  GError *error;
} Answer;

static void
answered (GObject *source, GAsyncResult *result, gpointer data)
{
  Answer *answer = data;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &answer->error);

  answer->done = TRUE;
}

/* The name of the error that the agent answers with; it must be one. */
static char *
refusal (GDBusConnection *link, const char *method, GVariant *arguments)
{
  Answer answer = { 0 };
  char *name;

  g_dbus_connection_call (link, SERVICE, AGENT_PATH, AGENT, method, arguments, NULL, G_DBUS_CALL_FLAGS_NONE, G_MAXINT, NULL,
                          answered, &answer);
  WAIT_FOR (answer.done);
  g_assert_nonnull (answer.error);
  name = g_dbus_error_get_remote_error (answer.error);
  g_error_free (answer.error);
  return name;
}

static GVariant *
ask_for (const char *uuid)
{
  g_autofree char *text = g_strdup_printf ("({'connection': {'uuid': <'%s'>}}, objectpath '/x', 'vpn', @as ['password'], uint32 5)",
                                           uuid);

  return g_variant_new_parsed (text);
}

static void
is_registered_once (Fixture *f, gconstpointer data)
{
  WAIT_FOR (fake_service_calls (f->nm_service, "RegisterWithCapabilities") == 1);
  client_catch_up (f->client);
  g_assert_cmpuint (fake_service_calls (f->nm_service, "RegisterWithCapabilities"), ==, 1);
}

static void
is_registered_with_each_network_manager (Fixture *f, gconstpointer data)
{
  WAIT_FOR (fake_service_calls (f->nm_service, "RegisterWithCapabilities") == 1);
  fake_nm_crash (f->nm);
  client_catch_up (f->client);
  fake_nm_return (f->nm);
  WAIT_FOR (fake_service_calls (f->nm_service, "RegisterWithCapabilities") == 2);
}

/* S2: or users' own agents break. */
static void
has_nothing_for_others (Fixture *f, gconstpointer data)
{
  g_autofree char *path = dial_to_end (f, ENTRY_OK, NULL);
  g_autofree char *unknown = refusal (fake_service_link (f->nm_service), "GetSecrets", ask_for ("no-dial-of-ours"));
  g_autofree char *plain = refusal (fake_service_link (f->nm_service), "GetSecrets", ask_for (ENTRY_OK));

  g_assert_cmpstr (unknown, ==, AGENT ".NoSecrets");
  g_assert_cmpstr (plain, ==, AGENT ".NoSecrets");
}

/* S3: the first agent that saves ends the walk over them. */
static void
saves_and_deletes_nothing (Fixture *f, gconstpointer data)
{
  static const char *const methods[] = { "SaveSecrets", "DeleteSecrets" };

  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      GVariant *arguments = g_variant_new_parsed ("({'connection': {'uuid': <'u'>}}, objectpath '/x')");
      g_autofree char *name = refusal (fake_service_link (f->nm_service), methods[i], arguments);

      g_assert_cmpstr (name, ==, AGENT ".Failed");
    }
}

/* The bus lets every process call it. */
static void
answers_network_manager_alone (Fixture *f, gconstpointer data)
{
  g_autofree char *name = refusal (f->client->link, "GetSecrets", ask_for (ENTRY_OK));

  g_assert_cmpstr (name, ==, AGENT ".NotAuthorized");
}

/* A dial with a password never activates the profile, and a refused copy is the line's error. */
static void
a_password_goes_into_no_profile (Fixture *f, gconstpointer data)
{
  g_autofree char *path = dial_to_end (f, ENTRY_OK, "{'password': <'geheim'>}");

  g_assert_cmpuint (fake_service_calls (f->nm_service, "ActivateConnection"), ==, 0);
  g_assert_cmpuint (fake_service_calls (f->nm_service, "AddAndActivateConnection2"), ==, 1);
  g_assert_cmpuint (fake_service_calls (f->nm_service, "Update"), ==, 0);
  g_assert_cmpuint (client_result (f->client, path), !=, ERROR_NONE);
}

static void
resume_needs_a_pause (Fixture *f, gconstpointer data)
{
  g_autofree char *path = dial_to_end (f, ENTRY_OK, "{'pause': <false>}");
  g_autofree char *text = client_fails (f->client, path, CONNECTION, "Resume",
                                        g_variant_new_parsed ("({'password': <'geheim'>},)"), "NotPaused");

  g_assert_null (strstr (text, "geheim"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_TEST ("/bus/secret-agent/is-registered-once", is_registered_once);
  FIXTURE_TEST ("/bus/secret-agent/is-registered-with-each-network-manager", is_registered_with_each_network_manager);
  FIXTURE_TEST ("/bus/secret-agent/has-nothing-for-others", has_nothing_for_others);
  FIXTURE_TEST ("/bus/secret-agent/saves-and-deletes-nothing", saves_and_deletes_nothing);
  FIXTURE_TEST ("/bus/secret-agent/answers-network-manager-alone", answers_network_manager_alone);
  FIXTURE_TEST ("/bus/rule-14/a-password-goes-into-no-profile", a_password_goes_into_no_profile);
  FIXTURE_TEST ("/bus/secret-agent/resume-needs-a-pause", resume_needs_a_pause);
  return g_test_run ();
}
