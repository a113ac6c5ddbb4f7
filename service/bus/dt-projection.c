/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Addresses, routes and names, from what NetworkManager has signalled. */
#include <stdlib.h>
#include <string.h>

#include "dt-connection.h"

#define NM "org.freedesktop.NetworkManager."

static GVariant *
lookup (DtConnection *connection, const char *path, const char *interface, const char *property, const char *type)
{
  GVariant *value = dt_upstream_lookup (connection->daemon->upstream, path, interface, property);

  if (value && !g_variant_is_of_type (value, G_VARIANT_TYPE (type)))
    g_clear_pointer (&value, g_variant_unref);
  return value;
}

/* aa{sv} with "address" or "dest", and "prefix" -> as "address/prefix". */
static GVariant *
prefixes (GVariant *data, const char *key)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_STRING_ARRAY);

  for (gsize i = 0; data && i < g_variant_n_children (data); i++) {
    g_autoptr(GVariant) item = g_variant_get_child_value (data, i);
    g_autofree char *text = NULL;
    const char *address;
    guint32 prefix;

    if (!g_variant_lookup (item, key, "&s", &address) || !g_variant_lookup (item, "prefix", "u", &prefix))
      continue;
    text = g_strdup_printf ("%s/%u", address, prefix);
    g_variant_builder_add (&builder, "s", text);
  }
  return g_variant_builder_end (&builder);
}

/* aa{sv} with "address" (IPv4), or aay (IPv6) -> as. */
static GVariant *
nameservers (DtConnection *connection, const char *path, const char *interface)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_STRING_ARRAY);
  g_autoptr(GVariant) data = lookup (connection, path, interface, "NameserverData", "aa{sv}");
  g_autoptr(GVariant) raw = lookup (connection, path, interface, "Nameservers", "aay");

  for (gsize i = 0; data && i < g_variant_n_children (data); i++) {
    g_autoptr(GVariant) item = g_variant_get_child_value (data, i);
    const char *address;

    if (g_variant_lookup (item, "address", "&s", &address))
      g_variant_builder_add (&builder, "s", address);
  }
  for (gsize i = 0; raw && i < g_variant_n_children (raw); i++) {
    g_autoptr(GVariant) item = g_variant_get_child_value (raw, i);
    gsize n;
    const guint8 *bytes = g_variant_get_fixed_array (item, &n, 1);
    g_autoptr(GInetAddress) address = n == 16 ? g_inet_address_new_from_bytes (bytes, G_SOCKET_FAMILY_IPV6) : NULL;
    g_autofree char *text = address ? g_inet_address_to_string (address) : NULL;

    if (text)
      g_variant_builder_add (&builder, "s", text);
  }
  return g_variant_builder_end (&builder);
}

static GVariant *
read_family (DtConnection *connection, const char *path, const char *interface)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  g_autoptr(GVariant) addresses = lookup (connection, path, interface, "AddressData", "aa{sv}");
  g_autoptr(GVariant) routes = lookup (connection, path, interface, "RouteData", "aa{sv}");
  g_autoptr(GVariant) gateway = lookup (connection, path, interface, "Gateway", "s");
  g_autoptr(GVariant) domains = lookup (connection, path, interface, "Domains", "as");

  if (addresses || routes) {
    g_variant_builder_add (&builder, "{sv}", "addresses", prefixes (addresses, "address"));
    g_variant_builder_add (&builder, "{sv}", "gateway", gateway ? gateway : g_variant_new_string (""));
    g_variant_builder_add (&builder, "{sv}", "routes", prefixes (routes, "dest"));
    g_variant_builder_add (&builder, "{sv}", "dns", nameservers (connection, path, interface));
    g_variant_builder_add (&builder, "{sv}", "domains", domains ? domains : g_variant_new_strv (NULL, 0));
  }
  return g_variant_builder_end (&builder);
}

static GVariant *
read_tunnel (DtConnection *connection)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  g_autoptr(GVariant) banner = NULL;

  if (dt_track_dial (connection->track)->kind == DT_KIND_VPN) {
    banner = lookup (connection, dt_track_active_path (connection->track), NM "VPN.Connection", "Banner", "s");
    g_variant_builder_add (&builder, "{sv}", "service", g_variant_new_string (dt_track_service (connection->track)));
    g_variant_builder_add (&builder, "{sv}", "banner", banner ? banner : g_variant_new_string (""));
    g_variant_builder_add (&builder, "{sv}", "gateway", g_variant_new_string (connection->remote));
  }
  return g_variant_builder_end (&builder);
}

static guint32
read_mtu (const char *interface)
{
  g_autofree char *path = g_strdup_printf ("/sys/class/net/%s/mtu", interface);
  g_autofree char *text = NULL;

  if (*interface == '\0' || strchr (interface, '/') || !g_file_get_contents (path, &text, NULL, NULL))
    return 0;
  return (guint32) strtoul (text, NULL, 10);
}

void
dt_projection_clear (DtProjection *projection)
{
  g_clear_pointer (&projection->interface, g_free);
  g_clear_pointer (&projection->ip4, g_variant_unref);
  g_clear_pointer (&projection->ip6, g_variant_unref);
  g_clear_pointer (&projection->tunnel, g_variant_unref);
}

void
dt_projection_read (DtConnection *connection)
{
  DtProjection *projection = &connection->projection;

  /* An ended one keeps what it had. */
  if (connection->status.ended && projection->interface)
    return;
  dt_projection_clear (projection);
  projection->interface = g_strdup (dt_track_ip_interface (connection->track));
  projection->mtu = read_mtu (projection->interface);
  if (dt_track_dial (connection->track)->direct) {
    dt_projection_read_bearer (connection, projection);
  } else {
    projection->ip4 = g_variant_ref_sink (read_family (connection, dt_track_ip4_path (connection->track), NM "IP4Config"));
    projection->ip6 = g_variant_ref_sink (read_family (connection, dt_track_ip6_path (connection->track), NM "IP6Config"));
  }
  projection->tunnel = g_variant_ref_sink (read_tunnel (connection));
  dt_projection_fit (connection);
}
