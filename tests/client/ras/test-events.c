/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* RasConnectionNotification (18), counters (16) and projections; events are eventfds. */
#include <fcntl.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "harness.h"

#define TIMED_OUT 258
#define PATIENCE_MS 90000

static HRASCONN
dial (void)
{
  RASDIALPARAMSA params = { .dwSize = sizeof params, .szEntryName = OK_NAME };
  HRASCONN handle = NULL;

  CHECK_EQUAL (RasDialA (NULL, NULL, &params, 0, NULL, &handle), ERROR_SUCCESS);
  return handle;
}

static DWORD
count_connections (void)
{
  DWORD size = 0, count = 0;

  RasEnumConnectionsA (NULL, &size, &count);
  return count;
}

/* Every time, also for the process's own connections, and after the list has changed. */
static void
all_connections (void)
{
  HANDLE event = (HANDLE) (intptr_t) eventfd (0, EFD_NONBLOCK);

  CHECK_EQUAL (RasConnectionNotification ((HRASCONN) INVALID_HANDLE_VALUE, event, 3), ERROR_SUCCESS);
  for (int i = 0; i < 3; i++) {
    HRASCONN handle = dial ();

    CHECK_EQUAL (RasWaitForEvent (event, PATIENCE_MS), 0);
    CHECK_EQUAL (count_connections (), 1);
    CHECK_EQUAL (RasWaitForEvent (event, 0), TIMED_OUT);
    CHECK_EQUAL (RasHangUpA (handle), ERROR_SUCCESS);
    CHECK_EQUAL (RasWaitForEvent (event, PATIENCE_MS), 0);
    CHECK_EQUAL (count_connections (), 0);
    CHECK_EQUAL (RasWaitForEvent (event, 0), TIMED_OUT);
  }
  CHECK_EQUAL (RasCloseEvent (event), ERROR_SUCCESS);
}

static void
only_what_is_asked_for (void)
{
  HANDLE connects = RasCreateEvent (), ends = RasCreateEvent (), one = RasCreateEvent (), failed = RasCreateEvent ();
  HRASCONN handle;

  CHECK_EQUAL (RasConnectionNotification ((HRASCONN) INVALID_HANDLE_VALUE, connects, RASCN_Connection), ERROR_SUCCESS);
  CHECK_EQUAL (RasConnectionNotification ((HRASCONN) INVALID_HANDLE_VALUE, ends, RASCN_Disconnection), ERROR_SUCCESS);
  handle = dial ();
  CHECK_EQUAL (RasConnectionNotification (handle, one, RASCN_Disconnection), ERROR_SUCCESS);
  CHECK_EQUAL (RasWaitForEvent (connects, PATIENCE_MS), 0);
  CHECK_EQUAL (RasWaitForEvent (ends, 0), TIMED_OUT);
  CHECK_EQUAL (RasWaitForEvent (one, 0), TIMED_OUT);
  world_tell ("drop");
  CHECK_EQUAL (RasWaitForEvent (one, PATIENCE_MS), 0);
  CHECK_EQUAL (RasWaitForEvent (ends, PATIENCE_MS), 0);
  CHECK_EQUAL (RasWaitForEvent (connects, 0), TIMED_OUT);
  CHECK_EQUAL (RasHangUpA (handle), ERROR_NO_CONNECTION);
  CHECK_EQUAL (RasCloseEvent (connects), ERROR_SUCCESS);
  CHECK_EQUAL (RasCloseEvent (ends), ERROR_SUCCESS);
  CHECK_EQUAL (RasCloseEvent (one), ERROR_SUCCESS);
  CHECK_EQUAL (RasCloseEvent (failed), ERROR_SUCCESS);
}

/* The library keeps a duplicate: the caller's descriptor may be closed, and its number be another's. */
static void
survives_a_close (void)
{
  int mine = eventfd (0, EFD_NONBLOCK), other;
  HANDLE event = (HANDLE) (intptr_t) mine;
  HRASCONN handle;

  CHECK_EQUAL (RasConnectionNotification ((HRASCONN) INVALID_HANDLE_VALUE, event, 3), ERROR_SUCCESS);
  CHECK (close (mine) == 0);
  other = eventfd (0, EFD_NONBLOCK);
  handle = dial ();
  CHECK_EQUAL (RasWaitForEvent ((HANDLE) (intptr_t) other, 0), TIMED_OUT);
  CHECK_EQUAL (RasHangUpA (handle), ERROR_SUCCESS);
  CHECK (close (other) == 0);
}

