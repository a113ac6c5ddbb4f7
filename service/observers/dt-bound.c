/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-bound.h"

#include <string.h>

#define MARK "…"
#define OVERHEAD 8              /* alignment and end of an element, at most */

char *
dt_bound_text (const char *text)
{
  gsize length = text ? strlen (text) : 0, end = DT_BOUND_TEXT - strlen (MARK);

  if (length <= DT_BOUND_TEXT)
    return g_strdup (text);
  while (end > 0 && ((guchar) text[end] & 0xc0) == 0x80)
    end--;
  return g_strdup_printf ("%.*s" MARK, (int) end, text);
}

gboolean
dt_bound_is_cut (const char *text)
{
  /* A character has at most four bytes. */
  return text && strlen (text) > DT_BOUND_TEXT - strlen (MARK) - 4 && g_str_has_suffix (text, MARK);
}

/*
 * Values.
 */

static GVariant *bound (GVariant *value, gsize *left);

static GVariant *
bound_string (GVariant *value)
{
  gsize length;
  const char *text = g_variant_get_string (value, &length);

  return length <= DT_BOUND_TEXT ? g_variant_ref (value) : g_variant_ref_sink (g_variant_new_take_string (dt_bound_text (text)));
}

/* Any kind of container; of a list as many as there is place for. */
static GVariant *
bound_children (GVariant *value, gsize *left)
{
  gboolean is_list = g_variant_is_of_type (value, G_VARIANT_TYPE_ARRAY);
  GVariantBuilder builder;

  g_variant_builder_init (&builder, g_variant_get_type (value));
  for (gsize i = 0; i < g_variant_n_children (value); i++) {
    g_autoptr(GVariant) child = g_variant_get_child_value (value, i);
    gsize before = *left;
    g_autoptr(GVariant) kept = bound (child, left);

    if (is_list && g_variant_get_size (kept) + OVERHEAD > before)
      break;
    /* A container has counted what is in it. */
    *left -= MIN (*left, g_variant_is_container (kept) ? OVERHEAD : g_variant_get_size (kept) + OVERHEAD);
    g_variant_builder_add_value (&builder, kept);
  }
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

static GVariant *
bound (GVariant *value, gsize *left)
{
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return bound_string (value);
  if (!g_variant_is_container (value))
    return g_variant_ref (value);
  /* The usual case: nothing in it can be too long. */
  if (g_variant_get_size (value) <= MIN (*left, DT_BOUND_TEXT)) {
    *left -= g_variant_get_size (value);
    return g_variant_ref (value);
  }
  return bound_children (value, left);
}

/* A value of a message may keep all bytes of the message, and so a login that was beside it. */
static GVariant *
detach (GVariant *value)
{
  g_autoptr(GBytes) bytes = g_bytes_new (g_variant_get_data (value), g_variant_get_size (value));

  return g_variant_ref_sink (g_variant_new_from_bytes (g_variant_get_type (value), bytes, g_variant_is_normal_form (value)));
}

GVariant *
dt_bound_value (GVariant *value)
{
  gsize left = DT_BOUND_VALUE;
  g_autoptr(GVariant) kept = bound (value, &left);

  return detach (kept);
}

GVariant *
dt_bound_record (GVariant *record)
{
  g_autoptr(GVariant) owned = record;

  return dt_bound_value (owned);
}
