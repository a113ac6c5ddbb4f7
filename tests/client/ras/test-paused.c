/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* RDEOPT_PausedStates: a dial that asks, and goes on with the answer; and numbers that
 * are dialled without an entry.  Compiled as A and as W. */
#include <pthread.h>
#include <string.h>

#include "calls.h"

#define NUMBER TEXT ("5551234")

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static DWORD states[64], errors[64];
static unsigned n_told;

static DWORD WINAPI
tell (ULONG_PTR id, DWORD subentry, HRASCONN connection, UINT message, RASCONNSTATE state, DWORD error, DWORD extended)
{
  CHECK (id == 42 && message == WM_RASDIALEVENT && connection && subentry == 1 && extended == 0);
  pthread_mutex_lock (&lock);
  CHECK (n_told < 64);
  states[n_told] = state;
  errors[n_told++] = error;
  pthread_mutex_unlock (&lock);
  return 1;
}

static bool
is_last (DWORD state, DWORD error)
{
  bool is;

  pthread_mutex_lock (&lock);
  is = n_told > 0 && states[n_told - 1] == state && errors[n_told - 1] == error;
  pthread_mutex_unlock (&lock);
  return is;
}

static RASDIALPARAMS
number_params (void)
{
  RASDIALPARAMS params = params_of (TEXT (""));

  set_text (params.szPhoneNumber, NUMBER);
  params.dwCallbackId = 42;
  return params;
}

static DWORD
dial_number (const RASDIALPARAMS *params, DWORD options, HRASCONN *connection)
{
  RASDIALEXTENSIONS extensions;
  RASDIALPARAMS copy = *params;

  memset (&extensions, 0, sizeof extensions);
  extensions.dwSize = sizeof extensions;
  extensions.dwfOptions = options;
  if (*connection == NULL)
    n_told = 0;
  return RasDial (&extensions, NULL, &copy, 2, (LPVOID) tell, connection);
}

/* The first of the world's modems does not exist yet. */
static void
no_modem (void)
{
  RASDIALPARAMS params = number_params ();
  HRASCONN connection = NULL;

  CHECK_EQUAL (dial_number (&params, 0, &connection), ERROR_CONNECTING_DEVICE_NOT_FOUND);
  CHECK (connection == NULL);
}

static void
bad_number (void)
{
  RASDIALPARAMS params = number_params ();
  HRASCONN connection = NULL;

  set_text (params.szPhoneNumber, TEXT ("555;1234"));
  CHECK_EQUAL (dial_number (&params, 0, &connection), ERROR_BAD_PHONE_NUMBER);
  CHECK (connection == NULL);
}

static bool
has_name (HRASCONN connection, const TCHAR *name)
{
  RASCONN found[8];
  DWORD size = sizeof found, count = 0;

  found[0].dwSize = sizeof found[0];
  CHECK_EQUAL (RasEnumConnections (found, &size, &count), ERROR_SUCCESS);
  for (DWORD i = 0; i < count; i++)
    if (found[i].hrasconn == connection)
      return same_text (found[i].szEntryName, name);
  return false;
}

/* With the name and the domain that PPP sends; enumerated as "." and the number. */
static void
dials_a_number (void)
{
  RASDIALPARAMS params = number_params ();
  HRASCONN connection = NULL;
  RASCONNSTATUS status;

  world_tell ("modem ttyS0");
  set_text (params.szUserName, TEXT ("ann"));
  set_text (params.szPassword, TEXT ("pw"));
  set_text (params.szDomain, TEXT ("LAB"));
  CHECK_EQUAL (dial_number (&params, 0, &connection), ERROR_SUCCESS);
  AWAIT (is_last (RASCS_Connected, ERROR_SUCCESS));
  CHECK (has_name (connection, TEXT (".5551234")));
  CHECK_EQUAL (status_of (connection, &status), ERROR_SUCCESS);
  CHECK (same_text (status.szDeviceType, RASDT_Modem) && same_text (status.szPhoneNumber, NUMBER));
  CHECK_EQUAL (world_tell ("said number 5551234"), 1);
  CHECK_EQUAL (world_tell ("said user LAB\\ann"), 1);
  CHECK_EQUAL (world_tell ("said password pw"), 1);
  hang_up (connection);
}

/* Any number to be called back at: no server asks for it. */
static void
ignores_a_callback_number (void)
{
  RASDIALPARAMS params = number_params ();
  HRASCONN connection = NULL;

  set_text (params.szCallbackNumber, TEXT ("*"));
  CHECK_EQUAL (dial_number (&params, 0, &connection), ERROR_BAD_CALLBACK_NUMBER);
  CHECK_EQUAL (dial_number (&params, RDEOPT_PausedStates, &connection), ERROR_SUCCESS);
  AWAIT (is_last (RASCS_Connected, ERROR_SUCCESS));
  hang_up (connection);
  connection = NULL;
  set_text (params.szCallbackNumber, TEXT ("5550000"));
  CHECK_EQUAL (dial_number (&params, 0, &connection), ERROR_SUCCESS);
  AWAIT (is_last (RASCS_Connected, ERROR_SUCCESS));
  hang_up (connection);
}

