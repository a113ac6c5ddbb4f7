/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-feed.h"

#include <string.h>

#include "dt-bound.h"
#include "dt-plugin-names.h"
#include "dt-ppp-monitor.h"
#include "dt-snapshot.h"

#define NM_NAME "org.freedesktop.NetworkManager"
#define MM_NAME "org.freedesktop.ModemManager1"
#define NM_PLUGIN NM_NAME ".VPN.Plugin"
#define BUS_NAME "org.freedesktop.DBus"
#define OBJECT_MANAGER "org.freedesktop.DBus.ObjectManager"

struct _DtFeed {
  GObject parent;
  GDBusConnection *bus;
  DtUpstream *upstream;
  DtProfiles *profiles;
  DtPppMonitor *monitor;
  DtSnapshot *snapshot;
  DtPluginNames *plugins;
  GCancellable *cancellable;
  GArray *subscriptions;
  GQueue *queue;                /* Kept, while a picture is being taken */
  guint pictures;               /* pictures and names that are awaited */
  guint timer;
  gint64 timer_at;
  gboolean monitor_settled, ready;
};

G_DEFINE_TYPE (DtFeed, dt_feed, G_TYPE_OBJECT)

enum { SIGNAL_READY, SIGNAL_FEATURES, N_SIGNALS };
static guint signals[N_SIGNALS];

/*
 * The clock.
 */

static gboolean
on_timer (gpointer data)
{
  DtFeed *self = data;

  self->timer = 0;
  dt_upstream_clock (self->upstream, g_get_monotonic_time ());
  dt_feed_reschedule (self);
  return G_SOURCE_REMOVE;
}

void
dt_feed_reschedule (DtFeed *self)
{
  gint64 at = dt_upstream_deadline (self->upstream), left;

  if (self->timer && self->timer_at == at)
    return;
  g_clear_handle_id (&self->timer, g_source_remove);
  if (at == DT_NEVER)
    return;
  left = MAX (0, at - g_get_monotonic_time ());
  self->timer_at = at;
  self->timer = g_timeout_add ((guint) MIN (left / 1000 + 1, G_MAXINT), on_timer, self);
}

/*
 * Messages.
 */

typedef struct {
  gint64 at;
  char *sender, *path, *interface, *member;
  GVariant *args;
} Kept;

static void
kept_free (gpointer data)
{
  Kept *kept = data;

  g_free (kept->sender);
  g_free (kept->path);
  g_free (kept->interface);
  g_free (kept->member);
  g_variant_unref (kept->args);
  g_free (kept);
}

static void
take_picture (DtFeed *self, const char *name, const char *path)
{
  self->pictures++;
  dt_snapshot_take (self->snapshot, name, path);
}

/* NetworkManager came: its picture first, then what it says. */
static void
follow_name (DtFeed *self, const DtMessage *message)
{
  const char *name, *old_owner, *new_owner;

  g_variant_get (message->args, "(&s&s&s)", &name, &old_owner, &new_owner);
  if (strcmp (name, NM_NAME) == 0) {
    if (*new_owner)
      dt_profiles_start (self->profiles);
    else
      dt_profiles_reset (self->profiles);
    if (*new_owner)
      take_picture (self, NM_NAME, "/org/freedesktop");
  } else if (strcmp (name, MM_NAME) == 0) {
    if (*new_owner)
      take_picture (self, MM_NAME, "/org/freedesktop/ModemManager1");
  } else {
    dt_plugin_names_set (self->plugins, name, new_owner);
  }
}

static void
pass_plugin_signal (DtFeed *self, DtMessage *message)
{
  g_autoptr(GPtrArray) names = dt_plugin_names_of (self->plugins, message->sender);

  for (guint i = 0; i < names->len; i++) {
    message->sender = names->pdata[i];
    dt_upstream_signal (self->upstream, message);
  }
}

static void
pass (DtFeed *self, DtMessage *message)
{
  if (strcmp (message->interface, NM_PLUGIN) == 0) {
    pass_plugin_signal (self, message);
    return;
  }
  dt_upstream_signal (self->upstream, message);
  if (strcmp (message->member, "NameOwnerChanged") == 0)
    follow_name (self, message);
  else if (strcmp (message->member, "PropertiesChanged") == 0)
    dt_snapshot_follow (self->snapshot, message);
}

static void
pass_queue (DtFeed *self)
{
  Kept *kept;

  while (self->pictures == 0 && (kept = g_queue_pop_head (self->queue))) {
    DtMessage message = { kept->at, kept->sender, kept->path, kept->interface, kept->member, kept->args };

    pass (self, &message);
    kept_free (kept);
  }
  dt_feed_reschedule (self);
}

