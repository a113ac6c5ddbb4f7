/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Bad input for the functions of connections (test-input-entries.c has the others): the documented code, no crash, and nothing written
 * beyond dwSize (the page behind each buffer cannot be touched). */
#include <string.h>

#include "harness.h"

#define PHONEBOOK TEXT ("/etc/NetworkManager/system-connections")
#define OTHER_PHONEBOOK TEXT ("/no/such/book")
#define ENTRY TEXT (OK_NAME)
#define NO_ENTRY TEXT ("nowhere")

#ifdef UNICODE
static const DWORD sizes_status[] = { 304, 564, 608, 0 },
                   sizes_conn[] = { 820, 1344, 1360, 1372, 1388, 0 },
                   sizes_params[] = { 2096, 2108, 2112, 2120, 0 },
                   sizes_name[] = { 520, 1048, 0 },
                   sizes_device[] = { 296, 0 },
                   sizes_ip[] = { 72, 80, 0 },
                   sizes_lcp[] = { 8, 2104, 0 };
#else
static const DWORD sizes_status[] = { 160, 288, 332, 0 },
                   sizes_conn[] = { 416, 680, 696, 708, 724, 0 },
                   sizes_params[] = { 1052, 1064, 1068, 1076, 0 },
                   sizes_name[] = { 264, 532, 0 },
                   sizes_device[] = { 152, 0 },
                   sizes_ip[] = { 40, 48, 0 },
                   sizes_lcp[] = { 8, 1080, 0 };
#endif
static const DWORD sizes_stats[] = { 60, 0 }, sizes_ipv6[] = { 28, 0 }, sizes_ccp[] = { 24, 0 };

static HRASCONN handle;         /* connected */

/*
 * RasGetConnectStatus.
 */

static DWORD
call_status (void *buffer, DWORD size)
{
  return RasGetConnectStatus (handle, buffer);
}

static void
get_connect_status (void)
{
  RASCONNSTATUS status = { .dwSize = sizeof status };

  try_sizes (sizes_status, ERROR_SUCCESS, ERROR_INVALID_SIZE, call_status);
  try_exact (sizes_status, ERROR_SUCCESS, call_status);
  CHECK_EQUAL (RasGetConnectStatus (handle, NULL), ERROR_INVALID_PARAMETER);
  CHECK_EQUAL (RasGetConnectStatus (NULL, NULL), ERROR_INVALID_PARAMETER);
  CHECK_EQUAL (RasGetConnectStatus (NULL, &status), ERROR_INVALID_HANDLE);
  CHECK_EQUAL (RasGetConnectStatus ((HRASCONN) INVALID_HANDLE_VALUE, &status), ERROR_INVALID_HANDLE);
}

static HRASCONN
random_handle (unsigned *seed)
{
  uintptr_t high = (uintptr_t) rand_r (seed), low = (uintptr_t) rand_r (seed);

  return (HRASCONN) (high << 32 | low);
}

static void
random_handles (void)
{
  RASCONNSTATUS status = { .dwSize = sizeof status };
  RAS_STATS statistics = { .dwSize = sizeof statistics };
  unsigned seed = 20260101;

  for (unsigned i = 0; i < 1000; i++) {
    HRASCONN random = random_handle (&seed), other;
    DWORD size = 0;

    CHECK_EQUAL (RasGetConnectStatus (random, &status), ERROR_INVALID_HANDLE);
    CHECK_EQUAL (RasHangUp (random), ERROR_INVALID_HANDLE);
    CHECK_EQUAL (RasGetProjectionInfo (random, RASP_PppIp, NULL, &size), ERROR_INVALID_HANDLE);
    CHECK_EQUAL (RasGetProjectionInfoEx (random, NULL, &size), ERROR_INVALID_HANDLE);
    CHECK_EQUAL (RasGetSubEntryHandle (random, 1, &other), ERROR_INVALID_HANDLE);
    CHECK_EQUAL (RasGetConnectionStatistics (random, &statistics), ERROR_INVALID_HANDLE);
    CHECK_EQUAL (RasClearConnectionStatistics (random), ERROR_INVALID_HANDLE);
    CHECK_EQUAL (RasInvokeEapUI (random, 1, NULL, NULL), ERROR_INVALID_HANDLE);
  }
}

/*
 * Enumerations.
 */

static DWORD n_records;

static DWORD
call_connections (void *buffer, DWORD size)
{
  return RasEnumConnections (buffer, &size, &n_records);
}

static DWORD
call_entries (void *buffer, DWORD size)
{
  return RasEnumEntries (NULL, NULL, buffer, &size, &n_records);
}

