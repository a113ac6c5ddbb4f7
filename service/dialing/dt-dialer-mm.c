/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-dialer-mm.h"

#include <string.h>

#include "dt-dialer.h"
#include "dt-holds.h"
#include "dt-modem-look.h"
#include "dt-teardowns.h"

#define MM_NAME "org.freedesktop.ModemManager1"
#define MM_MODEM MM_NAME ".Modem"
#define MM_SIMPLE MM_MODEM ".Simple"
#define MM_BEARER MM_NAME ".Bearer"
#define OWN_ERROR "org.dialtone.RemoteAccess1.Error."
#define LOOK_AGAIN_MS 100

enum { MODEM_REGISTERED = 8, MODEM_DISCONNECTING = 9, MODEM_CONNECTING = 10, MODEM_CONNECTED = 11 };

struct _DtDialerMm {
  GObject parent;
  GDBusConnection *bus;
  DtUpstream *upstream;
  DtFeed *feed;
  DtQuestionFunc question_func;
  gpointer question_data;
  GCancellable *cancellable;
  GPtrArray *orders;            /* Order */
  DtTeardowns *teardowns;
};

G_DEFINE_TYPE (DtDialerMm, dt_dialer_mm, G_TYPE_OBJECT)

/* A dial until its bearer is known. */
typedef struct {
  DtDialerMm *self;
  DtTrack *track;               /* NULL: forgotten meanwhile */
  char *modem_path, *bearer_path;
  char *apn, *number, *user;
  DtSecret *password, *pin;
  char **foreign;               /* bearers that were connected before */
  guint source;
  gint64 give_up_at;
  gboolean called, hang_up;
  gboolean asks, pauses;
  gboolean asking;              /* question waits for an answer */
  DtQuestion question;
} Order;

static void
order_free (gpointer data)
{
  Order *order = data;

  g_clear_handle_id (&order->source, g_source_remove);
  dt_secret_free (order->password);
  dt_secret_free (order->pin);
  dt_question_clear (&order->question);
  g_free (order->modem_path);
  g_free (order->bearer_path);
  g_free (order->apn);
  g_free (order->number);
  g_free (order->user);
  g_strfreev (order->foreign);
  g_free (order);
}

static Order *
find_order (DtDialerMm *self, DtTrack *track)
{
  for (guint i = 0; i < self->orders->len; i++)
    if (((Order *) self->orders->pdata[i])->track == track)
      return self->orders->pdata[i];
  return NULL;
}

static void
feed (DtDialerMm *self, DtTrack *track, DtEventType type, const char *name, const char *text)
{
  const DtEvent event = { .type = type, .at = g_get_monotonic_time (), .name = name, .text = text };

  dt_track_feed (track, &event);
  dt_feed_reschedule (self->feed);
}

static void
nothing_left (DtDialerMm *self, DtTrack *track)
{
  if (track)
    feed (self, track, DT_EVENT_NO_END, NULL, NULL);
}

static void
refuse (Order *order, const GError *error)
{
  g_autofree char *name = g_dbus_error_get_remote_error (error);
  g_autoptr(GError) stripped = g_error_copy (error);

  if (order->track == NULL)
    return;
  if (name)
    g_dbus_error_strip_remote_error (stripped);
  feed (order->self, order->track, DT_EVENT_CALL_REFUSED, name ? name : "org.freedesktop.DBus.Error.NoReply",
        stripped->message);
}

static void
feed_question (Order *order, DtEventType type, gint32 state)
{
  const DtEvent event = { .type = type, .at = g_get_monotonic_time (), .state = state };

  if (order->pauses)
    dt_track_feed (order->track, &event);
}

/* Nothing is asked any more. */
static void
stop_asking (Order *order)
{
  if (!order->asking)
    return;
  order->asking = FALSE;
  order->self->question_func (order->track, FALSE, order->self->question_data);
}

/* M4, M12: a modem that still lets an older call go refuses the next one. */
static gboolean
is_busy (DtDialerMm *self, const Order *order)
{
  for (guint i = 0; i < self->orders->len; i++) {
    const Order *other = self->orders->pdata[i];

    if (other != order && other->called && strcmp (other->modem_path, order->modem_path) == 0)
      return TRUE;
  }
  return dt_teardowns_has_modem (self->teardowns, order->modem_path) ||
         dt_modem_state (self->upstream, order->modem_path) == MODEM_DISCONNECTING;
}

/*
 * Hanging up.
 */

