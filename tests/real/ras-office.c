/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A program as it would be written for Windows, with a line of Linux here and there:
 * it dials with a callback, polls, enumerates, prints texts of errors, changes the
 * phone book and hangs up.  Runs in the sandbox with the real NetworkManager and an
 * OpenVPN server.  Prints TAP.
 */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "ras.h"
#include "raserror.h"

static void
Sleep (DWORD milliseconds)
{
  const struct timespec pause = { milliseconds / 1000, (long) (milliseconds % 1000) * 1000000 };

  nanosleep (&pause, NULL);
}

static int number;

static void
check (int holds, const char *what, DWORD error)
{
  char text[256] = "";

  if (!holds && RasGetErrorStringA (error, text, sizeof text) != ERROR_SUCCESS)
    snprintf (text, sizeof text, "no text");
  printf ("%s %d /real/ras/%s\n", holds ? "ok" : "not ok", ++number, what);
  if (!holds)
    printf ("# error %u: %s\n", (unsigned) error, text);
  fflush (stdout);
}

/*
 * Dialling with a callback, as Psiphon and DotRas do.
 */

static atomic_uint last_state, last_error, n_states;
static atomic_bool over, listed;

static int
is_listed (HRASCONN connection)
{
  RASCONNA one[8];
  DWORD size = sizeof one, count = 0;

  one[0].dwSize = sizeof one[0];
  if (RasEnumConnectionsA (one, &size, &count) != ERROR_SUCCESS)
    return 0;
  for (DWORD i = 0; i < count; i++)
    if (one[i].hrasconn == connection && strcmp (one[i].szEntryName, "office") == 0 && strcmp (one[i].szDeviceType, RASDT_Vpn) == 0)
      return 1;
  return 0;
}

static void WINAPI
RasDialFunc1 (HRASCONN connection, UINT message, RASCONNSTATE state, DWORD error, DWORD extended)
{
  (void) message, (void) extended;
  printf ("# state 0x%x, error %u\n", state, (unsigned) error);
  atomic_store (&last_state, state);
  atomic_store (&last_error, error);
  atomic_fetch_add (&n_states, 1);
  if (state == RASCS_Connected)
    atomic_store (&listed, is_listed (connection));
  if (error != 0 || (state & RASCS_DONE))
    atomic_store (&over, 1);
}

static DWORD
dial (const char *entry, HRASCONN *connection)
{
  RASDIALPARAMSA params = { 0 };

  params.dwSize = sizeof params;
  strcpy (params.szEntryName, entry);
  atomic_store (&over, 0);
  atomic_store (&n_states, 0);
  *connection = NULL;
  return RasDialA (NULL, NULL, &params, 1, (void *) RasDialFunc1, connection);
}

static int
wait_over (void)
{
  for (int i = 0; i < 3000 && !atomic_load (&over); i++)
    Sleep (10);
  return atomic_load (&over);
}

/* As Psiphon does: 100 ms up to 5 s; longer is a failure. */
static int
hang_up_and_wait (HRASCONN connection)
{
  RASCONNSTATUSA status = { .dwSize = sizeof status };

  if (RasHangUpA (connection) != ERROR_SUCCESS)
    return 0;
  for (int i = 0; i < 50; i++) {
    if (RasGetConnectStatusA (connection, &status) == ERROR_INVALID_HANDLE)
      return 1;
    Sleep (100);
  }
  return 0;
}

static void
test_addresses (HRASCONN connection)
{
  RASPPPIPA ip = { .dwSize = sizeof ip };
  RAS_STATS statistics = { .dwSize = sizeof statistics };
  DWORD size = sizeof ip, error;

  error = RasGetProjectionInfoA (connection, RASP_PppIp, &ip, &size);
  check (error == ERROR_SUCCESS && strncmp (ip.szIpAddress, "10.8.", 5) == 0, "address", error);
  error = RasGetConnectionStatistics (connection, &statistics);
  check (error == ERROR_SUCCESS && statistics.dwConnectDuration < 60000, "statistics", error);
}

static void
test_office (void)
{
  RASCONNSTATUSA status = { .dwSize = sizeof status };
  HRASCONN connection;
  DWORD error = dial ("office", &connection);

  check (error == ERROR_SUCCESS && connection != NULL, "dial", error);
  check (wait_over () && atomic_load (&last_state) == RASCS_Connected && atomic_load (&last_error) == 0, "connected",
         atomic_load (&last_error));
  check (atomic_load (&n_states) > 4, "states-on-the-way", 0);
  check (atomic_load (&listed), "listed-before-connected-is-told", 0);
  error = RasGetConnectStatusA (connection, &status);
  check (error == ERROR_SUCCESS && status.rasconnstate == RASCS_Connected && status.dwError == 0, "status", error);
  check (status.remoteEndPoint.dwType == RASTUNNELENDPOINT_IPv4, "server-address", status.remoteEndPoint.dwType);
  test_addresses (connection);
  check (hang_up_and_wait (connection), "hang-up", 0);
  error = RasHangUpA (connection);
  check (error == ERROR_NO_CONNECTION, "gone", error);
}

