/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* NetworkManager's devices: which one works for a track, and which lies below it. */
#include <string.h>

#include "dt-upstream-private.h"

static gboolean
has_address (DtObjects *objects, const char *path, const char *interface)
{
  g_autoptr(GVariant) list = dt_objects_get (objects, path, interface, "AddressData");

  for (gsize i = 0; list && g_variant_is_of_type (list, G_VARIANT_TYPE ("aa{sv}")) && i < g_variant_n_children (list); i++) {
    g_autoptr(GVariant) item = g_variant_get_child_value (list, i);
    const char *address;

    /* A link has its link-local one from the first. */
    if (g_variant_lookup (item, "address", "&s", &address) && !g_str_has_prefix (address, "fe80:"))
      return TRUE;
  }
  return FALSE;
}

/* An ActiveConnection names its configuration late too, up to 27 ms after ACTIVATED (NetworkManager 1.42.4 on a busy
 * machine).  Recordings that have nothing of it say nothing. */
static void
tell_addresses (DtTrack *track, gint64 at)
{
  DtObjects *objects = track->upstream->objects;
  gboolean there = has_address (objects, track->ip4_path, NM_IP4) || has_address (objects, track->ip6_path, NM_IP6);
  g_autoptr(GVariant) named = dt_objects_get (objects, track->active_path, NM_ACTIVE, "Ip4Config");

  if (there || named)
    dt_track_event (track, DT_EVENT_ADDRESSES, at, there, 0, 0);
}

void
dt_upstream_device_refresh (DtTrack *track, gint64 at)
{
  DtObjects *objects = track->upstream->objects;
  g_autofree char *ip4 = dt_objects_get_string (objects, track->active_path, NM_ACTIVE, "Ip4Config");
  g_autofree char *ip6 = dt_objects_get_string (objects, track->active_path, NM_ACTIVE, "Ip6Config");
  g_autofree char *interface = dt_objects_get_string (objects, track->device_path, NM_DEVICE, "IpInterface");

  if (ip4 && strcmp (ip4, "/") != 0)
    dt_track_set (&track->ip4_path, ip4, "/");
  if (ip6 && strcmp (ip6, "/") != 0)
    dt_track_set (&track->ip6_path, ip6, "/");
  if (track->dial.kind != DT_KIND_VPN && interface && *interface)
    dt_track_set (&track->ip_interface, interface, "");
  tell_addresses (track, at);
}

static void
attach_device (DtTrack *track, gint64 at, const char *device_path)
{
  DtObjects *objects = track->upstream->objects;
  g_autofree char *interface = NULL, *udi = NULL, *current = NULL;

  if (strcmp (track->device_path, device_path) == 0)
    return;
  dt_track_set (&track->device_path, device_path, "/");
  interface = dt_objects_get_string (objects, device_path, NM_DEVICE, "Interface");
  dt_track_set (&track->interface, interface, "");
  if (track->dial.kind == DT_KIND_VPN)
    return;                     /* the base device: nothing of it is this connection's */
  /* An older activation of the device is taken down first (110, reason 60): its
   * states are not ours.  The device's own property tells when they are. */
  current = dt_objects_get_string (objects, device_path, NM_DEVICE, "ActiveConnection");
  if (current == NULL || strcmp (current, "/") == 0 || strcmp (current, track->active_path) == 0)
    g_hash_table_insert (track->upstream->last_active, g_strdup (device_path), g_strdup (track->active_path));
  udi = dt_objects_get_string (objects, device_path, NM_DEVICE, "Udi");
  if (udi && dt_kind_has_modem (track->dial.kind) && g_str_has_prefix (udi, MM_PREFIX "Modem/")) {
    dt_track_set (&track->modem_path, udi, "/");
    dt_upstream_mm_introduce (track, at);
  }
  dt_upstream_device_refresh (track, at);
}

void
dt_upstream_device_attach (DtTrack *track, gint64 at)
{
  g_autoptr(GVariant) devices = dt_objects_get (track->upstream->objects, track->active_path, NM_ACTIVE, "Devices");
  g_autofree const char **paths = NULL;

  if (devices == NULL || !g_variant_is_of_type (devices, G_VARIANT_TYPE ("ao")))
    return;
  paths = g_variant_get_objv (devices, NULL);
  if (paths[0])
    attach_device (track, at, paths[0]);
}

/* NetworkManager names the base device of a VPN itself, and the one below a device of type ppp only in the profile. */
static gboolean
is_below (DtTrack *track, const char *device_path)
{
  const DtProfileNote *note;
  g_autofree char *interface = NULL;

  if (track->dial.kind == DT_KIND_VPN)
    return strcmp (track->device_path, device_path) == 0;
  note = track->dial.kind == DT_KIND_PPPOE ? dt_upstream_note_of (track->upstream, track) : NULL;
  if (note == NULL || *note->parent == '\0' || strcmp (track->device_path, device_path) == 0)
    return FALSE;
  interface = dt_objects_get_string (track->upstream->objects, device_path, NM_DEVICE, "Interface");
  return g_strcmp0 (interface, note->parent) == 0;
}

