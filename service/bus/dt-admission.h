/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Who may put how much before the main loop: a filter in GDBus's thread answers what is
 * too large, or too much of one user, with LimitsExceeded before it gets there.
 *
 * Counted are calls from their arrival until the service begins them (dt-turns.h) or GDBus has
 * answered them by itself.  A connection is of nobody until the bus has told its user.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _DtAdmission DtAdmission;

/* A connection speaks whose user is not known: dt_admission_learn() wants to be called.  On the main context. */
typedef void (*DtStrangerFunc) (const char *sender, gpointer data);

/* Behind the filters that answer calls by themselves: what they take must not be counted. */
DtAdmission *dt_admission_new (GDBusConnection *bus, DtStrangerFunc func, gpointer data);
void dt_admission_free (DtAdmission *admission);

/* Unique names are never used twice, so it may be remembered for as long as there is room. */
void dt_admission_learn (DtAdmission *admission, const char *sender, guint32 uid);
/* FALSE: not known, or forgotten. */
gboolean dt_admission_find (DtAdmission *admission, const char *sender, guint32 *uid);

/* The service takes up the call. */
void dt_admission_begun (DtAdmission *admission, GDBusMessage *call);

G_END_DECLS
