/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* dialtone dial: orders a dial; with --wait shows it until its result is known. */
#include <glib-unix.h>

#include "activation.h"
#include "ask.h"
#include "cli.h"
#include "dial-options.h"
#include "result.h"
#include "watch.h"

/* How much longer than its own time-out the service may take to say so. */
#define GRACE_SECONDS 10

typedef struct {
  DtService *service;
  GMainLoop *loop;
  char *path;                   /* NULL until Dial answered */
  char *activation;             /* handed over to the service; NULL: none */
  GPtrArray *early;             /* edges that came before */
  gint64 began_at;              /* `at` of the first edge */
  guint32 result;               /* of a dial that was over before */
  guint told_before;            /* an idle source */
  guint64 printed;              /* sequence of the last printed edge */
  int signal;                   /* the first one that asked us to leave */
  int status;
} Dialing;

static gboolean option_wait;
static DtDialArguments option;

static void
leave (Dialing *dialing, int status)
{
  dialing->status = dialing->signal ? DT_EXIT_SIGNAL + dialing->signal : status;
  g_main_loop_quit (dialing->loop);
}

static void
print_edge (Dialing *dialing, const DtEdge *edge)
{
  gint64 at = dt_edge_at (edge);

  if (edge->sequence <= dialing->printed)
    return;
  dialing->printed = edge->sequence;
  if (!dialing->began_at)
    dialing->began_at = at;
  if (dt_cli_json)
    {
      JsonObject *object = dt_edge_json (edge);

      json_object_set_int_member (object, "elapsed-ms", (at - dialing->began_at) / 1000);
      dt_json_print (object);
    }
  else
    dt_edge_print (edge, at - dialing->began_at, NULL);
}

static void
on_edge (const DtEdge *edge, gpointer data)
{
  Dialing *dialing = data;

  if (!dialing->path)
    g_ptr_array_add (dialing->early, dt_edge_copy (edge));
  else if (g_str_equal (edge->path, dialing->path))
    print_edge (dialing, edge);
}

static void
on_finished (const char *path, guint32 result, GVariant *details, gpointer data)
{
  Dialing *dialing = data;

  /* Rule 1 of the interface: nothing about our dial comes before Dial's answer. */
  if (g_strcmp0 (path, dialing->path) == 0)
    leave (dialing, dt_result_print (dialing->service, path, result));
}

static void
on_vanished (gpointer data)
{
  Dialing *dialing = data;

  /* The instance and the bus may go together. */
  if (g_main_loop_is_running (dialing->loop))
    leave (dialing, dt_cli_fail_with (DT_EXIT_NO_SERVICE, "The service left the bus; how the dial ends is not known"));
}

