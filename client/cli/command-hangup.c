/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* dialtone hangup */
#include "cli.h"
#include "find.h"

static gboolean option_all, option_others;

static GVariant *
arguments (void)
{
  GVariantDict options;

  g_variant_dict_init (&options, NULL);
  if (option_others)
    g_variant_dict_insert (&options, "all", "b", TRUE);
  return g_variant_new ("(@a{sv})", g_variant_dict_end (&options));
}

static char *
path_of (DtService *service, const char *wanted, GError **error)
{
  if (option_all)
    return g_strdup (DT_ROOT_PATH);
  return wanted ? dt_find_connection (service, wanted, error) : dt_find_only (service, error);
}

static void
print_done (const char *path)
{
  JsonObject *object;

  if (!dt_cli_json)
    {
      dt_say (option_all ? "Hanging up all connections" : "Hanging up: %s", path);
      return;
    }
  object = json_object_new ();
  json_object_set_string_member (object, "event", "hanging-up");
  if (!option_all)
    json_object_set_string_member (object, "connection", path);
  dt_json_print (object);
}

static int
hang_up (DtService *service, const char *wanted)
{
  GError *error = NULL;
  g_autofree char *path = path_of (service, wanted, &error);
  g_autoptr(GVariant) answer = NULL;

  if (path)
    answer = dt_service_call_patiently (service, path, option_all ? DT_MANAGER : DT_CONNECTION,
                                        option_all ? "HangUpAll" : "HangUp", arguments (), &error);
  if (!answer)
    return dt_cli_fail (error);
  print_done (path);
  return DT_EXIT_OK;
}

static int
run (int argc, char **argv)
{
  const GOptionEntry options[] = {
    { "all", 'a', 0, G_OPTION_ARG_NONE, &option_all, "All your connections", NULL },
    { "others", 0, 0, G_OPTION_ARG_NONE, &option_others, "Others' too, as far as you may", NULL },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr(DtService) service = NULL;
  GError *error = NULL;
  int status;

  if (!dt_cli_parse (&dt_command_hangup, options, &argc, &argv, 1, &status))
    return status;
  if (option_all && argc > 1)
    return dt_cli_fail_with (DT_EXIT_USAGE, "hangup: either --all or a connection");
  service = dt_service_find (&error);
  return service ? hang_up (service, argc > 1 ? argv[1] : NULL) : dt_cli_fail (error);
}

const DtCommand dt_command_hangup = { "hangup", "[CONNECTION|ENTRY]", "Hang up; without a name, the only connection there is.", run };
