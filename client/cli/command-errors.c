/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* dialtone errors: the vocabulary; needs no service. */
#include "cli.h"

static JsonObject *
error_json (const DtErrorRow *row)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "error", row->number);
  json_object_set_string_member (object, "name", row->name);
  json_object_set_string_member (object, "text", row->text);
  json_object_set_string_member (object, "hint", dt_hint_text (row->hint));
  json_object_set_string_member (object, "class", dt_class_name (row->class_));
  json_object_set_int_member (object, "exit-status", dt_exit_of_line (row->number));
  return object;
}

static void
print_all (const DtErrorRow *rows, unsigned n)
{
  g_autoptr(GPtrArray) table = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);

  g_ptr_array_add (table, dt_row ("ERROR", "NAME", "CLASS", "TEXT", NULL));
  for (unsigned i = 0; i < n; i++)
    {
      g_autofree char *number = g_strdup_printf ("%u", rows[i].number);

      g_ptr_array_add (table, dt_row (number, rows[i].name, dt_class_name (rows[i].class_), rows[i].text, NULL));
    }
  dt_print_table (table);
}

static void
print_all_json (const DtErrorRow *rows, unsigned n)
{
  JsonObject *object = json_object_new ();
  JsonArray *array = json_array_new ();

  for (unsigned i = 0; i < n; i++)
    json_array_add_object_element (array, error_json (&rows[i]));
  json_object_set_array_member (object, "errors", array);
  dt_json_print (object);
}

static const DtErrorRow *
find_row (const char *wanted)
{
  unsigned n;
  const DtErrorRow *rows = dt_error_rows (&n);
  gboolean hexadecimal = g_ascii_strncasecmp (wanted, "0x", 2) == 0;
  guint64 number = G_MAXUINT64;

  if (!g_ascii_string_to_unsigned (wanted + (hexadecimal ? 2 : 0), hexadecimal ? 16 : 10, 0, G_MAXUINT32, &number, NULL))
    number = G_MAXUINT64;
  for (unsigned i = 0; i < n; i++)
    if (rows[i].number == number || g_ascii_strcasecmp (rows[i].name, wanted) == 0)
      return &rows[i];
  return NULL;
}

static int
print_one (const char *wanted)
{
  const DtErrorRow *row = find_row (wanted);

  if (!row)
    return dt_cli_fail_with (DT_EXIT_INVALID_OPTION, "“%s” is no error code that dialtone knows", wanted);
  if (dt_cli_json)
    {
      dt_json_print (error_json (row));
      return DT_EXIT_OK;
    }
  dt_say ("Error %u %s: %s", row->number, row->name, row->text);
  if (!g_str_equal (row->hint, "none"))
    dt_say ("  %-12s %s", "Hint", dt_hint_text (row->hint));
  dt_say ("  %-12s %s", "Class", dt_class_name (row->class_));
  dt_say ("  %-12s %d", "Exit status", dt_exit_of_line (row->number));
  return DT_EXIT_OK;
}

static int
run (int argc, char **argv)
{
  unsigned n;
  const DtErrorRow *rows = dt_error_rows (&n);
  int status;

  if (!dt_cli_parse (&dt_command_errors, NULL, &argc, &argv, 1, &status))
    return status;
  if (argc > 1)
    return print_one (argv[1]);
  if (dt_cli_json)
    print_all_json (rows, n);
  else
    print_all (rows, n);
  return DT_EXIT_OK;
}

const DtCommand dt_command_errors = { "errors", "[CODE]", "Explain an error, given by number or symbol, or list all.", run };
