/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-kind.h"

#include <stddef.h>
#include <string.h>

static const struct {
  DtKind kind;
  const char *word;
  const char *nm_type;
} kinds[] = {
  { DT_KIND_NONE, "", NULL },
  { DT_KIND_VPN, "vpn", "vpn" },
  { DT_KIND_WIREGUARD, "wireguard", "wireguard" },
  { DT_KIND_PPPOE, "pppoe", "pppoe" },
  { DT_KIND_ADSL, "adsl", "adsl" },
  { DT_KIND_GSM, "gsm", "gsm" },
  { DT_KIND_CDMA, "cdma", "cdma" },
  { DT_KIND_BLUETOOTH, "bluetooth", "bluetooth" },
  { DT_KIND_SERIAL, "serial", NULL },
};

#define N_KINDS (sizeof kinds / sizeof kinds[0])

const char *
dt_kind_to_string (DtKind kind)
{
  return (size_t) kind < N_KINDS ? kinds[kind].word : "";
}

DtKind
dt_kind_from_string (const char *word)
{
  for (size_t i = 0; i < N_KINDS; i++)
    if (strcmp (kinds[i].word, word) == 0)
      return kinds[i].kind;
  return DT_KIND_NONE;
}

DtKind
dt_kind_from_nm_type (const char *type)
{
  for (size_t i = 0; type && i < N_KINDS; i++)
    if (kinds[i].nm_type && strcmp (kinds[i].nm_type, type) == 0)
      return kinds[i].kind;
  return DT_KIND_NONE;
}

bool
dt_kind_has_modem (DtKind kind)
{
  return kind == DT_KIND_GSM || kind == DT_KIND_CDMA || kind == DT_KIND_BLUETOOTH || kind == DT_KIND_SERIAL;
}
