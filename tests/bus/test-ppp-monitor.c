/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The service is behind: whose phases it has still to look at may have left the bus. */
#include <gio/gio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "dt-ppp-monitor.h"
#include "private-bus.h"

#define NM "org.freedesktop.NetworkManager"
#define DEADLINE_US (90 * G_USEC_PER_SEC)
#define LOOK_AGAIN_US 1000

typedef struct {
  GDBusConnection *bus, *pppd;
  gboolean started, left;
  guint phases;
  guint32 uid;
} World;

static GDBusConnection *
connect_to (PrivateBus *bus)
{
  g_autoptr(GError) error = NULL;
  GDBusConnection *connection = g_dbus_connection_new_for_address_sync (
    private_bus_address (bus), G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL, NULL, &error);

  g_assert_no_error (error);
  return connection;
}

static GVariant *
ask_bus (GDBusConnection *connection, const char *method, GVariant *arguments)
{
  g_autoptr(GError) error = NULL;
  GVariant *reply = g_dbus_connection_call_sync (connection, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", method,
                                                 arguments, NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);

  g_assert_no_error (error);
  return reply;
}

static void
on_works (DtPppMonitor *monitor, gboolean works, World *world)
{
  world->started = works;
}

static void
on_phase (DtPppMonitor *monitor, const char *sender, guint uid, const char *path, guint phase, gint64 at, World *world)
{
  world->phases++;
  world->uid = uid;
  g_assert_cmpuint (phase, ==, 6);
}

static gboolean
has_owner (GDBusConnection *bus, const char *name)
{
  g_autoptr(GVariant) reply = ask_bus (bus, "NameHasOwner", g_variant_new ("(s)", name));
  gboolean owned;

  g_variant_get (reply, "(b)", &owned);
  return owned;
}

/* Stands for all that the main context has to do before it comes to the call. */
static gboolean
leave (gpointer data)
{
  World *world = data;
  g_autofree char *name = g_strdup (g_dbus_connection_get_unique_name (world->pppd));
  gint64 deadline = g_get_monotonic_time () + DEADLINE_US;

  g_variant_unref (ask_bus (world->bus, "GetId", NULL));      /* what was asked before has its answer */
  g_dbus_connection_close_sync (world->pppd, NULL, NULL);
  while (has_owner (world->bus, name))
    g_assert_cmpint (g_get_monotonic_time (), <, deadline);
  world->left = TRUE;
  return G_SOURCE_REMOVE;
}

static GDBusMessage *
swallow_calls (GDBusConnection *connection, GDBusMessage *message, gboolean incoming, gpointer data)
{
  if (!incoming || g_dbus_message_get_message_type (message) != G_DBUS_MESSAGE_TYPE_METHOD_CALL)
    return message;
  g_object_unref (message);
  return NULL;
}

static void
say_phase (GDBusConnection *pppd)
{
  g_autoptr(GDBusMessage) message = g_dbus_message_new_method_call (NM, "/org/freedesktop/NetworkManager/PPP/1", NM ".PPP", "SetState");
  g_autoptr(GError) error = NULL;

  g_dbus_message_set_body (message, g_variant_new ("(u)", 6));
  g_dbus_message_set_flags (message, G_DBUS_MESSAGE_FLAGS_NO_REPLY_EXPECTED);
  g_dbus_connection_send_message (pppd, message, G_DBUS_SEND_MESSAGE_FLAGS_NONE, NULL, &error);
  g_assert_no_error (error);
  g_dbus_connection_flush_sync (pppd, NULL, &error);
  g_assert_no_error (error);
}

