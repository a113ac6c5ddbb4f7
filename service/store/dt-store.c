/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "dialtoned"
#include "dt-store-writer.h"

/* Before anybody can call the service. */
#define OPEN_WAIT (3 * G_USEC_PER_SEC)
/* All waiting together: a second, of which a quarter of the time that passes comes back.  A write in /run takes 0.05 ms. */
#define PATIENCE G_USEC_PER_SEC
#define PATIENCE_LEAST 5000
#define STOP_WAIT G_USEC_PER_SEC
#define STOP_WAIT_ALL (20 * G_USEC_PER_SEC)

#define AGAIN_FIRST_MS 1000
#define AGAIN_LAST_MS 5000

struct _DtStore {
  DtStoreWriter *writer;        /* NULL: no thread was to be had */
  const DtStoreListener *listener;
  gpointer data;
  DtStoreState state;
  char *why;                    /* as it was said last */
  gboolean busy;                /* a job is with the writer */
  gint64 patience, patience_at;
  GArray *rows;                 /* DtStoreRow, until dt_store_foreach() */
  GHashTable *known;            /* set of guint64: ids that may be in the file */
  DtStoreJob *collected;        /* between begin and commit, or of catch_up */
  guint again, again_ms;
  gboolean all;                 /* nothing counts as written */
  gboolean collecting;          /* catch_up is being called */
  GHashTable *live;             /* set of guint64, meanwhile */
};

static void write_round (DtStore *store, gint64 wait);

const char *
dt_store_state_word (DtStoreState state)
{
  static const char *const words[] = { "ready", "late", "full", "locked", "read-only", "failed" };

  return words[state];
}

DtStoreState
dt_store_state (DtStore *store)
{
  return store ? store->state : DT_STORE_FAILED;
}

/*
 * What is told.
 */

static void
set_state (DtStore *store, DtStoreState state, const char *why)
{
  gboolean changed = store->state != state;

  store->state = state;
  if (!changed && g_strcmp0 (store->why, why) == 0)
    return;
  g_free (store->why);
  store->why = g_strdup (why);
  if (state == DT_STORE_READY)
    g_message ("Records of connections are written again: all that there is outlives a restart");
  else
    g_warning ("Records of connections cannot be written now (%s), and would not outlive a restart: %s",
               dt_store_state_word (state), why);
  if (changed)
    store->listener->state_changed (store->data);
}

static gboolean
on_again (gpointer data)
{
  DtStore *store = data;

  store->again = 0;
  if (!store->busy)
    write_round (store, 0);
  return G_SOURCE_REMOVE;
}

static void
try_again_later (DtStore *store)
{
  if (store->again)
    return;
  store->again = g_timeout_add (store->again_ms, on_again, store);
  store->again_ms = MIN (store->again_ms * 2, AGAIN_LAST_MS);
}

static void
fall_behind (DtStore *store, DtStoreState state, const char *why)
{
  store->all = TRUE;
  set_state (store, state, why);
  if (!store->busy)
    try_again_later (store);
}

/*
 * Catching up.
 */

static void
note_written (DtStore *store, DtStoreJob *job)
{
  for (guint i = 0; i < job->changes->len; i++) {
    const DtChange *change = &g_array_index (job->changes, DtChange, i);

    if (change->kind == DT_CHANGE_REMOVE)
      g_hash_table_remove (store->known, &change->id);
  }
}

/* Takes @job. */
static void
round_is_done (DtStore *store, DtStoreJob *job)
{
  g_autoptr(DtStoreJob) owned = job;

  if (job->state == DT_STORE_READY)
    note_written (store, job);
  else
    fall_behind (store, job->state, job->why);
}

/* What may be in the file, and is not there any more. */
static void
add_removals (DtStore *store, DtStoreJob *job)
{
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, store->known);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    if (!g_hash_table_contains (store->live, id))
      dt_store_job_add (job, DT_CHANGE_REMOVE, *(guint64 *) id, NULL, FALSE);
}

static DtStoreJob *
collect (DtStore *store)
{
  DtStoreJob *job = dt_store_job_new (FALSE);

  store->collected = job;
  store->collecting = TRUE;
  store->live = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  store->listener->catch_up (store->all, store->data);
  add_removals (store, job);
  g_clear_pointer (&store->live, g_hash_table_unref);
  store->collecting = FALSE;
  store->collected = NULL;
  return job;
}

/* Some of what is not written.  @wait: 0, or at the stop.  A first one without a record shows that the file can be had. */
static void
write_round (DtStore *store, gint64 wait)
{
  DtStoreJob *job = collect (store);

  if (!store->all && job->changes->len == 0) {
    dt_store_job_free (job);
    store->again_ms = AGAIN_FIRST_MS;
    set_state (store, DT_STORE_READY, NULL);
    return;
  }
  store->all = FALSE;
  if (dt_store_writer_run (store->writer, job, wait))
    round_is_done (store, job);
  else
    store->busy = TRUE;
}

/* Takes @job. */
static void
take_rows (DtStore *store, DtStoreJob *job)
{
  store->rows = g_steal_pointer (&job->rows);
  for (guint i = 0; i < store->rows->len; i++)
    if (g_array_index (store->rows, DtStoreRow, i).record)
      g_hash_table_add (store->known, g_memdup2 (&g_array_index (store->rows, DtStoreRow, i).id, sizeof (guint64)));
}

/* Takes @job, for which nobody has waited. */
static void
take_back (DtStore *store, DtStoreJob *job)
{
  store->busy = FALSE;
  if (job->opens) {
    take_rows (store, job);
    store->listener->came_late (store->data);
  }
  round_is_done (store, job);
}

