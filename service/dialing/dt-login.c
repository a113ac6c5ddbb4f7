/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-login.h"

#include <stdlib.h>
#include <string.h>

#include "dt-profile-parse.h"
#include "dt-vpn-words.h"

#define NOT_SAVED 2             /* NMSettingSecretFlags */
#define NOT_REQUIRED 4

static const DtVpnWords *
words_of (const DtLogin *login)
{
  return dt_vpn_words_of (login->service ? login->service : "");
}

void
dt_login_wipe (DtLogin *login)
{
  g_clear_pointer (&login->password, dt_secret_free);
  g_clear_pointer (&login->pin, dt_secret_free);
}

static void
clear (gpointer data)
{
  DtLogin *login = data;

  dt_login_wipe (login);
  g_free (login->service);
  g_free (login->user_name);
  g_free (login->domain);
  g_free (login->apn);
  g_free (login->number);
  g_free (login->device_path);
  g_free (login->device);
  g_strfreev (login->withheld);
}

DtLogin *
dt_login_new (DtKind kind, const char *service)
{
  DtLogin *login = g_rc_box_new0 (DtLogin);

  login->kind = kind;
  login->service = g_strdup (service);
  return login;
}

DtLogin *
dt_login_ref (DtLogin *login)
{
  return g_rc_box_acquire (login);
}

void
dt_login_unref (DtLogin *login)
{
  g_rc_box_release_full (login, clear);
}

const char *
dt_login_find_misfit (const DtLogin *login)
{
  gboolean modem = dt_kind_has_modem (login->kind);

  if (login->kind == DT_KIND_WIREGUARD && login->user_name)
    return "user-name";
  if (login->kind == DT_KIND_WIREGUARD && login->password)
    return "password";
  if (login->user_name && login->kind == DT_KIND_VPN && words_of (login)->user == NULL)
    return "user-name";
  if (login->password && login->kind == DT_KIND_VPN && words_of (login)->password == NULL)
    return "password";
  if (login->domain && (login->kind != DT_KIND_VPN || words_of (login)->domain == NULL))
    return "domain";
  if (login->apn && !(modem && login->kind != DT_KIND_CDMA))
    return "apn";
  /* NetworkManager 1.42 ignores gsm.number. */
  if (login->number && !(modem && login->kind != DT_KIND_GSM))
    return "phone-number";
  return login->pin && !(modem && login->kind != DT_KIND_CDMA) ? "pin" : NULL;
}

const char *
dt_login_setting (const DtLogin *login, GVariant *settings)
{
  g_autoptr(GVariant) cdma = NULL;

  /* A Bluetooth profile has the one of its modem. */
  if (login->kind != DT_KIND_BLUETOOTH)
    return dt_kind_to_string (login->kind);
  cdma = g_variant_lookup_value (settings, "cdma", G_VARIANT_TYPE_VARDICT);
  return cdma ? "cdma" : "gsm";
}

const char *
dt_login_password_key (const DtLogin *login)
{
  const char *key = login->kind == DT_KIND_VPN ? words_of (login)->password : NULL;

  return key ? key : "password";
}

/* OpenVPN 2.6.3 ends where its management gives it an empty password. */
gboolean
dt_login_takes_empty_password (const DtLogin *login)
{
  return login->kind != DT_KIND_VPN || strcmp (words_of (login)->plugin, "openvpn") != 0;
}

/*
 * Whether it is another login, or goes another way, than the profile says.
 */

static gboolean
differs (const char *wanted, GVariant *values, const char *key)
{
  const char *text = "";

  if (wanted == NULL)
    return FALSE;
  if (values && key)
    g_variant_lookup (values, key, "&s", &text);
  return strcmp (wanted, text) != 0;
}

/* NetworkManager itself holds a profile that is bound to a device to it. */
static gboolean
has_other_device (const DtLogin *login, GVariant *settings)
{
  g_autoptr(GVariant) connection = g_variant_lookup_value (settings, "connection", G_VARIANT_TYPE_VARDICT);

  return differs (login->device, connection, "interface-name");
}

static gboolean
is_other (const DtLogin *login, GVariant *settings, const char *name)
{
  g_autoptr(GVariant) setting = g_variant_lookup_value (settings, name, G_VARIANT_TYPE_VARDICT);
  g_autoptr(GVariant) data = setting ? g_variant_lookup_value (setting, "data", G_VARIANT_TYPE ("a{ss}")) : NULL;
  const DtVpnWords *words = words_of (login);

  if (has_other_device (login, settings))
    return TRUE;
  if (login->kind == DT_KIND_VPN)
    return differs (login->user_name, data, words->user) || differs (login->domain, data, words->domain);
  return differs (login->user_name, setting, "username") || differs (login->apn, setting, "apn") ||
         differs (login->number, setting, "number");
}

