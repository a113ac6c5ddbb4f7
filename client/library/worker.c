/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "worker.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "bus.h"

typedef enum { NEW, SETTLING, THERE, ABSENT, UNREACHABLE } State;

/* How soon after a vain search another one is made. */
#define REST_NS (INT64_C (1000) * 1000 * 1000)
/* About what a call needs. */
#define PROBE_SIZE 65536

static atomic_bool forked;
static _Thread_local bool is_worker;

/* Jobs and the state are handed over under this lock. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static State state = NEW;
static bool wanted;             /* another search */
static int64_t searched_at;
static DtlJob *first, **last = &first;
static GMainContext *context;   /* NULL: the thread has yet to look for the first time */

bool
dtl_worker_is_me (void)
{
  return is_worker;
}

bool
dtl_worker_forked (void)
{
  return atomic_load_explicit (&forked, memory_order_relaxed);
}

static void
in_child (void)
{
  atomic_store (&forked, true);
}

static int64_t
now (void)
{
  return g_get_monotonic_time () * 1000;
}

/*
 * On the worker's thread.
 */

static void
finish (DtlJob *job)
{
  pthread_mutex_lock (&lock);
  job->done = true;
  pthread_cond_broadcast (&changed);
  pthread_mutex_unlock (&lock);
}

static void
on_bus_changed (DtlBusState bus)
{
  static const State states[] = {
    [DTL_BUS_LOOKING] = SETTLING, [DTL_BUS_THERE] = THERE, [DTL_BUS_ABSENT] = ABSENT, [DTL_BUS_UNREACHABLE] = UNREACHABLE,
  };

  pthread_mutex_lock (&lock);
  state = states[bus];
  if (state != SETTLING)
    searched_at = now ();
  pthread_cond_broadcast (&changed);
  pthread_mutex_unlock (&lock);
}

static DtlJob *
take_jobs (bool *search, State *current)
{
  DtlJob *jobs;

  pthread_mutex_lock (&lock);
  jobs = first;
  first = NULL;
  last = &first;
  *search = wanted;
  wanted = false;
  *current = state;
  pthread_mutex_unlock (&lock);
  return jobs;
}

static void
work (void)
{
  bool search;
  State current;
  DtlJob *job = take_jobs (&search, &current);

  if (search)
    dtl_bus_look (on_bus_changed);
  while (job) {
    DtlJob *next = job->next;

    if (current == THERE) {
      dtl_bus_call (job, finish);
    } else {
      job->result = DIALTONE_NO_SERVICE;
      finish (job);
    }
    job = next;
  }
}

static void *
run (void *data)
{
  GMainContext *own = g_main_context_new ();

  is_worker = true;
  g_main_context_push_thread_default (own);
  pthread_mutex_lock (&lock);
  context = own;
  pthread_mutex_unlock (&lock);
  for (;;) {
    work ();
    g_main_context_iteration (own, TRUE);
  }
  return NULL;
}

/*
 * On any thread.
 */

/* GLib, which the thread works with, ends the process where it gets no memory: what
 * is not there for the caller is not asked of it either. */
static bool
has_memory (void)
{
  void *probe = malloc (PROBE_SIZE);

  free (probe);
  return probe != NULL;
}

/* With the lock.  Signals are for the program's threads. */
static bool
start_thread (void)
{
  sigset_t all, before;
  pthread_t thread;
  int status;

  sigfillset (&all);
  pthread_sigmask (SIG_SETMASK, &all, &before);
  status = pthread_create (&thread, NULL, run, NULL);
  pthread_sigmask (SIG_SETMASK, &before, NULL);
  if (status != 0)
    return false;
  pthread_detach (thread);
  return true;
}

/* With the lock. */
static void
wake_thread (void)
{
  if (context)
    g_main_context_wakeup (context);
}

/* With the lock. */
static bool
start (void)
{
  static bool watches_forks;

  if (!has_memory ())
    return false;
  if (!watches_forks && pthread_atfork (NULL, NULL, in_child) != 0)
    return false;
  watches_forks = true;
  return start_thread ();
}

/* With the lock. */
static void
search (void)
{
  state = SETTLING;
  wanted = true;
  wake_thread ();
}

/* With the lock. */
static bool
is_worth_it (DtlAgain again)
{
  bool vain = state == UNREACHABLE || (state == ABSENT && again == DTL_AGAIN_ALWAYS);

  return state == NEW || (vain && now () - searched_at > REST_NS);
}

DialtoneResult
dtl_worker_open (DtlAgain again)
{
  State settled;

  if (dtl_worker_forked ())
    return DIALTONE_FORKED;
  if (is_worker)
    return DIALTONE_IN_WATCH;
  pthread_mutex_lock (&lock);
  if (state == NEW && !start ()) {
    pthread_mutex_unlock (&lock);
    return DIALTONE_NO_MEMORY;
  }
  if (is_worth_it (again))
    search ();
  while (state == SETTLING)
    pthread_cond_wait (&changed, &lock);
  settled = state;
  pthread_mutex_unlock (&lock);
  return settled == THERE ? DIALTONE_OK : DIALTONE_NO_SERVICE;
}

DialtoneResult
dtl_worker_run (DtlJob *job)
{
  DialtoneResult opened = dtl_worker_open (DTL_AGAIN_ALWAYS);

  if (opened != DIALTONE_OK)
    return opened;
  if (!job->needed && !has_memory ())
    return DIALTONE_NO_MEMORY;
  job->next = NULL;
  job->done = false;
  job->result = DIALTONE_FAILED;
  pthread_mutex_lock (&lock);
  *last = job;
  last = &job->next;
  wake_thread ();
  while (!job->done)
    pthread_cond_wait (&changed, &lock);
  pthread_mutex_unlock (&lock);
  return job->result;
}
