/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The profiles of the fake NetworkManager. */
#include "fake-mm.h"
#include "fake-nm-private.h"
#include "fake-profile.h"

#define NM "org.freedesktop.NetworkManager"
#define NM_PATH "/org/freedesktop/NetworkManager"
#define PROFILE NM ".Settings.Connection"

static void
keep_profile (FakeNm *nm, const char *path, GVariant *settings)
{
  const char *uuid = fake_profile_string (settings, "uuid");

  g_hash_table_insert (nm->paths, g_strdup (uuid), g_strdup (path));
  g_hash_table_insert (nm->profiles, g_strdup (path), g_variant_ref_sink (settings));
}

void
fake_nm_profile_seen (const char *path, GVariant *recorded, gpointer data)
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

static void
load_object (FakeNm *nm, const char *path, GVariant *interfaces)
{
  g_autoptr (GVariant) profile = g_variant_lookup_value (interfaces, PROFILE, NULL);

  if (profile == NULL)
    {
      fake_service_add (nm->service, path, interfaces, TRUE);
      return;
    }
  fake_nm_profile_seen (path, profile, nm);
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
  if (trace->nm != NULL)
    fake_nm_set_version (nm, trace->nm);
  if (trace->mm != NULL)
    fake_mm_set_version (nm->stage.mm, trace->mm);
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
fake_nm_forget_profile (FakeNm *nm, const char *path)
{
  fake_service_remove (nm->service, path);
  g_hash_table_remove (nm->paths, fake_profile_string (g_hash_table_lookup (nm->profiles, path), "uuid"));
  g_hash_table_remove (nm->profiles, path);
}

void
fake_nm_remove_profile (FakeNm *nm, const char *path)
{
  const char *const interfaces[] = { PROFILE, NULL };
  g_autofree char *copy = g_strdup (path);

  fake_nm_forget_profile (nm, copy);
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
fake_nm_restrict_profile (FakeNm *nm, const char *path, const char *user)
{
  g_autofree char *permission = g_strdup_printf ("user:%s:", user);
  const char *const permissions[] = { user != NULL ? permission : NULL, NULL };
  g_autofree char *copy = g_strdup (path);

  keep_profile (nm, copy, fake_profile_with_permissions (g_hash_table_lookup (nm->profiles, copy), permissions));
  fake_service_emit (nm->service, copy, PROFILE, "Updated", g_variant_new ("()"));
}

void
fake_nm_limit_writes (FakeNm *nm, int writes)
{
  nm->writes_left = writes;
}

void
fake_nm_forget_writes (FakeNm *nm, gboolean forget)
{
  nm->forgetful = forget;
}
