/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fake-nm.h"

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

struct _FakeNm {
  FakeService *service;
  Stage stage;
  GHashTable *profiles;       /* path -> GVariant a{sa{sv}} */
  GHashTable *paths;          /* uuid -> path */
  GHashTable *scripts;        /* path -> Script */
  GPtrArray *players;
  GDBusConnection *nmcli;
  gboolean hold;
  GPtrArray *held;            /* calls of profiles */
};

static gboolean method (FakeService *service, GDBusMessage *call, gpointer data);

static void
keep_profile (FakeNm *nm, const char *path, GVariant *settings)
{
  const char *uuid = fake_profile_string (settings, "uuid");

  g_hash_table_insert (nm->paths, g_strdup (uuid), g_strdup (path));
  g_hash_table_insert (nm->profiles, g_strdup (path), g_variant_ref_sink (settings));
}

static void
profile_seen (const char *path, GVariant *recorded, gpointer data)
{
  FakeProfile profile = { NULL };
  FakeNm *nm = data;
  gboolean is_new = g_hash_table_lookup (nm->profiles, path) == NULL;

  /* {} if the profile was gone when the recorder asked. */
  if (!g_variant_lookup (recorded, "uuid", "&s", &profile.uuid))
    return;
  g_variant_lookup (recorded, "id", "&s", &profile.id);
  g_variant_lookup (recorded, "type", "&s", &profile.type);
  g_variant_lookup (recorded, "vpn.service-type", "&s", &profile.service);
  g_variant_lookup (recorded, "pppoe.parent", "&s", &profile.parent);
  g_variant_lookup (recorded, "gsm.home-only", "b", &profile.home_only);
  keep_profile (nm, path, fake_profile_settings (&profile));
  /* NetworkManager says it right after InterfacesAdded; recordings leave it out. */
  if (is_new && fake_service_is_there (nm->service))
    fake_service_emit (nm->service, NM_PATH "/Settings", NM ".Settings", "NewConnection", g_variant_new ("(o)", path));
}

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

FakeNm *
fake_nm_new (const char *address, FakeService *mm)
{
  FakeNm *nm = g_new0 (FakeNm, 1);

  nm->service = fake_service_new (address, NM, "/org/freedesktop", method, nm);
  nm->profiles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_variant_unref);
  nm->paths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  nm->scripts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  nm->players = g_ptr_array_new_with_free_func ((GDestroyNotify) player_free);
  nm->held = g_ptr_array_new_with_free_func (g_object_unref);
  nm->nmcli = link_open (address);
  nm->stage = (Stage) {
    .address = address, .nm = nm->service, .mm = mm, .fresh = 1000, .profile = profile_seen, .data = nm,
  };
  fake_service_add (nm->service, NM_PATH, root_object (), TRUE);
  return nm;
}

void
fake_nm_free (FakeNm *nm)
{
  g_ptr_array_unref (nm->players);
  link_close (nm->nmcli);
  fake_service_free (nm->service);
  g_hash_table_unref (nm->profiles);
  g_hash_table_unref (nm->paths);
  g_hash_table_unref (nm->scripts);
  g_ptr_array_unref (nm->held);
  g_free (nm);
}

FakeService *
fake_nm_service (FakeNm *nm)
{
  return nm->service;
}

static void
load_object (FakeNm *nm, const char *path, GVariant *interfaces)
{
  g_autoptr (GVariant) profile = g_variant_lookup_value (interfaces, PROFILE, NULL);

  if (profile == NULL)
    {
      fake_service_add (nm->service, path, interfaces, TRUE);
      return;
    }
  profile_seen (path, profile, nm);
  fake_service_add (nm->service, path, fake_profile_object (), TRUE);
}

void
fake_nm_load (FakeNm *nm, const Trace *trace)
{
  for (guint i = 0; i < trace->snapshots->len; i++)
    {
      const Snapshot *snapshot = trace->snapshots->pdata[i];
      GVariantIter iter;
      const char *path;
      GVariant *interfaces;

      if (!g_str_equal (snapshot->sender, NM))
        {
          fake_mm_load (nm->stage.mm, snapshot);
          continue;
        }
      g_variant_iter_init (&iter, snapshot->objects);
      while (g_variant_iter_loop (&iter, "{&o@a{sa{sv}}}", &path, &interfaces))
        load_object (nm, path, interfaces);
    }
}

