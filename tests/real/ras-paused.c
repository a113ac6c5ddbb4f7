/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The paused states of RasDial that a VPN plugin of NetworkManager's leads to when it asks
 * while it connects: a password that has expired, and a second factor.  Runs in the
 * sandbox.  Prints TAP.
 */
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "ras.h"
#include "raserror.h"

static int number;

static void
check (int holds, const char *what, DWORD is)
{
  printf ("%s %d /real/ras-paused/%s\n", holds ? "ok" : "not ok", ++number, what);
  if (!holds)
    printf ("# it is %u (0x%x)\n", (unsigned) is, (unsigned) is);
  fflush (stdout);
}

static sem_t changed;
static atomic_uint last_state, last_error;

static void WINAPI
tell (HRASCONN connection, UINT message, RASCONNSTATE state, DWORD error, DWORD extended)
{
  (void) connection, (void) message, (void) extended;
  printf ("# state 0x%x, error %u\n", state, (unsigned) error);
  if (error == 0 && !(state & (RASCS_PAUSED | RASCS_DONE)))
    return;
  atomic_store (&last_state, state);
  atomic_store (&last_error, error);
  sem_post (&changed);
}

/* The next pause, or the end. */
static DWORD
await (void)
{
  struct timespec until;

  clock_gettime (CLOCK_REALTIME, &until);
  until.tv_sec += 30;
  if (sem_timedwait (&changed, &until) != 0)
    return ~0u;
  return atomic_load (&last_error) ? atomic_load (&last_error) : atomic_load (&last_state);
}

static DWORD
dial (const char *entry, const char *user, const char *password, HRASCONN *connection)
{
  RASDIALEXTENSIONS extensions = { .dwSize = sizeof extensions, .dwfOptions = RDEOPT_PausedStates };
  RASDIALPARAMSA params = { .dwSize = sizeof params };

  strcpy (params.szEntryName, entry);
  strcpy (params.szUserName, user);
  strcpy (params.szPassword, password);
  return RasDialA (&extensions, NULL, &params, 1, (void *) tell, connection);
}

static DWORD
status_of (HRASCONN connection)
{
  RASCONNSTATUSA status = { .dwSize = sizeof status };
  DWORD error = RasGetConnectStatusA (connection, &status);

  return error ? error : (DWORD) status.rasconnstate;
}

static void
hang_up (HRASCONN connection)
{
  const struct timespec pause = { 0, 20000000 };
  DWORD error = RasHangUpA (connection);

  check (error == ERROR_SUCCESS, "hang-up", error);
  for (int i = 0; i < 250 && status_of (connection) != ERROR_INVALID_HANDLE; i++)
    nanosleep (&pause, NULL);
}

/* The old password is the one of the first call. */
static void
test_expired_password (void)
{
  HRASCONN connection = NULL;
  DWORD state, error = dial ("lab-expired", "", "old", &connection);

  check (error == ERROR_SUCCESS, "dial", error);
  state = await ();
  check (state == RASCS_PasswordExpired, "expired", state);
  check (status_of (connection) == RASCS_PasswordExpired, "its-status", status_of (connection));
  error = dial ("lab-expired", "", "bad", &connection);
  check (error == ERROR_SUCCESS, "a-bad-new-password", error);
  state = await ();
  check (state == RASCS_PasswordExpired, "expired-still", state);
  error = dial ("lab-expired", "", "good-new", &connection);
  check (error == ERROR_SUCCESS, "a-new-password", error);
  state = await ();
  check (state == RASCS_Connected, "connected", state);
  hang_up (connection);
}

/* There is no window for it; the code goes where a password does. */
static void
test_second_factor (void)
{
  HRASCONN connection = NULL;
  DWORD state, error = dial ("lab-factor", "", "", &connection);

  check (error == ERROR_SUCCESS, "dial-with-a-factor", error);
  state = await ();
  check (state == RASCS_InvokeEapUI, "factor-wanted", state);
  error = RasInvokeEapUI (connection, 1, NULL, NULL);
  check (error == ERROR_INTERACTIVE_MODE, "no-window", error);
  error = dial ("lab-factor", "", "123456", &connection);
  check (error == ERROR_SUCCESS, "the-code", error);
  state = await ();
  check (state == RASCS_Connected, "connected-with-a-factor", state);
  hang_up (connection);
}

int
main (void)
{
  sem_init (&changed, 0, 0);
  test_expired_password ();
  test_second_factor ();
  printf ("1..%d\n", number);
  return 0;
}
