/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-ppp-calls.h"

#include <pthread.h>

#define PPP_PREFIX "/org/freedesktop/NetworkManager/PPP/"
#define BUS_NAME "org.freedesktop.DBus"

/* Anybody may call, and a monitor sees it: what is kept for strangers is bounded. */
#define SENDERS_MAX 1024
#define CALLS_MAX 64

/* Of every DtPppCalls.  Static, and pthread's, so that ThreadSanitizer sees it before
 * the object itself: it does not see how GLib hands that to its thread. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* GDBus's thread touches what is behind the lock, and never takes a reference of the
 * owner: it could be the last one, and the owner would end in that thread. */
struct _DtPppCalls {
  GWeakRef owner;               /* this and the function: in the main context only */
  DtPppCallFunc func;
  GMainContext *context;
  GDBusConnection *bus;
  GCancellable *cancellable;
  GHashTable *senders;          /* unique name -> Sender */
  GQueue ready;                 /* DtPppCall, for the main context */
};

typedef struct {
  gboolean answered;
  guint32 uid;
  GQueue calls;                 /* DtPppCall, until the uid is known */
} Sender;

static void
call_free (gpointer data)
{
  DtPppCall *call = data;

  g_free (call->sender);
  g_free (call->path);
  g_free (call);
}

static void
sender_free (gpointer data)
{
  Sender *sender = data;

  g_queue_clear_full (&sender->calls, call_free);
  g_free (sender);
}

DtPppCalls *
dt_ppp_calls_new (GObject *owner, GDBusConnection *bus, GCancellable *cancellable, DtPppCallFunc func)
{
  DtPppCalls *calls;

  pthread_mutex_lock (&lock);
  calls = g_atomic_rc_box_new0 (DtPppCalls);
  g_weak_ref_init (&calls->owner, owner);
  calls->func = func;
  calls->context = g_main_context_ref_thread_default ();
  calls->bus = g_object_ref (bus);
  calls->cancellable = g_object_ref (cancellable);
  calls->senders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, sender_free);
  g_queue_init (&calls->ready);
  pthread_mutex_unlock (&lock);
  return calls;
}

static void
calls_clear (gpointer data)
{
  DtPppCalls *calls = data;

  g_weak_ref_clear (&calls->owner);
  g_main_context_unref (calls->context);
  g_object_unref (calls->bus);
  g_object_unref (calls->cancellable);
  g_hash_table_unref (calls->senders);
  g_queue_clear_full (&calls->ready, call_free);
}

void
dt_ppp_calls_unref (gpointer calls)
{
  g_atomic_rc_box_release_full (calls, calls_clear);
}

/*
 * To the main context.
 */

/* Once for each call. */
static gboolean
on_ready (gpointer data)
{
  DtPppCalls *calls = data;
  g_autoptr(GObject) owner = g_weak_ref_get (&calls->owner);
  DtPppCall *call;

  pthread_mutex_lock (&lock);
  call = g_queue_pop_head (&calls->ready);
  pthread_mutex_unlock (&lock);
  if (owner)
    calls->func (call, owner);
  call_free (call);
  return G_SOURCE_REMOVE;
}

/* Behind the lock.  Takes @call. */
static void
hand_on (DtPppCalls *calls, DtPppCall *call, guint32 uid)
{
  g_autoptr(GSource) source = g_idle_source_new ();

  call->uid = uid;
  g_queue_push_tail (&calls->ready, call);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_ready, g_atomic_rc_box_acquire (calls), dt_ppp_calls_unref);
  g_source_attach (source, calls->context);
}

/*
 * In GDBus's thread.
 */

typedef struct {
  DtPppCalls *calls;
  char *name;
} Question;

