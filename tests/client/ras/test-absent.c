/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Without the service, without a bus, in a forked child, and from another process. */
#include <pthread.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"

extern char **environ;

static char real_bus[256];

static RASDIALPARAMSA params = { .dwSize = sizeof params, .szEntryName = OK_NAME };

static DWORD
status_of (HRASCONN handle)
{
  RASCONNSTATUSA status = { .dwSize = sizeof status };

  return RasGetConnectStatusA (handle, &status);
}

static HRASCONN
dial (void)
{
  HRASCONN handle = NULL;

  CHECK_EQUAL (RasDialA (NULL, NULL, &params, 0, NULL, &handle), ERROR_SUCCESS);
  return handle;
}

/* Nothing hangs, and the answers are those that wait loops end on. */
static void
check_absent (void)
{
  DWORD size = 4711, count = 4711;
  HRASCONN handle = NULL;
  int64_t began = harness_now ();

  CHECK_EQUAL (status_of ((HRASCONN) (uintptr_t) 4711), ERROR_INVALID_HANDLE);
  CHECK_EQUAL (RasEnumConnectionsA (NULL, &size, &count), ERROR_SUCCESS);
  CHECK (size == 0 && count == 0);
  CHECK_EQUAL (RasDialA (NULL, NULL, &params, 0, NULL, &handle), ERROR_RASMAN_CANNOT_INITIALIZE);
  CHECK (handle == NULL);
  CHECK_EQUAL (RasHangUpA ((HRASCONN) (uintptr_t) 4711), ERROR_INVALID_HANDLE);
  CHECK_EQUAL (RasEnumEntriesA (NULL, NULL, NULL, &size, &count), ERROR_RASMAN_CANNOT_INITIALIZE);
  CHECK_EQUAL (RasEnumDevicesA (NULL, &size, &count), ERROR_RASMAN_CANNOT_INITIALIZE);
  CHECK_EQUAL (RasDeleteEntryA (NULL, OK_NAME), ERROR_RASMAN_CANNOT_INITIALIZE);
  CHECK_EQUAL (RasGetErrorStringA (691, (char[512]) { 0 }, 512), ERROR_SUCCESS);
  CHECK (harness_now () - began < harness_patience (15000));
}

/* The library looks again at once when the bus tells it that the name has an owner, not before. */
static bool
is_there (void)
{
  DWORD size = 0, count = 0;

  return RasEnumDevicesA (NULL, &size, &count) != ERROR_RASMAN_CANNOT_INITIALIZE;
}

static void
service_killed_while_connected (void)
{
  HRASCONN handle = dial ();

  CHECK_EQUAL (status_of (handle), ERROR_SUCCESS);
  world_tell ("kill");
  AWAIT (status_of (handle) == ERROR_INVALID_HANDLE);
  CHECK_EQUAL (RasHangUpA (handle), ERROR_NO_CONNECTION);
  check_absent ();
  world_tell ("start");
}

/* It came back with the connection, which somebody else dialled as far as it knows. */
static void
service_returns (void)
{
  RASCONNA found = { .dwSize = sizeof found };
  DWORD size = sizeof found, count = 0;

  AWAIT (RasEnumConnectionsA (&found, &size, &count) == ERROR_SUCCESS && count == 1);
  CHECK_EQUAL (RasHangUpA (found.hrasconn), ERROR_SUCCESS);
  AWAIT (status_of (found.hrasconn) == ERROR_INVALID_HANDLE);
}

static DWORD last_error;
static bool told_error;

static void WINAPI
keep_error (HRASCONN handle, UINT message, RASCONNSTATE state, DWORD error, DWORD extended)
{
  if (error == 0)
    return;
  last_error = error;
  __atomic_store_n (&told_error, true, __ATOMIC_RELEASE);
}

static void
service_killed_while_dialling (void)
{
  HRASCONN handle = NULL;

  world_tell ("script %s %s", OK_UUID, TRACE_HANGS);
  CHECK_EQUAL (RasDialA (NULL, NULL, &params, 1, (void *) keep_error, &handle), ERROR_SUCCESS);
  world_tell ("kill");
  AWAIT (__atomic_load_n (&told_error, __ATOMIC_ACQUIRE));
  CHECK_EQUAL (last_error, ERROR_RASMAN_SERVICE_STOPPED);
  CHECK_EQUAL (status_of (handle), ERROR_INVALID_HANDLE);
  world_tell ("drop");
  world_tell ("start");
  world_tell ("script %s %s", OK_UUID, TRACE_CONNECTS);
  AWAIT (is_there ());
}

