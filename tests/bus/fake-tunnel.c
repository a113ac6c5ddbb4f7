/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fake-tunnel.h"

#define NM "org.freedesktop.NetworkManager"
#define NM_PATH "/org/freedesktop/NetworkManager"
#define DEVICE_PATH NM_PATH "/Devices/70"
#define ACTIVE_PATH NM_PATH "/ActiveConnection/70"
#define DEVICE NM ".Device"
#define STATISTICS DEVICE ".Statistics"
#define ACTIVE NM ".Connection.Active"
#define OBJECT_MANAGER "org.freedesktop.DBus.ObjectManager"

struct _FakeTunnel {
  FakeService *nm;
  FakeMethod older;
  gpointer older_data;
  char *profile;
  guint32 state;
  guint asked;
  gboolean active;
};

static void
set_device_state (FakeTunnel *tunnel, guint32 state, guint32 reason)
{
  guint32 before = tunnel->state;

  tunnel->state = state;
  fake_service_change (tunnel->nm, DEVICE_PATH, DEVICE, "State", g_variant_new_uint32 (state));
  fake_service_emit (tunnel->nm, DEVICE_PATH, DEVICE, "StateChanged", g_variant_new ("(uuu)", state, before, reason));
}

static void
set_active_state (FakeTunnel *tunnel, guint32 state, guint32 reason)
{
  fake_service_emit (tunnel->nm, ACTIVE_PATH, ACTIVE, "StateChanged", g_variant_new ("(uu)", state, reason));
  fake_service_change (tunnel->nm, ACTIVE_PATH, ACTIVE, "State", g_variant_new_uint32 (state));
}

static void
add_active (FakeTunnel *tunnel)
{
  fake_service_emit (
    tunnel->nm, "/org/freedesktop", OBJECT_MANAGER, "InterfacesAdded",
    g_variant_new_parsed ("(objectpath '" ACTIVE_PATH "', {'" ACTIVE "': {'Connection': <%o>, 'Uuid': <'" TUNNEL_UUID "'>,"
                          " 'Id': <'tunnel'>, 'Type': <'wireguard'>, 'State': <uint32 1>, 'StateFlags': <uint32 0>,"
                          " 'Devices': <[objectpath '" DEVICE_PATH "']>}})",
                          tunnel->profile));
}

static void
activate (FakeTunnel *tunnel, GDBusMessage *call)
{
  static const guint32 states[] = { 40, 50, 60, 40, 50, 70, 80, 90, 100 };

  tunnel->active = TRUE;
  add_active (tunnel);
  fake_service_reply (tunnel->nm, call, g_variant_new ("(o)", ACTIVE_PATH));
  fake_service_change (tunnel->nm, DEVICE_PATH, DEVICE, "ActiveConnection", g_variant_new_object_path (ACTIVE_PATH));
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    set_device_state (tunnel, states[i], 0);
  set_active_state (tunnel, 2, 0);
}

static void
deactivate (FakeTunnel *tunnel, GDBusMessage *call)
{
  const char *const gone[] = { ACTIVE, NULL };

  fake_service_reply (tunnel->nm, call, NULL);
  set_device_state (tunnel, 110, 39);
  set_active_state (tunnel, 3, 0);
  set_device_state (tunnel, 30, 39);
  set_active_state (tunnel, 4, 3);
  set_device_state (tunnel, 10, 39);
  fake_service_emit (tunnel->nm, "/org/freedesktop", OBJECT_MANAGER, "InterfacesRemoved",
                     g_variant_new ("(o^as)", ACTIVE_PATH, gone));
  tunnel->active = FALSE;
}

static void
set_property (FakeTunnel *tunnel, GDBusMessage *call)
{
  g_autoptr (GVariant) value = NULL;
  const char *interface, *property;

  g_variant_get (g_dbus_message_get_body (call), "(&s&sv)", &interface, &property, &value);
  fake_service_change (tunnel->nm, DEVICE_PATH, interface, property, value);
  tunnel->asked++;
}

static gboolean
answer (FakeService *nm, GDBusMessage *call, gpointer data)
{
  FakeTunnel *tunnel = data;
  const char *member = g_dbus_message_get_member (call);
  const char *path = "";

  if (g_str_equal (member, "ActivateConnection") || g_str_equal (member, "DeactivateConnection"))
    g_variant_get_child (g_dbus_message_get_body (call), 0, "&o", &path);
  if (g_str_equal (member, "ActivateConnection") && g_str_equal (path, tunnel->profile))
    activate (tunnel, call);
  else if (g_str_equal (member, "DeactivateConnection") && g_str_equal (path, ACTIVE_PATH))
    deactivate (tunnel, call);
  else if (g_str_equal (member, "Set") && g_str_equal (g_dbus_message_get_path (call), DEVICE_PATH))
    set_property (tunnel, call);
  else
    return tunnel->older (nm, call, tunnel->older_data);
  return TRUE;
}

FakeTunnel *
fake_tunnel_new (FakeNm *nm)
{
  FakeTunnel *tunnel = g_new0 (FakeTunnel, 1);
  const FakeProfile profile = { .id = "tunnel", .uuid = TUNNEL_UUID, .type = "wireguard" };

  tunnel->nm = fake_nm_service (nm);
  tunnel->profile = g_strdup (fake_nm_add_profile (nm, &profile));
  tunnel->state = 30;
  /* No such interface is in the kernel: only NetworkManager's counters tell. */
  fake_service_add (tunnel->nm, DEVICE_PATH,
                    g_variant_new_parsed ("{'" DEVICE "': {'Interface': <'dt-no-wg0'>, 'IpInterface': <'dt-no-wg0'>,"
                                          " 'DeviceType': <uint32 29>, 'State': <uint32 30>, 'Udi': <''>,"
                                          " 'ActiveConnection': <objectpath '/'>},"
                                          " '" STATISTICS "': {'RefreshRateMs': <uint32 0>, 'RxBytes': <uint64 0>}}"),
                    TRUE);
  fake_service_set_method (tunnel->nm, answer, tunnel, &tunnel->older, &tunnel->older_data);
  return tunnel;
}

void
fake_tunnel_free (FakeTunnel *tunnel)
{
  fake_service_set_method (tunnel->nm, tunnel->older, tunnel->older_data, NULL, NULL);
  g_free (tunnel->profile);
  g_free (tunnel);
}

void
fake_tunnel_counts (FakeTunnel *tunnel, guint64 rx)
{
  fake_service_change (tunnel->nm, DEVICE_PATH, STATISTICS, "RxBytes", g_variant_new_uint64 (rx));
}

guint
fake_tunnel_asked (FakeTunnel *tunnel)
{
  return tunnel->asked;
}

gboolean
fake_tunnel_is_active (FakeTunnel *tunnel)
{
  return tunnel->active;
}
