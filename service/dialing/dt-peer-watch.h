/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Looks for the first bytes that come in over a tunnel whose dial has to prove its
 * peer (option prove-peer).  NetworkManager is asked to signal the device's counters
 * (Device.Statistics.RefreshRateMs) until then; the kernel's own are looked at besides,
 * for as long as the dial lasts.
 */
#pragma once

#include <gio/gio.h>

#include "dt-feed.h"
#include "dt-upstream.h"

G_BEGIN_DECLS

#define DT_PEER_LOOK_MS 250

typedef struct _DtPeerWatch DtPeerWatch;

DtPeerWatch *dt_peer_watch_new (GDBusConnection *bus, DtUpstream *upstream, DtFeed *feed);
void dt_peer_watch_free (DtPeerWatch *watch);

/* Until it has answered or the dial is over. */
void dt_peer_watch_add (DtPeerWatch *watch, DtTrack *track);
void dt_peer_watch_forget (DtPeerWatch *watch, DtTrack *track);

G_END_DECLS
