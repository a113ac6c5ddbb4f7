/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fuzz-contract.h"

#include <string.h>

static void
clear_method (gpointer data)
{
  g_free (((FuzzMethod *) data)->signature);
}

static char *
signature_of (GDBusArgInfo **args)
{
  GString *text = g_string_new ("(");

  for (; args && *args; args++)
    g_string_append (text, (*args)->signature);
  g_string_append_c (text, ')');
  return g_string_free (text, FALSE);
}

static void
read_interface (FuzzContract *contract, const GDBusInterfaceInfo *interface)
{
  for (GDBusMethodInfo **method = interface->methods; method && *method; method++) {
    FuzzMethod found = { interface->name, (*method)->name, signature_of ((*method)->in_args) };

    g_array_append_val (contract->methods, found);
  }
  for (GDBusPropertyInfo **property = interface->properties; property && *property; property++)
    g_ptr_array_add (contract->properties, g_strconcat (interface->name, " ", (*property)->name, NULL));
}

static void
read_file (FuzzContract *contract, const char *name)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *xml = NULL;
  GDBusNodeInfo *node;

  g_file_get_contents (name, &xml, NULL, &error);
  g_assert_no_error (error);
  node = g_dbus_node_info_new_for_xml (xml, &error);
  g_assert_no_error (error);
  g_ptr_array_add (contract->nodes, node);
  for (GDBusInterfaceInfo **interface = node->interfaces; *interface; interface++)
    read_interface (contract, *interface);
}

static int
by_name (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

FuzzContract *
fuzz_contract_read (const char *folder)
{
  FuzzContract *contract = g_new0 (FuzzContract, 1);
  g_autoptr(GError) error = NULL;
  g_autoptr(GDir) dir = g_dir_open (folder, 0, &error);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  g_assert_no_error (error);
  contract->methods = g_array_new (FALSE, FALSE, sizeof (FuzzMethod));
  g_array_set_clear_func (contract->methods, clear_method);
  contract->properties = g_ptr_array_new_with_free_func (g_free);
  contract->nodes = g_ptr_array_new_with_free_func ((GDestroyNotify) g_dbus_node_info_unref);
  while ((name = g_dir_read_name (dir)))
    if (g_str_has_suffix (name, ".xml"))
      g_ptr_array_add (names, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (names, by_name);
  for (guint i = 0; i < names->len; i++)
    read_file (contract, names->pdata[i]);
  g_assert_cmpuint (contract->methods->len, >=, 10);
  return contract;
}

void
fuzz_contract_free (FuzzContract *contract)
{
  g_array_unref (contract->methods);
  g_ptr_array_unref (contract->properties);
  g_ptr_array_unref (contract->nodes);
  g_free (contract);
}

const char *
fuzz_contract_signature (const FuzzContract *contract, const char *interface, const char *method)
{
  for (guint i = 0; i < contract->methods->len; i++) {
    const FuzzMethod *known = &g_array_index (contract->methods, FuzzMethod, i);

    if (g_str_equal (known->interface, interface) && g_str_equal (known->name, method))
      return known->signature;
  }
  return "()";
}
