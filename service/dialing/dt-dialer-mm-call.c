/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Modem.Simple.Connect: the call and its answer. */
#include "dt-dialer-mm-private.h"

#define MM_SIMPLE DT_MM_NAME ".Modem.Simple"
#define MM_BEARER DT_MM_NAME ".Bearer"

static void
refuse (DtMmOrder *order, const GError *error)
{
  g_autofree char *name = g_dbus_error_get_remote_error (error);
  g_autoptr(GError) stripped = g_error_copy (error);

  if (order->track == NULL)
    return;
  if (name)
    g_dbus_error_strip_remote_error (stripped);
  dt_dialer_mm_feed (order->self, order->track, DT_EVENT_CALL_REFUSED, name ? name : "org.freedesktop.DBus.Error.NoReply",
        stripped->message);
}

static void
on_properties (GObject *source, GAsyncResult *result, gpointer data)
{
  DtMmOrder *order = data;
  g_autoptr(DtDialerMm) self = order->self;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_autoptr(GVariant) properties = reply ? g_variant_get_child_value (reply, 0) : NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (dt_dialer_mm_is_unwanted (order)) {
    dt_dialer_mm_drop (order);
    return;
  }
  if (properties)
    dt_track_bearer_ready (order->track, g_get_monotonic_time (), order->bearer_path, properties);
  else
    refuse (order, error);
  dt_dialer_mm_done (order);
  dt_feed_reschedule (self->feed);
}

/* Its signals may come before or after the answer, and name only what changes. */
static void
ask_for_properties (DtMmOrder *order)
{
  DtDialerMm *self = g_object_ref (order->self);

  g_dbus_connection_call (self->bus, DT_MM_NAME, order->bearer_path, "org.freedesktop.DBus.Properties", "GetAll",
                          g_variant_new ("(s)", MM_BEARER), G_VARIANT_TYPE ("(a{sv})"), G_DBUS_CALL_FLAGS_NO_AUTO_START,
                          G_MAXINT, self->cancellable, on_properties, order);
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer data)
{
  DtMmOrder *order = data;
  g_autoptr(DtDialerMm) self = order->self;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  const char *bearer;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (reply) {
    g_variant_get (reply, "(&o)", &bearer);
    /* ModemManager 1.20.4 answers with somebody else's where that has the same properties. */
    if (g_strv_contains ((const char *const *) order->foreign, bearer)) {
      if (!dt_dialer_mm_is_unwanted (order))
        dt_dialer_mm_feed (self, order->track, DT_EVENT_CALL_REFUSED, DT_MM_OWN_ERROR "ModemInUse", "Somebody else has connected this bearer");
      dt_dialer_mm_drop (order);
      return;
    }
    order->bearer_path = g_strdup (bearer);
  }
  if (dt_dialer_mm_is_unwanted (order)) {
    dt_dialer_mm_drop (order);
  } else if (reply) {
    ask_for_properties (order);
  } else {
    refuse (order, error);
    dt_dialer_mm_done (order);
  }
}

static void
add_string (GVariantBuilder *builder, const char *name, const char *value)
{
  if (value)
    g_variant_builder_add (builder, "{sv}", name, g_variant_new_string (value));
}

void
dt_dialer_mm_call (DtMmOrder *order)
{
  DtDialerMm *self = g_object_ref (order->self);
  GVariantBuilder properties = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  order->called = TRUE;
  dt_track_modem_called (order->track, g_get_monotonic_time (), (const char *const *) order->foreign);
  add_string (&properties, "apn", order->apn);
  add_string (&properties, "number", order->number);
  add_string (&properties, "user", order->user);
  add_string (&properties, "password", dt_secret_text (order->password));
  add_string (&properties, "pin", dt_secret_text (order->pin));
  g_clear_pointer (&order->password, dt_secret_free);
  g_clear_pointer (&order->pin, dt_secret_free);
  g_dbus_connection_call (self->bus, DT_MM_NAME, order->modem_path, MM_SIMPLE, "Connect", g_variant_new ("(a{sv})", &properties),
                          G_VARIANT_TYPE ("(o)"), G_DBUS_CALL_FLAGS_NO_AUTO_START, G_MAXINT, self->cancellable, on_connected,
                          order);
}
