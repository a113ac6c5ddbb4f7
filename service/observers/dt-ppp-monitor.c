/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-ppp-monitor.h"

#include "dt-ppp-calls.h"

/* NeedSecrets and its reply must never match. */
#define RULE "type='method_call',destination='org.freedesktop.NetworkManager',interface='" DT_PPP_INTERFACE "',member='SetState'"

/* A monitor that was closed is tried again after 1, 2, 4, ... seconds. */
#define AGAIN_FIRST_SECONDS 1
#define AGAIN_MAX 6

struct _DtPppMonitor {
  GObject parent;
  GDBusConnection *bus, *monitor;
  GCancellable *cancellable;
  DtPppCalls *calls;
  char *address;
  guint filter, again, tries;
  gboolean works, started;
  DtPppMonitorGuard guard;
  gpointer guard_data;
};

G_DEFINE_TYPE (DtPppMonitor, dt_ppp_monitor, G_TYPE_OBJECT)

enum { SIGNAL_WORKS, SIGNAL_PHASE, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
tell (const DtPppCall *call, gpointer owner)
{
  g_signal_emit (owner, signals[SIGNAL_PHASE], 0, call->sender, call->uid, call->path, call->phase, call->at);
}

/*
 * The connection.
 */

static void open_connection (DtPppMonitor *self);

static gboolean
on_again (gpointer data)
{
  DtPppMonitor *self = data;

  self->again = 0;
  open_connection (self);
  return G_SOURCE_REMOVE;
}

/* Only one that has worked is tried again: a bus that refuses goes on refusing. */
static void
try_again (DtPppMonitor *self)
{
  if (self->again || self->tries >= AGAIN_MAX)
    return;
  self->again = g_timeout_add_seconds (AGAIN_FIRST_SECONDS << self->tries, on_again, self);
  self->tries++;
}

static void
drop_connection (DtPppMonitor *self)
{
  if (self->monitor == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->monitor, self);
  g_dbus_connection_remove_filter (self->monitor, self->filter);
  g_dbus_connection_close (self->monitor, NULL, NULL, NULL);
  g_clear_object (&self->monitor);
}

/* The answer to a try. */
static void
settle (DtPppMonitor *self, const GError *error)
{
  gboolean first = !self->started;

  self->started = TRUE;
  self->works = error == NULL;
  if (first || self->works)
    g_signal_emit (self, signals[SIGNAL_WORKS], 0, self->works);
  if (error && first)
    g_message ("No PPP phases: the bus refuses the monitor (%s)", error->message);
  if (error)
    drop_connection (self);
  if (error && !first)
    try_again (self);
  if (!error && !first)
    g_message ("PPP phases are seen again");
}

static void
on_monitoring (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(DtPppMonitor) self = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  settle (self, error);
}

static void
on_closed (GDBusConnection *monitor, gboolean vanished, GError *error, DtPppMonitor *self)
{
  if (!self->works)
    return;                     /* the call that is under way fails, and on_monitoring() sees to it */
  g_message ("No PPP phases any more: the bus closed the monitor");
  self->works = FALSE;
  drop_connection (self);
  g_signal_emit (self, signals[SIGNAL_WORKS], 0, FALSE);
  try_again (self);
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(DtPppMonitor) self = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GDBusConnection) monitor = g_dbus_connection_new_for_address_finish (result, &error);
  const char *rules[] = { RULE, NULL };

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (monitor == NULL) {
    settle (self, error);
    return;
  }
  self->monitor = g_object_ref (monitor);
  if (self->guard)
    self->guard (monitor, self->guard_data);
  self->filter = dt_ppp_calls_watch (self->calls, monitor);
  g_signal_connect_object (monitor, "closed", G_CALLBACK (on_closed), self, 0);
  g_dbus_connection_call (monitor, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus.Monitoring",
                          "BecomeMonitor", g_variant_new ("(^asu)", rules, 0), NULL, G_DBUS_CALL_FLAGS_NONE, -1,
                          self->cancellable, on_monitoring, g_object_ref (self));
}

DtPppMonitor *
dt_ppp_monitor_new (GDBusConnection *bus)
{
  DtPppMonitor *self = g_object_new (DT_TYPE_PPP_MONITOR, NULL);

  self->bus = g_object_ref (bus);
  self->calls = dt_ppp_calls_new (G_OBJECT (self), bus, self->cancellable, tell);
  return self;
}

static void
open_connection (DtPppMonitor *self)
{
  g_dbus_connection_new_for_address (self->address,
                                     G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                       G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                     NULL, self->cancellable, on_connected, g_object_ref (self));
}

void
dt_ppp_monitor_set_guard (DtPppMonitor *self, DtPppMonitorGuard guard, gpointer data)
{
  self->guard = guard;
  self->guard_data = data;
}

void
dt_ppp_monitor_start (DtPppMonitor *self, const char *address)
{
  self->address = g_strdup (address);
  open_connection (self);
}

gboolean
dt_ppp_monitor_works (DtPppMonitor *self)
{
  return self->works;
}

static void
dt_ppp_monitor_dispose (GObject *object)
{
  DtPppMonitor *self = DT_PPP_MONITOR (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->again, g_source_remove);
  drop_connection (self);
  g_clear_object (&self->bus);
  G_OBJECT_CLASS (dt_ppp_monitor_parent_class)->dispose (object);
}

static void
dt_ppp_monitor_finalize (GObject *object)
{
  DtPppMonitor *self = DT_PPP_MONITOR (object);

  g_object_unref (self->cancellable);
  dt_ppp_calls_unref (self->calls);
  g_free (self->address);
  G_OBJECT_CLASS (dt_ppp_monitor_parent_class)->finalize (object);
}

static void
dt_ppp_monitor_class_init (DtPppMonitorClass *class)
{
  G_OBJECT_CLASS (class)->dispose = dt_ppp_monitor_dispose;
  G_OBJECT_CLASS (class)->finalize = dt_ppp_monitor_finalize;
  signals[SIGNAL_WORKS] = g_signal_new ("works", DT_TYPE_PPP_MONITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  signals[SIGNAL_PHASE] = g_signal_new ("phase", DT_TYPE_PPP_MONITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 5,
                                        G_TYPE_STRING, G_TYPE_UINT, G_TYPE_STRING, G_TYPE_UINT, G_TYPE_INT64);
}

static void
dt_ppp_monitor_init (DtPppMonitor *self)
{
  self->cancellable = g_cancellable_new ();
}
