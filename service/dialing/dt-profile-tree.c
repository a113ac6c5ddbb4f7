/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-profile-tree.h"

#include <string.h>

struct _DtProfileTree {
  GHashTable *sections;         /* name -> (key -> GVariant) */
};

static GHashTable *
section_of (DtProfileTree *tree, const char *name)
{
  GHashTable *section = g_hash_table_lookup (tree->sections, name);

  if (section == NULL) {
    section = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_variant_unref);
    g_hash_table_insert (tree->sections, g_strdup (name), section);
  }
  return section;
}

DtProfileTree *
dt_profile_tree_new (GVariant *settings)
{
  DtProfileTree *tree = g_new0 (DtProfileTree, 1);
  GVariantIter sections, keys;
  const char *name, *key;
  GVariant *section, *value;

  tree->sections = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_hash_table_unref);
  if (settings == NULL)
    return tree;
  g_variant_iter_init (&sections, settings);
  while (g_variant_iter_loop (&sections, "{&s@a{sv}}", &name, &section)) {
    section_of (tree, name);
    g_variant_iter_init (&keys, section);
    while (g_variant_iter_loop (&keys, "{&sv}", &key, &value))
      dt_profile_tree_set (tree, name, key, value);
  }
  return tree;
}

DtProfileTree *
dt_profile_tree_copy (DtProfileTree *tree)
{
  g_autoptr(GVariant) settings = g_variant_ref_sink (dt_profile_tree_settings (tree));

  return dt_profile_tree_new (settings);
}

void
dt_profile_tree_free (DtProfileTree *tree)
{
  g_hash_table_unref (tree->sections);
  g_free (tree);
}

GVariant *
dt_profile_tree_settings (DtProfileTree *tree)
{
  GVariantBuilder settings = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{sa{sv}}"));
  GHashTableIter sections, keys;
  gpointer name, key, section, value;

  g_hash_table_iter_init (&sections, tree->sections);
  while (g_hash_table_iter_next (&sections, &name, &section)) {
    GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

    g_hash_table_iter_init (&keys, section);
    while (g_hash_table_iter_next (&keys, &key, &value))
      g_variant_builder_add (&builder, "{sv}", key, value);
    g_variant_builder_add (&settings, "{sa{sv}}", name, &builder);
  }
  return g_variant_builder_end (&settings);
}

GVariant *
dt_profile_tree_get (DtProfileTree *tree, const char *section, const char *key, const char *type)
{
  GHashTable *keys = g_hash_table_lookup (tree->sections, section);
  GVariant *value = keys ? g_hash_table_lookup (keys, key) : NULL;

  return value && g_variant_is_of_type (value, G_VARIANT_TYPE (type)) ? value : NULL;
}

const char *
dt_profile_tree_text (DtProfileTree *tree, const char *section, const char *key)
{
  GVariant *value = dt_profile_tree_get (tree, section, key, "s");

  return value ? g_variant_get_string (value, NULL) : "";
}

const char *
dt_profile_tree_modem_section (DtProfileTree *tree)
{
  return g_hash_table_contains (tree->sections, "cdma") ? "cdma" : "gsm";
}

void
dt_profile_tree_set (DtProfileTree *tree, const char *section, const char *key, GVariant *value)
{
  GHashTable *keys = section_of (tree, section);

  if (value)
    g_hash_table_insert (keys, g_strdup (key), g_variant_ref_sink (value));
  else
    g_hash_table_remove (keys, key);
}

void
dt_profile_tree_set_text (DtProfileTree *tree, const char *section, const char *key, const char *text)
{
  dt_profile_tree_set (tree, section, key, *text ? g_variant_new_string (text) : NULL);
}

char *
dt_profile_tree_vpn_word (DtProfileTree *tree, const char *list, const char *word)
{
  GVariant *words = dt_profile_tree_get (tree, "vpn", list, "a{ss}");
  char *text = NULL;

  if (words)
    g_variant_lookup (words, word, "s", &text);
  return text ? text : g_strdup ("");
}

void
dt_profile_tree_set_vpn_word (DtProfileTree *tree, const char *list, const char *word, const char *text)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{ss}"));
  GVariant *words = dt_profile_tree_get (tree, "vpn", list, "a{ss}");
  GVariantIter iter;
  const char *key, *value;

  if (words) {
    g_variant_iter_init (&iter, words);
    while (g_variant_iter_loop (&iter, "{&s&s}", &key, &value))
      if (strcmp (key, word) != 0)
        g_variant_builder_add (&builder, "{ss}", key, value);
  }
  if (*text)
    g_variant_builder_add (&builder, "{ss}", word, text);
  dt_profile_tree_set (tree, "vpn", list, g_variant_builder_end (&builder));
}

/*
 * Secrets.
 */

static GVariant *
peer_of (GVariant *peers, const char *public_key)
{
  for (gsize i = 0; i < g_variant_n_children (peers); i++) {
    g_autoptr(GVariant) peer = g_variant_get_child_value (peers, i);
    const char *key;

    if (g_variant_lookup (peer, "public-key", "&s", &key) && strcmp (key, public_key) == 0)
      return g_steal_pointer (&peer);
  }
  return NULL;
}

/* WireGuard: a peer's secret comes in a list of peers that have nothing else. */
static GVariant *
join_peers (GVariant *peers, GVariant *secrets)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));

  for (gsize i = 0; i < g_variant_n_children (peers); i++) {
    g_autoptr(GVariant) peer = g_variant_get_child_value (peers, i);
    g_autoptr(GVariant) found = NULL, secret = NULL;
    const char *key = "";
    GVariantDict dict;

    g_variant_lookup (peer, "public-key", "&s", &key);
    found = peer_of (secrets, key);
    secret = found ? g_variant_lookup_value (found, "preshared-key", NULL) : NULL;
    g_variant_dict_init (&dict, peer);
    if (secret)
      g_variant_dict_insert_value (&dict, "preshared-key", secret);
    g_variant_builder_add_value (&builder, g_variant_dict_end (&dict));
  }
  return g_variant_builder_end (&builder);
}

static void
add_secret (DtProfileTree *tree, const char *section, const char *key, GVariant *value)
{
  GVariant *peers = dt_profile_tree_get (tree, section, key, "aa{sv}");

  if (strcmp (key, "peers") == 0 && peers && g_variant_is_of_type (value, G_VARIANT_TYPE ("aa{sv}")))
    dt_profile_tree_set (tree, section, key, join_peers (peers, value));
  else
    dt_profile_tree_set (tree, section, key, value);
}

void
dt_profile_tree_add_secrets (DtProfileTree *tree, GVariant *secrets)
{
  GVariantIter sections, keys;
  const char *name, *key;
  GVariant *section, *value;

  g_variant_iter_init (&sections, secrets);
  while (g_variant_iter_loop (&sections, "{&s@a{sv}}", &name, &section)) {
    g_variant_iter_init (&keys, section);
    while (g_variant_iter_loop (&keys, "{&sv}", &key, &value))
      add_secret (tree, name, key, value);
  }
}
