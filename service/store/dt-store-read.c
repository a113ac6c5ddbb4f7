/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "dialtoned"
#include "dt-store-read.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "dt-record-text.h"

#define BUSY_MS 100
/* Of a record's text.  The service's own have less than a hundredth; before there was a bound they had up to 32 MiB and more. */
#define RECORD_BYTES (128 * 1024 * 1024)

/*
 * What both sides of the file use.
 */

gboolean
dt_store_is_damage (int code)
{
  /* SQLITE_ERROR: its tables are not ours. */
  return (code & 0xff) == SQLITE_CORRUPT || (code & 0xff) == SQLITE_NOTADB || code == SQLITE_ERROR;
}

gboolean
dt_store_prepare (sqlite3 *handle, const char *sql, sqlite3_stmt **statement, int *code)
{
  *code = sqlite3_prepare_v2 (handle, sql, -1, statement, NULL);
  return *code == SQLITE_OK;
}

gboolean
dt_store_exec (sqlite3 *handle, const char *sql, int *code)
{
  sqlite3_exec (handle, sql, NULL, NULL, NULL);
  *code = sqlite3_extended_errcode (handle);
  return *code == SQLITE_OK;
}

/* By the header: versions of the service before this one wrote so.  Not while a handle is open, whose locks would go. */
gboolean
dt_store_is_write_ahead (const char *path)
{
  int file = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
  guint8 byte = 0;

  if (file < 0)
    return FALSE;
  if (pread (file, &byte, 1, 18) != 1)
    byte = 0;
  close (file);
  return byte == 2;
}

/*
 * Reading.
 */

static GVariant *
parse (const DtStoreReading *how, sqlite3_stmt *statement, guint64 id)
{
  g_autoptr(GError) error = NULL;
  const char *text = sqlite3_column_bytes (statement, 2) > RECORD_BYTES ? NULL : (const char *) sqlite3_column_text (statement, 2);
  GVariant *record = dt_record_parse (text, &error);

  if (record == NULL)
    g_warning ("The record of connection %" G_GUINT64_FORMAT " cannot be read: %s", id, error->message);
  return record ? how->bound (record) : NULL;
}

static gboolean
has_row (GArray *rows, guint64 id)
{
  for (guint i = 0; i < rows->len; i++)
    if (g_array_index (rows, DtStoreRow, i).id == id)
      return TRUE;
  return FALSE;
}

/* @until_known: only those that are not among @rows yet. */
static int
read_rows (const DtStoreReading *how, sqlite3 *handle, const char *sql, GArray *rows, gboolean until_known)
{
  sqlite3_stmt *statement = NULL;
  int code;

  if (!dt_store_prepare (handle, sql, &statement, &code))
    return code;
  while ((code = sqlite3_step (statement)) == SQLITE_ROW) {
    DtStoreRow row = { .id = (guint64) sqlite3_column_int64 (statement, 0), .told = sqlite3_column_int (statement, 1) != 0 };

    if (until_known && has_row (rows, row.id))
      break;
    row.record = parse (how, statement, row.id);
    g_array_append_val (rows, row);
    g_atomic_int_inc (how->progress);
  }
  sqlite3_finalize (statement);
  return code;
}

static int
by_id (gconstpointer a, gconstpointer b)
{
  guint64 x = ((const DtStoreRow *) a)->id, y = ((const DtStoreRow *) b)->id;

  return (x > y) - (x < y);
}

int
dt_store_read_all (const DtStoreReading *how, sqlite3 *handle, GArray *rows)
{
  int code = read_rows (how, handle, "SELECT id, told, record FROM connection ORDER BY id", rows, FALSE);

  /* Behind what is damaged there may be more. */
  if (dt_store_is_damage (code)) {
    read_rows (how, handle, "SELECT id, told, record FROM connection ORDER BY id DESC", rows, TRUE);
    g_array_sort (rows, by_id);
  }
  return code;
}

/* Without a lock, a journal or a log that anybody would have to write.  A foreign program that writes at this moment may
 * make it look damaged, which it is not taken for. */
static gboolean
read_as_it_lies (const DtStoreReading *how, const char *options, gboolean exclusive, GArray *rows)
{
  g_autofree char *escaped = g_uri_escape_string (how->path, "/", FALSE);
  g_autofree char *name = g_strdup_printf ("file:%s?mode=ro&%s", escaped, options);
  sqlite3 *handle = NULL;
  int code = sqlite3_open_v2 (name, &handle, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL);

  if (code == SQLITE_OK && (!exclusive || dt_store_exec (handle, "PRAGMA locking_mode = EXCLUSIVE", &code)))
    code = dt_store_read_all (how, handle, rows);
  sqlite3_close (handle);
  return code == SQLITE_DONE;
}

static void
read_what_can_be_read (const DtStoreReading *how, GArray *rows)
{
  g_autofree char *log = g_strconcat (how->path, "-wal", NULL);
  gboolean has_log = dt_store_is_write_ahead (how->path) && g_file_test (log, G_FILE_TEST_EXISTS);

  if (has_log && read_as_it_lies (how, "vfs=unix-none", TRUE, rows))
    return;
  g_array_set_size (rows, 0);
  if (!read_as_it_lies (how, "immutable=1", FALSE, rows) && rows->len == 0)
    g_message ("%s: nothing can be read", how->path);
}

/* The usual way first: it also finishes what a process was killed in. */
static gboolean
read_in_order (const DtStoreReading *how, GArray *rows)
{
  sqlite3 *handle = NULL;
  gboolean write_ahead = dt_store_is_write_ahead (how->path);
  int code = sqlite3_open_v2 (how->path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);

  sqlite3_busy_timeout (handle, BUSY_MS);
  if (code == SQLITE_OK && (!write_ahead || dt_store_exec (handle, "PRAGMA locking_mode = EXCLUSIVE", &code)))
    code = dt_store_read_all (how, handle, rows);
  sqlite3_close (handle);
  return code == SQLITE_DONE;
}

void
dt_store_read_somehow (const DtStoreReading *how, GArray *rows)
{
  if (read_in_order (how, rows))
    return;
  g_array_set_size (rows, 0);
  read_what_can_be_read (how, rows);
}
