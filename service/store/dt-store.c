/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "dialtoned"
#include "dt-store.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <unistd.h>

#include "dt-record-text.h"

#define VERSION 1
#define FILE_NAME "connections.db"

struct _DtStore {
  sqlite3 *db;
  sqlite3_stmt *put, *mark, *remove;
  gboolean complained;
};

static void
complain (DtStore *store)
{
  if (!store->complained)
    g_warning ("Results will not outlive a restart: %s", sqlite3_errmsg (store->db));
  store->complained = TRUE;
}

/*
 * Opening.
 */

/* In /run there is nothing to lose to a power cut, so nothing waits for a disk. */
static const char schema[] =
  "PRAGMA journal_mode = WAL;"
  "PRAGMA synchronous = OFF;"
  "PRAGMA cache_size = -256;"           /* KiB; it is written, and read once */
  "CREATE TABLE IF NOT EXISTS connection (id INTEGER PRIMARY KEY, told INTEGER NOT NULL, record TEXT NOT NULL);"
  "PRAGMA user_version = " G_STRINGIFY (VERSION) ";";

static int
read_version (sqlite3 *db)
{
  sqlite3_stmt *statement = NULL;
  int version = -1;

  if (sqlite3_prepare_v2 (db, "PRAGMA user_version", -1, &statement, NULL) == SQLITE_OK &&
      sqlite3_step (statement) == SQLITE_ROW)
    version = sqlite3_column_int (statement, 0);
  sqlite3_finalize (statement);
  return version;
}

static gboolean
prepare (sqlite3 *db, const char *sql, sqlite3_stmt **statement)
{
  return sqlite3_prepare_v2 (db, sql, -1, statement, NULL) == SQLITE_OK;
}

static void
close_db (DtStore *store)
{
  g_clear_pointer (&store->put, sqlite3_finalize);
  g_clear_pointer (&store->mark, sqlite3_finalize);
  g_clear_pointer (&store->remove, sqlite3_finalize);
  g_clear_pointer (&store->db, sqlite3_close);
}

static gboolean
open_db (DtStore *store, const char *path)
{
  int version;

  if (sqlite3_open_v2 (path, &store->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
    return FALSE;
  version = read_version (store->db);
  return (version == 0 || version == VERSION) && sqlite3_exec (store->db, schema, NULL, NULL, NULL) == SQLITE_OK &&
         prepare (store->db, "INSERT OR REPLACE INTO connection VALUES (?, ?, ?)", &store->put) &&
         prepare (store->db, "UPDATE connection SET told = 1 WHERE id = ?", &store->mark) &&
         prepare (store->db, "DELETE FROM connection WHERE id = ?", &store->remove);
}

static void
remove_files (const char *path)
{
  static const char *const endings[] = { "", "-wal", "-shm", "-journal" };

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++) {
    g_autofree char *name = g_strconcat (path, endings[i], NULL);

    g_unlink (name);
  }
}

/* SQLite gives its other files the mode of this one. */
static void
make_private (const char *path)
{
  int file = g_open (path, O_CREAT | O_RDWR | O_CLOEXEC, 0600);

  if (file >= 0)
    close (file);
}

DtStore *
dt_store_open (const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, FILE_NAME, NULL);
  DtStore *store = g_new0 (DtStore, 1);

  if (g_mkdir_with_parents (folder, 0700) != 0) {
    int code = errno;

    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "%s: %s", folder, g_strerror (code));
    g_free (store);
    return NULL;
  }
  make_private (path);
  if (!open_db (store, path)) {
    g_message ("%s is of another version or damaged, and begun anew: %s", path, sqlite3_errmsg (store->db));
    close_db (store);
    remove_files (path);
    make_private (path);
    if (!open_db (store, path)) {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s: %s", path, sqlite3_errmsg (store->db));
      close_db (store);
      g_free (store);
      return NULL;
    }
  }
  return store;
}

void
dt_store_close (DtStore *store)
{
  if (store == NULL)
    return;
  close_db (store);
  g_free (store);
}

/*
 * Reading.
 */

static GVariant *
read_record (sqlite3_stmt *statement, guint64 id)
{
  g_autoptr(GError) error = NULL;
  GVariant *record = dt_record_parse ((const char *) sqlite3_column_text (statement, 2), &error);

  if (record == NULL)
    g_warning ("The record of connection %" G_GUINT64_FORMAT " cannot be read: %s", id, error->message);
  return record;
}

void
dt_store_foreach (DtStore *store, DtStoreFunc func, gpointer data)
{
  sqlite3_stmt *statement = NULL;

  if (store == NULL || !prepare (store->db, "SELECT id, told, record FROM connection ORDER BY id", &statement))
    return;
  while (sqlite3_step (statement) == SQLITE_ROW) {
    guint64 id = (guint64) sqlite3_column_int64 (statement, 0);
    g_autoptr(GVariant) record = read_record (statement, id);

    if (record)
      func (id, record, sqlite3_column_int (statement, 1) != 0, data);
  }
  sqlite3_finalize (statement);
}

/*
 * Writing.
 */

static void
run (DtStore *store, sqlite3_stmt *statement)
{
  if (sqlite3_step (statement) != SQLITE_DONE)
    complain (store);
  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);
}

void
dt_store_put (DtStore *store, guint64 id, GVariant *record, gboolean told)
{
  g_autoptr(GVariant) owned = g_variant_ref_sink (record);
  g_autofree char *text = NULL;

  if (store == NULL)
    return;
  text = g_variant_print (owned, TRUE);
  sqlite3_bind_int64 (store->put, 1, (sqlite3_int64) id);
  sqlite3_bind_int (store->put, 2, told);
  sqlite3_bind_text (store->put, 3, text, -1, SQLITE_STATIC);
  run (store, store->put);
}

static void
run_on (DtStore *store, sqlite3_stmt *statement, guint64 id)
{
  sqlite3_bind_int64 (statement, 1, (sqlite3_int64) id);
  run (store, statement);
}

void
dt_store_mark_told (DtStore *store, guint64 id)
{
  if (store)
    run_on (store, store->mark, id);
}

void
dt_store_remove (DtStore *store, guint64 id)
{
  if (store)
    run_on (store, store->remove, id);
}

void
dt_store_begin (DtStore *store)
{
  if (store && sqlite3_exec (store->db, "BEGIN", NULL, NULL, NULL) != SQLITE_OK)
    complain (store);
}

void
dt_store_commit (DtStore *store)
{
  if (store && sqlite3_exec (store->db, "COMMIT", NULL, NULL, NULL) != SQLITE_OK)
    complain (store);
}
