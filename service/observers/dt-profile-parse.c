/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-profile-parse.h"

#include <string.h>

#include "dt-bound.h"

/* A string of one setting; "" if there is none. */
static char *
dup_string (GVariant *settings, const char *setting, const char *key)
{
  g_autoptr(GVariant) values = g_variant_lookup_value (settings, setting, G_VARIANT_TYPE_VARDICT);
  const char *value = "";

  if (values)
    g_variant_lookup (values, key, "&s", &value);
  return dt_bound_text (value);
}

static char *
first_filled (char *a, char *b)
{
  if (*a) {
    g_free (b);
    return a;
  }
  g_free (a);
  return b;
}

/* connection.permissions: "user:NAME:reserved" each; NULL: everybody.  Who is left out may not see it. */
char **
dt_profile_dup_users (GVariant *settings)
{
  g_autoptr(GVariant) connection = g_variant_lookup_value (settings, "connection", G_VARIANT_TYPE_VARDICT);
  g_autofree const char **permissions = NULL;
  g_autoptr(GStrvBuilder) users = g_strv_builder_new ();

  if (connection == NULL || !g_variant_lookup (connection, "permissions", "^a&s", &permissions) || permissions[0] == NULL)
    return NULL;
  for (guint i = 0; permissions[i] && i < DT_BOUND_USERS; i++) {
    g_auto(GStrv) part = g_strsplit (permissions[i], ":", 3);

    if (g_strv_length (part) >= 2 && strcmp (part[0], "user") == 0 && strlen (part[1]) <= DT_BOUND_NAME)
      g_strv_builder_add (users, part[1]);
  }
  return g_strv_builder_end (users);
}

/* The server as the plugin's own settings name it; plugins differ in the key. */
static char *
dup_vpn_remote (GVariant *settings)
{
  static const char *const keys[] = { "remote", "gateway", "address", "server" };
  g_autoptr(GVariant) vpn = g_variant_lookup_value (settings, "vpn", G_VARIANT_TYPE_VARDICT);
  g_autoptr(GVariant) data = vpn ? g_variant_lookup_value (vpn, "data", G_VARIANT_TYPE ("a{ss}")) : NULL;
  const char *value = NULL;

  for (guint i = 0; data && value == NULL && i < G_N_ELEMENTS (keys); i++)
    g_variant_lookup (data, keys[i], "&s", &value);
  return dt_bound_text (value ? value : "");
}

static char *
dup_wireguard_remote (GVariant *settings)
{
  g_autoptr(GVariant) wireguard = g_variant_lookup_value (settings, "wireguard", G_VARIANT_TYPE_VARDICT);
  g_autoptr(GVariant) peers = wireguard ? g_variant_lookup_value (wireguard, "peers", G_VARIANT_TYPE ("aa{sv}")) : NULL;
  g_autoptr(GVariant) peer = peers && g_variant_n_children (peers) > 0 ? g_variant_get_child_value (peers, 0) : NULL;
  const char *endpoint = "";

  if (peer)
    g_variant_lookup (peer, "endpoint", "&s", &endpoint);
  return dt_bound_text (endpoint);
}

const char *
dt_profile_nm_type (GVariant *settings)
{
  g_autoptr(GVariant) connection = g_variant_lookup_value (settings, "connection", G_VARIANT_TYPE_VARDICT);
  const char *type = "";

  if (connection)
    g_variant_lookup (connection, "type", "&s", &type);
  return type;
}

/* Of Bluetooth profiles only dial-up networking dials. */
static DtKind
kind_of (GVariant *settings)
{
  DtKind kind = dt_kind_from_nm_type (dt_profile_nm_type (settings));
  g_autofree char *bluetooth = NULL;

  if (kind != DT_KIND_BLUETOOTH)
    return kind;
  bluetooth = dup_string (settings, "bluetooth", "type");
  return strcmp (bluetooth, "dun") == 0 ? kind : DT_KIND_NONE;
}

static char *
dup_number (GVariant *settings, DtKind kind)
{
  if (kind == DT_KIND_CDMA)
    return dup_string (settings, "cdma", "number");
  return first_filled (dup_string (settings, "gsm", "apn"), dup_string (settings, "gsm", "number"));
}

static gboolean
is_home_only (GVariant *settings)
{
  g_autoptr(GVariant) gsm = g_variant_lookup_value (settings, "gsm", G_VARIANT_TYPE_VARDICT);
  gboolean home_only = FALSE;

  if (gsm)
    g_variant_lookup (gsm, "home-only", "b", &home_only);
  return home_only;
}