static HRASCONN
pause_dial (void)
{
  RASDIALPARAMS params = number_params ();
  HRASCONN connection = NULL;

  CHECK_EQUAL (dial_number (&params, RDEOPT_PausedStates, &connection), ERROR_SUCCESS);
  AWAIT (is_last (RASCS_RetryAuthentication, ERROR_SUCCESS));
  return connection;
}

static void
pauses_and_goes_on (void)
{
  RASDIALPARAMS params = number_params ();
  RASCONNSTATUS status;
  HRASCONN connection;

  world_tell ("lock");
  connection = pause_dial ();
  CHECK_EQUAL (status_of (connection, &status), ERROR_SUCCESS);
  CHECK (status.rasconnstate == RASCS_RetryAuthentication && status.dwError == 0 && (status.rasconnstate & RASCS_PAUSED));
  CHECK (!is_listed (connection));
  /* What was stored is not there, or was refused. */
  set_text (params.szPassword, TEXT ("****************"));
  CHECK_EQUAL (dial_number (&params, RDEOPT_PausedStates, &connection), ERROR_AUTHENTICATION_FAILURE);
  set_text (params.szPassword, TEXT ("4321"));
  CHECK_EQUAL (RasDial (NULL, NULL, &params, 0, NULL, &connection), ERROR_INVALID_PARAMETER);
  CHECK (is_last (RASCS_RetryAuthentication, ERROR_SUCCESS));
  CHECK_EQUAL (dial_number (&params, RDEOPT_PausedStates, &connection), ERROR_SUCCESS);
  AWAIT (is_last (RASCS_Connected, ERROR_SUCCESS));
  CHECK_EQUAL (world_tell ("said pin 4321"), 1);
  CHECK (is_listed (connection));
  CHECK_EQUAL (dial_number (&params, RDEOPT_PausedStates, &connection), ERROR_INVALID_PARAMETER);
  hang_up (connection);
}

/* As another user it is another dial, whose handle takes the place of the old one. */
static void
goes_on_as_another_user (void)
{
  RASDIALPARAMS params = number_params ();
  HRASCONN connection = pause_dial (), first = connection;

  set_text (params.szUserName, TEXT ("other"));
  set_text (params.szPassword, TEXT ("4321"));
  CHECK_EQUAL (dial_number (&params, RDEOPT_PausedStates, &connection), ERROR_SUCCESS);
  CHECK (connection != NULL && connection != first);
  AWAIT (is_dead (first));
  AWAIT (is_last (RASCS_RetryAuthentication, ERROR_SUCCESS));
  CHECK_EQUAL (dial_number (&params, RDEOPT_PausedStates, &connection), ERROR_SUCCESS);
  AWAIT (is_last (RASCS_Connected, ERROR_SUCCESS));
  CHECK_EQUAL (world_tell ("said user other"), 1);
  CHECK_EQUAL (world_tell ("said pin 4321"), 1);
  hang_up (connection);
  for (unsigned i = 0; i < n_told; i++)
    CHECK (states[i] != RASCS_Disconnected);
}

static void
a_pause_is_hung_up (void)
{
  HRASCONN connection = pause_dial ();

  CHECK_EQUAL (RasHangUp (connection), ERROR_SUCCESS);
  AWAIT (is_dead (connection));
  AWAIT (is_last (RASCS_Disconnected, ERROR_SUCCESS));
}

/* Who does not ask for pauses, or cannot be told of one, hears how the call ends. */
static void
does_not_pause_unasked (void)
{
  RASDIALEXTENSIONS extensions;
  RASDIALPARAMS params = number_params ();
  HRASCONN connection = NULL;

  memset (&extensions, 0, sizeof extensions);
  extensions.dwSize = sizeof extensions;
  extensions.dwfOptions = RDEOPT_PausedStates;
  CHECK_EQUAL (dial_number (&params, 0, &connection), ERROR_SUCCESS);
  AWAIT (is_last (RASCS_Connected, ERROR_SUCCESS));
  hang_up (connection);
  connection = NULL;
  CHECK_EQUAL (RasDial (&extensions, NULL, &params, 0, NULL, &connection), ERROR_SUCCESS);
  hang_up (connection);
}

/* Of several that fit it is one. */
static void
takes_the_first_modem (void)
{
  RASDIALPARAMS params = number_params ();
  HRASCONN connection = NULL;
  RASCONNSTATUS status;

  world_tell ("modem ttyS1");
  CHECK_EQUAL (dial_number (&params, 0, &connection), ERROR_SUCCESS);
  AWAIT (is_last (RASCS_Connected, ERROR_SUCCESS));
  CHECK_EQUAL (status_of (connection, &status), ERROR_SUCCESS);
  CHECK (same_text (status.szDeviceName, TEXT ("ttyS0")) || same_text (status.szDeviceName, TEXT ("ttyS1")));
  hang_up (connection);
}

static const Test tests[] = {
  { "no-modem", no_modem },
  { "bad-number", bad_number },
  { "dials-a-number", dials_a_number },
  { "ignores-a-callback-number", ignores_a_callback_number },
  { "pauses-and-goes-on", pauses_and_goes_on },
  { "goes-on-as-another-user", goes_on_as_another_user },
  { "a-pause-is-hung-up", a_pause_is_hung_up },
  { "does-not-pause-unasked", does_not_pause_unasked },
  { "takes-the-first-modem", takes_the_first_modem },
};

int
main (void)
{
  return harness_main ("paused", tests, sizeof tests / sizeof tests[0]);
}
