/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The protocol of enumerations: 3, 4, 5 and 22 of the points that programs rest on, and
 * the rows of Wine's table for RasEnumDevices. */
#include <string.h>

#include "harness.h"

#define GUARD 0xA5

static TCHAR other_name[32];

static HRASCONN
dial (const TCHAR *entry)
{
  RASDIALPARAMS params;
  HRASCONN handle = NULL;

  memset (&params, 0, sizeof params);
  params.dwSize = sizeof params;
  for (size_t i = 0; entry[i]; i++)
    params.szEntryName[i] = entry[i];
  CHECK_EQUAL (RasDial (NULL, NULL, &params, 0, NULL, &handle), ERROR_SUCCESS);
  return handle;
}

static void
hang_up (HRASCONN handle)
{
  RASCONNSTATUS status = { .dwSize = sizeof status };

  CHECK_EQUAL (RasHangUp (handle), ERROR_SUCCESS);
  AWAIT (RasGetConnectStatus (handle, &status) == ERROR_INVALID_HANDLE);
}

/* NULL with nothing to list is success, and says so. */
static void
nothing_is_connected (void)
{
  DWORD size = 4711, count = 4711;
  RASCONN one = { .dwSize = sizeof one };

  CHECK_EQUAL (RasEnumConnections (NULL, &size, &count), ERROR_SUCCESS);
  CHECK (size == 0 && count == 0);
  size = sizeof one;
  CHECK_EQUAL (RasEnumConnections (&one, &size, &count), ERROR_SUCCESS);
  CHECK (size == 0 && count == 0);
}

static void
check_record (const RASCONN *record, HRASCONN handle, DWORD size)
{
  CHECK_EQUAL (record->dwSize, size);
  CHECK (record->hrasconn == handle);
  CHECK (same_text (record->szDeviceType, RASDT_Vpn));
}

/* 603 sets size and count, and fills what fits; every record has its dwSize. */
static void
several_connections (void)
{
  HRASCONN first = dial (TEXT (OK_NAME)), second = dial (other_name);
  RASCONN records[3];
  DWORD size = 0, count = 0;

  CHECK_EQUAL (RasEnumConnections (NULL, &size, &count), ERROR_BUFFER_TOO_SMALL);
  CHECK_EQUAL (count, 2);
  CHECK_EQUAL (size, 2 * sizeof records[0]);
  memset (records, GUARD, sizeof records);
  records[0].dwSize = sizeof records[0];
  size = 2 * sizeof records[0] - 1;
  count = 0;
  CHECK_EQUAL (RasEnumConnections (records, &size, &count), ERROR_BUFFER_TOO_SMALL);
  CHECK_EQUAL (count, 2);
  CHECK_EQUAL (size, 2 * sizeof records[0]);
  check_record (&records[0], first, sizeof records[0]);
  CHECK_EQUAL (((unsigned char *) &records[1])[0], GUARD);
  size = sizeof records;
  CHECK_EQUAL (RasEnumConnections (records, &size, &count), ERROR_SUCCESS);
  CHECK_EQUAL (size, 2 * sizeof records[0]);
  check_record (&records[0], first, sizeof records[0]);
  check_record (&records[1], second, sizeof records[0]);
  CHECK (same_text (records[0].szEntryName, TEXT (OK_NAME)) && same_text (records[1].szEntryName, other_name));
  CHECK_EQUAL (records[0].guidEntry.Data1, 0x33333333);
  CHECK_EQUAL (records[0].guidEntry.Data4[7], 1);
  CHECK_EQUAL (((unsigned char *) &records[2])[0], GUARD);
  hang_up (first);
  hang_up (second);
}

/* Old records are a prefix of new ones, one behind the other. */
static void
old_records (void)
{
#ifdef UNICODE
  enum { OLD = 820 };
#else
  enum { OLD = 416 };
#endif
  HRASCONN first = dial (TEXT (OK_NAME)), second = dial (other_name);
  char records[2 * OLD + 1];
  DWORD size = 2 * OLD, count = 0, old = OLD;

  memset (records, GUARD, sizeof records);
  memcpy (records, &old, sizeof old);
  CHECK_EQUAL (RasEnumConnections ((RASCONN *) records, &size, &count), ERROR_SUCCESS);
  CHECK_EQUAL (count, 2);
  CHECK (memcmp (records + OLD, &old, sizeof old) == 0);
  CHECK (memcmp (records + 4, &first, sizeof first) == 0);
  CHECK (memcmp (records + OLD + 4, &second, sizeof second) == 0);
  CHECK_EQUAL ((unsigned char) records[2 * OLD], GUARD);
  hang_up (first);
  hang_up (second);
}

static void
entries (void)
{
  static RASENTRYNAME records[128];
  DWORD size = sizeof records, count = 0;
  bool found = false;

  records[0].dwSize = sizeof records[0];
  CHECK_EQUAL (RasEnumEntries (NULL, NULL, records, &size, &count), ERROR_SUCCESS);
  CHECK (count > 2 && size == count * sizeof records[0]);
  for (DWORD i = 0; i < count; i++) {
    CHECK_EQUAL (records[i].dwSize, sizeof records[0]);
    CHECK_EQUAL (records[i].dwFlags, REN_AllUsers);
    found |= same_text (records[i].szEntryName, TEXT (OK_NAME));
  }
  CHECK (found);
  size = count * sizeof records[0] - 1;
  CHECK_EQUAL (RasEnumEntries (NULL, NULL, records, &size, &count), ERROR_BUFFER_TOO_SMALL);
  CHECK_EQUAL (size, count * sizeof records[0]);
  /* What is said of the book is accepted again. */
  size = 0;
  CHECK_EQUAL (RasEnumEntries (NULL, records[0].szPhonebookPath, NULL, &size, &count), ERROR_BUFFER_TOO_SMALL);
}

