/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "copy.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define N_EDGES 64
#define N_GONE 4096
#define N_WAKES 64

typedef struct {
  DialtoneConnection connection;
  DialtoneEdge edges[N_EDGES];  /* a ring */
  uint64_t n_edges;             /* ever */
  bool abandoned;
} Slot;

static pthread_rwlock_t lock = PTHREAD_RWLOCK_WRITER_NONRECURSIVE_INITIALIZER_NP;
static Slot **slots;            /* ordered by id */
static size_t n_slots, room;
static uint64_t gone[N_GONE];   /* ids, a ring */
static uint64_t n_gone;

/* Waiting is apart from the copy: a reader never sleeps with the copy's lock. */
static struct {
  pthread_mutex_t lock;
  pthread_cond_t changed;
  uint64_t generation;
} wakes[N_WAKES];

__attribute__ ((constructor)) static void
init (void)
{
  pthread_condattr_t monotonic;

  pthread_condattr_init (&monotonic);
  pthread_condattr_setclock (&monotonic, CLOCK_MONOTONIC);
  for (size_t i = 0; i < N_WAKES; i++) {
    pthread_mutex_init (&wakes[i].lock, NULL);
    pthread_cond_init (&wakes[i].changed, &monotonic);
  }
  pthread_condattr_destroy (&monotonic);
}

/*
 * Waiting.
 */

static void
wake (uint64_t id)
{
  size_t i = id % N_WAKES;

  pthread_mutex_lock (&wakes[i].lock);
  wakes[i].generation++;
  pthread_cond_broadcast (&wakes[i].changed);
  pthread_mutex_unlock (&wakes[i].lock);
}

uint64_t
dtl_copy_generation (uint64_t id)
{
  size_t i = id % N_WAKES;
  uint64_t generation;

  pthread_mutex_lock (&wakes[i].lock);
  generation = wakes[i].generation;
  pthread_mutex_unlock (&wakes[i].lock);
  return generation;
}

bool
dtl_copy_wait (uint64_t id, uint64_t generation, int64_t deadline)
{
  const struct timespec until = { .tv_sec = deadline / 1000000000, .tv_nsec = deadline % 1000000000 };
  size_t i = id % N_WAKES;
  int status = 0;

  pthread_mutex_lock (&wakes[i].lock);
  while (wakes[i].generation == generation && status == 0)
    status = deadline < 0 ? pthread_cond_wait (&wakes[i].changed, &wakes[i].lock)
                          : pthread_cond_timedwait (&wakes[i].changed, &wakes[i].lock, &until);
  pthread_mutex_unlock (&wakes[i].lock);
  return status == 0;
}

/*
 * Reading.
 */

