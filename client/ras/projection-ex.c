/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* RasGetProjectionInfoEx: in the PPP form, but for NetworkManager's IKEv2 plugin. */
#include <arpa/inet.h>
#include <string.h>

#include "handle.h"
#include "projection.h"

static void
fill_ikev2 (RAS_PROJECTION_INFO *info, const RasProjection *links)
{
  RASIKEV2_PROJECTION_INFO ikev2;

  memset (&ikev2, 0, sizeof ikev2);
  if (inet_pton (AF_INET, links->ipv4.address, &ikev2.ipv4Address) != 1)
    ikev2.dwIPv4NegotiationError = ERROR_PROTOCOL_NOT_CONFIGURED;
  inet_pton (AF_INET, links->ipv4.server, &ikev2.ipv4ServerAddress);
  if (inet_pton (AF_INET6, links->ipv6.address, &ikev2.ipv6Address) != 1)
    ikev2.dwIPv6NegotiationError = ERROR_PROTOCOL_NOT_CONFIGURED;
  inet_pton (AF_INET6, links->ipv6.server, &ikev2.ipv6ServerAddress);
  ikev2.dwPrefixLength = links->ipv6.prefix;
  info->type = PROJECTION_INFO_TYPE_IKEv2;
  info->ikev2 = ikev2;
}

static void
fill (RAS_PROJECTION_INFO *info, const RasProjection *links)
{
  RASPPP_PROJECTION_INFO ppp;

  memset (&ppp, 0, sizeof ppp);
  if (inet_pton (AF_INET, links->ipv4.address, &ppp.ipv4Address) != 1)
    ppp.dwIPv4NegotiationError = ERROR_PROTOCOL_NOT_CONFIGURED;
  inet_pton (AF_INET, links->ipv4.server, &ppp.ipv4ServerAddress);
  if (*links->ipv6.address == '\0')
    ppp.dwIPv6NegotiationError = ERROR_PROTOCOL_NOT_CONFIGURED;
  ras_projection_interface_id (links->ipv6.address, ppp.bInterfaceIdentifier);
  ras_projection_interface_id (links->ipv6.server, ppp.bServerInterfaceIdentifier);
  ppp.dwCcpError = ERROR_PROTOCOL_NOT_CONFIGURED;
  info->type = PROJECTION_INFO_TYPE_PPP;
  info->ppp = ppp;
}

DWORD WINAPI
RasGetProjectionInfoEx (HRASCONN connection, PRAS_PROJECTION_INFO info, LPDWORD size)
{
  DialtoneConnection known;
  RasProjection links;
  DWORD error;

  if (size == NULL)
    return ERROR_INVALID_PARAMETER;
  if (info && *size >= sizeof info->version && (info->version < RASAPIVERSION_500 || info->version > RASAPIVERSION_CURRENT))
    return ERROR_INVALID_SIZE;
  error = ras_handle_get (connection, &known);
  if (error != ERROR_SUCCESS)
    return error;
  if (info == NULL || *size < sizeof *info) {
    *size = sizeof *info;
    return ERROR_BUFFER_TOO_SMALL;
  }
  *size = sizeof *info;
  error = ras_projection_read (connection, &links);
  if (error == ERROR_SUCCESS && links.is_ikev2)
    fill_ikev2 (info, &links);
  else if (error == ERROR_SUCCESS)
    fill (info, &links);
  return error;
}