/*
 * Wine's table; the number of a row is in the comment.
 */

static void
wine_devices (void)
{
  DWORD size = 0, count = 0, need;
  RASDEVINFO *devices;

  CHECK_EQUAL (RasEnumDevices (NULL, &size, &count), ERROR_BUFFER_TOO_SMALL);                   /* 0 */
  need = size;
  CHECK_EQUAL (need, count * sizeof *devices);
  devices = calloc (count + 1, sizeof *devices);
  size = need;
  CHECK_EQUAL (RasEnumDevices (NULL, &size, &count), ERROR_BUFFER_TOO_SMALL);                   /* 1 */
  devices[0].dwSize = 0;
  CHECK_EQUAL (RasEnumDevices (devices, &size, &count), ERROR_INVALID_SIZE);                    /* 2 */
  devices[0].dwSize = sizeof *devices - 1;
  CHECK_EQUAL (RasEnumDevices (devices, &size, &count), ERROR_INVALID_SIZE);                    /* 3 */
  devices[0].dwSize = sizeof *devices + 1;
  CHECK_EQUAL (RasEnumDevices (devices, &size, &count), ERROR_INVALID_SIZE);                    /* 4 */
  devices[0].dwSize = sizeof *devices;
  CHECK_EQUAL (RasEnumDevices (devices, NULL, &count), ERROR_INVALID_PARAMETER);                /* 5 */
  size = 0;
  CHECK_EQUAL (RasEnumDevices (devices, &size, &count), ERROR_BUFFER_TOO_SMALL);                /* 6 */
  size = need - 1;
  CHECK_EQUAL (RasEnumDevices (devices, &size, &count), ERROR_BUFFER_TOO_SMALL);                /* 7 */
  size = need + 1;
  CHECK_EQUAL (RasEnumDevices (devices, &size, &count), ERROR_SUCCESS);                         /* 8 */
  CHECK_EQUAL (size, need);
  for (DWORD i = 0; i < count; i++)
    CHECK (devices[i].dwSize == sizeof *devices && devices[i].szDeviceType[0] && devices[i].szDeviceName[0]);
  CHECK_EQUAL (RasEnumDevices (devices, &size, NULL), ERROR_INVALID_PARAMETER);                 /* 9 */
  CHECK_EQUAL (RasEnumDevices (NULL, NULL, &count), ERROR_INVALID_PARAMETER);                   /* 10 */
  CHECK_EQUAL (RasEnumDevices (NULL, &size, NULL), ERROR_INVALID_PARAMETER);                    /* 11 */
  devices[0].dwSize = 0;
  size = 0;
  CHECK_EQUAL (RasEnumDevices (devices, &size, &count), ERROR_INVALID_SIZE);                    /* 12 */
  free (devices);
}

/* Everybody's: dialled by somebody else it is listed, and can be hung up. */
static void
somebody_elses (void)
{
  RASCONN record = { .dwSize = sizeof record };
  RASCONNSTATUS status = { .dwSize = sizeof status };
  DWORD size = sizeof record, count = 0;

  world_tell ("dial %s", OK_UUID);
  AWAIT (RasEnumConnections (&record, &size, &count) == ERROR_SUCCESS && count == 1);
  CHECK_EQUAL (record.dwFlags, RASCF_AllUsers);
  CHECK_EQUAL (RasGetConnectStatus (record.hrasconn, &status), ERROR_SUCCESS);
  CHECK_EQUAL (status.rasconnstate, RASCS_Connected);
  hang_up (record.hrasconn);
  CHECK_EQUAL (RasHangUp (record.hrasconn), ERROR_NO_CONNECTION);
}

/* 22: no entry at all is success, with a buffer and without. */
static void
no_entries (void)
{
  RASENTRYNAME record = { .dwSize = sizeof record };
  DWORD size = 4711, count = 4711;

  world_tell ("no-profiles");
  AWAIT (RasEnumEntries (NULL, NULL, NULL, &size, &count) == ERROR_SUCCESS);
  CHECK (size == 0 && count == 0);
  size = sizeof record;
  count = 4711;
  CHECK_EQUAL (RasEnumEntries (NULL, NULL, &record, &size, &count), ERROR_SUCCESS);
  CHECK (size == 0 && count == 0);
}

static const Test tests[] = {
  { "nothing-is-connected", nothing_is_connected },
  { "several-connections", several_connections },
  { "old-records", old_records },
  { "entries", entries },
  { "wine-devices", wine_devices },
  { "somebody-elses", somebody_elses },
  { "no-entries", no_entries },
};

int
main (void)
{
  for (size_t i = 0; i < sizeof OTHER_NAME; i++)
    other_name[i] = (TCHAR) OTHER_NAME[i];
  return harness_main ("lists", tests, sizeof tests / sizeof tests[0]);
}