static DWORD
call_devices (void *buffer, DWORD size)
{
  return RasEnumDevices (buffer, &size, &n_records);
}

static void
enumerations (void)
{
  DWORD size = 0, count = 0;

  try_sizes (sizes_conn, ERROR_SUCCESS, ERROR_INVALID_SIZE, call_connections);
  try_exact (sizes_conn, ERROR_SUCCESS, call_connections);
  try_sizes (sizes_name, ERROR_BUFFER_TOO_SMALL, ERROR_INVALID_SIZE, call_entries);
  try_exact (sizes_name, ERROR_BUFFER_TOO_SMALL, call_entries);
  CHECK_EQUAL (RasEnumDevices (NULL, &size, &n_records), ERROR_BUFFER_TOO_SMALL);
  size = 0;
  try_sizes (sizes_device, n_records > 1 ? ERROR_BUFFER_TOO_SMALL : ERROR_SUCCESS, ERROR_INVALID_SIZE, call_devices);
  CHECK_EQUAL (RasEnumConnections (NULL, NULL, &count), ERROR_INVALID_PARAMETER);
  CHECK_EQUAL (RasEnumConnections (NULL, &size, NULL), ERROR_INVALID_PARAMETER);
  CHECK_EQUAL (RasEnumEntries (NULL, NULL, NULL, NULL, &count), ERROR_INVALID_PARAMETER);
  CHECK_EQUAL (RasEnumEntries (NULL, NULL, NULL, &size, NULL), ERROR_INVALID_PARAMETER);
  CHECK_EQUAL (RasEnumEntries (NULL, OTHER_PHONEBOOK, NULL, &size, &count), ERROR_CANNOT_OPEN_PHONEBOOK);
  CHECK_EQUAL (RasEnumEntries (NULL, PHONEBOOK, NULL, &size, &count), ERROR_BUFFER_TOO_SMALL);
}

/*
 * RasDial, with sizes that are wrong; right ones are dialled elsewhere.
 */

static DWORD
call_dial (void *buffer, DWORD size)
{
  RASDIALPARAMS *params = buffer;
  HRASCONN dialled = NULL;

  /* Right sizes: an entry that is not there. */
  if (size > 520)
    memset ((char *) buffer + 4, 0, size - 4);
  if (size > 520)
    set_text (params->szEntryName, NO_ENTRY);
  return RasDial (NULL, NULL, params, 0, NULL, &dialled);
}

