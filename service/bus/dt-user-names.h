/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Names of users, for connection.permissions names users and not uids.  Only NSS knows
 * them, and it may wait for a directory service for as long as that likes: it is asked in
 * threads, one a user, and the main loop never waits for them.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _DtUserNames DtUserNames;

/* What was not known is known now, or is not to be had in time.  On the main context. */
typedef void (*DtUserNameFunc) (guint32 uid, gpointer data);

DtUserNames *dt_user_names_new (DtUserNameFunc func, gpointer data);
/* Without calling anything; threads that hang are left behind. */
void dt_user_names_free (DtUserNames *names);

/* TRUE: @name is that of the user (valid until the main loop goes on), or NULL where there is none or NSS has not told
 * within DT_LIMIT_NAME_SECONDS.  FALSE: it is being asked, and func will be called.  A name is asked for anew after a while. */
gboolean dt_user_names_look (DtUserNames *names, guint32 uid, const char **name);

G_END_DECLS
