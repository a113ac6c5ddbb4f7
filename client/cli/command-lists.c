/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* dialtone entries, devices, list: tables of what there is. */
#include "cli.h"
#include "find.h"

static void
print_json_list (const char *member, JsonArray *array)
{
  JsonObject *object = json_object_new ();

  json_object_set_array_member (object, member, array);
  dt_json_print (object);
}

static char **
entry_row (GVariant *entry)
{
  const char *service = dt_dict_string (entry, "service"), *dot = strrchr (service, '.');
  g_autofree char *kind = g_strconcat (dt_dict_string (entry, "kind"), *service ? " " : "", dot ? dot + 1 : service, NULL);

  return dt_row (dt_dict_string (entry, "name"), kind, dt_dict_string (entry, "device"), dt_dict_string (entry, "uuid"),
                 dt_dict_bool (entry, "restricted") ? "restricted" : "", NULL);
}

static char **
device_row (GVariant *device)
{
  return dt_row (dt_dict_string (device, "name"), dt_dict_string (device, "type"),
                 dt_dict_bool (device, "available") ? "yes" : "no", NULL);
}

static int
ask_and_print (const char *method, const char *member, char **heading, char **(*row) (GVariant *))
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  GError *error = NULL;
  g_autoptr(DtService) service = NULL;
  g_autoptr(GVariant) answer = NULL;

  g_ptr_array_add (rows, heading);
  service = dt_service_find (&error);
  answer = service ? dt_service_ask (service, DT_PHONEBOOK, method, g_variant_new ("(a{sv})", NULL), &error) : NULL;
  if (!answer)
    return dt_cli_fail (error);
  if (dt_cli_json)
    {
      print_json_list (member, dt_json_array (answer));
      return DT_EXIT_OK;
    }
  for (gsize i = 0; i < g_variant_n_children (answer); i++)
    {
      g_autoptr(GVariant) dict = g_variant_get_child_value (answer, i);

      g_ptr_array_add (rows, row (dict));
    }
  dt_print_table (rows);
  return DT_EXIT_OK;
}

static int
run_entries (int argc, char **argv)
{
  int status;

  if (!dt_cli_parse (&dt_command_entries, NULL, &argc, &argv, 0, &status))
    return status;
  return ask_and_print ("ListEntries", "entries", dt_row ("NAME", "KIND", "DEVICE", "UUID", "ACCESS", NULL), entry_row);
}

static int
run_devices (int argc, char **argv)
{
  int status;

  if (!dt_cli_parse (&dt_command_devices, NULL, &argc, &argv, 0, &status))
    return status;
  return ask_and_print ("ListDevices", "devices", dt_row ("NAME", "TYPE", "AVAILABLE", NULL), device_row);
}

static char **
connection_row (const DtFound *found)
{
  guint32 error = dt_dict_uint (found->status, "Error");
  const char *interface = dt_dict_string (found->status, "Interface");
  g_autofree char *id = g_strdup_printf ("%" G_GUINT64_FORMAT, dt_dict_uint64 (found->status, "Id"));
  g_autofree char *state = dt_state_symbol (dt_dict_uint (found->status, "State"));
  g_autofree char *symbol = dt_error_symbol (error);
  g_autofree char *fault = error ? g_strdup_printf ("%u %s", error, symbol) : g_strdup ("");

  return dt_row (id, dt_entry_word (found->status), dt_dict_string (found->status, "Kind"), state, interface, fault, NULL);
}

static void
print_connections_json (GPtrArray *all)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < all->len; i++)
    {
      const DtFound *found = all->pdata[i];
      JsonObject *object = dt_json_object (found->status);

      json_object_set_string_member (object, "connection", found->path);
      json_array_add_object_element (array, object);
    }
  print_json_list ("connections", array);
}

static int
run_list (int argc, char **argv)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev), all = NULL;
  g_autoptr(DtService) service = NULL;
  GError *error = NULL;
  int status;

  if (!dt_cli_parse (&dt_command_list, NULL, &argc, &argv, 0, &status))
    return status;
  service = dt_service_find (&error);
  all = service ? dt_find_all (service, &error) : NULL;
  if (!all)
    return dt_cli_fail (error);
  if (dt_cli_json)
    {
      print_connections_json (all);
      return DT_EXIT_OK;
    }
  g_ptr_array_add (rows, dt_row ("ID", "ENTRY", "KIND", "STATE", "INTERFACE", "ERROR", NULL));
  for (guint i = 0; i < all->len; i++)
    g_ptr_array_add (rows, connection_row (all->pdata[i]));
  dt_print_table (rows);
  return DT_EXIT_OK;
}

const DtCommand dt_command_entries = { "entries", "", "List the entries that can be dialled.", run_entries };
const DtCommand dt_command_devices = { "devices", "", "List the devices that can be dialled on.", run_devices };
const DtCommand dt_command_list = { "list", "", "List the connections, whoever dialled them, and the ended ones that are still kept.", run_list };
