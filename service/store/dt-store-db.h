/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The file of the store.  Whatever is called here may wait for the disk, for ever
 * where it has stopped: the writer's thread calls it, and nobody else.
 */
#pragma once

#include "dt-store.h"

G_BEGIN_DECLS

typedef struct _DtStoreDb DtStoreDb;

/* What is to be changed.  Owned texts. */
typedef enum { DT_CHANGE_PUT, DT_CHANGE_MARK, DT_CHANGE_REMOVE } DtChangeKind;
typedef struct {
  DtChangeKind kind;
  guint64 id;
  gboolean told;
  char *record;                 /* text of an a{sv}; only of DT_CHANGE_PUT */
} DtChange;

/* One record, as it was read. */
typedef struct {
  guint64 id;
  gboolean told;
  GVariant *record;             /* NULL: it cannot be read */
} DtStoreRow;

/* Nothing is touched yet.  @bound as of dt_store_open(). */
DtStoreDb *dt_store_db_new (const char *folder, DtStoreBound bound);
/* How many records were read; from any thread. */
guint dt_store_db_progress (DtStoreDb *db);
/* NULL is allowed. */
void dt_store_db_free (DtStoreDb *db);

/* Opens or makes it, and reads what can be read (DtStoreRow, by ascending id; transfer full).  @why: what is
 * wrong (transfer full), for everything but DT_STORE_READY. */
DtStoreState dt_store_db_open (DtStoreDb *db, GArray **rows, char **why);
/* All of it or nothing; opens the file again where it is not open.  DT_STORE_READY: done. */
DtStoreState dt_store_db_write (DtStoreDb *db, GArray *changes, char **why);

G_END_DECLS
