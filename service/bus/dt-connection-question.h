/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Connection.Resume. */
#pragma once

#include "dt-request.h"

G_BEGIN_DECLS

void dt_connection_resume_dial (DtRequest *request);

G_END_DECLS
