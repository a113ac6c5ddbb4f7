/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* WaitFinished: calls that are answered when the dial is over. */
#include "dt-bus-error.h"
#include "dt-connection.h"
#include "dt-limits.h"

typedef struct {
  DtConnection *connection;
  GDBusMethodInvocation *invocation;    /* NULL: answered */
  guint32 uid;
  guint timer, watch;
} Waiter;

static void
waiter_free (gpointer data)
{
  Waiter *waiter = data;

  g_clear_handle_id (&waiter->timer, g_source_remove);
  g_clear_handle_id (&waiter->watch, g_bus_unwatch_name);
  if (waiter->invocation)
    g_dbus_method_invocation_return_error_literal (waiter->invocation, DT_BUS_ERROR, DT_BUS_ERROR_NO_SUCH_CONNECTION,
                                                   "The connection was released");
  g_free (waiter);
}

GPtrArray *
dt_connection_new_waiters (void)
{
  return g_ptr_array_new_with_free_func (waiter_free);
}

static void
answer (DtConnection *connection, GDBusMethodInvocation *invocation)
{
  const DtStatus *status = &connection->status;

  g_dbus_method_invocation_return_value (
    invocation, g_variant_new ("(tuuu)", status->sequence, status->state, status->substate, status->result));
}

void
dt_connection_answer_waiters (DtConnection *connection)
{
  for (guint i = 0; i < connection->waiters->len; i++) {
    Waiter *waiter = connection->waiters->pdata[i];

    answer (connection, g_steal_pointer (&waiter->invocation));
  }
  g_ptr_array_set_size (connection->waiters, 0);
}

static gboolean
on_time_out (gpointer data)
{
  Waiter *waiter = data;

  waiter->timer = 0;
  g_dbus_method_invocation_return_error_literal (g_steal_pointer (&waiter->invocation), DT_BUS_ERROR, DT_BUS_ERROR_TIMED_OUT,
                                                 "The dial is not over yet");
  g_ptr_array_remove (waiter->connection->waiters, waiter);
  return G_SOURCE_REMOVE;
}

static void
on_vanished (GDBusConnection *bus, const char *name, gpointer data)
{
  Waiter *waiter = data;

  g_ptr_array_remove (waiter->connection->waiters, waiter);
}

static guint
count_waiters (DtDaemon *daemon, guint32 uid)
{
  guint n = 0;

  for (guint i = 0; i < daemon->connections->len; i++) {
    DtConnection *connection = daemon->connections->pdata[i];

    for (guint j = 0; j < connection->waiters->len; j++)
      n += ((Waiter *) connection->waiters->pdata[j])->uid == uid;
  }
  return n;
}

void
dt_connection_wait (DtConnection *connection, GDBusMethodInvocation *invocation, guint32 uid, guint32 timeout_ms)
{
  Waiter *waiter;

  if (connection->status.finished) {
    answer (connection, invocation);
    return;
  }
  if (timeout_ms == 0) {
    g_dbus_method_invocation_return_error_literal (invocation, DT_BUS_ERROR, DT_BUS_ERROR_TIMED_OUT, "The dial is not over yet");
    return;
  }
  if (count_waiters (connection->daemon, uid) >= DT_LIMIT_WAITERS_PER_UID) {
    g_dbus_method_invocation_return_error (invocation, DT_BUS_ERROR, DT_BUS_ERROR_LIMITS_EXCEEDED,
                                           "User %u has %u calls of WaitFinished under way already", uid,
                                           DT_LIMIT_WAITERS_PER_UID);
    return;
  }
  waiter = g_new0 (Waiter, 1);
  waiter->connection = connection;
  waiter->invocation = invocation;
  waiter->uid = uid;
  if (timeout_ms != G_MAXUINT32)
    waiter->timer = g_timeout_add (timeout_ms, on_time_out, waiter);
  waiter->watch = g_bus_watch_name_on_connection (connection->daemon->bus, g_dbus_method_invocation_get_sender (invocation),
                                                  G_BUS_NAME_WATCHER_FLAGS_NONE, NULL, on_vanished, waiter, NULL);
  g_ptr_array_add (connection->waiters, waiter);
}
