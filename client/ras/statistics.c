/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Counters, and clearing them: only our view of them begins anew. */
#include <string.h>

#include "handle.h"

static bool
is_bad (const RAS_STATS *statistics)
{
  return statistics == NULL || statistics->dwSize != sizeof *statistics;
}

/* 32 bits wide: they wrap, as RAS's do. */
static void
fill (RAS_STATS *statistics, const DialtoneStatistics *now, const DialtoneStatistics *baseline)
{
  memset (statistics, 0, sizeof *statistics);
  statistics->dwSize = sizeof *statistics;
  statistics->dwBytesXmited = (DWORD) (now->tx_bytes - baseline->tx_bytes);
  statistics->dwBytesRcved = (DWORD) (now->rx_bytes - baseline->rx_bytes);
  statistics->dwFramesXmited = (DWORD) (now->tx_packets - baseline->tx_packets);
  statistics->dwFramesRcved = (DWORD) (now->rx_packets - baseline->rx_packets);
  /* The kernel does not say which kind of error it was. */
  statistics->dwFramingErr = (DWORD) (now->rx_errors - baseline->rx_errors);
  statistics->dwBps = now->speed > UINT32_MAX ? UINT32_MAX : (DWORD) now->speed;
  statistics->dwConnectDuration = (DWORD) now->duration;
}

static DWORD
read_counters (HRASCONN handle, DialtoneStatistics *now)
{
  DialtoneConnection connection;
  DWORD error = ras_handle_get (handle, &connection);

  return error == ERROR_SUCCESS ? ras_error (dialtone_connection_statistics (connection.id, now)) : error;
}

DWORD WINAPI
RasGetConnectionStatistics (HRASCONN connection, RAS_STATS *statistics)
{
  DialtoneStatistics now, baseline;
  DWORD error;

  if (connection == NULL || is_bad (statistics))
    return RAS_E_INVALIDARG;
  error = read_counters (connection, &now);
  if (error != ERROR_SUCCESS)
    return error;
  baseline = ras_handle_baseline (ras_id (connection));
  fill (statistics, &now, &baseline);
  return ERROR_SUCCESS;
}

DWORD WINAPI
RasGetLinkStatistics (HRASCONN connection, DWORD subentry, RAS_STATS *statistics)
{
  /* A connection is one link, number 1. */
  if (subentry != 1)
    return RAS_E_INVALIDARG;
  return RasGetConnectionStatistics (connection, statistics);
}

DWORD WINAPI
RasClearConnectionStatistics (HRASCONN connection)
{
  DialtoneStatistics now;
  DWORD error = read_counters (connection, &now);

  if (error != ERROR_SUCCESS)
    return error;
  return ras_handle_set_baseline (ras_id (connection), &now) ? ERROR_SUCCESS : ERROR_NOT_ENOUGH_MEMORY;
}

DWORD WINAPI
RasClearLinkStatistics (HRASCONN connection, DWORD subentry)
{
  return subentry == 1 ? RasClearConnectionStatistics (connection) : RAS_E_INVALIDARG;
}
