/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The door into the picture of upstream: sorts messages, keeps the tracks. */
#include "dt-upstream-private.h"

#include <string.h>

DtUpstream *
dt_upstream_new (const DtUpstreamListener *listener, gpointer data)
{
  DtUpstream *upstream = g_new0 (DtUpstream, 1);

  upstream->listener = *listener;
  upstream->data = data;
  upstream->objects = dt_objects_new ();
  upstream->tracks = g_ptr_array_new_with_free_func ((GDestroyNotify) dt_track_free);
  upstream->profiles = dt_upstream_profile_new_table ();
  upstream->last_active = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  upstream->bearers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  upstream->ppp = dt_upstream_ppp_new_table ();
  upstream->configuring = g_ptr_array_new_with_free_func (g_free);
  upstream->nm_version = g_strdup ("");
  upstream->mm_version = g_strdup ("");
  return upstream;
}

void
dt_upstream_free (DtUpstream *upstream)
{
  g_ptr_array_unref (upstream->tracks);
  g_hash_table_unref (upstream->profiles);
  g_hash_table_unref (upstream->last_active);
  g_hash_table_unref (upstream->bearers);
  g_hash_table_unref (upstream->ppp);
  dt_objects_free (upstream->objects);
  g_ptr_array_unref (upstream->configuring);
  g_free (upstream->nm_version);
  g_free (upstream->mm_version);
  g_free (upstream);
}

/*
 * Finding.
 */

DtTrack *
dt_upstream_by_active (DtUpstream *upstream, const char *active_path)
{
  if (active_path == NULL || strcmp (active_path, "/") == 0)
    return NULL;
  /* Newest first: paths begin at 1 again when NetworkManager restarts. */
  for (guint i = upstream->tracks->len; i > 0; i--) {
    DtTrack *track = upstream->tracks->pdata[i - 1];

    if (strcmp (track->active_path, active_path) == 0)
      return track;
  }
  return NULL;
}

DtTrack *
dt_upstream_by_device (DtUpstream *upstream, const char *device_path)
{
  return dt_upstream_by_active (upstream, g_hash_table_lookup (upstream->last_active, device_path));
}

/*
 * Messages.
 */

/* The objects that tell versions are none of those that a dial works with. */
static gboolean
is_root (const char *path)
{
  return strcmp (path, NM_ROOT) == 0 || strcmp (path, MM_ROOT) == 0;
}

static void
interfaces_added (DtUpstream *upstream, const DtMessage *message)
{
  g_autoptr(GVariant) interfaces = NULL;
  const char *path;

  if (!g_variant_is_of_type (message->args, G_VARIANT_TYPE ("(oa{sa{sv}})")))
    return;
  g_variant_get (message->args, "(&o@a{sa{sv}})", &path, &interfaces);
  dt_objects_add (upstream->objects, path, interfaces);
  if (is_root (path))
    dt_upstream_version_look (upstream);
  else if (g_str_has_prefix (path, NM_PREFIX))
    dt_upstream_nm_added (upstream, message->at, path, interfaces);
  else if (g_str_has_prefix (path, MM_PREFIX))
    dt_upstream_mm_added (upstream, message->at, path, interfaces);
}

static void
interfaces_removed (DtUpstream *upstream, const DtMessage *message)
{
  g_autofree const char **interfaces = NULL;
  const char *path;

  if (!g_variant_is_of_type (message->args, G_VARIANT_TYPE ("(oas)")))
    return;
  g_variant_get (message->args, "(&o^a&s)", &path, &interfaces);
  for (guint i = 0; interfaces[i]; i++) {
    if (g_str_has_prefix (path, NM_PREFIX))
      dt_upstream_nm_removed (upstream, message->at, path, interfaces[i]);
    else if (g_str_has_prefix (path, MM_PREFIX))
      dt_upstream_mm_removed (upstream, message->at, path, interfaces[i]);
    dt_objects_remove_interface (upstream->objects, path, interfaces[i]);
  }
}

