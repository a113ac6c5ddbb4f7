/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-profile-fields.h"

#include <string.h>

#include "dt-profile-secrets.h"
#include "dt-vpn-words.h"

/* M6: where the line's carrier cannot be seen, only LCP echo finds out that it is gone. */
#define ECHO_INTERVAL_SECONDS 20
#define ECHO_FAILURES 4

GQuark
dt_profile_fields_error_quark (void)
{
  return g_quark_from_static_string ("dt-profile-fields-error-quark");
}

static gboolean
refuse (const char *field, const char *why, GError **error)
{
  g_set_error (error, DT_PROFILE_FIELDS_ERROR, 0, "Option \"%s\": %s", field, why);
  return FALSE;
}

/*
 * New ones.
 */

gboolean
dt_profile_fields_can_make (DtKind kind)
{
  return kind == DT_KIND_VPN || kind == DT_KIND_PPPOE || kind == DT_KIND_GSM || kind == DT_KIND_CDMA;
}

DtProfileTree *
dt_profile_fields_new (DtKind kind, const char *uuid)
{
  DtProfileTree *tree = dt_profile_tree_new (NULL);

  dt_profile_tree_set_text (tree, "connection", "uuid", uuid);
  dt_profile_tree_set_text (tree, "connection", "type", dt_kind_to_string (kind));
  dt_profile_tree_set (tree, "connection", "autoconnect", g_variant_new_boolean (FALSE));
  dt_profile_tree_set_text (tree, "ipv4", "method", "auto");
  dt_profile_tree_set_text (tree, "ipv6", "method", "auto");
  if (kind == DT_KIND_VPN)
    return tree;
  if (kind == DT_KIND_PPPOE)
    dt_profile_tree_set_text (tree, "pppoe", "username", DT_PROFILE_NO_USER_NAME);
  dt_profile_tree_set (tree, "ppp", "lcp-echo-interval", g_variant_new_uint32 (ECHO_INTERVAL_SECONDS));
  dt_profile_tree_set (tree, "ppp", "lcp-echo-failure", g_variant_new_uint32 (ECHO_FAILURES));
  if (kind == DT_KIND_GSM)
    dt_profile_tree_set (tree, "gsm", "auto-config", g_variant_new_boolean (TRUE));
  if (kind == DT_KIND_CDMA)
    dt_profile_tree_set_text (tree, "cdma", "number", "#777");
  return tree;
}

/*
 * Fields of every kind.
 */

/* What a modem dials; else it is the name of an access point. */
static gboolean
is_number (const char *text)
{
  return *text && strspn (text, "0123456789*#+-() ") == strlen (text);
}

/* NetworkManager (1.42.4) takes auto-config away from whoever has an access point or a login of his own. */
static gboolean
has_own_words (DtProfileTree *tree)
{
  static const char *const own[] = { "apn", "username", "password" };

  for (guint i = 0; i < G_N_ELEMENTS (own); i++)
    if (*dt_profile_tree_text (tree, "gsm", own[i]))
      return TRUE;
  return FALSE;
}

static void
write_apn (DtProfileTree *tree, const char *apn)
{
  if (strcmp (apn, dt_profile_tree_text (tree, "gsm", "apn")) == 0)
    return;
  dt_profile_tree_set_text (tree, "gsm", "apn", apn);
  dt_profile_tree_set (tree, "gsm", "auto-config", has_own_words (tree) ? NULL : g_variant_new_boolean (TRUE));
}

static gboolean
write_number (DtProfileTree *tree, DtKind kind, const char *number, GError **error)
{
  switch (kind) {
  case DT_KIND_GSM:
  case DT_KIND_BLUETOOTH:
    dt_profile_tree_set_text (tree, "gsm", "number", is_number (number) ? number : "");
    if (!is_number (number))
      write_apn (tree, number);
    return TRUE;
  case DT_KIND_CDMA:
    dt_profile_tree_set_text (tree, "cdma", "number", number);
    return TRUE;
  case DT_KIND_PPPOE:
    dt_profile_tree_set_text (tree, "pppoe", "service", number);
    return TRUE;
  case DT_KIND_NONE:
  case DT_KIND_VPN:
  case DT_KIND_WIREGUARD:
  case DT_KIND_ADSL:
  case DT_KIND_SERIAL:
    break;
  }
  return *number == '\0' || refuse ("phone-number", "this kind of entry has none", error);
}

