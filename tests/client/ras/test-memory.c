/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Without memory: 8, and nothing else.  The allocator here fails for the calling
 * thread only, from the nth request on: GLib, which ends the process then, works on
 * the library's own thread. */
#include <errno.h>
#include <stdlib.h>

#include "harness.h"

void *__libc_malloc (size_t size);
void *__libc_calloc (size_t n, size_t size);
void *__libc_realloc (void *memory, size_t size);

static _Thread_local bool counting;
static _Thread_local unsigned left, refused;

static bool
refuse (void)
{
  if (!counting)
    return false;
  if (left > 0) {
    left--;
    return false;
  }
  refused++;
  errno = ENOMEM;
  return true;
}

void *
malloc (size_t size)
{
  return refuse () ? NULL : __libc_malloc (size);
}

void *
calloc (size_t n, size_t size)
{
  return refuse () ? NULL : __libc_calloc (n, size);
}

void *
realloc (void *memory, size_t size)
{
  return refuse () ? NULL : __libc_realloc (memory, size);
}

/* Lets the first n requests through, then the first n + 1, and so on, until the call
 * needs no more; each time it must say 8 if it was refused anything. */
static unsigned
sweep (DWORD (*call) (void))
{
  unsigned n = 0;
  DWORD error;

  do {
    left = n++;
    refused = 0;
    counting = true;
    error = call ();
    counting = false;
    CHECK_EQUAL (error, refused > 0 ? ERROR_NOT_ENOUGH_MEMORY : ERROR_SUCCESS);
    CHECK (n < 1000);
  } while (refused > 0);
  return n - 1;
}

static HRASCONN handle;

static DWORD
status (void)
{
  RASCONNSTATUSA answer = { .dwSize = sizeof answer };

  return RasGetConnectStatusA (handle, &answer);
}

/* The first call of a process needs memory for the library's thread. */
static void
first_call (void)
{
  handle = (HRASCONN) (uintptr_t) 1;
  counting = true;
  left = 0;
  CHECK_EQUAL (status (), ERROR_NOT_ENOUGH_MEMORY);
  counting = false;
  CHECK (refused > 0);
  CHECK_EQUAL (status (), ERROR_INVALID_HANDLE);
}

static DWORD
dial_and_hang_up (void)
{
  RASDIALPARAMSA params = { .dwSize = sizeof params, .szEntryName = OK_NAME };
  DWORD error;

  handle = NULL;
  error = RasDialA (NULL, NULL, &params, 0, NULL, &handle);
  CHECK ((error == ERROR_SUCCESS) == (handle != NULL));
  if (error == ERROR_SUCCESS) {
    counting = false;
    CHECK_EQUAL (RasHangUpA (handle), ERROR_SUCCESS);
    counting = true;
  }
  return error;
}

static void WINAPI
ignore (UINT message, RASCONNSTATE state, DWORD error)
{
}

static DWORD
dial_with_notifier (void)
{
  RASDIALPARAMSA params = { .dwSize = sizeof params, .szEntryName = OK_NAME };
  DWORD error;

  handle = NULL;
  error = RasDialA (NULL, NULL, &params, 0, (void *) ignore, &handle);
  if (error == ERROR_SUCCESS) {
    counting = false;
    CHECK_EQUAL (RasHangUpA (handle), ERROR_SUCCESS);
    AWAIT (status () == ERROR_INVALID_HANDLE);
    counting = true;
  }
  return error;
}

static RASDIALEXTENSIONS pausing = { .dwSize = sizeof pausing, .dwfOptions = RDEOPT_PausedStates };

static DWORD
dial_number (void)
{
  RASDIALPARAMSA params = { .dwSize = sizeof params, .szPhoneNumber = "5551234" };
  DWORD error;

  handle = NULL;
  error = RasDialA (&pausing, NULL, &params, 0, (void *) ignore, &handle);
  if (error == ERROR_SUCCESS) {
    counting = false;
    CHECK_EQUAL (RasHangUpA (handle), ERROR_SUCCESS);
    AWAIT (status () == ERROR_INVALID_HANDLE);
    counting = true;
  }
  return error;
}

static DWORD
go_on (void)
{
  RASDIALPARAMSA params = { .dwSize = sizeof params, .szPhoneNumber = "5551234", .szPassword = "4321" };

  return RasDialA (&pausing, NULL, &params, 0, (void *) ignore, &handle);
}

static bool
is_paused (void)
{
  RASCONNSTATUSA answer = { .dwSize = sizeof answer };

  return RasGetConnectStatusA (handle, &answer) == ERROR_SUCCESS && (answer.rasconnstate & RASCS_PAUSED);
}

static void
pauses (void)
{
  RASDIALPARAMSA params = { .dwSize = sizeof params, .szPhoneNumber = "5551234" };

  world_tell ("modem ttyS0");
  CHECK (sweep (dial_number) > 2);
  world_tell ("lock");
  handle = NULL;
  CHECK_EQUAL (RasDialA (&pausing, NULL, &params, 0, (void *) ignore, &handle), ERROR_SUCCESS);
  AWAIT (is_paused ());
  CHECK (sweep (go_on) > 2);
  AWAIT (world_tell ("said pin 4321") == 1);
  CHECK_EQUAL (RasHangUpA (handle), ERROR_SUCCESS);
}

static void
dials (void)
{
  CHECK (sweep (dial_and_hang_up) > 2);
  CHECK (sweep (dial_with_notifier) > 2);
}

static DWORD
list (void)
{
  static RASCONNA records[4];
  DWORD size = sizeof records, count = 0;

  records[0].dwSize = sizeof records[0];
  return RasEnumConnectionsA (records, &size, &count);
}

static DWORD
entries (void)
{
  static RASENTRYNAMEA records[128];
  DWORD size = sizeof records, count = 0;

  records[0].dwSize = sizeof records[0];
  return RasEnumEntriesA (NULL, NULL, records, &size, &count);
}

static DWORD
clear_counters (void)
{
  return RasClearConnectionStatistics (handle);
}

static DWORD
store (void)
{
  RASCREDENTIALSA given = { .dwSize = sizeof given, .dwMask = RASCM_UserName | RASCM_Password, .szUserName = "ann",
                            .szPassword = "s3cret" };

  return RasSetCredentialsA (NULL, OK_NAME, &given, FALSE);
}

static HANDLE event;

static DWORD
notify (void)
{
  return RasConnectionNotification ((HRASCONN) INVALID_HANDLE_VALUE, event, RASCN_Connection);
}

static void
others (void)
{
  RASDIALPARAMSA params = { .dwSize = sizeof params, .szEntryName = OK_NAME };

  event = RasCreateEvent ();
  CHECK (sweep (list) > 0);
  CHECK (sweep (entries) > 0);
  CHECK (sweep (store) > 2);
  CHECK (sweep (notify) > 0);
  handle = NULL;
  CHECK_EQUAL (RasDialA (NULL, NULL, &params, 0, NULL, &handle), ERROR_SUCCESS);
  CHECK (sweep (clear_counters) > 0);
  CHECK_EQUAL (sweep (status), 0);
  CHECK_EQUAL (RasHangUpA (handle), ERROR_SUCCESS);
}

static const Test tests[] = {
  { "first-call", first_call },
  { "dials", dials },
  { "pauses", pauses },
  { "others", others },
};

int
main (void)
{
  return harness_main ("memory", tests, sizeof tests / sizeof tests[0]);
}