static void
properties_changed (DtUpstream *upstream, const DtMessage *message)
{
  g_autoptr(GVariant) properties = NULL;
  const char *interface;

  if (!g_variant_is_of_type (message->args, G_VARIANT_TYPE ("(sa{sv}as)")))
    return;
  g_variant_get (message->args, "(&s@a{sv}as)", &interface, &properties, NULL);
  dt_objects_change (upstream->objects, message->path, interface, properties);
  if (is_root (message->path))
    dt_upstream_version_look (upstream);
  else if (g_str_has_prefix (message->path, NM_PREFIX))
    dt_upstream_nm_changed (upstream, message->at, message->path, interface, properties);
  else if (g_str_has_prefix (message->path, MM_PREFIX))
    dt_upstream_mm_changed (upstream, message->at, message->path, interface, properties);
}

static void
name_owner_changed (DtUpstream *upstream, const DtMessage *message)
{
  const char *name, *old_owner, *new_owner;

  if (!g_variant_is_of_type (message->args, G_VARIANT_TYPE ("(sss)")))
    return;
  g_variant_get (message->args, "(&s&s&s)", &name, &old_owner, &new_owner);
  if (strcmp (name, NM_NAME) == 0) {
    if (*old_owner)
      dt_upstream_nm_gone (upstream, message->at);
    upstream->has_nm = *new_owner != '\0';
    upstream->nm_left = *new_owner == '\0';
  } else if (strcmp (name, MM_NAME) == 0) {
    if (*old_owner)
      dt_upstream_mm_gone (upstream, message->at);
    upstream->has_mm = *new_owner != '\0';
  } else if (g_str_has_prefix (name, NM_NAME ".")) {
    dt_upstream_vpn_name (upstream, message->at, name, *new_owner != '\0');
  }
}

void
dt_upstream_signal (DtUpstream *upstream, const DtMessage *message)
{
  dt_upstream_clock (upstream, message->at);
  if (strcmp (message->member, "InterfacesAdded") == 0)
    interfaces_added (upstream, message);
  else if (strcmp (message->member, "InterfacesRemoved") == 0)
    interfaces_removed (upstream, message);
  else if (strcmp (message->member, "PropertiesChanged") == 0)
    properties_changed (upstream, message);
  else if (strcmp (message->member, "NameOwnerChanged") == 0)
    name_owner_changed (upstream, message);
  else if (strcmp (message->interface, NM_PLUGIN) == 0)
    dt_upstream_vpn_signal (upstream, message);
  else if (g_str_has_prefix (message->path, MM_PREFIX))
    dt_upstream_mm_signal (upstream, message);
  else if (g_str_has_prefix (message->path, NM_PREFIX))
    dt_upstream_nm_signal (upstream, message);
}

void
dt_upstream_snapshot_object (DtUpstream *upstream, gint64 at, const char *path, GVariant *interfaces)
{
  dt_objects_add (upstream->objects, path, interfaces);
  if (is_root (path))
    dt_upstream_version_look (upstream);
  if (g_str_has_prefix (path, NM_ROOT))
    upstream->has_nm = TRUE;
  else
    dt_upstream_mm_added (upstream, at, path, interfaces);
}

void
dt_upstream_snapshot_done (DtUpstream *upstream, gint64 at)
{
  g_autoptr(GPtrArray) actives = dt_objects_with (upstream->objects, NM_ACTIVE);

  for (guint i = 0; i < upstream->tracks->len; i++)
    if (((DtTrack *) upstream->tracks->pdata[i])->restored)
      dt_upstream_nm_match (upstream->tracks->pdata[i]);
  for (guint i = 0; i < actives->len; i++)
    if (dt_upstream_by_active (upstream, actives->pdata[i]) == NULL)
      dt_upstream_nm_pick_up (upstream, at, actives->pdata[i]);
}

void
dt_upstream_set_sees_phases (DtUpstream *upstream, gboolean sees_phases)
{
  upstream->sees_phases = sees_phases;
}

