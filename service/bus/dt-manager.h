/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The root object: Manager, Phonebook, ObjectManager, and an answer for paths
 * below .../Connection that are no connection. */
#pragma once

#include "dt-request.h"

G_BEGIN_DECLS

gboolean dt_manager_export (DtDaemon *daemon, GError **error);
void dt_manager_unexport (DtDaemon *daemon);
/* The number of unfinished dials or the features changed. */
void dt_manager_changed (DtDaemon *daemon);
/* Connections of a caller's handle tokens are two levels deep. */
gboolean dt_manager_export_sender (DtDaemon *daemon, const char *connection_path);
/* The last one of that caller is gone. */
void dt_manager_unexport_sender (DtDaemon *daemon, const char *connection_path);

/* dt-manager-dial.c */
void dt_manager_dial (DtRequest *request);

G_END_DECLS
