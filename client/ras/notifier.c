/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One thread for each dial with a notifier: a callback may block for the whole
 * life of the connection, or until RasDial has returned the handle, and must not
 * keep others waiting.  No lock is held while it runs.
 */
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

#include "dialing.h"
#include "handle.h"

struct _RasNotifier {
  pthread_mutex_t lock;
  pthread_cond_t changed;
  bool started, existed;
  uint64_t id;
  DWORD type;
  void *function;
  ULONG_PTR callback_id;
  bool silent;                  /* hung up inside the callback; only its own thread looks */
};

static _Thread_local RasNotifier *current;

/* Whether more is to be told.  A callback of type 2 may be declared without a
 * value, so what it returns ends the callbacks and nothing else. */
static bool
call (RasNotifier *notifier, DWORD state, DWORD error)
{
  HRASCONN handle = ras_handle (notifier->id);
  RASCONNSTATE stage = (RASCONNSTATE) state;

  switch (notifier->type) {
  case 0:
    ((RASDIALFUNC) notifier->function) (WM_RASDIALEVENT, stage, error);
    return true;
  case 1:
    ((RASDIALFUNC1) notifier->function) (handle, WM_RASDIALEVENT, stage, error, 0);
    return true;
  default:
    return ((RASDIALFUNC2) notifier->function) (notifier->callback_id, 1, handle, WM_RASDIALEVENT, stage, error, 0) != 0;
  }
}

static bool
told (void *data, DWORD state, DWORD error)
{
  RasNotifier *notifier = data;

  return !notifier->silent && call (notifier, state, error);
}

static void
notifier_free (RasNotifier *notifier)
{
  pthread_mutex_destroy (&notifier->lock);
  pthread_cond_destroy (&notifier->changed);
  free (notifier);
}

static void *
run (void *data)
{
  RasNotifier *notifier = data;

  pthread_mutex_lock (&notifier->lock);
  while (!notifier->started)
    pthread_cond_wait (&notifier->changed, &notifier->lock);
  pthread_mutex_unlock (&notifier->lock);
  current = notifier;
  if (notifier->id != 0)
    ras_follow (notifier->id, notifier->existed, told, notifier);
  ras_pause_forget (notifier->id);
  notifier_free (notifier);
  return NULL;
}

RasNotifier *
ras_notifier_new (const RasDialing *dialing)
{
  RasNotifier *notifier = calloc (1, sizeof *notifier);
  sigset_t all, before;
  pthread_t thread;
  int status;

  if (notifier == NULL)
    return NULL;
  notifier->type = dialing->notifier_type;
  notifier->function = dialing->notifier;
  notifier->callback_id = dialing->callback_id;
  pthread_mutex_init (&notifier->lock, NULL);
  pthread_cond_init (&notifier->changed, NULL);
  /* Signals are for the program's own threads. */
  sigfillset (&all);
  pthread_sigmask (SIG_SETMASK, &all, &before);
  status = pthread_create (&thread, NULL, run, notifier);
  pthread_sigmask (SIG_SETMASK, &before, NULL);
  if (status != 0) {
    notifier_free (notifier);
    return NULL;
  }
  pthread_detach (thread);
  return notifier;
}

void
ras_notifier_start (RasNotifier *notifier, uint64_t id, bool existed)
{
  pthread_mutex_lock (&notifier->lock);
  notifier->id = id;
  notifier->existed = existed;
  notifier->started = true;
  pthread_cond_signal (&notifier->changed);
  pthread_mutex_unlock (&notifier->lock);
}

bool
ras_notifier_silence (uint64_t id)
{
  if (current == NULL || current->id != id)
    return false;
  current->silent = true;
  return true;
}
