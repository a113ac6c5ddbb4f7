/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reading the file of the store, in whatever state it is.  In the writer's thread, as dt-store-db.h. */
#pragma once

#include <sqlite3.h>

#include "dt-store-db.h"

G_BEGIN_DECLS

/* Whether this result of SQLite's means that the file is damaged, or not ours. */
gboolean dt_store_is_damage (int code);
/* @code: SQLite's result. */
gboolean dt_store_prepare (sqlite3 *handle, const char *sql, sqlite3_stmt **statement, int *code);
gboolean dt_store_exec (sqlite3 *handle, const char *sql, int *code);
/* Whether it has a write-ahead log.  Not while a handle is open, whose locks would go. */
gboolean dt_store_is_write_ahead (const char *path);

typedef struct {
  const char *path;
  DtStoreBound bound;
  guint *progress;              /* atomic: one more for each record */
} DtStoreReading;

/* Appends DtStoreRow; SQLITE_DONE, or what has gone wrong behind what is there then. */
int dt_store_read_all (const DtStoreReading *how, sqlite3 *handle, GArray *rows);
/* The same of a file that cannot be opened for writing, in the way that is left. */
void dt_store_read_somehow (const DtStoreReading *how, GArray *rows);

G_END_DECLS
