/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* RasDial with a notifier; compiled as A and as W.  The numbers are those of the
 * points that existing programs rest on (ras-porting(7)). */
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "calls.h"

typedef struct {
  DWORD state, error;
  HRASCONN handle;
  bool listed;
} Told;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static Told told[64];
static unsigned n_told;
static _Atomic (HRASCONN) returned;     /* what RasDial gave */
static atomic_bool go_on, went_on;

static void
keep (HRASCONN handle, DWORD state, DWORD error)
{
  bool listed = handle && is_listed (handle);

  pthread_mutex_lock (&lock);
  CHECK (n_told < sizeof told / sizeof told[0]);
  told[n_told++] = (Told) { state, error, handle, listed };
  pthread_mutex_unlock (&lock);
}

static unsigned
number_told (void)
{
  unsigned n;

  pthread_mutex_lock (&lock);
  n = n_told;
  pthread_mutex_unlock (&lock);
  return n;
}

static Told
last_told (void)
{
  Told last;

  pthread_mutex_lock (&lock);
  CHECK (n_told > 0);
  last = told[n_told - 1];
  pthread_mutex_unlock (&lock);
  return last;
}

static bool
is_told (DWORD state, DWORD error)
{
  return number_told () > 0 && last_told ().state == state && last_told ().error == error;
}

static HRASCONN
begin (DWORD type, void *notifier, ULONG_PTR callback_id)
{
  RASDIALPARAMS params = params_of (TEXT (OK_NAME));
  HRASCONN handle = NULL;

  pthread_mutex_lock (&lock);
  n_told = 0;
  pthread_mutex_unlock (&lock);
  atomic_store (&returned, NULL);
  params.dwSubEntry = 0xDEADBEEF;       /* 15 */
  params.dwIfIndex = 0xDEADBEEF;
  params.dwCallbackId = callback_id;
  CHECK_EQUAL (RasDial (NULL, NULL, &params, type, notifier, &handle), ERROR_SUCCESS);
  CHECK (handle != NULL);
  atomic_store (&returned, handle);
  return handle;
}

static void WINAPI
func0 (UINT message, RASCONNSTATE state, DWORD error)
{
  CHECK_EQUAL (message, WM_RASDIALEVENT);
  keep (NULL, state, error);
}

static void WINAPI
func1 (HRASCONN handle, UINT message, RASCONNSTATE state, DWORD error, DWORD extended)
{
  CHECK_EQUAL (message, WM_RASDIALEVENT);
  CHECK_EQUAL (extended, 0);
  keep (handle, state, error);
}

static DWORD WINAPI
func2 (ULONG_PTR id, DWORD subentry, HRASCONN handle, UINT message, RASCONNSTATE state, DWORD error, DWORD extended)
{
  CHECK_EQUAL (id, (ULONG_PTR) 0x123456789abcdef0);
  CHECK_EQUAL (subentry, 1);
  CHECK_EQUAL (message, WM_RASDIALEVENT);
  keep (handle, state, error);
  return 1;
}

/* Each state once, growing, from OpenPort to Connected, without an error. */
static void
check_way (void)
{
  pthread_mutex_lock (&lock);
  CHECK_EQUAL (told[0].state, RASCS_OpenPort);
  for (unsigned i = 0; i < n_told; i++) {
    CHECK_EQUAL (told[i].error, 0);
    CHECK (i == 0 || told[i].state != told[i - 1].state);
  }
  pthread_mutex_unlock (&lock);
}

static void
tells_type_0 (void)
{
  HRASCONN handle = begin (0, (void *) func0, 0);

  AWAIT (is_told (RASCS_Connected, 0));
  check_way ();
  hang_up (handle);
  CHECK (is_told (RASCS_Connected, 0));
}

/* 10: it is listed when Connected is told, under the handle that is told. */
static void
tells_type_1_and_lists_first (void)
{
  HRASCONN handle = begin (1, (void *) func1, 0);

  AWAIT (is_told (RASCS_Connected, 0));
  check_way ();
  CHECK (last_told ().handle == handle);
  CHECK (last_told ().listed);
  hang_up (handle);
}

static void
tells_type_2 (void)
{
  HRASCONN handle = begin (2, (void *) func2, (ULONG_PTR) 0x123456789abcdef0);

  AWAIT (is_told (RASCS_Connected, 0));
  check_way ();
  hang_up (handle);
}

static void
tells_failure (void)
{
  RASCONNSTATUS status;
  HRASCONN handle;

  world_tell ("script %s %s", OK_UUID, TRACE_WRONG_PASSWORD);
  handle = begin (1, (void *) func1, 0);
  AWAIT (number_told () > 0 && last_told ().error == ERROR_AUTHENTICATION_FAILURE);
  CHECK (last_told ().state < RASCS_Connected);
  CHECK_EQUAL (status_of (handle, &status), ERROR_SUCCESS);
  CHECK_EQUAL (status.dwError, ERROR_AUTHENTICATION_FAILURE);
  CHECK_EQUAL (RasHangUp (handle), ERROR_SUCCESS);
  world_tell ("script %s %s", OK_UUID, TRACE_CONNECTS);
}

/* 9: a callback may wait until RasDial has returned the handle, and may block as long
 * as the connection lives; other dials go on. */
