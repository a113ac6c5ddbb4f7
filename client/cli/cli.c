/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli.h"

gboolean dt_cli_json;

static gboolean
parse (const DtCommand *command, const GOptionEntry *options, int *argc, char ***argv, GError **error)
{
  const GOptionEntry common[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &dt_cli_json, "Print JSON, one object a line", NULL },
    G_OPTION_ENTRY_NULL
  };
  g_autofree char *parameters = g_strconcat (command->name, *command->arguments ? " " : "", command->arguments, NULL);
  g_autoptr(GOptionContext) context = g_option_context_new (parameters);

  g_option_context_set_summary (context, command->summary);
  g_option_context_add_main_entries (context, common, NULL);
  if (options)
    g_option_context_add_main_entries (context, options, NULL);
  return g_option_context_parse (context, argc, argv, error);
}

/* GOption leaves a "--" that stands before the first argument. */
static void
drop_separator (int *argc, char **argv)
{
  if (*argc < 2 || !g_str_equal (argv[1], "--"))
    return;
  for (int i = 1; i < *argc; i++)
    argv[i] = argv[i + 1];
  *argc -= 1;
}

gboolean
dt_cli_parse (const DtCommand *command, const GOptionEntry *options, int *argc, char ***argv, int max, int *status)
{
  GError *error = NULL;

  if (!parse (command, options, argc, argv, &error))
    {
      *status = dt_cli_fail (error);
      return FALSE;
    }
  drop_separator (argc, *argv);
  if (*argc - 1 > max)
    {
      *status = dt_cli_fail_with (DT_EXIT_USAGE, "%s: too many arguments: “%s”", command->name, (*argv)[max + 1]);
      return FALSE;
    }
  return TRUE;
}

static void
print_json_error (const char *name, const char *message, int status)
{
  JsonObject *object = json_object_new (), *call_error = json_object_new ();

  if (name)
    json_object_set_string_member (call_error, "name", name);
  json_object_set_string_member (call_error, "message", message);
  json_object_set_object_member (object, "call-error", call_error);
  json_object_set_int_member (object, "exit-status", status);
  dt_json_print (object);
}

int
dt_cli_fail (GError *error)
{
  g_autoptr(GError) owned = error;
  g_autofree char *name = NULL, *valid = NULL;
  int status = dt_exit_of_call (error);

  if (g_dbus_error_is_remote_error (error))
    {
      name = g_dbus_error_get_remote_error (error);
      g_dbus_error_strip_remote_error (error);
    }
  valid = g_utf8_make_valid (error->message, -1);
  dt_complain ("%s", valid);
  if (status == DT_EXIT_USAGE)
    g_printerr ("Try “dialtone --help”.\n");
  if (dt_cli_json)
    print_json_error (name, valid, status);
  return status;
}

int
dt_cli_fail_with (DtExit status, const char *format, ...)
{
  va_list args;
  GError *error;

  va_start (args, format);
  error = g_error_new_valist (DT_CLI_ERROR, status, format, args);
  va_end (args);
  return dt_cli_fail (error);
}
