/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-ppp-monitor.h"

#include "dt-ppp-calls.h"

/* NeedSecrets and its reply must never match. */
#define RULE "type='method_call',destination='org.freedesktop.NetworkManager',interface='" DT_PPP_INTERFACE "',member='SetState'"

/* Anybody may call, and a monitor sees it: what is kept for strangers is bounded. */
#define SENDERS_MAX 1024
#define CALLS_MAX 64

/* A monitor that was closed is tried again after 1, 2, 4, ... seconds. */
#define AGAIN_FIRST_SECONDS 1
#define AGAIN_MAX 6

struct _DtPppMonitor {
  GObject parent;
  GDBusConnection *bus, *monitor;
  GCancellable *cancellable;
  DtPppCalls *calls;
  char *address;
  GHashTable *senders;          /* unique name -> Sender */
  guint filter, again, tries;
  gboolean works, started;
};

G_DEFINE_TYPE (DtPppMonitor, dt_ppp_monitor, G_TYPE_OBJECT)

enum { SIGNAL_WORKS, SIGNAL_PHASE, N_SIGNALS };
static guint signals[N_SIGNALS];

typedef struct {
  gboolean asked;
  guint32 uid;
  GQueue calls;                 /* DtPppCall, until the uid is known */
} Sender;

static void
sender_free (gpointer data)
{
  Sender *sender = data;

  g_queue_clear_full (&sender->calls, dt_ppp_call_free);
  g_free (sender);
}

static void
tell (DtPppMonitor *self, const DtPppCall *call, guint32 uid)
{
  g_signal_emit (self, signals[SIGNAL_PHASE], 0, call->sender, uid, call->path, call->phase, call->at);
}

typedef struct {
  DtPppMonitor *self;
  char *name;
} Question;

static void
on_uid (GObject *source, GAsyncResult *result, gpointer data)
{
  Question *question = data;
  g_autoptr(DtPppMonitor) self = question->self;
  g_autofree char *name = question->name;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  Sender *sender = g_hash_table_lookup (self->senders, name);
  DtPppCall *call;

  g_free (question);
  if (sender == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  sender->asked = TRUE;
  if (reply)
    g_variant_get (reply, "(u)", &sender->uid);
  else
    g_message ("No uid of %s: %s", name, error->message);
  while ((call = g_queue_pop_head (&sender->calls))) {
    tell (self, call, sender->uid);
    dt_ppp_call_free (call);
  }
}

static gboolean
is_stranger (gpointer name, gpointer value, gpointer data)
{
  Sender *sender = value;

  return sender->asked && sender->uid != 0;
}

/* Never forgets who is being asked about or was verified, unless there is no other way. */
static void
make_room (DtPppMonitor *self)
{
  if (g_hash_table_size (self->senders) < SENDERS_MAX)
    return;
  if (g_hash_table_foreach_remove (self->senders, is_stranger, NULL) == 0)
    g_hash_table_remove_all (self->senders);
}

static Sender *
ask_for_uid (DtPppMonitor *self, const char *name)
{
  Sender *sender = g_new0 (Sender, 1);
  Question *question = g_new (Question, 1);

  make_room (self);
  sender->uid = G_MAXUINT32;
  g_queue_init (&sender->calls);
  g_hash_table_insert (self->senders, g_strdup (name), sender);
  question->self = g_object_ref (self);
  question->name = g_strdup (name);
  g_dbus_connection_call (self->bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                          "GetConnectionUnixUser", g_variant_new ("(s)", name), G_VARIANT_TYPE ("(u)"),
                          G_DBUS_CALL_FLAGS_NONE, G_MAXINT, self->cancellable, on_uid, question);
  return sender;
}

/* At once: a pppd whose login is refused lives for a third of a second, and who has left the bus has no uid.  On a busy
 * machine the signals before it take as long (a third of three dials at once, its CPU taken: 628 instead of 691). */
static void
take_sender (const char *name, gpointer owner)
{
  DtPppMonitor *self = owner;

  if (!g_hash_table_contains (self->senders, name))
    ask_for_uid (self, name);
}

static void
take_call (DtPppCall *call, gpointer owner)
{
  DtPppMonitor *self = owner;
  Sender *sender = g_hash_table_lookup (self->senders, call->sender);

  if (sender == NULL)
    sender = ask_for_uid (self, call->sender);
  if (!sender->asked && sender->calls.length < CALLS_MAX) {
    g_queue_push_tail (&sender->calls, call);
    return;
  }
  if (sender->asked)
    tell (self, call, sender->uid);
  dt_ppp_call_free (call);
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
  g_hash_table_unref (self->senders);
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
  self->calls = dt_ppp_calls_new (G_OBJECT (self), take_sender, take_call);
  self->senders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, sender_free);
}
