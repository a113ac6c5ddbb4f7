/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "activation.h"

#include <unistd.h>

#include "output.h"

#define NM "org.freedesktop.NetworkManager"
#define NM_PATH "/org/freedesktop/NetworkManager"

static GVariant *
call_nm (DtService *service, const char *path, const char *interface, const char *method, GVariant *arguments)
{
  g_autoptr(GError) error = NULL;
  GVariant *reply = g_dbus_connection_call_sync (service->bus, NM, path, interface, method, arguments, NULL,
                                                 G_DBUS_CALL_FLAGS_ALLOW_INTERACTIVE_AUTHORIZATION |
                                                   G_DBUS_CALL_FLAGS_NO_AUTO_START,
                                                 G_MAXINT, NULL, &error);

  if (!reply)
    g_debug ("%s: %s", method, error->message);
  return reply;
}

static char *
dup_path (GVariant *reply)
{
  g_autoptr(GVariant) owned = reply;
  char *path = NULL;

  if (reply)
    g_variant_get (reply, "(o)", &path);
  return path;
}

static char *
find_device (DtService *service, const char *name)
{
  if (!name)
    return g_strdup ("/");
  return dup_path (call_nm (service, NM_PATH, NM, "GetDeviceByIpIface", g_variant_new ("(s)", name)));
}

/* What is given for this dial is no agent's business; root's agents are the service's. */
static gboolean
is_for_agent (const DtDialArguments *arguments)
{
  return *arguments->entry && geteuid () != 0 && !arguments->ask && !arguments->reuse && !arguments->user &&
         !arguments->domain && !arguments->passwd_file && !arguments->pin_file && !arguments->prove_peer;
}

char *
dt_activation_begin (DtService *service, const DtDialArguments *arguments)
{
  g_autoptr(GVariant) entry = NULL;
  g_autofree char *profile = NULL, *device = NULL;

  if (!is_for_agent (arguments))
    return NULL;
  entry = dt_service_ask (service, DT_PHONEBOOK, "GetEntry", g_variant_new ("(s)", arguments->entry), NULL);
  if (!entry || !g_str_equal (dt_dict_string (entry, "secrets-owner"), "user"))
    return NULL;
  profile = dup_path (call_nm (service, NM_PATH "/Settings", NM ".Settings", "GetConnectionByUuid",
                               g_variant_new ("(s)", dt_dict_string (entry, "uuid"))));
  device = find_device (service, arguments->device);
  if (!profile || !device)
    return NULL;
  return dup_path (call_nm (service, NM_PATH, NM, "ActivateConnection", g_variant_new ("(ooo)", profile, device, "/")));
}

GVariant *
dt_activation_hand_over (GVariant *arguments, const char *path)
{
  g_autoptr(GVariant) owned = arguments;
  g_autoptr(GVariant) options = g_variant_get_child_value (arguments, 1);
  g_auto(GVariantDict) dict = G_VARIANT_DICT_INIT (options);
  const char *entry;

  g_variant_get_child (arguments, 0, "&s", &entry);
  g_variant_dict_remove (&dict, "device");      /* it is dialled on already */
  g_variant_dict_insert (&dict, "activation", "o", path);
  return g_variant_ref_sink (g_variant_new ("(s@a{sv})", entry, g_variant_dict_end (&dict)));
}

void
dt_activation_end (DtService *service, const char *path)
{
  g_autoptr(GVariant) reply = call_nm (service, NM_PATH, NM, "DeactivateConnection", g_variant_new ("(o)", path));
}
