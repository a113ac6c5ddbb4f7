/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fake-ip4.h"

#define IP4 "org.freedesktop.NetworkManager.IP4Config"

static GVariant *
addresses (const char *key, const char *address, gboolean has_prefix, guint prefix)
{
  GVariantBuilder list;
  GVariantBuilder entry;

  g_variant_builder_init (&entry, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&entry, "{sv}", key, g_variant_new_string (address));
  if (has_prefix)
    g_variant_builder_add (&entry, "{sv}", "prefix", g_variant_new_uint32 (prefix));
  g_variant_builder_init (&list, G_VARIANT_TYPE ("aa{sv}"));
  g_variant_builder_add (&list, "a{sv}", &entry);
  return g_variant_builder_end (&list);
}

GVariant *
fake_ip4_object (const char *address, guint prefix, const char *gateway, const char *server)
{
  GVariantBuilder interfaces;
  GVariantBuilder properties;

  g_variant_builder_init (&properties, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&properties, "{sv}", "AddressData", addresses ("address", address, TRUE, prefix));
  g_variant_builder_add (&properties, "{sv}", "Gateway", g_variant_new_string (gateway));
  g_variant_builder_add (&properties, "{sv}", "RouteData", addresses ("dest", "192.0.2.0", TRUE, 24));
  g_variant_builder_add (&properties, "{sv}", "NameserverData", addresses ("address", server, FALSE, 0));
  g_variant_builder_add (&properties, "{sv}", "Domains", g_variant_new_strv ((const char *const[]) { "example.net" }, 1));
  g_variant_builder_add (&properties, "{sv}", "Searches", g_variant_new_strv (NULL, 0));
  g_variant_builder_init (&interfaces, G_VARIANT_TYPE ("a{sa{sv}}"));
  g_variant_builder_add (&interfaces, "{sa{sv}}", IP4, &properties);
  return g_variant_builder_end (&interfaces);
}
