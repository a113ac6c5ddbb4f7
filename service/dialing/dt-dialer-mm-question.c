/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a locked SIM needs before ModemManager can be called. */
#include "dt-dialer-mm-private.h"

#include "dt-modem-look.h"

static void
feed_question (DtMmOrder *order, DtEventType type, gint32 state)
{
  const DtEvent event = { .type = type, .at = g_get_monotonic_time (), .state = state };

  if (order->pauses)
    dt_track_feed (order->track, &event);
}

void
dt_dialer_mm_stop_asking (DtMmOrder *order)
{
  if (!order->asking)
    return;
  order->asking = FALSE;
  order->self->question_func (order->track, FALSE, order->self->question_data);
}

gboolean
dt_dialer_mm_needs_pin (const DtMmOrder *order)
{
  return order->asks && order->pin == NULL && dt_modem_wants_pin (order->self->upstream, order->modem_path);
}

void
dt_dialer_mm_ask_for_pin (DtMmOrder *order)
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

const DtQuestion *
dt_dialer_mm_question (DtDialerMm *self, DtTrack *track)
{
  DtMmOrder *order = dt_dialer_mm_find (self, track);

  return order && order->asking ? &order->question : NULL;
}

gboolean
dt_dialer_mm_answer (DtDialerMm *self, DtTrack *track, GVariant *answer, GError **error)
{
  DtMmOrder *order = dt_dialer_mm_find (self, track);
  const char *pin;

  g_return_val_if_fail (order && order->asking, FALSE);
  if (!dt_question_check (&order->question, answer, error))
    return FALSE;
  if (g_variant_lookup (answer, "pin", "&s", &pin))
    order->pin = dt_secret_new (pin);
  feed_question (order, DT_EVENT_ANSWERED, 1);
  dt_dialer_mm_go_on (order);
  return TRUE;
}

/* ModemManager refuses the call then, and says why. */
void
dt_dialer_mm_refuse (DtDialerMm *self, DtTrack *track)
{
  DtMmOrder *order = dt_dialer_mm_find (self, track);

  if (order == NULL || !order->asking)
    return;
  feed_question (order, DT_EVENT_ANSWERED, 0);
  dt_dialer_mm_go_on (order);
}
