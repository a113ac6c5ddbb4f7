/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fake-settings.h"

#include "fake-profile.h"

#define NM "org.freedesktop.NetworkManager"
#define PROFILE NM ".Settings.Connection"

static void
unknown (FakeNm *nm, GDBusMessage *call, const char *what)
{
  fake_service_refuse (fake_nm_service (nm), call, "org.freedesktop.DBus.Error.UnknownMethod", what);
}

static GVariant *
settings_of (GDBusMessage *call)
{
  return g_variant_get_child_value (g_dbus_message_get_body (call), 0);
}

static void
list (FakeNm *nm, GDBusMessage *call)
{
  g_autoptr (GPtrArray) paths = fake_service_paths (fake_nm_service (nm), PROFILE);

  g_ptr_array_add (paths, NULL);
  fake_service_reply (fake_nm_service (nm), call, g_variant_new ("(^ao)", paths->pdata));
}

static void
by_uuid (FakeNm *nm, GDBusMessage *call)
{
  const char *uuid, *path;

  g_variant_get (g_dbus_message_get_body (call), "(&s)", &uuid);
  path = fake_nm_find_profile (nm, uuid);
  if (path != NULL)
    fake_service_reply (fake_nm_service (nm), call, g_variant_new ("(o)", path));
  else
    fake_service_refuse (fake_nm_service (nm), call, NM ".Settings.InvalidConnection", "No connection with the UUID");
}

static void
add (FakeNm *nm, GDBusMessage *call)
{
  g_autoptr (GVariant) settings = settings_of (call);
  const char *path = fake_nm_add_settings (nm, settings);

  fake_service_reply (fake_nm_service (nm), call, g_variant_new ("(o)", path));
}

void
fake_settings_answer (FakeNm *nm, GDBusMessage *call)
{
  const char *member = g_dbus_message_get_member (call);

  if (g_str_equal (member, "ListConnections"))
    list (nm, call);
  else if (g_str_equal (member, "GetConnectionByUuid"))
    by_uuid (nm, call);
  else if (g_str_equal (member, "AddConnection"))
    add (nm, call);
  else
    unknown (nm, call, member);
}

/*
 * One profile.
 */

static gboolean
is_secret (const char *key)
{
  return g_str_equal (key, "secrets") || g_str_equal (key, "password");
}

/* 5,000 profiles are asked for in a few seconds: those without secrets go as they are. */
static gboolean
has_secrets (GVariant *settings)
{
  g_autoptr (GVariant) section = g_variant_lookup_value (settings, fake_profile_string (settings, "type"), NULL);

  return section != NULL && (g_variant_lookup (section, "secrets", "a{ss}", NULL) || g_variant_lookup (section, "password", "s", NULL));
}

/* The secrets only, or everything else, as NetworkManager gives them out. */
static GVariant *
part (GVariant *settings, gboolean secrets)
{
  GVariantBuilder builder;
  GVariantIter sections, keys;
  const char *name, *key;
  GVariant *section, *value;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{sa{sv}}"));
  g_variant_iter_init (&sections, settings);
  while (g_variant_iter_loop (&sections, "{&s@a{sv}}", &name, &section))
    {
      GVariantBuilder some;

      g_variant_builder_init (&some, G_VARIANT_TYPE_VARDICT);
      g_variant_iter_init (&keys, section);
      while (g_variant_iter_loop (&keys, "{&sv}", &key, &value))
        if (is_secret (key) == secrets)
          g_variant_builder_add (&some, "{sv}", key, value);
      g_variant_builder_add (&builder, "{sa{sv}}", name, &some);
    }
  return g_variant_builder_end (&builder);
}

static void
update (FakeNm *nm, GDBusMessage *call, const char *path)
{
  GVariant *settings = settings_of (call);

  fake_nm_keep_settings (nm, path, settings);
  g_variant_unref (settings);
  fake_service_reply (fake_nm_service (nm), call, NULL);
  fake_service_emit (fake_nm_service (nm), path, PROFILE, "Updated", g_variant_new ("()"));
}

void
fake_settings_answer_profile (FakeNm *nm, GDBusMessage *call)
{
  const char *member = g_dbus_message_get_member (call), *path = g_dbus_message_get_path (call);
  GVariant *settings = fake_nm_settings (nm, path);
  FakeService *service = fake_nm_service (nm);

  if (settings == NULL)
    unknown (nm, call, "No such profile");
  else if (g_str_equal (member, "GetSettings") && !has_secrets (settings))
    fake_service_reply (service, call, g_variant_new ("(@a{sa{sv}})", settings));
  else if (g_str_equal (member, "GetSettings") || g_str_equal (member, "GetSecrets"))
    fake_service_reply (service, call, g_variant_new ("(@a{sa{sv}})", part (settings, g_str_equal (member, "GetSecrets"))));
  else if (g_str_equal (member, "Update"))
    update (nm, call, path);
  else if (g_str_equal (member, "Delete"))
    {
      fake_service_reply (service, call, NULL);
      fake_nm_remove_profile (nm, path);
    }
  else
    unknown (nm, call, member);
}