static void
on_signal (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *member,
           GVariant *parameters, gpointer data)
{
  DtFeed *self = data;
  Kept *kept = g_new (Kept, 1);

  kept->at = g_get_monotonic_time ();
  kept->sender = g_strdup (sender);
  kept->path = g_strdup (path);
  kept->interface = g_strdup (interface);
  kept->member = g_strdup (member);
  kept->args = self->pictures > 0 ? dt_bound_value (parameters) : g_variant_ref (parameters);
  g_queue_push_tail (self->queue, kept);
  pass_queue (self);
}

static void
on_phase (DtPppMonitor *monitor, const char *sender, guint uid, const char *path, guint phase, gint64 at, DtFeed *self)
{
  dt_upstream_ppp_phase (self->upstream, MAX (at, 0), sender, uid, path, phase);
  dt_feed_reschedule (self);
}

/*
 * The picture at the start.
 */

static void
become_ready (DtFeed *self)
{
  if (self->ready || self->pictures > 0 || !self->monitor_settled)
    return;
  self->ready = TRUE;
  g_signal_emit (self, signals[SIGNAL_READY], 0);
}

static void
picture_done (DtFeed *self)
{
  self->pictures--;
  if (self->pictures == 0)
    dt_upstream_snapshot_done (self->upstream, g_get_monotonic_time ());
  pass_queue (self);
  become_ready (self);
}

static void
on_settled (DtSnapshot *snapshot, DtFeed *self)
{
  picture_done (self);
}

/* The service hung, and the feed went on without it. */
static void
on_late (DtSnapshot *snapshot, DtFeed *self)
{
  dt_upstream_snapshot_done (self->upstream, g_get_monotonic_time ());
  dt_feed_reschedule (self);
}

typedef struct {
  DtFeed *self;
  char *name;
} Question;

static void
on_owner (GObject *source, GAsyncResult *result, gpointer data)
{
  Question *question = data;
  g_autoptr(DtFeed) self = question->self;
  g_autofree char *name = question->name;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  const char *owner;

  g_free (question);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (reply) {
    g_variant_get (reply, "(&s)", &owner);
    dt_plugin_names_set (self->plugins, name, owner);
  }
  picture_done (self);
}

static void
ask_for_owner (DtFeed *self, const char *name)
{
  Question *question = g_new (Question, 1);

  question->self = g_object_ref (self);
  question->name = g_strdup (name);
  self->pictures++;
  g_dbus_connection_call (self->bus, BUS_NAME, "/org/freedesktop/DBus", BUS_NAME, "GetNameOwner", g_variant_new ("(s)", name),
                          G_VARIANT_TYPE ("(s)"), G_DBUS_CALL_FLAGS_NONE, G_MAXINT, self->cancellable, on_owner, question);
}

static void
on_names (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(DtFeed) self = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_autofree const char **names = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (reply)
    g_variant_get (reply, "(^a&s)", &names);
  for (guint i = 0; names && names[i]; i++) {
    if (strcmp (names[i], NM_NAME) == 0)
      dt_profiles_start (self->profiles);
    else if (strcmp (names[i], MM_NAME) == 0)
      dt_upstream_note_mm (self->upstream);
    else if (g_str_has_prefix (names[i], NM_NAME "."))
      ask_for_owner (self, names[i]);
  }
  picture_done (self);
}

static void
on_monitor_works (DtPppMonitor *monitor, gboolean works, DtFeed *self)
{
  dt_upstream_set_sees_phases (self->upstream, works);
  self->monitor_settled = TRUE;
  if (self->ready)
    g_signal_emit (self, signals[SIGNAL_FEATURES], 0);
  become_ready (self);
}

static void
subscribe (DtFeed *self, const char *sender, const char *interface, const char *member, const char *arg0,
           GDBusSignalFlags flags)
{
  guint id = g_dbus_connection_signal_subscribe (self->bus, sender, interface, member, NULL, arg0, flags, on_signal, self, NULL);

  g_array_append_val (self->subscriptions, id);
}

