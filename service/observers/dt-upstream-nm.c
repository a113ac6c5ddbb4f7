/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* NetworkManager's ActiveConnections. */
#include <string.h>

#include "dt-upstream-private.h"

enum { ACTIVATING = 1, ACTIVATED = 2, DEACTIVATING = 3, DEACTIVATED = 4 };
#define STATE_FLAG_EXTERNAL 0x80

static DtKind
kind_of_active (DtUpstream *upstream, const char *path, const DtProfileNote *note)
{
  g_autofree char *type = dt_objects_get_string (upstream->objects, path, NM_ACTIVE, "Type");
  DtKind kind = dt_kind_from_nm_type (type);

  /* Only some Bluetooth profiles dial (DUN): the profile knows. */
  if (kind == DT_KIND_BLUETOOTH || kind == DT_KIND_NONE)
    return note ? note->kind : DT_KIND_NONE;
  return kind;
}

static DtTrack *
new_track_of_active (DtUpstream *upstream, const char *path)
{
  g_autofree char *profile = dt_objects_get_string (upstream->objects, path, NM_ACTIVE, "Connection");
  g_autofree char *uuid = dt_objects_get_string (upstream->objects, path, NM_ACTIVE, "Uuid");
  g_autofree char *id = dt_objects_get_string (upstream->objects, path, NM_ACTIVE, "Id");
  const DtProfileNote *note = profile ? g_hash_table_lookup (upstream->profiles, profile) : NULL;
  DtKind kind = kind_of_active (upstream, path, note);
  DtTrack *track;

  if (kind == DT_KIND_NONE ||
      dt_objects_get_number (upstream->objects, path, NM_ACTIVE, "StateFlags", 0) & STATE_FLAG_EXTERNAL)
    return NULL;
  track = dt_track_new (upstream, kind, profile, uuid, id, note ? note->service : NULL);
  dt_track_set (&track->active_path, path, "/");
  g_ptr_array_add (upstream->tracks, track);
  return track;
}

static gboolean
is_called_for (DtUpstream *upstream, const DtTrack *held)
{
  for (guint i = 0; i < upstream->tracks->len; i++) {
    DtTrack *track = upstream->tracks->pdata[i];

    if (track->calling && dt_track_is_for (track, held))
      return TRUE;
  }
  return FALSE;
}

/* T9: a link that outlived NetworkManager is found again by its UUID. */
static DtTrack *
find_in_grace (DtUpstream *upstream, const char *path)
{
  g_autofree char *uuid = dt_objects_get_string (upstream->objects, path, NM_ACTIVE, "Uuid");

  for (guint i = 0; uuid && i < upstream->tracks->len; i++) {
    DtTrack *track = upstream->tracks->pdata[i];

    if (track->dial.grace_at != DT_NEVER && !track->dial.status.ended && strcmp (track->uuid, uuid) == 0)
      return track;
  }
  return NULL;
}

static gboolean
take_back (DtUpstream *upstream, gint64 at, const char *path)
{
  DtTrack *track = find_in_grace (upstream, path);
  gint64 state = dt_objects_get_number (upstream->objects, path, NM_ACTIVE, "State", 0);

  if (track == NULL || state != ACTIVATED)
    return FALSE;
  dt_track_set (&track->active_path, path, "/");
  dt_track_set (&track->device_path, NULL, "/");
  dt_upstream_device_attach (track, at);
  dt_track_event (track, DT_EVENT_NM_BACK, at, (gint32) state, 0, 0);
  dt_track_changed (track);
  return TRUE;
}

static void
begin_to_follow (DtUpstream *upstream, gint64 at, DtTrack *track, gboolean up_already)
{
  DtEffects effects;

  if (up_already)
    dt_dial_adopt (&track->dial, track->dial.kind, at, &effects);
  else
    dt_dial_begin (&track->dial, track->dial.kind, TRUE, at, &effects);
  dt_track_look_at_profile (track);
  track->finish_sent = up_already;
  upstream->listener.appeared (track, up_already, upstream->data);
  dt_track_publish (track, &effects);
}

static void
follow_active (DtUpstream *upstream, gint64 at, const char *path, gboolean is_new)
{
  gint64 state = dt_objects_get_number (upstream->objects, path, NM_ACTIVE, "State", ACTIVATING);
  DtTrack *track;

  if (take_back (upstream, at, path) || state == DEACTIVATED)
    return;
  track = new_track_of_active (upstream, path);
  if (track == NULL)
    return;
  if (is_new && state <= ACTIVATING) {
    track->held = TRUE;
    track->awaited = is_called_for (upstream, track);
    track->dial.began_at = at;
  } else {
    begin_to_follow (upstream, at, track, state >= ACTIVATED);
  }
  if (state == DEACTIVATING)
    dt_track_event (track, DT_EVENT_ACTIVE_STATE, at, DEACTIVATING, 0, 0);
  dt_upstream_device_attach (track, at);
  dt_track_changed (track);
}

void
dt_upstream_nm_pick_up (DtUpstream *upstream, gint64 at, const char *path)
{
  follow_active (upstream, at, path, FALSE);
}

/*
 * Tracks of an earlier process.
 */

static gboolean
is_active_of (DtTrack *track, const char *path)
{
  g_autofree char *uuid = dt_objects_get_string (track->upstream->objects, path, NM_ACTIVE, "Uuid");

  return uuid && strcmp (uuid, *track->copy_uuid ? track->copy_uuid : track->uuid) == 0;
}