static void
on_done (DtStoreJob *job, gpointer data)
{
  DtStore *store = data;
  gboolean went_well = job->state == DT_STORE_READY;

  take_back (store, job);
  if (went_well)
    write_round (store, 0);
}

/*
 * In the ordinary case.
 */

static gint64
patience (DtStore *store)
{
  gint64 now = g_get_monotonic_time ();

  store->patience = MIN (PATIENCE, store->patience + (now - store->patience_at) / 4);
  store->patience_at = now;
  return store->patience;
}

/* Takes @job. */
static gboolean
write_now (DtStore *store, DtStoreJob *job)
{
  gint64 wait = patience (store);

  if (!dt_store_writer_run (store->writer, job, wait < PATIENCE_LEAST ? 0 : wait)) {
    store->busy = TRUE;
    fall_behind (store, DT_STORE_LATE, "the disk does not answer");
    return FALSE;
  }
  store->patience -= g_get_monotonic_time () - store->patience_at;
  if (job->state != DT_STORE_READY) {
    fall_behind (store, job->state, job->why);
    dt_store_job_free (job);
    return FALSE;
  }
  note_written (store, job);
  dt_store_job_free (job);
  return TRUE;
}

static gboolean
change (DtStore *store, DtChangeKind kind, guint64 id, char *record, gboolean told)
{
  DtStoreJob *job;

  if (store->collected) {
    dt_store_job_add (store->collected, kind, id, record, told);
    return TRUE;
  }
  job = dt_store_job_new (FALSE);
  dt_store_job_add (job, kind, id, record, told);
  return write_now (store, job);
}

/* While it is late only catch_up puts. */
static gboolean
takes (DtStore *store)
{
  return store && (store->collecting || store->state == DT_STORE_READY);
}

gboolean
dt_store_put (DtStore *store, guint64 id, char *record, gboolean told)
{
  if (!takes (store)) {
    g_free (record);
    return FALSE;
  }
  g_hash_table_add (store->known, g_memdup2 (&id, sizeof id));
  return change (store, DT_CHANGE_PUT, id, record, told);
}

gboolean
dt_store_mark_told (DtStore *store, guint64 id)
{
  return takes (store) && change (store, DT_CHANGE_MARK, id, NULL, TRUE);
}

void
dt_store_remove (DtStore *store, guint64 id)
{
  if (takes (store))
    change (store, DT_CHANGE_REMOVE, id, NULL, FALSE);
}

void
dt_store_has (DtStore *store, guint64 id)
{
  g_hash_table_add (store->live, g_memdup2 (&id, sizeof id));
}

void
dt_store_begin (DtStore *store)
{
  if (takes (store))
    store->collected = dt_store_job_new (FALSE);
}

gboolean
dt_store_commit (DtStore *store)
{
  DtStoreJob *job = store ? g_steal_pointer (&store->collected) : NULL;

  return job && write_now (store, job);
}

/*
 * Life.
 */

void
dt_store_foreach (DtStore *store, DtStoreFunc func, gpointer data)
{
  g_autoptr(GArray) rows = g_steal_pointer (&store->rows);

  for (guint i = 0; rows && i < rows->len; i++) {
    const DtStoreRow *row = &g_array_index (rows, DtStoreRow, i);

    if (row->record)
      func (row->id, row->record, row->told, data);
  }
}

static void
open_now (DtStore *store)
{
  DtStoreJob *job = dt_store_job_new (TRUE);

  if (!dt_store_writer_run (store->writer, job, OPEN_WAIT)) {
    store->busy = TRUE;
    fall_behind (store, DT_STORE_LATE, "the disk does not answer");
    return;
  }
  take_rows (store, job);
  if (job->state != DT_STORE_READY)
    fall_behind (store, job->state, job->why);
  dt_store_job_free (job);
}

DtStore *
dt_store_open (const char *folder, DtStoreBound bound, const DtStoreListener *listener, gpointer data)
{
  DtStore *store = g_new0 (DtStore, 1);

  store->listener = listener;
  store->data = data;
  store->known = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  store->again_ms = AGAIN_FIRST_MS;
  store->patience = PATIENCE;
  store->writer = dt_store_writer_new (folder, bound, on_done, store);
  if (store->writer)
    open_now (store);
  else
    set_state (store, DT_STORE_FAILED, "there is no thread to be had");
  return store;
}

/* Room may have come since the last try.  As long as the disk answers all is written. */
static void
catch_up_at_last (DtStore *store)
{
  gint64 until = g_get_monotonic_time () + STOP_WAIT_ALL;
  DtStoreJob *job = store->busy ? dt_store_writer_await (store->writer, STOP_WAIT) : NULL;

  g_clear_handle_id (&store->again, g_source_remove);
  if (job && job->opens) {
    /* Nobody goes on with what it has read any more: the file stays as it is. */
    dt_store_job_free (job);
    return;
  }
  if (job)
    take_back (store, job);
  /* A round that fails sets the timer. */
  while (store->state != DT_STORE_READY && !store->busy && store->again == 0 && g_get_monotonic_time () < until)
    write_round (store, STOP_WAIT);
}

gboolean
dt_store_close (DtStore *store)
{
  gboolean ended = TRUE;

  if (store == NULL)
    return TRUE;
  if (store->writer)
    catch_up_at_last (store);
  g_clear_handle_id (&store->again, g_source_remove);
  if (store->writer)
    ended = dt_store_writer_end (store->writer, store->busy ? PATIENCE : STOP_WAIT);
  g_clear_pointer (&store->rows, g_array_unref);
  g_hash_table_unref (store->known);
  g_free (store->why);
  g_free (store);
  return ended;
}
