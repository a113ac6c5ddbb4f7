/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "output.h"

#include "dt-vocabulary.h"

static const struct {
  guint32 state;
  const char *word;
} words[] = {
  { DT_RASCS_OPEN_PORT, "opening the port" },
  { DT_RASCS_PORT_OPENED, "port opened" },
  { DT_RASCS_CONNECT_DEVICE, "connecting to the device" },
  { DT_RASCS_DEVICE_CONNECTED, "device connected" },
  { DT_RASCS_ALL_DEVICES_CONNECTED, "all devices connected" },
  { DT_RASCS_AUTHENTICATE, "authenticating" },
  { DT_RASCS_AUTH_NOTIFY, "authentication event" },
  { DT_RASCS_AUTH_RETRY, "trying to log in again" },
  { DT_RASCS_AUTH_CALLBACK, "callback asked for" },
  { DT_RASCS_AUTH_CHANGE_PASSWORD, "changing the password" },
  { DT_RASCS_AUTH_PROJECT, "negotiating addresses" },
  { DT_RASCS_AUTH_LINK_SPEED, "working out the link speed" },
  { DT_RASCS_AUTH_ACK, "login acknowledged" },
  { DT_RASCS_RE_AUTHENTICATE, "authenticating after callback" },
  { DT_RASCS_AUTHENTICATED, "authenticated" },
  { DT_RASCS_PREPARE_FOR_CALLBACK, "preparing for callback" },
  { DT_RASCS_WAIT_FOR_MODEM_RESET, "waiting for the modem" },
  { DT_RASCS_WAIT_FOR_CALLBACK, "waiting for callback" },
  { DT_RASCS_PROJECTED, "addresses negotiated" },
  { DT_RASCS_SUB_ENTRY_CONNECTED, "link up" },
  { DT_RASCS_SUB_ENTRY_DISCONNECTED, "link down" },
  { DT_RASCS_APPLY_SETTINGS, "applying settings" },
  { DT_RASCS_INTERACTIVE, "waiting for the user" },
  { DT_RASCS_RETRY_AUTHENTICATION, "waiting for new credentials" },
  { DT_RASCS_CALLBACK_SET_BY_CALLER, "waiting for a callback number" },
  { DT_RASCS_PASSWORD_EXPIRED, "waiting for a new password" },
  { DT_RASCS_INVOKE_EAP_UI, "waiting for an EAP answer" },
  { DT_RASCS_CONNECTED, "connected" },
  { DT_RASCS_DISCONNECTED, "disconnected" },
};

const char *
dt_state_word (guint32 state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (words[i].state == state)
      return words[i].word;
  return "in a state this program does not know";
}

char *
dt_state_symbol (guint32 state)
{
  const char *name = dt_state_name (state);

  return name ? g_strdup (name) : g_strdup_printf ("%u", state);
}

char *
dt_error_symbol (guint32 error)
{
  const char *name = dt_error_name (error);

  return name ? g_strdup (name) : g_strdup_printf ("ERROR_%u", error);
}

char *
dt_clean (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text ? text : "", -1);
  GString *clean = g_string_new (NULL);

  for (const char *p = valid; *p; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      GUnicodeType type = g_unichar_type (c);

      if (type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT || type == G_UNICODE_LINE_SEPARATOR
          || type == G_UNICODE_PARAGRAPH_SEPARATOR)
        g_string_append_printf (clean, c > 0xffff ? "\\U%08x" : "\\u%04x", c);
      else
        g_string_append_unichar (clean, c);
    }
  return g_string_free (clean, FALSE);
}

void
dt_say (const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_print ("%s\n", text);
}

void
dt_complain (const char *format, ...)
{
  g_autofree char *text = NULL, *clean = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  clean = dt_clean (text);
  g_printerr ("dialtone: %s\n", clean);
}

char **
dt_row (const char *first, ...)
{
  g_autoptr(GPtrArray) cells = g_ptr_array_new ();
  va_list args;

  va_start (args, first);
  for (const char *cell = first; cell; cell = va_arg (args, const char *))
    g_ptr_array_add (cells, dt_clean (cell));
  va_end (args);
  g_ptr_array_add (cells, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&cells), FALSE);
}

static glong
column_width (GPtrArray *rows, guint column)
{
  glong width = 0;

  for (guint i = 0; i < rows->len; i++)
    width = MAX (width, g_utf8_strlen (((char **) rows->pdata[i])[column], -1));
  return width;
}

void
dt_print_table (GPtrArray *rows)
{
  guint n_columns = g_strv_length (rows->pdata[0]);
  g_autofree glong *width = g_new (glong, n_columns);

  for (guint c = 0; c < n_columns; c++)
    width[c] = column_width (rows, c);
  for (guint i = 0; i < rows->len; i++)
    {
      char **row = rows->pdata[i];
      g_autoptr(GString) line = g_string_new (NULL);

      for (guint c = 0; c < n_columns; c++)
        {
          g_string_append (line, row[c]);
          for (glong pad = g_utf8_strlen (row[c], -1); c + 1 < n_columns && pad < width[c] + 2; pad++)
            g_string_append_c (line, ' ');
        }
      g_strchomp (line->str);
      g_print ("%s\n", line->str);
    }
}

const char *
dt_dict_string (GVariant *dict, const char *key)
{
  const char *text = "";

  if (!g_variant_lookup (dict, key, "&s", &text))
    g_variant_lookup (dict, key, "&o", &text);
  return text;
}

guint32
dt_dict_uint (GVariant *dict, const char *key)
{
  guint32 number = 0;

  g_variant_lookup (dict, key, "u", &number);
  return number;
}

guint64
dt_dict_uint64 (GVariant *dict, const char *key)
{
  guint64 number = 0;

  g_variant_lookup (dict, key, "t", &number);
  return number;
}

gboolean
dt_dict_bool (GVariant *dict, const char *key)
{
  gboolean value = FALSE;

  g_variant_lookup (dict, key, "b", &value);
  return value;
}
