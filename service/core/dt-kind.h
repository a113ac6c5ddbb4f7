/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The kinds of remote-access connections. */
#pragma once

#include <stdbool.h>

typedef enum {
  DT_KIND_NONE,               /* not dialled: Ethernet, Wi-Fi, ... */
  DT_KIND_VPN,
  DT_KIND_WIREGUARD,
  DT_KIND_PPPOE,
  DT_KIND_ADSL,
  DT_KIND_GSM,
  DT_KIND_CDMA,
  DT_KIND_BLUETOOTH,
  DT_KIND_SERIAL,
} DtKind;

/* The word of the D-Bus property Kind; "" for DT_KIND_NONE. */
const char *dt_kind_to_string (DtKind kind);
/* The kind of such a word; DT_KIND_NONE for every other. */
DtKind dt_kind_from_string (const char *word);

/* The kind of a NetworkManager profile by its connection.type ("vpn",
 * "wireguard", "pppoe", "adsl", "gsm", "cdma", "bluetooth"); DT_KIND_NONE for
 * every other type and NULL. */
DtKind dt_kind_from_nm_type (const char *type);

/* Dialled through a modem that ModemManager drives. */
bool dt_kind_has_modem (DtKind kind);
