/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* RasGetProjectionInfoEx: always in the PPP form.  Which links are IKEv2 nobody tells. */
#include <arpa/inet.h>
#include <string.h>

#include "handle.h"
#include "projection.h"

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
  if (error == ERROR_SUCCESS)
    fill (info, &links);
  return error;
}
