/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * GetStatus against Peer.Ping of the same service, and against a bare GDBus
 * server that answers with the same dictionary; interleaved in one run, printed
 * as ratios of medians.
 */
#include <stdlib.h>

#include "fixture.h"

#define ROUNDS 3000
#define BARE "org.dialtone.tests.Bare"

typedef struct {
  const char *what;
  const char *name;
  const char *path;
  const char *interface;
  const char *method;
  gint64 times[ROUNDS];
} Contender;

static int
compare (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a;
  gint64 y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

static gint64
now_ns (void)
{
  struct timespec time;

  clock_gettime (CLOCK_MONOTONIC, &time);
  return (gint64) time.tv_sec * 1000000000 + time.tv_nsec;
}

static void
run_once (GDBusConnection *link, Contender *c, guint round)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = NULL;
  gint64 began = now_ns ();

  reply = g_dbus_connection_call_sync (link, c->name, c->path, c->interface, c->method, NULL, NULL,
                                       G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  c->times[round] = now_ns () - began;
  g_assert_no_error (error);
}

static gint64
median (Contender *c)
{
  qsort (c->times, ROUNDS, sizeof c->times[0], compare);
  return c->times[ROUNDS / 2];
}

static GSubprocess *
start_bare_server (Fixture *f, const char *path)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr (GVariant) body = client_ask (f->client, path, CONNECTION, "GetStatus", NULL);
  g_autoptr (GVariant) status = g_variant_get_child_value (body, 0);
  g_autofree char *text = g_variant_print (status, TRUE);
  g_autoptr (GError) error = NULL;
  GSubprocess *process;

  g_subprocess_launcher_setenv (launcher, "DBUS_SYSTEM_BUS_ADDRESS", f->address, TRUE);
  process = g_subprocess_launcher_spawn (launcher, &error, g_getenv ("DIALTONE_BARE_SERVER"), text, NULL);
  g_assert_no_error (error);
  return process;
}

static void
name_appeared (GDBusConnection *link, const char *name, const char *owner, gpointer data)
{
  *(gboolean *) data = TRUE;
}

static void
wait_for_name (GDBusConnection *link, const char *name)
{
  gboolean there = FALSE;
  guint watch = g_bus_watch_name_on_connection (link, name, G_BUS_NAME_WATCHER_FLAGS_NONE, name_appeared, NULL, &there,
                                                NULL);

  WAIT_FOR (there);
  g_bus_unwatch_name (watch);
}

int
main (void)
{
  Fixture f = { NULL };
  g_autofree char *path = NULL;
  g_autoptr (GSubprocess) bare = NULL;
  GDBusConnection *link;
  static Contender contenders[3];

  fixture_set_up_vpn (&f, NULL);
  path = dial_to_end (&f, ENTRY_OK, NULL);
  bare = start_bare_server (&f, path);
  link = link_open (f.address);
  wait_for_name (link, BARE);

  contenders[0] = (Contender) { .what = "GetStatus", .name = SERVICE, .path = path, .interface = CONNECTION,
                                .method = "GetStatus" };
  contenders[1] = (Contender) { .what = "Peer.Ping of the same service", .name = SERVICE, .path = SERVICE_PATH,
                                .interface = "org.freedesktop.DBus.Peer", .method = "Ping" };
  contenders[2] = (Contender) { .what = "GetStatus of a bare GDBus server", .name = BARE, .path = "/",
                                .interface = BARE, .method = "GetStatus" };
  for (guint round = 0; round < ROUNDS; round++)
    for (guint i = 0; i < G_N_ELEMENTS (contenders); i++)
      run_once (link, &contenders[(round + i) % G_N_ELEMENTS (contenders)], round);

  for (guint i = 0; i < G_N_ELEMENTS (contenders); i++)
    g_print ("%-34s median %7.1f us\n", contenders[i].what, (double) median (&contenders[i]) / 1000);
  for (guint i = 1; i < G_N_ELEMENTS (contenders); i++)
    g_print ("GetStatus / %-34s %.2f\n", contenders[i].what,
             (double) contenders[0].times[ROUNDS / 2] / (double) contenders[i].times[ROUNDS / 2]);

  link_close (link);
  g_subprocess_force_exit (bare);
  g_subprocess_wait (bare, NULL, NULL);
  fixture_down (&f);
  return 0;
}
