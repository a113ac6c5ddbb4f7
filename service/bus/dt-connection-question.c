/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a dial asks its dialler: his .Agent's answer, or Resume. */
#include "dt-connection-question.h"

#include "dt-bus-error.h"

#define AGENT_INTERFACE "org.dialtone.RemoteAccess1.Agent"

/*
 * The dialler's .Agent.
 */

typedef struct {
  DtDaemon *daemon;
  char *path;                   /* of the connection */
} Asking;

static void
asking_free (Asking *asking)
{
  g_free (asking->path);
  g_free (asking);
}

static void
take_answer (DtConnection *connection, GVariant *reply, const GError *failure)
{
  DtDialer *dialer = connection->daemon->dialer;
  g_autoptr(GVariant) answer = reply ? g_variant_get_child_value (reply, 0) : NULL;
  g_autoptr(GError) error = NULL;

  if (dt_dialer_question (dialer, connection->track) == NULL)
    return;
  if (answer && dt_dialer_answer (dialer, connection->track, answer, &error))
    return;
  g_message ("%s: its agent gave no answer: %s", connection->path, failure ? failure->message : error->message);
  /* Where it is paused Resume may still come. */
  if (!connection->status.paused)
    dt_dialer_refuse (dialer, connection->track);
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  Asking *asking = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  DtConnection *connection = NULL;

  /* Cancelled: the question is over, and the daemon may be too. */
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    connection = dt_daemon_find (asking->daemon, asking->path);
  if (connection) {
    g_clear_object (&connection->asking);
    take_answer (connection, reply, error);
  }
  asking_free (asking);
}

static void
ask_agent (DtConnection *connection, const DtQuestion *question)
{
  Asking *asking = g_new0 (Asking, 1);

  asking->daemon = connection->daemon;
  asking->path = g_strdup (connection->path);
  connection->asking = g_cancellable_new ();
  g_dbus_connection_call (connection->daemon->bus, connection->sender, connection->agent, AGENT_INTERFACE, "RequestCredentials",
                          g_variant_new ("(o@a{sv})", connection->path, dt_question_describe (question)),
                          G_VARIANT_TYPE ("(a{sv})"), G_DBUS_CALL_FLAGS_NO_AUTO_START, G_MAXINT, connection->asking, on_answer,
                          asking);
}

static void
forget_agent (DtConnection *connection)
{
  if (connection->asking == NULL)
    return;
  g_cancellable_cancel (connection->asking);
  g_clear_object (&connection->asking);
  g_dbus_connection_call (connection->daemon->bus, connection->sender, connection->agent, AGENT_INTERFACE, "Cancel",
                          g_variant_new ("(os)", connection->path, connection->status.ended ? "the dial has ended"
                                                                                            : "the question is over"),
                          NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, NULL, NULL);
}

void
dt_connection_question (DtConnection *connection, gboolean open)
{
  const DtQuestion *question = open ? dt_dialer_question (connection->daemon->dialer, connection->track) : NULL;

  forget_agent (connection);
  if (question && connection->agent && !connection->dialler_left)
    ask_agent (connection, question);
  else if (question && !connection->status.paused)
    dt_dialer_refuse (connection->daemon->dialer, connection->track);
}

/*
 * Resume.
 */

void
dt_connection_resume_dial (DtRequest *request)
{
  DtConnection *connection = dt_request_connection (request);
  g_autoptr(GVariant) answer = NULL;
  g_autoptr(GError) error = NULL;

  if (connection == NULL)
    return;
  if (connection->uid != request->caller->uid && request->caller->uid != 0) {
    dt_request_fail_with (request, DT_BUS_ERROR_NOT_AUTHORIZED, "%s was dialled by another user", connection->path);
    return;
  }
  if (!connection->status.paused || dt_dialer_question (connection->daemon->dialer, connection->track) == NULL) {
    dt_request_fail_with (request, DT_BUS_ERROR_NOT_PAUSED, "%s is not paused", connection->path);
    return;
  }
  g_variant_get (dt_request_parameters (request), "(@a{sv})", &answer);
  if (!dt_question_check (dt_dialer_question (connection->daemon->dialer, connection->track), answer, &error)) {
    dt_request_fail_with (request, DT_BUS_ERROR_INVALID_OPTION, "%s", error->message);
    return;
  }
  dt_request_return (request, NULL);
  forget_agent (connection);
  dt_dialer_answer (connection->daemon->dialer, connection->track, answer, NULL);
}
