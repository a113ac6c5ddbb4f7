/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-profile-compare.h"

#include <string.h>

#include "dt-profile-secrets.h"

/*
 * Values.
 */

/* As NetworkManager leaves it out. */
static gboolean
is_default (GVariant *value)
{
  if (value == NULL)
    return TRUE;
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_VARIANT)) {
    g_autoptr(GVariant) inner = g_variant_get_variant (value);

    return is_default (inner);
  }
  if (g_variant_is_container (value))
    return g_variant_n_children (value) == 0;
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return *g_variant_get_string (value, NULL) == '\0';
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN))
    return !g_variant_get_boolean (value);
  return g_variant_is_of_type (value, G_VARIANT_TYPE_UINT32) && g_variant_get_uint32 (value) == 0;
}

static gboolean
is_dictionary (GVariant *value)
{
  return value && (g_variant_is_of_type (value, G_VARIANT_TYPE_VARDICT) || g_variant_is_of_type (value, G_VARIANT_TYPE ("a{ss}")));
}

static GVariant *
value_of (GVariant *dictionary, GVariant *key)
{
  return dictionary ? g_variant_lookup_value (dictionary, g_variant_get_string (key, NULL), NULL) : NULL;
}

static gboolean same (GVariant *a, GVariant *b);

/* All that is in one is in the other. */
static gboolean
is_within (GVariant *one, GVariant *other)
{
  for (gsize i = 0; i < g_variant_n_children (one); i++) {
    g_autoptr(GVariant) entry = g_variant_get_child_value (one, i);
    g_autoptr(GVariant) key = g_variant_get_child_value (entry, 0);
    g_autoptr(GVariant) ours = value_of (one, key), theirs = value_of (other, key);

    /* What a plugin reads in its words is not ours to judge. */
    if (g_variant_is_of_type (one, G_VARIANT_TYPE_VARDICT) ? !same (ours, theirs) : theirs == NULL || !g_variant_equal (ours, theirs))
      return FALSE;
  }
  return TRUE;
}

static gboolean
same_items (GVariant *a, GVariant *b)
{
  if (g_variant_n_children (a) != g_variant_n_children (b))
    return FALSE;
  for (gsize i = 0; i < g_variant_n_children (a); i++) {
    g_autoptr(GVariant) x = g_variant_get_child_value (a, i), y = g_variant_get_child_value (b, i);

    if (!same (x, y))
      return FALSE;
  }
  return TRUE;
}

/* Either may be NULL. */
static gboolean
same (GVariant *a, GVariant *b)
{
  if (is_default (a) || is_default (b))
    return is_default (a) && is_default (b);
  if (!g_variant_type_equal (g_variant_get_type (a), g_variant_get_type (b)))
    return FALSE;
  if (is_dictionary (a))
    return is_within (a, b) && is_within (b, a);
  if (g_variant_is_of_type (a, G_VARIANT_TYPE ("aa{sv}")))
    return same_items (a, b);
  return g_variant_equal (a, b);
}

/*
 * Profiles.
 */

/* NetworkManager writes the time of the last activation; the others are older forms of what is compared by itself. */
static gboolean
is_said_elsewhere (const char *section, const char *key, gboolean in_both)
{
  static const char *const older[] = { "addresses", "routes" };

  if (strcmp (section, "connection") == 0)
    return strcmp (key, "timestamp") == 0;
  if (strcmp (section, "ipv4") != 0 && strcmp (section, "ipv6") != 0)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (older); i++)
    if (strcmp (key, older[i]) == 0)
      return TRUE;
  return !in_both && (strcmp (key, "dns-data") == 0 || strcmp (key, "dns") == 0);
}

static char *
first_difference (GVariant *ours, GVariant *theirs)
{
  GVariantIter sections, keys;
  const char *name, *key;
  GVariant *section, *value;

  g_variant_iter_init (&sections, ours);
  while (g_variant_iter_next (&sections, "{&s@a{sv}}", &name, &section)) {
    g_autoptr(GVariant) mine = section, other = g_variant_lookup_value (theirs, name, G_VARIANT_TYPE_VARDICT);

    g_variant_iter_init (&keys, mine);
    while (g_variant_iter_next (&keys, "{&sv}", &key, &value)) {
      g_autoptr(GVariant) this = value, that = other ? g_variant_lookup_value (other, key, NULL) : NULL;

      if (!is_said_elsewhere (name, key, that != NULL) && !same (this, that))
        return g_strdup_printf ("%s.%s", name, key);
    }
  }
  return NULL;
}

typedef struct {
  DtProfileTree *tree, *flags;
} Cleaning;

/* One that it does not keep may come from an agent, or not at all. */
static void
drop_if_not_kept (const char *section, const char *secret, gpointer data)
{
  const Cleaning *cleaning = data;

  if (dt_profile_secrets_flags (cleaning->flags, section, secret) == 0)
    return;
  if (strcmp (section, "vpn") == 0)
    dt_profile_tree_set_vpn_word (cleaning->tree, "secrets", secret, "");
  else
    dt_profile_tree_set (cleaning->tree, section, secret, NULL);
}

static GVariant *
settings_of (DtProfileTree *tree, DtProfileTree *flags)
{
  g_autoptr(DtProfileTree) copy = dt_profile_tree_copy (tree);
  Cleaning cleaning = { copy, flags };

  dt_profile_secrets_foreach (tree, drop_if_not_kept, &cleaning);
  return g_variant_ref_sink (dt_profile_tree_settings (copy));
}

char *
dt_profile_compare (DtProfileTree *wanted, DtProfileTree *found, gboolean whole)
{
  g_autoptr(GVariant) ours = settings_of (wanted, wanted), theirs = settings_of (found, wanted);
  char *difference = first_difference (ours, theirs);

  return difference || !whole ? difference : first_difference (theirs, ours);
}
