/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether the line of a dial is still in use by what was there before. */
#include <string.h>

#include "dt-dialer-private.h"

#define MM_MODEM "org.freedesktop.ModemManager1.Modem"
#define MODEM_DISCONNECTING 9

typedef struct {
  DtUpstream *upstream;
  gboolean busy;
} ModemLook;

static void
look_at_modem (const char *path, gpointer data)
{
  ModemLook *look = data;
  g_autoptr(GVariant) state = dt_upstream_lookup (look->upstream, path, MM_MODEM, "State");

  if (state && g_variant_is_of_type (state, G_VARIANT_TYPE_INT32) && g_variant_get_int32 (state) == MODEM_DISCONNECTING)
    look->busy = TRUE;
}

/* An older call that NetworkManager has not answered yet, and whose dial has ended by its own time: the line comes up
 * and is taken down when NetworkManager goes on. */
static gboolean
has_call_left (DtDialer *self, DtTrack *track)
{
  const DtDialerOrder *own = dt_dialer_find_order (self, track);

  for (guint i = 0; own && i < self->orders->len; i++) {
    const DtDialerOrder *other = self->orders->pdata[i];

    if (!other->called || (other->track && !dt_track_dial (other->track)->status.ended))
      continue;
    if (own->profile_path ? g_strcmp0 (other->profile_path, own->profile_path) == 0
                          : !other->profile_path && strcmp (other->device_path, own->device_path) == 0)
      return TRUE;
  }
  return FALSE;
}

/* M4, M12: a modem that still hangs up refuses the next call.  Which modem
 * NetworkManager will take is its choice, so any that is busy counts. */
gboolean
dt_dialer_line_is_busy (DtDialer *self, DtTrack *track)
{
  ModemLook look = { self->upstream, FALSE };

  if (dt_upstream_is_disconnecting (self->upstream, dt_track_profile_path (track)))
    return TRUE;
  if (has_call_left (self, track))
    return TRUE;
  if (dt_plugin_ends_has (self->plugin_ends, dt_track_uuid (track)))
    return TRUE;
  if (dt_kind_has_modem (dt_track_dial (track)->kind))
    dt_upstream_foreach_object (self->upstream, MM_MODEM, look_at_modem, &look);
  return look.busy;
}
