/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <arpa/inet.h>
#include <stdio.h>
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
  snprintf (key, sizeof key, "%s.gateway", name);
  gateway = dialtone_fields_text (details, key);
  snprintf (family->server, sizeof family->server, "%s", gateway);
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
  dialtone_fields_free (details);
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
