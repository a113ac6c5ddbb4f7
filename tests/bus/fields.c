/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fields.h"

#define NM "org.freedesktop.NetworkManager"
#define MM "org.freedesktop.ModemManager1"

typedef struct {
  const char *interface;
  const char *name;
  const char *signature;
} Field;

static const Field properties[] = {
  { NM ".Device", "Interface", "s" },
  { NM ".Device", "DeviceType", "u" },
  { NM ".Device", "State", "u" },
  { NM ".Device", "StateReason", "(uu)" },
  { NM ".Device", "ActiveConnection", "o" },
  { NM ".Device", "Udi", "s" },
  { NM ".Device", "Managed", "b" },
  { NM ".Connection.Active", "Uuid", "s" },
  { NM ".Connection.Active", "Id", "s" },
  { NM ".Connection.Active", "Type", "s" },
  { NM ".Connection.Active", "State", "u" },
  { NM ".Connection.Active", "StateFlags", "u" },
  { NM ".Connection.Active", "Devices", "ao" },
  { NM ".Connection.Active", "Vpn", "b" },
  { NM ".Connection.Active", "Default", "b" },
  { NM ".Connection.Active", "SpecificObject", "o" },
  { NM ".Connection.Active", "Connection", "o" },
  { NM ".Connection.Active", "Ip4Config", "o" },
  { NM ".Connection.Active", "Ip6Config", "o" },
  { NM ".IP4Config", "AddressData", "aa{sv}" },
  { NM ".IP6Config", "AddressData", "aa{sv}" },
  { NM ".VPN.Connection", "VpnState", "u" },
  { NM ".Settings.Connection", "id", "s" },
  { NM ".Settings.Connection", "uuid", "s" },
  { NM ".Settings.Connection", "type", "s" },
  { NM ".Settings.Connection", "vpn.service-type", "s" },
  { NM ".Settings.Connection", "pppoe.parent", "s" },
  { NM ".Settings.Connection", "gsm.home-only", "b" },
  { NM, "WwanEnabled", "b" },
  { NM, "WwanHardwareEnabled", "b" },
  { MM ".Modem", "State", "i" },
  { MM ".Modem", "StateFailedReason", "u" },
  { MM ".Modem", "UnlockRequired", "u" },
  { MM ".Modem", "UnlockRetries", "a{uu}" },
  { MM ".Modem", "Bearers", "ao" },
  { MM ".Modem", "Ports", "a(su)" },
  { MM ".Modem", "PrimaryPort", "s" },
  { MM ".Modem", "Device", "s" },
  { MM ".Modem.Modem3gpp", "RegistrationState", "u" },
  { MM ".Modem.Modem3gpp", "NetworkRejection", "a{sv}" },
  { MM ".Modem.ModemCdma", "Cdma1xRegistrationState", "u" },
  { MM ".Modem.ModemCdma", "EvdoRegistrationState", "u" },
  { MM ".Modem.ModemCdma", "ActivationState", "u" },
  { MM ".Bearer", "Connected", "b" },
  { MM ".Bearer", "ConnectionError", "(ss)" },
  { MM ".Bearer", "Interface", "s" },
  { MM ".Bearer", "Ip4Config", "a{sv}" },
};

static const Field members[] = {
  { NM, "ActivateConnection", "(ooo)" },
  { NM, "DeactivateConnection", "(o)" },
  { NM ".PPP", "SetState", "(u)" },
  { NM ".Device", "StateChanged", "(uuu)" },
  { NM ".Connection.Active", "StateChanged", "(uu)" },
  { NM ".VPN.Connection", "VpnStateChanged", "(uu)" },
  { NM ".VPN.Plugin", "StateChanged", "(u)" },
  { NM ".VPN.Plugin", "Failure", "(u)" },
  { NM ".VPN.Plugin", "SecretsRequired", "(sas)" },
  { NM ".VPN.Plugin", "LoginBanner", "(s)" },
  { MM ".Modem", "StateChanged", "(iiu)" },
  { "org.freedesktop.DBus", "NameOwnerChanged", "(sss)" },
  { "org.freedesktop.DBus.ObjectManager", "InterfacesRemoved", "(oas)" },
};

static const char *
look_up (const Field *table, gsize n, const char *interface, const char *name)
{
  for (gsize i = 0; i < n; i++)
    if (g_str_equal (table[i].interface, interface) && g_str_equal (table[i].name, name))
      return table[i].signature;
  return NULL;
}

