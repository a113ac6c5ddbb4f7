/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "dialtoned"
#include "dt-store-db.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dt-store-read.h"

#define VERSION 1
#define FILE_NAME "connections.db"
#define BUSY_MS 100
#define ASIDE_MAX 8

struct _DtStoreDb {
  char *folder, *path;
  DtStoreBound bound;
  sqlite3 *handle;              /* for writing; NULL: not open */
  sqlite3_stmt *put, *mark, *remove;
  gboolean damaged;             /* a write has shown it */
  guint progress;               /* atomic */
};

/*
 * What is wrong.
 */

static DtStoreState
state_of (int code)
{
  switch (code & 0xff) {
  case SQLITE_FULL:
    return DT_STORE_FULL;
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    return DT_STORE_LOCKED;
  case SQLITE_READONLY:
    return DT_STORE_READ_ONLY;
  default:
    return DT_STORE_FAILED;
  }
}

static DtStoreState
fail (DtStoreDb *db, DtStoreState state, const char *text, char **why)
{
  g_free (*why);
  *why = g_strdup_printf ("%s: %s", db->path, text);
  return state;
}

static DtStoreState
fail_by_errno (DtStoreDb *db, int number, char **why)
{
  DtStoreState state = number == ENOSPC || number == EDQUOT ? DT_STORE_FULL
                       : number == EROFS                    ? DT_STORE_READ_ONLY
                                                            : DT_STORE_FAILED;

  return fail (db, state, g_strerror (number), why);
}

/*
 * Handles.
 */

static void
close_handle (DtStoreDb *db)
{
  g_clear_pointer (&db->put, sqlite3_finalize);
  g_clear_pointer (&db->mark, sqlite3_finalize);
  g_clear_pointer (&db->remove, sqlite3_finalize);
  g_clear_pointer (&db->handle, sqlite3_close);
}

static int
read_version (sqlite3 *handle, int *code)
{
  sqlite3_stmt *statement = NULL;
  int version = -1;

  if (dt_store_prepare (handle, "PRAGMA user_version", &statement, code)) {
    *code = sqlite3_step (statement);
    if (*code == SQLITE_ROW)
      version = sqlite3_column_int (statement, 0);
  }
  sqlite3_finalize (statement);
  return version;
}

/*
 * Setting aside.
 */

static gboolean
set_aside (DtStoreDb *db, const char *reason, char **why)
{
  static const char *const endings[] = { "-journal", "-wal", "-shm", "" };
  g_autofree char *target = NULL;

  for (guint n = 1; n <= ASIDE_MAX; n++) {
    struct stat known;

    g_free (target);
    target = g_strdup_printf ("%s.aside-%u", db->path, n);
    if (lstat (target, &known) != 0 && errno == ENOENT)
      break;
    if (n == ASIDE_MAX) {
      fail (db, DT_STORE_FAILED, "damaged, and there are too many set aside already", why);
      return FALSE;
    }
  }
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++) {
    g_autofree char *from = g_strconcat (db->path, endings[i], NULL);
    g_autofree char *to = g_strconcat (target, endings[i], NULL);

    if (g_rename (from, to) != 0 && errno != ENOENT) {
      fail_by_errno (db, errno, why);
      return FALSE;
    }
  }
  db->damaged = FALSE;
  g_warning ("%s is %s: kept as %s, and begun anew", db->path, reason, target);
  return TRUE;
}

/*
 * Opening for writing.
 */

/* SQLite gives its other files the mode of this one. */
static gboolean
make_private (DtStoreDb *db)
{
  int file = g_open (db->path, O_CREAT | O_RDWR | O_CLOEXEC | O_NONBLOCK, 0600);

  if (file < 0)
    return FALSE;
  close (file);
  return TRUE;
}

/*
 * In /run there is nothing to lose to a power cut, so nothing is synchronised.  A journal that stays needs no room for the
 * next change.  Write-ahead logging would map a file into memory, and who waits for a page of a disk that has stopped
 * may hold the lock of the whole process' memory.
 */
static gboolean
settle (sqlite3 *handle, gboolean write_ahead, int *code)
{
  sqlite3_busy_timeout (handle, BUSY_MS);
  /* Exclusive, it does without the mapped file. */
  if (write_ahead && !(dt_store_exec (handle, "PRAGMA locking_mode = EXCLUSIVE", code) && dt_store_exec (handle, "PRAGMA journal_mode = PERSIST", code) &&
                       dt_store_exec (handle, "PRAGMA locking_mode = NORMAL", code)))
    return FALSE;
  return dt_store_exec (handle,
               "PRAGMA journal_mode = PERSIST; PRAGMA journal_size_limit = 1048576;"
               "PRAGMA synchronous = OFF; PRAGMA cache_size = -256;", code); /* KiB; it is written, and read once */
}

static gboolean
has_schema (DtStoreDb *db, int version, int *code)
{
  static const char schema[] =
    "BEGIN IMMEDIATE;"
    "CREATE TABLE IF NOT EXISTS connection (id INTEGER PRIMARY KEY, told INTEGER NOT NULL, record TEXT NOT NULL);"
    "PRAGMA user_version = " G_STRINGIFY (VERSION) ";"
    "COMMIT;";

  return (version == VERSION || dt_store_exec (db->handle, schema, code)) &&
         dt_store_prepare (db->handle, "INSERT OR REPLACE INTO connection (id, told, record) VALUES (?, ?, ?)", &db->put, code) &&
         dt_store_prepare (db->handle, "UPDATE connection SET told = 1 WHERE id = ?", &db->mark, code) &&
         dt_store_prepare (db->handle, "DELETE FROM connection WHERE id = ?", &db->remove, code);
}

