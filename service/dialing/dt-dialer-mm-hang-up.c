/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The end of a dial through ModemManager alone. */
#include "dt-dialer-mm-private.h"

#include "dt-holds.h"
#include "dt-modem-look.h"

static void
nothing_left (DtDialerMm *self, DtTrack *track)
{
  dt_dialer_mm_feed (self, track, DT_EVENT_NO_END, NULL, NULL);
}

/* The modem has let go, and no answer to the dial is awaited any more. */
static void
end_if_over (DtDialerMm *self, DtTrack *track)
{
  if (track && !dt_teardowns_has (self->teardowns, track) && dt_dialer_mm_find (self, track) == NULL)
    nothing_left (self, track);
}

void
dt_dialer_mm_on_torn_down (DtTrack *track, gpointer data)
{
  end_if_over (data, track);
}

/* ModemManager cancels a bearer that connects when it is told to disconnect it; which one
 * that is it has not told yet. */
static void
cancel_bearers (DtMmOrder *order)
{
  g_auto(GStrv) idle = dt_modem_bearers (order->self->upstream, order->modem_path, FALSE);

  for (guint i = 0; idle[i]; i++)
    dt_teardowns_add (order->self->teardowns, order->track, order->modem_path, idle[i]);
}

static gboolean
on_look_for_bearer (gpointer data)
{
  DtMmOrder *order = data;

  if (dt_modem_state (order->self->upstream, order->modem_path) != MODEM_CONNECTING)
    return G_SOURCE_CONTINUE;
  order->source = 0;
  cancel_bearers (order);
  return G_SOURCE_REMOVE;
}

/* Connect is under way. */
static void
abandon (DtMmOrder *order)
{
  DtTrack *track = order->track;
  gint32 state = dt_modem_state (order->self->upstream, order->modem_path);

  if (order->hang_up)
    return;
  order->hang_up = TRUE;
  if (order->bearer_path)               /* its properties are asked for, then it is dropped */
    return;
  /* Where ATD is under way, told to disconnect ModemManager 1.20 takes its port for connected
   * for ever after if the answer is CONNECT (gsm-hang-up-after-the-dial-command): it is dropped when it has answered.
   * When the service stops nobody is left who could wait. */
  if (dt_holds_is_serial (order->self->upstream, order->modem_path) && !dt_track_dial (track)->status.ended)
    g_debug ("waiting for the end of the dial command");
  else if (state == MODEM_CONNECTING)
    cancel_bearers (order);
  else
    order->source = g_timeout_add (DT_MM_LOOK_AGAIN_MS, on_look_for_bearer, order);
  if (state < MODEM_REGISTERED) {
    order->track = NULL;
    nothing_left (order->self, track);
  }
}

void
dt_dialer_mm_hang_up (DtDialerMm *self, DtTrack *track)
{
  DtMmOrder *order = dt_dialer_mm_find (self, track);

  if (!dt_track_dial (track)->status.disconnecting)
    dt_track_hang_up (track, g_get_monotonic_time ());
  if (order && order->called) {
    abandon (order);
  } else if (order) {
    dt_dialer_mm_stop_asking (order);
    dt_dialer_mm_done (order);
    nothing_left (self, track);
  } else if (dt_track_dial (track)->connected) {
    dt_teardowns_add (self->teardowns, track, dt_track_modem_path (track), dt_track_bearer_path (track));
  } else {
    nothing_left (self, track);
  }
  dt_feed_reschedule (self->feed);
}

void
dt_dialer_mm_drop (DtMmOrder *order)
{
  DtDialerMm *self = order->self;
  DtTrack *track = order->track;

  if (order->bearer_path) {
    dt_teardowns_add (self->teardowns, track, order->modem_path, order->bearer_path);
    dt_dialer_mm_feed (self, track, DT_EVENT_HANG_UP_SENT, NULL, NULL);
  }
  dt_dialer_mm_done (order);
  end_if_over (self, track);
}

gboolean
dt_dialer_mm_is_unwanted (const DtMmOrder *order)
{
  return order->hang_up || order->track == NULL || dt_track_dial (order->track)->status.ended;
}