void
dt_upstream_nm_match (DtTrack *track)
{
  g_autoptr(GPtrArray) actives = NULL;

  if (track->dial.status.ended || track->dial.direct || is_active_of (track, track->active_path))
    return;
  /* NetworkManager may have restarted too, and counts from 1 again. */
  dt_track_set (&track->active_path, NULL, "/");
  actives = dt_objects_with (track->upstream->objects, NM_ACTIVE);
  for (guint i = 0; i < actives->len; i++)
    if (is_active_of (track, actives->pdata[i]) && dt_upstream_by_active (track->upstream, actives->pdata[i]) == NULL)
      dt_track_set (&track->active_path, actives->pdata[i], "/");
}

static void
catch_up_going_up (DtTrack *track, gint64 at)
{
  DtObjects *objects = track->upstream->objects;
  gboolean vpn = track->dial.kind == DT_KIND_VPN;
  gint64 state = vpn ? dt_objects_get_number (objects, track->active_path, NM_VPN, "VpnState", 0)
                     : dt_objects_get_number (objects, track->device_path, NM_DEVICE, "State", 0);

  if (state > 0)
    dt_track_event (track, vpn ? DT_EVENT_VPN_STATE : DT_EVENT_DEVICE_STATE, at, (gint32) state, 0, 0);
}

void
dt_upstream_nm_resume (DtTrack *track, gint64 at)
{
  gint64 state = dt_objects_get_number (track->upstream->objects, track->active_path, NM_ACTIVE, "State", DEACTIVATED);

  if (state == DEACTIVATED) {
    dt_track_event (track, DT_EVENT_GONE_WHILE_AWAY, at, 0, 0, 0);
    return;
  }
  dt_track_set (&track->device_path, NULL, "/");
  dt_upstream_device_attach (track, at);
  if (state == ACTIVATING)
    catch_up_going_up (track, at);
  else
    dt_track_event (track, DT_EVENT_ACTIVE_STATE, at, (gint32) state, 0, 0);
}

void
dt_upstream_nm_added (DtUpstream *upstream, gint64 at, const char *path, GVariant *interfaces)
{
  g_autoptr(GVariant) active = g_variant_lookup_value (interfaces, NM_ACTIVE, G_VARIANT_TYPE_VARDICT);
  g_autoptr(GVariant) ppp = g_variant_lookup_value (interfaces, NM_PPP, G_VARIANT_TYPE_VARDICT);
  DtTrack *known = active ? dt_upstream_by_active (upstream, path) : NULL;

  if (active && (known == NULL || known->dial.status.ended))
    follow_active (upstream, at, path, TRUE);
  if (ppp)
    dt_upstream_ppp_added (upstream, at, path);
  dt_upstream_addresses_changed (upstream, at, path);
}

void
dt_upstream_nm_removed (DtUpstream *upstream, gint64 at, const char *path, const char *interface)
{
  if (strcmp (interface, NM_ACTIVE) == 0) {
    DtTrack *track = dt_upstream_by_active (upstream, path);

    if (track && !dt_track_has_lived (track))
      g_ptr_array_remove (upstream->tracks, track);
    else if (track)
      dt_track_event (track, DT_EVENT_ACTIVE_REMOVED, at, 0, 0, 0);
  } else if (strcmp (interface, NM_DEVICE) == 0) {
    dt_upstream_device_removed (upstream, at, path);
  }
}

/*
 * Changes.
 */

static void
active_changed (DtUpstream *upstream, gint64 at, const char *path, GVariant *properties)
{
  DtTrack *track = dt_upstream_by_active (upstream, path);

  if (track == NULL || track->dial.status.ended)
    return;
  if (strcmp (track->device_path, "/") == 0)
    dt_upstream_device_attach (track, at);
  dt_upstream_device_refresh (track, at);
  dt_track_changed (track);
}

void
dt_upstream_nm_changed (DtUpstream *upstream, gint64 at, const char *path, const char *interface, GVariant *properties)
{
  if (strcmp (interface, NM_ACTIVE) == 0)
    active_changed (upstream, at, path, properties);
  else
    dt_upstream_device_changed (upstream, at, path, interface, properties);
}

void
dt_upstream_nm_signal (DtUpstream *upstream, const DtMessage *message)
{
  guint32 state, reason;
  DtTrack *track;
  gboolean vpn = strcmp (message->member, "VpnStateChanged") == 0;

  if (strcmp (message->interface, NM_DEVICE) == 0 && strcmp (message->member, "StateChanged") == 0) {
    dt_upstream_device_state_changed (upstream, message);
    return;
  }
  if (!vpn && !(strcmp (message->interface, NM_ACTIVE) == 0 && strcmp (message->member, "StateChanged") == 0))
    return;
  if (!g_variant_is_of_type (message->args, G_VARIANT_TYPE ("(uu)")))
    return;
  g_variant_get (message->args, "(uu)", &state, &reason);
  track = dt_upstream_by_active (upstream, message->path);
  if (track)
    dt_track_event (track, vpn ? DT_EVENT_VPN_STATE : DT_EVENT_ACTIVE_STATE, message->at, (gint32) state, 0, (gint32) reason);
}

/* T9: no state signal tells it. */
void
dt_upstream_nm_gone (DtUpstream *upstream, gint64 at)
{
  upstream->has_nm = FALSE;
  for (guint i = 0; i < upstream->tracks->len; i++) {
    DtTrack *track = upstream->tracks->pdata[i];

    if (!track->dial.status.ended)
      dt_track_event (track, DT_EVENT_NM_GONE, at, 0, 0, 0);
    /* The next NetworkManager counts from 1 again. */
    dt_track_set (&track->active_path, NULL, "/");
  }
  dt_objects_remove_below (upstream->objects, NM_PREFIX);
  dt_upstream_version_forget (upstream, NM_ROOT, NM_NAME);
  g_hash_table_remove_all (upstream->last_active);
  g_hash_table_remove_all (upstream->profiles);
  dt_upstream_ppp_forget (upstream);
}
