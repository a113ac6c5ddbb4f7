/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the picture of ModemManager says of a modem and its bearers. */
#pragma once

#include "dt-upstream.h"

G_BEGIN_DECLS

/* MMModemState; 0 (unknown) where there is no such modem. */
gint32 dt_modem_state (DtUpstream *upstream, const char *modem_path);
/* (transfer full) its bearers that are connected, or those that are not. */
char **dt_modem_bearers (DtUpstream *upstream, const char *modem_path, gboolean connected);
/* How many can be connected at once; 1 where it does not tell. */
guint32 dt_modem_max_active_bearers (DtUpstream *upstream, const char *modem_path);
gboolean dt_bearer_is_connected (DtUpstream *upstream, const char *bearer_path);

/* Whether its SIM waits for the PIN. */
gboolean dt_modem_wants_pin (DtUpstream *upstream, const char *modem_path);
/* Tries that the SIM has left for it; 0 where it does not tell. */
guint dt_modem_pin_tries (DtUpstream *upstream, const char *modem_path);

G_END_DECLS
