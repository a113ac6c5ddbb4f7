/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The public functions of dials and connections. */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bus.h"
#include "copy.h"
#include "variant.h"
#include "worker.h"

/* How long the copy may lag behind an accepted dial. */
#define ANNOUNCE_MS 5000

/* Set for ever once the copy was filled or could not be: then looking asks nobody. */
static atomic_bool opened;

DialtoneResult
dialtone_open (void)
{
  DialtoneResult result = dtl_worker_open (DTL_AGAIN_ALWAYS);

  if (result == DIALTONE_OK || result == DIALTONE_NO_SERVICE)
    atomic_store (&opened, true);
  return result;
}

static DialtoneResult
look (void)
{
  if (dtl_worker_forked ())
    return DIALTONE_FORKED;
  if (!atomic_load (&opened) && !dtl_worker_is_me ()) {
    DialtoneResult result = dialtone_open ();

    return result == DIALTONE_NO_SERVICE ? DIALTONE_OK : result;
  }
  return DIALTONE_OK;
}

static int64_t
deadline_after (int timeout_ms)
{
  struct timespec now;

  if (timeout_ms < 0)
    return -1;
  clock_gettime (CLOCK_MONOTONIC, &now);
  return (int64_t) now.tv_sec * 1000000000 + now.tv_nsec + (int64_t) timeout_ms * 1000000;
}

/*
 * Looking.
 */

DialtoneResult
dialtone_connection_get (uint64_t id, DialtoneConnection *connection)
{
  DialtoneResult result = look ();

  if (result != DIALTONE_OK)
    return result;
  return dtl_copy_get (id, connection) ? DIALTONE_OK : DIALTONE_NO_SUCH_CONNECTION;
}

bool
dialtone_connection_was_known (uint64_t id)
{
  return look () == DIALTONE_OK && dtl_copy_was_known (id);
}

DialtoneResult
dialtone_connection_list (DialtoneConnection **connections, size_t *n)
{
  DialtoneResult result = look ();

  if (result != DIALTONE_OK)
    return result;
  if (!dtl_worker_is_me ())
    dtl_worker_open (DTL_AGAIN_WITHOUT_BUS);
  *connections = dtl_copy_list (n);
  return *connections ? DIALTONE_OK : DIALTONE_NO_MEMORY;
}

DialtoneResult
dialtone_connection_next_edge (uint64_t id, uint64_t after, int timeout_ms, DialtoneEdge *edge)
{
  int64_t deadline = deadline_after (timeout_ms);
  DialtoneResult result = look ();
  bool more;

  while (result == DIALTONE_OK) {
    uint64_t generation = dtl_copy_generation (id);

    if (dtl_copy_edge (id, after, edge, &more))
      return DIALTONE_OK;
    if (!more)
      return DIALTONE_NO_SUCH_CONNECTION;
    if (dtl_worker_is_me ())
      return DIALTONE_IN_WATCH;
    if (!dtl_copy_wait (id, generation, deadline))
      return DIALTONE_TIMED_OUT;
  }
  return result;
}

DialtoneResult
dialtone_connection_wait_finished (uint64_t id, int timeout_ms, DialtoneConnection *connection)
{
  int64_t deadline = deadline_after (timeout_ms);
  DialtoneResult result = look ();

  while (result == DIALTONE_OK) {
    uint64_t generation = dtl_copy_generation (id);

    if (!dtl_copy_get (id, connection))
      return DIALTONE_NO_SUCH_CONNECTION;
    if (connection->status.finished)
      return DIALTONE_OK;
    if (dtl_copy_is_abandoned (id))
      return DIALTONE_NO_SUCH_CONNECTION;
    if (dtl_worker_is_me ())
      return DIALTONE_IN_WATCH;
    if (!dtl_copy_wait (id, generation, deadline))
      return DIALTONE_TIMED_OUT;
  }
  return result;
}

void
dialtone_connection_abandon (uint64_t id)
{
  if (!dtl_worker_forked ())
    dtl_copy_abandon (id);
}

/*
 * Asking the service.
 */

#define PATH_SIZE sizeof ((DialtoneConnection *) NULL)->path

static GVariant *
no_arguments (const DtlJob *job)
{
  return NULL;
}

static GVariant *
empty_options (const DtlJob *job)
{
  return g_variant_new ("(a{sv})", NULL);
}

static GVariant *
dial_arguments (const DtlJob *job)
{
  return g_variant_new ("(s@a{sv})", job->texts[0], dtl_variant_of_fields (job->fields));
}

typedef struct {
  char path[PATH_SIZE];
  bool existed;
} Dialled;

static DialtoneResult
take_path (DtlJob *job, GVariant *answer)
{
  Dialled *dialled = job->out;
  const char *path;

  if (!g_variant_is_of_type (answer, G_VARIANT_TYPE ("(o)")))
    return DIALTONE_FAILED;
  g_variant_get (answer, "(&o)", &path);
  if (strlen (path) >= PATH_SIZE)
    return DIALTONE_FAILED;
  strcpy (dialled->path, path);
  /* A new one is announced only after this answer. */
  dialled->existed = dtl_copy_peek (path) != NULL;
  return DIALTONE_OK;
}