static int
count_descriptors (void)
{
  int n = 0;

  for (int descriptor = 0; descriptor < 1024; descriptor++)
    n += fcntl (descriptor, F_GETFD) >= 0;
  return n;
}

/* As many times as it was set: that costs nothing, and it is set once for each change. */
static void
registered_again_and_again (void)
{
  int mine = eventfd (0, EFD_NONBLOCK), descriptors;
  HANDLE event = (HANDLE) (intptr_t) mine;
  uint64_t times = 0;
  HRASCONN handle;

  CHECK_EQUAL (RasConnectionNotification ((HRASCONN) INVALID_HANDLE_VALUE, event, RASCN_Disconnection), ERROR_SUCCESS);
  descriptors = count_descriptors ();
  for (int i = 0; i < 2000; i++)
    CHECK_EQUAL (RasConnectionNotification ((HRASCONN) INVALID_HANDLE_VALUE, event, RASCN_Connection), ERROR_SUCCESS);
  CHECK_EQUAL (count_descriptors (), descriptors);
  handle = dial ();
  AWAIT (read (mine, &times, sizeof times) == sizeof times);
  CHECK_EQUAL (times, 1);
  CHECK_EQUAL (RasHangUpA (handle), ERROR_SUCCESS);
  CHECK_EQUAL (RasWaitForEvent (event, PATIENCE_MS), 0);
  CHECK_EQUAL (RasCloseEvent (event), ERROR_SUCCESS);
}

/*
 * Counters and addresses.
 */

static void
counters (void)
{
  HRASCONN handle = dial ();
  RAS_STATS statistics = { .dwSize = sizeof statistics }, link = { .dwSize = sizeof link };

  CHECK_EQUAL (RasGetConnectionStatistics (handle, &statistics), ERROR_SUCCESS);
  CHECK_EQUAL (statistics.dwSize, sizeof statistics);
  CHECK (statistics.dwConnectDuration < 60000);
  AWAIT (RasGetConnectionStatistics (handle, &link) == ERROR_SUCCESS && link.dwConnectDuration > statistics.dwConnectDuration);
  CHECK_EQUAL (RasClearConnectionStatistics (handle), ERROR_SUCCESS);
  CHECK_EQUAL (RasGetLinkStatistics (handle, 1, &link), ERROR_SUCCESS);
  CHECK_EQUAL (link.dwBytesRcved, 0);
  CHECK_EQUAL (link.dwFramesXmited, 0);
  CHECK_EQUAL (RasHangUpA (handle), ERROR_SUCCESS);
}

static void
addresses (void)
{
  HRASCONN handle = dial ();
  RASPPPIPA ip = { .dwSize = sizeof ip };
  RASPPPIPW wide = { .dwSize = sizeof wide };
  RAS_PROJECTION_INFO info = { .version = RASAPIVERSION_CURRENT };
  DWORD size = sizeof ip;

  CHECK_EQUAL (RasGetProjectionInfoA (handle, RASP_PppIp, &ip, &size), ERROR_PROTOCOL_NOT_CONFIGURED);
  world_tell ("configure");
  AWAIT (RasGetProjectionInfoA (handle, RASP_PppIp, &ip, &size) == ERROR_SUCCESS);
  CHECK (strcmp (ip.szIpAddress, "10.8.0.2") == 0);
  CHECK (strcmp (ip.szServerIpAddress, "10.8.0.1") == 0);
  CHECK_EQUAL (ip.dwError, 0);
  size = sizeof wide;
  CHECK_EQUAL (RasGetProjectionInfoW (handle, RASP_PppIp, &wide, &size), ERROR_SUCCESS);
  CHECK (wide.szIpAddress[0] == '1' && wide.szIpAddress[7] == '2' && wide.szIpAddress[8] == 0);
  size = sizeof info;
  CHECK_EQUAL (RasGetProjectionInfoEx (handle, &info, &size), ERROR_SUCCESS);
  CHECK_EQUAL (info.ppp.ipv4Address.s_addr, htonl (0x0a080002));
  CHECK_EQUAL (info.ppp.dwIPv6NegotiationError, ERROR_PROTOCOL_NOT_CONFIGURED);
  CHECK_EQUAL (RasHangUpA (handle), ERROR_SUCCESS);
}

#define L2TP_UUID "33333333-2222-2222-2222-0000000000a1"
#define IKE_UUID "33333333-2222-2222-2222-0000000000a2"

