/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Dial without an entry: which modem, and who drives it. */
#pragma once

#include "dt-daemon.h"
#include "dt-options.h"

G_BEGIN_DECLS

typedef struct {
  char *modem_path;
  DtKind kind;                  /* gsm, cdma or serial, by the modem's capabilities */
  char *nm_device;              /* of NetworkManager where that dials with the modem; NULL: ModemManager alone */
} DtModemWish;

/* Fails with InvalidOption, which says what is missing or which modems fit, or with
 * NotAvailable.  Cleared by dt_modem_wish_clear(), also after a failure. */
gboolean dt_modem_wish_read (DtDaemon *daemon, const DtDialOptions *options, DtModemWish *wish, GError **error);
void dt_modem_wish_clear (DtModemWish *wish);

G_END_DECLS
