/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "json.h"

#include <stdio.h>

char *
dt_json_key (const char *name)
{
  GString *key = g_string_new (NULL);

  for (const char *p = name; *p; p++)
    {
      if (g_ascii_isupper (*p) && p > name && p[-1] != '-')
        g_string_append_c (key, '-');
      g_string_append_c (key, g_ascii_tolower (*p));
    }
  return g_string_free (key, FALSE);
}

JsonObject *
dt_json_object (GVariant *dict)
{
  JsonObject *object = json_object_new ();
  GVariantIter iter;
  const char *name;
  GVariant *value;

  g_variant_iter_init (&iter, dict);
  while (g_variant_iter_loop (&iter, "{&sv}", &name, &value))
    {
      g_autofree char *key = dt_json_key (name);

      json_object_set_member (object, key, json_gvariant_serialize (value));
    }
  return object;
}

JsonArray *
dt_json_array (GVariant *dicts)
{
  JsonArray *array = json_array_new ();

  for (gsize i = 0; i < g_variant_n_children (dicts); i++)
    {
      g_autoptr(GVariant) dict = g_variant_get_child_value (dicts, i);

      json_array_add_object_element (array, dt_json_object (dict));
    }
  return array;
}

/* json-glib leaves 0x1f, the C1 controls and the characters that change the
 * direction of writing as they are; on a terminal they do harm. */
static void
print_escaped (const char *text)
{
  for (const char *p = text; *p; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      GUnicodeType type = g_unichar_type (c);

      if (c <= 0xffff && (type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT
                          || type == G_UNICODE_LINE_SEPARATOR || type == G_UNICODE_PARAGRAPH_SEPARATOR))
        fprintf (stdout, "\\u%04x", c);
      else
        fwrite (p, 1, g_utf8_next_char (p) - p, stdout);
    }
}

void
dt_json_print (JsonObject *object)
{
  g_autoptr(JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;

  json_node_take_object (node, object);
  text = json_to_string (node, FALSE);
  print_escaped (text);
  fputc ('\n', stdout);
  fflush (stdout);
}
