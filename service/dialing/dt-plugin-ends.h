/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * VPN plugins whose connection has ended and which are not done yet.
 *
 * NetworkManager calls a VPN disconnected and tells its plugin afterwards, without
 * waiting for it.  NetworkManager-openvpn's removes then its socket, whose name has the
 * profile's UUID in it: that of a dial that has begun meanwhile goes, and the dial fails
 * after 6 s with CONNECT_FAILED (1.10.2, ovpn-redial-late-plugin).  A plugin gives up its
 * name on the bus when it is done with all, its openvpn too.
 */
#pragma once

#include <gio/gio.h>

#include "dt-upstream.h"

G_BEGIN_DECLS

/* How long a plugin may take.  NetworkManager-openvpn's kills its openvpn after 10 s. */
#define DT_PLUGIN_ENDS_SECONDS 15

typedef struct _DtPluginEnds DtPluginEnds;

/* One is done: look whether a line is free. */
typedef void (*DtPluginEndedFunc) (gpointer data);

DtPluginEnds *dt_plugin_ends_new (GDBusConnection *bus, DtPluginEndedFunc over, gpointer data);
void dt_plugin_ends_free (DtPluginEnds *ends);

/* The track has ended. */
void dt_plugin_ends_add (DtPluginEnds *ends, DtTrack *track);
/* Whether the plugin of an older connection of the profile is still at work.  TRUE also as
 * long as the bus has not told. */
gboolean dt_plugin_ends_has (DtPluginEnds *ends, const char *uuid);

G_END_DECLS
