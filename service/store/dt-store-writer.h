/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The thread that waits for the disk, and the way of jobs to it and back. */
#pragma once

#include "dt-store-db.h"

G_BEGIN_DECLS

typedef struct _DtStoreWriter DtStoreWriter;

typedef struct {
  gboolean opens;               /* else it writes @changes */
  GArray *changes;              /* DtChange */
  GArray *rows;                 /* DtStoreRow, of one that opened */
  DtStoreState state;
  char *why;                    /* NULL where the state is DT_STORE_READY */
} DtStoreJob;

DtStoreJob *dt_store_job_new (gboolean opens);
void dt_store_job_add (DtStoreJob *job, DtChangeKind kind, guint64 id, char *record, gboolean told);
void dt_store_job_free (DtStoreJob *job);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DtStoreJob, dt_store_job_free)

/* A job that nobody waited for is done (transfer full), in the main context of dt_store_writer_new(). */
typedef void (*DtStoreDone) (DtStoreJob *job, gpointer data);

/* NULL: there is no thread to be had. */
DtStoreWriter *dt_store_writer_new (const char *folder, DtStoreBound bound, DtStoreDone done, gpointer data);

/* One at a time: not before the one before is done.  Waits until it is done, @wait microseconds at most, and again so
 * long after each record that is read.  TRUE: it is, and the caller's again; else @done gets it. */
gboolean dt_store_writer_run (DtStoreWriter *writer, DtStoreJob *job, gint64 wait);

/* Waits for the job that nobody waited for, in the same way (transfer full).  NULL: it is not done. */
DtStoreJob *dt_store_writer_await (DtStoreWriter *writer, gint64 wait);

/* Ends the thread, and waits for it @wait microseconds at most.  FALSE: it does not end, and is left alone for ever.
 * @done is not called any more. */
gboolean dt_store_writer_end (DtStoreWriter *writer, gint64 wait);

G_END_DECLS
