/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How much is taken over of what somebody else says: a profile, a plugin, a modem,
 * the far end of a line.  A text that was cut ends with "…", so that whoever reads it
 * sees it, also out of a record.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define DT_BOUND_TEXT 4096              /* bytes of a text, with its "…" */
#define DT_BOUND_NAME 255               /* of what names something (a UUID, a user, a path): never cut, but not taken */
#define DT_BOUND_VALUE (256 * 1024)     /* of one property of an object */
#define DT_BOUND_PROFILE (4 * 1024 * 1024)      /* of one that goes back to NetworkManager, changed or as a copy */
#define DT_BOUND_USERS 1024             /* permissions of a profile */

/* A copy, cut between two characters.  NULL: NULL. */
char *dt_bound_text (const char *text);
/* Whether dt_bound_text() has cut it. */
gboolean dt_bound_is_cut (const char *text);
/* The same value with its texts cut, and no more of its lists than DT_BOUND_VALUE bytes have place for.  It keeps nothing
 * of a message that @value came in (transfer full). */
GVariant *dt_bound_value (GVariant *value);
/* The same of a whole record (transfer full, both). */
GVariant *dt_bound_record (GVariant *record);

G_END_DECLS
