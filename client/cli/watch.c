/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "watch.h"

struct _DtWatch {
  DtService *service;
  const DtWatchCalls *calls;
  gpointer data;
  guint edges, ends, owner;
  guint gone;                   /* an idle source */
  gulong closed;
};

static void
on_edge (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *signal,
         GVariant *arguments, gpointer data)
{
  DtWatch *watch = data;
  DtEdge edge = { .path = (char *) path };

  if (!g_variant_is_of_type (arguments, G_VARIANT_TYPE ("(tuuua{sv})")))
    return;
  g_variant_get (arguments, "(tuuu@a{sv})", &edge.sequence, &edge.state, &edge.substate, &edge.error, &edge.details);
  watch->calls->edge (&edge, watch->data);
  g_variant_unref (edge.details);
}

static void
on_finished (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *signal,
             GVariant *arguments, gpointer data)
{
  DtWatch *watch = data;
  g_autoptr(GVariant) details = NULL;
  const char *connection;
  guint32 result;

  if (!g_variant_is_of_type (arguments, G_VARIANT_TYPE ("(osua{sv})")))
    return;
  g_variant_get (arguments, "(&o&su@a{sv})", &connection, NULL, &result, &details);
  watch->calls->finished (connection, result, details, watch->data);
}

static void
on_owner_changed (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *signal,
                  GVariant *arguments, gpointer data)
{
  DtWatch *watch = data;
  const char *old;

  g_variant_get (arguments, "(&s&s&s)", NULL, &old, NULL);
  if (g_str_equal (old, watch->service->owner))
    watch->calls->vanished (watch->data);
}

static gboolean
on_gone (gpointer data)
{
  DtWatch *watch = data;

  watch->gone = 0;
  watch->calls->vanished (watch->data);
  return G_SOURCE_REMOVE;
}

static void
on_closed (GDBusConnection *bus, gboolean vanished, GError *error, gpointer data)
{
  DtWatch *watch = data;

  watch->calls->vanished (watch->data);
}

DtWatch *
dt_watch_new (DtService *service, const DtWatchCalls *calls, gpointer data)
{
  DtWatch *watch = g_new0 (DtWatch, 1);
  GDBusConnection *bus = service->bus;

  watch->service = service;
  watch->calls = calls;
  watch->data = data;
  /* By interface and not by path: the path is known only when Dial answers, and
   * the first edges follow at its heels. */
  watch->edges = g_dbus_connection_signal_subscribe (bus, service->owner, DT_CONNECTION, "StatusChanged", NULL, NULL,
                                                     G_DBUS_SIGNAL_FLAGS_NONE, on_edge, watch, NULL);
  watch->ends = g_dbus_connection_signal_subscribe (bus, service->owner, DT_MANAGER, "DialFinished", DT_ROOT_PATH, NULL,
                                                    G_DBUS_SIGNAL_FLAGS_NONE, on_finished, watch, NULL);
  watch->owner = g_dbus_connection_signal_subscribe (bus, "org.freedesktop.DBus", "org.freedesktop.DBus", "NameOwnerChanged",
                                                     "/org/freedesktop/DBus", DT_BUS_NAME, G_DBUS_SIGNAL_FLAGS_NONE,
                                                     on_owner_changed, watch, NULL);
  watch->closed = g_signal_connect (bus, "closed", G_CALLBACK (on_closed), watch);
  /* The bus answers when it has taken the subscriptions: nothing is missed from here
   * on, but the service may have left before. */
  if (!dt_service_is_there (service))
    watch->gone = g_idle_add (on_gone, watch);
  return watch;
}

void
dt_watch_free (DtWatch *watch)
{
  GDBusConnection *bus = watch->service->bus;

  g_dbus_connection_signal_unsubscribe (bus, watch->edges);
  g_dbus_connection_signal_unsubscribe (bus, watch->ends);
  g_dbus_connection_signal_unsubscribe (bus, watch->owner);
  g_signal_handler_disconnect (bus, watch->closed);
  g_clear_handle_id (&watch->gone, g_source_remove);
  g_free (watch);
}
