/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "trace-variant.h"

#include <string.h>

static const struct {
  const char *interface, *property, *type;
} property_types[] = {
  { "org.freedesktop.NetworkManager.Device", "DeviceType", "u" },
  { "org.freedesktop.NetworkManager.Device", "State", "u" },
  { "org.freedesktop.NetworkManager.Device", "StateReason", "(uu)" },
  { "org.freedesktop.NetworkManager.Device", "ActiveConnection", "o" },
  { "org.freedesktop.NetworkManager.Connection.Active", "State", "u" },
  { "org.freedesktop.NetworkManager.Connection.Active", "StateFlags", "u" },
  { "org.freedesktop.NetworkManager.Connection.Active", "Devices", "ao" },
  { "org.freedesktop.NetworkManager.Connection.Active", "SpecificObject", "o" },
  { "org.freedesktop.NetworkManager.Connection.Active", "Connection", "o" },
  { "org.freedesktop.NetworkManager.Connection.Active", "Ip4Config", "o" },
  { "org.freedesktop.NetworkManager.Connection.Active", "Ip6Config", "o" },
  { "org.freedesktop.NetworkManager.IP4Config", "AddressData", "aa{sv}" },
  { "org.freedesktop.NetworkManager.IP6Config", "AddressData", "aa{sv}" },
  { "org.freedesktop.NetworkManager.VPN.Connection", "VpnState", "u" },
  { "org.freedesktop.ModemManager1.Modem", "State", "i" },
  { "org.freedesktop.ModemManager1.Modem", "StateFailedReason", "u" },
  { "org.freedesktop.ModemManager1.Modem", "UnlockRequired", "u" },
  { "org.freedesktop.ModemManager1.Modem", "Bearers", "ao" },
  { "org.freedesktop.ModemManager1.Modem.Modem3gpp", "RegistrationState", "u" },
  { "org.freedesktop.ModemManager1.Modem.ModemCdma", "Cdma1xRegistrationState", "u" },
  { "org.freedesktop.ModemManager1.Modem.ModemCdma", "EvdoRegistrationState", "u" },
  { "org.freedesktop.ModemManager1.Modem.ModemCdma", "ActivationState", "u" },
  { "org.freedesktop.ModemManager1.Bearer", "ConnectionError", "(ss)" },
};

static void
look_at_member (JsonObject *object, const char *name, JsonNode *node, gpointer good)
{
  if (!g_utf8_validate (name, -1, NULL) || !trace_is_text (node))
    *(gboolean *) good = FALSE;
}

static void
look_at_element (JsonArray *array, guint i, JsonNode *node, gpointer good)
{
  if (!trace_is_text (node))
    *(gboolean *) good = FALSE;
}

gboolean
trace_is_text (JsonNode *node)
{
  gboolean good = TRUE;

  if (JSON_NODE_HOLDS_OBJECT (node))
    json_object_foreach_member (json_node_get_object (node), look_at_member, &good);
  else if (JSON_NODE_HOLDS_ARRAY (node))
    json_array_foreach_element (json_node_get_array (node), look_at_element, &good);
  else if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    good = g_utf8_validate (json_node_get_string (node), -1, NULL);
  return good;
}

static const char *
property_type (const char *interface, const char *property)
{
  for (guint i = 0; i < G_N_ELEMENTS (property_types); i++)
    if (strcmp (property_types[i].interface, interface) == 0 && strcmp (property_types[i].property, property) == 0)
      return property_types[i].type;
  return NULL;
}

/* A dictionary with only numbers in it, such as Ip4Config's method. */
static GVariant *
number_dictionary (JsonObject *object)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &name, &node))
    if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64)
      g_variant_builder_add (&builder, "{sv}", name, g_variant_new_uint32 ((guint32) json_node_get_int (node)));
  return g_variant_builder_end (&builder);
}

static gboolean
is_path (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING &&
         g_variant_is_object_path (json_node_get_string (node));
}

/* One or several: json-glib does not look at what it makes object paths of. */
static gboolean
holds_paths (JsonNode *node, GError **error)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  gboolean good = array != NULL || is_path (node);

  for (guint i = 0; array && i < json_array_get_length (array); i++)
    good = good && is_path (json_array_get_element (array, i));
  if (!good)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "an object path is expected");
  return good;
}

