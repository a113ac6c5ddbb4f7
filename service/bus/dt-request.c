/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-request.h"

#include <string.h>

#include "dt-bound.h"
#include "dt-bus-error.h"
#include "dt-limits.h"

/* Calls of one user that are under way (rule 18). */
static guint
pending_of (DtRequest *request)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (request->daemon->pending, GUINT_TO_POINTER (request->caller->uid)));
}

static void
set_pending (DtRequest *request, guint n)
{
  gpointer uid = GUINT_TO_POINTER (request->caller->uid);

  if (n > 0)
    g_hash_table_insert (request->daemon->pending, uid, GUINT_TO_POINTER (n));
  else
    g_hash_table_remove (request->daemon->pending, uid);
}

/* Of all users but root. */
static guint
pending_of_all (DtDaemon *daemon)
{
  GHashTableIter iter;
  gpointer uid, n;
  guint sum = 0;

  g_hash_table_iter_init (&iter, daemon->pending);
  while (g_hash_table_iter_next (&iter, &uid, &n))
    sum += uid ? GPOINTER_TO_UINT (n) : 0;
  return sum;
}

/* Nobody has more than are left for others: so each further user gets at least half of what the ones before left,
 * however many there are.  The request is counted already. */
static gboolean
is_within_limits (DtRequest *request)
{
  guint own = pending_of (request), all = pending_of_all (request->daemon);

  if (request->caller->uid == 0)
    return TRUE;
  return own <= DT_LIMIT_CALLS_PER_UID && all <= DT_LIMIT_CALLS && own <= DT_LIMIT_CALLS - all + 1;
}

static void
request_free (DtRequest *request)
{
  request->daemon->requests--;
  if (request->caller)
    set_pending (request, pending_of (request) - 1);
  g_clear_pointer (&request->caller, dt_caller_free);
  g_free (request->path);
  g_free (request->entry_uuid);
  g_free (request);
}

GDBusMethodInvocation *
dt_request_steal (DtRequest *request)
{
  GDBusMethodInvocation *invocation = request->invocation;

  request_free (request);
  return invocation;
}

void
dt_request_return (DtRequest *request, GVariant *value)
{
  g_autoptr(GVariant) owned = value ? g_variant_ref_sink (value) : NULL;

  /* The bus throws off who sends too much, and the service would end for everybody. */
  if (owned && g_variant_get_size (owned) > DT_LIMIT_ANSWER_BYTES)
    dt_request_fail_with (request, DT_BUS_ERROR_LIMITS_EXCEEDED, "The answer has more than %d MiB", DT_LIMIT_ANSWER_BYTES >> 20);
  else
    g_dbus_method_invocation_return_value (dt_request_steal (request), owned);
}

void
dt_request_fail (DtRequest *request, GError *error)
{
  g_autofree char *text = dt_bound_text (error->message);

  /* It may be NetworkManager's, with somebody's words in it. */
  g_free (error->message);
  error->message = g_steal_pointer (&text);
  g_dbus_method_invocation_take_error (dt_request_steal (request), error);
}

void
dt_request_fail_with (DtRequest *request, int code, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  dt_request_fail (request, g_error_new_valist (DT_BUS_ERROR, code, format, args));
  va_end (args);
}

GVariant *
dt_request_parameters (DtRequest *request)
{
  return g_dbus_method_invocation_get_parameters (request->invocation);
}

DtConnection *
dt_daemon_find (DtDaemon *daemon, const char *path)
{
  for (guint i = 0; i < daemon->connections->len; i++) {
    DtConnection *connection = daemon->connections->pdata[i];

    if (strcmp (connection->path, path) == 0)
      return connection;
  }
  return NULL;
}

DtConnection *
dt_request_connection (DtRequest *request)
{
  DtConnection *connection = dt_daemon_find (request->daemon, request->path);

  if (connection == NULL)
    dt_request_fail_with (request, DT_BUS_ERROR_NO_SUCH_CONNECTION, "%s is no connection any more", request->path);
  return connection;
}

