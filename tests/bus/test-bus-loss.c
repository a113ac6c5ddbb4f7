/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The bus goes, with everybody on it: the service ends, for who started it to start it again, and what it knew is in its records. */
#include <glib/gstdio.h>

#include "fixture.h"

#define CALLS 50

/* What was up then is over on a new bus, where NetworkManager knows nothing of it, and still has its path and its result. */
static void
gone_with_dials (void)
{
  static Fixture f;     /* its fakes hang on the bus that has gone, and stay */
  Fixture after = { NULL };
  g_autofree char *up = NULL, *other = NULL, *ended = NULL;
  g_autoptr (GPtrArray) calls = g_ptr_array_new_with_free_func ((GDestroyNotify) call_free);

  fixture_set_up_vpn_all_users (&f, NULL);
  ended = dial_to_end (&f, ENTRY_OK, NULL);
  client_hang_up (f.client, ended);
  wait_ended (f.client, ended);
  up = dial_to_end (&f, ENTRY_OK, NULL);
  other = dial_to_end (&f, ENTRY_OTHER, NULL);
  fake_polkit_hold (f.polkit, TRUE);
  for (guint i = 0; i < CALLS; i++)
    g_ptr_array_add (calls, client_start (f.client, SERVICE_PATH, MANAGER, "HangUpAll", g_variant_new ("(a{sv})", NULL)));
  link_barrier (f.client->link);
  g_clear_pointer (&f.bus, private_bus_free);
  daemon_wait_failed (g_steal_pointer (&f.daemon));

  fixture_up (&after, PRIVATE_BUS_ALL_USERS);
  g_assert_cmpint (g_rmdir (after.folder), ==, 0);
  g_free (after.folder);
  after.folder = g_strdup (f.folder);
  fixture_load (&after, TRACE_OK);
  fixture_start (&after);
  g_assert_cmpuint (client_get_u (after.client, ended, "Result"), ==, ERROR_NONE);
  g_assert_cmpuint (client_get_u (after.client, up, "Result"), ==, ERROR_NONE);
  g_assert_cmpuint (client_get_u (after.client, up, "State"), ==, STATE_DISCONNECTED);
  g_assert_cmpuint (client_get_u (after.client, other, "State"), ==, STATE_DISCONNECTED);
  fixture_down (&after);
  g_clear_pointer (&f.folder, g_free);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bus/bus-loss/gone-with-dials", gone_with_dials);
  return g_test_run ();
}
