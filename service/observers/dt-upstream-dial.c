/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Dials of ours through NetworkManager, and which activation answers the call. */
#include <string.h>

#include "dt-upstream-private.h"

DtTrack *
dt_upstream_dial (DtUpstream *upstream, gint64 at, const char *profile_path, const char *uuid, const char *id, DtKind kind,
                  const char *service)
{
  DtTrack *track = dt_track_new (upstream, kind, profile_path, uuid, id, service);
  DtEffects effects;

  track->ours = TRUE;
  g_ptr_array_add (upstream->tracks, track);
  dt_dial_begin (&track->dial, kind, FALSE, at, &effects);
  dt_track_look_at_profile (track);
  dt_track_publish (track, &effects);
  return track;
}

DtTrack *
dt_upstream_dial_volatile (DtUpstream *upstream, gint64 at, const char *modem_path, const char *uuid, const char *id, DtKind kind)
{
  DtTrack *track = dt_upstream_dial (upstream, at, NULL, uuid, id, kind, NULL);

  track->waiting = TRUE;
  dt_track_set (&track->modem_path, modem_path, "/");
  return track;
}

void
dt_track_got_profile (DtTrack *track, const char *profile_path)
{
  dt_track_set (&track->profile_path, profile_path, "/");
}

static gboolean
is_still_called_for (DtUpstream *upstream, const DtTrack *held)
{
  for (guint i = 0; i < upstream->tracks->len; i++) {
    DtTrack *other = upstream->tracks->pdata[i];

    if (other->calling && dt_track_is_for (other, held))
      return TRUE;
  }
  return FALSE;
}

/* Activations that were held back for @track are somebody else's; those of a copy are nobody's. */
static void
let_go_of_held (DtTrack *track)
{
  DtUpstream *upstream = track->upstream;

  for (guint i = upstream->tracks->len; i-- > 0;) {
    DtTrack *held = upstream->tracks->pdata[i];

    if (!held->held || !dt_track_is_for (track, held))
      continue;
    if (*track->copy_uuid)
      g_ptr_array_remove (upstream->tracks, held);
    else if (!is_still_called_for (upstream, held))
      dt_track_let_go (held);
  }
}

void
dt_track_accepted (DtTrack *track, gint64 at, const char *active_path)
{
  DtTrack *held = dt_upstream_by_active (track->upstream, active_path);

  track->calling = FALSE;
  dt_track_set (&track->active_path, active_path, "/");
  if (held && held->held)
    dt_track_adopt_held (track, held, at);
  else if (held == NULL && !dt_objects_has (track->upstream->objects, active_path, NM_ACTIVE))
    /* It came and went before the reply, and nothing was seen of it. */
    dt_track_event (track, DT_EVENT_ACTIVE_REMOVED, at, 0, 0, 0);
  let_go_of_held (track);
  dt_track_changed (track);
}

void
dt_track_refused (DtTrack *track, gint64 at, const char *error_name, const char *error_text)
{
  DtEvent event = { .type = DT_EVENT_CALL_REFUSED, .at = at, .name = error_name, .text = error_text };

  track->calling = FALSE;
  dt_upstream_mm_explain_refusal (track, at);
  dt_track_feed (track, &event);
  let_go_of_held (track);
}

void
dt_track_forget (DtTrack *track)
{
  DtUpstream *upstream = track->upstream;
  g_autofree char *profile_path = g_strdup (track->profile_path);

  dt_upstream_ppp_drop (upstream, track->active_path);
  g_ptr_array_remove (upstream->tracks, track);
  dt_upstream_profile_drop_removed (upstream, profile_path);
}
