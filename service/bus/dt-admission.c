/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-admission.h"

#include <pthread.h>
#include <string.h>

#include "dt-bus-error.h"
#include "dt-call-counts.h"
#include "dt-limits.h"

#define BUS_NAME "org.freedesktop.DBus"
#define AGENT "org.freedesktop.NetworkManager.SecretAgent"
#define PLUGIN "org.freedesktop.NetworkManager.VPN.Plugin"

/* Of all admissions.  Static, and pthread's, so that ThreadSanitizer sees it before
 * the table itself: it does not see how GLib hands that to its thread. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* Behind the lock, but for what is set once. */
typedef struct {
  GMainContext *context;
  DtStrangerFunc func;          /* main context only; NULL: freed */
  gpointer data;
  DtCallCounts *counts;
  GQueue strangers;             /* their names, for the main context */
  int references;
} Shared;

struct _DtAdmission {
  GDBusConnection *bus;
  Shared *shared;
  guint filter;
};

static void
shared_unref (gpointer data)
{
  Shared *shared = data;

  pthread_mutex_lock (&lock);
  if (--shared->references == 0) {
    dt_call_counts_free (shared->counts);
    g_queue_clear_full (&shared->strangers, g_free);
    g_main_context_unref (shared->context);
    g_free (shared);
  }
  pthread_mutex_unlock (&lock);
}

/*
 * In GDBus's thread.
 */

static gboolean
on_stranger (gpointer data)
{
  Shared *shared = data;
  g_autofree char *name = NULL;

  pthread_mutex_lock (&lock);
  name = g_queue_pop_head (&shared->strangers);
  pthread_mutex_unlock (&lock);
  if (name && shared->func)
    shared->func (name, shared->data);
  return G_SOURCE_REMOVE;
}

/* Behind the lock. */
static void
tell_of_stranger (Shared *shared, const char *name)
{
  g_autoptr(GSource) source = g_idle_source_new ();

  shared->references++;
  g_queue_push_tail (&shared->strangers, g_strdup (name));
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_stranger, shared, shared_unref);
  g_source_attach (source, shared->context);
}

/* Behind the lock. */
static void
meet (Shared *shared, const char *name)
{
  if (dt_call_counts_meet (shared->counts, name))
    tell_of_stranger (shared, name);
}

static gsize
size_of (GDBusMessage *message)
{
  GVariant *body = g_dbus_message_get_body (message);
  const char *path = g_dbus_message_get_path (message);

  return (body ? g_variant_get_size (body) : 0) + (path ? strlen (path) : 0);
}

/* NetworkManager hands its agents whole profiles, with certificates in them. */
static gsize
largest (Shared *shared, GDBusMessage *message)
{
  guint32 uid;

  if (g_strcmp0 (g_dbus_message_get_interface (message), AGENT) != 0)
    return DT_LIMIT_CALL_BYTES;
  if (!dt_call_counts_find (shared->counts, g_dbus_message_get_sender (message), &uid))
    return DT_LIMIT_STRANGE_AGENT_BYTES;
  return uid == 0 ? G_MAXSIZE : DT_LIMIT_CALL_BYTES;
}

static gboolean
is_mute (GDBusMessage *call)
{
  return (g_dbus_message_get_flags (call) & G_DBUS_MESSAGE_FLAGS_NO_REPLY_EXPECTED) != 0;
}

/* NULL: it may come in. */
static const char *
find_objection (Shared *shared, GDBusMessage *message)
{
  const char *sender = g_dbus_message_get_sender (message), *objection = NULL;
  gsize bytes = size_of (message);

  pthread_mutex_lock (&lock);
  meet (shared, sender);
  if (bytes > largest (shared, message))
    objection = "The arguments have more than " G_STRINGIFY (DT_LIMIT_CALL_BYTES) " bytes";
  else if (dt_call_counts_is_too_much (shared->counts, sender, bytes))
    objection = "Too many calls, or too large ones, of this user wait already";
  else
    dt_call_counts_add (shared->counts, sender, g_dbus_message_get_serial (message), bytes, is_mute (message));
  pthread_mutex_unlock (&lock);
  return objection;
}

static void
refuse (GDBusConnection *bus, GDBusMessage *message, const char *objection)
{
  g_autoptr(GDBusMessage) reply = NULL;

  if (is_mute (message))
    return;
  reply = g_dbus_message_new_method_error_literal (message, DT_BUS_ERROR_NAME ("LimitsExceeded"), objection);
  g_dbus_connection_send_message (bus, reply, G_DBUS_SEND_MESSAGE_FLAGS_NONE, NULL, NULL);
}

