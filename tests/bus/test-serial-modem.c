/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A serial modem cannot be stopped in the middle of its dial command. */
#include "fixture.h"

#define WORLD "gsm-hang-up-after-the-dial-command"
#define ENTRY "33333333-3333-3333-3333-000000000001"
#define STATE_CONNECT_DEVICE 2

static void
set_up (Fixture *f, gconstpointer data)
{
  fixture_up (f, PRIVATE_BUS_ONE_USER);
  fixture_load (f, WORLD);
  /* The second for which the modem dials ends when the test says so. */
  fixture_script (f, ENTRY, WORLD, PLAYER_BRISK | PLAYER_HOLDS);
  fixture_start (f);
}

/* Cancelled in its dial command the modem would be lost (gsm-redial-after-cancel-refused). */
static void
hang_up_waits_for_the_dial_command (Fixture *f, gconstpointer data)
{
  g_autofree char *path = client_dial (f->client, ENTRY, NULL);

  WAIT_FOR (client_last_edge (f->client, path).state == STATE_CONNECT_DEVICE);
  client_hang_up (f->client, path);
  client_hang_up (f->client, path);
  client_catch_up (f->client);
  g_assert_cmpuint (fake_service_calls (f->nm_service, "DeactivateConnection"), ==, 0);
  g_assert_true (client_get_b (f->client, path, "Disconnecting"));
  player_go_on (fake_nm_newest_dial (f->nm));
  wait_ended (f->client, path);
  g_assert_cmpuint (fake_service_calls (f->nm_service, "DeactivateConnection"), ==, 1);
  g_assert_cmpuint (client_last_edge (f->client, path).error, ==, ERROR_USER_DISCONNECTION);
}

/* The service's own stop does not wait: nothing may be left behind. */
static void
stop_takes_it_down_at_once (Fixture *f, gconstpointer data)
{
  g_autofree char *path = client_dial (f->client, ENTRY, NULL);

  WAIT_FOR (client_last_edge (f->client, path).state == STATE_CONNECT_DEVICE);
  client_hang_up (f->client, path);
  daemon_stop (g_steal_pointer (&f->daemon));
  WAIT_FOR (fake_service_calls (f->nm_service, "DeactivateConnection") == 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/bus/serial-modem/hang-up-waits-for-the-dial-command", Fixture, NULL, set_up,
              hang_up_waits_for_the_dial_command, fixture_tear_down);
  g_test_add ("/bus/serial-modem/stop-takes-it-down-at-once", Fixture, NULL, set_up, stop_takes_it_down_at_once,
              fixture_tear_down);
  return g_test_run ();
}
