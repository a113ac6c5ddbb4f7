/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A login that pppd's peer refuses: NetworkManager gives up, and the line is dialled anew with another password
 * (tests/guest, logins). */
#include "fake-copies.h"
#include "fixture.h"

#define DSL_WORLD "pppoe-user-disconnect"
#define DSL_REFUSED "pppoe-authfail"
#define DSL_ENTRY "1eafff7c-37a7-4acb-b9ad-a6de4338952c"
#define STATE_RETRY_AUTHENTICATION 4097
#define ERROR_NO_DEVICE 797

/* Until it asks for another password.  As slow as pppd: its phases come over another connection than signals. */
static char *
dial_refused (Fixture *f)
{
  char *path;

  fixture_up (f, PRIVATE_BUS_ONE_USER);
  fixture_load (f, DSL_WORLD);
  fixture_start (f);
  fake_copies_script (fake_nm_copies (f->nm), fixture_trace (f, DSL_REFUSED), PLAYER_BRISK);
  path = client_dial (f->client, DSL_ENTRY, "{'pause': <true>, 'password': <'wrong'>}");
  WAIT_FOR (client_saw (f->client, path, STATE_RETRY_AUTHENTICATION));
  g_assert_true (client_get_b (f->client, path, "Paused"));
  WAIT_FOR (fake_copies_path (fake_nm_copies (f->nm)) == NULL);
  return path;
}

static void
answer (Fixture *f, const char *path)
{
  g_variant_unref (client_ask (f->client, path, CONNECTION, "Resume", g_variant_new_parsed ("({'password': <'right'>},)")));
}

static char *
uuid_of_copy (Fixture *f)
{
  g_autoptr (GVariant) connection = g_variant_lookup_value (fake_copies_settings (fake_nm_copies (f->nm)), "connection", NULL);
  char *uuid = NULL;

  g_variant_lookup (connection, "uuid", "s", &uuid);
  return uuid;
}

static void
another_password_dials_anew (void)
{
  Fixture f = { NULL };
  g_autofree char *path = dial_refused (&f);
  g_autofree char *first = uuid_of_copy (&f);
  g_autofree char *second = NULL;
  g_autofree char *active = NULL;

  fake_copies_script (fake_nm_copies (f.nm), fixture_trace (&f, DSL_WORLD), PLAYER_BRISK);
  answer (&f, path);
  WAIT_FOR (client_saw_finish (f.client, path));
  g_assert_cmpuint (client_result (f.client, path), ==, ERROR_NONE);
  second = uuid_of_copy (&f);
  g_assert_cmpstr (first, !=, second);
  active = client_get_s (f.client, path, "ActiveConnection");
  g_assert_cmpstr (active, ==, player_active (fake_nm_newest_dial (f.nm)));
  client_hang_up (f.client, path);
  wait_ended (f.client, path);
  g_assert_cmpuint (client_last_edge (f.client, path).error, ==, ERROR_USER_DISCONNECTION);
  fixture_down (&f);
}

/* The second line fails before NetworkManager takes it. */
static void
the_new_line_is_refused (void)
{
  Fixture f = { NULL };
  g_autofree char *path = dial_refused (&f);

  fake_copies_script (fake_nm_copies (f.nm), NULL, PLAYER_DEFAULT);
  answer (&f, path);
  WAIT_FOR (client_saw_finish (f.client, path));
  g_assert_cmpuint (client_result (f.client, path), ==, ERROR_NO_DEVICE);
  fixture_down (&f);
}

static void
hung_up_instead_of_answered (void)
{
  Fixture f = { NULL };
  g_autofree char *path = dial_refused (&f);

  client_hang_up (f.client, path);
  WAIT_FOR (client_saw_finish (f.client, path));
  g_assert_cmpuint (client_result (f.client, path), ==, ERROR_USER_DISCONNECTION);
  g_assert_cmpuint (fake_service_calls (f.nm_service, "DeactivateConnection"), ==, 0);
  fixture_down (&f);
}

/* Nobody has the line any more, and nobody knows of a question: the login was refused. */
static void
restarted_instead_of_answered (void)
{
  Fixture f = { NULL };
  g_autofree char *path = dial_refused (&f);

  daemon_kill (g_steal_pointer (&f.daemon));
  f.daemon = daemon_start (f.address, f.folder);
  WAIT_FOR (client_saw_finish (f.client, path));
  g_assert_cmpuint (client_result (f.client, path), ==, ERROR_AUTHENTICATION_FAILURE);
  fixture_down (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bus/logins/another-password-dials-anew", another_password_dials_anew);
  g_test_add_func ("/bus/logins/the-new-line-is-refused", the_new_line_is_refused);
  g_test_add_func ("/bus/logins/hung-up-instead-of-answered", hung_up_instead_of_answered);
  g_test_add_func ("/bus/logins/restarted-instead-of-answered", restarted_instead_of_answered);
  return g_test_run ();
}
