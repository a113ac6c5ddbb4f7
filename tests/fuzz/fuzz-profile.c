/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A libFuzzer target: what is read of texts and settings of upstream: profiles,
 * names of D-Bus errors and of plugins, properties of objects. */
#include <string.h>

#include "dt-mapping.h"
#include "dt-objects.h"
#include "dt-plugin-names.h"
#include "dt-profile-parse.h"
#include "fuzz-target.h"
#include "fuzz-values.h"

static const char *const words[] = { "vpn", "wireguard", "pppoe", "gsm", "cdma", "bluetooth", "dun", "user:alice:", "user:", "user:a:b:c",
                                     "group:x:", "connection", "gateway", "alice", "a", NULL };
static const char *const keys[] = { "connection", "id", "uuid", "type", "permissions", "interface-name", "vpn", "service-type", "data",
                                    "wireguard", "peers", "endpoint", "gsm", "apn", "number", "bluetooth", "pppoe", "parent", NULL };
static const char *const sections[] = { "connection", "vpn", "wireguard", "gsm", "cdma", "bluetooth", "pppoe", NULL };
static const char *const errors[] = { "org.freedesktop.NetworkManager.", "org.freedesktop.ModemManager1.Error.Core.", "UnknownConnection",
                                      "Connected", "org.freedesktop.ModemManager1.Error.MobileEquipment.SimPin", NULL };

/* Whether a value is of the type that it should have is for the bytes to say. */
static GVariant *
setting (FuzzSource *source, const char *key)
{
  static const struct {
    const char *key, *type;
  } right[] = { { "permissions", "as" }, { "data", "a{ss}" }, { "peers", "aa{sv}" } };

  if (fuzz_range (source, 0, 6) == 1)
    return fuzz_any (source, words, keys);
  for (guint i = 0; i < G_N_ELEMENTS (right); i++)
    if (strcmp (right[i].key, key) == 0)
      return fuzz_value (source, G_VARIANT_TYPE (right[i].type), words, keys);
  return fuzz_value (source, G_VARIANT_TYPE_STRING, words, keys);
}

static GVariant *
make_settings (FuzzSource *source)
{
  GVariantBuilder settings = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{sa{sv}}"));

  for (gint32 i = fuzz_range (source, 0, 6); i > 0; i--) {
    GVariantBuilder section = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

    for (gint32 j = fuzz_range (source, 0, 6); j > 0; j--) {
      const char *key = fuzz_pick (source, keys);

      g_variant_builder_add (&section, "{sv}", key, setting (source, key));
    }
    g_variant_builder_add (&settings, "{sa{sv}}", fuzz_pick (source, sections), &section);
  }
  return g_variant_take_ref (g_variant_builder_end (&settings));
}

static void
check_profile (GVariant *settings)
{
  DtProfile *profile = dt_profile_parse ("/org/freedesktop/NetworkManager/Settings/1", settings);
  DtProfile *again = dt_profile_parse ("/org/freedesktop/NetworkManager/Settings/1", settings);

  LAW ((profile == NULL) == (again == NULL));
  LAW (dt_profile_nm_type (settings) != NULL);
  if (profile == NULL)
    return;
  LAW (profile->uuid && profile->id && profile->service && profile->interface_name && profile->phone_number && profile->remote);
  LAW (dt_profile_equal (profile, again));
  LAW (dt_profile_visible_to (profile, NULL, 0));
  LAW (profile->users == NULL || !dt_profile_visible_to (profile, NULL, 1000));
  LAW (profile->users != NULL || dt_profile_visible_to (profile, NULL, 1000));
  dt_profile_free (profile);
  dt_profile_free (again);
}

static void
check_error_name (FuzzSource *source)
{
  g_autofree char *tail = fuzz_string (source, errors);
  g_autofree char *name = g_strconcat (fuzz_pick (source, errors), tail, NULL);
  const DtReason *reason = dt_mapping_dbus_error (name);

  LAW (reason == NULL || (dt_error_name (reason->error) && reason->hint));
}

static void
check_plugin_names (FuzzSource *source)
{
  g_autoptr(DtPluginNames) names = dt_plugin_names_new ();

  for (guint i = 0; i < 8; i++) {
    g_autofree char *name = fuzz_string (source, words);
    g_autofree char *owner = fuzz_string (source, words);
    g_autoptr(GPtrArray) owned = NULL;

    dt_plugin_names_set (names, name, owner);
    owned = dt_plugin_names_of (names, owner);
    LAW ((owned->len == 0) == (*owner == '\0'));
  }
}

static void
check_objects (FuzzSource *source, GVariant *interfaces)
{
  g_autoptr(DtObjects) objects = dt_objects_new ();
  g_autoptr(GPtrArray) found = NULL;

  dt_objects_add (objects, "/a", interfaces);
  for (guint i = 0; sections[i]; i++)
    for (guint j = 0; keys[j]; j++) {
      g_autofree char *text = dt_objects_get_string (objects, "/a", sections[i], keys[j]);
      g_autoptr(GVariant) value = dt_objects_get (objects, "/a", sections[i], keys[j]);

      LAW (text == NULL || value != NULL);
      dt_objects_get_number (objects, "/a", sections[i], keys[j], -1);
    }
  found = dt_objects_with (objects, fuzz_pick (source, sections));
  LAW (found->len <= 1);
  dt_objects_remove_below (objects, "/");
  LAW (!dt_objects_has (objects, "/a", "connection"));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  FuzzSource source = { NULL, data, size };
  g_autoptr(GVariant) settings = make_settings (&source);

  check_profile (settings);
  check_objects (&source, settings);
  check_error_name (&source);
  check_plugin_names (&source);
  return 0;
}