static void
test_wrong_password (void)
{
  char text[256] = "";
  HRASCONN connection;
  DWORD error = dial ("office-wrong", &connection);

  check (error == ERROR_SUCCESS && wait_over () && atomic_load (&last_error) == ERROR_AUTHENTICATION_FAILURE, "wrong-password",
         atomic_load (&last_error));
  error = RasGetErrorStringA (atomic_load (&last_error), text, sizeof text);
  check (error == ERROR_SUCCESS && *text, "text", error);
  check (RasHangUpA (connection) == ERROR_SUCCESS, "release", 0);
}

/*
 * The phone book, on the real NetworkManager: what is not changed stays, secrets too.
 */

static DWORD
dial_and_drop (const char *entry)
{
  RASDIALPARAMSA params = { 0 };
  HRASCONN connection = NULL;
  DWORD error;

  params.dwSize = sizeof params;
  strcpy (params.szEntryName, entry);
  error = RasDialA (NULL, NULL, &params, 0, NULL, &connection);
  if (connection && (RasHangUpA (connection) != ERROR_SUCCESS))
    return ERROR_HANGUP_FAILED;
  return error;
}

static void
test_phonebook (void)
{
  RASCREDENTIALSA credentials = { .dwSize = sizeof credentials };
  RASENTRYA entry = { .dwSize = sizeof entry };
  DWORD size = sizeof entry, error;

  error = RasRenameEntryA (NULL, "office", "head office");
  check (error == ERROR_SUCCESS, "rename", error);
  error = dial_and_drop ("head office");
  check (error == ERROR_SUCCESS, "secrets-survive-a-rename", error);
  credentials.dwMask = RASCM_UserName | RASCM_Password;
  error = RasGetCredentialsA (NULL, "office-wrong", &credentials);
  check (error == ERROR_SUCCESS && strcmp (credentials.szUserName, "u1") == 0 &&
           strcmp (credentials.szPassword, "****************") == 0, "get-credentials", error);
  strcpy (credentials.szPassword, "good-u1");
  error = RasSetCredentialsA (NULL, "office-wrong", &credentials, FALSE);
  check (error == ERROR_SUCCESS, "set-credentials", error);
  error = dial_and_drop ("office-wrong");
  check (error == ERROR_SUCCESS, "new-password-works", error);
  error = RasGetEntryPropertiesA (NULL, "head office", &entry, &size, NULL, NULL);
  check (error == ERROR_SUCCESS && entry.dwType == RASET_Vpn && !(entry.dwfOptions & RASEO_RemoteDefaultGateway) &&
           strncmp (entry.szLocalPhoneNumber, "10.9.0.1", 8) == 0, "properties", error);
  error = RasSetEntryPropertiesA (NULL, "head office", &entry, size, NULL, 0);
  check (error == ERROR_SUCCESS, "write-back", error);
  error = dial_and_drop ("head office");
  check (error == ERROR_SUCCESS, "secrets-survive-a-write", error);
}

static void
test_new_entry (void)
{
  RASCREDENTIALSA credentials = { .dwSize = sizeof credentials };
  RASENTRYA entry = { .dwSize = sizeof entry };
  DWORD error;

  entry.dwType = RASET_Vpn;
  strcpy (entry.szDeviceType, RASDT_Vpn);
  strcpy (entry.szDeviceName, "org.freedesktop.NetworkManager.labvpn");
  strcpy (entry.szLocalPhoneNumber, "server.example");
  error = RasSetEntryPropertiesA (NULL, "brand new", &entry, sizeof entry, NULL, 0);
  check (error == ERROR_SUCCESS, "new-entry", error);
  credentials.dwMask = RASCM_Password;
  strcpy (credentials.szPassword, "good");
  error = RasSetCredentialsA (NULL, "brand new", &credentials, FALSE);
  check (error == ERROR_SUCCESS, "its-password", error);
  error = dial_and_drop ("brand new");
  check (error == ERROR_SUCCESS, "new-entry-connects", error);
  entry.dwType = RASET_Broadband;
  strcpy (entry.szDeviceType, RASDT_PPPoE);
  strcpy (entry.szDeviceName, "wan0");
  error = RasSetEntryPropertiesA (NULL, "new dsl", &entry, sizeof entry, NULL, 0);
  check (error == ERROR_SUCCESS, "new-pppoe-entry", error);
  credentials.dwMask = RASCM_UserName | RASCM_Password;
  strcpy (credentials.szUserName, "u1");
  error = RasSetCredentialsA (NULL, "new dsl", &credentials, FALSE);
  check (error == ERROR_SUCCESS, "pppoe-credentials", error);
  strcpy (entry.szDeviceType, RASDT_Modem);
  strcpy (entry.szLocalPhoneNumber, "internet.example");
  entry.dwType = RASET_Phone;
  entry.szDeviceName[0] = '\0';
  error = RasSetEntryPropertiesA (NULL, "new mobile", &entry, sizeof entry, NULL, 0);
  check (error == ERROR_SUCCESS, "new-mobile-entry", error);
  for (int i = 0; i < 100 && (error = RasDeleteEntryA (NULL, "brand new")) == ERROR_CANNOT_DELETE; i++)
    Sleep (50);
  check (error == ERROR_SUCCESS, "delete", error);
  error = RasValidateEntryNameA (NULL, "brand new");
  check (error == ERROR_SUCCESS, "deleted", error);
}

int
main (void)
{
  test_office ();
  test_wrong_password ();
  test_phonebook ();
  test_new_entry ();
  printf ("1..%d\n", number);
  return 0;
}
