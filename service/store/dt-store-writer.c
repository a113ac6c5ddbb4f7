/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-store-writer.h"

#include <pthread.h>
#include <signal.h>
#include <time.h>

#define STACK_BYTES (512 * 1024)

/* Under a pthread lock, which ThreadSanitizer sees, unlike GLib's. */
struct _DtStoreWriter {
  pthread_mutex_t lock;
  pthread_cond_t changed;
  pthread_t thread;
  GMainContext *context;
  DtStoreDone done;             /* in the main context only, as @data */
  gpointer data;
  DtStoreDb *db;                /* the thread's */
  DtStoreJob *job;              /* to be done, or being done */
  gboolean is_done;             /* @job is, and somebody waits for it */
  gboolean awaited, ending, ended;
};

/*
 * Jobs.
 */

static void
clear_change (gpointer data)
{
  g_free (((DtChange *) data)->record);
}

DtStoreJob *
dt_store_job_new (gboolean opens)
{
  DtStoreJob *job = g_new0 (DtStoreJob, 1);

  job->opens = opens;
  job->changes = g_array_new (FALSE, FALSE, sizeof (DtChange));
  g_array_set_clear_func (job->changes, clear_change);
  return job;
}

void
dt_store_job_add (DtStoreJob *job, DtChangeKind kind, guint64 id, char *record, gboolean told)
{
  DtChange change = { kind, id, told, record };

  g_array_append_val (job->changes, change);
}

void
dt_store_job_free (DtStoreJob *job)
{
  g_array_unref (job->changes);
  g_clear_pointer (&job->rows, g_array_unref);
  g_free (job->why);
  g_free (job);
}

/*
 * In the thread.
 */

static gboolean
on_done (gpointer data)
{
  DtStoreWriter *writer = data;
  DtStoreJob *job;

  pthread_mutex_lock (&writer->lock);
  job = g_steal_pointer (&writer->job);
  pthread_mutex_unlock (&writer->lock);
  if (job)                      /* else dt_store_writer_await() has it */
    writer->done (job, writer->data);
  return G_SOURCE_REMOVE;
}

/* Behind the lock. */
static void
hand_back (DtStoreWriter *writer)
{
  g_autoptr(GSource) source = NULL;

  writer->is_done = TRUE;
  if (writer->awaited || writer->ending) {
    pthread_cond_broadcast (&writer->changed);
    return;
  }
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_done, writer, NULL);
  g_source_attach (source, writer->context);
}

static void
work (DtStoreDb *db, DtStoreJob *job)
{
  if (job->opens)
    job->state = dt_store_db_open (db, &job->rows, &job->why);
  else
    job->state = dt_store_db_write (db, job->changes, &job->why);
}

static void *
run (void *data)
{
  DtStoreWriter *writer = data;

  pthread_mutex_lock (&writer->lock);
  while (!writer->ending) {
    DtStoreJob *job = writer->is_done ? NULL : writer->job;

    if (job == NULL) {
      pthread_cond_wait (&writer->changed, &writer->lock);
      continue;
    }
    pthread_mutex_unlock (&writer->lock);
    work (writer->db, job);
    pthread_mutex_lock (&writer->lock);
    hand_back (writer);
  }
  pthread_mutex_unlock (&writer->lock);
  g_clear_pointer (&writer->db, dt_store_db_free);
  pthread_mutex_lock (&writer->lock);
  writer->ended = TRUE;
  pthread_cond_broadcast (&writer->changed);
  pthread_mutex_unlock (&writer->lock);
  return NULL;
}

/*
 * For the others.
 */

/* Behind the lock.  FALSE: the time is over. */
static gboolean
wait_for (DtStoreWriter *writer, const gboolean *flag, gint64 wait)
{
  struct timespec until;
  gint64 at;

  clock_gettime (CLOCK_MONOTONIC, &until);
  at = (gint64) until.tv_sec * G_USEC_PER_SEC + until.tv_nsec / 1000 + wait;
  until = (struct timespec) { .tv_sec = at / G_USEC_PER_SEC, .tv_nsec = (at % G_USEC_PER_SEC) * 1000 };
  while (!*flag)
    if (pthread_cond_timedwait (&writer->changed, &writer->lock, &until) != 0)
      break;
  return *flag;
}

