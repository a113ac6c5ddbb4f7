/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What NetworkManager, ModemManager, pppd and VPN plugins say, and what RAS
 * calls it.  The rows are the *.tsv files beside this header; the generator in
 * introspection/ makes sorted constant tables of them.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "dt-vocabulary.h"

/* One row of a reason table. */
typedef struct {
  int32_t number;             /* the native value */
  const char *name;           /* its native name */
  uint32_t error;             /* dwError */
  uint32_t error_before;      /* dwError before Connected was reached */
  bool specific;              /* names a cause; false: generic, replaced by a specific one */
  DtClass class_;
  const char *hint;           /* key of hints.tsv */
  const char *dbus_error;     /* D-Bus error name that carries it, or NULL */
} DtReason;

/*
 * Each looks up one row; NULL where the table has no such number.
 * Source: service/mapping/<name>.tsv.
 */
const DtReason *dt_mapping_nm_active_reason (int32_t number);
const DtReason *dt_mapping_nm_device_reason (int32_t number);
const DtReason *dt_mapping_nm_vpn_reason (int32_t number);
const DtReason *dt_mapping_nm_vpn_plugin_failure (int32_t number);     /* rows plugin:N of nm_vpn_reason */
const DtReason *dt_mapping_mm_registration (int32_t number);
const DtReason *dt_mapping_mm_network_error (int32_t number);
const DtReason *dt_mapping_mm_cdma_registration (int32_t number);
const DtReason *dt_mapping_mm_cdma_activation_state (int32_t number);
const DtReason *dt_mapping_mm_sim_lock (int32_t number);
const DtReason *dt_mapping_mm_state_failed_reason (int32_t number);
const DtReason *dt_mapping_mm_state_change_reason (int32_t number);
const DtReason *dt_mapping_pppd_exit (int32_t number);

/* Looks a D-Bus error name up in every table that has such names: the mm_*_error
 * tables, the rows dbus:* of nm_vpn_reason, and nm_call_error.  NULL if unknown. */
const DtReason *dt_mapping_dbus_error (const char *name);

/* A row of a state table; state -1: keep the last. */
typedef struct {
  int32_t number;
  const char *kind;           /* "vpn", "gsm", ..., "any" or "ppp" */
  int32_t state;              /* RASCONNSTATE or -1 */
} DtStateRow;

/* The RASCONNSTATE of a native state; -1: keep the last.  The kind's own row
 * comes before the row of kind "any".  An unknown number gives -1. */
int32_t dt_mapping_nm_vpn_state (int32_t number);
int32_t dt_mapping_nm_device_state (int32_t number, const char *kind);
int32_t dt_mapping_mm_modem_state (int32_t number);

/* A row of ppp_status.tsv. */
typedef struct {
  int32_t number;
  const char *name;
  int32_t state;              /* RASCONNSTATE or -1 */
  int32_t emit_before;        /* RASCONNSTATE published first, or -1 */
  uint32_t ends_pppoe;        /* dwError when pppd ended in this phase; 0: not an end */
  uint32_t ends_serial;
} DtPppPhase;

const DtPppPhase *dt_mapping_ppp_phase (int32_t number);