static void WINAPI
blocking (HRASCONN handle, UINT message, RASCONNSTATE state, DWORD error, DWORD extended)
{
  AWAIT (atomic_load (&returned) == handle);
  keep (handle, state, error);
  if (state == RASCS_Connected) {
    AWAIT (atomic_load (&go_on) == true);
    atomic_store (&went_on, true);
  }
}

static void
callback_blocks (void)
{
  RASDIALPARAMS params = params_of (TEXT (OTHER_NAME));
  HRASCONN handle = begin (1, (void *) blocking, 0), other = NULL;

  AWAIT (is_told (RASCS_Connected, 0));
  CHECK_EQUAL (RasDial (NULL, NULL, &params, 0, NULL, &other), ERROR_SUCCESS);
  hang_up (other);
  hang_up (handle);             /* 19: does not wait for the callback */
  atomic_store (&go_on, true);
  AWAIT (atomic_load (&went_on) == true);
}

/* 11: what a callback of type 2 returns ends the callbacks, not the dial. */
static DWORD WINAPI
returns_nothing (ULONG_PTR id, DWORD subentry, HRASCONN handle, UINT message, RASCONNSTATE state, DWORD error, DWORD extended)
{
  keep (handle, state, error);
  return 0;
}

static void
zero_stops_the_callbacks (void)
{
  HRASCONN handle = begin (2, (void *) returns_nothing, 0);

  AWAIT (number_told () > 0);   /* perhaps later than it is listed: callbacks have a thread */
  AWAIT (is_listed (handle));
  hang_up (handle);
  CHECK_EQUAL (number_told (), 1);
}

/* In a callback: status, lists, texts and hanging up are allowed. */
static void WINAPI
hangs_up (HRASCONN handle, UINT message, RASCONNSTATE state, DWORD error, DWORD extended)
{
  RASCONNSTATUS status;

  keep (handle, state, error);
  CHECK_EQUAL (status_of (handle, &status), ERROR_SUCCESS);
  if (state == RASCS_ConnectDevice)
    CHECK_EQUAL (RasHangUp (handle), ERROR_SUCCESS);
}

static void
hang_up_inside (void)
{
  HRASCONN handle;

  world_tell ("script %s %s", OK_UUID, TRACE_HANGS);
  handle = begin (1, (void *) hangs_up, 0);
  AWAIT (is_dead (handle));
  CHECK (is_told (RASCS_ConnectDevice, 0));
  world_tell ("script %s %s", OK_UUID, TRACE_CONNECTS);
}

/* At most one word after a hang-up from outside: Disconnected, 0. */
static void
hang_up_while_dialling (void)
{
  HRASCONN handle;

  world_tell ("script %s %s", OK_UUID, TRACE_HANGS);
  handle = begin (1, (void *) func1, 0);
  AWAIT (is_told (RASCS_ConnectDevice, 0));
  CHECK_EQUAL (RasHangUp (handle), ERROR_SUCCESS);
  AWAIT (is_told (RASCS_Disconnected, 0));
  AWAIT (is_dead (handle));
  CHECK (is_told (RASCS_Disconnected, 0));
  world_tell ("script %s %s", OK_UUID, TRACE_CONNECTS);
}

/* What is being dialled is not dialled again (756), and whoever waits for it is told of the hang-up. */
static void
dialled_twice (void)
{
  RASDIALPARAMS params = params_of (TEXT (OK_NAME));
  HRASCONN handle, other = NULL;

  world_tell ("script %s %s", OK_UUID, TRACE_HANGS);
  handle = begin (1, (void *) func1, 0);
  CHECK_EQUAL (RasDial (NULL, NULL, &params, 0, NULL, &other), ERROR_DIAL_ALREADY_IN_PROGRESS);
  CHECK (other == NULL);
  CHECK_EQUAL (RasHangUp (handle), ERROR_SUCCESS);
  AWAIT (is_told (RASCS_Disconnected, 0));      /* its last word */
  AWAIT (is_dead (handle));
  world_tell ("script %s %s", OK_UUID, TRACE_CONNECTS);
}

/* One that is up already: the same connection, one reference more, Connected at once. */
static void
connected_already (void)
{
  HRASCONN handle = dial (ERROR_SUCCESS), again = begin (1, (void *) func1, 0);

  CHECK (handle == again);
  AWAIT (is_told (RASCS_Connected, 0));
  CHECK_EQUAL (number_told (), 1);
  CHECK_EQUAL (RasHangUp (again), ERROR_SUCCESS);
  CHECK (is_listed (handle));
  hang_up (handle);
}

static const Test tests[] = {
  { "tells-type-0", tells_type_0 },
  { "tells-type-1-and-lists-first", tells_type_1_and_lists_first },
  { "tells-type-2", tells_type_2 },
  { "tells-failure", tells_failure },
  { "callback-blocks", callback_blocks },
  { "zero-stops-the-callbacks", zero_stops_the_callbacks },
  { "hang-up-inside", hang_up_inside },
  { "hang-up-while-dialling", hang_up_while_dialling },
  { "dialled-twice", dialled_twice },
  { "connected-already", connected_already },
};

int
main (void)
{
  return harness_main ("notifier", tests, sizeof tests / sizeof tests[0]);
}
