/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fake-nm-private.h"

#include "fake-copies.h"
#include "fake-ip4.h"
#include "fake-mm.h"
#include "fake-nm-teardown.h"
#include "fake-profile.h"
#include "fake-settings.h"
#include "link.h"

#define NM "org.freedesktop.NetworkManager"
#define NM_PATH "/org/freedesktop/NetworkManager"
#define PROFILE NM ".Settings.Connection"

typedef struct {
  const Trace *trace;
  PlayerFlags flags;
} Script;

static gboolean method (FakeService *service, GDBusMessage *call, gpointer data);

static GVariant *
root_object (void)
{
  GVariantBuilder interfaces;
  GVariantBuilder properties;

  g_variant_builder_init (&properties, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&properties, "{sv}", "Version", g_variant_new_string ("1.42.4"));
  g_variant_builder_add (&properties, "{sv}", "State", g_variant_new_uint32 (70));
  g_variant_builder_add (&properties, "{sv}", "NetworkingEnabled", g_variant_new_boolean (TRUE));
  g_variant_builder_init (&interfaces, G_VARIANT_TYPE ("a{sa{sv}}"));
  g_variant_builder_add (&interfaces, "{sa{sv}}", NM, &properties);
  return g_variant_builder_end (&interfaces);
}

static gboolean
connects (Player *player, gpointer data)
{
  FakeNm *nm = data;

  return fake_copies_ask (nm->copies, player);
}

static void
ended (Player *player, gpointer data)
{
  FakeNm *nm = data;

  fake_copies_end (nm->copies, player);
}

FakeNm *
fake_nm_new (const char *address, FakeService *mm)
{
  FakeNm *nm = g_new0 (FakeNm, 1);

  nm->writes_left = -1;
  nm->service = fake_service_new (address, NM, "/org/freedesktop", method, nm);
  nm->profiles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_variant_unref);
  nm->paths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  nm->scripts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  nm->players = g_ptr_array_new_with_free_func ((GDestroyNotify) player_free);
  nm->held = g_ptr_array_new_with_free_func (g_object_unref);
  nm->nmcli = link_open (address);
  nm->stage = (Stage) {
    .address = address, .nm = nm->service, .mm = mm, .fresh = 1000, .profile = fake_nm_profile_seen, .connects = connects, .ended = ended,
    .data = nm,
  };
  nm->copies = fake_copies_new (nm, &nm->stage);
  fake_service_add (nm->service, NM_PATH, root_object (), TRUE);
  return nm;
}

void
fake_nm_free (FakeNm *nm)
{
  fake_copies_free (nm->copies);
  g_ptr_array_unref (nm->players);
  link_close (nm->nmcli);
  fake_service_free (nm->service);
  g_hash_table_unref (nm->profiles);
  g_hash_table_unref (nm->paths);
  g_hash_table_unref (nm->scripts);
  g_ptr_array_unref (nm->held);
  g_free (nm);
}

void
fake_nm_set_version (FakeNm *nm, const char *version)
{
  fake_service_set (nm->service, NM_PATH, NM, "Version", g_variant_new_string (version));
}

FakeService *
fake_nm_service (FakeNm *nm)
{
  return nm->service;
}

void
fake_nm_script (FakeNm *nm, const char *profile, const Trace *trace, PlayerFlags flags)
{
  Script *script = g_new0 (Script, 1);

  script->trace = trace;
  script->flags = flags;
  g_hash_table_insert (nm->scripts, g_strdup (profile), script);
}

Player *
fake_nm_play (FakeNm *nm, const Trace *trace, PlayerFlags flags)
{
  Player *player = player_new (&nm->stage, trace, flags);

  g_ptr_array_add (nm->players, player);
  player_start (player);
  return player;
}

static void
call_as_nmcli (FakeNm *nm, const char *name, GVariant *args)
{
  g_dbus_connection_call (nm->nmcli, NM, NM_PATH, NM, name, args, NULL, G_DBUS_CALL_FLAGS_NONE, G_MAXINT, NULL, NULL,
                          NULL);
}

void
fake_nm_dial_externally (FakeNm *nm, const char *profile)
{
  call_as_nmcli (nm, "ActivateConnection", g_variant_new ("(ooo)", profile, "/", "/"));
}

void
fake_nm_hang_up_externally (FakeNm *nm, const char *active)
{
  call_as_nmcli (nm, "DeactivateConnection", g_variant_new ("(o)", active));
}

FakeCopies *
fake_nm_copies (FakeNm *nm)
{
  return nm->copies;
}

Player *
fake_nm_newest_dial (FakeNm *nm)
{
  return nm->players->len > 0 ? nm->players->pdata[nm->players->len - 1] : NULL;
}

void
fake_nm_configure (FakeNm *nm, const char *active, const char *address, guint prefix, const char *gateway,
                   const char *server)
{
  g_autofree char *path = g_strdup_printf (NM_PATH "/IP4Config/%u", nm->stage.fresh++);

  fake_service_emit (nm->service, "/org/freedesktop", "org.freedesktop.DBus.ObjectManager", "InterfacesAdded",
                     g_variant_new ("(o@a{sa{sv}})", path, fake_ip4_object (address, prefix, gateway, server)));
  fake_service_change (nm->service, active, NM ".Connection.Active", "Ip4Config", g_variant_new_object_path (path));
}

