/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* RasConnectionNotification. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "event.h"
#include "handle.h"

#define KNOWN_FLAGS (RASCN_Connection | RASCN_Disconnection | RASCN_BandwidthAdded | RASCN_BandwidthRemoved | RASCN_Dormant | \
                     RASCN_ReConnection | RASCN_EPDGPacketArrival)

typedef struct _Listener Listener;
struct _Listener {
  Listener *next;
  uint64_t id;                  /* 0: of all connections */
  DWORD flags;
  int given, own;               /* descriptors: the caller's, and our duplicate */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static Listener *listeners;
static bool watching;

/* On the library's thread, after the list has changed. */
static void
on_event (uint64_t id, DialtoneEvent event, void *data)
{
  DWORD flag = event == DIALTONE_ESTABLISHED ? RASCN_Connection : RASCN_Disconnection;
  const uint64_t one = 1;

  pthread_mutex_lock (&lock);
  for (const Listener *listener = listeners; listener; listener = listener->next)
    if ((listener->flags & flag) && (listener->id == 0 || listener->id == id))
      while (write (listener->own, &one, sizeof one) < 0 && errno == EINTR)
        ;
  pthread_mutex_unlock (&lock);
}

void
ras_notification_end (int descriptor)
{
  pthread_mutex_lock (&lock);
  for (Listener **place = &listeners; *place;) {
    Listener *listener = *place;

    if (listener->given == descriptor) {
      *place = listener->next;
      close (listener->own);
      free (listener);
    } else {
      place = &listener->next;
    }
  }
  pthread_mutex_unlock (&lock);
}

/* "eventfd-id: N" of the kernel's (5.2), which no other event has; -1 where it is not told. */
static int
event_number (int descriptor)
{
  char path[64], text[512];
  const char *told;
  ssize_t n;
  int info;

  snprintf (path, sizeof path, "/proc/self/fdinfo/%d", descriptor);
  info = open (path, O_RDONLY | O_CLOEXEC);
  n = info < 0 ? -1 : read (info, text, sizeof text - 1);
  if (info >= 0)
    close (info);
  text[n > 0 ? n : 0] = '\0';
  told = strstr (text, "eventfd-id:");
  return told ? atoi (told + strlen ("eventfd-id:")) : -1;
}

/* Programs register an event again each time that it was set.  The descriptor may be that
 * of another event by now.  False: it is not known yet. */
static bool
renew (uint64_t id, int descriptor, DWORD flags)
{
  bool known = false;

  pthread_mutex_lock (&lock);
  for (Listener *listener = listeners; listener && !known; listener = listener->next) {
    known = listener->given == descriptor && listener->id == id && event_number (listener->own) == event_number (descriptor);
    if (known)
      listener->flags |= flags;
  }
  pthread_mutex_unlock (&lock);
  return known;
}

static DWORD
add (uint64_t id, int descriptor, DWORD flags)
{
  Listener *listener;
  bool first;

  if (renew (id, descriptor, flags))
    return ERROR_SUCCESS;
  listener = malloc (sizeof *listener);
  if (listener == NULL)
    return ERROR_NOT_ENOUGH_MEMORY;
  *listener = (Listener) { .id = id, .flags = flags, .given = descriptor, .own = fcntl (descriptor, F_DUPFD_CLOEXEC, 0) };
  if (listener->own < 0) {
    free (listener);
    return ERROR_INVALID_HANDLE;
  }
  pthread_mutex_lock (&lock);
  listener->next = listeners;
  listeners = listener;
  first = !watching;
  watching = true;
  pthread_mutex_unlock (&lock);
  if (first && !dialtone_watch (on_event, NULL)) {
    ras_notification_end (descriptor);
    return ERROR_NOT_ENOUGH_MEMORY;
  }
  return ERROR_SUCCESS;
}

/* Eight bytes in a file or to a peer would be a bad surprise.  Without /proc any
 * descriptor is believed to be an event. */
static bool
is_event (int descriptor)
{
  char path[64], target[64];
  ssize_t n;

  if (descriptor < 0 || fcntl (descriptor, F_GETFD) < 0)
    return false;
  snprintf (path, sizeof path, "/proc/self/fd/%d", descriptor);
  n = readlink (path, target, sizeof target - 1);
  target[n > 0 ? n : 0] = '\0';
  return n < 0 || strstr (target, "[eventfd]") != NULL;
}

DWORD
ras_notify (HRASCONN handle, HANDLE event, DWORD flags)
{
  bool all = (uintptr_t) handle == (uintptr_t) INVALID_HANDLE_VALUE;
  int descriptor = ras_event_descriptor (event);
  DialtoneConnection connection;
  DialtoneResult opened;
  DWORD error;

  if (flags == 0 || (flags & ~(DWORD) KNOWN_FLAGS))
    return ERROR_INVALID_PARAMETER;
  if (!is_event (descriptor))
    return ERROR_INVALID_HANDLE;
  error = all ? ERROR_SUCCESS : ras_handle_get (handle, &connection);
  if (error != ERROR_SUCCESS)
    return error;
  opened = dialtone_open ();
  /* Where the service comes later its connections are told of, too. */
  if (opened != DIALTONE_OK && opened != DIALTONE_NO_SERVICE)
    return ras_error (opened);
  return add (all ? 0 : connection.id, descriptor, flags);
}
