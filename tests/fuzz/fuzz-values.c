/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fuzz-values.h"

#define DEEPEST 40            /* D-Bus lets 64 containers pass */

gint32
fuzz_range (FuzzSource *source, gint32 from, gint32 to)
{
  guint32 n = 0;

  if (source->rand)
    return g_rand_int_range (source->rand, from, to);
  for (guint32 left = (guint32) (to - from - 1); left > 0; left >>= 8) {
    /* When nothing is left, what is rare does not happen, so that all ends. */
    if (source->size == 0)
      return to - 1;
    n = n << 8 | *source->data++;
    source->size--;
  }
  return from + (gint32) (n % (guint32) (to - from));
}

static gboolean
one_in (FuzzSource *source, gint32 n)
{
  return fuzz_range (source, 0, n) == 0;
}

const char *
fuzz_pick (FuzzSource *source, const char *const *words)
{
  return words[fuzz_range (source, 0, (gint32) g_strv_length ((char **) words))];
}

char *
fuzz_string (FuzzSource *source, const char *const *words)
{
  static const char *const odd[] = { "", " ", "/", "\303\244\303\266", "%s%n%d", "'; DROP TABLE connection; --", "\001\033[2J", "..",
                                     "\xf0\x9f\x93\x9e", "x-", "{}", NULL };

  if (one_in (source, 2000))
    return g_strnfill ((gsize) fuzz_range (source, 1, 200000), 'A');
  if (one_in (source, 100))
    return g_strnfill ((gsize) fuzz_range (source, 1, 2000), 'z');
  return g_strdup (one_in (source, 5) ? fuzz_pick (source, odd) : fuzz_pick (source, words));
}

static guint64
any_bits (FuzzSource *source)
{
  guint64 bits = 0;

  for (guint i = 0; i < 8; i++)
    bits = bits << 8 | (guint64) fuzz_range (source, 0, 256);
  return bits;
}

static guint64
number (FuzzSource *source)
{
  static const guint64 edges[] = { 0, 1, 2, 600, 691, 0x7fffffff, 0x80000000u, 0xffffffffu, 0x7fffffffffffffff, G_MAXUINT64 };

  return one_in (source, 3) ? any_bits (source)
                          : edges[fuzz_range (source, 0, G_N_ELEMENTS (edges))];
}

static GVariant *
basic (FuzzSource *source, char type, const char *const *words)
{
  g_autofree char *text = fuzz_string (source, words);

  switch (type) {
  case 'b':
    return g_variant_new_boolean (one_in (source, 2));
  case 'y':
    return g_variant_new_byte ((guint8) number (source));
  case 'n':
    return g_variant_new_int16 ((gint16) number (source));
  case 'q':
    return g_variant_new_uint16 ((guint16) number (source));
  case 'i':
    return g_variant_new_int32 ((gint32) number (source));
  case 'u':
    return g_variant_new_uint32 ((guint32) number (source));
  case 'x':
    return g_variant_new_int64 ((gint64) number (source));
  case 't':
    return g_variant_new_uint64 (number (source));
  case 'd':
    return g_variant_new_double ((double) (gint64) number (source));
  case 'h':
    return g_variant_new_handle ((gint32) (number (source) % 3));
  case 'o':
    return g_variant_new_object_path (g_variant_is_object_path (text) ? text : "/");
  case 'g':
    return g_variant_new_signature (one_in (source, 2) ? "a{sv}" : "");
  default:
    return g_variant_new_string (text);
  }
}

static GVariant *
dictionary (FuzzSource *source, const char *const *words, const char *const *keys)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  gint32 n = one_in (source, 300) ? 200 : one_in (source, 2) ? 0 : fuzz_range (source, 1, 4);

  for (gint32 i = 0; i < n; i++) {
    g_autofree char *key = one_in (source, 20) ? fuzz_string (source, words) : g_strdup (fuzz_pick (source, keys));

    g_variant_builder_add (&builder, "{sv}", key, fuzz_any (source, words, keys));
  }
  return g_variant_builder_end (&builder);
}

static GVariant *
array (FuzzSource *source, const GVariantType *type, const char *const *words, const char *const *keys)
{
  GVariantBuilder builder;
  gint32 n = one_in (source, 500) ? 3000 : fuzz_range (source, 0, 4);

  g_variant_builder_init (&builder, type);
  for (gint32 i = 0; i < n; i++)
    g_variant_builder_add_value (&builder, fuzz_value (source, g_variant_type_element (type), words, keys));
  return g_variant_builder_end (&builder);
}

static GVariant *
tuple (FuzzSource *source, const GVariantType *type, const char *const *words, const char *const *keys)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, type);
  for (const GVariantType *item = g_variant_type_first (type); item; item = g_variant_type_next (item))
    g_variant_builder_add_value (&builder, fuzz_value (source, item, words, keys));
  return g_variant_builder_end (&builder);
}

GVariant *
fuzz_value (FuzzSource *source, const GVariantType *type, const char *const *words, const char *const *keys)
{
  if (g_variant_type_equal (type, G_VARIANT_TYPE_VARDICT))
    return dictionary (source, words, keys);
  if (g_variant_type_is_array (type))
    return array (source, type, words, keys);
  if (g_variant_type_is_tuple (type) || g_variant_type_is_dict_entry (type))
    return tuple (source, type, words, keys);
  if (g_variant_type_is_variant (type))
    return g_variant_new_variant (fuzz_any (source, words, keys));
  return basic (source, *g_variant_type_peek_string (type), words);
}

static GVariant *
deep (FuzzSource *source)
{
  GVariant *value = g_variant_new_byte (1);

  for (gint32 i = fuzz_range (source, 1, DEEPEST); i > 0; i--)
    value = one_in (source, 2) ? g_variant_new_variant (value) : g_variant_new_tuple (&value, 1);
  return value;
}

GVariant *
fuzz_any (FuzzSource *source, const char *const *words, const char *const *keys)
{
  static const char *const types[] = { "as", "ay", "ao", "a{sv}", "aa{sv}", "(su)", "a{ss}", "v", "a(ut)", "av" };

  if (one_in (source, 50))
    return deep (source);
  if (one_in (source, 12))
    return fuzz_value (source, G_VARIANT_TYPE (types[fuzz_range (source, 0, G_N_ELEMENTS (types))]), words, keys);
  /* What options are of, mostly. */
  return basic (source, one_in (source, 4) ? "ynqixtdhog"[fuzz_range (source, 0, 10)] : "sbu"[fuzz_range (source, 0, 3)], words);
}
