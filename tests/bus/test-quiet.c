/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reading status asks nothing upstream; rules 14 and 19. */
#include "fixture.h"

#define READS 1000

static gboolean
is_to (GDBusMessage *message, FakeService *service)
{
  const char *destination = g_dbus_message_get_destination (message);

  return g_strcmp0 (destination, fake_service_name (service)) == 0 ||
         g_strcmp0 (destination, g_dbus_connection_get_unique_name (fake_service_link (service))) == 0;
}

static void
status_asks_nothing_upstream (Fixture *f, gconstpointer data)
{
  g_autofree char *path = dial_to_end (f, ENTRY_OK, NULL);
  Wire *monitor;
  GPtrArray *messages;
  guint reads = 0;

  client_catch_up (f->client);
  monitor = wire_new_monitor (f->address);
  for (guint i = 0; i < READS; i++)
    {
      g_variant_unref (client_ask (f->client, path, CONNECTION, "GetStatus", NULL));
      g_variant_unref (client_ask (f->client, path, "org.freedesktop.DBus.Properties", "GetAll",
                                   g_variant_new ("(s)", CONNECTION)));
    }
  wire_catch_up (monitor, f->client->link);
  messages = wire_messages (monitor);
  for (guint i = 0; i < messages->len; i++)
    {
      g_assert_false (is_to (messages->pdata[i], f->nm_service));
      g_assert_false (is_to (messages->pdata[i], f->mm));
      reads += g_strcmp0 (g_dbus_message_get_member (messages->pdata[i]), "GetStatus") == 0;
    }
  g_assert_cmpuint (reads, ==, READS);
  wire_free (monitor);
}

/* Rule 14, as far as NetworkManager's calls tell. */
static void
a_dial_changes_no_profile (Fixture *f, gconstpointer data)
{
  static const char *const writers[] = {
    "Update", "Update2", "UpdateUnsaved", "Save", "ClearSecrets", "Delete", "AddConnection", "AddConnection2",
    "AddAndActivateConnection", "AddAndActivateConnection2",
  };
  g_autofree char *path = dial_to_end (f, ENTRY_OK, NULL);

  client_hang_up (f->client, path);
  wait_ended (f->client, path);
  for (guint i = 0; i < G_N_ELEMENTS (writers); i++)
    g_assert_cmpuint (fake_service_calls (f->nm_service, writers[i]), ==, 0);
}

static void
check_arguments (GDBusArgInfo **wanted, GDBusArgInfo **got)
{
  guint i = 0;

  for (; wanted != NULL && wanted[i] != NULL; i++)
    {
      g_assert_nonnull (got[i]);
      g_assert_cmpstr (got[i]->signature, ==, wanted[i]->signature);
    }
  g_assert_true (got == NULL || got[i] == NULL);
}

static void
check_interface (const GDBusInterfaceInfo *wanted, const GDBusNodeInfo *node)
{
  GDBusInterfaceInfo *got = g_dbus_node_info_lookup_interface ((GDBusNodeInfo *) node, wanted->name);

  g_test_message ("%s", wanted->name);
  g_assert_nonnull (got);
  for (guint i = 0; wanted->methods != NULL && wanted->methods[i] != NULL; i++)
    {
      GDBusMethodInfo *method = g_dbus_interface_info_lookup_method (got, wanted->methods[i]->name);

      g_assert_nonnull (method);
      check_arguments (wanted->methods[i]->in_args, method->in_args);
      check_arguments (wanted->methods[i]->out_args, method->out_args);
    }
  for (guint i = 0; wanted->signals != NULL && wanted->signals[i] != NULL; i++)
    {
      GDBusSignalInfo *signal = g_dbus_interface_info_lookup_signal (got, wanted->signals[i]->name);

      g_assert_nonnull (signal);
      check_arguments (wanted->signals[i]->args, signal->args);
    }
  for (guint i = 0; wanted->properties != NULL && wanted->properties[i] != NULL; i++)
    {
      GDBusPropertyInfo *property = g_dbus_interface_info_lookup_property (got, wanted->properties[i]->name);

      g_assert_nonnull (property);
      g_assert_cmpstr (property->signature, ==, wanted->properties[i]->signature);
      g_assert_cmpint (property->flags, ==, G_DBUS_PROPERTY_INFO_FLAGS_READABLE);
    }
}

static GDBusNodeInfo *
introspect (Client *client, const char *path)
{
  g_autoptr (GVariant) body = client_ask (client, path, "org.freedesktop.DBus.Introspectable", "Introspect", NULL);
  g_autoptr (GError) error = NULL;
  const char *xml;
  GDBusNodeInfo *node;

  g_variant_get (body, "(&s)", &xml);
  node = g_dbus_node_info_new_for_xml (xml, &error);
  g_assert_no_error (error);
  return node;
}

/* Rule 19: what the contract has, the service has. */
static void
contract_is_there (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *interface;
    gboolean root;
  } contract[] = {
    { MANAGER, TRUE }, { PHONEBOOK, TRUE }, { CONNECTION, FALSE }, { STATISTICS, FALSE }, { PROJECTION, FALSE },
  };
  g_autofree char *path = dial_to_end (f, ENTRY_OK, NULL);
  g_autoptr (GDBusNodeInfo) root = introspect (f->client, SERVICE_PATH);
  g_autoptr (GDBusNodeInfo) connection = introspect (f->client, path);

  for (guint i = 0; i < G_N_ELEMENTS (contract); i++)
    {
      g_autofree char *name = g_strconcat (contract[i].interface, ".xml", NULL);
      g_autofree char *file = g_build_filename (g_getenv ("DIALTONE_INTROSPECTION"), name, NULL);
      g_autofree char *xml = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (GDBusNodeInfo) wanted = NULL;

      g_file_get_contents (file, &xml, NULL, &error);
      g_assert_no_error (error);
      wanted = g_dbus_node_info_new_for_xml (xml, &error);
      g_assert_no_error (error);
      check_interface (wanted->interfaces[0], contract[i].root ? root : connection);
    }
}

static void
properties_and_status_agree (Fixture *f, gconstpointer data)
{
  g_autofree char *path = dial_to_end (f, ENTRY_OK, NULL);
  g_autoptr (GVariant) all = client_ask (f->client, path, "org.freedesktop.DBus.Properties", "GetAll",
                                         g_variant_new ("(s)", CONNECTION));
  g_autoptr (GVariant) body = client_ask (f->client, path, CONNECTION, "GetStatus", NULL);
  g_autoptr (GVariant) status = g_variant_get_child_value (body, 0);
  GVariantIter *iter;
  const char *name;
  GVariant *value;

  g_variant_get (all, "(a{sv})", &iter);
  while (g_variant_iter_loop (iter, "{&sv}", &name, &value))
    {
      g_autoptr (GVariant) other = g_variant_lookup_value (status, name, NULL);

      g_test_message ("%s", name);
      g_assert_nonnull (other);
      g_assert_true (g_variant_equal (value, other));
    }
  g_variant_iter_free (iter);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_TEST ("/bus/quiet/status-asks-nothing-upstream", status_asks_nothing_upstream);
  FIXTURE_TEST ("/bus/rule-14/a-dial-changes-no-profile", a_dial_changes_no_profile);
  FIXTURE_TEST ("/bus/rule-19/contract-is-there", contract_is_there);
  FIXTURE_TEST ("/bus/status/properties-and-status-agree", properties_and_status_agree);
  return g_test_run ();
}
