/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "bus.h"

#include "mirror.h"

#define BUS "org.freedesktop.DBus"
#define BUS_PATH "/org/freedesktop/DBus"
/* Until the bus has started the service. */
#define START_MS 10000
#define ANSWER_MS 25000
/* A person may have to find a password: then the service is asked from time to time
 * whether it is still there. */
#define PATIENCE_MS (5 * 60 * 1000)
#define PULSE_MS 5000

/* All of it belongs to the worker's thread. */
static GDBusConnection *bus;
static char *owner;
static DtlBusState state = DTL_BUS_UNREACHABLE;
static DtlBusChanged on_change;
static guint names;

static void
enter (DtlBusState next)
{
  state = next;
  on_change (next);
}

static void
lose (DtlBusState next)
{
  dtl_mirror_stop ();
  g_clear_pointer (&owner, g_free);
  enter (next);
}

static void
on_filled (gboolean filled)
{
  if (filled)
    enter (DTL_BUS_THERE);
  else
    lose (DTL_BUS_ABSENT);
}

static void
adopt (const char *name)
{
  g_free (owner);
  owner = g_strdup (name);
  if (state != DTL_BUS_LOOKING)
    enter (DTL_BUS_LOOKING);
  dtl_mirror_start (bus, owner, on_filled);
}

/*
 * Finding the service.
 */

static void
on_started (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);

  /* Where it was started NameOwnerChanged has told its owner before this answer. */
  if (source == (GObject *) bus && owner == NULL)
    enter (DTL_BUS_ABSENT);
}

static void
on_owner (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  const char *name;

  if (source != (GObject *) bus || owner)
    return;
  if (answer) {
    g_variant_get (answer, "(&s)", &name);
    adopt (name);
  } else {
    g_dbus_connection_call (bus, BUS, BUS_PATH, BUS, "StartServiceByName", g_variant_new ("(su)", DTL_BUS_NAME, 0), NULL,
                            G_DBUS_CALL_FLAGS_NONE, START_MS, NULL, on_started, NULL);
  }
}

static void
on_name (GDBusConnection *source, const char *sender, const char *path, const char *interface, const char *signal,
         GVariant *arguments, gpointer data)
{
  const char *before, *after;

  if (!g_variant_is_of_type (arguments, G_VARIANT_TYPE ("(sss)")))
    return;
  g_variant_get (arguments, "(&s&s&s)", NULL, &before, &after);
  if (owner && g_str_equal (before, owner))
    lose (DTL_BUS_ABSENT);
  if (*after)
    adopt (after);
}

static void
on_closed (GDBusConnection *source, gboolean vanished, GError *error, gpointer data)
{
  g_dbus_connection_signal_unsubscribe (bus, names);
  lose (DTL_BUS_UNREACHABLE);
  g_clear_object (&bus);
}

static gboolean
connect_to_bus (void)
{
  g_autofree char *address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SYSTEM, NULL, NULL);

  /* Not the process's shared one: that belongs to the program, which may close it. */
  bus = address ? g_dbus_connection_new_for_address_sync (address,
                                                          G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                            G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                          NULL, NULL, NULL)
                : NULL;
  if (bus == NULL)
    return FALSE;
  g_signal_connect (bus, "closed", G_CALLBACK (on_closed), NULL);
  names = g_dbus_connection_signal_subscribe (bus, BUS, BUS, "NameOwnerChanged", BUS_PATH, DTL_BUS_NAME,
                                              G_DBUS_SIGNAL_FLAGS_NONE, on_name, NULL, NULL);
  return TRUE;
}

void
dtl_bus_look (DtlBusChanged changed)
{
  on_change = changed;
  if (state == DTL_BUS_LOOKING || state == DTL_BUS_THERE) {
    on_change (state);
    return;
  }
  if (bus == NULL && !connect_to_bus ()) {
    enter (DTL_BUS_UNREACHABLE);
    return;
  }
  enter (DTL_BUS_LOOKING);
  g_dbus_connection_call (bus, BUS, BUS_PATH, BUS, "GetNameOwner", g_variant_new ("(s)", DTL_BUS_NAME), NULL,
                          G_DBUS_CALL_FLAGS_NONE, ANSWER_MS, NULL, on_owner, NULL);
}

/*
 * Calling it.
 */