gboolean
dt_profile_is_copy (GVariant *settings)
{
  g_autoptr(GVariant) user = g_variant_lookup_value (settings, "user", G_VARIANT_TYPE_VARDICT);
  g_autoptr(GVariant) data = user ? g_variant_lookup_value (user, "data", G_VARIANT_TYPE ("a{ss}")) : NULL;
  const char *entry;

  return data && g_variant_lookup (data, DT_PROFILE_COPY_OF, "&s", &entry);
}

/* NM_SETTING_SECRET_FLAG_AGENT_OWNED */
#define AGENT_OWNED 1u

static gboolean
has_users_vpn_secret (GVariant *vpn)
{
  g_autoptr(GVariant) data = g_variant_lookup_value (vpn, "data", G_VARIANT_TYPE ("a{ss}"));
  GVariantIter iter;
  const char *key, *value;

  if (data == NULL)
    return FALSE;
  g_variant_iter_init (&iter, data);
  while (g_variant_iter_next (&iter, "{&s&s}", &key, &value))
    if (g_str_has_suffix (key, "-flags") && g_ascii_strtoull (value, NULL, 10) & AGENT_OWNED)
      return TRUE;
  return FALSE;
}

static gboolean
has_users_secrets (GVariant *settings)
{
  static const char *const names[] = { "vpn", "pppoe", "adsl", "gsm", "cdma" };
  static const char *const keys[] = { "password-flags", "pin-flags" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr(GVariant) setting = g_variant_lookup_value (settings, names[i], G_VARIANT_TYPE_VARDICT);
    guint32 flags = 0;

    if (setting && i == 0 && has_users_vpn_secret (setting))
      return TRUE;
    for (guint j = 0; setting && j < G_N_ELEMENTS (keys); j++)
      if (g_variant_lookup (setting, keys[j], "u", &flags) && flags & AGENT_OWNED)
        return TRUE;
  }
  return FALSE;
}

/* Two that are cut alike would be one. */
static gboolean
has_usable_uuid (GVariant *settings)
{
  g_autofree char *uuid = dup_string (settings, "connection", "uuid");

  return strlen (uuid) <= DT_BOUND_NAME;
}

DtProfile *
dt_profile_parse (const char *path, GVariant *settings)
{
  DtKind kind = kind_of (settings);
  DtProfile *profile;

  if (kind == DT_KIND_NONE || dt_profile_is_copy (settings) || !has_usable_uuid (settings))
    return NULL;
  profile = g_new0 (DtProfile, 1);
  profile->path = g_strdup (path);
  profile->kind = kind;
  profile->uuid = dup_string (settings, "connection", "uuid");
  profile->id = dup_string (settings, "connection", "id");
  profile->service = dup_string (settings, "vpn", "service-type");
  profile->parent = dup_string (settings, "pppoe", "parent");
  profile->interface_name = first_filled (dup_string (settings, "connection", "interface-name"), g_strdup (profile->parent));
  profile->phone_number = dup_number (settings, kind);
  profile->remote = kind == DT_KIND_WIREGUARD ? dup_wireguard_remote (settings) : dup_vpn_remote (settings);
  profile->home_only = is_home_only (settings);
  profile->users = dt_profile_dup_users (settings);
  profile->users_secrets = has_users_secrets (settings);
  return profile;
}

void
dt_profile_free (DtProfile *profile)
{
  g_free (profile->path);
  g_free (profile->uuid);
  g_free (profile->id);
  g_free (profile->service);
  g_free (profile->interface_name);
  g_free (profile->parent);
  g_free (profile->phone_number);
  g_free (profile->remote);
  g_strfreev (profile->users);
  g_free (profile);
}

gboolean
dt_profile_same_users (char **a, char **b)
{
  return (a == NULL || b == NULL) ? a == b : g_strv_equal ((const char *const *) a, (const char *const *) b);
}

gboolean
dt_profile_equal (const DtProfile *a, const DtProfile *b)
{
  return a->kind == b->kind && strcmp (a->uuid, b->uuid) == 0 && strcmp (a->id, b->id) == 0 &&
         strcmp (a->service, b->service) == 0 && strcmp (a->interface_name, b->interface_name) == 0 &&
         strcmp (a->parent, b->parent) == 0 && a->home_only == b->home_only &&
         strcmp (a->phone_number, b->phone_number) == 0 && strcmp (a->remote, b->remote) == 0 &&
         a->users_secrets == b->users_secrets && dt_profile_same_users (a->users, b->users);
}
