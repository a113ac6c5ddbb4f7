/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-profile-secrets.h"

#include <string.h>

#define AGENT_OWNED 1u          /* NM_SETTING_SECRET_FLAG_* */
#define NOT_SAVED 2u

/* The settings that Phonebook's kinds have, each with its secrets (libnm 1.42.4); vpn.secrets and the peers of WireGuard
 * are lists of them. */
static const struct {
  const char *section, *key;
} plain_secrets[] = {
  { "pppoe", "password" }, { "adsl", "password" }, { "gsm", "password" }, { "gsm", "pin" }, { "cdma", "password" },
  { "wireguard", "private-key" }, { "802-1x", "password" }, { "802-1x", "password-raw" }, { "802-1x", "pin" },
  { "802-1x", "ca-cert-password" }, { "802-1x", "client-cert-password" }, { "802-1x", "private-key-password" },
  { "802-1x", "phase2-ca-cert-password" }, { "802-1x", "phase2-client-cert-password" },
  { "802-1x", "phase2-private-key-password" },
};

typedef struct {
  DtProfileTree *tree;
  DtProfileSecretFunc found;
  gpointer data;
} Walk;

static void
walk_peers (const Walk *walk)
{
  GVariant *peers = dt_profile_tree_get (walk->tree, "wireguard", "peers", "aa{sv}");

  for (gsize i = 0; peers && i < g_variant_n_children (peers); i++) {
    g_autoptr(GVariant) peer = g_variant_get_child_value (peers, i);
    const char *name = "", *key = "";

    g_variant_lookup (peer, "public-key", "&s", &name);
    if (g_variant_lookup (peer, "preshared-key", "&s", &key) && *key)
      walk->found ("wireguard", name, walk->data);
  }
}

static void
walk_vpn (const Walk *walk)
{
  GVariant *words = dt_profile_tree_get (walk->tree, "vpn", "secrets", "a{ss}");
  GVariantIter iter;
  const char *word;

  if (words == NULL)
    return;
  g_variant_iter_init (&iter, words);
  while (g_variant_iter_next (&iter, "{&s&s}", &word, NULL))
    walk->found ("vpn", word, walk->data);
}

void
dt_profile_secrets_foreach (DtProfileTree *tree, DtProfileSecretFunc found, gpointer data)
{
  const Walk walk = { tree, found, data };

  for (guint i = 0; i < G_N_ELEMENTS (plain_secrets); i++)
    if (dt_profile_tree_get (tree, plain_secrets[i].section, plain_secrets[i].key, "*"))
      found (plain_secrets[i].section, plain_secrets[i].key, data);
  walk_vpn (&walk);
  walk_peers (&walk);
}

guint
dt_profile_secrets_flags (DtProfileTree *tree, const char *section, const char *secret)
{
  g_autofree char *key = g_strconcat (secret, "-flags", NULL);
  gboolean vpn = strcmp (section, "vpn") == 0;
  GVariant *number = vpn ? NULL : dt_profile_tree_get (tree, section, key, "u");
  g_autofree char *word = vpn ? dt_profile_tree_vpn_word (tree, "data", key) : NULL;

  return word ? (guint) g_ascii_strtoull (word, NULL, 10) : number ? g_variant_get_uint32 (number) : 0;
}

static void
set_flags (DtProfileTree *tree, const char *section, const char *secret, guint flags)
{
  g_autofree char *key = g_strconcat (secret, "-flags", NULL), *text = g_strdup_printf ("%u", flags);

  if (strcmp (section, "vpn") == 0)
    dt_profile_tree_set_vpn_word (tree, "data", key, text);
  else
    dt_profile_tree_set (tree, section, key, flags ? g_variant_new_uint32 (flags) : NULL);
}

void
dt_profile_secrets_set (DtProfileTree *tree, const char *section, const char *secret, const char *text)
{
  guint flags = dt_profile_secrets_flags (tree, section, secret);

  if (strcmp (section, "vpn") == 0)
    dt_profile_tree_set_vpn_word (tree, "secrets", secret, text);
  else
    dt_profile_tree_set_text (tree, section, secret, text);
  /* Kept by NetworkManager, not by an agent. */
  if (*text)
    set_flags (tree, section, secret, 0);
  else if (flags & AGENT_OWNED)
    set_flags (tree, section, secret, (flags & ~AGENT_OWNED) | NOT_SAVED);
}

void
dt_profile_secrets_disown (DtProfileTree *tree, const char *section, const char *secret)
{
  set_flags (tree, section, secret, NOT_SAVED);
}

static gboolean
is_agents (const char *key, const char *value)
{
  return g_str_has_suffix (key, "-flags") && g_ascii_strtoull (value, NULL, 10) & AGENT_OWNED;
}

static guint
count_agents_words (GVariant *words)
{
  GVariantIter iter;
  const char *key, *value;
  guint n = 0;

  g_variant_iter_init (&iter, words);
  while (g_variant_iter_next (&iter, "{&s&s}", &key, &value))
    n += is_agents (key, value);
  return n;
}

guint
dt_profile_secrets_count_agents (DtProfileTree *tree)
{
  GVariant *words = dt_profile_tree_get (tree, "vpn", "data", "a{ss}");
  guint n = words ? count_agents_words (words) : 0;

  for (guint i = 0; i < G_N_ELEMENTS (plain_secrets); i++)
    n += dt_profile_secrets_flags (tree, plain_secrets[i].section, plain_secrets[i].key) & AGENT_OWNED;
  return n;
}
