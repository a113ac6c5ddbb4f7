/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-holds.h"

#define NM_ACTIVE "org.freedesktop.NetworkManager.Connection.Active"
#define NM_DEVICE "org.freedesktop.NetworkManager.Device"
#define DEVICE_PREPARE 40
#define MM_MODEM "org.freedesktop.ModemManager1.Modem"
#define MODEM_CONNECTING 10
/* MMModemPortType */
#define PORT_AT 3
#define PORT_QCDM 4
#define PORT_GPS 5
/* The modem's state may change without any track's. */
#define LOOK_AGAIN_MS 100

struct _DtHolds {
  DtUpstream *upstream;
  DtHoldOver over;
  gpointer data;
  GPtrArray *held;              /* Hold */
};

typedef struct {
  DtHolds *holds;
  DtTrack *track;               /* NULL: forgotten */
  char *active_path, *device_path, *modem_path;
  gint64 give_up_at;
  guint source;
} Hold;

static void
hold_free (gpointer data)
{
  Hold *hold = data;

  g_clear_handle_id (&hold->source, g_source_remove);
  g_free (hold->active_path);
  g_free (hold->device_path);
  g_free (hold->modem_path);
  g_free (hold);
}

static Hold *
find (DtHolds *holds, DtTrack *track)
{
  for (guint i = 0; i < holds->held->len; i++)
    if (((Hold *) holds->held->pdata[i])->track == track)
      return holds->held->pdata[i];
  return NULL;
}

/* Then the call's data goes over the port of the commands; calls of other modems can be cancelled. */
static gboolean
has_only_serial_ports (GVariant *ports)
{
  GVariantIter iter;
  guint32 type;

  if (ports == NULL || !g_variant_is_of_type (ports, G_VARIANT_TYPE ("a(su)")))
    return FALSE;
  g_variant_iter_init (&iter, ports);
  while (g_variant_iter_next (&iter, "(&su)", NULL, &type))
    if (type != PORT_AT && type != PORT_QCDM && type != PORT_GPS)
      return FALSE;
  return TRUE;
}

gboolean
dt_holds_is_serial (DtUpstream *upstream, const char *modem_path)
{
  g_autoptr(GVariant) ports = dt_upstream_lookup (upstream, modem_path, MM_MODEM, "Ports");

  return has_only_serial_ports (ports);
}

static gint32
modem_state (const Hold *hold)
{
  g_autoptr(GVariant) state = dt_upstream_lookup (hold->holds->upstream, hold->modem_path, MM_MODEM, "State");

  return state && g_variant_is_of_type (state, G_VARIANT_TYPE_INT32) ? g_variant_get_int32 (state) : 0;
}

/* NetworkManager 1.42.4 aborts (nm-device-modem.c:80) when it learns of the end of the
 * dial command after it was told to deactivate: it must have left PREPARE. */
static gboolean
is_preparing (const Hold *hold)
{
  g_autoptr(GVariant) state = dt_upstream_lookup (hold->holds->upstream, hold->device_path, NM_DEVICE, "State");

  return state && g_variant_is_of_type (state, G_VARIANT_TYPE_UINT32) && g_variant_get_uint32 (state) == DEVICE_PREPARE;
}

static gboolean
is_dialing (const Hold *hold)
{
  gint32 state = modem_state (hold);

  if (!dt_holds_is_serial (hold->holds->upstream, hold->modem_path))
    return FALSE;
  return state == MODEM_CONNECTING || (state > MODEM_CONNECTING && is_preparing (hold));
}

/* A dial that the dialler's time-out has ended is up for upstream still. */
static gboolean
is_over (const Hold *hold)
{
  g_autoptr(GVariant) state = dt_upstream_lookup (hold->holds->upstream, hold->active_path, NM_ACTIVE, "State");

  return state == NULL && (hold->track == NULL || dt_track_dial (hold->track)->status.ended);
}

static guint
index_of (DtHolds *holds, Hold *hold)
{
  guint index = 0;

  g_ptr_array_find (holds->held, hold, &index);
  return index;
}

static Hold *
hold_new (DtHolds *holds, DtTrack *track)
{
  Hold *hold = g_new0 (Hold, 1);

  hold->holds = holds;
  hold->track = track;
  hold->active_path = g_strdup (dt_track_active_path (track));
  hold->device_path = g_strdup (dt_track_device_path (track));
  hold->modem_path = g_strdup (dt_track_modem_path (track));
  return hold;
}

static gboolean
look (gpointer data)
{
  Hold *hold = data;
  DtHolds *holds = hold->holds;
  gboolean over = is_over (hold);

  if (!over && (is_dialing (hold) || is_preparing (hold)) && g_get_monotonic_time () < hold->give_up_at)
    return G_SOURCE_CONTINUE;
  hold->source = 0;
  g_ptr_array_steal_index (holds->held, index_of (holds, hold));
  if (!over)
    holds->over (hold->track, hold->active_path, holds->data);
  hold_free (hold);
  return G_SOURCE_REMOVE;
}

gboolean
dt_holds_take (DtHolds *holds, DtTrack *track)
{
  Hold *hold = find (holds, track);

  /* It is taken down by the service's own stop. */
  if (dt_track_dial (track)->status.ended) {
    if (hold)
      g_ptr_array_remove (holds->held, hold);
    return FALSE;
  }
  if (hold)
    return TRUE;
  hold = hold_new (holds, track);
  if (!is_dialing (hold)) {
    hold_free (hold);
    return FALSE;
  }
  hold->give_up_at = g_get_monotonic_time () + DT_HOLDS_SECONDS * G_USEC_PER_SEC;
  hold->source = g_timeout_add (LOOK_AGAIN_MS, look, hold);
  g_ptr_array_add (holds->held, hold);
  return TRUE;
}

void
dt_holds_forget (DtHolds *holds, DtTrack *track)
{
  Hold *hold = find (holds, track);

  if (hold)
    hold->track = NULL;
}

DtHolds *
dt_holds_new (DtUpstream *upstream, DtHoldOver over, gpointer data)
{
  DtHolds *holds = g_new0 (DtHolds, 1);

  holds->upstream = upstream;
  holds->over = over;
  holds->data = data;
  holds->held = g_ptr_array_new_with_free_func (hold_free);
  return holds;
}

void
dt_holds_free (DtHolds *holds)
{
  g_ptr_array_unref (holds->held);
  g_free (holds);
}
