/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-account.h"

#include "dt-limits.h"

/* What one that nobody has filled costs, its object and its record; DT_LIMIT_CONNECTIONS_PER_UID bounds it. */
#define OWN_BYTES 4096

typedef struct {
  guint connections;
  gsize memory, store;
} Sum;

typedef struct {
  const char *user;             /* NULL: dials of @uid; "": of entries for all that others dialled */
  guint32 uid;
} Account;

static Account
account_of (DtConnection *connection)
{
  if (!connection->external)
    return (Account) { NULL, connection->uid };
  return (Account) { connection->users && connection->users[0] ? connection->users[0] : "", 0 };
}

static gboolean
is_of (DtConnection *connection, const Account *account)
{
  Account its = account_of (connection);

  return its.uid == account->uid && g_strcmp0 (its.user, account->user) == 0;
}

static void
add (Sum *sum, DtConnection *connection)
{
  gsize bytes = connection->published_bytes + connection->record_bytes;

  sum->connections++;
  sum->memory += bytes - MIN (bytes, OWN_BYTES);
  sum->store += connection->record_bytes;
}

static Sum
sum_of (DtDaemon *daemon, const Account *account)
{
  Sum sum = { 0 };

  for (guint i = 0; i < daemon->connections->len; i++)
    if (is_of (daemon->connections->pdata[i], account))
      add (&sum, daemon->connections->pdata[i]);
  return sum;
}

static gboolean
fits (const Sum *sum, gsize bytes)
{
  return sum->memory + 2 * bytes <= DT_LIMIT_BYTES_PER_UID && sum->store + bytes <= DT_LIMIT_BYTES_PER_UID;
}

static DtConnection *
oldest_ended (DtDaemon *daemon, const Account *account)
{
  for (guint i = 0; i < daemon->connections->len; i++) {
    DtConnection *connection = daemon->connections->pdata[i];

    if (connection->status.ended && is_of (connection, account))
      return connection;
  }
  return NULL;
}

gboolean
dt_account_make_room (DtDaemon *daemon, guint32 uid, gsize bytes)
{
  const Account account = { NULL, uid };

  for (;;) {
    Sum sum = sum_of (daemon, &account);
    DtConnection *oldest;

    if (sum.connections < DT_LIMIT_CONNECTIONS_PER_UID && fits (&sum, bytes))
      return TRUE;
    oldest = oldest_ended (daemon, &account);
    if (oldest == NULL)
      return FALSE;
    dt_connection_remove (oldest);
  }
}

/* The newest one that still has lists. */
static DtConnection *
newest_wide (DtDaemon *daemon, const Account *account)
{
  for (guint i = daemon->connections->len; i > 0; i--) {
    DtConnection *connection = daemon->connections->pdata[i - 1];

    if (!connection->tight && is_of (connection, account))
      return connection;
  }
  return NULL;
}

/* FALSE: there is nothing left to be done. */
static gboolean
relieve (DtDaemon *daemon, const Account *account)
{
  DtConnection *connection = oldest_ended (daemon, account);

  if (connection) {
    dt_connection_remove (connection);
    return TRUE;
  }
  connection = newest_wide (daemon, account);
  if (connection)
    dt_connection_tighten (connection);
  return connection != NULL;
}

static void
settle (DtDaemon *daemon, DtConnection *grown)
{
  Account account = account_of (grown);
  g_autofree char *user = g_strdup (account.user);      /* it may be the one that goes */

  account.user = user;
  for (guint i = 0; i < daemon->connections->len; i++)
    if (is_of (daemon->connections->pdata[i], &account))
      ((DtConnection *) daemon->connections->pdata[i])->grown = FALSE;
  for (;;) {
    Sum sum = sum_of (daemon, &account);

    if (fits (&sum, 0) || !relieve (daemon, &account))
      return;
  }
}

static gboolean
on_settle (gpointer data)
{
  DtDaemon *daemon = data;
  gboolean again = TRUE;

  daemon->settle_source = 0;
  while (again) {
    again = FALSE;
    for (guint i = 0; i < daemon->connections->len && !again; i++)
      if (((DtConnection *) daemon->connections->pdata[i])->grown) {
        settle (daemon, daemon->connections->pdata[i]);
        again = TRUE;
      }
  }
  return G_SOURCE_REMOVE;
}

void
dt_account_note (DtConnection *connection, gsize *field, gsize bytes)
{
  DtDaemon *daemon = connection->daemon;

  connection->grown |= bytes > *field;
  *field = bytes;
  /* Not now: whoever tells it may walk over all connections. */
  if (connection->grown && daemon->settle_source == 0)
    daemon->settle_source = g_idle_add_full (G_PRIORITY_DEFAULT, on_settle, daemon, NULL);
}
