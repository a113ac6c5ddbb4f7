/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* RAS's kinds of entries and ours. */
#pragma once

#include "internal.h"

typedef struct {
  const char *kind;             /* ours */
  DWORD type;                   /* RASET_* */
  const char *device_type;      /* RASDT_* */
  bool needs_number;
} RasKind;

const RasKind *ras_kind_of_entry (const char *kind);
/* @type: 0 where the caller's structure has none.  NULL: not here. */
const RasKind *ras_kind_of_ras (DWORD type, const char *device_type);
/* VS_*; VS_Default for services that RAS does not know. */
DWORD ras_strategy_of_service (const char *service);
const char *ras_service_of_strategy (DWORD strategy);
/* Whether it is a device that every Windows has, and programs know by name; *strategy: what
 * it is for, VS_Default for none. */
bool ras_is_miniport (const char *device, DWORD *strategy);