/* The modem has let go, and no answer to the dial is awaited any more. */
static void
end_if_over (DtDialerMm *self, DtTrack *track)
{
  if (track && !dt_teardowns_has (self->teardowns, track) && find_order (self, track) == NULL)
    nothing_left (self, track);
}

static void
on_torn_down (DtTrack *track, gpointer data)
{
  end_if_over (data, track);
}

/* ModemManager cancels a bearer that connects when it is told to disconnect it; which one
 * that is it has not told yet. */
static void
cancel_bearers (Order *order)
{
  g_auto(GStrv) idle = dt_modem_bearers (order->self->upstream, order->modem_path, FALSE);

  for (guint i = 0; idle[i]; i++)
    dt_teardowns_add (order->self->teardowns, order->track, order->modem_path, idle[i]);
}

static gboolean
on_look_for_bearer (gpointer data)
{
  Order *order = data;

  if (dt_modem_state (order->self->upstream, order->modem_path) != MODEM_CONNECTING)
    return G_SOURCE_CONTINUE;
  order->source = 0;
  cancel_bearers (order);
  return G_SOURCE_REMOVE;
}

/* Connect is under way. */
static void
abandon (Order *order)
{
  DtTrack *track = order->track;
  gint32 state = dt_modem_state (order->self->upstream, order->modem_path);

  if (order->hang_up)
    return;
  order->hang_up = TRUE;
  if (order->bearer_path)               /* its properties are asked for: drop() follows */
    return;
  /* Where ATD is under way, told to disconnect ModemManager 1.20 takes its port for connected
   * for ever after if the answer is CONNECT (gsm-hang-up-after-the-dial-command): drop() follows.
   * When the service stops nobody is left who could wait. */
  if (dt_holds_is_serial (order->self->upstream, order->modem_path) && !dt_track_dial (track)->status.ended)
    g_debug ("waiting for the end of the dial command");
  else if (state == MODEM_CONNECTING)
    cancel_bearers (order);
  else
    order->source = g_timeout_add (LOOK_AGAIN_MS, on_look_for_bearer, order);
  if (state < MODEM_REGISTERED) {
    order->track = NULL;
    nothing_left (order->self, track);
  }
}

void
dt_dialer_mm_hang_up (DtDialerMm *self, DtTrack *track)
{
  Order *order = find_order (self, track);

  if (!dt_track_dial (track)->status.disconnecting)
    dt_track_hang_up (track, g_get_monotonic_time ());
  if (order && order->called) {
    abandon (order);
  } else if (order) {
    stop_asking (order);
    g_ptr_array_remove (self->orders, order);
    nothing_left (self, track);
  } else if (dt_track_dial (track)->connected) {
    dt_teardowns_add (self->teardowns, track, dt_track_modem_path (track), dt_track_bearer_path (track));
  } else {
    nothing_left (self, track);
  }
  dt_feed_reschedule (self->feed);
}

void
dt_dialer_mm_forget (DtDialerMm *self, DtTrack *track)
{
  Order *order = find_order (self, track);

  if (order && order->called)
    order->track = NULL;
  else if (order) {
    stop_asking (order);
    g_ptr_array_remove (self->orders, order);
  }
  dt_teardowns_forget (self->teardowns, track);
  dt_track_forget (track);
}

/*
 * Dialing.
 */

/* Answered, and no longer wanted. */
static void
drop (Order *order)
{
  DtDialerMm *self = order->self;
  DtTrack *track = order->track;

  if (order->bearer_path)
    dt_teardowns_add (self->teardowns, track, order->modem_path, order->bearer_path);
  g_ptr_array_remove (self->orders, order);
  end_if_over (self, track);
}

/* An own time-out may have ended it before the answer came. */
static gboolean
is_unwanted (const Order *order)
{
  return order->hang_up || order->track == NULL || dt_track_dial (order->track)->status.ended;
}

static void
on_properties (GObject *source, GAsyncResult *result, gpointer data)
{
  Order *order = data;
  g_autoptr(DtDialerMm) self = order->self;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_autoptr(GVariant) properties = reply ? g_variant_get_child_value (reply, 0) : NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (is_unwanted (order)) {
    drop (order);
    return;
  }
  if (properties)
    dt_track_bearer_ready (order->track, g_get_monotonic_time (), order->bearer_path, properties);
  else
    refuse (order, error);
  g_ptr_array_remove (self->orders, order);
  dt_feed_reschedule (self->feed);
}

