/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Records that outlive the process: a table of SQLite in a folder that outlives
 * a restart of the service and not the boot (/run).  It knows nothing of what
 * the records mean.
 *
 * A store that cannot be opened or written fails nobody's dial: the first
 * failure is logged, and the service goes on with what it has in memory.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _DtStore DtStore;

/* Opens or makes @folder/connections.db, readable by its owner alone.  A file that
 * is damaged, or of another version, is replaced by an empty one.  (transfer full);
 * NULL and @error (G_IO_ERROR) where it cannot be had. */
DtStore *dt_store_open (const char *folder, GError **error);
/* Commits what waits, and closes.  NULL is allowed. */
void dt_store_close (DtStore *store);

/* Called once for each record, by ascending id; @told as it was put last. */
typedef void (*DtStoreFunc) (guint64 id, GVariant *record, gboolean told, gpointer data);
void dt_store_foreach (DtStore *store, DtStoreFunc func, gpointer data);

/* What follows is nothing on a store that is NULL. */

/* Puts one record (a{sv}, floating or not); an older one of this id goes.  It
 * outlives the process when this returns.  @told: its end was told to everybody. */
void dt_store_put (DtStore *store, guint64 id, GVariant *record, gboolean told);
void dt_store_mark_told (DtStore *store, guint64 id);
void dt_store_remove (DtStore *store, guint64 id);

/* Several changes as one. */
void dt_store_begin (DtStore *store);
void dt_store_commit (DtStore *store);

G_END_DECLS
