/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "watch.h"

#include <pthread.h>
#include <stdlib.h>

#define CONNECTED 0x2000

typedef struct _Watch Watch;
struct _Watch {
  Watch *next;
  DialtoneWatch function;
  void *data;
};

/* Watches are added and never removed, so one that was seen stays. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static Watch *watches;

bool
dialtone_watch (DialtoneWatch function, void *data)
{
  Watch *watch = malloc (sizeof *watch);

  if (watch == NULL)
    return false;
  *watch = (Watch) { .function = function, .data = data };
  pthread_mutex_lock (&lock);
  watch->next = watches;
  watches = watch;
  pthread_mutex_unlock (&lock);
  return true;
}

static Watch *
newest (void)
{
  Watch *watch;

  pthread_mutex_lock (&lock);
  watch = watches;
  pthread_mutex_unlock (&lock);
  return watch;
}

bool
dtl_watch_is_up (const DialtoneConnection *connection)
{
  return connection && connection->status.state == CONNECTED && !connection->status.disconnecting && !connection->status.ended;
}

void
dtl_watch_tell (const DialtoneConnection *before, const DialtoneConnection *after)
{
  bool was_up = dtl_watch_is_up (before), is_up = dtl_watch_is_up (after);

  if (was_up == is_up)
    return;
  for (const Watch *watch = newest (); watch; watch = watch->next)
    watch->function (before ? before->id : after->id, is_up ? DIALTONE_ESTABLISHED : DIALTONE_LOST, watch->data);
}