static void
on_hung_up (GObject *source, GAsyncResult *result, gpointer data)
{
  Dialing *dialing = data;
  GError *error = NULL;
  g_autoptr(GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (!answer)
    leave (dialing, dt_cli_fail (error));
}

static void
hang_up (Dialing *dialing)
{
  g_dbus_connection_call (dialing->service->bus, dialing->service->owner, dialing->path, DT_CONNECTION, "HangUp",
                          g_variant_new ("(a{sv})", NULL), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, on_hung_up, dialing);
}

static gboolean
on_signal (Dialing *dialing, int number)
{
  if (dialing->signal)
    {
      leave (dialing, 0);
      return G_SOURCE_CONTINUE;
    }
  dialing->signal = number;
  g_printerr ("Hanging up; once more to leave at once.\n");
  if (dialing->path)
    hang_up (dialing);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_interrupt (gpointer data)
{
  return on_signal (data, SIGINT);
}

static gboolean
on_terminate (gpointer data)
{
  return on_signal (data, SIGTERM);
}

static gboolean
on_late (gpointer data)
{
  leave (data, dt_cli_fail_with (DT_EXIT_TIMED_OUT, "The service did not tell the dial's end in time"));
  return G_SOURCE_REMOVE;
}

static void
print_accepted (const char *path)
{
  JsonObject *object;

  if (!dt_cli_json)
    {
      dt_say ("Dialling: %s", path);
      return;
    }
  object = json_object_new ();
  json_object_set_string_member (object, "event", "dialling");
  json_object_set_string_member (object, "connection", path);
  dt_json_print (object);
}

/* What was on its way when GetStatus was answered has been handled: if the dial were
 * ours, its end would have been among it. */
static gboolean
on_told_before (gpointer data)
{
  Dialing *dialing = data;

  dialing->told_before = 0;
  leave (dialing, dt_result_print (dialing->service, dialing->path, dialing->result));
  return G_SOURCE_REMOVE;
}

/* Dial also answers with a connection that is there already, also where nobody asked for
 * one (rule 10 of the interface): of one that is established no DialFinished will come. */
static void
look_at_older (Dialing *dialing)
{
  /* NULL: the service has left, which its watch tells. */
  g_autoptr(GVariant) status = dt_service_get_status (dialing->service, dialing->path, NULL);

  if (!status)
    return;
  dialing->began_at = (gint64) dt_dict_uint64 (status, "StartedAt");
  if (!dt_dict_bool (status, "Finished"))
    return;
  dialing->result = dt_dict_uint (status, "Result");
  dialing->told_before = g_idle_add_full (G_PRIORITY_LOW, on_told_before, dialing, NULL);
}

static void
on_accepted (GObject *source, GAsyncResult *result, gpointer data)
{
  Dialing *dialing = data;
  GError *error = NULL;
  g_autoptr(GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (!answer)
    {
      if (dialing->activation)
        dt_activation_end (dialing->service, dialing->activation);
      leave (dialing, dt_cli_fail (error));
      return;
    }
  g_variant_get (answer, "(o)", &dialing->path);
  print_accepted (dialing->path);
  if (dialing->signal)
    hang_up (dialing);
  look_at_older (dialing);
  for (guint i = 0; i < dialing->early->len; i++)
    on_edge (dialing->early->pdata[i], dialing);
}

/* Takes the arguments, which may have a password: none is kept while the dial goes on. */
static int
dial_and_wait (DtService *service, GVariant *arguments)
{
  static const DtWatchCalls calls = { on_edge, on_finished, on_vanished };
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(GPtrArray) early = g_ptr_array_new_with_free_func ((GDestroyNotify) dt_edge_free);
  Dialing dialing = { .service = service, .loop = loop, .early = early };
  g_autoptr(DtWatch) watch = dt_watch_new (service, &calls, &dialing);

  dialing.activation = dt_activation_begin (service, &option);
  if (dialing.activation)
    arguments = dt_activation_hand_over (arguments, dialing.activation);
  g_unix_signal_add (SIGINT, on_interrupt, &dialing);
  g_unix_signal_add (SIGTERM, on_terminate, &dialing);
  if (option.timeout > 0)
    g_timeout_add_seconds (option.timeout + GRACE_SECONDS, on_late, &dialing);
  g_dbus_connection_call (service->bus, service->owner, DT_ROOT_PATH, DT_MANAGER, "Dial", arguments,
                          G_VARIANT_TYPE ("(o)"), G_DBUS_CALL_FLAGS_ALLOW_INTERACTIVE_AUTHORIZATION, G_MAXINT, NULL,
                          on_accepted, &dialing);
  g_variant_unref (arguments);
  g_main_loop_run (loop);
  g_clear_handle_id (&dialing.told_before, g_source_remove);
  g_free (dialing.path);
  g_free (dialing.activation);
  return dialing.status;
}

/* The same. */
static int
dial_only (DtService *service, GVariant *arguments)
{
  GError *error = NULL;
  g_autofree char *activation = dt_activation_begin (service, &option);
  g_autoptr(GVariant) handed = activation ? dt_activation_hand_over (arguments, activation) : arguments;
  g_autoptr(GVariant) answer = dt_service_call_patiently (service, DT_ROOT_PATH, DT_MANAGER, "Dial", handed, &error);
  const char *path;

  if (!answer && activation)
    dt_activation_end (service, activation);
  if (!answer)
    return dt_cli_fail (error);
  g_variant_get (answer, "(&o)", &path);
  print_accepted (path);
  return DT_EXIT_OK;
}

static int
run (int argc, char **argv)
{
  const GOptionEntry options[] = {
    { "wait", 'w', 0, G_OPTION_ARG_NONE, &option_wait, "Show every state until the result is known", NULL },
    { "timeout", 't', 0, G_OPTION_ARG_INT, &option.timeout, "Give the dial up after so many seconds", "SEC" },
    { "device", 'd', 0, G_OPTION_ARG_STRING, &option.device, "Dial on this network interface or modem", "IF" },
    { "reuse", 'r', 0, G_OPTION_ARG_NONE, &option.reuse, "Take the entry's running or established connection", NULL },
    { "prove-peer", 'p', 0, G_OPTION_ARG_NONE, &option.prove_peer, "WireGuard: wait until the peer has answered", NULL },
    { "apn", 'a', 0, G_OPTION_ARG_STRING, &option.apn, "Dial this APN, this time; or a modem without an entry", "APN" },
    { "phone-number", 'n', 0, G_OPTION_ARG_STRING, &option.phone_number, "Dial this number, this time; or a modem without an entry", "NUMBER" },
    { "user", 'u', 0, G_OPTION_ARG_STRING, &option.user, "Log in with this name, this time", "NAME" },
    { "domain", 0, 0, G_OPTION_ARG_STRING, &option.domain, "Log in to this domain, this time", "DOMAIN" },
    { "ask", 0, 0, G_OPTION_ARG_NONE, &option.ask, "Ask on the terminal for what is missing; as with --wait", NULL },
    { "passwd-file", 0, 0, G_OPTION_ARG_FILENAME, &option.passwd_file, "Read the password from this file; - is standard input",
      "FILE" },
    { "pin-file", 0, 0, G_OPTION_ARG_FILENAME, &option.pin_file, "Read the SIM's PIN from this file; - is standard input", "FILE" },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr(DtService) service = NULL;
  g_autoptr(GVariant) arguments = NULL;
  g_autoptr(DtAsk) ask = NULL;
  GError *error = NULL;
  int status;

  option.timeout = -1;
  if (!dt_cli_parse (&dt_command_dial, options, &argc, &argv, 1, &status))
    return status;
  option.entry = argc > 1 ? argv[1] : "";
  arguments = dt_dial_arguments (&option, &status);
  if (!arguments)
    return status;
  service = dt_service_find (&error);
  if (!service)
    return dt_cli_fail (error);
  if (option.ask && !(ask = dt_ask_new (service, &status)))
    return status;
  return option_wait || option.ask ? dial_and_wait (service, g_steal_pointer (&arguments))
                                   : dial_only (service, g_steal_pointer (&arguments));
}

const DtCommand dt_command_dial = { "dial", "[ENTRY]", "Dial an entry, named by its name or UUID, or a modem without one.", run };
