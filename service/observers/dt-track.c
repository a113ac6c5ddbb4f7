/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One activation that is followed: which objects belong to it, and its DtDial. */
#include <string.h>

#include "dt-bound.h"
#include "dt-upstream-private.h"

#define PATH_BYTES 1024         /* upstream's have less than 100 */

typedef struct {
  DtEvent event;
  char *name, *text;
} DtHeldEvent;

static void
clear_held_event (gpointer data)
{
  DtHeldEvent *held = data;

  g_free (held->name);
  g_free (held->text);
}

void
dt_track_set (char **field, const char *value, const char *fallback)
{
  /* What becomes an object path of ours is one, whatever upstream or a record had. */
  gboolean usable = value && *value &&
                    (*fallback != '/' || (strlen (value) <= PATH_BYTES && g_variant_is_object_path (value)));
  char *copy = dt_bound_text (usable ? value : fallback);

  g_free (*field);
  *field = copy;
}

GArray *
dt_track_new_queue (void)
{
  GArray *queue = g_array_new (FALSE, FALSE, sizeof (DtHeldEvent));

  g_array_set_clear_func (queue, clear_held_event);
  return queue;
}

DtTrack *
dt_track_new (DtUpstream *upstream, DtKind kind, const char *profile_path, const char *uuid, const char *id,
              const char *service)
{
  DtTrack *track = g_new0 (DtTrack, 1);

  track->upstream = upstream;
  track->dial.kind = kind;
  track->dial.resolve_at = track->dial.ahead_until = track->dial.addresses_until = track->dial.grace_at = DT_NEVER;
  track->dial.patience_at = track->dial.timeout_at = DT_NEVER;
  track->queue = dt_track_new_queue ();
  dt_track_set (&track->profile_path, profile_path, "/");
  dt_track_set (&track->uuid, uuid, "");
  dt_track_set (&track->id, id, "");
  dt_track_set (&track->copy_uuid, NULL, "");
  dt_track_set (&track->service, service, "");
  dt_track_set (&track->active_path, NULL, "/");
  dt_track_set (&track->device_path, NULL, "/");
  dt_track_set (&track->modem_path, NULL, "/");
  dt_track_set (&track->bearer_path, NULL, "/");
  dt_track_set (&track->interface, NULL, "");
  dt_track_set (&track->ip_interface, NULL, "");
  dt_track_set (&track->ip4_path, NULL, "/");
  dt_track_set (&track->ip6_path, NULL, "/");
  dt_track_set (&track->plugin_name, NULL, "");
  dt_track_set (&track->foreign_bearers, NULL, "");
  return track;
}

void
dt_track_free (DtTrack *track)
{
  g_array_unref (track->queue);
  g_free (track->uuid);
  g_free (track->id);
  g_free (track->copy_uuid);
  g_free (track->service);
  g_free (track->active_path);
  g_free (track->profile_path);
  g_free (track->device_path);
  g_free (track->modem_path);
  g_free (track->bearer_path);
  g_free (track->interface);
  g_free (track->ip_interface);
  g_free (track->ip4_path);
  g_free (track->ip6_path);
  g_free (track->plugin_name);
  g_free (track->foreign_bearers);
  g_free (track);
}

void
dt_track_publish (DtTrack *track, const DtEffects *effects)
{
  const DtUpstreamListener *listener = &track->upstream->listener;
  gpointer data = track->upstream->data;

  if (effects->ask_login)
    listener->ask_login (track, data);
  for (guint i = 0; i < effects->n_edges; i++)
    listener->edge (track, &effects->edge[i], data);
  if (effects->finish && !track->finish_sent) {
    track->finish_sent = TRUE;
    listener->finished (track, data);
  }
  if (effects->hang_up)
    listener->hang_up (track, data);
  if (effects->causes_changed && effects->n_edges == 0)
    listener->changed (track, data);
}

void
dt_track_changed (DtTrack *track)
{
  if (!track->held)
    track->upstream->listener.changed (track, track->upstream->data);
}

static void
hold_event (DtTrack *track, const DtEvent *event)
{
  DtHeldEvent held = { .event = *event, .name = dt_bound_text (event->name), .text = dt_bound_text (event->text) };

  g_array_append_val (track->queue, held);
}

static gboolean
is_life (DtEventType type)
{
  return type == DT_EVENT_ACTIVE_STATE || type == DT_EVENT_VPN_STATE || type == DT_EVENT_DEVICE_STATE;
}

gboolean
dt_track_has_lived (DtTrack *track)
{
  for (guint i = 0; i < track->queue->len; i++)
    if (is_life (g_array_index (track->queue, DtHeldEvent, i).event.type))
      return TRUE;
  return track->restored || !track->held;
}

static void announce (DtTrack *held);

void
dt_track_feed (DtTrack *track, const DtEvent *event)
{
  DtEffects effects;

  if (track->held && !track->awaited && is_life (event->type))
    announce (track);
  if (track->held) {
    hold_event (track, event);
    return;
  }
  dt_dial_feed (&track->dial, event, &effects);
  dt_track_publish (track, &effects);
}

void
dt_track_event (DtTrack *track, DtEventType type, gint64 at, gint32 state, gint32 old_state, gint32 reason)
{
  DtEvent event = { .type = type, .at = at, .state = state, .old_state = old_state, .reason = reason };

  dt_track_feed (track, &event);
}