static void
on_uid (GObject *source, GAsyncResult *result, gpointer data)
{
  Question *question = data;
  DtPppCalls *calls = question->calls;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  Sender *sender;
  DtPppCall *call;

  if (error && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_message ("No uid of %s: %s", question->name, error->message);
  pthread_mutex_lock (&lock);
  sender = g_hash_table_lookup (calls->senders, question->name);
  if (sender && reply)
    g_variant_get (reply, "(u)", &sender->uid);
  if (sender)
    sender->answered = TRUE;
  while (sender && (call = g_queue_pop_head (&sender->calls)))
    hand_on (calls, call, sender->uid);
  pthread_mutex_unlock (&lock);
  g_free (question->name);
  g_free (question);
  dt_ppp_calls_unref (calls);
}

/* Not behind the lock. */
static void
ask_for_uid (DtPppCalls *calls, const char *name)
{
  Question *question = g_new (Question, 1);

  question->calls = g_atomic_rc_box_acquire (calls);
  question->name = g_strdup (name);
  g_dbus_connection_call (calls->bus, BUS_NAME, "/org/freedesktop/DBus", BUS_NAME, "GetConnectionUnixUser", g_variant_new ("(s)", name),
                          G_VARIANT_TYPE ("(u)"), G_DBUS_CALL_FLAGS_NONE, G_MAXINT, calls->cancellable, on_uid, question);
}

static gboolean
is_stranger (gpointer name, gpointer value, gpointer data)
{
  Sender *sender = value;

  return sender->answered && sender->uid != 0;
}

/* Never forgets who is being asked about or was verified, unless there is no other way. */
static void
make_room (DtPppCalls *calls)
{
  if (g_hash_table_size (calls->senders) < SENDERS_MAX)
    return;
  if (g_hash_table_foreach_remove (calls->senders, is_stranger, NULL) == 0)
    g_hash_table_remove_all (calls->senders);
}

static Sender *
add_sender (DtPppCalls *calls, const char *name)
{
  Sender *sender = g_new0 (Sender, 1);

  make_room (calls);
  sender->uid = G_MAXUINT32;
  g_queue_init (&sender->calls);
  g_hash_table_insert (calls->senders, g_strdup (name), sender);
  return sender;
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
take_call (DtPppCalls *calls, GDBusMessage *message)
{
  GVariant *body = g_dbus_message_get_body (message);
  const char *name = g_dbus_message_get_sender (message);
  Sender *sender;
  gboolean is_new;

  if (body == NULL || !g_variant_is_of_type (body, G_VARIANT_TYPE ("(u)")))
    return;
  pthread_mutex_lock (&lock);
  sender = g_hash_table_lookup (calls->senders, name);
  is_new = sender == NULL;
  if (is_new)
    sender = add_sender (calls, name);
  if (sender->answered)
    hand_on (calls, call_new (message), sender->uid);
  else if (sender->calls.length < CALLS_MAX)
    g_queue_push_tail (&sender->calls, call_new (message));
  pthread_mutex_unlock (&lock);
  if (is_new)
    ask_for_uid (calls, name);
}

static gboolean
is_phase (GDBusMessage *message)
{
  return g_strcmp0 (g_dbus_message_get_member (message), "SetState") == 0 && g_dbus_message_get_sender (message) &&
         g_strcmp0 (g_dbus_message_get_interface (message), DT_PPP_INTERFACE) == 0 &&
         g_str_has_prefix (g_dbus_message_get_path (message), PPP_PREFIX);
}

/* It swallows every call, since GDBus would answer it by itself, and the bus closes a monitor that speaks. */
static GDBusMessage *
on_message (GDBusConnection *monitor, GDBusMessage *message, gboolean incoming, gpointer data)
{
  if (!incoming || g_dbus_message_get_message_type (message) != G_DBUS_MESSAGE_TYPE_METHOD_CALL)
    return message;
  if (is_phase (message))
    take_call (data, message);
  g_object_unref (message);
  return NULL;
}

guint
dt_ppp_calls_watch (DtPppCalls *calls, GDBusConnection *monitor)
{
  return g_dbus_connection_add_filter (monitor, on_message, g_atomic_rc_box_acquire (calls), dt_ppp_calls_unref);
}
