/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The properties of a connection as D-Bus values. */
#include <string.h>

#include "dt-bound.h"
#include "dt-limits.h"
#include "dt-property.h"

#define MM_MODEM "org.freedesktop.ModemManager1.Modem"
#define MM_3GPP MM_MODEM ".Modem3gpp"

GVariant *
dt_property_string (const char *value, gboolean known)
{
  return g_variant_new_string (known && value && g_utf8_validate (value, -1, NULL) ? value : "");
}

static const DtDial *
dial_of (DtConnection *connection)
{
  return dt_track_dial (connection->track);
}

/*
 * Causes.
 */

GVariant *
dt_connection_cause (DtConnection *connection, const DtCause *cause, gboolean private)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  g_variant_builder_add (&builder, "{sv}", "source", g_variant_new_string (cause->source));
  g_variant_builder_add (&builder, "{sv}", "code", g_variant_new_int32 (cause->code));
  g_variant_builder_add (&builder, "{sv}", "name", dt_property_string (cause->name, TRUE));
  g_variant_builder_add (&builder, "{sv}", "text", dt_property_string (cause->text, private));
  g_variant_builder_add (&builder, "{sv}", "at", g_variant_new_uint64 (dt_realtime_of (&connection->realtime, cause->at)));
  g_variant_builder_add (&builder, "{sv}", "error", g_variant_new_uint32 (cause->error));
  return g_variant_builder_end (&builder);
}

static GVariant *
get_causes (DtConnection *connection, gboolean private)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));
  const DtCause *order[DT_CAUSES_MAX];
  guint n = dt_causes_order (&dial_of (connection)->causes, order);

  for (guint i = 0; i < n; i++)
    g_variant_builder_add_value (&builder, dt_connection_cause (connection, order[i], private));
  return g_variant_builder_end (&builder);
}

static GVariant *
get_phases (DtConnection *connection, gboolean private)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(ut)"));
  const DtDial *dial = dial_of (connection);

  for (guint i = 0; i < dial->n_phases; i++)
    g_variant_builder_add (&builder, "(ut)", dial->phase[i].state, (guint64) (dial->phase[i].at - dial->began_at));
  return g_variant_builder_end (&builder);
}

static GVariant *
get_hint (DtConnection *connection, gboolean private)
{
  const DtCause *best = dt_causes_best (&dial_of (connection)->causes);
  const char *key;

  if (connection->status.error == 0 || !private)
    return g_variant_new_string ("");
  key = best && best->error == connection->status.error ? best->hint : dt_error_hint_key (connection->status.error);
  return g_variant_new_string (strcmp (key, "none") == 0 ? "" : dt_hint_text (key));
}

/*
 * The status.
 */

static GVariant *
get_id (DtConnection *connection, gboolean private)
{
  return g_variant_new_uint64 (connection->id);
}

static GVariant *
get_status (DtConnection *connection, gboolean private)
{
  const DtStatus *status = &connection->status;

  return g_variant_new ("(tuuu)", status->sequence, status->state, status->substate, status->error);
}

#define STATUS_GETTER(name, field, make)                                                                              \
  static GVariant *get_##name (DtConnection *connection, gboolean private)                                            \
  {                                                                                                                   \
    return make (connection->status.field);                                                                           \
  }
STATUS_GETTER (state, state, g_variant_new_uint32)
STATUS_GETTER (substate, substate, g_variant_new_uint32)
STATUS_GETTER (error, error, g_variant_new_uint32)
STATUS_GETTER (finished, finished, g_variant_new_boolean)
STATUS_GETTER (result, result, g_variant_new_uint32)
STATUS_GETTER (ended, ended, g_variant_new_boolean)
STATUS_GETTER (disconnecting, disconnecting, g_variant_new_boolean)
STATUS_GETTER (paused, paused, g_variant_new_boolean)
STATUS_GETTER (attempt, attempt, g_variant_new_uint32)

static GVariant *
get_state_name (DtConnection *connection, gboolean private)
{
  return dt_property_string (dt_state_name (connection->status.state), TRUE);
}

static GVariant *
get_error_name (DtConnection *connection, gboolean private)
{
  return dt_property_string (dt_error_name (connection->status.error), TRUE);
}

static GVariant *
get_error_text (DtConnection *connection, gboolean private)
{
  return dt_property_string (dt_error_text (connection->status.error), TRUE);
}

static GVariant *
get_next_redial (DtConnection *connection, gboolean private)
{
  return g_variant_new_uint64 (0);      /* nothing is redialled: not among Features */
}

/*
 * What is dialled, and on what.
 */

static GVariant *
get_entry_uuid (DtConnection *connection, gboolean private)
{
  return dt_property_string (connection->entry_uuid, TRUE);
}

static GVariant *
get_entry_name (DtConnection *connection, gboolean private)
{
  return dt_property_string (connection->entry_name, private);
}

static GVariant *
get_kind (DtConnection *connection, gboolean private)
{
  return g_variant_new_string (connection->kind);
}

