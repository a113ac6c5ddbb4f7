/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "rename-world.h"

#define NM "org.freedesktop.NetworkManager"
#define ACTIVE NM ".Connection.Active"

static char *
find_alike (FakeService *service, const char *interface, const char *property, GVariant *value)
{
  g_autoptr (GPtrArray) paths = fake_service_paths (service, interface);

  for (guint i = 0; value != NULL && i < paths->len; i++)
    {
      g_autoptr (GVariant) other = fake_service_get (service, paths->pdata[i], interface, property);

      if (other != NULL && g_variant_equal (value, other))
        return g_strdup (paths->pdata[i]);
    }
  return NULL;
}

/* The recording's objects that were there before the dial: those of the stage
 * with the same name, else left as recorded. */
static void
seed_object (Rename *names, FakeService *nm, const char *path, GVariant *interfaces)
{
  g_autoptr (GVariant) device = g_variant_lookup_value (interfaces, NM ".Device", NULL);
  g_autoptr (GVariant) active = g_variant_lookup_value (interfaces, ACTIVE, NULL);
  g_autoptr (GVariant) name = NULL;
  g_autofree char *here = NULL;

  if (device != NULL)
    {
      name = g_variant_lookup_value (device, "Interface", NULL);
      here = find_alike (nm, NM ".Device", "Interface", name);
    }
  else if (active != NULL)
    {
      name = g_variant_lookup_value (active, "Id", NULL);
      here = find_alike (nm, ACTIVE, "Id", name);
    }
  rename_seed (names, path, here != NULL ? here : path);
}

static void
seed_profile (Rename *names, GVariant *interfaces, const char *uuid, const char *id)
{
  g_autoptr (GVariant) settings = g_variant_lookup_value (interfaces, NM ".Settings.Connection", NULL);
  const char *recorded_uuid, *recorded_id;

  g_assert_nonnull (settings);
  g_assert_true (g_variant_lookup (settings, "uuid", "&s", &recorded_uuid));
  g_assert_true (g_variant_lookup (settings, "id", "&s", &recorded_id));
  rename_seed (names, recorded_uuid, uuid);
  rename_seed (names, recorded_id, id);
}

void
rename_seed_world (Rename *names, FakeService *nm, const Trace *trace, const char *recorded_profile, const char *profile,
                   const char *uuid, const char *id)
{
  for (guint i = 0; i < trace->snapshots->len; i++)
    {
      Snapshot *snapshot = trace->snapshots->pdata[i];
      GVariantIter iter;
      const char *path;
      GVariant *interfaces;

      g_variant_iter_init (&iter, snapshot->objects);
      while (g_variant_iter_loop (&iter, "{&o@a{sa{sv}}}", &path, &interfaces))
        {
          seed_object (names, nm, path, interfaces);
          if (g_str_equal (path, recorded_profile))
            seed_profile (names, interfaces, uuid, id);
        }
    }
  rename_seed (names, recorded_profile, profile);
}