/* Its signals may come before or after the answer, and name only what changes. */
static void
ask_for_properties (Order *order)
{
  DtDialerMm *self = g_object_ref (order->self);

  g_dbus_connection_call (self->bus, MM_NAME, order->bearer_path, "org.freedesktop.DBus.Properties", "GetAll",
                          g_variant_new ("(s)", MM_BEARER), G_VARIANT_TYPE ("(a{sv})"), G_DBUS_CALL_FLAGS_NO_AUTO_START,
                          G_MAXINT, self->cancellable, on_properties, order);
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer data)
{
  Order *order = data;
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
      if (!is_unwanted (order))
        feed (self, order->track, DT_EVENT_CALL_REFUSED, OWN_ERROR "ModemInUse", "Somebody else has connected this bearer");
      drop (order);
      return;
    }
    order->bearer_path = g_strdup (bearer);
  }
  if (is_unwanted (order)) {
    drop (order);
  } else if (reply) {
    ask_for_properties (order);
  } else {
    refuse (order, error);
    g_ptr_array_remove (self->orders, order);
  }
}

static void
add_string (GVariantBuilder *builder, const char *name, const char *value)
{
  if (value)
    g_variant_builder_add (builder, "{sv}", name, g_variant_new_string (value));
}

static void
call (Order *order)
{
  DtDialerMm *self = g_object_ref (order->self);
  GVariantBuilder properties = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  order->called = TRUE;
  dt_track_modem_called (order->track, g_get_monotonic_time ());
  add_string (&properties, "apn", order->apn);
  add_string (&properties, "number", order->number);
  add_string (&properties, "user", order->user);
  add_string (&properties, "password", dt_secret_text (order->password));
  add_string (&properties, "pin", dt_secret_text (order->pin));
  g_clear_pointer (&order->password, dt_secret_free);
  g_clear_pointer (&order->pin, dt_secret_free);
  g_dbus_connection_call (self->bus, MM_NAME, order->modem_path, MM_SIMPLE, "Connect", g_variant_new ("(a{sv})", &properties),
                          G_VARIANT_TYPE ("(o)"), G_DBUS_CALL_FLAGS_NO_AUTO_START, G_MAXINT, self->cancellable, on_connected,
                          order);
}

static void
give_up (Order *order, const char *name, const char *text)
{
  DtTrack *track = order->track;
  DtDialerMm *self = order->self;

  g_ptr_array_remove (self->orders, order);
  feed (self, track, DT_EVENT_CALL_REFUSED, name, text);
}

/* By another client; also notes which bearers are somebody else's.  ModemManager 1.20.4 answers Connect and Disconnect
 * before its bearer's signal, so the modem's own state, which comes earlier, decides. */
static gboolean
is_taken (Order *order)
{
  DtUpstream *upstream = order->self->upstream;
  guint most = dt_modem_max_active_bearers (upstream, order->modem_path);

  if (dt_modem_state (upstream, order->modem_path) != MODEM_CONNECTED) {
    order->foreign = g_new0 (char *, 1);
    return FALSE;
  }
  order->foreign = dt_modem_bearers (upstream, order->modem_path, TRUE);
  if (order->foreign[0])
    return g_strv_length (order->foreign) >= most;
  g_strfreev (order->foreign);
  order->foreign = dt_modem_bearers (upstream, order->modem_path, FALSE);
  return most <= 1;
}

static gboolean
needs_pin (const Order *order)
{
  return order->asks && order->pin == NULL && dt_modem_wants_pin (order->self->upstream, order->modem_path);
}

/* Once: a second try could cost the SIM. */
static void
ask_for_pin (Order *order)
{
  static const char *const fields[] = { "pin", NULL };

  order->question.state = DT_RASCS_INTERACTIVE;
  order->question.fields = g_strdupv ((char **) fields);
  order->question.message = g_strdup ("");
  order->question.tries_left = dt_modem_pin_tries (order->self->upstream, order->modem_path);
  order->asks = FALSE;
  order->asking = TRUE;
  feed_question (order, DT_EVENT_QUESTION, DT_RASCS_INTERACTIVE);
  order->self->question_func (order->track, TRUE, order->self->question_data);
}

