/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-ppp-calls.h"

#include <pthread.h>

#define PPP_PREFIX "/org/freedesktop/NetworkManager/PPP/"

/* Of every DtPppCalls.  Static, and pthread's, so that ThreadSanitizer sees it before
 * the object itself: it does not see how GLib hands that to its thread. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* GDBus's thread touches what is behind the lock, and never takes a reference of the
 * owner: it could be the last one, and the owner would end in that thread. */
struct _DtPppCalls {
  GWeakRef owner;               /* this and the functions: in the main context only */
  DtPppSenderFunc announce;
  DtPppCallFunc func;
  GMainContext *context;
  GQueue queue;                 /* DtPppCall */
  GQueue senders;               /* names, of the same calls */
};

void
dt_ppp_call_free (gpointer data)
{
  DtPppCall *call = data;

  g_free (call->sender);
  g_free (call->path);
  g_free (call);
}

DtPppCalls *
dt_ppp_calls_new (GObject *owner, DtPppSenderFunc announce, DtPppCallFunc func)
{
  DtPppCalls *calls;

  pthread_mutex_lock (&lock);
  calls = g_atomic_rc_box_new0 (DtPppCalls);
  g_weak_ref_init (&calls->owner, owner);
  calls->announce = announce;
  calls->func = func;
  calls->context = g_main_context_ref_thread_default ();
  g_queue_init (&calls->queue);
  g_queue_init (&calls->senders);
  pthread_mutex_unlock (&lock);
  return calls;
}

static void
calls_clear (gpointer data)
{
  DtPppCalls *calls = data;

  g_weak_ref_clear (&calls->owner);
  g_main_context_unref (calls->context);
  g_queue_clear_full (&calls->queue, dt_ppp_call_free);
  g_queue_clear_full (&calls->senders, g_free);
}

void
dt_ppp_calls_unref (gpointer calls)
{
  g_atomic_rc_box_release_full (calls, calls_clear);
}

/* In the main context, once for each call. */
static gboolean
on_queued (gpointer data)
{
  DtPppCalls *calls = data;
  g_autoptr(GObject) owner = g_weak_ref_get (&calls->owner);
  DtPppCall *call;

  pthread_mutex_lock (&lock);
  call = g_queue_pop_head (&calls->queue);
  pthread_mutex_unlock (&lock);
  if (owner)
    calls->func (call, owner);
  else
    dt_ppp_call_free (call);
  return G_SOURCE_REMOVE;
}

static gboolean
on_announced (gpointer data)
{
  DtPppCalls *calls = data;
  g_autoptr(GObject) owner = g_weak_ref_get (&calls->owner);
  g_autofree char *sender = NULL;

  pthread_mutex_lock (&lock);
  sender = g_queue_pop_head (&calls->senders);
  pthread_mutex_unlock (&lock);
  if (owner)
    calls->announce (sender, owner);
  return G_SOURCE_REMOVE;
}

static DtPppCall *
call_new (GDBusMessage *message)
{
  DtPppCall *call = g_new0 (DtPppCall, 1);

  call->sender = g_strdup (g_dbus_message_get_sender (message));
  call->path = g_strdup (g_dbus_message_get_path (message));
  call->at = g_get_monotonic_time ();
  g_variant_get (g_dbus_message_get_body (message), "(u)", &call->phase);
  return call;
}

static void
attach (DtPppCalls *calls, int priority, GSourceFunc func)
{
  g_autoptr(GSource) source = g_idle_source_new ();

  g_source_set_priority (source, priority);
  g_source_set_callback (source, func, g_atomic_rc_box_acquire (calls), dt_ppp_calls_unref);
  g_source_attach (source, calls->context);
}

static void
queue_call (DtPppCalls *calls, GDBusMessage *message)
{
  GVariant *body = g_dbus_message_get_body (message);

  if (body == NULL || !g_variant_is_of_type (body, G_VARIANT_TYPE ("(u)")))
    return;
  pthread_mutex_lock (&lock);
  g_queue_push_tail (&calls->senders, g_strdup (g_dbus_message_get_sender (message)));
  g_queue_push_tail (&calls->queue, call_new (message));
  attach (calls, G_PRIORITY_HIGH, on_announced);
  attach (calls, G_PRIORITY_DEFAULT, on_queued);
  pthread_mutex_unlock (&lock);
}

static gboolean
is_phase (GDBusMessage *message)
{
  return g_strcmp0 (g_dbus_message_get_member (message), "SetState") == 0 && g_dbus_message_get_sender (message) &&
         g_strcmp0 (g_dbus_message_get_interface (message), DT_PPP_INTERFACE) == 0 &&
         g_str_has_prefix (g_dbus_message_get_path (message), PPP_PREFIX);
}

/* In GDBus's own thread.  It swallows every call, since GDBus would answer it by
 * itself, and the bus closes a monitor that speaks. */
static GDBusMessage *
on_message (GDBusConnection *monitor, GDBusMessage *message, gboolean incoming, gpointer data)
{
  if (!incoming || g_dbus_message_get_message_type (message) != G_DBUS_MESSAGE_TYPE_METHOD_CALL)
    return message;
  if (is_phase (message))
    queue_call (data, message);
  g_object_unref (message);
  return NULL;
}

guint
dt_ppp_calls_watch (DtPppCalls *calls, GDBusConnection *monitor)
{
  return g_dbus_connection_add_filter (monitor, on_message, g_atomic_rc_box_acquire (calls), dt_ppp_calls_unref);
}
