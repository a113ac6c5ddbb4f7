/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * g_variant_parse() of GLib 2.74 to 2.84 takes a text that is not UTF-8, or an escape that is no character
 * ('\ud800'), for a string, makes NULL of it, and dies of that: such a text is not shown to it.
 */
#include "dt-record-text.h"

#include <string.h>

#define SHORT_ESCAPE 4        /* digits of \u, */
#define LONG_ESCAPE 8         /* and of \U */

/* Behind the backslash.  What is cut short is for the parser to refuse. */
static gboolean
escape_is_character (const char *escape)
{
  guint digits = *escape == 'u' ? SHORT_ESCAPE : *escape == 'U' ? LONG_ESCAPE : 0;
  gunichar character = 0;

  for (guint i = 1; i <= digits; i++) {
    if (!g_ascii_isxdigit (escape[i]))
      return TRUE;
    character = character << 4 | (gunichar) g_ascii_xdigit_value (escape[i]);
  }
  return g_unichar_validate (character);
}

static gboolean
escapes_are_characters (const char *text)
{
  for (const char *at = strchr (text, '\\'); at && at[1]; at = strchr (at + 2, '\\'))
    if (!escape_is_character (at + 1))
      return FALSE;
  return TRUE;
}

GVariant *
dt_record_parse (const char *text, GError **error)
{
  if (text == NULL || !g_utf8_validate (text, -1, NULL) || !escapes_are_characters (text)) {
    g_set_error_literal (error, G_VARIANT_PARSE_ERROR, G_VARIANT_PARSE_ERROR_INVALID_CHARACTER, "it is no text");
    return NULL;
  }
  return g_variant_parse (G_VARIANT_TYPE_VARDICT, text, NULL, NULL, error);
}