/* The first of the addresses is the one that Phonebook knows; a prefix that is not said stays. */
static gboolean
parse_address (const char *text, guint32 known_prefix, char **address, guint32 *prefix)
{
  g_auto(GStrv) parts = g_strsplit (text, "/", 2);
  g_autoptr(GInetAddress) parsed = g_inet_address_new_from_string (parts[0]);
  guint64 number = known_prefix;

  if (parsed == NULL || g_inet_address_get_family (parsed) != G_SOCKET_FAMILY_IPV4 ||
      (parts[1] && !g_ascii_string_to_unsigned (parts[1], 10, 1, 32, &number, NULL)))
    return FALSE;
  *address = g_strdup (parts[0]);
  *prefix = (guint32) number;
  return TRUE;
}

static gboolean
write_address (DtProfileTree *tree, const char *text, GError **error)
{
  GVariant *known = dt_profile_tree_get (tree, "ipv4", "address-data", "aa{sv}");
  gsize n = known ? g_variant_n_children (known) : 0;
  g_autoptr(GVariant) first = n > 0 ? g_variant_get_child_value (known, 0) : NULL;
  GVariantBuilder list = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));
  g_autofree char *address = NULL;
  guint32 prefix = 32;
  GVariantDict dict;

  if (first)
    g_variant_lookup (first, "prefix", "u", &prefix);
  if (*text && !parse_address (text, prefix, &address, &prefix)) {
    g_variant_builder_clear (&list);
    return refuse ("ip4-address", "it is no IPv4 address", error);
  }
  if (address) {
    g_variant_dict_init (&dict, first);
    g_variant_dict_insert (&dict, "address", "s", address);
    g_variant_dict_insert (&dict, "prefix", "u", prefix);
    g_variant_builder_add_value (&list, g_variant_dict_end (&dict));
    for (gsize i = 1; i < n; i++) {
      g_autoptr(GVariant) other = g_variant_get_child_value (known, i);

      g_variant_builder_add_value (&list, other);
    }
  }
  /* The old form would contradict the new one. */
  dt_profile_tree_set (tree, "ipv4", "addresses", NULL);
  dt_profile_tree_set (tree, "ipv4", "address-data", g_variant_builder_end (&list));
  return TRUE;
}

static gboolean
write_dns (DtProfileTree *tree, const char *text, GError **error)
{
  g_auto(GStrv) servers = g_strsplit (text, " ", -1);
  GVariantBuilder list = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("au"));

  dt_profile_tree_set (tree, "ipv4", "dns-data", NULL);
  for (guint i = 0; *text && servers[i]; i++) {
    g_autoptr(GInetAddress) address = g_inet_address_new_from_string (servers[i]);
    guint32 bytes;

    if (address == NULL || g_inet_address_get_family (address) != G_SOCKET_FAMILY_IPV4) {
      g_variant_builder_clear (&list);
      return refuse ("dns", "it is no list of IPv4 addresses", error);
    }
    memcpy (&bytes, g_inet_address_to_bytes (address), sizeof bytes);
    g_variant_builder_add (&list, "u", bytes);
  }
  dt_profile_tree_set (tree, "ipv4", "dns", g_variant_builder_end (&list));
  return TRUE;
}

static void
write_never_default (DtProfileTree *tree, gboolean never)
{
  static const char *const families[] = { "ipv4", "ipv6" };

  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    dt_profile_tree_set (tree, families[i], "never-default", never ? g_variant_new_boolean (TRUE) : NULL);
}

/* A PPPoE line over a VLAN names the device below it as its parent. */
static void
write_device (DtProfileTree *tree, const char *device)
{
  gboolean parent = *dt_profile_tree_text (tree, "connection", "interface-name") == '\0' &&
                    *dt_profile_tree_text (tree, "pppoe", "parent") != '\0';

  dt_profile_tree_set_text (tree, parent ? "pppoe" : "connection", parent ? "parent" : "interface-name", device);
}