/*
 * fork().
 */

static void
forked_child (void)
{
  HRASCONN handle = dial (), other = NULL;
  DWORD size = 0, count = 0;
  int status;
  pid_t pid = fork ();

  if (pid == 0) {
    bool right = status_of (handle) == ERROR_INVALID_HANDLE &&
                 RasDialA (NULL, NULL, &params, 0, NULL, &other) == ERROR_RASMAN_CANNOT_INITIALIZE &&
                 RasEnumConnectionsA (NULL, &size, &count) == ERROR_SUCCESS && count == 0 &&
                 RasEnumEntriesA (NULL, NULL, NULL, &size, &count) == ERROR_RASMAN_CANNOT_INITIALIZE &&
                 RasHangUpA (handle) == ERROR_INVALID_HANDLE;

    _exit (right ? 0 : 1);
  }
  CHECK (pid > 0 && waitpid (pid, &status, 0) == pid);
  CHECK (WIFEXITED (status) && WEXITSTATUS (status) == 0);
  CHECK_EQUAL (status_of (handle), ERROR_SUCCESS);
  CHECK_EQUAL (RasHangUpA (handle), ERROR_SUCCESS);
}

/*
 * Other processes: this program itself, with an argument.
 */

static int
run_self (const char *what, const char *bus, char *answer, size_t size)
{
  char *argv[] = { (char *) "/proc/self/exe", (char *) what, NULL };
  char *before = strdup (getenv ("DBUS_SYSTEM_BUS_ADDRESS"));
  posix_spawn_file_actions_t actions;
  int ends[2], status;
  ssize_t n;
  pid_t pid;

  CHECK (pipe (ends) == 0);
  posix_spawn_file_actions_init (&actions);
  posix_spawn_file_actions_adddup2 (&actions, ends[1], 4);
  if (bus)
    setenv ("DBUS_SYSTEM_BUS_ADDRESS", bus, 1);
  CHECK (posix_spawn (&pid, argv[0], &actions, NULL, argv, environ) == 0);
  setenv ("DBUS_SYSTEM_BUS_ADDRESS", before, 1);
  free (before);
  close (ends[1]);
  n = read (ends[0], answer, size - 1);
  answer[n > 0 ? n : 0] = '\0';
  close (ends[0]);
  posix_spawn_file_actions_destroy (&actions);
  CHECK (waitpid (pid, &status, 0) == pid);
  return WIFEXITED (status) ? WEXITSTATUS (status) : -1;
}

static void
no_bus (void)
{
  char answer[64];

  CHECK_EQUAL (run_self ("absent", "unix:path=/nonexistent/bus", answer, sizeof answer), 0);
}

/* A program that began before the bus was there sees it come. */
static void
bus_comes_later (void)
{
  HRASCONN handle = dial ();
  const char *path = strstr (getenv ("DBUS_SYSTEM_BUS_ADDRESS"), "path=") + strlen ("path=");
  char folder[] = "/tmp/dialtone-ras-XXXXXX", link[64], address[96], answer[64];

  CHECK (mkdtemp (folder) != NULL);
  snprintf (link, sizeof link, "%s/bus", folder);
  snprintf (address, sizeof address, "unix:path=%s", link);
  snprintf (real_bus, sizeof real_bus, "%.*s", (int) strcspn (path, ",;"), path);
  setenv ("REAL_BUS", real_bus, 1);
  CHECK_EQUAL (run_self ("later", address, answer, sizeof answer), 0);
  CHECK (unlink (link) == 0 && rmdir (folder) == 0);
  CHECK_EQUAL (RasHangUpA (handle), ERROR_SUCCESS);
}

/* An established connection outlives its dialler; its handle is good in every process. */
static void
handle_of_another_process (void)
{
  HRASCONN handle;
  char answer[64];

  CHECK_EQUAL (run_self ("dial", NULL, answer, sizeof answer), 0);
  handle = (HRASCONN) (uintptr_t) strtoull (answer, NULL, 10);
  /* The copy of this process is fed by signals, which may still be on their way. */
  AWAIT (status_of (handle) == ERROR_SUCCESS);
  CHECK_EQUAL (RasHangUpA (handle), ERROR_SUCCESS);
  AWAIT (status_of (handle) == ERROR_INVALID_HANDLE);
}

