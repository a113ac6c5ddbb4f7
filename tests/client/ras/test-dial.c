/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* RasDial, RasGetConnectStatus and RasHangUp; compiled as A and as W.  The numbers in
 * the names are those of the points that existing programs rest on (ras-porting(7)). */
#include <pthread.h>
#include <string.h>

#include "calls.h"
#include "dialtone.h"

/*
 * Waiting for the end.
 */

static void
connects (void)
{
  HRASCONN handle = dial (ERROR_SUCCESS);
  RASCONNSTATUS status;

  CHECK_EQUAL (status_of (handle, &status), ERROR_SUCCESS);
  CHECK_EQUAL (status.dwSize, sizeof status);
  CHECK_EQUAL (status.rasconnstate, RASCS_Connected);
  CHECK_EQUAL (status.dwError, 0);
  CHECK (status.szDeviceType[0] == 'v' && status.szDeviceType[1] == 'p' && status.szDeviceType[2] == 'n' &&
         status.szDeviceType[3] == 0);
  CHECK (is_listed (handle));
  hang_up (handle);
  CHECK (!is_listed (handle));
}

/* 6, 8, 20: the call fails and still gives a handle; its status is readable and says
 * why, until the hang-up that is owed, which succeeds once. */
static void
fails_with_a_handle (void)
{
  RASCONNSTATUS status;
  HRASCONN handle;

  world_tell ("script %s %s", OK_UUID, TRACE_WRONG_PASSWORD);
  handle = dial (ERROR_AUTHENTICATION_FAILURE);
  CHECK_EQUAL (status_of (handle, &status), ERROR_SUCCESS);
  CHECK_EQUAL (status.dwError, ERROR_AUTHENTICATION_FAILURE);
  AWAIT (status_of (handle, &status) == ERROR_SUCCESS && status.rasconnstate == RASCS_Disconnected);
  CHECK_EQUAL (status.dwError, ERROR_AUTHENTICATION_FAILURE);
  CHECK (!is_listed (handle));
  CHECK_EQUAL (RasHangUp (handle), ERROR_SUCCESS);
  CHECK_EQUAL (status_of (handle, &status), ERROR_INVALID_HANDLE);
  CHECK_EQUAL (RasHangUp (handle), ERROR_NO_CONNECTION);
  world_tell ("script %s %s", OK_UUID, TRACE_CONNECTS);
}

/* 7: hang-ups are counted; once it is gone the answer is 668, and goes on to be. */
static void
counts_references (void)
{
  HRASCONN first = dial (ERROR_SUCCESS), second = dial (ERROR_SUCCESS);

  CHECK (first == second);
  CHECK_EQUAL (RasHangUp (first), ERROR_SUCCESS);
  CHECK (is_listed (first));
  CHECK_EQUAL (RasHangUp (first), ERROR_SUCCESS);
  CHECK (!is_listed (first));
  CHECK_EQUAL (RasHangUp (first), ERROR_NO_CONNECTION);
  AWAIT (is_dead (first));
  CHECK_EQUAL (RasHangUp (first), ERROR_NO_CONNECTION);
}

/* A handle dies in time, however long the modem needs; meanwhile it says Disconnected, 0. */
static void
dies_in_time (void)
{
  HRASCONN handle = dial (ERROR_SUCCESS);
  DialtoneConnection connection;
  RASCONNSTATUS status;
  int64_t began;

  world_tell ("hold");
  CHECK_EQUAL (RasHangUp (handle), ERROR_SUCCESS);
  began = harness_now ();       /* it waited for the service's answer */
  CHECK_EQUAL (status_of (handle, &status), ERROR_SUCCESS);
  CHECK_EQUAL (status.rasconnstate, RASCS_Disconnected);
  CHECK_EQUAL (status.dwError, 0);
  AWAIT_WITHIN (is_dead (handle), 6);
  CHECK (harness_now () - began < harness_patience (6000));
  /* The service's object knows better. */
  CHECK_EQUAL (dialtone_connection_get ((uint64_t) (uintptr_t) handle, &connection), DIALTONE_OK);
  CHECK (connection.status.disconnecting && !connection.status.ended);
  world_tell ("let-go");
  world_tell ("drop");
}

static HRASCONN waited_for;

static void *
wait_in_dial (void *data)
{
  RASDIALPARAMS params = params_of (TEXT (OK_NAME));

  *(DWORD *) data = RasDial (NULL, NULL, &params, 0, NULL, &waited_for);
  return NULL;
}

/* Its progress can be polled, and a hang-up ends the waiting even where the modem does not let go. */
static void
waiting_ends_with_a_hang_up (void)
{
  RASCONNSTATUS status;
  pthread_t thread;
  HRASCONN handle;
  DWORD result = 0;

  world_tell ("script %s %s", OK_UUID, TRACE_HANGS);
  world_tell ("hold");
  CHECK_EQUAL (pthread_create (&thread, NULL, wait_in_dial, &result), 0);
  AWAIT ((handle = __atomic_load_n (&waited_for, __ATOMIC_ACQUIRE)) != NULL);
  AWAIT (status_of (handle, &status) == ERROR_SUCCESS && status.rasconnstate == RASCS_ConnectDevice);
  CHECK_EQUAL (RasHangUp (handle), ERROR_SUCCESS);
  pthread_join (thread, NULL);
  CHECK_EQUAL (result, ERROR_USER_DISCONNECTION);
  world_tell ("let-go");
  world_tell ("drop");
  world_tell ("script %s %s", OK_UUID, TRACE_CONNECTS);
}

/* Somebody else takes it down: readable until our hang-up, which is told that it is gone. */
static void
dropped_by_another (void)
{
  HRASCONN handle = dial (ERROR_SUCCESS);
  RASCONNSTATUS status;

  world_tell ("drop");
  AWAIT (status_of (handle, &status) == ERROR_SUCCESS && status.rasconnstate == RASCS_Disconnected);
  CHECK (status.dwError != 0);
  CHECK_EQUAL (RasHangUp (handle), ERROR_NO_CONNECTION);
  CHECK (is_dead (handle));
}

static const Test tests[] = {
  { "connects", connects },
  { "fails-with-a-handle", fails_with_a_handle },
  { "counts-references", counts_references },
  { "dies-in-time", dies_in_time },
  { "waiting-ends-with-a-hang-up", waiting_ends_with_a_hang_up },
  { "dropped-by-another", dropped_by_another },
};

int
main (void)
{
  return harness_main ("dial", tests, sizeof tests / sizeof tests[0]);
}
