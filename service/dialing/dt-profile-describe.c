/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* NetworkManager's settings in the words of Phonebook. */
#include <string.h>

#include "dt-profile-fields.h"
#include "dt-vpn-words.h"

static void
add_text (GVariantBuilder *builder, const char *field, const char *text)
{
  g_variant_builder_add (builder, "{sv}", field, g_variant_new_string (text));
}

static void
add_truth (GVariantBuilder *builder, const char *field, gboolean truth)
{
  g_variant_builder_add (builder, "{sv}", field, g_variant_new_boolean (truth));
}

static char *
dup_address (DtProfileTree *tree)
{
  GVariant *list = dt_profile_tree_get (tree, "ipv4", "address-data", "aa{sv}");
  g_autoptr(GVariant) first = list && g_variant_n_children (list) > 0 ? g_variant_get_child_value (list, 0) : NULL;
  const char *address;
  guint32 prefix;

  if (first && g_variant_lookup (first, "address", "&s", &address) && g_variant_lookup (first, "prefix", "u", &prefix))
    return g_strdup_printf ("%s/%u", address, prefix);
  return g_strdup ("");
}

static char *
dup_dns (DtProfileTree *tree)
{
  GVariant *list = dt_profile_tree_get (tree, "ipv4", "dns", "au");
  GString *text = g_string_new (NULL);

  for (gsize i = 0; list && i < g_variant_n_children (list); i++) {
    g_autoptr(GInetAddress) address = NULL;
    g_autofree char *one = NULL;
    guint32 bytes;

    g_variant_get_child (list, i, "u", &bytes);
    address = g_inet_address_new_from_bytes ((const guint8 *) &bytes, G_SOCKET_FAMILY_IPV4);
    one = g_inet_address_to_string (address);
    g_string_append_printf (text, "%s%s", i ? " " : "", one);
  }
  return g_string_free (text, FALSE);
}

static const char *
number_of (DtProfileTree *tree, DtKind kind)
{
  const char *number;

  if (kind == DT_KIND_PPPOE)
    return dt_profile_tree_text (tree, "pppoe", "service");
  if (kind == DT_KIND_CDMA)
    return dt_profile_tree_text (tree, "cdma", "number");
  number = dt_profile_tree_text (tree, "gsm", "number");
  return *number ? number : dt_profile_tree_text (tree, "gsm", "apn");
}

void
dt_profile_fields_describe (DtProfileTree *tree, DtKind kind, GVariantBuilder *builder)
{
  GVariant *never = dt_profile_tree_get (tree, "ipv4", "never-default", "b");
  g_autofree char *address = dup_address (tree), *dns = dup_dns (tree);

  add_text (builder, "phone-number", number_of (tree, kind));
  if (kind == DT_KIND_VPN) {
    g_autofree char *gateway = dt_vpn_words_read (tree, "gateway");

    add_text (builder, "gateway", gateway);
  }
  add_truth (builder, "never-default", never && g_variant_get_boolean (never));
  add_text (builder, "ip4-address", address);
  add_text (builder, "dns", dns);
}

/*
 * Credentials.
 */

static const char *
plain_text (DtProfileTree *tree, const char *key)
{
  static const char *const sections[] = { "pppoe", "adsl", "gsm", "cdma" };

  for (guint i = 0; i < G_N_ELEMENTS (sections); i++) {
    const char *text = dt_profile_tree_text (tree, sections[i], key);

    if (*text)
      return text;
  }
  return "";
}

GVariant *
dt_profile_fields_credentials (DtProfileTree *tree, DtKind kind)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  if (kind == DT_KIND_VPN) {
    g_autofree char *user = dt_vpn_words_read (tree, "user-name"), *domain = dt_vpn_words_read (tree, "domain");
    g_autofree char *password = dt_vpn_words_read (tree, "password"), *key = dt_vpn_words_read (tree, "pre-shared-key");

    add_text (&builder, "user-name", user);
    add_text (&builder, "domain", domain);
    add_truth (&builder, "password-stored", *password != '\0');
    add_truth (&builder, "pre-shared-key-stored", *key != '\0');
    explicit_bzero (password, strlen (password));
    explicit_bzero (key, strlen (key));
  } else {
    const char *user = plain_text (tree, "username");

    add_text (&builder, "user-name", strcmp (user, DT_PROFILE_NO_USER_NAME) == 0 ? "" : user);
    add_text (&builder, "domain", "");
    add_truth (&builder, "password-stored", *plain_text (tree, "password") != '\0');
    add_truth (&builder, "pre-shared-key-stored", FALSE);
  }
  return g_variant_builder_end (&builder);
}
