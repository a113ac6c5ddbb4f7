/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "handle.h"
#include "projection.h"

static void
read_family (const DialtoneFields *details, const char *name, RasFamily *family)
{
  char key[32];
  const char *addresses, *gateway;

  snprintf (key, sizeof key, "%s.addresses", name);
  addresses = dialtone_fields_text (details, key);
  /* The first of several, without its prefix. */
  snprintf (family->address, sizeof family->address, "%.*s", (int) strcspn (addresses, "/\n"), addresses);
  family->prefix = addresses[strcspn (addresses, "/\n")] == '/' ? (unsigned) atoi (strchr (addresses, '/') + 1) : 0;
  snprintf (key, sizeof key, "%s.gateway", name);
  gateway = dialtone_fields_text (details, key);
  snprintf (family->server, sizeof family->server, "%s", gateway);
}

/* PPPoE and PPPoA, and the VPNs of NetworkManager's plugins in which PPP runs.  A modem may
 * do without PPP, and where ModemManager dials alone it is the caller's. */
static bool
is_ppp (const char *kind, const char *service)
{
  static const char *const services[] = { "l2tp", "pptp", "sstp", "fortisslvpn" };

  for (size_t i = 0; i < sizeof services / sizeof services[0]; i++)
    if (strcmp (service, services[i]) == 0)
      return true;
  return strcmp (kind, "pppoe") == 0 || strcmp (kind, "adsl") == 0;
}

static void
read_link (const DialtoneFields *details, const char *kind, RasProjection *projection)
{
  static const char prefix[] = "org.freedesktop.NetworkManager.";
  const char *service = dialtone_fields_text (details, "Tunnel.service");

  if (strncmp (service, prefix, sizeof prefix - 1) == 0)
    service += sizeof prefix - 1;
  projection->is_ppp = is_ppp (kind, service);
  projection->is_ikev2 = strcmp (service, "strongswan") == 0;
  snprintf (projection->banner, sizeof projection->banner, "%s", dialtone_fields_text (details, "Tunnel.banner"));
}

DWORD
ras_projection_read (HRASCONN handle, RasProjection *projection)
{
  DialtoneConnection connection;
  DialtoneFields *details;
  DialtoneResult result;
  DWORD error = ras_handle_get (handle, &connection);

  if (error != ERROR_SUCCESS)
    return error;
  if (connection.status.state != RASCS_Projected && connection.status.state != RASCS_ApplySettings &&
      connection.status.state != RASCS_Connected)
    return ERROR_PROJECTION_NOT_COMPLETE;
  result = dialtone_connection_details (connection.id, &details);
  if (result != DIALTONE_OK)
    return ras_error (result);
  read_family (details, "Ip4", &projection->ipv4);
  read_family (details, "Ip6", &projection->ipv6);
  read_link (details, connection.kind, projection);
  dialtone_fields_free (details);
  /* On the way up an address may still come. */
  if (connection.status.state != RASCS_Connected && *projection->ipv4.address == '\0' && *projection->ipv6.address == '\0')
    return ERROR_PROJECTION_NOT_COMPLETE;
  return ERROR_SUCCESS;
}

void
ras_projection_interface_id (const char *address, BYTE id[8])
{
  struct in6_addr parsed;

  memset (id, 0, 8);
  if (inet_pton (AF_INET6, address, &parsed) == 1)
    memcpy (id, parsed.s6_addr + 8, 8);
}
