/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Calls that an earlier process has left to ModemManager.  It does not mind that the
 * caller has gone from the bus (1.20.4): it enables, registers, connects, and then
 * the modem is connected for nobody.
 */
#include "dt-dialer-mm-private.h"

#include "dt-modem-look.h"

/* So long in a state that lasts: ModemManager has finished, or has never begun. */
#define QUIET_US (3 * G_USEC_PER_SEC)

enum { MODEM_FAILED = -1, MODEM_GONE = 0, MODEM_LOCKED = 2, MODEM_DISABLED = 3 };

static gboolean
is_lasting (gint32 state)
{
  return state == MODEM_FAILED || state == MODEM_GONE || state == MODEM_LOCKED || state == MODEM_DISABLED || state == MODEM_REGISTERED;
}

/* Those that were not there before the call. */
static gboolean
take_down (DtMmOrder *order)
{
  DtDialerMm *self = order->self;
  g_auto(GStrv) bearers = dt_modem_bearers (self->upstream, order->modem_path, TRUE);
  gboolean any = FALSE;

  for (guint i = 0; bearers[i]; i++) {
    if (g_strv_contains ((const char *const *) order->foreign, bearers[i]))
      continue;
    g_message ("%s: connected for nobody since the last stop, and taken down", bearers[i]);
    dt_teardowns_add (self->teardowns, NULL, order->modem_path, bearers[i]);
    any = TRUE;
  }
  return any;
}

static gboolean
is_over (DtMmOrder *order)
{
  gint32 state = dt_modem_state (order->self->upstream, order->modem_path);
  g_autofree char *nm_device = dt_upstream_nm_device_of_modem (order->self->upstream, order->modem_path);
  gint64 now = g_get_monotonic_time ();

  /* NetworkManager, which came meanwhile, has calls of its own. */
  if (nm_device || now >= order->give_up_at)
    return TRUE;
  if (state == MODEM_CONNECTED)
    return take_down (order);
  if (!is_lasting (state))
    order->quiet_since = now;
  return now - order->quiet_since >= QUIET_US;
}

static gboolean
on_look (gpointer data)
{
  DtMmOrder *order = data;

  if (!is_over (order))
    return G_SOURCE_CONTINUE;
  order->source = 0;
  if (order->left)
    dt_track_left_call_is_over (order->left);
  dt_dialer_mm_done (order);
  return G_SOURCE_REMOVE;
}

void
dt_dialer_mm_clean_up (DtDialerMm *self, DtTrack *track)
{
  g_auto(GStrv) foreign = dt_track_left_call (track);
  DtMmOrder *order;

  if (foreign == NULL)
    return;
  order = g_new0 (DtMmOrder, 1);
  order->self = self;
  order->left = track;
  order->modem_path = g_strdup (dt_track_modem_path (track));
  order->foreign = g_steal_pointer (&foreign);
  order->called = TRUE;                 /* the next dial waits for it */
  order->quiet_since = g_get_monotonic_time ();
  order->give_up_at = order->quiet_since + DT_MODEM_PATIENCE_US;
  order->source = g_timeout_add (DT_MM_LOOK_AGAIN_MS, on_look, order);
  g_ptr_array_add (self->orders, order);
}

void
dt_dialer_mm_forget_left (DtDialerMm *self, DtTrack *track)
{
  for (guint i = 0; i < self->orders->len; i++) {
    DtMmOrder *order = self->orders->pdata[i];

    if (order->left == track)
      order->left = NULL;
  }
}