static void
who_left_had_a_uid (void)
{
  PrivateBus *bus = private_bus_new (PRIVATE_BUS_ALL_USERS);
  g_autoptr(GDBusConnection) nm = connect_to (bus);
  World world = { .bus = connect_to (bus), .pppd = connect_to (bus) };
  DtPppMonitor *monitor = dt_ppp_monitor_new (world.bus);
  gint64 deadline = g_get_monotonic_time () + DEADLINE_US;

  g_dbus_connection_add_filter (nm, swallow_calls, NULL, NULL);
  g_variant_unref (ask_bus (nm, "RequestName", g_variant_new ("(su)", NM, 0)));
  g_signal_connect (monitor, "works", G_CALLBACK (on_works), &world);
  g_signal_connect (monitor, "phase", G_CALLBACK (on_phase), &world);
  dt_ppp_monitor_start (monitor, private_bus_address (bus));
  while (!world.started || g_main_context_pending (NULL))
    g_main_context_iteration (NULL, TRUE);
  say_phase (world.pppd);
  while (!g_main_context_pending (NULL)) {      /* GDBus's thread has the call */
    g_assert_cmpint (g_get_monotonic_time (), <, deadline);
    g_usleep (LOOK_AGAIN_US);
  }
  g_idle_add_full (G_PRIORITY_DEFAULT - 1, leave, &world, NULL);
  while (world.phases == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (world.left);
  g_assert_cmpuint (world.uid, ==, getuid ());
  g_object_unref (monitor);
  g_object_unref (world.pppd);
  g_object_unref (world.bus);
  private_bus_free (bus);
}

#define DESCRIPTORS 256

static gboolean
is_stream_socket (int fd)
{
  int type = 0;
  socklen_t size = sizeof type;

  return getsockopt (fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_STREAM;
}

static void
note_sockets (gboolean *is_socket)
{
  for (int fd = 0; fd < DESCRIPTORS; fd++)
    is_socket[fd] = is_stream_socket (fd);
}

/* The one stream socket that was opened since. */
static int
find_new_socket (const gboolean *was_socket)
{
  int found = -1;

  for (int fd = 0; fd < DESCRIPTORS; fd++)
    if (is_stream_socket (fd) && !was_socket[fd]) {
      g_assert_cmpint (found, <, 0);
      found = fd;
    }
  g_assert_cmpint (found, >=, 0);
  return found;
}

static void
on_works_again (DtPppMonitor *monitor, gboolean works, GString *told)
{
  g_string_append (told, works ? "works " : "closed ");
}

static void
wait_for_words (const GString *told, const char *words)
{
  gint64 deadline = g_get_monotonic_time () + DEADLINE_US;

  while (strcmp (told->str, words) != 0) {
    g_assert_cmpint (g_get_monotonic_time (), <, deadline);
    g_main_context_iteration (NULL, FALSE);
    g_usleep (LOOK_AGAIN_US);
  }
}

/* The bus drops a monitor that is too slow, and it is opened again. */
static void
closed_and_back (void)
{
  PrivateBus *bus = private_bus_new (PRIVATE_BUS_ALL_USERS);
  g_autoptr(GDBusConnection) connection = connect_to (bus);
  g_autoptr(GString) told = g_string_new (NULL);
  DtPppMonitor *monitor = dt_ppp_monitor_new (connection);
  gboolean was_socket[DESCRIPTORS];

  note_sockets (was_socket);
  g_signal_connect (monitor, "works", G_CALLBACK (on_works_again), told);
  dt_ppp_monitor_start (monitor, private_bus_address (bus));
  wait_for_words (told, "works ");
  g_assert_true (dt_ppp_monitor_works (monitor));
  g_assert_cmpint (shutdown (find_new_socket (was_socket), SHUT_RDWR), ==, 0);
  wait_for_words (told, "works closed ");
  g_assert_false (dt_ppp_monitor_works (monitor));
  wait_for_words (told, "works closed works ");
  g_assert_true (dt_ppp_monitor_works (monitor));
  g_object_unref (monitor);
  private_bus_free (bus);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bus/ppp-monitor/closed-and-back", closed_and_back);       /* first: it counts descriptors */
  g_test_add_func ("/bus/ppp-monitor/who-left-had-a-uid", who_left_had_a_uid);
  return g_test_run ();
}
