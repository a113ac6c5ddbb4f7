/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Copies of profiles that a killed service has left in NetworkManager: added, and not volatile yet.  They are known by the
 * mark in their setting "user", and only those that NetworkManager has in memory alone are touched: a
 * copy that somebody has saved is his.
 */
#pragma once

#include <gio/gio.h>

#include "dt-profiles.h"

G_BEGIN_DECLS

typedef struct _DtLeftCopies DtLeftCopies;

DtLeftCopies *dt_left_copies_new (GDBusConnection *bus, DtUpstream *upstream, DtProfiles *profiles);
void dt_left_copies_free (DtLeftCopies *copies);

/* The dials of an earlier process are known: what was seen before is looked at now, and everything else at once. */
void dt_left_copies_begin (DtLeftCopies *copies);

G_END_DECLS
