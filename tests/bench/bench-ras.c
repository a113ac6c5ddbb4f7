/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * RasGetConnectStatus, A and W, from the local copy, next to one D-Bus round trip
 * (Peer.Ping of the service) in the same run, in turns.  Runs beside a world of fakes
 * (tests/client/ras/world.c).  Ends with 1 below a million calls a second.
 */
#include <gio/gio.h>
#include <time.h>

#include "ras.h"

#define ROUNDS 20
#define CALLS 100000
#define PINGS 200
#define WANTED 1000000.0

static double
now (void)
{
  struct timespec time;

  clock_gettime (CLOCK_MONOTONIC, &time);
  return (double) time.tv_sec + (double) time.tv_nsec / 1e9;
}

static double
time_a (HRASCONN handle)
{
  RASCONNSTATUSA status = { .dwSize = sizeof status };
  double began = now ();

  for (guint i = 0; i < CALLS; i++)
    g_assert_cmpuint (RasGetConnectStatusA (handle, &status), ==, ERROR_SUCCESS);
  g_assert_cmpuint (status.rasconnstate, ==, RASCS_Connected);
  return (now () - began) / CALLS;
}

static double
time_w (HRASCONN handle)
{
  RASCONNSTATUSW status = { .dwSize = sizeof status };
  double began = now ();

  for (guint i = 0; i < CALLS; i++)
    g_assert_cmpuint (RasGetConnectStatusW (handle, &status), ==, ERROR_SUCCESS);
  return (now () - began) / CALLS;
}

static double
time_ping (GDBusConnection *bus)
{
  double began = now ();

  for (guint i = 0; i < PINGS; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GVariant) answer =
      g_dbus_connection_call_sync (bus, "org.dialtone.RemoteAccess1", "/org/dialtone/RemoteAccess1", "org.freedesktop.DBus.Peer",
                                   "Ping", NULL, NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);

    g_assert_no_error (error);
  }
  return (now () - began) / PINGS;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
median (double *times)
{
  qsort (times, ROUNDS, sizeof times[0], compare);
  return times[ROUNDS / 2];
}

int
main (void)
{
  RASDIALPARAMSA params = { .dwSize = sizeof params, .szEntryName = "lab-ok" };
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SYSTEM, NULL, NULL);
  double a[ROUNDS], w[ROUNDS], ping[ROUNDS], one_a, one_w, one_ping;
  HRASCONN handle = NULL;

  g_assert_cmpuint (RasDialA (NULL, NULL, &params, 0, NULL, &handle), ==, ERROR_SUCCESS);
  for (guint i = 0; i < ROUNDS; i++) {
    a[i] = time_a (handle);
    ping[i] = time_ping (bus);
    w[i] = time_w (handle);
  }
  one_a = median (a);
  one_w = median (w);
  one_ping = median (ping);
  g_print ("RasGetConnectStatusA       %8.0f ns  %9.0f a second\n", one_a * 1e9, 1 / one_a);
  g_print ("RasGetConnectStatusW       %8.0f ns  %9.0f a second\n", one_w * 1e9, 1 / one_w);
  g_print ("one D-Bus round trip       %8.0f ns  %9.0f a second\n", one_ping * 1e9, 1 / one_ping);
  g_print ("round trip / RasGetConnectStatusA  %.0f\n", one_ping / one_a);
  g_assert_cmpuint (RasHangUpA (handle), ==, ERROR_SUCCESS);
  return 1 / one_a >= WANTED && 1 / one_w >= WANTED ? 0 : 1;
}
