/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Dial without an entry on a modem that NetworkManager manages: by a volatile profile. */
#include <string.h>

#include "fake-modem.h"
#include "fixture.h"

#define NM "org.freedesktop.NetworkManager"
#define NM_PATH "/org/freedesktop/NetworkManager"
#define DEVICE_PATH NM_PATH "/Devices/9"
#define ACTIVE_PATH NM_PATH "/ActiveConnection/90"
#define PROFILE_PATH NM_PATH "/Settings/90"
#define MODIFY_OWN NM ".settings.modify.own"
#define OBJECT_MANAGER "org.freedesktop.DBus.ObjectManager"

typedef struct {
  Fixture base;
  FakeModem *modem;
  FakeMethod older;
  gpointer older_data;
  GVariant *arguments;        /* of AddAndActivateConnection2 */
  guint32 state;              /* of the device */
} World;

static void
set_device_state (World *w, guint32 state, guint32 reason)
{
  FakeService *nm = w->base.nm_service;

  fake_service_emit (nm, DEVICE_PATH, NM ".Device", "StateChanged", g_variant_new ("(uuu)", state, w->state, reason));
  w->state = state;
}

static void
set_active_state (World *w, guint32 state, guint32 reason)
{
  fake_service_emit (w->base.nm_service, ACTIVE_PATH, NM ".Connection.Active", "StateChanged",
                     g_variant_new ("(uu)", state, reason));
}

static char *
dup_setting (World *w, const char *setting, const char *name)
{
  g_autoptr (GVariant) settings = g_variant_get_child_value (w->arguments, 0);
  g_autoptr (GVariant) values = g_variant_lookup_value (settings, setting, G_VARIANT_TYPE_VARDICT);
  char *value = NULL;

  g_assert_nonnull (values);
  g_variant_lookup (values, name, "s", &value);
  return value;
}

/* Its signals come before the answer, as NetworkManager's do (trap 1). */
static void
activate (World *w, GDBusMessage *call)
{
  static const guint32 states[] = { 40, 50, 70, 80, 90, 100 };
  FakeService *nm = w->base.nm_service;
  g_autofree char *uuid = NULL;

  w->arguments = g_variant_ref (g_dbus_message_get_body (call));
  uuid = dup_setting (w, "connection", "uuid");
  fake_service_emit (nm, "/org/freedesktop", OBJECT_MANAGER, "InterfacesAdded",
                     g_variant_new_parsed ("(objectpath '" ACTIVE_PATH "', {'" NM ".Connection.Active': {"
                                           "'Connection': <objectpath '" PROFILE_PATH "'>, 'Uuid': <%s>, 'Id': <'dialtone ttyUSB0'>,"
                                           " 'Type': <'gsm'>, 'State': <uint32 1>, 'StateFlags': <uint32 0>,"
                                           " 'Devices': <[objectpath '" DEVICE_PATH "']>}})",
                                           uuid));
  fake_service_change (nm, DEVICE_PATH, NM ".Device", "ActiveConnection", g_variant_new_object_path (ACTIVE_PATH));
  set_device_state (w, states[0], 0);
  fake_service_reply (nm, call, g_variant_new_parsed ("(objectpath '" PROFILE_PATH "', objectpath '" ACTIVE_PATH "', @a{sv} {})"));
  for (guint i = 1; i < G_N_ELEMENTS (states); i++)
    set_device_state (w, states[i], 0);
  set_active_state (w, 2, 0);
}

static void
deactivate (World *w, GDBusMessage *call)
{
  const char *const gone[] = { NM ".Connection.Active", NULL };

  fake_service_reply (w->base.nm_service, call, NULL);
  set_device_state (w, 110, 39);
  set_active_state (w, 3, 0);
  set_device_state (w, 30, 39);
  set_active_state (w, 4, 3);
  fake_service_emit (w->base.nm_service, "/org/freedesktop", OBJECT_MANAGER, "InterfacesRemoved",
                     g_variant_new ("(o^as)", ACTIVE_PATH, gone));
}

static gboolean
answer (FakeService *nm, GDBusMessage *call, gpointer data)
{
  World *w = data;
  const char *member = g_dbus_message_get_member (call);

  if (g_str_equal (member, "AddAndActivateConnection2"))
    activate (w, call);
  else if (g_str_equal (member, "DeactivateConnection"))
    deactivate (w, call);
  else
    return w->older (nm, call, w->older_data);
  return TRUE;
}