static GVariant *
get_device_type (DtConnection *connection, gboolean private)
{
  DtKind kind = dial_of (connection)->kind;

  if (kind == DT_KIND_VPN || kind == DT_KIND_WIREGUARD)
    return g_variant_new_string ("vpn");
  return g_variant_new_string (kind == DT_KIND_PPPOE || kind == DT_KIND_ADSL ? "PPPoE" : "modem");
}

static GVariant *
get_device_name (DtConnection *connection, gboolean private)
{
  return dial_of (connection)->kind == DT_KIND_VPN ? dt_property_string (dt_track_service (connection->track), TRUE)
                                                   : dt_property_string (dt_track_device_interface (connection->track), TRUE);
}

static GVariant *
get_phone_number (DtConnection *connection, gboolean private)
{
  return dt_property_string (connection->phone_number, private);
}

/* The address on the base device, towards the server. */
static GVariant *
get_local_endpoint (DtConnection *connection, gboolean private)
{
  DtUpstream *upstream = connection->daemon->upstream;
  g_autoptr(GVariant) config = NULL, addresses = NULL, first = NULL;
  const char *path, *address = "";

  if (dial_of (connection)->kind != DT_KIND_VPN || !private)
    return g_variant_new_string ("");
  config = dt_upstream_lookup (upstream, dt_track_device_path (connection->track), "org.freedesktop.NetworkManager.Device",
                               "Ip4Config");
  path = config && g_variant_is_of_type (config, G_VARIANT_TYPE_OBJECT_PATH) ? g_variant_get_string (config, NULL) : NULL;
  addresses = path ? dt_upstream_lookup (upstream, path, "org.freedesktop.NetworkManager.IP4Config", "AddressData") : NULL;
  if (addresses && g_variant_is_of_type (addresses, G_VARIANT_TYPE ("aa{sv}")) && g_variant_n_children (addresses) > 0) {
    first = g_variant_get_child_value (addresses, 0);
    g_variant_lookup (first, "address", "&s", &address);
  }
  return g_variant_new_string (strlen (address) <= DT_BOUND_NAME ? address : "");
}

static GVariant *
get_remote_endpoint (DtConnection *connection, gboolean private)
{
  return dt_property_string (connection->remote, private);
}

static GVariant *
get_address_configured (DtConnection *connection, gboolean private)
{
  /* ModemManager configures nothing. */
  return g_variant_new_boolean (connection->status.state == DT_RASCS_CONNECTED && !dial_of (connection)->direct);
}

/*
 * The mobile network.
 */

static GVariant *
modem_property (DtConnection *connection, const char *interface, const char *name, const char *type)
{
  GVariant *value = dt_upstream_lookup (connection->daemon->upstream, dt_track_modem_path (connection->track), interface, name);

  if (value && !g_variant_is_of_type (value, G_VARIANT_TYPE (type)))
    g_clear_pointer (&value, g_variant_unref);
  return value;
}

static GVariant *
get_operator (DtConnection *connection, gboolean private)
{
  g_autoptr(GVariant) name = modem_property (connection, MM_3GPP, "OperatorName", "s");

  return dt_property_string (name ? g_variant_get_string (name, NULL) : "", TRUE);
}

static GVariant *
get_access_technology (DtConnection *connection, gboolean private)
{
  /* ModemManager's words for the bits of MMModemAccessTechnology, the finest first. */
  static const struct {
    guint32 bit;
    const char *word;
  } words[] = { { 1u << 15, "5gnr" }, { 1u << 14, "lte" }, { 1u << 9, "hspa-plus" }, { 1u << 8, "hspa" }, { 1u << 7, "hsupa" },
                { 1u << 6, "hsdpa" }, { 1u << 5, "umts" }, { 1u << 13, "evdob" }, { 1u << 12, "evdoa" }, { 1u << 11, "evdo0" },
                { 1u << 10, "1xrtt" }, { 1u << 4, "edge" }, { 1u << 3, "gprs" }, { 1u << 2, "gsm-compact" }, { 1u << 1, "gsm" },
                { 1u << 0, "pots" } };
  g_autoptr(GVariant) value = modem_property (connection, MM_MODEM, "AccessTechnologies", "u");

  for (guint i = 0; value && i < G_N_ELEMENTS (words); i++)
    if (g_variant_get_uint32 (value) & words[i].bit)
      return g_variant_new_string (words[i].word);
  return g_variant_new_string ("");
}

static GVariant *
get_signal (DtConnection *connection, gboolean private)
{
  g_autoptr(GVariant) value = modem_property (connection, MM_MODEM, "SignalQuality", "(ub)");
  guint32 percent = 0;

  if (value)
    g_variant_get (value, "(ub)", &percent, NULL);
  return g_variant_new_uint32 (percent);
}

/*
 * When, who, and the upstream objects.
 */

static GVariant *
get_started_at (DtConnection *connection, gboolean private)
{
  return g_variant_new_uint64 (dt_realtime_of (&connection->realtime, dial_of (connection)->began_at));
}

static GVariant *
get_connected_at (DtConnection *connection, gboolean private)
{
  return g_variant_new_uint64 (dt_realtime_of (&connection->realtime, dial_of (connection)->connected_at));
}