const char *
fake_nm_find_profile (FakeNm *nm, const char *uuid)
{
  return g_hash_table_lookup (nm->paths, uuid);
}

GVariant *
fake_nm_settings (FakeNm *nm, const char *path)
{
  return g_hash_table_lookup (nm->profiles, path);
}

void
fake_nm_keep_settings (FakeNm *nm, const char *path, GVariant *settings)
{
  keep_profile (nm, path, settings);
}

const char *
fake_nm_add_settings (FakeNm *nm, GVariant *settings)
{
  g_autofree char *path = g_strdup_printf (NM_PATH "/Settings/%u", nm->stage.fresh++);
  g_autofree char *uuid = g_strdup (fake_profile_string (settings, "uuid"));

  keep_profile (nm, path, settings);
  if (!fake_service_is_there (nm->service))
    {
      fake_service_add (nm->service, path, fake_profile_object (), TRUE);
    }
  else
    {
      fake_service_emit (nm->service, "/org/freedesktop", "org.freedesktop.DBus.ObjectManager", "InterfacesAdded",
                         g_variant_new ("(o@a{sa{sv}})", path, fake_profile_object ()));
      fake_service_emit (nm->service, NM_PATH "/Settings", NM ".Settings", "NewConnection", g_variant_new ("(o)", path));
    }
  return fake_nm_find_profile (nm, uuid);
}

const char *
fake_nm_add_profile (FakeNm *nm, const FakeProfile *profile)
{
  return fake_nm_add_settings (nm, fake_profile_settings (profile));
}

void
fake_nm_remove_profile (FakeNm *nm, const char *path)
{
  const char *const interfaces[] = { PROFILE, NULL };
  g_autofree char *copy = g_strdup (path);

  g_hash_table_remove (nm->paths, fake_profile_string (g_hash_table_lookup (nm->profiles, copy), "uuid"));
  g_hash_table_remove (nm->profiles, copy);
  fake_service_emit (nm->service, copy, PROFILE, "Removed", g_variant_new ("()"));
  fake_service_emit (nm->service, NM_PATH "/Settings", NM ".Settings", "ConnectionRemoved", g_variant_new ("(o)", copy));
  fake_service_emit (nm->service, "/org/freedesktop", "org.freedesktop.DBus.ObjectManager", "InterfacesRemoved",
                     g_variant_new ("(o^as)", copy, interfaces));
}

void
fake_nm_rename_profile (FakeNm *nm, const char *path, const char *id)
{
  GVariant *settings = g_hash_table_lookup (nm->profiles, path);
  g_autofree char *uuid = g_strdup (fake_profile_string (settings, "uuid"));
  g_autofree char *type = g_strdup (fake_profile_string (settings, "type"));
  FakeProfile profile = { .id = id, .uuid = uuid, .type = type };

  keep_profile (nm, path, fake_profile_settings (&profile));
  fake_service_emit (nm->service, path, PROFILE, "Updated", g_variant_new ("()"));
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

static void
activate (FakeNm *nm, GDBusMessage *call)
{
  forget_done (nm, NULL);
  if (!offer_to_players (nm, call))
    start_script (nm, call);
}

/* A recording that has no hang-up here: the usual end by the user. */
static void
tear_down (FakeNm *nm, GDBusMessage *call)
{
  const char *path;

  g_variant_get (g_dbus_message_get_body (call), "(&o)", &path);
  if (!fake_service_has (nm->service, path))
    {
      fake_service_refuse (nm->service, call, NM ".ConnectionNotActive", "The connection was not active.");
      return;
    }
  for (guint i = 0; i < nm->players->len; i++)
    if (g_strcmp0 (player_active (nm->players->pdata[i]), path) == 0)
      player_stop (nm->players->pdata[i]);
  fake_service_reply (nm->service, call, NULL);
  fake_nm_tear_down (nm->service, path);
}

static gboolean
method (FakeService *service, GDBusMessage *call, gpointer data)
{
  FakeNm *nm = data;
  const char *interface = g_dbus_message_get_interface (call);
  const char *member = g_dbus_message_get_member (call);

  if (g_strcmp0 (interface, NM) == 0 && g_str_equal (member, "ActivateConnection"))
    activate (nm, call);
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
