/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <dlfcn.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "windows.h"

/* An event is the number of its eventfd; a thread is memory. */
#define N_EVENTS 1024
static unsigned char is_manual[N_EVENTS];

typedef struct {
  pthread_t thread;
  LPTHREAD_START_ROUTINE routine;
  LPVOID argument;
} Thread;

void
Sleep (DWORD milliseconds)
{
  const struct timespec pause = { milliseconds / 1000, (long) (milliseconds % 1000) * 1000000 };

  nanosleep (&pause, NULL);
}

DWORD
GetTickCount (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (DWORD) (now.tv_sec * 1000 + now.tv_nsec / 1000000);
}

HANDLE
GetProcessHeap (void)
{
  return (HANDLE) is_manual;
}

LPVOID
HeapAlloc (HANDLE heap, DWORD flags, SIZE_T size)
{
  (void) heap;
  return flags & HEAP_ZERO_MEMORY ? calloc (1, size) : malloc (size);
}

BOOL
HeapFree (HANDLE heap, DWORD flags, LPVOID memory)
{
  (void) heap, (void) flags;
  free (memory);
  return TRUE;
}

HANDLE
GlobalAlloc (UINT flags, SIZE_T size)
{
  return HeapAlloc (NULL, flags & GMEM_ZEROINIT ? HEAP_ZERO_MEMORY : 0, size);
}

HANDLE
GlobalFree (HANDLE memory)
{
  free (memory);
  return NULL;
}

HANDLE
LocalFree (HANDLE memory)
{
  free (memory);
  return NULL;
}

DWORD
FormatMessageA (DWORD flags, const void *source, DWORD code, DWORD language, LPSTR text, DWORD size, void *arguments)
{
  char *said = NULL;
  int n = asprintf (&said, "system error %u", code);

  (void) source, (void) language, (void) arguments;
  if (n < 0)
    return 0;
  if (flags & FORMAT_MESSAGE_ALLOCATE_BUFFER) {
    *(char **) (void *) text = said;
    return (DWORD) n;
  }
  snprintf (text, size, "%s", said);
  free (said);
  return (DWORD) n;
}

HANDLE
CreateEventA (void *security, BOOL manual, BOOL set, LPCSTR name)
{
  int descriptor = eventfd (set != 0, EFD_CLOEXEC | EFD_NONBLOCK);

  (void) security, (void) name;
  if (descriptor < 0 || descriptor >= N_EVENTS)
    return NULL;
  is_manual[descriptor] = manual != 0;
  return (HANDLE) (intptr_t) descriptor;
}

HANDLE
CreateEventW (void *security, BOOL manual, BOOL set, LPCWSTR name)
{
  (void) name;
  return CreateEventA (security, manual, set, NULL);
}

BOOL
SetEvent (HANDLE event)
{
  return eventfd_write ((int) (intptr_t) event, 1) == 0;
}

BOOL
ResetEvent (HANDLE event)
{
  eventfd_t times;

  eventfd_read ((int) (intptr_t) event, &times);
  return TRUE;
}

static int
is_event (HANDLE handle)
{
  return (uintptr_t) handle < N_EVENTS;
}

DWORD
WaitForSingleObject (HANDLE handle, DWORD milliseconds)
{
  struct pollfd descriptor = { .fd = (int) (intptr_t) handle, .events = POLLIN };

  if (!is_event (handle))
    return pthread_join (((Thread *) handle)->thread, NULL) == 0 ? WAIT_OBJECT_0 : WAIT_FAILED;
  if (poll (&descriptor, 1, milliseconds == INFINITE ? -1 : (int) milliseconds) == 0)
    return WAIT_TIMEOUT;
  if (!is_manual[descriptor.fd])
    ResetEvent (handle);
  return WAIT_OBJECT_0;
}

BOOL
CloseHandle (HANDLE handle)
{
  if (is_event (handle))
    return close ((int) (intptr_t) handle) == 0;
  free (handle);
  return TRUE;
}

static void *
run (void *data)
{
  Thread *thread = data;

  thread->routine (thread->argument);
  return NULL;
}

HANDLE
CreateThread (void *security, SIZE_T stack, LPTHREAD_START_ROUTINE routine, LPVOID argument, DWORD flags, LPDWORD id)
{
  Thread *thread = calloc (1, sizeof *thread);

  (void) security, (void) stack, (void) flags;
  if (thread == NULL)
    return NULL;
  *thread = (Thread) { .routine = routine, .argument = argument };
  if (id)
    *id = 1;
  if (pthread_create (&thread->thread, NULL, run, thread) == 0)
    return thread;
  free (thread);
  return NULL;
}

HMODULE
LoadLibraryA (LPCSTR name)
{
  char path[MAX_PATH];

  /* "rasapi32.dll" is librasapi32.so.1. */
  snprintf (path, sizeof path, "lib%.*s.so.1", (int) strcspn (name, "."), name);
  return dlopen (path, RTLD_NOW);
}

FARPROC
GetProcAddress (HMODULE module, LPCSTR name)
{
  return (FARPROC) dlsym (module, name);
}

BOOL
FreeLibrary (HMODULE module)
{
  return dlclose (module) == 0;
}