/* Where the id is, or would be. */
static size_t
place (uint64_t id)
{
  size_t low = 0, high = n_slots;

  while (low < high) {
    size_t middle = (low + high) / 2;

    if (slots[middle]->connection.id < id)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static Slot *
find (uint64_t id)
{
  size_t i = place (id);

  return i < n_slots && slots[i]->connection.id == id ? slots[i] : NULL;
}

bool
dtl_copy_get (uint64_t id, DialtoneConnection *connection)
{
  const Slot *slot;

  pthread_rwlock_rdlock (&lock);
  slot = find (id);
  if (slot)
    *connection = slot->connection;
  pthread_rwlock_unlock (&lock);
  return slot != NULL;
}

bool
dtl_copy_was_known (uint64_t id)
{
  bool known;

  pthread_rwlock_rdlock (&lock);
  known = find (id) != NULL;
  for (size_t i = 0; !known && i < N_GONE && i < n_gone; i++)
    known = gone[i] == id;
  pthread_rwlock_unlock (&lock);
  return known;
}

bool
dtl_copy_edge (uint64_t id, uint64_t after, DialtoneEdge *edge, bool *more)
{
  const Slot *slot;
  bool found = false;

  pthread_rwlock_rdlock (&lock);
  slot = find (id);
  for (uint64_t i = slot && slot->n_edges > N_EDGES ? slot->n_edges - N_EDGES : 0; slot && !found && i < slot->n_edges; i++) {
    found = slot->edges[i % N_EDGES].sequence > after;
    if (found)
      *edge = slot->edges[i % N_EDGES];
  }
  *more = slot && !slot->abandoned;
  pthread_rwlock_unlock (&lock);
  return found;
}

bool
dtl_copy_is_abandoned (uint64_t id)
{
  const Slot *slot;
  bool abandoned;

  pthread_rwlock_rdlock (&lock);
  slot = find (id);
  abandoned = slot && slot->abandoned;
  pthread_rwlock_unlock (&lock);
  return abandoned;
}

void
dtl_copy_abandon (uint64_t id)
{
  Slot *slot;

  pthread_rwlock_wrlock (&lock);
  slot = find (id);
  if (slot)
    slot->abandoned = true;
  pthread_rwlock_unlock (&lock);
  wake (id);
}

DialtoneConnection *
dtl_copy_list (size_t *n)
{
  DialtoneConnection *all;

  pthread_rwlock_rdlock (&lock);
  *n = n_slots;
  all = malloc (n_slots ? n_slots * sizeof *all : 1);
  for (size_t i = 0; all && i < n_slots; i++)
    all[i] = slots[i]->connection;
  pthread_rwlock_unlock (&lock);
  return all;
}

/*
 * Writing: only the worker.
 */

static Slot *
find_path (const char *path)
{
  for (size_t i = n_slots; i-- > 0;)
    if (strcmp (slots[i]->connection.path, path) == 0)
      return slots[i];
  return NULL;
}

const DialtoneConnection *
dtl_copy_peek (const char *path)
{
  const Slot *slot = find_path (path);

  return slot ? &slot->connection : NULL;
}

size_t
dtl_copy_size (void)
{
  return n_slots;
}

const char *
dtl_copy_path (size_t i)
{
  return slots[i]->connection.path;
}

/* With the lock. */
static Slot *
insert (uint64_t id)
{
  size_t more = room ? room * 2 : 16, at = place (id);
  Slot **larger = n_slots < room ? slots : realloc (slots, more * sizeof *slots);
  Slot *slot = larger ? calloc (1, sizeof *slot) : NULL;

  if (larger && larger != slots)
    slots = larger;
  if (larger && n_slots >= room)
    room = more;
  if (slot == NULL)
    return NULL;
  memmove (&slots[at + 1], &slots[at], (n_slots - at) * sizeof *slots);
  slots[at] = slot;
  n_slots++;
  return slot;
}

bool
dtl_copy_put (const DialtoneConnection *connection)
{
  Slot *slot;

  pthread_rwlock_wrlock (&lock);
  slot = find (connection->id);
  if (slot == NULL)
    slot = insert (connection->id);
  if (slot)
    slot->connection = *connection;
  pthread_rwlock_unlock (&lock);
  wake (connection->id);
  return slot != NULL;
}

void
dtl_copy_put_edge (const DialtoneConnection *connection, const DialtoneEdge *edge)
{
  Slot *slot;

  pthread_rwlock_wrlock (&lock);
  slot = find (connection->id);
  if (slot) {
    slot->connection = *connection;
    /* InterfacesAdded may have told of it already. */
    if (slot->n_edges == 0 || slot->edges[(slot->n_edges - 1) % N_EDGES].sequence < edge->sequence)
      slot->edges[slot->n_edges++ % N_EDGES] = *edge;
  }
  pthread_rwlock_unlock (&lock);
  wake (connection->id);
}

/* With the lock. */
static void
bury (Slot *slot)
{
  gone[n_gone++ % N_GONE] = slot->connection.id;
  free (slot);
}

void
dtl_copy_remove (const char *path)
{
  Slot *slot = find_path (path);
  uint64_t id = slot ? slot->connection.id : 0;
  size_t at = place (id);

  if (slot == NULL)
    return;
  pthread_rwlock_wrlock (&lock);
  n_slots--;
  memmove (&slots[at], &slots[at + 1], (n_slots - at) * sizeof *slots);
  bury (slot);
  pthread_rwlock_unlock (&lock);
  wake (id);
}

void
dtl_copy_clear (void)
{
  pthread_rwlock_wrlock (&lock);
  for (size_t i = 0; i < n_slots; i++)
    bury (slots[i]);
  n_slots = 0;
  pthread_rwlock_unlock (&lock);
  for (uint64_t i = 0; i < N_WAKES; i++)
    wake (i);
}
