/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* 64 threads with 10,000 calls each of RasGetConnectStatus while 100 dials run; under
 * ThreadSanitizer what is shared must be seen to be. */
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "harness.h"

#define N_LOOKERS 64
#define N_LOOKS 10000
#define N_DIALLERS 4
#define N_DIALS 25

static _Atomic (HRASCONN) handles[N_DIALLERS];
static atomic_uint looks, connected;

static void
look (HRASCONN handle)
{
  RASCONNSTATUSA status = { .dwSize = sizeof status };
  DWORD error = RasGetConnectStatusA (handle, &status);

  CHECK (error == ERROR_SUCCESS || error == ERROR_INVALID_HANDLE);
  if (error != ERROR_SUCCESS)
    return;
  /* Never torn: a line that is connected has no error, and one that failed has its own. */
  if (status.rasconnstate == RASCS_Connected && status.dwError == 0)
    atomic_fetch_add (&connected, 1);
  CHECK (status.dwError == 0 || status.dwError == ERROR_AUTHENTICATION_FAILURE || status.dwError == ERROR_USER_DISCONNECTION);
}

static void *
run_looker (void *data)
{
  unsigned seed = (unsigned) (uintptr_t) data;

  for (unsigned i = 0; i < N_LOOKS; i++) {
    look (atomic_load (&handles[rand_r (&seed) % N_DIALLERS]));
    atomic_fetch_add (&looks, 1);
  }
  return NULL;
}

typedef struct {
  unsigned number;
  const char *entry;
} Dialler;

static atomic_uint told;

static DWORD WINAPI
keep (ULONG_PTR id, DWORD subentry, HRASCONN handle, UINT message, RASCONNSTATE state, DWORD error, DWORD extended)
{
  look (handle);
  if (state == RASCS_Connected || error != 0)
    atomic_fetch_add ((atomic_uint *) id, 1);
  atomic_fetch_add (&told, 1);
  return 1;
}

static DWORD
dial (const Dialler *dialler, bool with_notifier, atomic_uint *over, HRASCONN *handle)
{
  RASDIALPARAMSA params = { .dwSize = sizeof params, .dwCallbackId = (ULONG_PTR) over };
  DWORD error;

  strcpy (params.szEntryName, dialler->entry);
  error = RasDialA (NULL, NULL, &params, 2, with_notifier ? (void *) keep : NULL, handle);
  CHECK (error == ERROR_SUCCESS || error == ERROR_AUTHENTICATION_FAILURE);
  return error;
}

static void *
run_dialler (void *data)
{
  const Dialler *dialler = data;

  for (unsigned i = 0; i < N_DIALS; i++) {
    RASCONNA records[8];
    DWORD size = sizeof records, count = 0;
    atomic_uint over = 0;
    HRASCONN handle = NULL;
    bool with_notifier = i % 2 == 0;

    dial (dialler, with_notifier, &over, &handle);
    atomic_store (&handles[dialler->number], handle);
    AWAIT (!with_notifier || atomic_load (&over) > 0);
    records[0].dwSize = sizeof records[0];
    CHECK_EQUAL (RasEnumConnectionsA (records, &size, &count), ERROR_SUCCESS);
    CHECK_EQUAL (RasHangUpA (handle), ERROR_SUCCESS);
  }
  return NULL;
}

static void
dials_and_looks (void)
{
  static const Dialler diallers[N_DIALLERS] = { { 0, "load-0" }, { 1, "load-1" }, { 2, "load-2" }, { 3, "load-3" } };
  pthread_t lookers[N_LOOKERS], threads[N_DIALLERS];

  for (unsigned i = 0; i < N_DIALLERS; i++) {
    char uuid[64];

    snprintf (uuid, sizeof uuid, "77777777-0000-0000-0000-00000000000%u", i);
    world_tell ("profile load-%u %s vpn org.freedesktop.NetworkManager.labvpn", i, uuid);
    world_tell ("script %s %s", uuid, i == 3 ? TRACE_WRONG_PASSWORD : TRACE_CONNECTS);
  }
  AWAIT (RasValidateEntryNameA (NULL, "load-3") == ERROR_ALREADY_EXISTS);
  for (unsigned i = 0; i < N_DIALLERS; i++)
    CHECK (pthread_create (&threads[i], NULL, run_dialler, (void *) &diallers[i]) == 0);
  for (uintptr_t i = 0; i < N_LOOKERS; i++)
    CHECK (pthread_create (&lookers[i], NULL, run_looker, (void *) (i + 1)) == 0);
  for (unsigned i = 0; i < N_LOOKERS; i++)
    pthread_join (lookers[i], NULL);
  for (unsigned i = 0; i < N_DIALLERS; i++)
    pthread_join (threads[i], NULL);
  CHECK_EQUAL (atomic_load (&looks), N_LOOKERS * N_LOOKS);
  CHECK (atomic_load (&told) > 0);
}

static const Test tests[] = { { "dials-and-looks", dials_and_looks } };

int
main (void)
{
  return harness_main ("threads", tests, sizeof tests / sizeof tests[0]);
}