/*
 * Time.
 */

gint64
dt_upstream_deadline (DtUpstream *upstream)
{
  gint64 at = DT_NEVER;

  for (guint i = 0; i < upstream->tracks->len; i++) {
    DtTrack *track = upstream->tracks->pdata[i];

    if (!track->held)
      at = MIN (at, dt_dial_deadline (&track->dial));
  }
  return at;
}

static DtTrack *
first_due (DtUpstream *upstream, gint64 at)
{
  DtTrack *first = NULL;

  for (guint i = 0; i < upstream->tracks->len; i++) {
    DtTrack *track = upstream->tracks->pdata[i];

    if (track->held || dt_dial_deadline (&track->dial) > at)
      continue;
    if (first == NULL || dt_dial_deadline (&track->dial) < dt_dial_deadline (&first->dial))
      first = track;
  }
  return first;
}

void
dt_upstream_clock (DtUpstream *upstream, gint64 at)
{
  DtTrack *track;

  while ((track = first_due (upstream, at)))
    dt_track_event (track, DT_EVENT_CLOCK, dt_dial_deadline (&track->dial), 0, 0, 0);
}

void
dt_upstream_stop (DtUpstream *upstream, gint64 at)
{
  g_autoptr(GPtrArray) tracks = g_ptr_array_copy (upstream->tracks, NULL, NULL);

  g_ptr_array_set_free_func (tracks, NULL);
  for (guint i = 0; i < tracks->len; i++)
    dt_track_event (tracks->pdata[i], DT_EVENT_SERVICE_STOPS, at, 0, 0, 0);
}

/*
 * Looking.
 */

GVariant *
dt_upstream_lookup (DtUpstream *upstream, const char *path, const char *interface, const char *property)
{
  return dt_objects_get (upstream->objects, path, interface, property);
}

gboolean
dt_upstream_has_nm (DtUpstream *upstream)
{
  return upstream->has_nm;
}

DtTrack *
dt_upstream_find_dial (DtUpstream *upstream, const char *uuid)
{
  for (guint i = upstream->tracks->len; i > 0; i--) {
    DtTrack *track = upstream->tracks->pdata[i - 1];
    const char *activated = *track->copy_uuid ? track->copy_uuid : track->uuid;

    if (track->ours && !track->dial.status.finished && strcmp (activated, uuid) == 0)
      return track;
  }
  return NULL;
}

DtCopyUse
dt_upstream_use_of_copy (DtUpstream *upstream, const char *uuid)
{
  for (guint i = upstream->tracks->len; *uuid && i > 0; i--) {
    const DtTrack *track = upstream->tracks->pdata[i - 1];

    if (strcmp (track->copy_uuid, uuid) == 0)
      return track->calling ? DT_COPY_CALLED_FOR : track->dial.status.ended ? DT_COPY_OVER : DT_COPY_USED;
  }
  return DT_COPY_UNKNOWN;
}

/* The dialler's time-out has ended it, and upstream still has it. */
static gboolean
is_left_over (DtTrack *track)
{
  return track->dial.status.ended && track->dial.seen.timed_out &&
         dt_objects_has (track->upstream->objects, track->active_path, NM_ACTIVE);
}

gboolean
dt_upstream_is_disconnecting (DtUpstream *upstream, const char *profile_path)
{
  for (guint i = 0; i < upstream->tracks->len; i++) {
    DtTrack *track = upstream->tracks->pdata[i];

    if (strcmp (track->profile_path, profile_path) == 0 && (track->dial.status.disconnecting || is_left_over (track)))
      return TRUE;
  }
  return FALSE;
}

void
dt_upstream_foreach_object (DtUpstream *upstream, const char *interface, DtObjectFunc func, gpointer data)
{
  g_autoptr(GPtrArray) paths = dt_objects_with (upstream->objects, interface);

  for (guint i = 0; i < paths->len; i++)
    func (paths->pdata[i], data);
}