static DialtoneResult
result_of_error (GError *error)
{
  static const struct {
    const char *name;
    DialtoneResult result;
  } known[] = {
    { "NotAuthorized", DIALTONE_NOT_AUTHORIZED },
    { "NoSuchEntry", DIALTONE_NO_SUCH_ENTRY },
    { "AmbiguousEntry", DIALTONE_AMBIGUOUS_ENTRY },
    { "NoSuchConnection", DIALTONE_NO_SUCH_CONNECTION },
    { "InvalidOption", DIALTONE_INVALID_OPTION },
    { "AlreadyDialing", DIALTONE_ALREADY_DIALING },
    { "NotEnded", DIALTONE_NOT_ENDED },
    { "NotPaused", DIALTONE_NOT_PAUSED },
    { "LimitsExceeded", DIALTONE_LIMITS_EXCEEDED },
    { "NotAvailable", DIALTONE_NOT_AVAILABLE },
    { "TimedOut", DIALTONE_TIMED_OUT },
    { "EntryExists", DIALTONE_ENTRY_EXISTS },
    { "InvalidName", DIALTONE_INVALID_NAME },
    { "EntryInUse", DIALTONE_ENTRY_IN_USE },
    { "NotSaved", DIALTONE_NOT_SAVED },
  };
  g_autofree char *name = g_dbus_error_get_remote_error (error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return DIALTONE_TIMED_OUT;
  for (guint i = 0; name && g_str_has_prefix (name, DTL_BUS_NAME ".Error.") && i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (name + strlen (DTL_BUS_NAME ".Error."), known[i].name))
      return known[i].result;
  if (name && (g_str_equal (name, BUS ".Error.NoReply") || g_str_equal (name, BUS ".Error.ServiceUnknown") ||
               g_str_equal (name, BUS ".Error.NameHasNoOwner") || g_str_equal (name, BUS ".Error.Disconnected")))
    return DIALTONE_NO_SERVICE;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED))
    return DIALTONE_NO_SERVICE;
  return DIALTONE_FAILED;
}

typedef struct {
  guint references;
  DtlJob *job;                  /* NULL: its caller has gone */
  void (*done) (DtlJob *job);
  void (*late) (GVariant *answer);
  GDBusConnection *bus;
  char *owner;
} Call;

static Call *
call_ref (Call *call)
{
  call->references++;
  return call;
}

static void
call_unref (gpointer data)
{
  Call *call = data;

  if (--call->references > 0)
    return;
  g_object_unref (call->bus);
  g_free (call->owner);
  g_free (call);
}

static void
end_call (Call *call, DialtoneResult result)
{
  DtlJob *job = g_steal_pointer (&call->job);

  job->result = result;
  call->done (job);
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  Call *call = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  DtlJob *job = call->job;

  if (job)
    end_call (call, error ? result_of_error (error) : job->answered ? job->answered (job, answer) : DIALTONE_OK);
  else if (answer && call->late)
    call->late (answer);
  call_unref (call);
}

static void take_pulse (Call *call);

static gboolean
on_rest_over (gpointer data)
{
  Call *call = data;

  if (call->job)
    take_pulse (call);
  return G_SOURCE_REMOVE;
}

static void
on_pulse (GObject *source, GAsyncResult *result, gpointer data)
{
  Call *call = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_autoptr(GSource) rest = NULL;

  if (call->job && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT)) {
    end_call (call, DIALTONE_TIMED_OUT);
  } else if (call->job && answer) {
    rest = g_timeout_source_new (PULSE_MS);
    g_source_set_callback (rest, on_rest_over, call_ref (call), call_unref);
    g_source_attach (rest, g_main_context_get_thread_default ());
  }
  call_unref (call);
}

/* Its main loop answers this, whatever polkit is asked meanwhile. */
static void
take_pulse (Call *call)
{
  g_dbus_connection_call (call->bus, call->owner, DTL_ROOT, "org.freedesktop.DBus.Properties", "Get",
                          g_variant_new ("(ss)", DTL_MANAGER, "Version"), NULL, G_DBUS_CALL_FLAGS_NONE, ANSWER_MS, NULL, on_pulse,
                          call_ref (call));
}

void
dtl_bus_call (DtlJob *job, void (*done) (DtlJob *job))
{
  Call *call;

  if (state != DTL_BUS_THERE) {
    job->result = DIALTONE_NO_SERVICE;
    done (job);
    return;
  }
  call = g_new0 (Call, 1);
  *call = (Call) { .references = 1, .job = job, .done = done, .late = job->late, .bus = g_object_ref (bus), .owner = g_strdup (owner) };
  g_dbus_connection_call (bus, owner, job->path, job->interface, job->method, job->arguments (job), NULL,
                          job->patient ? G_DBUS_CALL_FLAGS_ALLOW_INTERACTIVE_AUTHORIZATION : G_DBUS_CALL_FLAGS_NONE,
                          job->patient ? PATIENCE_MS : ANSWER_MS, NULL, on_answer, call_ref (call));
  if (job->patient)
    take_pulse (call);
  call_unref (call);
}

void
dtl_bus_tell (const char *path, const char *interface, const char *method, GVariant *arguments)
{
  g_autoptr(GVariant) owned = g_variant_ref_sink (arguments);

  if (state == DTL_BUS_THERE)
    g_dbus_connection_call (bus, owner, path, interface, method, owned, NULL, G_DBUS_CALL_FLAGS_NONE, ANSWER_MS, NULL, NULL, NULL);
}