/* Upstream sends its signals to everybody, and its plugins are root's. */
static gboolean
is_forged (Shared *shared, GDBusMessage *signal)
{
  const char *sender = g_dbus_message_get_sender (signal);
  guint32 uid = 0;

  if (sender == NULL || strcmp (sender, BUS_NAME) == 0)
    return FALSE;
  if (g_dbus_message_get_destination (signal))
    return TRUE;
  if (g_strcmp0 (g_dbus_message_get_interface (signal), PLUGIN) != 0)
    return FALSE;
  pthread_mutex_lock (&lock);
  meet (shared, sender);
  dt_call_counts_find (shared->counts, sender, &uid);
  pthread_mutex_unlock (&lock);
  return uid != 0;
}

static gboolean
takes_in (GDBusConnection *bus, Shared *shared, GDBusMessage *message)
{
  GDBusMessageType type = g_dbus_message_get_message_type (message);
  const char *objection;

  if (type == G_DBUS_MESSAGE_TYPE_SIGNAL)
    return !is_forged (shared, message);
  if (type != G_DBUS_MESSAGE_TYPE_METHOD_CALL || g_dbus_message_get_sender (message) == NULL)
    return TRUE;
  objection = find_objection (shared, message);
  if (objection)
    refuse (bus, message, objection);
  return objection == NULL;
}

static gboolean
lets_out (Shared *shared, GDBusMessage *message)
{
  GDBusMessageType type = g_dbus_message_get_message_type (message);
  gboolean mute;

  if (type != G_DBUS_MESSAGE_TYPE_METHOD_RETURN && type != G_DBUS_MESSAGE_TYPE_ERROR)
    return TRUE;
  pthread_mutex_lock (&lock);
  mute = dt_call_counts_take (shared->counts, g_dbus_message_get_destination (message), g_dbus_message_get_reply_serial (message), TRUE);
  pthread_mutex_unlock (&lock);
  return !mute;
}

/* Every call is answered, and the answer to what GDBus does by itself tells when it has: lets_out() keeps it.  What
 * comes in is locked. */
static GDBusMessage *
make_answerable (GDBusMessage *message)
{
  GDBusMessage *copy;

  if (g_dbus_message_get_message_type (message) != G_DBUS_MESSAGE_TYPE_METHOD_CALL || !is_mute (message))
    return message;
  copy = g_dbus_message_copy (message, NULL);
  if (copy == NULL)
    return message;
  g_dbus_message_set_flags (copy, g_dbus_message_get_flags (copy) & ~G_DBUS_MESSAGE_FLAGS_NO_REPLY_EXPECTED);
  g_object_unref (message);
  return copy;
}

static GDBusMessage *
on_message (GDBusConnection *bus, GDBusMessage *message, gboolean incoming, gpointer data)
{
  if (incoming ? takes_in (bus, data, message) : lets_out (data, message))
    return incoming ? make_answerable (message) : message;
  g_object_unref (message);
  return NULL;
}

/*
 * On the main context.
 */

DtAdmission *
dt_admission_new (GDBusConnection *bus, DtStrangerFunc func, gpointer data)
{
  DtAdmission *admission = g_new0 (DtAdmission, 1);
  Shared *shared;

  pthread_mutex_lock (&lock);
  shared = g_new0 (Shared, 1);
  shared->references = 2;
  shared->context = g_main_context_ref_thread_default ();
  shared->func = func;
  shared->data = data;
  shared->counts = dt_call_counts_new ();
  pthread_mutex_unlock (&lock);
  admission->bus = g_object_ref (bus);
  admission->shared = shared;
  admission->filter = g_dbus_connection_add_filter (bus, on_message, shared, shared_unref);
  return admission;
}

void
dt_admission_free (DtAdmission *admission)
{
  admission->shared->func = NULL;
  g_dbus_connection_remove_filter (admission->bus, admission->filter);
  shared_unref (admission->shared);
  g_object_unref (admission->bus);
  g_free (admission);
}

void
dt_admission_learn (DtAdmission *admission, const char *sender, guint32 uid)
{
  pthread_mutex_lock (&lock);
  dt_call_counts_learn (admission->shared->counts, sender, uid);
  pthread_mutex_unlock (&lock);
}

gboolean
dt_admission_find (DtAdmission *admission, const char *sender, guint32 *uid)
{
  gboolean known;

  pthread_mutex_lock (&lock);
  known = dt_call_counts_find (admission->shared->counts, sender, uid);
  pthread_mutex_unlock (&lock);
  return known;
}

void
dt_admission_begun (DtAdmission *admission, GDBusMessage *call)
{
  pthread_mutex_lock (&lock);
  dt_call_counts_take (admission->shared->counts, g_dbus_message_get_sender (call), g_dbus_message_get_serial (call), FALSE);
  pthread_mutex_unlock (&lock);
}
