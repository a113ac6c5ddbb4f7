/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fake-profile.h"

static GVariant *
connection_section (const FakeProfile *profile)
{
  GVariantBuilder section;

  g_variant_builder_init (&section, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&section, "{sv}", "id", g_variant_new_string (profile->id));
  g_variant_builder_add (&section, "{sv}", "uuid", g_variant_new_string (profile->uuid));
  g_variant_builder_add (&section, "{sv}", "type", g_variant_new_string (profile->type));
  if (profile->user != NULL)
    {
      g_autofree char *permission = g_strdup_printf ("user:%s:", profile->user);
      const char *const permissions[] = { permission, NULL };

      g_variant_builder_add (&section, "{sv}", "permissions", g_variant_new_strv (permissions, -1));
    }
  return g_variant_builder_end (&section);
}

static GVariant *
type_section (const FakeProfile *profile)
{
  GVariantBuilder section;

  g_variant_builder_init (&section, G_VARIANT_TYPE_VARDICT);
  if (g_str_equal (profile->type, "vpn"))
    {
      GVariantBuilder data;

      g_variant_builder_init (&data, G_VARIANT_TYPE ("a{ss}"));
      g_variant_builder_add (&data, "{ss}", "gateway", "vpn.example.net");
      g_variant_builder_add (&section, "{sv}", "data", g_variant_builder_end (&data));
      g_variant_builder_add (&section, "{sv}", "service-type",
                             g_variant_new_string (profile->service != NULL ? profile->service : ""));
    }
  else if (g_str_equal (profile->type, "gsm"))
    {
      g_variant_builder_add (&section, "{sv}", "apn", g_variant_new_string ("internet.example"));
      g_variant_builder_add (&section, "{sv}", "home-only", g_variant_new_boolean (profile->home_only));
    }
  else if (g_str_equal (profile->type, "pppoe"))
    {
      g_variant_builder_add (&section, "{sv}", "username", g_variant_new_string ("user@example.net"));
      if (profile->parent != NULL)
        g_variant_builder_add (&section, "{sv}", "parent", g_variant_new_string (profile->parent));
    }
  return g_variant_builder_end (&section);
}

GVariant *
fake_profile_settings (const FakeProfile *profile)
{
  GVariantBuilder settings;

  g_variant_builder_init (&settings, G_VARIANT_TYPE ("a{sa{sv}}"));
  g_variant_builder_add (&settings, "{s@a{sv}}", "connection", connection_section (profile));
  g_variant_builder_add (&settings, "{s@a{sv}}", profile->type, type_section (profile));
  return g_variant_builder_end (&settings);
}

GVariant *
fake_profile_with_permissions (GVariant *settings, const char *const *permissions)
{
  GVariantBuilder changed = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{sa{sv}}"));
  GVariantIter sections;
  const char *name;
  GVariant *section;

  g_variant_iter_init (&sections, settings);
  while (g_variant_iter_loop (&sections, "{&s@a{sv}}", &name, &section))
    {
      GVariantDict dict;

      g_variant_dict_init (&dict, section);
      if (g_str_equal (name, "connection"))
        g_variant_dict_insert_value (&dict, "permissions", g_variant_new_strv (permissions, -1));
      g_variant_builder_add (&changed, "{s@a{sv}}", name, g_variant_dict_end (&dict));
    }
  return g_variant_builder_end (&changed);
}

const char *
fake_profile_string (GVariant *settings, const char *key)
{
  g_autoptr (GVariant) section = g_variant_lookup_value (settings, "connection", NULL);
  const char *text = "";

  /* Borrowed from the settings, which keep the section's bytes. */
  g_variant_lookup (section, key, "&s", &text);
  return text;
}

GVariant *
fake_profile_object (void)
{
  GVariantBuilder interfaces;
  GVariantBuilder properties;

  g_variant_builder_init (&properties, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&properties, "{sv}", "Unsaved", g_variant_new_boolean (FALSE));
  g_variant_builder_add (&properties, "{sv}", "Flags", g_variant_new_uint32 (0));
  g_variant_builder_init (&interfaces, G_VARIANT_TYPE ("a{sa{sv}}"));
  g_variant_builder_add (&interfaces, "{sa{sv}}", "org.freedesktop.NetworkManager.Settings.Connection", &properties);
  return g_variant_builder_end (&interfaces);
}
