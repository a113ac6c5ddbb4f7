/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-dialer-private.h"

#include <string.h>

#include "dt-copy.h"

#define NM_NAME "org.freedesktop.NetworkManager"
#define NM_PATH "/org/freedesktop/NetworkManager"
#define MM_MODEM "org.freedesktop.ModemManager1.Modem"
/* How often a dial that waits looks whether the line is free: the modem's state
 * may change without any track's. */
#define LOOK_AGAIN_MS 100

G_DEFINE_TYPE (DtDialer, dt_dialer, G_TYPE_OBJECT)

static void
order_free (gpointer data)
{
  DtDialerOrder *order = data;

  g_clear_handle_id (&order->source, g_source_remove);
  g_free (order->profile_path);
  g_free (order->device_path);
  g_clear_pointer (&order->volatile_profile, dt_volatile_free);
  g_free (order);
}

DtDialerOrder *
dt_dialer_find_order (DtDialer *self, DtTrack *track)
{
  for (guint i = 0; i < self->orders->len; i++)
    if (((DtDialerOrder *) self->orders->pdata[i])->track == track)
      return self->orders->pdata[i];
  return NULL;
}

/*
 * Hanging up.
 */

static void
on_deactivated (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  /* ConnectionNotActive: it has ended by itself, and the signals say so. */
  if (error && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_debug ("DeactivateConnection: %s", error->message);
}

static void
deactivate (DtDialer *self, const char *active_path)
{
  g_dbus_connection_call (self->bus, NM_NAME, NM_PATH, NM_NAME, "DeactivateConnection", g_variant_new ("(o)", active_path), NULL,
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, G_MAXINT, self->cancellable, on_deactivated, NULL);
}

static void
on_hold_over (DtTrack *track, const char *active_path, gpointer data)
{
  DtDialer *self = data;
  const DtEvent sent = { .type = DT_EVENT_HANG_UP_SENT, .at = g_get_monotonic_time () };

  deactivate (self, active_path);
  if (track)
    dt_track_feed (track, &sent);
  dt_feed_reschedule (self->feed);
}

void
dt_dialer_hang_up (DtDialer *self, DtTrack *track)
{
  DtDialerOrder *order = dt_dialer_find_order (self, track);
  gint64 now = g_get_monotonic_time ();
  const DtEvent nothing_left = { .type = DT_EVENT_NO_END, .at = now };
  gboolean line_is_over = dt_track_dial (track)->awaits_login;

  if (dt_track_dial (track)->direct) {
    dt_dialer_mm_hang_up (self->modems, track);
    return;
  }
  if (!dt_track_dial (track)->status.disconnecting)
    dt_track_hang_up (track, now);
  if (order && !order->called) {
    g_ptr_array_remove (self->orders, order);
    dt_track_feed (track, &nothing_left);
  } else if (order) {
    order->hang_up = TRUE;
  } else if (strcmp (dt_track_active_path (track), "/") != 0 && !line_is_over) {
    if (!dt_holds_take (self->holds, track))
      deactivate (self, dt_track_active_path (track));
  } else {
    dt_track_feed (track, &nothing_left);
  }
  dt_feed_reschedule (self->feed);
}

void
dt_dialer_forget (DtDialer *self, DtTrack *track)
{
  DtDialerOrder *order = dt_dialer_find_order (self, track);

  if (dt_track_dial (track)->direct) {
    dt_dialer_mm_forget (self->modems, track);
    return;
  }
  if (order && order->called)
    order->track = NULL;
  else if (order)
    g_ptr_array_remove (self->orders, order);
  dt_peer_watch_forget (self->peers, track);
  dt_logins_remove (self->logins, track);
  dt_holds_forget (self->holds, track);
  dt_track_forget (track);
}

/*
 * Dialing.
 */

static void
refuse (DtDialerOrder *order, const GError *error)
{
  g_autofree char *name = g_dbus_error_get_remote_error (error);
  g_autoptr(GError) stripped = g_error_copy (error);
  gint64 now = g_get_monotonic_time ();

  if (name)
    g_dbus_error_strip_remote_error (stripped);
  else
    name = g_strdup ("org.freedesktop.DBus.Error.NoReply");
  dt_track_refused (order->track, now, name, stripped->message);
}

static gboolean
is_wanted (gpointer data)
{
  const DtDialerOrder *order = data;

  return !order->hang_up && order->track && !dt_track_dial (order->track)->status.ended;
}

/* Takes the caller's reference to the dialer. @active_path: NULL where NetworkManager refused. */
static void
answered (DtDialerOrder *order, const char *active_path, const GError *error)
{
  g_autoptr(DtDialer) self = order->self;
  const DtEvent nothing_left = { .type = DT_EVENT_NO_END, .at = g_get_monotonic_time () };
  gboolean unwanted;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  /* An own time-out may have ended it before the answer came. */
  unwanted = !is_wanted (order);
  if (order->track && active_path)
    dt_track_accepted (order->track, g_get_monotonic_time (), active_path);
  else if (order->track && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED))
    refuse (order, error);
  else if (order->track)
    dt_track_feed (order->track, &nothing_left);
  if (active_path && unwanted)
    deactivate (self, active_path);
  g_ptr_array_remove (self->orders, order);
  dt_feed_reschedule (self->feed);
}