static void
set_up (World *w, gconstpointer data)
{
  Fixture *f = &w->base;

  fixture_up (f, PRIVATE_BUS_ALL_USERS);
  w->modem = fake_modem_new (f->mm, 0, CAPABILITY_LTE, "ttyUSB0");
  w->state = 30;
  fake_service_add (f->nm_service, DEVICE_PATH,
                    g_variant_new_parsed ("{'" NM ".Device': {'Interface': <'ttyUSB0'>, 'DeviceType': <uint32 8>,"
                                          " 'State': <uint32 30>, 'Udi': <%s>, 'ActiveConnection': <objectpath '/'>}}",
                                          fake_modem_path (w->modem)),
                    TRUE);
  fake_service_set_method (f->nm_service, answer, w, &w->older, &w->older_data);
  fixture_start (f);
}

static void
tear_down (World *w, gconstpointer data)
{
  daemon_stop (g_steal_pointer (&w->base.daemon));
  g_clear_pointer (&w->arguments, g_variant_unref);
  fake_service_set_method (w->base.nm_service, w->older, w->older_data, NULL, NULL);
  fake_modem_free (w->modem);
  fixture_down (&w->base);
}

static void
assert_setting (World *w, const char *setting, const char *name, const char *wanted)
{
  g_autofree char *value = dup_setting (w, setting, name);

  g_assert_cmpstr (value, ==, wanted);
}

static void
connects (World *w, gconstpointer data)
{
  Client *client = w->base.client;
  g_autofree char *path = client_dial (client, "", "{'apn': <'internet'>, 'user-name': <'me'>, 'password': <'secret'>}");
  g_autofree char *again = NULL;
  g_autofree char *uuid = NULL;
  g_autofree char *own_uuid = NULL;
  g_autoptr (GVariant) options = NULL;
  g_autoptr (GPtrArray) finishes = NULL;
  const char *persist = NULL;
  const char *device = NULL;

  WAIT_FOR (client_saw_finish (client, path));
  g_assert_cmpuint (client_result (client, path), ==, ERROR_NONE);
  g_assert_true (client_get_b (client, path, "AddressConfigured"));
  assert_setting (w, "connection", "type", "gsm");
  assert_setting (w, "gsm", "apn", "internet");
  assert_setting (w, "gsm", "username", "me");
  assert_setting (w, "gsm", "password", "secret");
  options = g_variant_get_child_value (w->arguments, 3);
  g_assert_true (g_variant_lookup (options, "persist", "&s", &persist));
  g_assert_cmpstr (persist, ==, "volatile");
  g_variant_get_child (w->arguments, 1, "&o", &device);
  g_assert_cmpstr (device, ==, DEVICE_PATH);
  uuid = client_get_s (client, path, "EntryUuid");
  own_uuid = dup_setting (w, "connection", "uuid");
  g_assert_cmpstr (uuid, ==, own_uuid);

  /* It is no dial of somebody else, and a second one is the same. */
  again = client_dial (client, "", "{'apn': <'internet'>}");
  g_assert_cmpstr (again, ==, path);
  client_hang_up (client, path);
  wait_ended (client, path);
  finishes = client_finishes (client, NULL);
  g_assert_cmpuint (finishes->len, ==, 1);
  g_assert_cmpuint (fake_service_calls (w->base.mm, "Connect"), ==, 0);
}

/* Who may not make profiles for itself may not dial with one. */
static void
users_need_the_rule_for_profiles (World *w, gconstpointer data)
{
  Client *user = client_new (w->base.address, UID_DAEMON);
  g_autofree char *path = NULL;

  fake_polkit_set (w->base.polkit, MODIFY_OWN, POLKIT_NO);
  g_free (client_fails (user, SERVICE_PATH, MANAGER, "Dial", dial_arguments ("", "{'apn': <'x'>}"), "NotAuthorized"));
  g_assert_cmpuint (fake_polkit_asked (w->base.polkit, MODIFY_OWN), ==, 1);
  g_assert_null (w->arguments);
  fake_polkit_set (w->base.polkit, MODIFY_OWN, POLKIT_YES);
  path = client_dial (user, "", "{'apn': <'x'>}");
  WAIT_FOR (client_saw_finish (user, path));
  g_assert_cmpuint (client_result (user, path), ==, ERROR_NONE);
  client_free (user);
}

#define TEST(path, function) g_test_add (path, World, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("/bus/volatile/connects", connects);
  TEST ("/bus/volatile/users-need-the-rule-for-profiles", users_need_the_rule_for_profiles);
  return g_test_run ();
}