static GVariant *
get_ended_at (DtConnection *connection, gboolean private)
{
  return g_variant_new_uint64 (dt_realtime_of (&connection->realtime, dial_of (connection)->ended_at));
}

static GVariant *
get_started_by_uid (DtConnection *connection, gboolean private)
{
  return g_variant_new_uint32 (connection->uid);
}

static GVariant *
get_origin (DtConnection *connection, gboolean private)
{
  return g_variant_new_string (connection->external ? "external" : "dialtone");
}

#define PATH_GETTER(name)                                                                                             \
  static GVariant *get_##name (DtConnection *connection, gboolean private)                                            \
  {                                                                                                                   \
    return g_variant_new_object_path (dt_track_##name##_path (connection->track));                                    \
  }
PATH_GETTER (active)
PATH_GETTER (device)
PATH_GETTER (modem)
PATH_GETTER (bearer)

/*
 * The table.
 */

#define C DT_CONNECTION_INTERFACE
#define S DT_STATISTICS_INTERFACE
#define P DT_PROJECTION_INTERFACE

static const DtProperty properties[] = {
  { C, "Id", get_id }, { C, "Status", get_status }, { C, "State", get_state }, { C, "Substate", get_substate },
  { C, "Error", get_error }, { C, "Finished", get_finished }, { C, "Result", get_result }, { C, "Ended", get_ended },
  { C, "StateName", get_state_name }, { C, "ErrorName", get_error_name }, { C, "ErrorText", get_error_text },
  { C, "Hint", get_hint }, { C, "Disconnecting", get_disconnecting }, { C, "Paused", get_paused }, { C, "Attempt", get_attempt },
  { C, "NextRedial", get_next_redial }, { C, "EntryUuid", get_entry_uuid }, { C, "EntryName", get_entry_name },
  { C, "Kind", get_kind }, { C, "DeviceType", get_device_type }, { C, "DeviceName", get_device_name },
  { C, "PhoneNumber", get_phone_number }, { C, "LocalEndpoint", get_local_endpoint },
  { C, "RemoteEndpoint", get_remote_endpoint }, { C, "AddressConfigured", get_address_configured },
  { C, "Operator", get_operator }, { C, "AccessTechnology", get_access_technology }, { C, "Signal", get_signal },
  { C, "Causes", get_causes }, { C, "Phases", get_phases }, { C, "StartedAt", get_started_at },
  { C, "ConnectedAt", get_connected_at }, { C, "EndedAt", get_ended_at }, { C, "StartedByUid", get_started_by_uid },
  { C, "Origin", get_origin }, { C, "ActiveConnection", get_active }, { C, "Device", get_device }, { C, "Modem", get_modem },
  { C, "Bearer", get_bearer }, { C, "Truncated", dt_connection_truncated },
  { NULL, NULL, NULL },
};

static const DtProperty *const tables[] = { properties, dt_link_properties };

GVariant *
dt_connection_property (DtConnection *connection, const char *interface, const char *name, gboolean private)
{
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    for (const DtProperty *property = tables[i]; property->name; property++)
      if (strcmp (property->interface, interface) == 0 && strcmp (property->name, name) == 0)
        return property->get (connection, private);
  return NULL;
}

static void
add_interface (DtConnection *connection, const char *interface, gboolean private, GVariantBuilder *builder)
{
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    for (const DtProperty *property = tables[i]; property->name; property++) {
      g_autoptr(GVariant) value = NULL;

      if (strcmp (property->interface, interface) != 0)
        continue;
      value = g_variant_take_ref (property->get (connection, private));
      g_variant_builder_add (builder, "{sv}", property->name, value);
    }
}

GVariant *
dt_connection_status (DtConnection *connection, gboolean private, gboolean dialler)
{
  const DtQuestion *question = dialler ? dt_dialer_question (connection->daemon->dialer, connection->track) : NULL;
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  add_interface (connection, C, private, &builder);
  add_interface (connection, P, private, &builder);
  if (question)
    g_variant_builder_add (&builder, "{sv}", "Question", dt_question_describe (question));
  return g_variant_builder_end (&builder);
}

static GVariant *
all_interfaces (DtConnection *connection)
{
  static const char *const interfaces[] = { C, S, P };
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{sa{sv}}"));

  for (guint i = 0; i < G_N_ELEMENTS (interfaces); i++) {
    GVariantBuilder values = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

    add_interface (connection, interfaces[i], connection->users == NULL, &values);
    g_variant_builder_add (&builder, "{s@a{sv}}", interfaces[i], g_variant_builder_end (&values));
  }
  return g_variant_builder_end (&builder);
}

GVariant *
dt_connection_interfaces (DtConnection *connection)
{
  g_autoptr(GVariant) all = g_variant_ref_sink (all_interfaces (connection));

  if (g_variant_get_size (all) <= DT_LIMIT_OBJECT_BYTES || connection->tight)
    return g_steal_pointer (&all);
  connection->tight = TRUE;
  dt_projection_fit (connection);
  return g_variant_ref_sink (all_interfaces (connection));
}