static gboolean
try_to_call (gpointer data)
{
  Order *order = data;
  DtDialerMm *self = order->self;

  order->source = 0;
  if (dt_track_dial (order->track)->status.ended) {
    g_ptr_array_remove (self->orders, order);
    return G_SOURCE_REMOVE;
  }
  if (is_busy (self, order)) {
    if (g_get_monotonic_time () < order->give_up_at)
      order->source = g_timeout_add (LOOK_AGAIN_MS, try_to_call, order);
    else
      give_up (order, OWN_ERROR "AlreadyDisconnecting", "An older call of this modem is still disconnecting");
    return G_SOURCE_REMOVE;
  }
  if (needs_pin (order)) {
    ask_for_pin (order);
    return G_SOURCE_REMOVE;
  }
  if (is_taken (order))
    give_up (order, OWN_ERROR "ModemInUse", "Somebody else has connected this modem");
  else
    call (order);
  return G_SOURCE_REMOVE;
}

const DtQuestion *
dt_dialer_mm_question (DtDialerMm *self, DtTrack *track)
{
  Order *order = find_order (self, track);

  return order && order->asking ? &order->question : NULL;
}

/* Takes the order up again, from the main loop. */
static void
go_on (Order *order)
{
  order->asking = FALSE;
  order->source = g_idle_add_full (G_PRIORITY_DEFAULT, try_to_call, order, NULL);
}

gboolean
dt_dialer_mm_answer (DtDialerMm *self, DtTrack *track, GVariant *answer, GError **error)
{
  Order *order = find_order (self, track);
  const char *pin;

  g_return_val_if_fail (order && order->asking, FALSE);
  if (!dt_question_check (&order->question, answer, error))
    return FALSE;
  if (g_variant_lookup (answer, "pin", "&s", &pin))
    order->pin = dt_secret_new (pin);
  feed_question (order, DT_EVENT_ANSWERED, 1);
  go_on (order);
  return TRUE;
}

/* ModemManager refuses the call then, and says why. */
void
dt_dialer_mm_refuse (DtDialerMm *self, DtTrack *track)
{
  Order *order = find_order (self, track);

  if (order == NULL || !order->asking)
    return;
  feed_question (order, DT_EVENT_ANSWERED, 0);
  go_on (order);
}

DtTrack *
dt_dialer_mm_dial (DtDialerMm *self, const DtModemCall *wanted)
{
  gint64 now = g_get_monotonic_time ();
  Order *order = g_new0 (Order, 1);

  order->self = self;
  order->track = dt_upstream_dial_modem (self->upstream, now, wanted->modem_path, wanted->kind);
  order->modem_path = g_strdup (wanted->modem_path);
  order->apn = g_strdup (wanted->apn);
  order->number = g_strdup (wanted->number);
  order->user = g_strdup (wanted->user);
  order->password = dt_secret_new (wanted->password);
  order->pin = dt_secret_new (wanted->pin);
  order->asks = wanted->asks;
  order->pauses = wanted->pauses;
  order->give_up_at = now + DT_DIALER_BUSY_WAIT_SECONDS * G_USEC_PER_SEC;
  order->source = g_idle_add_full (G_PRIORITY_DEFAULT, try_to_call, order, NULL);
  g_ptr_array_add (self->orders, order);
  return order->track;
}

DtDialerMm *
dt_dialer_mm_new (GDBusConnection *bus, DtUpstream *upstream, DtFeed *feed_source, DtQuestionFunc func, gpointer data)
{
  DtDialerMm *self = g_object_new (DT_TYPE_DIALER_MM, NULL);

  self->bus = g_object_ref (bus);
  self->upstream = upstream;
  self->feed = g_object_ref (feed_source);
  self->teardowns = dt_teardowns_new (bus, upstream, on_torn_down, self);
  self->question_func = func;
  self->question_data = data;
  return self;
}

static void
dt_dialer_mm_dispose (GObject *object)
{
  DtDialerMm *self = DT_DIALER_MM (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_pointer (&self->teardowns, dt_teardowns_free);
  g_clear_object (&self->feed);
  g_clear_object (&self->bus);
  G_OBJECT_CLASS (dt_dialer_mm_parent_class)->dispose (object);
}

static void
dt_dialer_mm_finalize (GObject *object)
{
  DtDialerMm *self = DT_DIALER_MM (object);

  g_ptr_array_unref (self->orders);
  g_object_unref (self->cancellable);
  G_OBJECT_CLASS (dt_dialer_mm_parent_class)->finalize (object);
}

static void
dt_dialer_mm_class_init (DtDialerMmClass *class)
{
  G_OBJECT_CLASS (class)->dispose = dt_dialer_mm_dispose;
  G_OBJECT_CLASS (class)->finalize = dt_dialer_mm_finalize;
}

static void
dt_dialer_mm_init (DtDialerMm *self)
{
  self->cancellable = g_cancellable_new ();
  self->orders = g_ptr_array_new_with_free_func (order_free);
}
