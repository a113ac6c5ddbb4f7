/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "handle.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#define N_BUCKETS 256

typedef struct _Handle Handle;
struct _Handle {
  Handle *next;
  uint64_t id;
  unsigned references;
  unsigned hanging;             /* calls under way */
  bool dead, superseded;
  int64_t dead_at;              /* 0: not hung up */
  DialtoneStatistics baseline;
};

/* Ids are not used again while the machine is up, so entries stay: a handle that
 * was hung up must go on to say so. */
static pthread_rwlock_t lock = PTHREAD_RWLOCK_WRITER_NONRECURSIVE_INITIALIZER_NP;
static Handle *buckets[N_BUCKETS];

static int64_t
now_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (int64_t) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* With the lock. */
static Handle *
find (uint64_t id)
{
  Handle *handle = buckets[id % N_BUCKETS];

  while (handle && handle->id != id)
    handle = handle->next;
  return handle;
}

/* With the lock, for writing. */
static Handle *
claim (uint64_t id)
{
  Handle *handle = find (id);

  if (handle)
    return handle;
  handle = calloc (1, sizeof *handle);
  if (handle == NULL)
    return NULL;
  handle->id = id;
  handle->next = buckets[id % N_BUCKETS];
  buckets[id % N_BUCKETS] = handle;
  return handle;
}

bool
ras_handle_refer (uint64_t id)
{
  Handle *handle;

  pthread_rwlock_wrlock (&lock);
  handle = claim (id);
  if (handle)
    handle->references++;
  pthread_rwlock_unlock (&lock);
  return handle != NULL;
}

unsigned
ras_handle_references (uint64_t id)
{
  const Handle *handle;
  unsigned references;

  pthread_rwlock_rdlock (&lock);
  handle = find (id);
  references = handle ? handle->references : 0;
  pthread_rwlock_unlock (&lock);
  return references;
}

bool
ras_handle_hang (uint64_t id)
{
  Handle *handle;

  pthread_rwlock_wrlock (&lock);
  handle = claim (id);
  if (handle)
    handle->hanging++;
  pthread_rwlock_unlock (&lock);
  return handle != NULL;
}

void
ras_handle_hung (uint64_t id, bool dropped)
{
  Handle *handle;

  pthread_rwlock_wrlock (&lock);
  handle = find (id);
  if (handle && handle->hanging > 0)
    handle->hanging--;
  if (handle && dropped && handle->references > 0)
    handle->references--;
  pthread_rwlock_unlock (&lock);
}

bool
ras_handle_supersede (uint64_t id, bool superseded)
{
  Handle *handle;

  pthread_rwlock_wrlock (&lock);
  handle = claim (id);
  if (handle)
    handle->superseded = superseded;
  pthread_rwlock_unlock (&lock);
  return handle != NULL;
}

bool
ras_handle_is_superseded (uint64_t id)
{
  const Handle *handle;
  bool superseded;

  pthread_rwlock_rdlock (&lock);
  handle = find (id);
  superseded = handle && handle->superseded;
  pthread_rwlock_unlock (&lock);
  return superseded;
}

static bool
end (uint64_t id, bool dead)
{
  Handle *handle;

  pthread_rwlock_wrlock (&lock);
  handle = claim (id);
  if (handle) {
    handle->references = 0;
    handle->dead_at = now_ms () + RAS_HANDLE_GOING_MS;
    handle->dead |= dead;
  }
  pthread_rwlock_unlock (&lock);
  return handle != NULL;
}

bool
ras_handle_go (uint64_t id)
{
  return end (id, false);
}

bool
ras_handle_die (uint64_t id)
{
  return end (id, true);
}

RasHandleView
ras_handle_view (uint64_t id)
{
  RasHandleView view = RAS_HANDLE_LIVE;
  const Handle *handle;

  pthread_rwlock_rdlock (&lock);
  handle = find (id);
  if (handle && (handle->dead || (handle->dead_at && now_ms () >= handle->dead_at)))
    view = RAS_HANDLE_DEAD;
  else if (handle && handle->dead_at)
    view = RAS_HANDLE_GOING;
  else if (handle && handle->hanging > 0)
    view = RAS_HANDLE_HANGING;
  pthread_rwlock_unlock (&lock);
  return view;
}

DWORD
ras_handle_get (HRASCONN handle, DialtoneConnection *connection)
{
  uint64_t id = ras_id (handle);
  RasHandleView view = ras_is_handle (handle) ? ras_handle_view (id) : RAS_HANDLE_DEAD;
  DialtoneResult result = view == RAS_HANDLE_DEAD ? DIALTONE_NO_SUCH_CONNECTION : dialtone_connection_get (id, connection);

  if (result == DIALTONE_NO_MEMORY)
    return ERROR_NOT_ENOUGH_MEMORY;
  if (result != DIALTONE_OK)
    return ERROR_INVALID_HANDLE;
  /* A failed or lost dial of ours stays readable until RasHangUp. */
  if (connection->status.ended && (view == RAS_HANDLE_GOING || ras_handle_references (id) == 0))
    return ERROR_INVALID_HANDLE;
  if (connection->status.paused)
    connection->status.state = ras_paused_state (connection->status.state);
  if (view == RAS_HANDLE_GOING || (view == RAS_HANDLE_HANGING && connection->status.disconnecting)) {
    connection->status.state = RASCS_Disconnected;
    connection->status.substate = RASCSS_None;
    connection->status.error = ERROR_SUCCESS;
  }
  return ERROR_SUCCESS;
}

bool
ras_handle_set_baseline (uint64_t id, const DialtoneStatistics *baseline)
{
  Handle *handle;

  pthread_rwlock_wrlock (&lock);
  handle = claim (id);
  if (handle)
    handle->baseline = *baseline;
  pthread_rwlock_unlock (&lock);
  return handle != NULL;
}

DialtoneStatistics
ras_handle_baseline (uint64_t id)
{
  DialtoneStatistics baseline = { 0 };
  const Handle *handle;

  pthread_rwlock_rdlock (&lock);
  handle = find (id);
  if (handle)
    baseline = handle->baseline;
  pthread_rwlock_unlock (&lock);
  return baseline;
}
