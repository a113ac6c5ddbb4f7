/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* RasGetProjectionInfo.  NetworkManager tells addresses, whatever the link below them
 * is.  Where that is PPP its LCP has succeeded, of which no more is known than what the
 * server says; nothing is of CCP. */
#include "projection.h"

#include <string.h>

#include "handle.h"

#ifdef UNICODE
static const DWORD sizes_ip[] = { 72, 80, 0 }, sizes_lcp[] = { 8, 2104, 0 }, sizes_amb[] = { 44, 0 }, sizes_nbf[] = { 84, 0 },
                   sizes_ipx[] = { 52, 0 }, sizes_slip[] = { 40, 0 };
#else
static const DWORD sizes_ip[] = { 40, 48, 0 }, sizes_lcp[] = { 8, 1080, 0 }, sizes_amb[] = { 28, 0 }, sizes_nbf[] = { 48, 0 },
                   sizes_ipx[] = { 32, 0 }, sizes_slip[] = { 24, 0 };
#endif
static const DWORD sizes_ipv6[] = { 28, 0 }, sizes_ccp[] = { 24, 0 };

static const struct {
  DWORD projection;
  const DWORD *accepted;
} known[] = {
  { RASP_PppIp, sizes_ip }, { RASP_PppIpv6, sizes_ipv6 }, { RASP_PppLcp, sizes_lcp }, { RASP_PppCcp, sizes_ccp },
  { RASP_Amb, sizes_amb }, { RASP_PppNbf, sizes_nbf }, { RASP_PppIpx, sizes_ipx }, { RASP_Slip, sizes_slip },
};

static const DWORD *
accepted_of (DWORD projection)
{
  for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
    if (known[i].projection == projection)
      return known[i].accepted;
  return NULL;
}

static DWORD
newest (const DWORD *accepted)
{
  while (accepted[1])
    accepted++;
  return *accepted;
}

static DWORD
fill_ip (const RasFamily *family, void *info)
{
  RASPPPIP answer;
  DWORD size = *(DWORD *) info;

  if (*family->address == '\0')
    return ERROR_PROTOCOL_NOT_CONFIGURED;
  memset (&answer, 0, sizeof answer);
  answer.dwSize = size;
  RAS_PUT (answer.szIpAddress, family->address);
  RAS_PUT (answer.szServerIpAddress, family->server);
  memcpy (info, &answer, size);
  return ERROR_SUCCESS;
}

static DWORD
fill_ipv6 (const RasFamily *family, void *info)
{
  RASPPPIPV6 answer;

  if (*family->address == '\0')
    return ERROR_PROTOCOL_NOT_CONFIGURED;
  memset (&answer, 0, sizeof answer);
  answer.dwSize = sizeof answer;
  ras_projection_interface_id (family->address, answer.bLocalInterfaceIdentifier);
  ras_projection_interface_id (family->server, answer.bPeerInterfaceIdentifier);
  memcpy (info, &answer, sizeof answer);
  return ERROR_SUCCESS;
}

static DWORD
fill_lcp (const RasProjection *links, void *info)
{
  RASPPPLCP answer;
  DWORD size = *(DWORD *) info;

  if (!links->is_ppp)
    return ERROR_PROTOCOL_NOT_CONFIGURED;
  memset (&answer, 0, sizeof answer);
  answer.dwSize = size;
  RAS_PUT (answer.szReplyMessage, links->banner);
  memcpy (info, &answer, size);
  return ERROR_SUCCESS;
}

DWORD WINAPI
RasGetProjectionInfo (HRASCONN connection, RASPROJECTION projection, LPVOID info, LPDWORD size)
{
  const DWORD *accepted = accepted_of (projection);
  DialtoneConnection known_connection;
  RasProjection links;
  DWORD needed, error;

  if (size == NULL || accepted == NULL)
    return ERROR_INVALID_PARAMETER;
  needed = info ? *(DWORD *) info : newest (accepted);
  if (!ras_size_is (needed, accepted))
    return ERROR_INVALID_SIZE;
  error = ras_handle_get (connection, &known_connection);
  if (error != ERROR_SUCCESS)
    return error;
  if (info == NULL || *size < needed) {
    *size = needed;
    return ERROR_BUFFER_TOO_SMALL;
  }
  *size = needed;
  error = ras_projection_read (connection, &links);
  if (error != ERROR_SUCCESS)
    return error;
  if (projection == RASP_PppIp)
    return fill_ip (&links.ipv4, info);
  if (projection == RASP_PppLcp)
    return fill_lcp (&links, info);
  return projection == RASP_PppIpv6 ? fill_ipv6 (&links.ipv6, info) : ERROR_PROTOCOL_NOT_CONFIGURED;
}
