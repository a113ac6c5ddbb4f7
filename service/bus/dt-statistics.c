/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Counters of the link, from the kernel; nothing upstream is asked. */
#include "dt-connection.h"
#include "dt-link-counters.h"

void
dt_statistics_read (DtConnection *connection)
{
  const char *interface = connection->projection.interface;
  DtStatistics *statistics = &connection->statistics;
  guint64 speed = 0;

  /* After the end another link may have the name: what was read last stays. */
  if (connection->status.ended || interface == NULL)
    return;
  dt_link_counter (interface, "statistics/rx_bytes", &statistics->rx_bytes);
  dt_link_counter (interface, "statistics/tx_bytes", &statistics->tx_bytes);
  dt_link_counter (interface, "statistics/rx_packets", &statistics->rx_packets);
  dt_link_counter (interface, "statistics/tx_packets", &statistics->tx_packets);
  dt_link_counter (interface, "statistics/rx_errors", &statistics->rx_errors);
  dt_link_counter (interface, "statistics/tx_errors", &statistics->tx_errors);
  if (dt_link_counter (interface, "speed", &speed))
    statistics->speed = speed * 1000000;
}
