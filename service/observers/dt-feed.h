/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Feeds a DtUpstream from a bus: subscriptions, the picture at the start, names
 * that come and go, the clock, and the PPP monitor. */
#pragma once

#include <gio/gio.h>

#include "dt-ppp-monitor.h"
#include "dt-profiles.h"
#include "dt-upstream.h"

G_BEGIN_DECLS

#define DT_TYPE_FEED (dt_feed_get_type ())
G_DECLARE_FINAL_TYPE (DtFeed, dt_feed, DT, FEED, GObject)

/* Signals: "ready" () when the first picture is in, also when NetworkManager is absent; "features" () when
 * dt_feed_has_ppp_phases() changed after that. */
DtFeed *dt_feed_new (GDBusConnection *bus, DtUpstream *upstream, DtProfiles *profiles);
/* dt_ppp_monitor_set_guard(); before dt_feed_start(). */
void dt_feed_set_guard (DtFeed *self, DtPppMonitorGuard guard, gpointer data);
void dt_feed_start (DtFeed *self);
gboolean dt_feed_is_ready (DtFeed *self);
/* Whether the bus let us watch the PPP phases (feature "ppp-phases"). */
gboolean dt_feed_has_ppp_phases (DtFeed *self);
/* Looks at the deadlines again; call it after a dt_track_*() call of your own. */
void dt_feed_reschedule (DtFeed *self);

G_END_DECLS