static void
on_activated (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  const char *active_path = NULL, *profile_path = NULL;
  DtDialerOrder *order = data;

  if (reply && order->volatile_profile)
    g_variant_get (reply, "(&o&oa{sv})", &profile_path, &active_path, NULL);
  else if (reply)
    g_variant_get (reply, "(&o)", &active_path);
  if (order->track && profile_path)
    dt_track_got_profile (order->track, profile_path);
  answered (order, active_path, error);
}

static void
on_copy_activated (GObject *source, GAsyncResult *result, gpointer data)
{
  DtDialerOrder *order = data;
  g_autoptr(GError) error = NULL;
  g_autofree char *active_path = dt_copy_activate_finish (result, &error);

  answered (order, active_path, error);
}

static void
call_for_copy (DtDialerOrder *order, DtLogin *login, const char *uuid)
{
  DtDialer *self = order->self;
  const DtCopyOrder copy = { order->profile_path, order->device_path, dt_track_uuid (order->track), uuid, is_wanted, order };

  dt_copy_activate (self->bus, login, &copy, self->cancellable, on_copy_activated, order);
}

static void
call (DtDialerOrder *order)
{
  DtDialer *self = order->self;
  const char *uuid;
  DtLogin *login = dt_logins_find (self->logins, order->track, &uuid);

  order->called = TRUE;
  dt_track_called (order->track, g_get_monotonic_time ());
  if (login)
    call_for_copy (order, login, uuid);
  else if (order->volatile_profile)
    g_dbus_connection_call (self->bus, NM_NAME, NM_PATH, NM_NAME, "AddAndActivateConnection2",
                            dt_volatile_take_arguments (order->volatile_profile, order->device_path), G_VARIANT_TYPE ("(ooa{sv})"),
                            G_DBUS_CALL_FLAGS_NO_AUTO_START, G_MAXINT, self->cancellable, on_activated, order);
  else
    g_dbus_connection_call (self->bus, NM_NAME, NM_PATH, NM_NAME, "ActivateConnection",
                            g_variant_new ("(ooo)", order->profile_path, order->device_path, "/"), G_VARIANT_TYPE ("(o)"),
                            G_DBUS_CALL_FLAGS_NO_AUTO_START, G_MAXINT, self->cancellable, on_activated, order);
  g_object_ref (self);
}

static gboolean
try_to_call (gpointer data)
{
  DtDialerOrder *order = data;
  DtDialer *self = order->self;
  gint64 now = g_get_monotonic_time ();

  order->source = 0;
  if (dt_track_dial (order->track)->status.ended)
    g_ptr_array_remove (self->orders, order);
  else if (!dt_dialer_line_is_busy (self, order->track)) {
    call (order);
  } else if (now < order->give_up_at) {
    order->source = g_timeout_add (LOOK_AGAIN_MS, try_to_call, order);
  } else {
    dt_track_refused (order->track, now, "org.dialtone.RemoteAccess1.Error.AlreadyDisconnecting",
                      "An older connection of this entry or modem is still disconnecting");
    g_ptr_array_remove (self->orders, order);
  }
  return G_SOURCE_REMOVE;
}

/* Not at once: whoever tells of it is at work. */
static void
call_soon (DtDialerOrder *order)
{
  g_clear_handle_id (&order->source, g_source_remove);
  order->source = g_idle_add_full (G_PRIORITY_DEFAULT, try_to_call, order, NULL);
}

static void
on_plugin_ended (gpointer data)
{
  DtDialer *self = data;

  for (guint i = 0; i < self->orders->len; i++)
    if (!((DtDialerOrder *) self->orders->pdata[i])->called)
      call_soon (self->orders->pdata[i]);
}

void
dt_dialer_begin (DtDialer *self, DtDialerOrder *order)
{
  order->self = self;
  order->give_up_at = g_get_monotonic_time () + DT_DIALER_BUSY_WAIT_SECONDS * G_USEC_PER_SEC;
  call_soon (order);
  g_ptr_array_add (self->orders, order);
}