/* NULL without error: nothing that is needed here. */
static GVariant *
property_value (const char *interface, const char *property, JsonNode *node, GError **error)
{
  const char *type = property_type (interface, property);

  if (type && strchr (type, 'o') && !holds_paths (node, error))
    return NULL;
  if (type)
    return json_gvariant_deserialize (node, type, error);
  if (JSON_NODE_HOLDS_OBJECT (node))
    return number_dictionary (json_node_get_object (node));
  if (!JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return g_variant_new_boolean (json_node_get_boolean (node));
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return g_variant_new_string (json_node_get_string (node));
  return NULL;
}

static gboolean
holds_object (JsonNode *node, GError **error)
{
  if (node && JSON_NODE_HOLDS_OBJECT (node))
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "a dictionary is expected");
  return FALSE;
}

static GVariant *
properties (const char *interface, JsonNode *node, GError **error)
{
  g_auto(GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  JsonObjectIter iter;
  const char *name;
  JsonNode *value_node;

  if (!holds_object (node, error))
    return NULL;
  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &name, &value_node)) {
    g_autoptr(GError) local = NULL;
    g_autoptr(GVariant) value = property_value (interface, name, value_node, &local);

    if (local) {
      g_propagate_prefixed_error (error, g_steal_pointer (&local), "%s: ", name);
      return NULL;
    }
    if (value) {
      g_variant_take_ref (value);
      g_variant_builder_add (&builder, "{sv}", name, value);
    }
  }
  return g_variant_builder_end (&builder);
}

GVariant *
trace_interfaces (JsonNode *node, GError **error)
{
  g_auto(GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{sa{sv}}"));
  JsonObjectIter iter;
  const char *interface;
  JsonNode *value;

  if (!holds_object (node, error))
    return NULL;
  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &interface, &value)) {
    GVariant *dictionary = properties (interface, value, error);

    if (dictionary == NULL)
      return NULL;
    g_variant_builder_add (&builder, "{s@a{sv}}", interface, dictionary);
  }
  return g_variant_builder_end (&builder);
}

static JsonNode *
element (JsonNode *args, guint i)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (args) ? json_node_get_array (args) : NULL;

  return array && i < json_array_get_length (array) ? json_array_get_element (array, i) : NULL;
}

static const char *
string_element (JsonNode *args, guint i)
{
  JsonNode *node = element (args, i);

  return node && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
           ? json_node_get_string (node) : NULL;
}

static GVariant *
interfaces_added (JsonNode *args, GError **error)
{
  const char *path = string_element (args, 0);
  GVariant *interfaces = trace_interfaces (element (args, 1), error);

  if (interfaces == NULL)
    return NULL;
  if (path == NULL || !g_variant_is_object_path (path)) {
    g_variant_unref (g_variant_ref_sink (interfaces));
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "an object path is expected");
    return NULL;
  }
  return g_variant_new ("(o@a{sa{sv}})", path, interfaces);
}

static GVariant *
properties_changed (JsonNode *args, GError **error)
{
  const char *interface = string_element (args, 0);
  GVariant *changed = interface ? properties (interface, element (args, 1), error) : NULL;

  if (interface == NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "the name of an interface is expected");
  return changed ? g_variant_new ("(s@a{sv}as)", interface, changed, NULL) : NULL;
}

static const char *
signal_type (const char *interface, const char *member)
{
  if (strcmp (member, "StateChanged") == 0) {
    if (g_str_has_suffix (interface, ".Device"))
      return "(uuu)";
    if (g_str_has_suffix (interface, ".Modem"))
      return "(iiu)";
    return g_str_has_suffix (interface, ".Plugin") ? "(u)" : "(uu)";
  }
  if (strcmp (member, "VpnStateChanged") == 0)
    return "(uu)";
  if (strcmp (member, "Failure") == 0)
    return "(u)";
  if (strcmp (member, "SecretsRequired") == 0)
    return "(sas)";
  if (strcmp (member, "NameOwnerChanged") == 0)
    return "(sss)";
  if (strcmp (member, "InterfacesRemoved") == 0)
    return "(oas)";
  return strcmp (member, "LoginBanner") == 0 ? "(s)" : NULL;
}

GVariant *
trace_signal_args (const char *interface, const char *member, JsonNode *args, GError **error)
{
  const char *type;

  if (strcmp (member, "InterfacesAdded") == 0)
    return interfaces_added (args, error);
  if (strcmp (member, "PropertiesChanged") == 0)
    return properties_changed (args, error);
  type = signal_type (interface, member);
  if (type && type[1] == 'o' && element (args, 0) && !holds_paths (element (args, 0), error))
    return NULL;
  if (type)
    return json_gvariant_deserialize (args, type, error);
  return g_variant_new ("()");
}
