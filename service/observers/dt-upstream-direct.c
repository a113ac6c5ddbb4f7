/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Dials of ours through ModemManager alone. */
#include <string.h>

#include "dt-upstream-private.h"

#define DEVICE_UNMANAGED 10

DtTrack *
dt_upstream_dial_modem (DtUpstream *upstream, gint64 at, const char *modem_path, DtKind kind)
{
  DtTrack *track = dt_track_new (upstream, kind, NULL, NULL, NULL, NULL);
  g_autofree char *port = dt_objects_get_string (upstream->objects, modem_path, MM_MODEM, "PrimaryPort");
  DtEffects effects;

  track->ours = track->waiting = TRUE;
  dt_track_set (&track->modem_path, modem_path, "/");
  dt_track_set (&track->interface, port, "");
  g_ptr_array_add (upstream->tracks, track);
  dt_dial_begin (&track->dial, kind, FALSE, at, &effects);
  dt_dial_set_direct (&track->dial);
  dt_track_publish (track, &effects);
  return track;
}

void
dt_track_modem_called (DtTrack *track, gint64 at, const char *const *foreign)
{
  g_autofree char *joined = g_strjoinv (" ", (char **) foreign);

  track->waiting = FALSE;
  track->modem_called = TRUE;
  dt_track_set (&track->foreign_bearers, joined, "");
  dt_upstream_mm_introduce (track, at);
  dt_track_changed (track);
}

char **
dt_track_left_call (DtTrack *track)
{
  return track->left_call ? g_strsplit (track->foreign_bearers, " ", -1) : NULL;
}

void
dt_track_left_call_is_over (DtTrack *track)
{
  track->left_call = FALSE;
  dt_track_changed (track);
}

/* The property of one family; NULL where it has no configuration. */
static GVariant *
lookup_config (GVariant *properties, const char *name, guint32 *method)
{
  GVariant *config = g_variant_lookup_value (properties, name, G_VARIANT_TYPE_VARDICT);

  *method = 0;
  if (config)
    g_variant_lookup (config, "method", "u", method);
  return config;
}

static gboolean
has_address (GVariant *config)
{
  const char *address = NULL;

  return config && g_variant_lookup (config, "address", "&s", &address) && *address != '\0';
}

void
dt_track_bearer_ready (DtTrack *track, gint64 at, const char *bearer_path, GVariant *properties)
{
  g_autoptr(GVariant) ip4 = NULL, ip6 = NULL;
  guint32 method4, method6;
  const char *interface = NULL;

  dt_objects_change (track->upstream->objects, bearer_path, MM_BEARER, properties);
  g_hash_table_insert (track->upstream->bearers, g_strdup (bearer_path), g_strdup (track->modem_path));
  dt_track_set (&track->bearer_path, bearer_path, "/");
  track->ready = TRUE;
  ip4 = lookup_config (properties, "Ip4Config", &method4);
  ip6 = lookup_config (properties, "Ip6Config", &method6);
  g_variant_lookup (properties, "Interface", "&s", &interface);
  dt_track_set (&track->ip_interface, interface, "");
  dt_track_event (track, DT_EVENT_BEARER_READY, at, has_address (ip4) || has_address (ip6), 0,
                  (gint32) (method4 ? method4 : method6));
  dt_track_changed (track);
}

/* A call that was under way was an earlier process's: nobody has its answer. */
void
dt_upstream_direct_resume (DtTrack *track, gint64 at)
{
  gboolean up = dt_objects_get_number (track->upstream->objects, track->bearer_path, MM_BEARER, "Connected", 0) != 0;

  track->left_call = track->modem_called && !track->dial.connected;
  if (!track->dial.connected || !up) {
    dt_track_event (track, DT_EVENT_GONE_WHILE_AWAY, at, 0, 0, 0);
    return;
  }
  track->ready = TRUE;
  g_hash_table_insert (track->upstream->bearers, g_strdup (track->bearer_path), g_strdup (track->modem_path));
}

/*
 * Looking.
 */

gboolean
dt_upstream_has_mm (DtUpstream *upstream)
{
  return upstream->has_mm;
}

void
dt_upstream_note_mm (DtUpstream *upstream)
{
  upstream->has_mm = TRUE;
}

char *
dt_upstream_nm_device_of_modem (DtUpstream *upstream, const char *modem_path)
{
  g_autoptr(GPtrArray) devices = dt_objects_with (upstream->objects, NM_DEVICE);

  for (guint i = 0; i < devices->len; i++) {
    g_autofree char *udi = dt_objects_get_string (upstream->objects, devices->pdata[i], NM_DEVICE, "Udi");

    if (g_strcmp0 (udi, modem_path) == 0 &&
        dt_objects_get_number (upstream->objects, devices->pdata[i], NM_DEVICE, "State", 0) > DEVICE_UNMANAGED)
      return g_strdup (devices->pdata[i]);
  }
  return NULL;
}