static DialtoneResult
take_details (DtlJob *job, GVariant *answer)
{
  g_autoptr(GVariant) status = NULL;
  DialtoneFields **details = job->out;

  if (!g_variant_is_of_type (answer, G_VARIANT_TYPE ("(a{sv})")))
    return DIALTONE_FAILED;
  status = g_variant_get_child_value (answer, 0);
  *details = dtl_fields_of_variant (status);
  return *details ? DIALTONE_OK : DIALTONE_NO_MEMORY;
}

static DialtoneResult
get_status (const char *path, DialtoneFields **details)
{
  DtlJob job = { .path = path, .interface = DTL_CONNECTION, .method = "GetStatus", .needed = true, .arguments = no_arguments,
                 .answered = take_details, .out = details };

  return dtl_worker_run (&job);
}

static DialtoneResult
run_on (uint64_t id, DtlJob *job)
{
  DialtoneConnection connection;
  DialtoneResult result = dialtone_open ();

  if (result == DIALTONE_OK)
    result = dialtone_connection_get (id, &connection);
  if (result != DIALTONE_OK)
    return result;
  job->path = connection.path;
  return dtl_worker_run (job);
}

DialtoneResult
dialtone_connection_details (uint64_t id, DialtoneFields **details)
{
  DtlJob job = { .interface = DTL_CONNECTION, .method = "GetStatus", .arguments = no_arguments, .answered = take_details,
                 .out = details };

  return run_on (id, &job);
}

static GVariant *
answer_fields (const DtlJob *job)
{
  return g_variant_new ("(@a{sv})", dtl_variant_of_fields (job->fields));
}

DialtoneResult
dialtone_connection_resume (uint64_t id, const DialtoneFields *answer)
{
  DtlJob job = { .interface = DTL_CONNECTION, .method = "Resume", .arguments = answer_fields, .fields = answer };

  return run_on (id, &job);
}

/* On the worker's thread: the caller was told long ago that nothing came of it. */
static void
undo_late (GVariant *answer)
{
  const char *path;

  if (!g_variant_is_of_type (answer, G_VARIANT_TYPE ("(o)")))
    return;
  g_variant_get (answer, "(&o)", &path);
  dtl_bus_tell (path, DTL_CONNECTION, "HangUp", g_variant_new ("(a{sv})", NULL));
}

/* Nobody will know of this dial. */
static void
undo (const char *path)
{
  DtlJob job = { .path = path, .interface = DTL_CONNECTION, .method = "HangUp", .needed = true, .arguments = empty_options };

  dtl_worker_run (&job);
}

DialtoneResult
dialtone_dial (const char *entry, const DialtoneFields *options, uint64_t *id, bool *existed)
{
  Dialled dialled;
  DtlJob job = { .path = DTL_ROOT, .interface = DTL_MANAGER, .method = "Dial", .patient = true, .arguments = dial_arguments,
                 .answered = take_path, .late = undo_late, .texts = { entry }, .fields = options, .out = &dialled };
  DialtoneResult result = dtl_worker_run (&job);
  DialtoneFields *details;

  if (result != DIALTONE_OK)
    return result;
  /* The service answers Dial before it announces the connection, and announces it
   * before it answers this: then it is in the copy. */
  result = get_status (dialled.path, &details);
  if (result != DIALTONE_OK) {
    undo (dialled.path);
    return result;
  }
  *id = dialtone_fields_number (details, "Id");
  if (existed)
    *existed = dialled.existed;
  dialtone_fields_free (details);
  return DIALTONE_OK;
}

DialtoneResult
dialtone_connection_hang_up (uint64_t id)
{
  DtlJob job = { .interface = DTL_CONNECTION, .method = "HangUp", .patient = true, .needed = true, .arguments = empty_options };
  DialtoneResult result = run_on (id, &job);
  DialtoneFields *details;

  /* The edge of a line that falls follows at the heels of the answer, and comes
   * before this one. */
  if (result == DIALTONE_OK && dialtone_connection_details (id, &details) == DIALTONE_OK)
    dialtone_fields_free (details);
  return result;
}

DialtoneResult
dialtone_connection_release (uint64_t id)
{
  DtlJob job = { .interface = DTL_CONNECTION, .method = "Release", .arguments = empty_options };

  return run_on (id, &job);
}

/*
 * Counters.
 */

static GVariant *
all_counters (const DtlJob *job)
{
  return g_variant_new ("(s)", DTL_STATISTICS);
}

DialtoneResult
dialtone_connection_statistics (uint64_t id, DialtoneStatistics *statistics)
{
  DialtoneFields *fields;
  DtlJob job = { .interface = "org.freedesktop.DBus.Properties", .method = "GetAll", .arguments = all_counters,
                 .answered = take_details, .out = &fields };
  DialtoneResult result = run_on (id, &job);

  if (result != DIALTONE_OK)
    return result;
  *statistics = (DialtoneStatistics) {
    .rx_bytes = dialtone_fields_number (fields, "RxBytes"),
    .tx_bytes = dialtone_fields_number (fields, "TxBytes"),
    .rx_packets = dialtone_fields_number (fields, "RxPackets"),
    .tx_packets = dialtone_fields_number (fields, "TxPackets"),
    .rx_errors = dialtone_fields_number (fields, "RxErrors"),
    .tx_errors = dialtone_fields_number (fields, "TxErrors"),
    .speed = dialtone_fields_number (fields, "Speed"),
    .duration = dialtone_fields_number (fields, "Duration"),
  };
  dialtone_fields_free (fields);
  return DIALTONE_OK;
}
