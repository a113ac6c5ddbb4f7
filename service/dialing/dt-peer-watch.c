/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-peer-watch.h"

#include "dt-link-counters.h"

#define NM_NAME "org.freedesktop.NetworkManager"
#define NM_STATISTICS NM_NAME ".Device.Statistics"

struct _DtPeerWatch {
  GDBusConnection *bus;
  DtUpstream *upstream;
  DtFeed *feed;
  GPtrArray *peers;             /* Peer */
  guint timer;
};

typedef struct {
  DtTrack *track;
  char *device;                 /* NetworkManager signals its counters for us; NULL: not asked yet */
} Peer;

static void
peer_free (gpointer data)
{
  Peer *peer = data;

  g_free (peer->device);
  g_free (peer);
}

/* No answer is awaited: where NetworkManager refuses it, the kernel's counters are enough. */
static void
set_refresh_rate (DtPeerWatch *watch, const char *device, guint32 ms)
{
  g_dbus_connection_call (watch->bus, NM_NAME, device, "org.freedesktop.DBus.Properties", "Set",
                          g_variant_new ("(ssv)", NM_STATISTICS, "RefreshRateMs", g_variant_new_uint32 (ms)), NULL,
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, NULL, NULL);
}

static guint32
refresh_rate (DtPeerWatch *watch, const char *device)
{
  g_autoptr(GVariant) rate = dt_upstream_lookup (watch->upstream, device, NM_STATISTICS, "RefreshRateMs");

  return rate && g_variant_is_of_type (rate, G_VARIANT_TYPE_UINT32) ? g_variant_get_uint32 (rate) : 0;
}

static void
begin (DtPeerWatch *watch, Peer *peer)
{
  peer->device = g_strdup (dt_track_device_path (peer->track));
  /* Somebody else may have them signalled already. */
  if (refresh_rate (watch, peer->device) == 0)
    set_refresh_rate (watch, peer->device, DT_PEER_LOOK_MS);
}

static void
stop (DtPeerWatch *watch, Peer *peer)
{
  if (peer->device && refresh_rate (watch, peer->device) == DT_PEER_LOOK_MS)
    set_refresh_rate (watch, peer->device, 0);
  g_ptr_array_remove (watch->peers, peer);
}

static void
look (DtPeerWatch *watch, Peer *peer)
{
  const DtDial *dial = dt_track_dial (peer->track);
  DtEvent event = { .type = DT_EVENT_PEER_ANSWERED, .at = g_get_monotonic_time () };
  guint64 bytes = 0;

  if (dial->status.ended || dial->connected) {
    stop (watch, peer);
  } else if (dt_dial_awaits_peer (dial)) {
    if (peer->device == NULL)
      begin (watch, peer);
    if (dt_link_counter (dt_track_ip_interface (peer->track), "statistics/rx_bytes", &bytes) && bytes > 0)
      dt_track_feed (peer->track, &event);
  }
}

static gboolean
on_look (gpointer data)
{
  DtPeerWatch *watch = data;

  for (guint i = watch->peers->len; i > 0; i--)
    look (watch, watch->peers->pdata[i - 1]);
  dt_feed_reschedule (watch->feed);
  if (watch->peers->len > 0)
    return G_SOURCE_CONTINUE;
  watch->timer = 0;
  return G_SOURCE_REMOVE;
}

void
dt_peer_watch_add (DtPeerWatch *watch, DtTrack *track)
{
  Peer *peer = g_new0 (Peer, 1);

  peer->track = track;
  g_ptr_array_add (watch->peers, peer);
  if (watch->timer == 0)
    watch->timer = g_timeout_add (DT_PEER_LOOK_MS, on_look, watch);
}

void
dt_peer_watch_forget (DtPeerWatch *watch, DtTrack *track)
{
  for (guint i = watch->peers->len; i > 0; i--)
    if (((Peer *) watch->peers->pdata[i - 1])->track == track)
      stop (watch, watch->peers->pdata[i - 1]);
}

DtPeerWatch *
dt_peer_watch_new (GDBusConnection *bus, DtUpstream *upstream, DtFeed *feed)
{
  DtPeerWatch *watch = g_new0 (DtPeerWatch, 1);

  watch->bus = g_object_ref (bus);
  watch->upstream = upstream;
  watch->feed = g_object_ref (feed);
  watch->peers = g_ptr_array_new_with_free_func (peer_free);
  return watch;
}

void
dt_peer_watch_free (DtPeerWatch *watch)
{
  g_clear_handle_id (&watch->timer, g_source_remove);
  g_ptr_array_unref (watch->peers);
  g_object_unref (watch->feed);
  g_object_unref (watch->bus);
  g_free (watch);
}