static void
tell_children (DtUpstream *upstream, DtEventType type, gint64 at, const char *path, gint32 state, gint32 old, gint32 reason)
{
  for (guint i = 0; i < upstream->tracks->len; i++) {
    DtTrack *track = upstream->tracks->pdata[i];

    if (!track->held && !track->dial.status.ended && is_below (track, path))
      dt_track_event (track, type, at, state, old, reason);
  }
}

void
dt_upstream_device_removed (DtUpstream *upstream, gint64 at, const char *path)
{
  DtTrack *track = dt_upstream_by_device (upstream, path);

  if (track)
    dt_track_event (track, DT_EVENT_DEVICE_REMOVED, at, 0, 0, 0);
  tell_children (upstream, DT_EVENT_PARENT_REMOVED, at, path, 0, 0, 0);
  g_hash_table_remove (upstream->last_active, path);
}

/* The property comes before the states of the new activation and is reset before
 * the last state of the old one (recorded): the last one that was named owns them. */
static void
device_changed (DtUpstream *upstream, gint64 at, const char *path, GVariant *properties)
{
  const char *active = NULL;
  DtTrack *track;

  if (g_variant_lookup (properties, "ActiveConnection", "&o", &active) && strcmp (active, "/") != 0) {
    g_hash_table_insert (upstream->last_active, g_strdup (path), g_strdup (active));
    track = dt_upstream_by_active (upstream, active);
    if (track && track->dial.kind != DT_KIND_VPN)
      attach_device (track, at, path);
  }
  track = dt_upstream_by_device (upstream, path);
  if (track && !track->dial.status.ended) {
    dt_upstream_device_refresh (track, at);
    dt_track_changed (track);
  }
}

void
dt_upstream_addresses_changed (DtUpstream *upstream, gint64 at, const char *path)
{
  for (guint i = 0; i < upstream->tracks->len; i++) {
    DtTrack *track = upstream->tracks->pdata[i];

    if (track->dial.status.ended || (strcmp (track->ip4_path, path) != 0 && strcmp (track->ip6_path, path) != 0))
      continue;
    tell_addresses (track, at);
    dt_track_changed (track);
  }
}

/* Device.Statistics, signalled where somebody set its RefreshRateMs. */
static void
counters_changed (DtUpstream *upstream, gint64 at, const char *path, GVariant *properties)
{
  DtTrack *track = dt_upstream_by_device (upstream, path);
  guint64 bytes = 0;

  if (track && track->dial.prove_peer && g_variant_lookup (properties, "RxBytes", "t", &bytes) && bytes > 0)
    dt_track_event (track, DT_EVENT_PEER_ANSWERED, at, 0, 0, 0);
}

void
dt_upstream_device_changed (DtUpstream *upstream, gint64 at, const char *path, const char *interface, GVariant *properties)
{
  if (strcmp (interface, NM_DEVICE) == 0)
    device_changed (upstream, at, path, properties);
  else if (strcmp (interface, NM_DEVICE ".Statistics") == 0)
    counters_changed (upstream, at, path, properties);
  else if (strcmp (interface, NM_IP4) == 0 || strcmp (interface, NM_IP6) == 0)
    dt_upstream_addresses_changed (upstream, at, path);
}

void
dt_upstream_device_state_changed (DtUpstream *upstream, const DtMessage *message)
{
  DtEvent event = { .type = DT_EVENT_DEVICE_STATE, .at = message->at };
  guint32 new_state, old_state, reason;
  DtTrack *track;

  if (!g_variant_is_of_type (message->args, G_VARIANT_TYPE ("(uuu)")))
    return;
  g_variant_get (message->args, "(uuu)", &new_state, &old_state, &reason);
  dt_upstream_ppp_device_state (upstream, message->path, new_state);
  track = dt_upstream_by_device (upstream, message->path);
  event.state = (gint32) new_state;
  event.old_state = (gint32) old_state;
  event.reason = (gint32) reason;
  if (dt_objects_get_number (upstream->objects, message->path, NM_DEVICE, "DeviceType", 0) == NM_DEVICE_TYPE_PPP)
    event.name = DT_DEVICE_OF_PPPD;
  if (track)
    dt_track_feed (track, &event);
  tell_children (upstream, DT_EVENT_PARENT_STATE, message->at, message->path, (gint32) new_state, (gint32) old_state,
                 (gint32) reason);
}
