/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* dialtone status: one connection, or the service itself. */
#include "cli.h"
#include "find.h"

static int
print_service (DtService *service)
{
  GError *error = NULL;
  g_autoptr(GVariant) manager = dt_service_get_all (service, DT_ROOT_PATH, DT_MANAGER, &error);
  g_autoptr(GVariant) paths = NULL;
  g_autofree const char **features = NULL;
  g_autofree char *joined = NULL, *clean = NULL, *version = NULL;

  if (!manager)
    return dt_cli_fail (error);
  if (dt_cli_json)
    {
      dt_json_print (dt_json_object (manager));
      return DT_EXIT_OK;
    }
  paths = g_variant_lookup_value (manager, "Connections", G_VARIANT_TYPE ("ao"));
  g_variant_lookup (manager, "Features", "^a&s", &features);
  joined = features ? g_strjoinv (" ", (char **) features) : g_strdup ("");
  clean = dt_clean (joined);
  version = dt_clean (dt_dict_string (manager, "Version"));
  dt_say ("dialtoned %s", version);
  dt_say ("  %-12s %s", "Features", clean);
  dt_say ("  %-12s %u", "Dialling", dt_dict_uint (manager, "Dialing"));
  dt_say ("  %-12s %" G_GSIZE_FORMAT, "Connections", paths ? g_variant_n_children (paths) : 0);
  return DT_EXIT_OK;
}

static int
print_connection (DtService *service, const char *wanted)
{
  GError *error = NULL;
  g_autofree char *path = dt_find_connection (service, wanted, &error);
  g_autoptr(GVariant) status = path ? dt_service_get_status (service, path, &error) : NULL;
  g_autoptr(GVariant) statistics = status ? dt_service_get_all (service, path, DT_STATISTICS, NULL) : NULL;
  JsonObject *object;

  if (!status)
    return dt_cli_fail (error);
  if (!dt_cli_json)
    {
      dt_print_status (path, status, statistics);
      return DT_EXIT_OK;
    }
  object = dt_json_object (status);
  json_object_set_string_member (object, "connection", path);
  if (statistics)
    json_object_set_object_member (object, "statistics", dt_json_object (statistics));
  dt_json_print (object);
  return DT_EXIT_OK;
}

static int
run (int argc, char **argv)
{
  g_autoptr(DtService) service = NULL;
  GError *error = NULL;
  int status;

  if (!dt_cli_parse (&dt_command_status, NULL, &argc, &argv, 1, &status))
    return status;
  service = dt_service_find (&error);
  if (!service)
    return dt_cli_fail (error);
  return argc > 1 ? print_connection (service, argv[1]) : print_service (service);
}

const DtCommand dt_command_status = { "status", "[CONNECTION|ENTRY]", "Tell everything about a connection; without one, about the service.", run };