static void
on_turn (GDBusMethodInvocation *invocation, DtCaller *caller, GError *error, gpointer data)
{
  DtRequest *request = data;

  request->caller = caller;
  if (caller == NULL) {
    dt_request_fail (request, error);
    return;
  }
  set_pending (request, pending_of (request) + 1);
  if (!dt_descriptors_admit (request->daemon->descriptors, request->invocation, request->caller->uid, &error))
    dt_request_fail (request, error);
  else if (is_within_limits (request))
    request->next (request);
  else
    dt_request_fail_with (request, DT_BUS_ERROR_LIMITS_EXCEEDED, "User %u has %u calls under way already, all users %u",
                          request->caller->uid, pending_of (request) - 1, pending_of_all (request->daemon) - 1);
}

void
dt_request_begin (DtDaemon *daemon, DtConnection *connection, GDBusMethodInvocation *invocation, DtRequestFunc next)
{
  DtRequest *request = g_new0 (DtRequest, 1);
  const char *interface = g_dbus_method_invocation_get_interface_name (invocation);
  const char *method = g_dbus_method_invocation_get_method_name (invocation);

  request->daemon = daemon;
  daemon->requests++;
  request->invocation = invocation;
  request->path = g_strdup (connection ? connection->path : NULL);
  request->next = next;
  if (!dt_authority_knows_method (interface, method)) {
    dt_request_fail_with (request, DT_BUS_ERROR_NOT_AUTHORIZED, "%s.%s has no rule, so it is refused", interface, method);
    return;
  }
  dt_turns_take (daemon->turns, invocation, on_turn, request);
}

/* Whoever left while polkit asked gets nothing done any more. */
static void
on_still_there (GObject *source, GAsyncResult *result, gpointer data)
{
  DtRequest *request = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (reply)
    request->next (request);
  else
    dt_request_fail_with (request, DT_BUS_ERROR_NOT_AUTHORIZED, "The bus does not know the caller: %s", error->message);
}

static void
on_authorized (GObject *source, GAsyncResult *result, gpointer data)
{
  DtRequest *request = data;
  g_autoptr(GError) error = NULL;

  if (dt_authority_check_finish (result, &error) && request->caller->uid == 0)
    request->next (request);
  else if (error == NULL)
    dt_caller_ask_uid (request->daemon->bus, request->caller->sender, NULL, on_still_there, request);
  else if (request->denied)
    request->denied (request);
  else
    dt_request_fail (request, g_steal_pointer (&error));
}

/* @denied: NULL, or goes on where the right is not there. */
static void
authorize (DtRequest *request, DtRight right, gboolean may_prompt, DtRequestFunc next, DtRequestFunc denied)
{
  request->next = next;
  request->denied = denied;
  /* What waits for polkit is kept meanwhile, which a person at a prompt may make long. */
  if (g_variant_get_size (dt_request_parameters (request)) > DT_LIMIT_CALL_BYTES)
    dt_request_fail_with (request, DT_BUS_ERROR_LIMITS_EXCEEDED, "The arguments have more than %d bytes", DT_LIMIT_CALL_BYTES);
  else
    dt_authority_check (request->daemon->authority, request->caller, right, may_prompt, on_authorized, request);
}

void
dt_request_authorize (DtRequest *request, DtRight right, gboolean may_prompt, DtRequestFunc next)
{
  GDBusMessage *message = g_dbus_method_invocation_get_message (request->invocation);
  gboolean wanted = g_dbus_message_get_flags (message) & G_DBUS_MESSAGE_FLAGS_ALLOW_INTERACTIVE_AUTHORIZATION;

  authorize (request, right, may_prompt && wanted, next, NULL);
}

void
dt_request_try (DtRequest *request, DtRight right, DtRequestFunc granted, DtRequestFunc denied)
{
  authorize (request, right, FALSE, granted, denied);
}