/* Behind the lock. */
static gboolean
wait_for_job (DtStoreWriter *writer, gint64 wait)
{
  guint seen;

  writer->awaited = TRUE;
  do
    seen = dt_store_db_progress (writer->db);
  while (!wait_for (writer, &writer->is_done, wait) && dt_store_db_progress (writer->db) != seen);
  writer->awaited = FALSE;
  return writer->is_done;
}

gboolean
dt_store_writer_run (DtStoreWriter *writer, DtStoreJob *job, gint64 wait)
{
  gboolean is_done;

  pthread_mutex_lock (&writer->lock);
  g_assert (writer->job == NULL);
  writer->job = job;
  writer->is_done = FALSE;
  pthread_cond_broadcast (&writer->changed);
  is_done = wait > 0 && wait_for_job (writer, wait);
  if (is_done)
    writer->job = NULL;
  pthread_mutex_unlock (&writer->lock);
  return is_done;
}

DtStoreJob *
dt_store_writer_await (DtStoreWriter *writer, gint64 wait)
{
  DtStoreJob *job;

  pthread_mutex_lock (&writer->lock);
  job = writer->job && wait_for_job (writer, wait) ? g_steal_pointer (&writer->job) : NULL;
  pthread_mutex_unlock (&writer->lock);
  return job;
}

static gboolean
start (DtStoreWriter *writer)
{
  pthread_attr_t attributes;
  sigset_t all, before;
  gboolean started;

  sigfillset (&all);
  pthread_attr_init (&attributes);
  pthread_attr_setstacksize (&attributes, STACK_BYTES);
  /* Signals are for the main loop's thread. */
  pthread_sigmask (SIG_SETMASK, &all, &before);
  started = pthread_create (&writer->thread, &attributes, run, writer) == 0;
  pthread_sigmask (SIG_SETMASK, &before, NULL);
  pthread_attr_destroy (&attributes);
  return started;
}

static void
writer_free (DtStoreWriter *writer)
{
  g_clear_pointer (&writer->db, dt_store_db_free);
  g_clear_pointer (&writer->job, dt_store_job_free);
  g_main_context_unref (writer->context);
  pthread_cond_destroy (&writer->changed);
  pthread_mutex_destroy (&writer->lock);
  g_free (writer);
}

DtStoreWriter *
dt_store_writer_new (const char *folder, DtStoreBound bound, DtStoreDone done, gpointer data)
{
  DtStoreWriter *writer = g_new0 (DtStoreWriter, 1);
  pthread_condattr_t clock;

  pthread_condattr_init (&clock);
  pthread_condattr_setclock (&clock, CLOCK_MONOTONIC);
  pthread_mutex_init (&writer->lock, NULL);
  pthread_cond_init (&writer->changed, &clock);
  pthread_condattr_destroy (&clock);
  writer->context = g_main_context_ref_thread_default ();
  writer->done = done;
  writer->data = data;
  writer->db = dt_store_db_new (folder, bound);
  if (start (writer))
    return writer;
  writer_free (writer);
  return NULL;
}

gboolean
dt_store_writer_end (DtStoreWriter *writer, gint64 wait)
{
  gboolean ended;

  pthread_mutex_lock (&writer->lock);
  writer->ending = TRUE;
  pthread_cond_broadcast (&writer->changed);
  ended = wait_for (writer, &writer->ended, wait);
  pthread_mutex_unlock (&writer->lock);
  while (g_source_remove_by_user_data (writer))
    continue;
  if (!ended) {
    /* What it uses stays for it. */
    pthread_detach (writer->thread);
    return FALSE;
  }
  pthread_join (writer->thread, NULL);
  writer_free (writer);
  return TRUE;
}
