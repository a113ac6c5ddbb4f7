/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "kinds.h"

#include <string.h>
#include <strings.h>

#define NM(plugin) "org.freedesktop.NetworkManager." plugin

/* The first of a type or device type is the one that new entries get. */
static const RasKind kinds[] = {
  { "vpn", RASET_Vpn, "vpn", true },
  { "pppoe", RASET_Broadband, "PPPoE", false },
  { "gsm", RASET_Phone, "modem", true },
  { "cdma", RASET_Phone, "modem", true },
  { "bluetooth", RASET_Phone, "modem", true },
  { "serial", RASET_Phone, "modem", true },
  { "wireguard", RASET_Vpn, "vpn", true },
  { "adsl", RASET_Broadband, "PPPoE", false },
};
#define N_KINDS (sizeof kinds / sizeof kinds[0])

/* Default: as Windows tries L2TP where it is not told. */
static const struct {
  DWORD strategy;
  const char *service;
} services[] = {
  { VS_L2tpOnly, NM ("l2tp") }, { VS_L2tpFirst, NM ("l2tp") }, { VS_L2tpSstp, NM ("l2tp") },
  { VS_PptpOnly, NM ("pptp") }, { VS_PptpFirst, NM ("pptp") }, { VS_PptpSstp, NM ("pptp") },
  { VS_SstpOnly, NM ("sstp") }, { VS_SstpFirst, NM ("sstp") },
  { VS_Ikev2Only, NM ("strongswan") }, { VS_Ikev2First, NM ("strongswan") }, { VS_Ikev2Sstp, NM ("strongswan") },
};
#define N_SERVICES (sizeof services / sizeof services[0])

const RasKind *
ras_kind_of_entry (const char *kind)
{
  for (size_t i = 0; i < N_KINDS; i++)
    if (strcmp (kinds[i].kind, kind) == 0)
      return &kinds[i];
  return &kinds[2];
}

const RasKind *
ras_kind_of_ras (DWORD type, const char *device_type)
{
  /* RASET_Internet says what it is for, not what it is. */
  bool typed = type != 0 && type != RASET_Internet;

  for (size_t i = 0; i < N_KINDS; i++)
    if (typed ? kinds[i].type == type : strcasecmp (kinds[i].device_type, device_type) == 0)
      return &kinds[i];
  return NULL;
}

DWORD
ras_strategy_of_service (const char *service)
{
  for (size_t i = 0; i < N_SERVICES; i++)
    if (strcmp (services[i].service, service) == 0)
      return services[i].strategy;
  return VS_Default;
}

const char *
ras_service_of_strategy (DWORD strategy)
{
  for (size_t i = 0; i < N_SERVICES; i++)
    if (services[i].strategy == strategy)
      return services[i].service;
  return services[0].service;
}

bool
ras_is_miniport (const char *device, DWORD *strategy)
{
  static const char prefix[] = "WAN Miniport (";
  static const struct {
    const char *name;
    DWORD strategy;
  } miniports[] = { { "L2TP)", VS_L2tpOnly }, { "PPTP)", VS_PptpOnly }, { "SSTP)", VS_SstpOnly }, { "IKEv2)", VS_Ikev2Only } };

  *strategy = VS_Default;
  if (strncasecmp (device, prefix, sizeof prefix - 1) != 0)
    return false;
  for (size_t i = 0; i < sizeof miniports / sizeof miniports[0]; i++)
    if (strcasecmp (device + sizeof prefix - 1, miniports[i].name) == 0)
      *strategy = miniports[i].strategy;
  return true;
}