static void
subscribe_all (DtFeed *self)
{
  static const char *const senders[] = { NM_NAME, MM_NAME };

  for (guint i = 0; i < G_N_ELEMENTS (senders); i++) {
    subscribe (self, senders[i], OBJECT_MANAGER, NULL, NULL, 0);
    subscribe (self, senders[i], "org.freedesktop.DBus.Properties", "PropertiesChanged", NULL, 0);
  }
  subscribe (self, NM_NAME, NM_NAME ".Device", "StateChanged", NULL, 0);
  subscribe (self, NM_NAME, NM_NAME ".Connection.Active", "StateChanged", NULL, 0);
  subscribe (self, NM_NAME, NM_NAME ".VPN.Connection", "VpnStateChanged", NULL, 0);
  subscribe (self, MM_NAME, MM_NAME ".Modem", "StateChanged", NULL, 0);
  subscribe (self, BUS_NAME, BUS_NAME, "NameOwnerChanged", NM_NAME, G_DBUS_SIGNAL_FLAGS_MATCH_ARG0_NAMESPACE);
  subscribe (self, BUS_NAME, BUS_NAME, "NameOwnerChanged", MM_NAME, 0);
  /* Not by sender: the names come and go with each call; pass_plugin_signal() checks. */
  subscribe (self, NULL, NM_PLUGIN, NULL, NULL, 0);
}

DtFeed *
dt_feed_new (GDBusConnection *bus, DtUpstream *upstream, DtProfiles *profiles)
{
  DtFeed *self = g_object_new (DT_TYPE_FEED, NULL);

  self->bus = g_object_ref (bus);
  self->upstream = upstream;
  self->profiles = g_object_ref (profiles);
  self->snapshot = dt_snapshot_new (bus, upstream);
  g_signal_connect_object (self->snapshot, "settled", G_CALLBACK (on_settled), self, 0);
  g_signal_connect_object (self->snapshot, "late", G_CALLBACK (on_late), self, 0);
  self->monitor = dt_ppp_monitor_new (bus);
  g_signal_connect_object (self->monitor, "phase", G_CALLBACK (on_phase), self, 0);
  g_signal_connect_object (self->monitor, "works", G_CALLBACK (on_monitor_works), self, 0);
  return self;
}

void
dt_feed_start (DtFeed *self)
{
  g_autofree char *address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SYSTEM, NULL, NULL);

  subscribe_all (self);
  dt_ppp_monitor_start (self->monitor, address);
  take_picture (self, NM_NAME, "/org/freedesktop");
  take_picture (self, MM_NAME, "/org/freedesktop/ModemManager1");
  self->pictures++;
  g_dbus_connection_call (self->bus, BUS_NAME, "/org/freedesktop/DBus", BUS_NAME, "ListNames", NULL, G_VARIANT_TYPE ("(as)"),
                          G_DBUS_CALL_FLAGS_NONE, G_MAXINT, self->cancellable, on_names, g_object_ref (self));
}

void
dt_feed_set_guard (DtFeed *self, DtPppMonitorGuard guard, gpointer data)
{
  dt_ppp_monitor_set_guard (self->monitor, guard, data);
}

gboolean
dt_feed_is_ready (DtFeed *self)
{
  return self->ready;
}

gboolean
dt_feed_has_ppp_phases (DtFeed *self)
{
  return dt_ppp_monitor_works (self->monitor);
}

static void
dt_feed_dispose (GObject *object)
{
  DtFeed *self = DT_FEED (object);

  g_cancellable_cancel (self->cancellable);
  for (guint i = 0; self->bus && i < self->subscriptions->len; i++)
    g_dbus_connection_signal_unsubscribe (self->bus, g_array_index (self->subscriptions, guint, i));
  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->snapshot)
    g_object_run_dispose (G_OBJECT (self->snapshot));
  g_clear_object (&self->snapshot);
  if (self->monitor)
    g_object_run_dispose (G_OBJECT (self->monitor));
  g_clear_object (&self->monitor);
  g_clear_object (&self->profiles);
  g_clear_object (&self->bus);
  G_OBJECT_CLASS (dt_feed_parent_class)->dispose (object);
}

static void
dt_feed_finalize (GObject *object)
{
  DtFeed *self = DT_FEED (object);

  g_object_unref (self->cancellable);
  g_array_unref (self->subscriptions);
  g_queue_free_full (self->queue, kept_free);
  dt_plugin_names_free (self->plugins);
  G_OBJECT_CLASS (dt_feed_parent_class)->finalize (object);
}

static void
dt_feed_class_init (DtFeedClass *class)
{
  G_OBJECT_CLASS (class)->dispose = dt_feed_dispose;
  G_OBJECT_CLASS (class)->finalize = dt_feed_finalize;
  signals[SIGNAL_READY] = g_signal_new ("ready", DT_TYPE_FEED, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_FEATURES] = g_signal_new ("features", DT_TYPE_FEED, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
dt_feed_init (DtFeed *self)
{
  self->cancellable = g_cancellable_new ();
  self->subscriptions = g_array_new (FALSE, FALSE, sizeof (guint));
  self->queue = g_queue_new ();
  self->plugins = dt_plugin_names_new ();
}
