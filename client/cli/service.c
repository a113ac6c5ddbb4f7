/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "service.h"

#include "exit-code.h"

#define ANSWER_TIMEOUT_MS 25000

static GVariant *
call_bus (GDBusConnection *bus, const char *method, GVariant *arguments, const char *answer, GError **error)
{
  return g_dbus_connection_call_sync (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                      method, arguments, G_VARIANT_TYPE (answer), G_DBUS_CALL_FLAGS_NONE,
                                      ANSWER_TIMEOUT_MS, NULL, error);
}

static char *
get_owner (GDBusConnection *bus, GError **error)
{
  g_autoptr(GVariant) answer = call_bus (bus, "GetNameOwner", g_variant_new ("(s)", DT_BUS_NAME), "(s)", error);
  char *owner = NULL;

  if (answer)
    g_variant_get (answer, "(s)", &owner);
  return owner;
}

static char *
start (GDBusConnection *bus, GError **error)
{
  g_autoptr(GVariant) answer =
    call_bus (bus, "StartServiceByName", g_variant_new ("(su)", DT_BUS_NAME, 0), "(u)", error);

  return answer ? get_owner (bus, error) : NULL;
}

static void
explain (GError **error, GError *cause, const char *what)
{
  g_dbus_error_strip_remote_error (cause);
  g_set_error (error, DT_CLI_ERROR, DT_EXIT_NO_SERVICE, "%s: %s", what, cause->message);
  g_error_free (cause);
}

DtService *
dt_service_find (GError **error)
{
  g_autoptr(DtService) service = g_new0 (DtService, 1);
  GError *cause = NULL;

  service->bus = g_bus_get_sync (G_BUS_TYPE_SYSTEM, NULL, &cause);
  if (!service->bus)
    {
      explain (error, cause, "The system bus cannot be reached");
      return NULL;
    }
  /* Or GDBus ends the process without a word when the bus goes. */
  g_dbus_connection_set_exit_on_close (service->bus, FALSE);
  service->owner = get_owner (service->bus, NULL);
  if (!service->owner)
    service->owner = start (service->bus, &cause);
  if (!service->owner)
    {
      explain (error, cause, "The service dialtoned is not running and could not be started");
      return NULL;
    }
  return g_steal_pointer (&service);
}

gboolean
dt_service_is_there (DtService *service)
{
  g_autofree char *owner = get_owner (service->bus, NULL);

  return g_strcmp0 (owner, service->owner) == 0;
}

void
dt_service_free (DtService *service)
{
  g_clear_object (&service->bus);
  g_free (service->owner);
  g_free (service);
}

GVariant *
dt_service_call (DtService *service, const char *path, const char *interface, const char *method, GVariant *arguments,
                 GError **error)
{
  return g_dbus_connection_call_sync (service->bus, service->owner, path, interface, method, arguments, NULL,
                                      G_DBUS_CALL_FLAGS_NONE, ANSWER_TIMEOUT_MS, NULL, error);
}

GVariant *
dt_service_call_patiently (DtService *service, const char *path, const char *interface, const char *method,
                           GVariant *arguments, GError **error)
{
  return g_dbus_connection_call_sync (service->bus, service->owner, path, interface, method, arguments, NULL,
                                      G_DBUS_CALL_FLAGS_ALLOW_INTERACTIVE_AUTHORIZATION, G_MAXINT, NULL, error);
}

static GVariant *
first_of (GVariant *answer)
{
  g_autoptr(GVariant) owned = answer;

  return answer ? g_variant_get_child_value (answer, 0) : NULL;
}

GVariant *
dt_service_ask (DtService *service, const char *interface, const char *method, GVariant *arguments, GError **error)
{
  return first_of (dt_service_call (service, DT_ROOT_PATH, interface, method, arguments, error));
}

GVariant *
dt_service_get_status (DtService *service, const char *path, GError **error)
{
  return first_of (dt_service_call (service, path, DT_CONNECTION, "GetStatus", NULL, error));
}

GVariant *
dt_service_get_all (DtService *service, const char *path, const char *interface, GError **error)
{
  return first_of (dt_service_call (service, path, "org.freedesktop.DBus.Properties", "GetAll",
                                    g_variant_new ("(s)", interface), error));
}
