/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The journal: numbers and states; never names, numbers or secrets of users. */
#pragma once

#include "dt-connection.h"

G_BEGIN_DECLS

/* MESSAGE_ID of every edge. */
#define DT_LOG_EDGE_ID "6d1b2f0f2c3f4a4e9a3d0e6f5b7c8d90"

void dt_log_edge (DtConnection *connection, const DtStatus *status);

G_END_DECLS