DtTrack *
dt_dialer_dial (DtDialer *self, const DtProfile *profile, const char *device_path)
{
  gint64 now = g_get_monotonic_time ();
  DtDialerOrder *order = g_new0 (DtDialerOrder, 1);

  order->track = dt_upstream_dial (self->upstream, now, profile->path, profile->uuid, profile->id, profile->kind,
                                   profile->service);
  order->profile_path = g_strdup (profile->path);
  order->device_path = g_strdup (device_path ? device_path : "/");
  dt_dialer_begin (self, order);
  return order->track;
}

DtTrack *
dt_dialer_dial_volatile (DtDialer *self, const DtModemCall *wanted, const char *device_path)
{
  g_autoptr(GVariant) port = dt_upstream_lookup (self->upstream, wanted->modem_path, MM_MODEM, "PrimaryPort");
  gboolean known = port && g_variant_is_of_type (port, G_VARIANT_TYPE_STRING);
  g_autofree char *uuid = g_uuid_string_random ();
  /* A number is its own name, as RAS has it. */
  g_autofree char *id = wanted->number ? g_strconcat (".", wanted->number, NULL)
                                       : g_strconcat ("dialtone ", known ? g_variant_get_string (port, NULL) : "modem", NULL);
  DtDialerOrder *order = g_new0 (DtDialerOrder, 1);

  order->track = dt_upstream_dial_volatile (self->upstream, g_get_monotonic_time (), wanted->modem_path, uuid, id, wanted->kind);
  order->device_path = g_strdup (device_path);
  order->volatile_profile = dt_volatile_new (wanted, uuid, id);
  dt_dialer_begin (self, order);
  return order->track;
}

void
dt_dialer_dial_over (DtDialer *self, DtTrack *track)
{
  dt_logins_end (self->logins, track);
}

void
dt_dialer_line_over (DtDialer *self, DtTrack *track)
{
  dt_plugin_ends_add (self->plugin_ends, track);
}

void
dt_dialer_clean_up (DtDialer *self, DtTrack *track)
{
  dt_dialer_mm_clean_up (self->modems, track);
}

void
dt_dialer_prove_peer (DtDialer *self, DtTrack *track)
{
  dt_track_set_prove_peer (track);
  dt_peer_watch_add (self->peers, track);
}

DtTrack *
dt_dialer_dial_modem (DtDialer *self, const DtModemCall *call)
{
  return dt_dialer_mm_dial (self->modems, call);
}

DtDialer *
dt_dialer_new (GDBusConnection *bus, DtUpstream *upstream, DtFeed *feed)
{
  DtDialer *self = g_object_new (DT_TYPE_DIALER, NULL);

  self->bus = g_object_ref (bus);
  self->upstream = upstream;
  self->feed = g_object_ref (feed);
  self->modems = dt_dialer_mm_new (bus, upstream, feed, dt_dialer_on_question, self);
  self->peers = dt_peer_watch_new (bus, upstream, feed);
  self->logins = dt_logins_new (bus, upstream, dt_dialer_on_question, self);
  self->holds = dt_holds_new (upstream, on_hold_over, self);
  self->plugin_ends = dt_plugin_ends_new (bus, on_plugin_ended, self);
  return self;
}

static void
dt_dialer_dispose (GObject *object)
{
  DtDialer *self = DT_DIALER (object);

  g_cancellable_cancel (self->cancellable);
  if (self->modems)
    g_object_run_dispose (G_OBJECT (self->modems));
  g_clear_object (&self->modems);
  g_clear_pointer (&self->peers, dt_peer_watch_free);
  g_clear_pointer (&self->logins, dt_logins_free);
  g_clear_pointer (&self->plugin_ends, dt_plugin_ends_free);
  g_clear_object (&self->feed);
  g_clear_object (&self->bus);
  G_OBJECT_CLASS (dt_dialer_parent_class)->dispose (object);
}

static void
dt_dialer_finalize (GObject *object)
{
  DtDialer *self = DT_DIALER (object);

  g_ptr_array_unref (self->orders);
  dt_holds_free (self->holds);
  g_object_unref (self->cancellable);
  G_OBJECT_CLASS (dt_dialer_parent_class)->finalize (object);
}

static void
dt_dialer_class_init (DtDialerClass *class)
{
  G_OBJECT_CLASS (class)->dispose = dt_dialer_dispose;
  G_OBJECT_CLASS (class)->finalize = dt_dialer_finalize;
}

static void
dt_dialer_init (DtDialer *self)
{
  self->cancellable = g_cancellable_new ();
  self->orders = g_ptr_array_new_with_free_func (order_free);
}
