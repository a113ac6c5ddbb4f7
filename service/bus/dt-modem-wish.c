/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-modem-wish.h"

#include <ModemManager.h>
#include <string.h>

#include "dt-bus-error.h"

#define NM_DEVICE "org.freedesktop.NetworkManager.Device"
#define MM_MODEM "org.freedesktop.ModemManager1.Modem"
#define CAPABILITIES_3GPP (MM_MODEM_CAPABILITY_GSM_UMTS | MM_MODEM_CAPABILITY_LTE | MM_MODEM_CAPABILITY_5GNR)
#define CAPABILITIES_NUMBER (MM_MODEM_CAPABILITY_POTS | MM_MODEM_CAPABILITY_CDMA_EVDO | MM_MODEM_CAPABILITY_IRIDIUM)

void
dt_modem_wish_clear (DtModemWish *wish)
{
  g_clear_pointer (&wish->modem_path, g_free);
  g_clear_pointer (&wish->nm_device, g_free);
}

/*
 * One modem.
 */

static char *
dup_string (DtUpstream *upstream, const char *path, const char *interface, const char *property)
{
  g_autoptr(GVariant) value = dt_upstream_lookup (upstream, path, interface, property);

  return value && g_variant_is_of_type (value, G_VARIANT_TYPE_STRING) ? g_variant_dup_string (value, NULL) : g_strdup ("");
}

static guint32
capabilities_of (DtUpstream *upstream, const char *path)
{
  g_autoptr(GVariant) value = dt_upstream_lookup (upstream, path, MM_MODEM, "CurrentCapabilities");

  return value && g_variant_is_of_type (value, G_VARIANT_TYPE_UINT32) ? g_variant_get_uint32 (value) : 0;
}

static DtKind
kind_of (guint32 capabilities, gboolean by_number)
{
  if (by_number && capabilities & MM_MODEM_CAPABILITY_POTS)
    return DT_KIND_SERIAL;
  if (capabilities & MM_MODEM_CAPABILITY_CDMA_EVDO && (by_number || !(capabilities & CAPABILITIES_3GPP)))
    return DT_KIND_CDMA;
  return DT_KIND_GSM;
}

