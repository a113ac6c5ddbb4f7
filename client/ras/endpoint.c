/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "endpoint.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

/* Profiles name servers as "address", "address:port:proto" or "[address]:port". */
static void
copy_host (char *host, size_t size, const char *text)
{
  struct in6_addr ipv6;
  size_t n = strcspn (text, ":");

  if (*text == '[')
    n = strcspn (++text, "]");
  else if (inet_pton (AF_INET6, text, &ipv6) == 1)
    n = strlen (text);
  snprintf (host, size, "%.*s", (int) n, text);
}

RASTUNNELENDPOINT
ras_endpoint (const char *address)
{
  RASTUNNELENDPOINT endpoint = { RASTUNNELENDPOINT_UNKNOWN };
  char host[INET6_ADDRSTRLEN];
  struct in_addr ipv4;
  struct in6_addr ipv6;

  copy_host (host, sizeof host, address);
  if (inet_pton (AF_INET, host, &ipv4) == 1) {
    endpoint.dwType = RASTUNNELENDPOINT_IPv4;
    endpoint.ipv4 = ipv4;
  } else if (inet_pton (AF_INET6, host, &ipv6) == 1) {
    endpoint.dwType = RASTUNNELENDPOINT_IPv6;
    endpoint.ipv6 = ipv6;
  }
  return endpoint;
}

GUID
ras_guid (const char *uuid)
{
  GUID guid = { 0 };
  unsigned data1, data2, data3, d[8];

  if (sscanf (uuid, "%8x-%4x-%4x-%2x%2x-%2x%2x%2x%2x%2x%2x", &data1, &data2, &data3, &d[0], &d[1], &d[2], &d[3], &d[4], &d[5],
              &d[6], &d[7]) != 11)
    return guid;
  guid.Data1 = data1;
  guid.Data2 = (uint16_t) data2;
  guid.Data3 = (uint16_t) data3;
  for (size_t i = 0; i < 8; i++)
    guid.Data4[i] = (uint8_t) d[i];
  return guid;
}