/* @again: what is damaged was set aside, and it may be tried once more. */
static DtStoreState
try_to_open (DtStoreDb *db, gboolean *again, char **why)
{
  gboolean write_ahead = dt_store_is_write_ahead (db->path);
  int code = SQLITE_OK, version = -1;
  g_autofree char *reason = NULL;

  *again = FALSE;
  if (db->damaged) {
    *again = set_aside (db, "damaged", why);
    return DT_STORE_FAILED;
  }
  code = sqlite3_open_v2 (db->path, &db->handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
  if (code == SQLITE_OK && settle (db->handle, write_ahead, &code))
    version = read_version (db->handle, &code);
  if (version > VERSION || version < -1)
    reason = g_strdup_printf ("of version %d", version);
  else if (version >= 0 && sqlite3_db_readonly (db->handle, "main") == 1)
    return fail (db, DT_STORE_READ_ONLY, "read-only", why);
  else if (version >= 0 && has_schema (db, version, &code))
    return DT_STORE_READY;
  if (reason == NULL && !dt_store_is_damage (code))
    return fail (db, state_of (code), sqlite3_errmsg (db->handle), why);
  if (reason == NULL)
    reason = g_strdup_printf ("damaged (%s)", sqlite3_errmsg (db->handle));
  close_handle (db);
  *again = set_aside (db, reason, why);
  return DT_STORE_FAILED;
}

/* Leaves no handle where it fails. */
static DtStoreState
open_for_writing (DtStoreDb *db, char **why)
{
  DtStoreState state = DT_STORE_FAILED;
  gboolean again = TRUE;

  close_handle (db);
  if (g_mkdir_with_parents (db->folder, 0700) != 0)
    return fail_by_errno (db, errno, why);
  for (guint i = 0; i < 3 && again; i++) {
    /* One that cannot be made may be there, and readable. */
    if (!make_private (db) && !g_file_test (db->path, G_FILE_TEST_EXISTS))
      return fail_by_errno (db, errno, why);
    state = try_to_open (db, &again, why);
  }
  if (state != DT_STORE_READY)
    close_handle (db);
  return state;
}

/*
 * Reading.
 */

static void
clear_row (gpointer data)
{
  g_clear_pointer (&((DtStoreRow *) data)->record, g_variant_unref);
}

DtStoreState
dt_store_db_open (DtStoreDb *db, GArray **rows, char **why)
{
  const DtStoreReading how = { db->path, db->bound, &db->progress };
  DtStoreState state = open_for_writing (db, why);
  int code;

  *rows = g_array_new (FALSE, TRUE, sizeof (DtStoreRow));
  g_array_set_clear_func (*rows, clear_row);
  if (state != DT_STORE_READY) {
    dt_store_read_somehow (&how, *rows);
    return state;
  }
  code = dt_store_read_all (&how, db->handle, *rows);
  if (code == SQLITE_DONE)
    return DT_STORE_READY;
  db->damaged = dt_store_is_damage (code);
  state = fail (db, state_of (code), sqlite3_errmsg (db->handle), why);
  close_handle (db);
  return state;
}

/*
 * Writing.
 */

static int
run (sqlite3_stmt *statement)
{
  int code = sqlite3_step (statement);

  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);
  return code;
}

static int
apply (DtStoreDb *db, const DtChange *change)
{
  sqlite3_stmt *statement = change->kind == DT_CHANGE_PUT ? db->put : change->kind == DT_CHANGE_MARK ? db->mark : db->remove;

  sqlite3_bind_int64 (statement, 1, (sqlite3_int64) change->id);
  if (change->kind == DT_CHANGE_PUT) {
    sqlite3_bind_int (statement, 2, change->told);
    sqlite3_bind_text (statement, 3, change->record, -1, SQLITE_STATIC);
  }
  return run (statement);
}

static int
apply_all (DtStoreDb *db, GArray *changes)
{
  int code;

  if (!dt_store_exec (db->handle, "BEGIN IMMEDIATE", &code))
    return code;
  for (guint i = 0; i < changes->len; i++) {
    code = apply (db, &g_array_index (changes, DtChange, i));
    if (code != SQLITE_DONE)
      return sqlite3_extended_errcode (db->handle);
  }
  dt_store_exec (db->handle, "COMMIT", &code);
  return code;
}

DtStoreState
dt_store_db_write (DtStoreDb *db, GArray *changes, char **why)
{
  DtStoreState state = db->handle ? DT_STORE_READY : open_for_writing (db, why);
  int code;

  if (state != DT_STORE_READY)
    return state;
  code = apply_all (db, changes);
  if (code == SQLITE_OK)
    return DT_STORE_READY;
  db->damaged = dt_store_is_damage (code);
  state = fail (db, state_of (code), sqlite3_errmsg (db->handle), why);
  /* Closing takes back what was begun; another file may be there by the next time. */
  close_handle (db);
  return state;
}

/*
 * Life.
 */

DtStoreDb *
dt_store_db_new (const char *folder, DtStoreBound bound)
{
  DtStoreDb *db = g_new0 (DtStoreDb, 1);

  db->folder = g_strdup (folder);
  db->path = g_build_filename (folder, FILE_NAME, NULL);
  db->bound = bound;
  return db;
}

guint
dt_store_db_progress (DtStoreDb *db)
{
  return g_atomic_int_get (&db->progress);
}

void
dt_store_db_free (DtStoreDb *db)
{
  if (db == NULL)
    return;
  close_handle (db);
  g_free (db->folder);
  g_free (db->path);
  g_free (db);
}
