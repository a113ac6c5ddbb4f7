/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The yardstick: a GDBus server that does nothing but answer GetStatus with a
 * dictionary it was given at its start.
 *
 * Usage: bare-server DICTIONARY, a GVariant text of type a{sv}
 */
#include <gio/gio.h>

#define NAME "org.dialtone.tests.Bare"

static const char xml[] =
  "<node><interface name='" NAME "'>"
  "<method name='GetStatus'><arg type='a{sv}' direction='out'/></method>"
  "</interface></node>";

static void
answer (GDBusConnection *connection, const char *sender, const char *path, const char *interface, const char *method,
        GVariant *parameters, GDBusMethodInvocation *invocation, gpointer data)
{
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(@a{sv})", data));
}

static void
acquired (GDBusConnection *connection, const char *name, gpointer data)
{
  static const GDBusInterfaceVTable vtable = { .method_call = answer };
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (xml, &error);

  g_assert_no_error (error);
  g_dbus_connection_register_object (connection, "/", node->interfaces[0], &vtable, data, NULL, &error);
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) status = NULL;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  g_assert_cmpint (argc, ==, 2);
  status = g_variant_parse (G_VARIANT_TYPE_VARDICT, argv[1], NULL, NULL, &error);
  g_assert_no_error (error);
  g_bus_own_name (G_BUS_TYPE_SYSTEM, NAME, G_BUS_NAME_OWNER_FLAGS_NONE, acquired, NULL, NULL, status, NULL);
  g_main_loop_run (loop);
  return 0;
}
