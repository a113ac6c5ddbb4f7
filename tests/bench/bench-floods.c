/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How long another user waits while one floods the service, next to a bare GDBus server
 * that is flooded in the same way on the same bus: first the one, then the other, in
 * turns.  Printed as medians, 90th percentiles, and ratios of them.
 */
#include <stdlib.h>
#include <string.h>

#include "fixture.h"

#define ROUNDS 2
#define CALLS 30
#define BARE "org.dialtone.tests.Bare"
/* 256 connections a user is what the bus allows. */
#define MANY "200"

typedef struct {
  const char *what;
  const char *method;         /* of the service's Manager; NULL: GetStatus of a connection */
  const char *links, *bytes;
} Flood;

static const Flood floods[] = {
  { "nothing", NULL, NULL, NULL },
  { "plain calls, 20 connections", NULL, "20", "0" },
  { "plain calls, " MANY " connections", NULL, MANY, "0" },
  { "1 MiB strings, 20 connections", "Dial", "20", "1048576" },
  { "pictures of all, 20 connections", "GetManagedObjects", "20", "0" },
};

typedef struct {
  const char *name, *path, *interface, *method;
  GArray *times;              /* gint64, us */
  guint failures;
} Target;

static int
compare (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

static double
percentile (Target *target, guint percent)
{
  g_array_sort (target->times, compare);
  return (double) g_array_index (target->times, gint64, (target->times->len - 1) * percent / 100) / 1000;
}

static void
measure (GDBusConnection *link, Target *target)
{
  for (guint i = 0; i < CALLS; i++)
    {
      gint64 began = g_get_monotonic_time (), took;
      g_autoptr (GVariant) reply =
        g_dbus_connection_call_sync (link, target->name, target->path, target->interface, target->method, NULL, NULL,
                                     G_DBUS_CALL_FLAGS_NONE, 60000, NULL, NULL);

      took = g_get_monotonic_time () - began;
      target->failures += reply == NULL;
      g_array_append_val (target->times, took);
    }
}

static GSubprocess *
spawn (const char *address, const char *const *command, uid_t uid)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autofree char *user = g_strdup_printf ("%u", (guint) uid);
  const char *const prefix[] = { "setpriv", "--reuid", user, "--clear-groups", NULL };
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  GSubprocess *process;

  for (guint i = 0; prefix[i] != NULL; i++)
    g_ptr_array_add (words, (char *) prefix[i]);
  for (guint i = 0; command[i] != NULL; i++)
    g_ptr_array_add (words, (char *) command[i]);
  g_ptr_array_add (words, NULL);
  g_subprocess_launcher_setenv (launcher, "DBUS_SYSTEM_BUS_ADDRESS", address, TRUE);
  g_subprocess_launcher_set_child_setup (launcher, link_die_with_parent, NULL, NULL);
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *) words->pdata, &error);
  g_assert_no_error (error);
  return process;
}

/* Returns when it has begun. */
static GSubprocess *
flood (Fixture *f, const Flood *flood, const Target *target)
{
  gboolean bare = g_str_equal (target->name, BARE);
  gboolean objects = flood->method != NULL && g_str_equal (flood->method, "GetManagedObjects");
  const char *service[] = { g_getenv ("DIALTONE_FLOODER"), SERVICE, SERVICE_PATH,
                            objects ? "org.freedesktop.DBus.ObjectManager" : MANAGER, flood->method, flood->links, flood->bytes, NULL };
  const char *status[] = { g_getenv ("DIALTONE_FLOODER"), target->name, target->path, target->interface, "GetStatus", flood->links,
                           flood->bytes, NULL };
  GSubprocess *process = spawn (f->address, flood->method != NULL && !bare ? service : status, UID_DAEMON);
  char word;

  g_assert_cmpint (g_input_stream_read (g_subprocess_get_stdout_pipe (process), &word, 1, NULL, NULL), ==, 1);
  return process;
}

static void
end (GSubprocess *process)
{
  g_subprocess_force_exit (process);
  g_subprocess_wait (process, NULL, NULL);
  g_object_unref (process);
}

/* What was sent before is handled. */
static void
calm_down (GDBusConnection *link, const Target *target)
{
  ASK_UNTIL (({
    g_autoptr (GVariant) reply = g_dbus_connection_call_sync (link, target->name, target->path, target->interface, target->method, NULL,
                                                              NULL, G_DBUS_CALL_FLAGS_NONE, 60000, NULL, NULL);
    reply != NULL;
  }));
}

static void
bench (Fixture *f, GDBusConnection *link, const Flood *which, const char *path)
{
  Target targets[] = { { SERVICE, path, CONNECTION, "GetStatus", NULL, 0 }, { BARE, "/", BARE, "GetStatus", NULL, 0 } };

  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    targets[i].times = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint round = 0; round < ROUNDS; round++)
    for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
      {
        GSubprocess *flooder = which->links != NULL ? flood (f, which, &targets[i]) : NULL;

        measure (link, &targets[i]);
        if (flooder != NULL)
          end (flooder);
        calm_down (link, &targets[i]);
      }
  g_print ("%-34s  service %8.2f %8.2f ms (%u failed)  bare %8.2f %8.2f ms (%u failed)  service / bare %6.2f %6.2f\n", which->what,
           percentile (&targets[0], 50), percentile (&targets[0], 90), targets[0].failures, percentile (&targets[1], 50),
           percentile (&targets[1], 90), targets[1].failures, percentile (&targets[0], 50) / percentile (&targets[1], 50),
           percentile (&targets[0], 90) / percentile (&targets[1], 90));
  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    g_array_unref (targets[i].times);
}

static void
name_appeared (GDBusConnection *link, const char *name, const char *owner, gpointer data)
{
  *(gboolean *) data = TRUE;
}

static GSubprocess *
start_bare_server (Fixture *f, GDBusConnection *link, const char *path)
{
  g_autoptr (GVariant) body = client_ask (f->client, path, CONNECTION, "GetStatus", NULL);
  g_autoptr (GVariant) status = g_variant_get_child_value (body, 0);
  g_autofree char *text = g_variant_print (status, TRUE);
  const char *const command[] = { g_getenv ("DIALTONE_BARE_SERVER"), text, NULL };
  GSubprocess *process = spawn (f->address, command, 0);
  gboolean there = FALSE;
  guint watch = g_bus_watch_name_on_connection (link, BARE, G_BUS_NAME_WATCHER_FLAGS_NONE, name_appeared, NULL, &there, NULL);

  WAIT_FOR (there);
  g_bus_unwatch_name (watch);
  return process;
}

int
main (void)
{
  Fixture f = { NULL };
  g_autofree char *path = NULL;
  GDBusConnection *link;
  GSubprocess *bare;

  fixture_set_up_vpn_all_users (&f, NULL);
  path = dial_to_end (&f, ENTRY_OK, NULL);
  link = link_open_as (f.address, UID_BIN);
  bare = start_bare_server (&f, link, path);
  g_print ("GetStatus of another user, median and 90th percentile of %d calls, while one user floods the same server with\n",
           ROUNDS * CALLS);
  for (guint i = 0; i < G_N_ELEMENTS (floods); i++)
    bench (&f, link, &floods[i], path);
  link_close (link);
  end (bare);
  fixture_down (&f);
  return 0;
}
