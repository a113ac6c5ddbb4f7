/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "exit-code.h"

#define ERROR_PREFIX "org.dialtone.RemoteAccess1.Error."

G_DEFINE_QUARK (dt-cli-error-quark, dt_cli_error)

static const struct {
  const char *name;
  DtExit status;
} call_errors[] = {
  { ERROR_PREFIX "NotAuthorized", DT_EXIT_NOT_AUTHORIZED },
  { ERROR_PREFIX "NoSuchEntry", DT_EXIT_NO_SUCH_ENTRY },
  { ERROR_PREFIX "AmbiguousEntry", DT_EXIT_AMBIGUOUS },
  { ERROR_PREFIX "NoSuchConnection", DT_EXIT_NO_SUCH_CONNECTION },
  { ERROR_PREFIX "InvalidOption", DT_EXIT_INVALID_OPTION },
  { ERROR_PREFIX "AlreadyDialing", DT_EXIT_ALREADY_DIALING },
  { ERROR_PREFIX "NotPaused", DT_EXIT_NOT_PAUSED },
  { ERROR_PREFIX "NotEnded", DT_EXIT_NOT_ENDED },
  { ERROR_PREFIX "LimitsExceeded", DT_EXIT_LIMITS_EXCEEDED },
  { ERROR_PREFIX "NotAvailable", DT_EXIT_NOT_AVAILABLE },
  { ERROR_PREFIX "TimedOut", DT_EXIT_TIMED_OUT },
  /* The bus's own policy refused the message. */
  { "org.freedesktop.DBus.Error.AccessDenied", DT_EXIT_NOT_AUTHORIZED },
  { "org.freedesktop.DBus.Error.AuthFailed", DT_EXIT_NOT_AUTHORIZED },
  { "org.freedesktop.DBus.Error.LimitsExceeded", DT_EXIT_LIMITS_EXCEEDED },
  /* GDBus answers so for a path on which nothing is exported. */
  { "org.freedesktop.DBus.Error.UnknownMethod", DT_EXIT_NO_SUCH_CONNECTION },
  { "org.freedesktop.DBus.Error.UnknownObject", DT_EXIT_NO_SUCH_CONNECTION },
  { "org.freedesktop.DBus.Error.ServiceUnknown", DT_EXIT_NO_SERVICE },
  { "org.freedesktop.DBus.Error.NameHasNoOwner", DT_EXIT_NO_SERVICE },
  { "org.freedesktop.DBus.Error.NoReply", DT_EXIT_NO_SERVICE },
  { "org.freedesktop.DBus.Error.Disconnected", DT_EXIT_NO_SERVICE },
};

int
dt_exit_of_line (guint32 error)
{
  switch (dt_error_class (error))
    {
    case DT_CLASS_OK: return DT_EXIT_OK;
    case DT_CLASS_AUTH: return 10;
    case DT_CLASS_SECRETS: return 11;
    case DT_CLASS_SIM: return 12;
    case DT_CLASS_CONFIG: return 13;
    case DT_CLASS_POLICY: return 14;
    case DT_CLASS_NETWORK: return 15;
    case DT_CLASS_REMOTE: return 16;
    case DT_CLASS_COVERAGE: return 17;
    case DT_CLASS_SUBSCRIPTION: return 18;
    case DT_CLASS_DEVICE: return 19;
    case DT_CLASS_RESOURCE: return 20;
    case DT_CLASS_SERVICE: return 21;
    case DT_CLASS_SYSTEM: return 22;
    case DT_CLASS_PROTOCOL: return 23;
    case DT_CLASS_TUNNEL: return 24;
    case DT_CLASS_USER: return 25;
    case DT_CLASS_UNKNOWN: return 26;
    case DT_CLASS_PROGRESS: return 27;
    }
  return 26;
}

int
dt_exit_of_call (const GError *error)
{
  g_autofree char *name = NULL;

  if (error->domain == DT_CLI_ERROR)
    return error->code;
  if (error->domain == G_OPTION_ERROR)
    return DT_EXIT_USAGE;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED))
    return DT_EXIT_NO_SERVICE;

  name = g_dbus_error_is_remote_error (error) ? g_dbus_error_get_remote_error (error) : NULL;
  for (gsize i = 0; name && i < G_N_ELEMENTS (call_errors); i++)
    if (g_str_equal (name, call_errors[i].name))
      return call_errors[i].status;
  return DT_EXIT_FAILURE;
}
