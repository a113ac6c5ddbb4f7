/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fake-secrets.h"

static gboolean
is_secret (const char *key)
{
  return g_str_equal (key, "secrets") || g_str_equal (key, "password") || g_str_equal (key, "pin") || g_str_equal (key, "private-key");
}

GVariant *
fake_secrets_part (GVariant *settings, gboolean secrets)
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

static gboolean
is_empty (GVariant *value)
{
  return g_variant_is_container (value) && g_variant_n_children (value) == 0;
}

gboolean
fake_secrets_any (GVariant *settings)
{
  GVariantIter sections, keys;
  const char *name, *key;
  GVariant *section, *value;
  gboolean any = FALSE;

  g_variant_iter_init (&sections, settings);
  while (g_variant_iter_loop (&sections, "{&s@a{sv}}", &name, &section))
    {
      g_variant_iter_init (&keys, section);
      while (g_variant_iter_loop (&keys, "{&sv}", &key, &value))
        any = any || (is_secret (key) && !is_empty (value));
    }
  return any;
}

/* "NAME-flags" of a section, or of its vpn.data. */
static gboolean
is_kept (GVariant *section, const char *name)
{
  g_autofree char *key = g_strconcat (name, "-flags", NULL);
  g_autoptr (GVariant) data = g_variant_lookup_value (section, "data", G_VARIANT_TYPE ("a{ss}"));
  const char *word = "0";
  guint32 flags = 0;

  g_variant_lookup (section, key, "u", &flags);
  if (data != NULL)
    g_variant_lookup (data, key, "&s", &word);
  return flags == 0 && g_str_equal (word, "0");
}

static GVariant *
kept_words (GVariant *section, GVariant *words)
{
  GVariantBuilder kept;
  GVariantIter iter;
  const char *word, *text;

  g_variant_builder_init (&kept, G_VARIANT_TYPE ("a{ss}"));
  g_variant_iter_init (&iter, words);
  while (g_variant_iter_next (&iter, "{&s&s}", &word, &text))
    if (is_kept (section, word))
      g_variant_builder_add (&kept, "{ss}", word, text);
  return g_variant_builder_end (&kept);
}

static void
add_secrets (GVariantBuilder *builder, GVariant *section, GVariant *from)
{
  GVariantIter keys;
  const char *key;
  GVariant *value;

  g_variant_iter_init (&keys, from);
  while (g_variant_iter_loop (&keys, "{&sv}", &key, &value))
    if (g_str_equal (key, "secrets"))
      g_variant_builder_add (builder, "{sv}", key, kept_words (section, value));
    else if (is_secret (key) && is_kept (section, key))
      g_variant_builder_add (builder, "{sv}", key, value);
}

GVariant *
fake_secrets_update (GVariant *kept, GVariant *settings)
{
  GVariant *from = fake_secrets_any (settings) ? settings : kept;
  GVariantBuilder builder;
  GVariantIter sections, keys;
  const char *name, *key;
  GVariant *section, *value;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{sa{sv}}"));
  g_variant_iter_init (&sections, settings);
  while (g_variant_iter_loop (&sections, "{&s@a{sv}}", &name, &section))
    {
      g_autoptr (GVariant) secrets = g_variant_lookup_value (from, name, G_VARIANT_TYPE_VARDICT);
      GVariantBuilder some;

      g_variant_builder_init (&some, G_VARIANT_TYPE_VARDICT);
      g_variant_iter_init (&keys, section);
      while (g_variant_iter_loop (&keys, "{&sv}", &key, &value))
        if (!is_secret (key))
          g_variant_builder_add (&some, "{sv}", key, value);
      if (secrets != NULL)
        add_secrets (&some, section, secrets);
      g_variant_builder_add (&builder, "{sa{sv}}", name, &some);
    }
  return g_variant_builder_end (&builder);
}
