/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The service under its unit's hardening (tests/bus/confined): all that it does
 * for a dial needs none of what is taken from it. */
#include <string.h>

#include "fixture.h"

typedef struct {
  Fixture base;
  Client *user;
} Confined;

static void
set_up (Confined *c, gconstpointer data)
{
  fixture_set_up_vpn_all_users (&c->base, NULL);
  c->user = client_new (c->base.address, UID_DAEMON);
}

static void
tear_down (Confined *c, gconstpointer data)
{
  check_wire (c->user);
  client_free (c->user);
  fixture_down (&c->base);
}

static char *
line_of_status (Confined *c, const char *key)
{
  g_autofree char *file = g_strdup_printf ("/proc/%d/status", daemon_pid (c->base.daemon));
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  char *at;

  g_file_get_contents (file, &text, NULL, &error);
  g_assert_no_error (error);
  at = strstr (text, key);
  g_assert_nonnull (at);
  at += strlen (key) + 1;
  return g_strndup (at, strcspn (at, "\n"));
}

/* That the test tests something. */
static void
it_is_confined (Confined *c, gconstpointer data)
{
  static const struct {
    const char *key, *value;
  } wanted[] = { { "CapEff:", "0000000000000000" }, { "CapBnd:", "0000000000000000" }, { "NoNewPrivs:", "1" }, { "Seccomp:", "2" } };
  gboolean filtered = g_getenv ("DIALTONE_UNDER_CHECKER") == NULL && !g_str_equal (g_getenv ("DIALTONED_FILTER"), "-");

  for (guint i = 0; i < G_N_ELEMENTS (wanted) - !filtered; i++)
    {
      g_autofree char *value = line_of_status (c, wanted[i].key);

      g_assert_cmpstr (value, ==, wanted[i].value);
    }
}

/* Root to the bus, to polkit and to NetworkManager; it may watch pppd. */
static void
the_bus_takes_it_for_root (Confined *c, gconstpointer data)
{
  g_autoptr (GVariant) features = client_get (c->base.client, SERVICE_PATH, MANAGER, "Features");
  g_autofree const char **names = g_variant_get_strv (features, NULL);
  g_autoptr (GVariant) uid = NULL;
  g_autoptr (GError) error = NULL;
  guint32 number;

  g_assert_true (g_strv_contains (names, "ppp-phases"));
  uid = g_dbus_connection_call_sync (c->user->link, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                     "GetConnectionUnixUser", g_variant_new ("(s)", SERVICE), G_VARIANT_TYPE ("(u)"),
                                     G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
  g_variant_get (uid, "(u)", &number);
  g_assert_cmpuint (number, ==, 0);
}

static void
users_dial_and_hang_up (Confined *c, gconstpointer data)
{
  g_autofree char *path = client_dial (c->user, ENTRY_OK, NULL);

  WAIT_FOR (client_saw_finish (c->user, path));
  g_assert_cmpuint (client_result (c->user, path), ==, ERROR_NONE);
  g_variant_unref (client_ask (c->user, path, CONNECTION, "GetStatus", NULL));
  g_variant_unref (client_get (c->user, path, STATISTICS, "RxBytes"));
  g_variant_unref (client_ask (c->user, SERVICE_PATH, PHONEBOOK, "ListDevices", g_variant_new ("(a{sv})", NULL)));
  client_hang_up (c->user, path);
  wait_ended (c->user, path);
}

/* The store is on a file system of which nothing else can be written. */
static void
results_outlive_it (Confined *c, gconstpointer data)
{
  g_autofree char *path = client_dial (c->user, ENTRY_OK, NULL);

  WAIT_FOR (client_saw_finish (c->user, path));
  daemon_kill (g_steal_pointer (&c->base.daemon));
  c->base.daemon = daemon_start (c->base.address, c->base.folder);
  g_assert_cmpuint (client_get_u (c->user, path, "State"), ==, STATE_CONNECTED);
}

#define CONFINED_TEST(path, function) g_test_add (path, Confined, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  CONFINED_TEST ("/bus/confined/it-is-confined", it_is_confined);
  CONFINED_TEST ("/bus/confined/the-bus-takes-it-for-root", the_bus_takes_it_for_root);
  CONFINED_TEST ("/bus/confined/users-dial-and-hang-up", users_dial_and_hang_up);
  CONFINED_TEST ("/bus/confined/results-outlive-it", results_outlive_it);
  return g_test_run ();
}
