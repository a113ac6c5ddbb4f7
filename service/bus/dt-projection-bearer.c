/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Addresses of a bearer that ModemManager gave, where nobody has configured them. */
#include "dt-connection.h"

#define MM_BEARER "org.freedesktop.ModemManager1.Bearer"

static GVariant *
lookup_config (DtConnection *connection, const char *property)
{
  GVariant *config = dt_upstream_lookup (connection->daemon->upstream, dt_track_bearer_path (connection->track), MM_BEARER,
                                         property);

  if (config && !g_variant_is_of_type (config, G_VARIANT_TYPE_VARDICT))
    g_clear_pointer (&config, g_variant_unref);
  return config;
}

/* MMBearerIpMethod. */
static const char *
method_word (guint32 method)
{
  static const char *const words[] = { "", "ppp", "static", "dhcp" };

  return method < G_N_ELEMENTS (words) ? words[method] : "";
}

static GVariant *
nameservers (GVariant *config)
{
  static const char *const names[] = { "dns1", "dns2", "dns3" };
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_STRING_ARRAY);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    const char *server;

    if (g_variant_lookup (config, names[i], "&s", &server) && *server)
      g_variant_builder_add (&builder, "s", server);
  }
  return g_variant_builder_end (&builder);
}

static void
add_addresses (GVariantBuilder *builder, GVariant *config, const char *address)
{
  GVariantBuilder addresses = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_STRING_ARRAY);
  const char *gateway = "";
  guint32 prefix = 0;
  g_autofree char *text = NULL;

  g_variant_lookup (config, "prefix", "u", &prefix);
  g_variant_lookup (config, "gateway", "&s", &gateway);
  text = g_strdup_printf ("%s/%u", address, prefix);
  g_variant_builder_add (&addresses, "s", text);
  g_variant_builder_add (builder, "{sv}", "addresses", g_variant_builder_end (&addresses));
  g_variant_builder_add (builder, "{sv}", "gateway", g_variant_new_string (gateway));
  g_variant_builder_add (builder, "{sv}", "routes", g_variant_new_strv (NULL, 0));
  g_variant_builder_add (builder, "{sv}", "dns", nameservers (config));
  g_variant_builder_add (builder, "{sv}", "domains", g_variant_new_strv (NULL, 0));
}

static GVariant *
read_family (GVariant *config)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  const char *address = "";
  guint32 method = 0;

  if (config) {
    g_variant_lookup (config, "method", "u", &method);
    g_variant_lookup (config, "address", "&s", &address);
  }
  if (*address)
    add_addresses (&builder, config, address);
  if (*method_word (method))
    g_variant_builder_add (&builder, "{sv}", "method", g_variant_new_string (method_word (method)));
  return g_variant_builder_end (&builder);
}

void
dt_projection_read_bearer (DtConnection *connection, DtProjection *projection)
{
  g_autoptr(GVariant) ip4 = lookup_config (connection, "Ip4Config");
  g_autoptr(GVariant) ip6 = lookup_config (connection, "Ip6Config");

  projection->ip4 = g_variant_ref_sink (read_family (ip4));
  projection->ip6 = g_variant_ref_sink (read_family (ip6));
  if (ip4 && projection->mtu == 0)
    g_variant_lookup (ip4, "mtu", "u", &projection->mtu);
}
