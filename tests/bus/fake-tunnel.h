/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A WireGuard device of the fake NetworkManager and a profile for it. Its states
 * are those of the recording partial/wireguard-success, which has no snapshot and
 * cannot be played: activation needs no peer.
 */
#pragma once

#include "fake-nm.h"

G_BEGIN_DECLS

#define TUNNEL_UUID "55555555-0000-0000-0000-000000000001"

typedef struct _FakeTunnel FakeTunnel;

FakeTunnel *fake_tunnel_new (FakeNm *nm);
void fake_tunnel_free (FakeTunnel *tunnel);
/* NetworkManager signals the device's counters; @rx: bytes received so far. */
void fake_tunnel_counts (FakeTunnel *tunnel, guint64 rx);
/* How often somebody asked for signals, and how often it was undone. */
guint fake_tunnel_asked (FakeTunnel *tunnel);
gboolean fake_tunnel_is_active (FakeTunnel *tunnel);

G_END_DECLS
