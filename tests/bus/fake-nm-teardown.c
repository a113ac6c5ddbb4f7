/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fake-nm-teardown.h"

#define NM "org.freedesktop.NetworkManager"
#define ACTIVE NM ".Connection.Active"
#define VPN NM ".VPN.Connection"
#define DEVICE NM ".Device"

#define USER_DISCONNECTED 2
#define USER_REQUESTED 39

static void
active_state (FakeService *nm, const char *active, guint state, guint reason)
{
  fake_service_emit (nm, active, ACTIVE, "StateChanged", g_variant_new ("(uu)", state, reason));
  fake_service_change (nm, active, ACTIVE, "State", g_variant_new_uint32 (state));
}

static void
removed (FakeService *nm, const char *active, const char *const *interfaces)
{
  fake_service_change (nm, active, ACTIVE, "Devices", g_variant_new_objv (NULL, 0));
  fake_service_emit (nm, "/org/freedesktop", "org.freedesktop.DBus.ObjectManager", "InterfacesRemoved",
                     g_variant_new ("(o^as)", active, interfaces));
}

static void
tear_down_vpn (FakeService *nm, const char *active)
{
  static const char *const interfaces[] = { VPN, ACTIVE, NULL };

  active_state (nm, active, 3, USER_DISCONNECTED);
  active_state (nm, active, 4, USER_DISCONNECTED);
  fake_service_emit (nm, active, VPN, "VpnStateChanged", g_variant_new ("(uu)", 7u, USER_DISCONNECTED));
  fake_service_change (nm, active, VPN, "VpnState", g_variant_new_uint32 (7));
  removed (nm, active, interfaces);
}

static void
device_state (FakeService *nm, const char *device, guint state, guint old)
{
  fake_service_change (nm, device, DEVICE, "State", g_variant_new_uint32 (state));
  fake_service_change (nm, device, DEVICE, "StateReason", g_variant_new ("(uu)", state, USER_REQUESTED));
  fake_service_emit (nm, device, DEVICE, "StateChanged", g_variant_new ("(uuu)", state, old, USER_REQUESTED));
}

static void
tear_down_device (FakeService *nm, const char *active, const char *device)
{
  static const char *const interfaces[] = { ACTIVE, NULL };
  g_autoptr (GVariant) state = fake_service_get (nm, device, DEVICE, "State");

  device_state (nm, device, 110, g_variant_get_uint32 (state));
  active_state (nm, active, 3, 0);
  fake_service_change (nm, device, DEVICE, "ActiveConnection", g_variant_new_object_path ("/"));
  device_state (nm, device, 30, 110);
  active_state (nm, active, 4, 3);
  removed (nm, active, interfaces);
}

void
fake_nm_tear_down (FakeService *nm, const char *active)
{
  g_autoptr (GVariant) vpn = fake_service_get (nm, active, ACTIVE, "Vpn");
  g_autoptr (GVariant) devices = fake_service_get (nm, active, ACTIVE, "Devices");
  const char *device;

  if (g_variant_get_boolean (vpn))
    {
      tear_down_vpn (nm, active);
      return;
    }
  g_variant_get_child (devices, 0, "&o", &device);
  tear_down_device (nm, active, device);
}
