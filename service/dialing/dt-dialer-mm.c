/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-dialer-mm-private.h"

#include <string.h>

#include "dt-dialer.h"
#include "dt-modem-look.h"

G_DEFINE_TYPE (DtDialerMm, dt_dialer_mm, G_TYPE_OBJECT)

/*
 * Orders.
 */

static void
order_free (gpointer data)
{
  DtMmOrder *order = data;

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

DtMmOrder *
dt_dialer_mm_find (DtDialerMm *self, DtTrack *track)
{
  for (guint i = 0; i < self->orders->len; i++)
    if (((DtMmOrder *) self->orders->pdata[i])->track == track)
      return self->orders->pdata[i];
  return NULL;
}

void
dt_dialer_mm_done (DtMmOrder *order)
{
  g_ptr_array_remove (order->self->orders, order);
}

void
dt_dialer_mm_feed (DtDialerMm *self, DtTrack *track, DtEventType type, const char *name, const char *text)
{
  const DtEvent event = { .type = type, .at = g_get_monotonic_time (), .name = name, .text = text };

  if (track == NULL)
    return;
  dt_track_feed (track, &event);
  dt_feed_reschedule (self->feed);
}

/*
 * Until the modem can be called.
 */

/* M4, M12: a modem that still lets an older call go refuses the next one. */
static gboolean
is_busy (DtDialerMm *self, const DtMmOrder *order)
{
  for (guint i = 0; i < self->orders->len; i++) {
    const DtMmOrder *other = self->orders->pdata[i];

    if (other != order && other->called && strcmp (other->modem_path, order->modem_path) == 0)
      return TRUE;
  }
  return dt_teardowns_has_modem (self->teardowns, order->modem_path) ||
         dt_modem_state (self->upstream, order->modem_path) == MODEM_DISCONNECTING;
}

static void
give_up (DtMmOrder *order, const char *name, const char *text)
{
  DtTrack *track = order->track;
  DtDialerMm *self = order->self;

  dt_dialer_mm_done (order);
  dt_dialer_mm_feed (self, track, DT_EVENT_CALL_REFUSED, name, text);
}

/* By another client; also notes which bearers are somebody else's.  ModemManager 1.20.4 answers Connect and Disconnect
 * before its bearer's signal, so the modem's own state, which comes earlier, decides. */
static gboolean
is_taken (DtMmOrder *order)
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
try_to_call (gpointer data)
{
  DtMmOrder *order = data;
  DtDialerMm *self = order->self;

  order->source = 0;
  if (dt_track_dial (order->track)->status.ended) {
    dt_dialer_mm_done (order);
    return G_SOURCE_REMOVE;
  }
  if (is_busy (self, order)) {
    if (g_get_monotonic_time () < order->give_up_at)
      order->source = g_timeout_add (DT_MM_LOOK_AGAIN_MS, try_to_call, order);
    else
      give_up (order, DT_MM_OWN_ERROR "AlreadyDisconnecting", "An older call of this modem is still disconnecting");
    return G_SOURCE_REMOVE;
  }
  if (dt_dialer_mm_needs_pin (order)) {
    dt_dialer_mm_ask_for_pin (order);
    return G_SOURCE_REMOVE;
  }
  if (is_taken (order))
    give_up (order, DT_MM_OWN_ERROR "ModemInUse", "Somebody else has connected this modem");
  else
    dt_dialer_mm_call (order);
  return G_SOURCE_REMOVE;
}

void
dt_dialer_mm_go_on (DtMmOrder *order)
{
  order->asking = FALSE;
  order->source = g_idle_add_full (G_PRIORITY_DEFAULT, try_to_call, order, NULL);
}

void
dt_dialer_mm_forget (DtDialerMm *self, DtTrack *track)
{
  DtMmOrder *order = dt_dialer_mm_find (self, track);

  if (order && order->called)
    order->track = NULL;
  else if (order) {
    dt_dialer_mm_stop_asking (order);
    dt_dialer_mm_done (order);
  }
  dt_dialer_mm_forget_left (self, track);
  dt_teardowns_forget (self->teardowns, track);
  dt_track_forget (track);
}

DtTrack *
dt_dialer_mm_dial (DtDialerMm *self, const DtModemCall *wanted)
{
  gint64 now = g_get_monotonic_time ();
  DtMmOrder *order = g_new0 (DtMmOrder, 1);

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
  self->teardowns = dt_teardowns_new (bus, upstream, dt_dialer_mm_on_torn_down, self);
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