/* One that leaves while it dials takes the dial with it. */
static void
dialler_leaves (void)
{
  HRASCONN handle;
  char answer[64];

  world_tell ("script %s %s", OK_UUID, TRACE_HANGS);
  CHECK_EQUAL (run_self ("begin", NULL, answer, sizeof answer), 0);
  handle = (HRASCONN) (uintptr_t) strtoull (answer, NULL, 10);
  CHECK (handle != NULL);
  AWAIT (status_of (handle) == ERROR_INVALID_HANDLE);
  world_tell ("script %s %s", OK_UUID, TRACE_CONNECTS);
}

static void WINAPI
ignore (UINT message, RASCONNSTATE state, DWORD error)
{
}

static int
wait_for_a_bus (void)
{
  DWORD size = 0, count = 4711;
  const char *address = getenv ("DBUS_SYSTEM_BUS_ADDRESS");

  CHECK_EQUAL (RasEnumConnectionsA (NULL, &size, &count), ERROR_SUCCESS);
  CHECK_EQUAL (count, 0);
  CHECK (symlink (getenv ("REAL_BUS"), strchr (address, '=') + 1) == 0);
  AWAIT (RasEnumConnectionsA (NULL, &size, &count) == ERROR_BUFFER_TOO_SMALL && count == 1);
  return 0;
}

/* What run_self() runs; the answer goes to descriptor 4. */
static int
be_another (const char *what)
{
  HRASCONN handle = NULL;

  if (strcmp (what, "absent") == 0) {
    check_absent ();
    check_absent ();
    return 0;
  }
  if (strcmp (what, "later") == 0)
    return wait_for_a_bus ();
  if (strcmp (what, "dial") == 0)
    handle = dial ();
  else
    CHECK_EQUAL (RasDialA (NULL, NULL, &params, 0, (void *) ignore, &handle), ERROR_SUCCESS);
  dprintf (4, "%llu", (unsigned long long) (uintptr_t) handle);
  return 0;
}

static void *
hang_up_meanwhile (void *handle)
{
  CHECK_EQUAL (RasHangUpA (handle), ERROR_REQUEST_TIMEOUT);
  return NULL;
}

/* It has 25 s to show that it is there; what it begins when it goes on is undone, for the
 * program was told that nothing came of it. */
static void
service_hangs (void)
{
  RASDIALPARAMSA other = { .dwSize = sizeof other, .szEntryName = OTHER_NAME };
  HRASCONN handle = dial (), none = NULL;
  unsigned hung_up = world_tell ("calls DeactivateConnection");
  pthread_t thread;
  int64_t began;

  world_tell ("freeze");
  began = harness_now ();
  CHECK_EQUAL (status_of (handle), ERROR_SUCCESS);
  CHECK (harness_now () - began < harness_patience (10000));
  CHECK (pthread_create (&thread, NULL, hang_up_meanwhile, handle) == 0);
  CHECK_EQUAL (RasDialA (NULL, NULL, &other, 0, NULL, &none), ERROR_REQUEST_TIMEOUT);
  CHECK (none == NULL && harness_now () - began > 20000 && harness_now () - began < harness_patience (80000));
  pthread_join (thread, NULL);
  world_tell ("thaw");
  /* The hang-up is done after all, and the dial undone. */
  AWAIT (world_tell ("calls DeactivateConnection") == hung_up + 2);
  AWAIT (RasHangUpA (handle) == ERROR_NO_CONNECTION);
  AWAIT (status_of (handle) == ERROR_INVALID_HANDLE);
}

static const Test tests[] = {
  { "service-killed-while-connected", service_killed_while_connected },
  { "service-returns", service_returns },
  { "service-killed-while-dialling", service_killed_while_dialling },
  { "forked-child", forked_child },
  { "no-bus", no_bus },
  { "bus-comes-later", bus_comes_later },
  { "handle-of-another-process", handle_of_another_process },
  { "dialler-leaves", dialler_leaves },
  { "service-hangs", service_hangs },
};

int
main (int argc, char **argv)
{
  if (argc > 1)
    return be_another (argv[1]);
  return harness_main ("absent", tests, sizeof tests / sizeof tests[0]);
}
