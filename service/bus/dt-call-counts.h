/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How many calls of whom wait, and how large they are: counted from their arrival until they are begun, or answered.
 * A connection is of nobody until its user is known.  Knows no thread and no bus: its owner has a lock.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _DtCallCounts DtCallCounts;

DtCallCounts *dt_call_counts_new (void);
void dt_call_counts_free (DtCallCounts *counts);

/* TRUE: the connection had not been heard of, or has been forgotten since: dt_call_counts_learn() is wanted. */
gboolean dt_call_counts_meet (DtCallCounts *counts, const char *name);
/* Unique names are never used twice, so it may be remembered for as long as there is room. */
void dt_call_counts_learn (DtCallCounts *counts, const char *name, guint32 uid);
/* FALSE: not known, or forgotten. */
gboolean dt_call_counts_find (DtCallCounts *counts, const char *name, guint32 *uid);

/* Whether a call of so many bytes may not wait beside what waits already. */
gboolean dt_call_counts_is_too_much (DtCallCounts *counts, const char *name, gsize bytes);
/* @mute: its caller wants no answer. */
void dt_call_counts_add (DtCallCounts *counts, const char *name, guint32 serial, gsize bytes, gboolean mute);
/* It waits no more.  @answered: nothing of it is kept.  TRUE: its caller wants no answer. */
gboolean dt_call_counts_take (DtCallCounts *counts, const char *name, guint32 serial, gboolean answered);

G_END_DECLS
