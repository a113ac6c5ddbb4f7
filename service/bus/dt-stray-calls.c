/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-stray-calls.h"

#include <pthread.h>
#include <string.h>

#define NO_SUCH_CONNECTION "org.dialtone.RemoteAccess1.Error.NoSuchConnection"

/* Of all tables.  Static, and pthread's, so that ThreadSanitizer sees it before
 * the table itself: it does not see how GLib hands that to its thread. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* Shared with the filter, which GDBus runs in its own thread and may run once
 * more while it is being removed. */
typedef struct {
  GHashTable *paths;            /* exported ones */
  char *prefix;
  int references;
} Shared;

struct _DtStrayCalls {
  GDBusConnection *bus;
  Shared *shared;
  guint filter;
};

static Shared *
shared_new (const char *prefix)
{
  Shared *shared;

  pthread_mutex_lock (&lock);
  shared = g_new0 (Shared, 1);
  shared->references = 2;
  shared->prefix = g_strdup (prefix);
  shared->paths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  pthread_mutex_unlock (&lock);
  return shared;
}

static void
shared_unref (gpointer data)
{
  Shared *shared = data;

  pthread_mutex_lock (&lock);
  if (--shared->references == 0) {
    g_hash_table_unref (shared->paths);
    g_free (shared->prefix);
    g_free (shared);
  }
  pthread_mutex_unlock (&lock);
}

/* Introspection goes on to GDBus, so that trees can be walked. */
static gboolean
is_for_connection (Shared *shared, GDBusMessage *message)
{
  const char *path = g_dbus_message_get_path (message);
  const char *interface = g_dbus_message_get_interface (message);

  if (g_dbus_message_get_message_type (message) != G_DBUS_MESSAGE_TYPE_METHOD_CALL || path == NULL ||
      !g_str_has_prefix (path, shared->prefix))
    return FALSE;
  return !interface || g_str_has_prefix (interface, "org.dialtone.") || strcmp (interface, "org.freedesktop.DBus.Properties") == 0;
}

static gboolean
is_stray (Shared *shared, GDBusMessage *message)
{
  gboolean stray;

  pthread_mutex_lock (&lock);
  stray = is_for_connection (shared, message) && !g_hash_table_contains (shared->paths, g_dbus_message_get_path (message));
  pthread_mutex_unlock (&lock);
  return stray;
}

static GDBusMessage *
on_message (GDBusConnection *bus, GDBusMessage *message, gboolean incoming, gpointer data)
{
  g_autoptr(GDBusMessage) reply = NULL;

  if (!incoming || !is_stray (data, message))
    return message;
  if (!(g_dbus_message_get_flags (message) & G_DBUS_MESSAGE_FLAGS_NO_REPLY_EXPECTED)) {
    reply = g_dbus_message_new_method_error (message, NO_SUCH_CONNECTION, "%s is no connection",
                                             g_dbus_message_get_path (message));
    g_dbus_connection_send_message (bus, reply, G_DBUS_SEND_MESSAGE_FLAGS_NONE, NULL, NULL);
  }
  g_object_unref (message);
  return NULL;
}

DtStrayCalls *
dt_stray_calls_new (GDBusConnection *bus, const char *prefix)
{
  DtStrayCalls *calls = g_new0 (DtStrayCalls, 1);

  calls->bus = g_object_ref (bus);
  calls->shared = shared_new (prefix);
  calls->filter = g_dbus_connection_add_filter (bus, on_message, calls->shared, shared_unref);
  return calls;
}

void
dt_stray_calls_free (DtStrayCalls *calls)
{
  g_dbus_connection_remove_filter (calls->bus, calls->filter);
  shared_unref (calls->shared);
  g_object_unref (calls->bus);
  g_free (calls);
}

void
dt_stray_calls_add (DtStrayCalls *calls, const char *path)
{
  pthread_mutex_lock (&lock);
  g_hash_table_add (calls->shared->paths, g_strdup (path));
  pthread_mutex_unlock (&lock);
}

void
dt_stray_calls_remove (DtStrayCalls *calls, const char *path)
{
  pthread_mutex_lock (&lock);
  g_hash_table_remove (calls->shared->paths, path);
  pthread_mutex_unlock (&lock);
}
