/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fake-settings.h"

#include "fake-copies.h"
#include "fake-nm-private.h"
#include "fake-profile.h"
#include "fake-secrets.h"

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

static gboolean
disk_takes_it (FakeNm *nm)
{
  if (nm->writes_left > 0)
    nm->writes_left--;
  else if (nm->writes_left == 0)
    return FALSE;
  return TRUE;
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
  static const char *const nobody[] = { NULL };
  g_autoptr (GVariant) settings = settings_of (call);
  GVariant *kept;

  if (!disk_takes_it (nm))
    {
      fake_service_refuse (fake_nm_service (nm), call, NM ".Settings.Failed", "failure adding connection: error writing to file");
      return;
    }
  kept = nm->forgetful ? fake_profile_with_permissions (settings, nobody) : fake_secrets_update (settings, settings);
  fake_service_reply (fake_nm_service (nm), call, g_variant_new ("(o)", fake_nm_add_settings (nm, kept)));
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
  else if (g_str_equal (member, "AddConnection2"))
    fake_copies_add (fake_nm_copies (nm), call);
  else
    unknown (nm, call, member);
}

/*
 * One profile.
 */

/* 5,000 profiles are asked for in a few seconds: those without secrets go as they are. */
static gboolean
has_secrets (GVariant *settings)
{
  /* A Bluetooth profile has them where its modem's are. */
  const char *type = fake_profile_string (settings, "type");
  const char *name = g_str_equal (type, "bluetooth") ? "gsm" : type;
  g_autoptr (GVariant) section = g_variant_lookup_value (settings, name, NULL);

  return section == NULL || g_variant_lookup (section, "secrets", "a{ss}", NULL) || g_variant_lookup (section, "password", "s", NULL) ||
         g_variant_lookup (section, "pin", "s", NULL) || g_variant_lookup (section, "private-key", "s", NULL);
}

static void
keep (FakeNm *nm, const char *path, GVariant *settings)
{
  fake_nm_keep_settings (nm, path, settings);
  fake_service_emit (fake_nm_service (nm), path, PROFILE, "Updated", g_variant_new ("()"));
}

static void
update (FakeNm *nm, GDBusMessage *call, const char *path)
{
  gboolean is_second = g_str_equal (g_dbus_message_get_member (call), "Update2");
  g_autoptr (GVariant) settings = settings_of (call);

  if (!disk_takes_it (nm))
    {
      fake_service_refuse (fake_nm_service (nm), call, NM ".Settings.InvalidConnection",
                           "failed to update connection: error writing to file");
      return;
    }
  fake_service_reply (fake_nm_service (nm), call, is_second ? g_variant_new_parsed ("(@a{sv} {},)") : NULL);
  if (!nm->forgetful)
    keep (nm, path, fake_secrets_update (fake_nm_settings (nm, path), settings));
}

/* Says done, whatever the disk does. */
static void
clear_secrets (FakeNm *nm, GDBusMessage *call, const char *path)
{
  disk_takes_it (nm);
  fake_service_reply (fake_nm_service (nm), call, NULL);
  if (!nm->forgetful)
    keep (nm, path, fake_secrets_part (fake_nm_settings (nm, path), FALSE));
}

static void
get_secrets (FakeNm *nm, GDBusMessage *call, GVariant *settings)
{
  if (fake_secrets_any (settings))
    fake_service_reply (fake_nm_service (nm), call, g_variant_new ("(@a{sa{sv}})", fake_secrets_part (settings, TRUE)));
  else
    fake_service_refuse (fake_nm_service (nm), call, NM ".AgentManager.NoSecrets", "No agents were available for this request.");
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
  else if (g_str_equal (member, "GetSettings"))
    fake_service_reply (service, call, g_variant_new ("(@a{sa{sv}})", fake_secrets_part (settings, FALSE)));
  else if (g_str_equal (member, "GetSecrets"))
    get_secrets (nm, call, settings);
  else if (g_str_equal (member, "Update2") && fake_copies_owns (fake_nm_copies (nm), path))
    fake_copies_update (fake_nm_copies (nm), call);
  else if (g_str_equal (member, "Update") || g_str_equal (member, "Update2"))
    update (nm, call, path);
  else if (g_str_equal (member, "ClearSecrets"))
    clear_secrets (nm, call, path);
  else if (g_str_equal (member, "Delete"))
    {
      fake_service_reply (service, call, NULL);
      fake_nm_remove_profile (nm, path);
    }
  else
    unknown (nm, call, member);
}