void
dt_track_replay (DtTrack *to, GArray *queue)
{
  for (guint i = 0; i < queue->len; i++) {
    DtHeldEvent *held = &g_array_index (queue, DtHeldEvent, i);

    held->event.name = held->name;
    held->event.text = held->text;
    dt_track_feed (to, &held->event);
  }
}

gboolean
dt_track_is_for (const DtTrack *track, const DtTrack *held)
{
  if (*track->copy_uuid)
    return strcmp (track->copy_uuid, held->uuid) == 0;
  if (strcmp (track->profile_path, "/") != 0 && strcmp (track->profile_path, held->profile_path) == 0)
    return TRUE;
  return *track->uuid && strcmp (track->uuid, held->uuid) == 0;
}

void
dt_track_adopt_held (DtTrack *track, DtTrack *held, gint64 at)
{
  dt_track_set (&track->device_path, held->device_path, "/");
  dt_track_set (&track->modem_path, held->modem_path, "/");
  dt_track_set (&track->bearer_path, held->bearer_path, "/");
  dt_track_set (&track->interface, held->interface, "");
  dt_track_set (&track->ip_interface, held->ip_interface, "");
  dt_track_set (&track->ip4_path, held->ip4_path, "/");
  dt_track_set (&track->ip6_path, held->ip6_path, "/");
  dt_track_set (&track->plugin_name, held->plugin_name, "");
  dt_track_replay (track, held->queue);
  g_ptr_array_remove (track->upstream->tracks, held);
}

static void
announce (DtTrack *held)
{
  g_autoptr(GArray) queue = g_array_ref (held->queue);
  DtEffects effects;

  held->held = FALSE;
  dt_dial_begin (&held->dial, held->dial.kind, TRUE, held->dial.began_at, &effects);
  dt_track_look_at_profile (held);
  held->upstream->listener.appeared (held, FALSE, held->upstream->data);
  dt_track_publish (held, &effects);
  dt_track_replay (held, queue);
  g_array_set_size (queue, 0);
}

void
dt_track_let_go (DtTrack *held)
{
  held->awaited = FALSE;
  if (dt_track_has_lived (held))
    announce (held);
}

/*
 * Orders and looks.
 */

void
dt_track_adopt (DtTrack *track)
{
  track->ours = TRUE;
  track->dial.observed_only = FALSE;
}

void
dt_track_set_copy (DtTrack *track, const char *uuid)
{
  dt_track_set (&track->copy_uuid, uuid, "");
}

/* What an older line had: it is dialled anew with another login. */
static void
detach (DtTrack *track)
{
  dt_track_set (&track->active_path, NULL, "/");
  dt_track_set (&track->device_path, NULL, "/");
  dt_track_set (&track->bearer_path, NULL, "/");
  dt_track_set (&track->interface, NULL, "");
  dt_track_set (&track->ip_interface, NULL, "");
  dt_track_set (&track->ip4_path, NULL, "/");
  dt_track_set (&track->ip6_path, NULL, "/");
}

void
dt_track_called (DtTrack *track, gint64 at)
{
  detach (track);
  track->calling = TRUE;
  track->waiting = FALSE;
}

void
dt_track_hang_up (DtTrack *track, gint64 at)
{
  dt_track_event (track, DT_EVENT_HANG_UP, at, 0, 0, 0);
}

void
dt_track_look_at_profile (DtTrack *track)
{
  const DtProfileNote *note = dt_upstream_note_of (track->upstream, track);

  if (note && note->home_only)
    dt_dial_set_home_only (&track->dial);
}

void
dt_track_set_asks_login (DtTrack *track, gboolean asks, gboolean pauses)
{
  dt_dial_set_asks_login (&track->dial, asks, pauses);
}

void
dt_track_set_prove_peer (DtTrack *track)
{
  dt_dial_set_prove_peer (&track->dial);
}

void
dt_track_set_timeout (DtTrack *track, gint64 at)
{
  dt_dial_set_timeout (&track->dial, at);
}

const DtDial *
dt_track_dial (DtTrack *track)
{
  return &track->dial;
}

const char *
dt_track_uuid (DtTrack *track)
{
  return track->uuid;
}

const char *
dt_track_id (DtTrack *track)
{
  return track->id;
}

const char *
dt_track_service (DtTrack *track)
{
  return track->service;
}

const char *
dt_track_active_path (DtTrack *track)
{
  return track->active_path;
}

const char *
dt_track_profile_path (DtTrack *track)
{
  return track->profile_path;
}

const char *
dt_track_device_path (DtTrack *track)
{
  return track->device_path;
}

const char *
dt_track_device_interface (DtTrack *track)
{
  return track->interface;
}

const char *
dt_track_modem_path (DtTrack *track)
{
  return track->modem_path;
}

const char *
dt_track_bearer_path (DtTrack *track)
{
  return track->bearer_path;
}

const char *
dt_track_ip_interface (DtTrack *track)
{
  return track->ip_interface;
}

const char *
dt_track_ip4_path (DtTrack *track)
{
  return track->ip4_path;
}

const char *
dt_track_ip6_path (DtTrack *track)
{
  return track->ip6_path;
}

gboolean
dt_track_is_ours (DtTrack *track)
{
  return track->ours;
}

void
dt_track_set_user_data (DtTrack *track, gpointer data)
{
  track->user_data = data;
}

gpointer
dt_track_get_user_data (DtTrack *track)
{
  return track->user_data;
}
