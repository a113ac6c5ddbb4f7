/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Answers calls on paths below .../Connection that are no connection with
 * NoSuchConnection; GDBus alone would say UnknownMethod (rule 6). */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _DtStrayCalls DtStrayCalls;

DtStrayCalls *dt_stray_calls_new (GDBusConnection *bus, const char *prefix);
void dt_stray_calls_free (DtStrayCalls *calls);

/* A connection is exported, or is not any more. */
void dt_stray_calls_add (DtStrayCalls *calls, const char *path);
void dt_stray_calls_remove (DtStrayCalls *calls, const char *path);

G_END_DECLS
