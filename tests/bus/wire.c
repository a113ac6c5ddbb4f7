/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "wire.h"

#include "link.h"

struct _Wire {
  GDBusConnection *link;
  guint filter;
  gboolean monitor;
  GAsyncQueue *arrived;       /* filled in GDBus's thread */
  GPtrArray *messages;
};

/* The answer to BecomeMonitor. */
static gboolean
is_own_answer (Wire *wire, GDBusMessage *message)
{
  return wire->monitor && g_dbus_message_get_reply_serial (message) != 0 &&
         g_strcmp0 (g_dbus_message_get_destination (message), g_dbus_connection_get_unique_name (wire->link)) == 0;
}

/* A monitor must take every message: GDBus would answer the calls in it, and
 * the bus closes a monitor that sends. */
static GDBusMessage *
filter (GDBusConnection *link, GDBusMessage *message, gboolean incoming, gpointer data)
{
  Wire *wire = data;

  if (!incoming || is_own_answer (wire, message))
    return message;
  g_async_queue_push (wire->arrived, g_object_ref (message));
  g_main_context_wakeup (NULL);
  if (!wire->monitor)
    return message;
  g_object_unref (message);
  return NULL;
}

static Wire *
wire_alloc (GDBusConnection *link, gboolean monitor)
{
  Wire *wire = g_new0 (Wire, 1);

  wire->link = g_object_ref (link);
  wire->monitor = monitor;
  wire->arrived = g_async_queue_new_full (g_object_unref);
  wire->messages = g_ptr_array_new_with_free_func (g_object_unref);
  wire->filter = g_dbus_connection_add_filter (link, filter, wire, NULL);
  return wire;
}

Wire *
wire_new (GDBusConnection *link)
{
  return wire_alloc (link, FALSE);
}

Wire *
wire_new_monitor (const char *address)
{
  g_autoptr (GDBusConnection) link = link_open (address);
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;
  Wire *wire = wire_alloc (link, TRUE);

  reply = g_dbus_connection_call_sync (link, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                       "org.freedesktop.DBus.Monitoring", "BecomeMonitor",
                                       g_variant_new ("(asu)", NULL, 0u), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
  return wire;
}

void
wire_free (Wire *wire)
{
  if (!g_dbus_connection_is_closed (wire->link))
    g_dbus_connection_close_sync (wire->link, NULL, NULL);
  g_dbus_connection_remove_filter (wire->link, wire->filter);
  g_object_unref (wire->link);
  g_async_queue_unref (wire->arrived);
  g_ptr_array_unref (wire->messages);
  g_free (wire);
}

GPtrArray *
wire_messages (Wire *wire)
{
  GDBusMessage *message;

  while ((message = g_async_queue_try_pop (wire->arrived)) != NULL)
    g_ptr_array_add (wire->messages, message);
  return wire->messages;
}

void
wire_clear (Wire *wire)
{
  g_ptr_array_set_size (wire_messages (wire), 0);
}

static gboolean
has_call_from (Wire *wire, const char *sender, const char *member)
{
  GPtrArray *messages = wire_messages (wire);

  for (guint i = messages->len; i-- > 0;)
    if (g_strcmp0 (g_dbus_message_get_member (messages->pdata[i]), member) == 0 &&
        g_strcmp0 (g_dbus_message_get_sender (messages->pdata[i]), sender) == 0)
      return TRUE;
  return FALSE;
}

void
wire_catch_up (Wire *wire, GDBusConnection *other)
{
  static guint n;
  g_autofree char *member = g_strdup_printf ("CaughtUp%u", n++);

  g_dbus_connection_emit_signal (other, NULL, "/org/dialtone/tests", "org.dialtone.Tests", member, NULL, NULL);
  WAIT_FOR (has_call_from (wire, g_dbus_connection_get_unique_name (other), member));
}

gboolean
wire_is_signal (GDBusMessage *message, const char *interface, const char *member)
{
  return g_dbus_message_get_message_type (message) == G_DBUS_MESSAGE_TYPE_SIGNAL &&
         g_strcmp0 (g_dbus_message_get_interface (message), interface) == 0 &&
         g_strcmp0 (g_dbus_message_get_member (message), member) == 0;
}