static gboolean
has_port (DtUpstream *upstream, const char *path, const char *name)
{
  g_autoptr(GVariant) ports = dt_upstream_lookup (upstream, path, MM_MODEM, "Ports");
  GVariantIter iter;
  const char *port;

  if (ports == NULL || !g_variant_is_of_type (ports, G_VARIANT_TYPE ("a(su)")))
    return FALSE;
  g_variant_iter_init (&iter, ports);
  while (g_variant_iter_next (&iter, "(&su)", &port, NULL))
    if (strcmp (port, name) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_device (DtUpstream *upstream, const char *path, const char *wanted)
{
  static const char *const names[] = { "PrimaryPort", "DeviceIdentifier", "EquipmentIdentifier", "Device" };
  g_autofree char *nm_device = NULL, *interface = NULL;

  if (strcmp (path, wanted) == 0 || has_port (upstream, path, wanted))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *value = dup_string (upstream, path, MM_MODEM, names[i]);

    if (*value && strcmp (value, wanted) == 0)
      return TRUE;
  }
  nm_device = dt_upstream_nm_device_of_modem (upstream, path);
  interface = nm_device ? dup_string (upstream, nm_device, NM_DEVICE, "Interface") : NULL;
  return g_strcmp0 (interface, wanted) == 0;
}

/*
 * All of them.
 */

typedef struct {
  DtUpstream *upstream;
  const DtDialOptions *options;
  GPtrArray *fitting;           /* paths */
  GPtrArray *unknown;           /* of modems that cannot tell what they are: failed or locked ones */
} Walk;

static void
look_at (const char *path, gpointer data)
{
  Walk *walk = data;
  guint32 capabilities = capabilities_of (walk->upstream, path);
  guint32 wanted = walk->options->apn ? CAPABILITIES_3GPP : CAPABILITIES_NUMBER;

  if (walk->options->device) {
    if (is_device (walk->upstream, path, walk->options->device))
      g_ptr_array_add (walk->fitting, g_strdup (path));
  } else if (capabilities & wanted) {
    g_ptr_array_add (walk->fitting, g_strdup (path));
  } else if (capabilities == 0) {
    g_ptr_array_add (walk->unknown, g_strdup (path));
  }
}

static void
fail_none (const DtDialOptions *options, GError **error)
{
  if (options->device)
    g_set_error (error, DT_BUS_ERROR, DT_BUS_ERROR_INVALID_OPTION, "Option \"device\": ModemManager has no modem \"%s\"",
                 dt_bus_error_quote (options->device).text);
  else
    g_set_error (error, DT_BUS_ERROR, DT_BUS_ERROR_NOT_AVAILABLE, "ModemManager has no modem that dials %s",
                 options->apn ? "an APN" : "a number");
}

static void
fail_several (DtUpstream *upstream, GPtrArray *paths, GError **error)
{
  g_autoptr(GString) ports = g_string_new (NULL);

  for (guint i = 0; i < paths->len; i++) {
    g_autofree char *port = dup_string (upstream, paths->pdata[i], MM_MODEM, "PrimaryPort");

    g_string_append_printf (ports, "%s%s", i ? ", " : "", *port ? port : (const char *) paths->pdata[i]);
  }
  g_set_error (error, DT_BUS_ERROR, DT_BUS_ERROR_INVALID_OPTION, "Option \"device\" is needed, for several modems fit: %s",
               ports->str);
}

static gboolean
find_modem (DtUpstream *upstream, const DtDialOptions *options, DtModemWish *wish, GError **error)
{
  g_autoptr(GPtrArray) fitting = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) unknown = g_ptr_array_new_with_free_func (g_free);
  Walk walk = { upstream, options, fitting, unknown };
  GPtrArray *found = fitting;

  dt_upstream_foreach_object (upstream, MM_MODEM, look_at, &walk);
  if (found->len == 0)
    found = unknown;
  if (found->len == 0)
    fail_none (options, error);
  else if (found->len > 1)
    fail_several (upstream, found, error);
  else
    wish->modem_path = g_strdup (found->pdata[0]);
  return wish->modem_path != NULL;
}

gboolean
dt_modem_wish_read (DtDaemon *daemon, const DtDialOptions *options, DtModemWish *wish, GError **error)
{
  const char *problem = NULL;

  *wish = (DtModemWish) { 0 };
  if (!options->apn && !options->phone_number)
    problem = "The entry is empty: name one, or give option \"apn\" or \"phone-number\"";
  else if (options->apn && options->phone_number)
    problem = "Options \"apn\" and \"phone-number\" exclude each other";
  else if (options->activation)
    problem = "Option \"activation\" is for entries";
  else if (options->domain)
    problem = "Option \"domain\" is for entries";
  else if (options->prove_peer)
    problem = "Option \"prove-peer\" is for WireGuard entries";
  if (problem) {
    g_set_error_literal (error, DT_BUS_ERROR, DT_BUS_ERROR_INVALID_OPTION, problem);
    return FALSE;
  }
  if (!dt_upstream_has_mm (daemon->upstream)) {
    g_set_error_literal (error, DT_BUS_ERROR, DT_BUS_ERROR_NOT_AVAILABLE, "ModemManager is not on the bus");
    return FALSE;
  }
  if (!find_modem (daemon->upstream, options, wish, error))
    return FALSE;
  wish->kind = kind_of (capabilities_of (daemon->upstream, wish->modem_path), options->phone_number != NULL);
  /* NetworkManager 1.42 knows no profile for a modem of the telephone network. */
  if (wish->kind != DT_KIND_SERIAL)
    wish->nm_device = dt_upstream_nm_device_of_modem (daemon->upstream, wish->modem_path);
  return TRUE;
}
