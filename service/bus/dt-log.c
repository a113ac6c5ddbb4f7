/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "dialtoned"
#include "dt-log.h"

void
dt_log_edge (DtConnection *connection, const DtStatus *status)
{
  g_autofree char *error = g_strdup_printf ("%u", status->error);

  g_log_structured (G_LOG_DOMAIN, status->error ? G_LOG_LEVEL_MESSAGE : G_LOG_LEVEL_INFO,
                    "MESSAGE_ID", DT_LOG_EDGE_ID,
                    "DIALTONE_CONNECTION", connection->path,
                    "DIALTONE_ERROR", error,
                    "NM_CONNECTION", connection->entry_uuid,
                    "MESSAGE", "%s: %s, error %u%s", connection->path, dt_state_name (status->state), status->error,
                    status->disconnecting ? ", disconnecting" : "");
}