/*
 * The copy.
 */

static void
take_stored (DtSecret **secret, const char *stored)
{
  if (*secret == NULL && stored && *stored)
    *secret = dt_secret_new (stored);
}

static void
put_string (GVariantDict *dict, const char *key, const char *value)
{
  if (value)
    g_variant_dict_insert (dict, key, "s", value);
}

static GVariant *
strings_of (GVariantDict *dict)
{
  g_autoptr(GVariant) all = g_variant_ref_sink (g_variant_dict_end (dict));
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{ss}"));
  GVariantIter iter;
  const char *key;
  GVariant *value;

  g_variant_iter_init (&iter, all);
  while (g_variant_iter_loop (&iter, "{&sv}", &key, &value))
    g_variant_builder_add (&builder, "{ss}", key, g_variant_get_string (value, NULL));
  return g_variant_builder_end (&builder);
}

static void
put_all (GVariantDict *dict, GVariant *strings)
{
  GVariantIter iter;
  const char *key, *value;

  if (strings == NULL)
    return;
  g_variant_iter_init (&iter, strings);
  while (g_variant_iter_next (&iter, "{&s&s}", &key, &value))
    g_variant_dict_insert (dict, key, "s", value);
}

static GVariant *
strings_in (GVariant *setting, const char *key)
{
  return setting ? g_variant_lookup_value (setting, key, G_VARIANT_TYPE ("a{ss}")) : NULL;
}

/* Whether NetworkManager is to ask us for it.  What is not required it asks nobody for,
 * and would ask for if the copy said that it is not saved. */
static gboolean
is_ours (const DtLogin *login, const DtSecret *secret, guint32 flags)
{
  return secret || (login->asks && !(flags & NOT_REQUIRED));
}

static guint32
number_in (GVariant *setting, const char *key)
{
  guint32 number = 0;

  if (setting)
    g_variant_lookup (setting, key, "u", &number);
  return number;
}

/* "" stands for none, which NetworkManager (1.42.4) wants left out. */
static void
put_word (GVariantDict *dict, const char *key, const char *value)
{
  if (value && *value)
    g_variant_dict_insert (dict, key, "s", value);
  else if (value)
    g_variant_dict_remove (dict, key);
}

static gboolean
is_awaited (GVariantDict *data, const char *flags)
{
  const char *old_flags;

  return g_variant_dict_lookup (data, flags, "&s", &old_flags) && !(strtoul (old_flags, NULL, 10) & NOT_REQUIRED);
}

