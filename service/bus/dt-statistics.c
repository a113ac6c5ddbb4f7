/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Counters of the link, from the kernel; nothing upstream is asked. */
#include <stdlib.h>
#include <string.h>

#include "dt-connection.h"

static gboolean
read_number (const char *interface, const char *file, guint64 *out)
{
  g_autofree char *path = g_strdup_printf ("/sys/class/net/%s/%s", interface, file);
  g_autofree char *text = NULL;
  char *end;
  guint64 value;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return FALSE;
  value = strtoull (text, &end, 10);
  if (end == text || *text == '-')
    return FALSE;
  *out = value;
  return TRUE;
}

void
dt_statistics_read (DtConnection *connection)
{
  const char *interface = connection->projection.interface;
  DtStatistics *statistics = &connection->statistics;
  guint64 speed = 0;

  /* After the end another link may have the name: what was read last stays. */
  if (connection->status.ended || interface == NULL || *interface == '\0' || strchr (interface, '/'))
    return;
  read_number (interface, "statistics/rx_bytes", &statistics->rx_bytes);
  read_number (interface, "statistics/tx_bytes", &statistics->tx_bytes);
  read_number (interface, "statistics/rx_packets", &statistics->rx_packets);
  read_number (interface, "statistics/tx_packets", &statistics->tx_packets);
  read_number (interface, "statistics/rx_errors", &statistics->rx_errors);
  read_number (interface, "statistics/tx_errors", &statistics->tx_errors);
  if (read_number (interface, "speed", &speed))
    statistics->speed = speed * 1000000;
}
