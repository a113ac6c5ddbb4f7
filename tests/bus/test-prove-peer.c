/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The option prove-peer of a WireGuard entry. */
#include <string.h>

#include "fake-tunnel.h"
#include "fixture.h"

typedef struct {
  Fixture base;
  FakeTunnel *tunnel;
} World;

static void
set_up (World *w, gconstpointer data)
{
  fixture_up (&w->base, PRIVATE_BUS_ONE_USER);
  fixture_load (&w->base, TRACE_OK);
  w->tunnel = fake_tunnel_new (w->base.nm);
  fixture_start (&w->base);
}

static void
tear_down (World *w, gconstpointer data)
{
  daemon_stop (g_steal_pointer (&w->base.daemon));
  fake_tunnel_free (w->tunnel);
  fixture_down (&w->base);
}

static char *
dial_to_projected (World *w, const char *options)
{
  char *path = client_dial (w->base.client, TUNNEL_UUID, options);

  WAIT_FOR (client_last_edge (w->base.client, path).state == 18);
  /* It has asked NetworkManager to count. */
  WAIT_FOR (fake_tunnel_asked (w->tunnel) == 1);
  g_assert_false (client_saw_finish (w->base.client, path));
  return path;
}

static void
peer_answers (World *w, gconstpointer data)
{
  g_autofree char *path = dial_to_projected (w, "{'prove-peer': <true>}");

  fake_tunnel_counts (w->tunnel, 0);
  client_catch_up (w->base.client);
  g_assert_false (client_get_b (w->base.client, path, "Finished"));
  fake_tunnel_counts (w->tunnel, 92);
  WAIT_FOR (client_saw_finish (w->base.client, path));
  g_assert_cmpuint (client_result (w->base.client, path), ==, ERROR_NONE);
  g_assert_cmpuint (client_last_edge (w->base.client, path).state, ==, STATE_CONNECTED);
  /* And to stop counting. */
  WAIT_FOR (fake_tunnel_asked (w->tunnel) == 2);
}

static void
peer_is_silent (World *w, gconstpointer data)
{
  g_autofree char *path = dial_to_projected (w, "{'prove-peer': <true>, 'timeout': <uint32 1>}");

  WAIT_FOR (client_saw_finish (w->base.client, path));
  g_assert_cmpuint (client_result (w->base.client, path), ==, 809);
  wait_ended (w->base.client, path);
  g_assert_false (client_saw (w->base.client, path, STATE_CONNECTED));
  g_assert_false (fake_tunnel_is_active (w->tunnel));
}

static void
hang_up_while_waiting (World *w, gconstpointer data)
{
  g_autofree char *path = dial_to_projected (w, "{'prove-peer': <true>}");

  client_hang_up (w->base.client, path);
  WAIT_FOR (client_saw_finish (w->base.client, path));
  g_assert_cmpuint (client_result (w->base.client, path), ==, ERROR_USER_DISCONNECTION);
}

/* The next process of the service looks for the answer too. */
static void
service_is_killed (World *w, gconstpointer data)
{
  g_autofree char *path = dial_to_projected (w, "{'prove-peer': <true>}");

  client_catch_up (w->base.client);
  daemon_kill (g_steal_pointer (&w->base.daemon));
  w->base.daemon = daemon_start (w->base.address, w->base.folder);
  g_assert_cmpuint (client_get_u (w->base.client, path, "State"), ==, 18);
  g_assert_false (client_get_b (w->base.client, path, "Finished"));
  fake_tunnel_counts (w->tunnel, 92);
  WAIT_FOR (client_saw_finish (w->base.client, path));
  g_assert_cmpuint (client_result (w->base.client, path), ==, ERROR_NONE);
}

/* Unless it is asked for, Connected is NetworkManager's word. */
static void
nothing_to_prove (World *w, gconstpointer data)
{
  g_autofree char *path = dial_to_end (&w->base, TUNNEL_UUID, NULL);

  g_assert_cmpuint (client_result (w->base.client, path), ==, ERROR_NONE);
  g_assert_cmpuint (fake_tunnel_asked (w->tunnel), ==, 0);
}

static void
only_for_wireguard (World *w, gconstpointer data)
{
  g_autofree char *text = client_fails (w->base.client, SERVICE_PATH, MANAGER, "Dial",
                                        dial_arguments (ENTRY_OK, "{'prove-peer': <true>}"), "InvalidOption");

  g_assert_nonnull (strstr (text, "prove-peer"));
}

#define TEST(path, function) g_test_add (path, World, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("/bus/prove-peer/answers", peer_answers);
  TEST ("/bus/prove-peer/is-silent", peer_is_silent);
  TEST ("/bus/prove-peer/hang-up-while-waiting", hang_up_while_waiting);
  TEST ("/bus/prove-peer/service-is-killed", service_is_killed);
  TEST ("/bus/prove-peer/nothing-to-prove", nothing_to_prove);
  TEST ("/bus/prove-peer/only-for-wireguard", only_for_wireguard);
  return g_test_run ();
}
