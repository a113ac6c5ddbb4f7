/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The methods of a connection object. */
#include <string.h>

#include "dt-bus-error.h"
#include "dt-connection-question.h"
#include "dt-connection.h"
#include "dt-request.h"

static void
get_status (DtRequest *request)
{
  DtConnection *connection = dt_request_connection (request);

  if (connection)
    dt_request_return (request, g_variant_new ("(@a{sv})",
                                               dt_connection_status (connection,
                                                                     dt_connection_permits (connection, request->caller),
                                                                     connection->uid == request->caller->uid)));
}

static void
wait_finished (DtRequest *request)
{
  DtConnection *connection = dt_request_connection (request);
  guint32 timeout_ms, uid;

  if (connection == NULL)
    return;
  g_variant_get (dt_request_parameters (request), "(u)", &timeout_ms);
  uid = request->caller->uid;
  dt_connection_wait (connection, dt_request_steal (request), uid, timeout_ms);
}

/* The right that counts for its line. */
static DtRight
right_for (DtConnection *connection, DtRight through_nm, DtRight through_mm)
{
  return dt_track_dial (connection->track)->direct ? through_mm : through_nm;
}

/*
 * HangUp: one reference, or the line.
 */

static gboolean
is_over (DtConnection *connection)
{
  return connection->status.ended || connection->status.disconnecting;
}

static void
drop_line (DtRequest *request)
{
  DtConnection *connection = dt_request_connection (request);

  if (connection == NULL)
    return;
  dt_connection_note_hang_up (connection);
  dt_request_return (request, NULL);
  dt_connection_hang_up (connection);
}

static gboolean
is_sole_holder (DtConnection *connection, const DtCaller *caller)
{
  return !connection->external && g_hash_table_size (connection->references) == 1 &&
         dt_connection_references_of (connection, caller->uid) > 0;
}

/* Somebody else may have come to hold it while polkit was asked. */
static void
drop_own_line (DtRequest *request)
{
  DtConnection *connection = dt_request_connection (request);

  if (connection == NULL)
    return;
  if (is_over (connection) || is_sole_holder (connection, request->caller))
    drop_line (request);
  else
    dt_request_authorize (request, right_for (connection, DT_RIGHT_HANG_UP_OTHERS, DT_RIGHT_HANG_UP_OTHERS_MODEM), FALSE,
                          drop_line);
}

static void
drop_reference (DtRequest *request)
{
  guint32 uid = request->caller->uid;   /* the request goes where the connection has gone */
  DtConnection *connection = dt_request_connection (request);
  gboolean held;
  guint left;

  if (connection == NULL)
    return;
  left = dt_connection_references_of (connection, uid);
  if (left > 1)
    g_hash_table_insert (connection->references, GUINT_TO_POINTER (uid), GUINT_TO_POINTER (left - 1));
  else
    g_hash_table_remove (connection->references, GUINT_TO_POINTER (uid));
  /* The activation of an external dial holds a reference of its own. */
  held = connection->external || g_hash_table_size (connection->references) > 0;
  /* It outlives the process before the caller hears of it. */
  if (held)
    dt_connection_save (connection);
  else
    dt_connection_note_hang_up (connection);
  dt_request_return (request, NULL);
  if (!held)
    dt_connection_hang_up (connection);
}

static void
hang_up (DtRequest *request)
{
  DtConnection *connection = dt_request_connection (request);
  g_autoptr(GVariant) options = NULL;
  GError *error = NULL;
  gboolean all, own;
  DtRight own_right, others_right;

  if (connection == NULL)
    return;
  g_variant_get (dt_request_parameters (request), "(@a{sv})", &options);
  if (!dt_options_parse_hang_up (options, &all, &error)) {
    dt_request_fail (request, error);
    return;
  }
  if (is_over (connection)) {
    dt_request_return (request, NULL);
    return;
  }
  own_right = right_for (connection, DT_RIGHT_HANG_UP_OWN, DT_RIGHT_HANG_UP_OWN_MODEM);
  others_right = right_for (connection, DT_RIGHT_HANG_UP_OTHERS, DT_RIGHT_HANG_UP_OTHERS_MODEM);
  own = dt_connection_references_of (connection, request->caller->uid) > 0;
  if (own && !all)
    dt_request_authorize (request, own_right, TRUE, drop_reference);
  else if (!dt_connection_permits (connection, request->caller))
    dt_request_fail_with (request, DT_BUS_ERROR_NOT_AUTHORIZED, "The entry of %s is private to other users", connection->path);
  else if (is_sole_holder (connection, request->caller))
    dt_request_authorize (request, own_right, TRUE, drop_own_line);
  else
    dt_request_authorize (request, others_right, TRUE, drop_line);
}

/*
 * Release.
 */

static void
release_now (DtRequest *request)
{
  DtConnection *connection = dt_request_connection (request);

  if (connection == NULL)
    return;
  dt_request_return (request, NULL);
  dt_connection_remove (connection);
}

static void
release (DtRequest *request)
{
  DtConnection *connection = dt_request_connection (request);
  g_autoptr(GVariant) options = NULL;
  GError *error = NULL;

  if (connection == NULL)
    return;
  g_variant_get (dt_request_parameters (request), "(@a{sv})", &options);
  if (!dt_options_parse_none (options, &error))
    dt_request_fail (request, error);
  else if (!connection->status.ended)
    dt_request_fail_with (request, DT_BUS_ERROR_NOT_ENDED, "%s has not ended: hang it up first", connection->path);
  else if (connection->uid == request->caller->uid || request->caller->uid == 0)
    release_now (request);
  else if (!dt_connection_permits (connection, request->caller))
    dt_request_fail_with (request, DT_BUS_ERROR_NOT_AUTHORIZED, "The entry of %s is private to other users", connection->path);
  else
    dt_request_authorize (request, right_for (connection, DT_RIGHT_HANG_UP_OTHERS, DT_RIGHT_HANG_UP_OTHERS_MODEM), TRUE,
                          release_now);
}

static const struct {
  const char *name;
  DtRequestFunc func;
} methods[] = {
  { "GetStatus", get_status }, { "WaitFinished", wait_finished }, { "HangUp", hang_up }, { "Release", release },
  { "Resume", dt_connection_resume_dial },
};

static void
on_method (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *method,
           GVariant *parameters, GDBusMethodInvocation *invocation, gpointer data)
{
  DtConnection *connection = data;

  if (connection->gone) {
    g_dbus_method_invocation_return_error (invocation, DT_BUS_ERROR, DT_BUS_ERROR_NO_SUCH_CONNECTION, "%s is no connection", path);
    return;
  }
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    if (strcmp (methods[i].name, method) == 0)
      dt_request_begin (connection->daemon, connection, invocation, methods[i].func);
}

static GVariant *
on_get (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *property, GError **error,
        gpointer data)
{
  DtConnection *connection = data;

  if (connection->gone) {
    g_set_error (error, DT_BUS_ERROR, DT_BUS_ERROR_NO_SUCH_CONNECTION, "%s is no connection", path);
    return NULL;
  }
  return dt_connection_property (connection, interface, property, connection->users == NULL);
}

const GDBusInterfaceVTable *
dt_connection_vtable (void)
{
  static const GDBusInterfaceVTable vtable = { on_method, on_get, NULL, { 0 } };

  return &vtable;
}
