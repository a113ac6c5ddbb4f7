/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The root object: Manager, Phonebook and ObjectManager. */
#pragma once

#include "dt-request.h"

G_BEGIN_DECLS

gboolean dt_manager_export (DtDaemon *daemon, GError **error);
void dt_manager_unexport (DtDaemon *daemon);
/* The number of unfinished dials or the features changed. */
/* Tells the values of these properties of the Manager; NULL ends the list. */
void dt_manager_changed (DtDaemon *daemon, const char *const *properties);

/* dt-manager-dial.c */
void dt_manager_dial (DtRequest *request);
/* dt-manager-hang-up.c */
void dt_manager_hang_up_all (DtRequest *request);

G_END_DECLS
