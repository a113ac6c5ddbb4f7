/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Gives the objects of a recording the paths they have on this bus. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _Rename Rename;

/* @fresh: the counter that numbers of new objects are taken from; NULL: objects
 * keep the recorded numbers. */
Rename *rename_new (guint *fresh);
void rename_free (Rename *names);
void rename_seed (Rename *names, const char *recorded, const char *here);
char *rename_string (Rename *names, const char *recorded);
/* (transfer full) */
GVariant *rename_variant (Rename *names, GVariant *recorded);

G_END_DECLS