void
fake_nm_crash (FakeNm *nm)
{
  g_autoptr (GPtrArray) active = fake_service_paths (nm->service, NM ".Connection.Active");

  fake_service_vanish (nm->service);
  for (guint i = 0; i < active->len; i++)
    fake_service_remove (nm->service, active->pdata[i]);
  fake_copies_forget (nm->copies);
  g_ptr_array_set_size (nm->players, 0);
}

void
fake_nm_hold (FakeNm *nm, gboolean hold)
{
  nm->hold = hold;
  for (guint i = 0; !hold && i < nm->held->len; i++)
    fake_settings_answer_profile (nm, nm->held->pdata[i]);
  if (!hold)
    g_ptr_array_set_size (nm->held, 0);
}

void
fake_nm_return (FakeNm *nm)
{
  fake_service_appear (nm->service);
}

static void
start_script (FakeNm *nm, GDBusMessage *call)
{
  const char *profile;
  const Script *script;
  GVariant *settings;
  Player *player;

  g_variant_get_child (g_dbus_message_get_body (call), 0, "&o", &profile);
  script = g_hash_table_lookup (nm->scripts, profile);
  settings = g_hash_table_lookup (nm->profiles, profile);
  if (script == NULL || settings == NULL)
    {
      fake_service_refuse (nm->service, call, NM ".UnknownConnection", "The connection is unknown or has no script.");
      return;
    }
  player = player_new_dial (&nm->stage, script->trace, script->flags, profile, fake_profile_string (settings, "uuid"),
                            fake_profile_string (settings, "id"));
  g_ptr_array_add (nm->players, player);
  player_start (player);
  g_assert_true (player_offer (player, call));
}

static void
forget_done (FakeNm *nm, Player *except)
{
  for (guint i = nm->players->len; i-- > 0;)
    if (nm->players->pdata[i] != except && player_is_done (nm->players->pdata[i]) && i + 1 < nm->players->len)
      g_ptr_array_remove_index (nm->players, i);
}

static gboolean
offer_to_players (FakeNm *nm, GDBusMessage *call)
{
  for (guint i = 0; i < nm->players->len; i++)
    if (player_offer (nm->players->pdata[i], call))
      return TRUE;
  return FALSE;
}

static gboolean
is_of_copy (FakeNm *nm, GDBusMessage *call)
{
  const char *profile;

  g_variant_get_child (g_dbus_message_get_body (call), 0, "&o", &profile);
  return fake_copies_owns (nm->copies, profile);
}

static void
activate (FakeNm *nm, GDBusMessage *call)
{
  Player *player;

  forget_done (nm, NULL);
  if (is_of_copy (nm, call))
    {
      player = fake_copies_activate_added (nm->copies, call);
      if (player != NULL)
        g_ptr_array_add (nm->players, player);
    }
  else if (!offer_to_players (nm, call))
    start_script (nm, call);
}

static void
add_and_activate (FakeNm *nm, GDBusMessage *call)
{
  Player *player = fake_copies_activate (nm->copies, call);

  forget_done (nm, NULL);
  if (player != NULL)
    g_ptr_array_add (nm->players, player);
}

/* A recording that has no hang-up here: the usual end by the user. */
static void
tear_down (FakeNm *nm, GDBusMessage *call)
{
  const char *path;
  Player *player = NULL;

  g_variant_get (g_dbus_message_get_body (call), "(&o)", &path);
  if (!fake_service_has (nm->service, path))
    {
      fake_service_refuse (nm->service, call, NM ".ConnectionNotActive", "The connection was not active.");
      return;
    }
  for (guint i = 0; i < nm->players->len; i++)
    if (g_strcmp0 (player_active (nm->players->pdata[i]), path) == 0)
      player_stop (player = nm->players->pdata[i]);
  fake_service_reply (nm->service, call, NULL);
  fake_nm_tear_down (nm->service, path);
  if (player != NULL)
    fake_copies_end (nm->copies, player);
}

static gboolean
method (FakeService *service, GDBusMessage *call, gpointer data)
{
  FakeNm *nm = data;
  const char *interface = g_dbus_message_get_interface (call);
  const char *member = g_dbus_message_get_member (call);

  if (g_strcmp0 (interface, NM) == 0 && g_str_equal (member, "ActivateConnection"))
    activate (nm, call);
  else if (g_strcmp0 (interface, NM) == 0 && g_str_equal (member, "AddAndActivateConnection2"))
    add_and_activate (nm, call);
  else if (g_strcmp0 (interface, NM) == 0 && g_str_equal (member, "DeactivateConnection"))
    {
      if (nm->hold)
        fake_service_reply (service, call, NULL);
      else if (!offer_to_players (nm, call))
        tear_down (nm, call);
    }
  else if (g_strcmp0 (interface, NM ".Settings") == 0)
    fake_settings_answer (nm, call);
  else if (g_strcmp0 (interface, PROFILE) == 0 && nm->hold)
    g_ptr_array_add (nm->held, g_object_ref (call));
  else if (g_strcmp0 (interface, PROFILE) == 0)
    fake_settings_answer_profile (nm, call);
  else if (g_strcmp0 (interface, NM ".PPP") == 0 || g_strcmp0 (interface, NM ".AgentManager") == 0)
    fake_service_reply (service, call, NULL);
  else
    return FALSE;
  return TRUE;
}