static void
dial (void)
{
  RASDIALPARAMS params = { .dwSize = sizeof params };
  RASDIALEXTENSIONS extensions = { .dwSize = sizeof extensions };
  HRASCONN dialled = NULL;

  try_sizes (sizes_params, ERROR_CANNOT_FIND_PHONEBOOK_ENTRY, ERROR_INVALID_SIZE, call_dial);
  CHECK_EQUAL (RasDial (NULL, NULL, NULL, 0, NULL, &dialled), ERROR_INVALID_PARAMETER);
  CHECK_EQUAL (RasDial (NULL, NULL, &params, 0, NULL, NULL), ERROR_INVALID_PARAMETER);
  CHECK_EQUAL (RasDial (NULL, NULL, &params, 0, NULL, &dialled), ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
  set_text (params.szEntryName, ENTRY);
  CHECK_EQUAL (RasDial (NULL, NULL, &params, 0xFFFFFFFF, &params, &dialled), ERROR_NOT_SUPPORTED);
  CHECK_EQUAL (RasDial (NULL, NULL, &params, 3, &params, &dialled), ERROR_INVALID_PARAMETER);
  CHECK_EQUAL (RasDial (NULL, OTHER_PHONEBOOK, &params, 0, NULL, &dialled), ERROR_CANNOT_OPEN_PHONEBOOK);
  set_text (params.szCallbackNumber, TEXT ("*"));
  CHECK_EQUAL (RasDial (NULL, NULL, &params, 0, NULL, &dialled), ERROR_BAD_CALLBACK_NUMBER);
  params.szCallbackNumber[0] = 0;
  for (DWORD wrong = 0; wrong < 100; wrong++)
    if (wrong != 24 && wrong != 44 && wrong != 60) {
      extensions.dwSize = wrong;
      CHECK_EQUAL (RasDial (&extensions, NULL, &params, 0, NULL, &dialled), ERROR_INVALID_SIZE);
    }
  CHECK (dialled == NULL);
  /* A handle that is there is to be resumed, but is not paused; one that is none is none. */
  dialled = handle;
  CHECK_EQUAL (RasDial (NULL, NULL, &params, 0, NULL, &dialled), ERROR_INVALID_PARAMETER);
  dialled = (HRASCONN) (uintptr_t) 77;
  CHECK_EQUAL (RasDial (NULL, NULL, &params, 0, NULL, &dialled), ERROR_INVALID_HANDLE);
  /* Texts that do not end. */
  dialled = NULL;
  for (size_t i = 0; i < sizeof params.szEntryName / sizeof params.szEntryName[0]; i++)
    params.szEntryName[i] = 'x';
  CHECK_EQUAL (RasDial (NULL, NULL, &params, 0, NULL, &dialled), ERROR_INVALID_PARAMETER);
}

/*
 * Projections and counters.
 */

static RASPROJECTION projection;

static DWORD
call_projection (void *buffer, DWORD size)
{
  return RasGetProjectionInfo (handle, projection, buffer, &size);
}

static void
try_projection (RASPROJECTION which, const DWORD *accepted, DWORD good)
{
  DWORD size = 0, newest = 0;

  projection = which;
  try_sizes (accepted, good, ERROR_INVALID_SIZE, call_projection);
  try_exact (accepted, good, call_projection);
  for (const DWORD *each = accepted; *each; each++)
    newest = *each;
  CHECK_EQUAL (RasGetProjectionInfo (handle, which, NULL, &size), ERROR_BUFFER_TOO_SMALL);
  CHECK_EQUAL (size, newest);
}

static void
projections (void)
{
  RASPPPIP ip = { .dwSize = sizeof ip };
  RAS_PROJECTION_INFO info = { .version = RASAPIVERSION_CURRENT };
  DWORD size = sizeof ip;

  try_projection (RASP_PppIp, sizes_ip, ERROR_SUCCESS);
  try_projection (RASP_PppIpv6, sizes_ipv6, ERROR_PROTOCOL_NOT_CONFIGURED);
  try_projection (RASP_PppLcp, sizes_lcp, ERROR_PROTOCOL_NOT_CONFIGURED);
  try_projection (RASP_PppCcp, sizes_ccp, ERROR_PROTOCOL_NOT_CONFIGURED);
  CHECK_EQUAL (RasGetProjectionInfo (handle, RASP_PppIp, &ip, NULL), ERROR_INVALID_PARAMETER);
  CHECK_EQUAL (RasGetProjectionInfo (handle, (RASPROJECTION) 1, &ip, &size), ERROR_INVALID_PARAMETER);
  size = sizeof ip - 1;
  CHECK_EQUAL (RasGetProjectionInfo (handle, RASP_PppIp, &ip, &size), ERROR_BUFFER_TOO_SMALL);
  CHECK_EQUAL (size, sizeof ip);
  CHECK_EQUAL (RasGetProjectionInfoEx (handle, &info, NULL), ERROR_INVALID_PARAMETER);
  size = 0;
  CHECK_EQUAL (RasGetProjectionInfoEx (handle, NULL, &size), ERROR_BUFFER_TOO_SMALL);
  CHECK_EQUAL (size, sizeof info);
  size = sizeof info - 1;
  CHECK_EQUAL (RasGetProjectionInfoEx (handle, &info, &size), ERROR_BUFFER_TOO_SMALL);
  CHECK_EQUAL (RasGetProjectionInfoEx (handle, &info, &size), ERROR_SUCCESS);
  CHECK_EQUAL (info.type, PROJECTION_INFO_TYPE_PPP);
  info.version = (RASAPIVERSION) 9;
  CHECK_EQUAL (RasGetProjectionInfoEx (handle, &info, &size), ERROR_INVALID_SIZE);
}

static DWORD
call_statistics (void *buffer, DWORD size)
{
  return RasGetConnectionStatistics (handle, buffer);
}

static DWORD
call_link (void *buffer, DWORD size)
{
  return RasGetLinkStatistics (handle, 1, buffer);
}

/* 16: E_INVALIDARG, not 87. */
static void
counters (void)
{
  RAS_STATS statistics = { .dwSize = sizeof statistics };

  try_sizes (sizes_stats, ERROR_SUCCESS, E_INVALIDARG, call_statistics);
  try_sizes (sizes_stats, ERROR_SUCCESS, E_INVALIDARG, call_link);
  CHECK_EQUAL (RasGetConnectionStatistics (handle, NULL), E_INVALIDARG);
  CHECK_EQUAL (RasGetConnectionStatistics (NULL, &statistics), E_INVALIDARG);
  CHECK_EQUAL (RasGetLinkStatistics (handle, 0, &statistics), E_INVALIDARG);
  CHECK_EQUAL (RasGetLinkStatistics (handle, 2, &statistics), E_INVALIDARG);
  CHECK_EQUAL (RasClearLinkStatistics (handle, 0), E_INVALIDARG);
  CHECK_EQUAL (RasClearLinkStatistics (handle, 1), ERROR_SUCCESS);
  CHECK_EQUAL (RasClearConnectionStatistics (NULL), ERROR_INVALID_HANDLE);
}

/*
 * Links, newer functions, notifications.
 */

static void
links (void)
{
  RASUPDATECONN update = { .version = RASAPIVERSION_CURRENT, .dwSize = sizeof update };
  RASNAPSTATE state = { .dwSize = sizeof state };
  HRASCONN link = NULL;

  CHECK_EQUAL (RasGetSubEntryHandle (handle, 1, NULL), ERROR_INVALID_PARAMETER);
  CHECK_EQUAL (RasGetSubEntryHandle (handle, 2, &link), ERROR_NO_MORE_ITEMS);
  CHECK_EQUAL (RasGetSubEntryHandle (handle, 1, &link), ERROR_SUCCESS);
  CHECK (link == handle);
  CHECK_EQUAL (RasUpdateConnection (handle, NULL), ERROR_INVALID_PARAMETER);
  CHECK_EQUAL (RasUpdateConnection (handle, &update), ERROR_MOBIKE_DISABLED);
  CHECK_EQUAL (RasUpdateConnection (NULL, &update), ERROR_INVALID_HANDLE);
  update.dwSize--;
  CHECK_EQUAL (RasUpdateConnection (handle, &update), ERROR_INVALID_SIZE);
  CHECK_EQUAL (RasGetNapStatus (handle, &state), ERROR_NOT_NAP_CAPABLE);
  CHECK_EQUAL (RasGetNapStatus (handle, NULL), ERROR_INVALID_PARAMETER);
  state.dwSize++;
  CHECK_EQUAL (RasGetNapStatus (handle, &state), ERROR_INVALID_SIZE);
}

static void
notifications (void)
{
  HANDLE event = RasCreateEvent ();

  CHECK_EQUAL (RasConnectionNotification (handle, event, 0), ERROR_INVALID_PARAMETER);
  CHECK_EQUAL (RasConnectionNotification (handle, event, 0x80000000), ERROR_INVALID_PARAMETER);
  CHECK_EQUAL (RasConnectionNotification (NULL, event, RASCN_Disconnection), ERROR_INVALID_HANDLE);
  CHECK_EQUAL (RasConnectionNotification (handle, (HANDLE) (intptr_t) 9999, RASCN_Disconnection), ERROR_INVALID_HANDLE);
  CHECK_EQUAL (RasConnectionNotification (handle, NULL, RASCN_Disconnection), ERROR_INVALID_HANDLE);
  CHECK_EQUAL (RasConnectionNotification (handle, (HANDLE) (intptr_t) 1, RASCN_Disconnection), ERROR_INVALID_HANDLE);
  CHECK_EQUAL (RasConnectionNotification (handle, INVALID_HANDLE_VALUE, RASCN_Disconnection), ERROR_INVALID_HANDLE);
  CHECK_EQUAL (RasConnectionNotification (handle, event, RASCN_Disconnection), ERROR_SUCCESS);
  CHECK_EQUAL (RasWaitForEvent (event, 0), 258);
  CHECK_EQUAL (RasWaitForEvent (INVALID_HANDLE_VALUE, 0), ERROR_INVALID_HANDLE);
  CHECK_EQUAL (RasCloseEvent (event), ERROR_SUCCESS);
  CHECK_EQUAL (RasCloseEvent (INVALID_HANDLE_VALUE), ERROR_INVALID_HANDLE);
}

/*
 * 12: texts of errors.
 */

static void
error_strings (void)
{
  for (UINT error = RASBASE; error <= RASBASEEND; error++) {
    TCHAR text[512];
    DWORD length = 0;
    TCHAR *exact;

    CHECK_EQUAL (RasGetErrorString (error, text, 512), ERROR_SUCCESS);
    while (text[length])
      length++;
    CHECK (length > 0 && length < 256);
    exact = guarded_new ((length + 1) * sizeof (TCHAR));
    CHECK_EQUAL (RasGetErrorString (error, exact, length + 1), ERROR_SUCCESS);
    CHECK_EQUAL (RasGetErrorString (error, exact, length), ERROR_INSUFFICIENT_BUFFER);
    CHECK_EQUAL (RasGetErrorString (error, exact, 0), ERROR_INSUFFICIENT_BUFFER);
    CHECK_EQUAL (RasGetErrorString (error, NULL, 512), ERROR_INVALID_PARAMETER);
    guarded_free (exact, (length + 1) * sizeof (TCHAR));
  }
  for (UINT error = 0; error < RASBASE; error++)
    CHECK_EQUAL (RasGetErrorString (error, (TCHAR[512]) { 0 }, 512), ERROR_INVALID_PARAMETER);
  CHECK_EQUAL (RasGetErrorString (RASBASEEND + 1, (TCHAR[512]) { 0 }, 512), ERROR_INVALID_PARAMETER);
  CHECK_EQUAL (RasGetErrorString (0x80420112, (TCHAR[512]) { 0 }, 512), ERROR_INVALID_PARAMETER);
}

static void
begin (void)
{
  RASDIALPARAMS params = { .dwSize = sizeof params };
  RASPPPIP ip = { .dwSize = sizeof ip };
  DWORD size = sizeof ip;

  set_text (params.szEntryName, ENTRY);
  CHECK_EQUAL (RasDial (NULL, NULL, &params, 0, NULL, &handle), ERROR_SUCCESS);
  world_tell ("configure");
  AWAIT (RasGetProjectionInfo (handle, RASP_PppIp, &ip, &size) == ERROR_SUCCESS);
}

static void
dead_handle (void)
{
  RASUPDATECONN update = { .version = RASAPIVERSION_CURRENT, .dwSize = sizeof update };
  RAS_PROJECTION_INFO info = { .version = RASAPIVERSION_CURRENT };
  RASCONNSTATUS status = { .dwSize = sizeof status };
  RAS_STATS statistics = { .dwSize = sizeof statistics };
  RASNAPSTATE state = { .dwSize = sizeof state };
  RASPPPIP ip = { .dwSize = sizeof ip };
  HANDLE event = RasCreateEvent ();
  DWORD size = sizeof ip, info_size = sizeof info;
  HRASCONN link, again = handle;
  RASDIALPARAMS params = { .dwSize = sizeof params };

  CHECK_EQUAL (RasHangUp (handle), ERROR_SUCCESS);
  AWAIT (RasGetConnectStatus (handle, &status) == ERROR_INVALID_HANDLE);
  CHECK_EQUAL (RasHangUp (handle), ERROR_NO_CONNECTION);
  CHECK_EQUAL (RasGetConnectionStatistics (handle, &statistics), ERROR_INVALID_HANDLE);
  CHECK_EQUAL (RasGetLinkStatistics (handle, 1, &statistics), ERROR_INVALID_HANDLE);
  CHECK_EQUAL (RasClearConnectionStatistics (handle), ERROR_INVALID_HANDLE);
  CHECK_EQUAL (RasClearLinkStatistics (handle, 1), ERROR_INVALID_HANDLE);
  CHECK_EQUAL (RasGetProjectionInfo (handle, RASP_PppIp, &ip, &size), ERROR_INVALID_HANDLE);
  CHECK_EQUAL (RasGetProjectionInfoEx (handle, &info, &info_size), ERROR_INVALID_HANDLE);
  CHECK_EQUAL (RasGetSubEntryHandle (handle, 1, &link), ERROR_INVALID_HANDLE);
  CHECK_EQUAL (RasUpdateConnection (handle, &update), ERROR_INVALID_HANDLE);
  CHECK_EQUAL (RasGetNapStatus (handle, &state), ERROR_INVALID_HANDLE);
  CHECK_EQUAL (RasInvokeEapUI (handle, 1, NULL, NULL), ERROR_INVALID_HANDLE);
  CHECK_EQUAL (RasConnectionNotification (handle, event, RASCN_Disconnection), ERROR_INVALID_HANDLE);
  set_text (params.szEntryName, ENTRY);
  CHECK_EQUAL (RasDial (NULL, NULL, &params, 0, NULL, &again), ERROR_INVALID_HANDLE);
  CHECK_EQUAL (RasCloseEvent (event), ERROR_SUCCESS);
}

static const Test tests[] = {
  { "begin", begin },
  { "get-connect-status", get_connect_status },
  { "random-handles", random_handles },
  { "enumerations", enumerations },
  { "dial", dial },
  { "projections", projections },
  { "counters", counters },
  { "links", links },
  { "notifications", notifications },
  { "error-strings", error_strings },
  { "dead-handle", dead_handle },
};

int
main (void)
{
  return harness_main ("input", tests, sizeof tests / sizeof tests[0]);
}
