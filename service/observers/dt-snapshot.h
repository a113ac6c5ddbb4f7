/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The picture of a service: its managed objects, and the bearers of its modems,
 * which ModemManager does not list among them.
 */
#pragma once

#include <gio/gio.h>

#include "dt-upstream.h"

G_BEGIN_DECLS

/* A service that hangs must not hold back what the other one says. */
#define DT_SNAPSHOT_WAIT_MS 5000

#define DT_TYPE_SNAPSHOT (dt_snapshot_get_type ())
G_DECLARE_FINAL_TYPE (DtSnapshot, dt_snapshot, DT, SNAPSHOT, GObject)

/* Signals: "settled" () exactly once for each dt_snapshot_take(), when all is in
 * or the wait is over; "late" () when objects came after that. */
DtSnapshot *dt_snapshot_new (GDBusConnection *bus, DtUpstream *upstream);

/* @path: of its ObjectManager. */
void dt_snapshot_take (DtSnapshot *self, const char *name, const char *path);

/* Looks at a PropertiesChanged and fetches the bearers that a modem began to list:
 * their own later signals name only what changes.  No signal tells when they are in. */
void dt_snapshot_follow (DtSnapshot *self, const DtMessage *message);

/* Whether @error is that of a service that owns its name and exports nothing yet:
 * GDBus answers UnknownMethod by itself then (NetworkManager 1.42.4, the first 20 ms). */
gboolean dt_snapshot_is_too_early (const GError *error);

G_END_DECLS
