/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a user's connections cost, for what is in them is mostly somebody else's
 * words.  A dial is its dialler's; one that others dialled is charged to the first
 * user who may see its entry, or else to an account of all such.
 */
#pragma once

#include "dt-connection.h"

G_BEGIN_DECLS

/* There is room for one more dial of @uid whose texts have @bytes; ended ones go for it, the oldest first.  FALSE: there
 * is none, and all of them are under way or up. */
gboolean dt_account_make_room (DtDaemon *daemon, guint32 uid, gsize bytes);
/* @field, published_bytes or record_bytes of @connection, is @bytes now.  Where it has grown its account is brought
 * within its bounds a moment later: ended connections go, the oldest first, and then others lose their lists. */
void dt_account_note (DtConnection *connection, gsize *field, gsize bytes);

G_END_DECLS
