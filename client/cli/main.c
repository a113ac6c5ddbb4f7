/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* dialtone: the command line of the Remote Access Service. */
#include <locale.h>

#include "cli.h"

static const DtCommand *const commands[] = {
  &dt_command_entries, &dt_command_devices, &dt_command_list, &dt_command_dial, &dt_command_wait,
  &dt_command_status, &dt_command_hangup, &dt_command_monitor, &dt_command_errors,
};

static char *
describe_commands (void)
{
  GString *text = g_string_new ("Commands:\n");

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autofree char *synopsis = g_strconcat (commands[i]->name, " ", commands[i]->arguments, NULL);

      g_string_append_printf (text, "  %-28s %s\n", synopsis, commands[i]->summary);
    }
  g_string_append (text, "\nA CONNECTION is an object path, an id, or the name or UUID of its entry.\n"
                   "“dialtone COMMAND --help” tells a command's options, dialtone(1) the exit statuses.");
  return g_string_free (text, FALSE);
}

static const DtCommand *
find_command (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i]->name, name))
      return commands[i];
  return NULL;
}

/* The options that stand before the command. */
static gboolean
parse_common (int *argc, char ***argv, gboolean *version, GError **error)
{
  const GOptionEntry options[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &dt_cli_json, "Print JSON, one object a line", NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, version, "Print the version", NULL },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr(GOptionContext) context = g_option_context_new ("COMMAND [ARGUMENT]");
  g_autofree char *description = describe_commands ();

  g_option_context_set_strict_posix (context, TRUE);
  g_option_context_set_summary (context, "Dials remote access connections and tells how they fare.");
  g_option_context_set_description (context, description);
  g_option_context_add_main_entries (context, options, NULL);
  return g_option_context_parse (context, argc, argv, error);
}

int
main (int argc, char **argv)
{
  const DtCommand *command;
  gboolean version = FALSE;
  GError *error = NULL;

  setlocale (LC_ALL, "");
  g_set_prgname ("dialtone");
  if (!parse_common (&argc, &argv, &version, &error))
    return dt_cli_fail (error);
  if (version)
    {
      dt_say ("dialtone %s", DT_VERSION);
      return DT_EXIT_OK;
    }
  if (argc < 2)
    return dt_cli_fail_with (DT_EXIT_USAGE, "Name a command");
  command = find_command (argv[1]);
  if (!command)
    return dt_cli_fail_with (DT_EXIT_USAGE, "There is no command “%s”", argv[1]);
  return command->run (argc - 1, argv + 1);
}
