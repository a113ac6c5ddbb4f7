/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* ModemManager's bearers that are being taken down. */
#pragma once

#include <gio/gio.h>

#include "dt-upstream.h"

G_BEGIN_DECLS

typedef struct _DtTeardowns DtTeardowns;

/* One is over, well or not; @track: whose end it was, NULL if it was forgotten. */
typedef void (*DtTornDown) (DtTrack *track, gpointer data);

DtTeardowns *dt_teardowns_new (GDBusConnection *bus, DtUpstream *upstream, DtTornDown over, gpointer data);
/* Without calling anything; what was sent is not called back. */
void dt_teardowns_free (DtTeardowns *teardowns);

/* Bearer.Disconnect, and the modem's own Disconnect where that fails and the bearer stays up.
 * @track may be NULL. */
void dt_teardowns_add (DtTeardowns *teardowns, DtTrack *track, const char *modem_path, const char *bearer_path);
gboolean dt_teardowns_has (DtTeardowns *teardowns, DtTrack *track);
gboolean dt_teardowns_has_modem (DtTeardowns *teardowns, const char *modem_path);
/* The track goes. */
void dt_teardowns_forget (DtTeardowns *teardowns, DtTrack *track);

G_END_DECLS
