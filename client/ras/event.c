/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Events: eventfds.  The helpers are for ports that have no CreateEvent of their own. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "event.h"

#define WAIT_TIMED_OUT 258
#define FOR_EVER 0xFFFFFFFFu

/* Never descriptor 0, which would be NULL. */
HANDLE
RasCreateEvent (void)
{
  int first = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  int descriptor = first == 0 ? fcntl (first, F_DUPFD_CLOEXEC, 1) : first;

  if (first == 0)
    close (first);
  return (HANDLE) (intptr_t) descriptor;
}

DWORD WINAPI
RasWaitForEvent (HANDLE event, DWORD milliseconds)
{
  struct pollfd descriptor = { .fd = ras_event_descriptor (event), .events = POLLIN };
  int timeout = milliseconds == FOR_EVER ? -1 : milliseconds > INT32_MAX ? INT32_MAX : (int) milliseconds;
  uint64_t times;
  int n;

  if (descriptor.fd < 0)
    return ERROR_INVALID_HANDLE;
  do
    n = poll (&descriptor, 1, timeout);
  while (n < 0 && errno == EINTR);
  if (n == 0)
    return WAIT_TIMED_OUT;
  if (n < 0 || !(descriptor.revents & POLLIN) || read (descriptor.fd, &times, sizeof times) != sizeof times)
    return ERROR_INVALID_HANDLE;
  return ERROR_SUCCESS;
}

DWORD WINAPI
RasCloseEvent (HANDLE event)
{
  int descriptor = ras_event_descriptor (event);

  if (descriptor < 0)
    return ERROR_INVALID_HANDLE;
  ras_notification_end (descriptor);
  return close (descriptor) == 0 ? ERROR_SUCCESS : ERROR_INVALID_HANDLE;
}
