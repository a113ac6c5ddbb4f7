/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A passive monitor of the bus for one call: SetState of pppd's plugin (P3).
 * It has a connection of its own, for a monitor may say nothing any more.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define DT_TYPE_PPP_MONITOR (dt_ppp_monitor_get_type ())
G_DECLARE_FINAL_TYPE (DtPppMonitor, dt_ppp_monitor, DT, PPP_MONITOR, GObject)

/* Signals: "works" (gboolean works) when the first try is answered, and each time that changes; "phase" (sender, uid, path, phase,
 * gint64 at) for each call, in order, after the sender's uid was asked on @bus;
 * uid G_MAXUINT where it could not be told. */
DtPppMonitor *dt_ppp_monitor_new (GDBusConnection *bus);
/* Each connection of the monitor's is shown to @guard before it monitors: messages of everybody come in on it, also those that the
 * bus refuses to pass on, with whatever they bring. */
typedef void (*DtPppMonitorGuard) (GDBusConnection *monitor, gpointer data);
void dt_ppp_monitor_set_guard (DtPppMonitor *self, DtPppMonitorGuard guard, gpointer data);
/* @address: of the same bus. */
void dt_ppp_monitor_start (DtPppMonitor *self, const char *address);
gboolean dt_ppp_monitor_works (DtPppMonitor *self);

G_END_DECLS
