/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Logins of dials, and what is asked of their diallers. */
#include "dt-dialer-private.h"

void
dt_dialer_log_in (DtDialer *self, DtTrack *track, DtLogin *login)
{
  DtDialerOrder *order = dt_dialer_find_order (self, track);

  login->device_path = g_strdup (order->device_path);
  /* Of a VPN's login NetworkManager itself asks again. */
  if (login->asks && login->kind != DT_KIND_VPN)
    dt_track_set_asks_login (track, TRUE, login->pauses);
  dt_logins_add (self->logins, track, login);
}

void
dt_dialer_ask_login (DtDialer *self, DtTrack *track)
{
  dt_logins_ask_again (self->logins, track);
}

/* With the login that was just given. */
static void
dial_again (DtDialer *self, DtTrack *track)
{
  DtLogin *login = dt_logins_find (self->logins, track, NULL);
  DtDialerOrder *order = g_new0 (DtDialerOrder, 1);

  order->track = track;
  order->profile_path = g_strdup (dt_track_profile_path (track));
  order->device_path = g_strdup (login->device_path);
  dt_dialer_begin (self, order);
}

void
dt_dialer_on_question (DtTrack *track, gboolean open, gpointer data)
{
  DtDialer *self = data;

  if (self->question_func)
    self->question_func (track, open, self->question_data);
  dt_feed_reschedule (self->feed);
}

void
dt_dialer_set_question_func (DtDialer *self, DtQuestionFunc func, gpointer data)
{
  self->question_func = func;
  self->question_data = data;
}

const DtQuestion *
dt_dialer_question (DtDialer *self, DtTrack *track)
{
  if (track && dt_track_dial (track)->direct)
    return dt_dialer_mm_question (self->modems, track);
  return dt_logins_question (self->logins, track);
}

gboolean
dt_dialer_answer (DtDialer *self, DtTrack *track, GVariant *answer, GError **error)
{
  gboolean again = dt_track_dial (track)->awaits_login;
  gboolean taken = dt_track_dial (track)->direct ? dt_dialer_mm_answer (self->modems, track, answer, error)
                                                 : dt_logins_answer (self->logins, track, answer, error);

  if (taken && again)
    dial_again (self, track);
  dt_feed_reschedule (self->feed);
  return taken;
}

void
dt_dialer_refuse (DtDialer *self, DtTrack *track)
{
  if (dt_track_dial (track)->direct)
    dt_dialer_mm_refuse (self->modems, track);
  else
    dt_logins_refuse (self->logins, track);
  dt_feed_reschedule (self->feed);
}