/*
 * Credentials of the kinds that are no VPN.
 */

/* The section that has them. */
static const char *
section_of (DtProfileTree *tree, DtKind kind)
{
  switch (kind) {
  case DT_KIND_PPPOE:
  case DT_KIND_ADSL:
  case DT_KIND_CDMA:
  case DT_KIND_GSM:
    return dt_kind_to_string (kind);
  case DT_KIND_BLUETOOTH:
    return dt_profile_tree_modem_section (tree);
  case DT_KIND_NONE:
  case DT_KIND_VPN:
  case DT_KIND_WIREGUARD:
  case DT_KIND_SERIAL:
    break;
  }
  return NULL;
}

static gboolean
write_plain (DtProfileTree *tree, DtKind kind, const char *field, const char *text, GError **error)
{
  const char *section = section_of (tree, kind);
  gboolean must_have = kind == DT_KIND_PPPOE || kind == DT_KIND_ADSL;

  if (section && strcmp (field, "user-name") == 0) {
    dt_profile_tree_set_text (tree, section, "username", *text == '\0' && must_have ? DT_PROFILE_NO_USER_NAME : text);
  } else if (section && strcmp (field, "password") == 0) {
    dt_profile_secrets_set (tree, section, "password", text);
  } else if (*text) {
    return refuse (field, "this kind of entry has none", error);
  }
  if (*text && strcmp (section, "gsm") == 0)
    dt_profile_tree_set (tree, "gsm", "auto-config", NULL);
  return TRUE;
}

static gboolean
write_credential (DtProfileTree *tree, DtKind kind, const char *field, const char *text, GError **error)
{
  if (kind != DT_KIND_VPN)
    return write_plain (tree, kind, field, text, error);
  return dt_vpn_words_write (tree, field, text) || refuse (field, "this VPN service has none", error);
}

/*
 * All together.
 */

static gboolean
write_text (DtProfileTree *tree, DtKind kind, const char *field, const char *text, GError **error)
{
  if (strcmp (field, "name") == 0)
    dt_profile_tree_set_text (tree, "connection", "id", text);
  else if (strcmp (field, "device") == 0)
    write_device (tree, text);
  else if (strcmp (field, "service") == 0 && kind == DT_KIND_VPN)
    dt_profile_tree_set_text (tree, "vpn", "service-type", text);
  else if (strcmp (field, "apn") == 0 && (kind == DT_KIND_GSM || kind == DT_KIND_BLUETOOTH))
    write_apn (tree, text);
  else if (strcmp (field, "phone-number") == 0)
    return write_number (tree, kind, text, error);
  else if (strcmp (field, "ip4-address") == 0)
    return write_address (tree, text, error);
  else if (strcmp (field, "dns") == 0)
    return write_dns (tree, text, error);
  else
    return write_credential (tree, kind, field, text, error);
  return TRUE;
}

gboolean
dt_profile_fields_write (DtProfileTree *tree, DtKind kind, GVariant *fields, GError **error)
{
  /* The words of a VPN depend on its service, so that comes first. */
  static const char *const texts[] = {
    "name", "service", "gateway", "device", "phone-number", "apn", "ip4-address", "dns",
    "user-name", "password", "domain", "pre-shared-key",
  };
  gboolean never;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    const char *text;

    if (g_variant_lookup (fields, texts[i], "&s", &text) && !write_text (tree, kind, texts[i], text, error))
      return FALSE;
  }
  if (g_variant_lookup (fields, "never-default", "b", &never))
    write_never_default (tree, never);
  return TRUE;
}

void
dt_profile_fields_complete (DtProfileTree *tree, DtKind kind)
{
  if (kind == DT_KIND_VPN)
    dt_vpn_words_begin (tree);
}

void
dt_profile_fields_clear_credentials (DtProfileTree *tree, DtKind kind)
{
  static const char *const fields[] = { "user-name", "password", "domain", "pre-shared-key" };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    write_credential (tree, kind, fields[i], "", NULL);
}
