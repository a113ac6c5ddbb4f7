/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Records that outlive the process: a table of SQLite in a folder that outlives
 * a restart of the service and not the boot (/run).  It knows nothing of what
 * the records mean.
 *
 * A disk may stop, and whoever waits for it stops too, so a thread of its own
 * writes.  In the ordinary case a change has been written when the call returns.
 * One that takes longer than is worth waiting for, or fails, makes the store late:
 * nobody waits any more, and what changes meanwhile is written when the disk takes
 * it again.  A store that cannot be read or written fails nobody's dial.
 *
 * One thread uses it, in the main context it was opened in.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _DtStore DtStore;

typedef enum {
  DT_STORE_READY,               /* what changes is written at once */
  DT_STORE_LATE,                /* the disk has not answered yet */
  DT_STORE_FULL,
  DT_STORE_LOCKED,              /* another program's */
  DT_STORE_READ_ONLY,
  DT_STORE_FAILED,              /* in another way; the journal has it */
} DtStoreState;

/* One word, static: "ready", "late", "full", "locked", "read-only", "failed". */
const char *dt_store_state_word (DtStoreState state);

typedef struct {
  /* Another state than before. */
  void (*state_changed) (gpointer data);
  /* The records were read after dt_store_open() had gone on without them: dt_store_foreach() has them now. */
  void (*came_late) (gpointer data);
  /* It may be written again.  @all: everything counts as unwritten.  Calls dt_store_has() for each record that there is
   * to be, and puts some of those that are unwritten; it is called again until it puts none. */
  void (*catch_up) (gboolean all, gpointer data);
} DtStoreListener;

/* A record as it may be kept, in the writer's thread: @record (transfer full) or a smaller one (transfer full). */
typedef GVariant *(*DtStoreBound) (GVariant *record);

/* Opens or makes @folder/connections.db, readable by its owner alone.  A file that is damaged, or of another version,
 * is kept as connections.db.aside-N beside it, and an empty one begun.  One that cannot be written (full, locked,
 * read-only) is read.  Waits a few seconds at most.  @listener is static. */
DtStore *dt_store_open (const char *folder, DtStoreBound bound, const DtStoreListener *listener, gpointer data);
/* Writes what waits, and closes.  FALSE: the disk does not answer, and the writer's thread is there for ever; what is
 * left is _exit().  NULL is allowed. */
gboolean dt_store_close (DtStore *store);

DtStoreState dt_store_state (DtStore *store);

/* Called once for each record that was read, by ascending id; @told as it was put last.  Forgets them. */
typedef void (*DtStoreFunc) (guint64 id, GVariant *record, gboolean told, gpointer data);
void dt_store_foreach (DtStore *store, DtStoreFunc func, gpointer data);

/* What follows is nothing, and FALSE, on a store that is NULL. */

/* Puts one record, the text of an a{sv} (transfer full); an older one of this id goes.  @told: its end was told to everybody.
 * TRUE: it outlives the process when this returns (between dt_store_begin() and dt_store_commit(): when that has returned
 * TRUE).  FALSE: it is not written, and catch_up will ask for it. */
gboolean dt_store_put (DtStore *store, guint64 id, char *record, gboolean told);
gboolean dt_store_mark_told (DtStore *store, guint64 id);
/* Where it cannot be written it is removed later. */
void dt_store_remove (DtStore *store, guint64 id);
/* Within catch_up: this one is to stay. */
void dt_store_has (DtStore *store, guint64 id);

/* Several changes as one. */
void dt_store_begin (DtStore *store);
gboolean dt_store_commit (DtStore *store);

G_END_DECLS