static HRASCONN
dial_new (const char *name, const char *uuid, const char *plugin)
{
  RASDIALPARAMSA params = { .dwSize = sizeof params };
  HRASCONN handle = NULL;

  world_tell ("profile %s %s vpn org.freedesktop.NetworkManager.%s", name, uuid, plugin);
  world_tell ("script %s %s", uuid, TRACE_CONNECTS);
  AWAIT (RasValidateEntryNameA (NULL, name) == ERROR_ALREADY_EXISTS);
  strcpy (params.szEntryName, name);
  CHECK_EQUAL (RasDialA (NULL, NULL, &params, 0, NULL, &handle), ERROR_SUCCESS);
  return handle;
}

/* What runs in the tunnel is known by its plugin. */
static void
links_by_plugin (void)
{
  RAS_PROJECTION_INFO info = { .version = RASAPIVERSION_CURRENT };
  RASPPPLCPW lcp = { .dwSize = sizeof lcp };
  DWORD size = sizeof lcp;
  HRASCONN handle = dial_new ("lab-l2tp", L2TP_UUID, "l2tp");

  CHECK_EQUAL (RasGetProjectionInfoW (handle, RASP_PppLcp, &lcp, &size), ERROR_SUCCESS);
  CHECK (lcp.dwSize == sizeof lcp && lcp.dwError == 0 && !lcp.fBundled && !lcp.fMultilink);
  size = sizeof info;
  CHECK_EQUAL (RasGetProjectionInfoEx (handle, &info, &size), ERROR_SUCCESS);
  CHECK_EQUAL (info.type, PROJECTION_INFO_TYPE_PPP);
  CHECK_EQUAL (RasHangUpA (handle), ERROR_SUCCESS);
  handle = dial_new ("lab-ike", IKE_UUID, "strongswan");
  world_tell ("configure");
  AWAIT (RasGetProjectionInfoEx (handle, &info, &size) == ERROR_SUCCESS && info.type == PROJECTION_INFO_TYPE_IKEv2 &&
         info.ikev2.dwIPv4NegotiationError == 0);
  CHECK_EQUAL (info.ikev2.ipv4Address.s_addr, htonl (0x0a080002));
  CHECK_EQUAL (info.ikev2.ipv4ServerAddress.s_addr, htonl (0x0a080001));
  CHECK_EQUAL (info.ikev2.dwIPv6NegotiationError, ERROR_PROTOCOL_NOT_CONFIGURED);
  size = sizeof lcp;
  CHECK_EQUAL (RasGetProjectionInfoW (handle, RASP_PppLcp, &lcp, &size), ERROR_PROTOCOL_NOT_CONFIGURED);
  CHECK_EQUAL (RasHangUpA (handle), ERROR_SUCCESS);
}

static DWORD early = ERROR_SUCCESS;
static bool asked;

static void WINAPI
ask_early (HRASCONN handle, UINT message, RASCONNSTATE state, DWORD error, DWORD extended)
{
  RASPPPIPA ip = { .dwSize = sizeof ip };
  DWORD size = sizeof ip;

  if (state == RASCS_OpenPort)
    early = RasGetProjectionInfoA (handle, RASP_PppIp, &ip, &size);
  __atomic_store_n (&asked, true, __ATOMIC_RELEASE);
}

/* 730: too early. */
static void
too_early (void)
{
  RASDIALPARAMSA params = { .dwSize = sizeof params, .szEntryName = OK_NAME };
  HRASCONN handle = NULL;

  world_tell ("script %s %s", OK_UUID, TRACE_HANGS);
  CHECK_EQUAL (RasDialA (NULL, NULL, &params, 1, (void *) ask_early, &handle), ERROR_SUCCESS);
  AWAIT (__atomic_load_n (&asked, __ATOMIC_ACQUIRE));
  CHECK_EQUAL (early, ERROR_PROJECTION_NOT_COMPLETE);
  CHECK_EQUAL (RasHangUpA (handle), ERROR_SUCCESS);
  world_tell ("script %s %s", OK_UUID, TRACE_CONNECTS);
}

static const Test tests[] = {
  { "all-connections", all_connections },
  { "only-what-is-asked-for", only_what_is_asked_for },
  { "survives-a-close", survives_a_close },
  { "registered-again-and-again", registered_again_and_again },
  { "counters", counters },
  { "addresses", addresses },
  { "links-by-plugin", links_by_plugin },
  { "too-early", too_early },
};

int
main (void)
{
  return harness_main ("events", tests, sizeof tests / sizeof tests[0]);
}
