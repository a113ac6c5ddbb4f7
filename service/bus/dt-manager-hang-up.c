/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Manager.HangUpAll. */
#include "dt-manager.h"

#include "dt-bus-error.h"

/* Which connections: those a caller may hang up as its own, or as others'; and those whose
 * line NetworkManager holds, or ModemManager alone. */
typedef enum { OWN = 1 << 0, OTHERS = 1 << 1, THROUGH_NM = 1 << 2, THROUGH_MM = 1 << 3 } Which;

static gboolean
is_chosen (DtConnection *connection, const DtCaller *caller, Which which)
{
  gboolean direct;

  if (connection->status.ended)
    return FALSE;
  direct = dt_track_dial (connection->track)->direct;
  if (!(which & (direct ? THROUGH_MM : THROUGH_NM)))
    return FALSE;
  return which & OWN ? dt_connection_references_of (connection, caller->uid) > 0 : dt_connection_permits (connection, caller);
}

static GPtrArray *
choose (DtRequest *request, Which which)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < request->daemon->connections->len; i++) {
    DtConnection *connection = request->daemon->connections->pdata[i];

    if (is_chosen (connection, request->caller, which))
      g_ptr_array_add (paths, g_strdup (connection->path));
  }
  return paths;
}

static gboolean
is_any (DtRequest *request, Which which)
{
  g_autoptr(GPtrArray) paths = choose (request, which);

  return paths->len > 0;
}

static void
hang_up (DtDaemon *daemon, GPtrArray *paths)
{
  for (guint i = 0; i < paths->len; i++) {
    DtConnection *connection = dt_daemon_find (daemon, paths->pdata[i]);

    if (connection)
      dt_connection_hang_up (connection);
  }
}

static void
hang_up_and_answer (DtRequest *request, Which which)
{
  DtDaemon *daemon = request->daemon;
  g_autoptr(GPtrArray) paths = choose (request, which);

  for (guint i = 0; i < paths->len; i++)
    dt_connection_note_hang_up (dt_daemon_find (daemon, paths->pdata[i]));
  dt_request_return (request, NULL);
  hang_up (daemon, paths);
}

static void
hang_up_and_go_on (DtRequest *request, Which which)
{
  g_autoptr(GPtrArray) paths = choose (request, which);

  hang_up (request->daemon, paths);
}

/*
 * The caller's own: refused where one of them may not be.
 */

static void
hang_up_own (DtRequest *request)
{
  hang_up_and_answer (request, OWN | THROUGH_NM | THROUGH_MM);
}

static void
authorize_own_modems (DtRequest *request)
{
  /* One prompt was enough. */
  if (is_any (request, OWN | THROUGH_MM))
    dt_request_authorize (request, DT_RIGHT_HANG_UP_OWN_MODEM, FALSE, hang_up_own);
  else
    hang_up_own (request);
}

static void
authorize_own (DtRequest *request)
{
  if (is_any (request, OWN | THROUGH_MM) && !is_any (request, OWN | THROUGH_NM))
    dt_request_authorize (request, DT_RIGHT_HANG_UP_OWN_MODEM, TRUE, hang_up_own);
  else
    dt_request_authorize (request, DT_RIGHT_HANG_UP_OWN, TRUE, authorize_own_modems);
}

/*
 * Everybody's, as far as allowed: with nothing allowed, nothing.
 */

static void
others_of_mm (DtRequest *request)
{
  hang_up_and_answer (request, OTHERS | THROUGH_MM);
}

static void
own_of_mm (DtRequest *request)
{
  hang_up_and_answer (request, OWN | THROUGH_MM);
}

static void
nothing_more (DtRequest *request)
{
  dt_request_return (request, NULL);
}

static void
try_own_of_mm (DtRequest *request)
{
  dt_request_try (request, DT_RIGHT_HANG_UP_OWN_MODEM, own_of_mm, nothing_more);
}

static void
try_mm (DtRequest *request)
{
  if (is_any (request, OTHERS | THROUGH_MM))
    dt_request_try (request, DT_RIGHT_HANG_UP_OTHERS_MODEM, others_of_mm, try_own_of_mm);
  else
    nothing_more (request);
}

static void
others_of_nm (DtRequest *request)
{
  hang_up_and_go_on (request, OTHERS | THROUGH_NM);
  try_mm (request);
}

static void
own_of_nm (DtRequest *request)
{
  hang_up_and_go_on (request, OWN | THROUGH_NM);
  try_mm (request);
}

static void
try_own_of_nm (DtRequest *request)
{
  dt_request_try (request, DT_RIGHT_HANG_UP_OWN, own_of_nm, try_mm);
}

void
dt_manager_hang_up_all (DtRequest *request)
{
  g_autoptr(GVariant) options = NULL;
  GError *error = NULL;
  gboolean all;

  g_variant_get (dt_request_parameters (request), "(@a{sv})", &options);
  if (!dt_options_parse_hang_up (options, &all, &error))
    dt_request_fail (request, error);
  else if (all)
    dt_request_try (request, DT_RIGHT_HANG_UP_OTHERS, others_of_nm, try_own_of_nm);
  else
    authorize_own (request);
}