/* NetworkManager says of a VPN whose secrets are missing that they are, and not which. */
static void
withhold_vpn_secrets (DtLogin *login, GVariantDict *data, GVariant *old_secrets)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *key = dt_login_password_key (login), *name;
  g_autofree char *password_flags = g_strconcat (key, "-flags", NULL);
  GVariantIter iter;

  if (login->password || is_awaited (data, password_flags))
    g_ptr_array_add (names, g_strdup (key));
  g_variant_iter_init (&iter, old_secrets);
  while (g_variant_iter_next (&iter, "{&s&s}", &name, NULL)) {
    g_autofree char *flags = g_strconcat (name, "-flags", NULL);

    put_string (data, flags, G_STRINGIFY (NOT_SAVED));
    if (!g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
      g_ptr_array_add (names, g_strdup (name));
  }
  g_strfreev (login->withheld);
  g_ptr_array_add (names, NULL);
  login->withheld = (char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}

static void
copy_vpn (DtLogin *login, GVariantDict *setting, GVariant *original, GVariant *stored, gboolean withholds)
{
  g_autoptr(GVariant) old_data = strings_in (original, "data");
  g_autoptr(GVariant) old_secrets = strings_in (stored, "secrets");
  const DtVpnWords *words = words_of (login);
  const char *key = dt_login_password_key (login);
  g_autofree char *flags = g_strconcat (key, "-flags", NULL);
  g_auto(GVariantDict) data = G_VARIANT_DICT_INIT (NULL), secrets = G_VARIANT_DICT_INIT (NULL);
  const char *password = NULL, *old_flags = "";

  put_all (&data, old_data);
  if (withholds && old_secrets)
    withhold_vpn_secrets (login, &data, old_secrets);
  else
    put_all (&secrets, old_secrets);
  if (g_variant_dict_lookup (&secrets, key, "&s", &password))
    take_stored (&login->password, password);
  g_variant_dict_remove (&secrets, key);
  if (words->user)
    put_word (&data, words->user, login->user_name);
  if (words->domain)
    put_word (&data, words->domain, login->domain);
  g_variant_dict_lookup (&data, flags, "&s", &old_flags);
  if (is_ours (login, login->password, (guint32) strtoul (old_flags, NULL, 10)))
    put_string (&data, flags, G_STRINGIFY (NOT_SAVED));
  g_variant_dict_insert_value (setting, "data", strings_of (&data));
  g_variant_dict_insert_value (setting, "secrets", strings_of (&secrets));
  put_word (setting, "user-name", login->user_name);
}

/* An empty one is no secret, and NetworkManager (1.42.4) takes it from no agent: a modem's would be asked for for ever. */
static guint32
flags_of_password (const DtLogin *login)
{
  return login->password && *dt_secret_text (login->password) == '\0' ? NOT_REQUIRED : NOT_SAVED;
}

static void
copy_plain (DtLogin *login, GVariantDict *setting, GVariant *original, GVariant *stored, const char *name, gboolean withholds)
{
  gboolean has_modem = dt_kind_has_modem (login->kind);
  const char *password = NULL, *pin = NULL;

  if (stored) {
    g_variant_lookup (stored, "password", "&s", &password);
    g_variant_lookup (stored, "pin", "&s", &pin);
  }
  if (!withholds) {
    take_stored (&login->password, password);
    take_stored (&login->pin, pin);
  }
  /* Without a user name PPPoE and ADSL are no profiles, and NetworkManager says so. */
  if (has_modem)
    put_word (setting, "username", login->user_name);
  else
    put_string (setting, "username", login->user_name);
  put_string (setting, "apn", login->apn);
  put_string (setting, "number", login->number);
  if (is_ours (login, login->password, number_in (original, "password-flags")) || (withholds && password))
    g_variant_dict_insert (setting, "password-flags", "u", flags_of_password (login));
  if (strcmp (name, "gsm") == 0 && (is_ours (login, login->pin, number_in (original, "pin-flags")) || (withholds && pin)))
    g_variant_dict_insert (setting, "pin-flags", "u", NOT_SAVED);
}

static GVariant *
copy_login (DtLogin *login, GVariant *settings, GVariant *secrets, const char *name)
{
  g_autoptr(GVariant) original = g_variant_lookup_value (settings, name, G_VARIANT_TYPE_VARDICT);
  g_autoptr(GVariant) stored = secrets ? g_variant_lookup_value (secrets, name, G_VARIANT_TYPE_VARDICT) : NULL;
  g_auto(GVariantDict) setting = G_VARIANT_DICT_INIT (original);
  gboolean withholds = login->withholds && is_other (login, settings, name);

  if (login->kind == DT_KIND_VPN)
    copy_vpn (login, &setting, original, stored, withholds);
  else
    copy_plain (login, &setting, original, stored, name, withholds);
  return g_variant_dict_end (&setting);
}

static GVariant *
copy_connection (GVariant *original, const char *uuid)
{
  g_auto(GVariantDict) setting = G_VARIANT_DICT_INIT (original);

  g_variant_dict_insert (&setting, "uuid", "s", uuid);
  g_variant_dict_insert (&setting, "autoconnect", "b", FALSE);
  g_variant_dict_remove (&setting, "timestamp");
  return g_variant_dict_end (&setting);
}

static GVariant *
make_mark (const char *entry)
{
  GVariantBuilder data = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{ss}"));
  GVariantBuilder setting = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  g_variant_builder_add (&data, "{ss}", DT_PROFILE_COPY_OF, entry);
  g_variant_builder_add (&setting, "{sv}", "data", g_variant_builder_end (&data));
  return g_variant_builder_end (&setting);
}

GVariant *
dt_login_make_copy (DtLogin *login, GVariant *settings, GVariant *secrets, const char *uuid, const char *entry)
{
  GVariantBuilder copy = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{sa{sv}}"));
  const char *wanted = dt_login_setting (login, settings), *name;
  GVariantIter iter;
  GVariant *setting;

  g_variant_iter_init (&iter, settings);
  while (g_variant_iter_loop (&iter, "{&s@a{sv}}", &name, &setting))
    if (strcmp (name, wanted) == 0)
      g_variant_builder_add (&copy, "{s@a{sv}}", name, copy_login (login, settings, secrets, name));
    else if (strcmp (name, "connection") == 0)
      g_variant_builder_add (&copy, "{s@a{sv}}", name, copy_connection (setting, uuid));
    else if (strcmp (name, "user") != 0)
      g_variant_builder_add (&copy, "{s@a{sv}}", name, setting);
  g_variant_builder_add (&copy, "{s@a{sv}}", "user", make_mark (entry));
  return g_variant_builder_end (&copy);
}