gboolean
fields_is_kept (const char *interface, const char *name)
{
  return look_up (properties, G_N_ELEMENTS (properties), interface, name) != NULL;
}

static GVariant *guess_dictionary (JsonObject *object);

static GVariant *
guess_array (JsonArray *array)
{
  GVariantBuilder builder;
  guint n = json_array_get_length (array);

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("av"));
  for (guint i = 0; i < n; i++)
    {
      GVariant *item = json_gvariant_deserialize (json_array_get_element (array, i), NULL, NULL);

      g_variant_builder_add (&builder, "v", item);
    }
  return g_variant_builder_end (&builder);
}

/* Only what no table names: dictionaries of addresses and the like. */
static GVariant *
guess (JsonNode *value)
{
  if (JSON_NODE_HOLDS_OBJECT (value))
    return guess_dictionary (json_node_get_object (value));
  if (JSON_NODE_HOLDS_ARRAY (value))
    return guess_array (json_node_get_array (value));
  if (json_node_get_value_type (value) == G_TYPE_INT64)
    return g_variant_new_uint32 ((guint32) json_node_get_int (value));
  return json_gvariant_deserialize (value, NULL, NULL);
}

static GVariant *
guess_dictionary (JsonObject *object)
{
  GVariantBuilder builder;
  g_autoptr (GList) names = json_object_get_members (object);

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  for (GList *l = names; l != NULL; l = l->next)
    g_variant_builder_add (&builder, "{sv}", l->data, guess (json_object_get_member (object, l->data)));
  return g_variant_builder_end (&builder);
}

static GVariant *
with_signature (JsonNode *value, const char *signature)
{
  g_autoptr (GError) error = NULL;
  GVariant *result;

  if (g_str_equal (signature, "a{sv}"))
    return guess_dictionary (json_node_get_object (value));
  result = json_gvariant_deserialize (value, signature, &error);
  g_assert_no_error (error);
  return result;
}

GVariant *
fields_property (const char *interface, const char *name, JsonNode *value)
{
  const char *signature = look_up (properties, G_N_ELEMENTS (properties), interface, name);

  return signature != NULL ? with_signature (value, signature) : guess (value);
}

GVariant *
fields_properties (const char *interface, JsonObject *object)
{
  GVariantBuilder builder;
  g_autoptr (GList) names = json_object_get_members (object);

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  for (GList *l = names; l != NULL; l = l->next)
    g_variant_builder_add (&builder, "{sv}", l->data,
                           fields_property (interface, l->data, json_object_get_member (object, l->data)));
  return g_variant_builder_end (&builder);
}

GVariant *
fields_interfaces (JsonObject *interfaces)
{
  GVariantBuilder builder;
  g_autoptr (GList) names = json_object_get_members (interfaces);

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{sa{sv}}"));
  for (GList *l = names; l != NULL; l = l->next)
    g_variant_builder_add (&builder, "{s@a{sv}}", l->data,
                           fields_properties (l->data, json_object_get_object_member (interfaces, l->data)));
  return g_variant_builder_end (&builder);
}

static GVariant *
guess_tuple (JsonArray *arguments)
{
  GVariantBuilder builder;
  guint n = json_array_get_length (arguments);

  g_variant_builder_init (&builder, G_VARIANT_TYPE_TUPLE);
  for (guint i = 0; i < n; i++)
    g_variant_builder_add_value (&builder, guess (json_array_get_element (arguments, i)));
  return g_variant_builder_end (&builder);
}

GVariant *
fields_arguments (const char *interface, const char *member, JsonArray *arguments)
{
  g_autoptr (JsonNode) node = NULL;
  const char *signature = look_up (members, G_N_ELEMENTS (members), interface, member);

  if (g_str_equal (member, "PropertiesChanged"))
    {
      const char *changed = json_array_get_string_element (arguments, 0);

      return g_variant_new ("(s@a{sv}as)", changed,
                            fields_properties (changed, json_array_get_object_element (arguments, 1)), NULL);
    }
  if (g_str_equal (member, "InterfacesAdded"))
    return g_variant_new ("(o@a{sa{sv}})", json_array_get_string_element (arguments, 0),
                          fields_interfaces (json_array_get_object_element (arguments, 1)));
  if (signature == NULL)
    return guess_tuple (arguments);

  node = json_node_init_array (json_node_alloc (), arguments);
  return with_signature (node, signature);
}
