/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Statistics and Projection as D-Bus values: what is measured of the link, and what it was given. */
#include "dt-property.h"

#define STATISTICS_GETTER(name)                                                                                       \
  static GVariant *get_##name (DtConnection *connection, gboolean private)                                            \
  {                                                                                                                   \
    dt_statistics_read (connection);                                                                                  \
    return g_variant_new_uint64 (connection->statistics.name);                                                        \
  }
STATISTICS_GETTER (rx_bytes)
STATISTICS_GETTER (tx_bytes)
STATISTICS_GETTER (rx_packets)
STATISTICS_GETTER (tx_packets)
STATISTICS_GETTER (rx_errors)
STATISTICS_GETTER (tx_errors)
STATISTICS_GETTER (speed)

static GVariant *
get_duration (DtConnection *connection, gboolean private)
{
  const DtDial *dial = dt_track_dial (connection->track);
  gint64 end = dial->ended_at ? dial->ended_at : g_get_monotonic_time ();

  return g_variant_new_uint64 (dial->connected_at ? (guint64) (end - dial->connected_at) / 1000 : 0);
}

static GVariant *
get_interface (DtConnection *connection, gboolean private)
{
  return dt_property_string (connection->projection.interface, private);
}

static GVariant *
get_mtu (DtConnection *connection, gboolean private)
{
  return g_variant_new_uint32 (private ? connection->projection.mtu : 0);
}

static GVariant *
dictionary (GVariant *value, gboolean private)
{
  return private && value ? g_variant_ref (value) : g_variant_new ("a{sv}", NULL);
}

static GVariant *
get_ip4 (DtConnection *connection, gboolean private)
{
  return dictionary (connection->projection.ip4, private);
}

static GVariant *
get_ip6 (DtConnection *connection, gboolean private)
{
  return dictionary (connection->projection.ip6, private);
}

static GVariant *
get_tunnel (DtConnection *connection, gboolean private)
{
  return dictionary (connection->projection.tunnel, private);
}

#define S DT_STATISTICS_INTERFACE
#define P DT_PROJECTION_INTERFACE

const DtProperty dt_link_properties[] = {
  { S, "RxBytes", get_rx_bytes }, { S, "TxBytes", get_tx_bytes }, { S, "RxPackets", get_rx_packets },
  { S, "TxPackets", get_tx_packets }, { S, "RxErrors", get_rx_errors }, { S, "TxErrors", get_tx_errors },
  { S, "Speed", get_speed }, { S, "Duration", get_duration },
  { P, "Interface", get_interface }, { P, "Mtu", get_mtu }, { P, "Ip4", get_ip4 }, { P, "Ip6", get_ip6 },
  { P, "Tunnel", get_tunnel },  { NULL, NULL, NULL },
};
