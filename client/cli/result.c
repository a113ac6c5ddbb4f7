/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "result.h"

#include "cli.h"

static void
print_json (const char *path, guint32 result, GVariant *status)
{
  JsonObject *object = json_object_new ();
  g_autofree char *symbol = dt_error_symbol (result);

  json_object_set_string_member (object, "event", "finished");
  json_object_set_string_member (object, "connection", path);
  json_object_set_int_member (object, "result", result);
  json_object_set_string_member (object, "result-name", symbol);
  json_object_set_string_member (object, "class", dt_class_name (dt_error_class (result)));
  json_object_set_int_member (object, "exit-status", dt_exit_of_line (result));
  json_object_set_object_member (object, "status", dt_json_object (status));
  dt_json_print (object);
}

static void
print_text (guint32 result, GVariant *status)
{
  g_autofree char *name = dt_clean (dt_dict_string (status, "EntryName"));

  if (result != 0)
    {
      dt_print_failure (status, result);
      return;
    }
  dt_say ("Connected%s%s", *name ? " to " : "", name);
  dt_print_addresses (status);
}

int
dt_result_print (DtService *service, const char *path, guint32 result)
{
  /* The result is told even where its details cannot be had any more. */
  g_autoptr(GVariant) known = dt_service_get_status (service, path, NULL);
  g_autoptr(GVariant) status = known ? g_steal_pointer (&known) : g_variant_ref_sink (g_variant_new ("a{sv}", NULL));

  if (dt_cli_json)
    print_json (path, result, status);
  else
    print_text (result, status);
  return dt_exit_of_line (result);
}
