/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fake-service.h"

#include "link.h"
#include "object-table.h"

#define PROPERTIES "org.freedesktop.DBus.Properties"
#define OBJECT_MANAGER "org.freedesktop.DBus.ObjectManager"

struct _FakeService {
  GDBusConnection *link;
  guint filter;
  char *name;
  char *manager;
  gboolean there;
  FakeMethod method;
  gpointer data;
  ObjectTable *objects;
  GHashTable *calls;          /* member -> count */
  guint n_calls;
  GPtrArray *held;            /* GDBusMessage; NULL: calls are taken up at once */
};

typedef struct {
  FakeService *service;
  GDBusMessage *call;
} Incoming;

static void
answer_get (FakeService *service, GDBusMessage *call)
{
  g_autoptr (GVariant) value = NULL;
  const char *interface, *property;

  g_variant_get (g_dbus_message_get_body (call), "(&s&s)", &interface, &property);
  value = fake_service_get (service, g_dbus_message_get_path (call), interface, property);
  if (value == NULL)
    fake_service_refuse (service, call, "org.freedesktop.DBus.Error.InvalidArgs", "No such property");
  else
    fake_service_reply (service, call, g_variant_new ("(v)", value));
}

static void
answer_get_all (FakeService *service, GDBusMessage *call)
{
  const char *interface;

  g_variant_get (g_dbus_message_get_body (call), "(&s)", &interface);
  if (!fake_service_has (service, g_dbus_message_get_path (call)))
    fake_service_refuse (service, call, "org.freedesktop.DBus.Error.UnknownMethod", "No such object");
  else
    fake_service_reply (service, call,
                        g_variant_new ("(@a{sv})", object_table_get_all (service->objects, g_dbus_message_get_path (call),
                                                                         interface)));
}

static gboolean
answer (FakeService *service, GDBusMessage *call)
{
  const char *interface = g_dbus_message_get_interface (call);
  const char *member = g_dbus_message_get_member (call);

  if (g_strcmp0 (interface, PROPERTIES) == 0 && g_str_equal (member, "Get"))
    answer_get (service, call);
  else if (g_strcmp0 (interface, PROPERTIES) == 0 && g_str_equal (member, "GetAll"))
    answer_get_all (service, call);
  else if (g_strcmp0 (interface, OBJECT_MANAGER) == 0 && g_str_equal (g_dbus_message_get_path (call), service->manager))
    fake_service_reply (service, call, g_variant_new ("(@a{oa{sa{sv}}})", object_table_managed (service->objects)));
  else if (g_strcmp0 (interface, "org.freedesktop.DBus.Peer") == 0)
    fake_service_reply (service, call, NULL);
  else
    return FALSE;
  return TRUE;
}

static void
take_up (FakeService *service, GDBusMessage *call)
{
  const char *member = g_dbus_message_get_member (call);

  service->n_calls++;
  g_hash_table_insert (service->calls, g_strdup (member),
                       GUINT_TO_POINTER (fake_service_calls (service, member) + 1));
  if (!answer (service, call) && (service->method == NULL || !service->method (service, call, service->data)))
    fake_service_refuse (service, call, "org.freedesktop.DBus.Error.UnknownMethod", "No such method or object");
}

static gboolean
handle (gpointer data)
{
  Incoming *incoming = data;
  FakeService *service = incoming->service;

  if (service->held != NULL)
    g_ptr_array_add (service->held, g_object_ref (incoming->call));
  else
    take_up (service, incoming->call);
  return G_SOURCE_REMOVE;
}

void
fake_service_hold (FakeService *service, gboolean hold)
{
  g_autoptr (GPtrArray) held = g_steal_pointer (&service->held);

  if (hold)
    service->held = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; held != NULL && i < held->len; i++)
    take_up (service, held->pdata[i]);
}

guint
fake_service_held (FakeService *service)
{
  return service->held != NULL ? service->held->len : 0;
}

static void
incoming_free (gpointer data)
{
  Incoming *incoming = data;

  g_object_unref (incoming->call);
  g_free (incoming);
}

/* In GDBus's thread: calls go to the main context, the rest its usual way. */
static GDBusMessage *
filter (GDBusConnection *link, GDBusMessage *message, gboolean is_incoming, gpointer data)
{
  Incoming *incoming;
  g_autoptr (GSource) source = NULL;

  if (!is_incoming || g_dbus_message_get_message_type (message) != G_DBUS_MESSAGE_TYPE_METHOD_CALL)
    return message;

  incoming = g_new0 (Incoming, 1);
  incoming->service = data;
  incoming->call = message;
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, handle, incoming, incoming_free);
  g_source_attach (source, NULL);
  return NULL;
}

FakeService *
fake_service_new (const char *address, const char *name, const char *manager, FakeMethod method, gpointer data)
{
  FakeService *service = g_new0 (FakeService, 1);

  service->link = link_open (address);
  service->name = g_strdup (name);
  service->manager = g_strdup (manager);
  service->method = method;
  service->data = data;
  service->objects = object_table_new ();
  service->calls = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  service->filter = g_dbus_connection_add_filter (service->link, filter, service, NULL);
  return service;
}

void
fake_service_free (FakeService *service)
{
  if (!g_dbus_connection_is_closed (service->link))
    g_dbus_connection_close_sync (service->link, NULL, NULL);
  g_dbus_connection_remove_filter (service->link, service->filter);
  link_settle ();
  g_object_unref (service->link);
  object_table_free (service->objects);
  g_hash_table_unref (service->calls);
  g_clear_pointer (&service->held, g_ptr_array_unref);
  g_free (service->name);
  g_free (service->manager);
  g_free (service);
}

void
fake_service_set_method (FakeService *service, FakeMethod method, gpointer data, FakeMethod *older, gpointer *older_data)
{
  if (older != NULL)
    *older = service->method;
  if (older_data != NULL)
    *older_data = service->data;
  service->method = method;
  service->data = data;
}

GDBusConnection *
fake_service_link (FakeService *service)
{
  return service->link;
}

const char *
fake_service_name (FakeService *service)
{
  return service->name;
}

void
fake_service_appear (FakeService *service)
{
  link_own (service->link, service->name);
  service->there = TRUE;
}

void
fake_service_vanish (FakeService *service)
{
  link_disown (service->link, service->name);
  service->there = FALSE;
}

gboolean
fake_service_is_there (FakeService *service)
{
  return service->there;
}

guint
fake_service_calls (FakeService *service, const char *member)
{
  if (member == NULL)
    return service->n_calls;
  return GPOINTER_TO_UINT (g_hash_table_lookup (service->calls, member));
}

void
fake_service_remove (FakeService *service, const char *path)
{
  object_table_remove (service->objects, path);
}

void
fake_service_remove_all (FakeService *service)
{
  object_table_remove_all (service->objects);
}

gboolean
fake_service_has (FakeService *service, const char *path)
{
  return object_table_has (service->objects, path);
}

void
fake_service_add (FakeService *service, const char *path, GVariant *interfaces, gboolean listed)
{
  object_table_add (service->objects, path, interfaces, listed);
}

void
fake_service_set (FakeService *service, const char *path, const char *interface, const char *property, GVariant *value)
{
  object_table_set (service->objects, path, interface, property, value);
}

GVariant *
fake_service_get (FakeService *service, const char *path, const char *interface, const char *property)
{
  return object_table_get (service->objects, path, interface, property);
}

GPtrArray *
fake_service_paths (FakeService *service, const char *interface)
{
  return object_table_paths (service->objects, interface);
}

static void
apply (FakeService *service, const char *path, const char *member, GVariant *args)
{
  const char *subject;

  if (g_str_equal (member, "InterfacesAdded"))
    {
      g_autoptr (GVariant) interfaces = NULL;

      g_variant_get (args, "(&o@a{sa{sv}})", &subject, &interfaces);
      fake_service_add (service, subject, interfaces, TRUE);
    }
  else if (g_str_equal (member, "InterfacesRemoved"))
    {
      g_autofree const char **gone = NULL;

      g_variant_get (args, "(&o^a&s)", &subject, &gone);
      object_table_remove_interfaces (service->objects, subject, gone);
    }
  else if (g_str_equal (member, "PropertiesChanged"))
    {
      g_autoptr (GVariantIter) changed = NULL;
      const char *property;
      GVariant *value;

      g_variant_get (args, "(&sa{sv}as)", &subject, &changed, NULL);
      while (g_variant_iter_loop (changed, "{&sv}", &property, &value))
        fake_service_set (service, path, subject, property, value);
    }
}

void
fake_service_emit (FakeService *service, const char *path, const char *interface, const char *member, GVariant *args)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (args);
  g_autoptr (GError) error = NULL;

  apply (service, path, member, owned);
  g_dbus_connection_emit_signal (service->link, NULL, path, interface, member, owned, &error);
  g_assert_no_error (error);
}

void
fake_service_change (FakeService *service, const char *path, const char *interface, const char *property,
                     GVariant *value)
{
  GVariantBuilder changed;

  g_variant_builder_init (&changed, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&changed, "{sv}", property, value);
  fake_service_emit (service, path, PROPERTIES, "PropertiesChanged",
                     g_variant_new ("(sa{sv}as)", interface, &changed, NULL));
}

static void
send (FakeService *service, GDBusMessage *message)
{
  /* The caller may have gone, and the bus with it at the end of a test. */
  g_dbus_connection_send_message (service->link, message, G_DBUS_SEND_MESSAGE_FLAGS_NONE, NULL, NULL);
}

void
fake_service_reply (FakeService *service, GDBusMessage *call, GVariant *args)
{
  g_autoptr (GDBusMessage) reply = g_dbus_message_new_method_reply (call);

  if (args != NULL)
    g_dbus_message_set_body (reply, args);
  send (service, reply);
}

void
fake_service_refuse (FakeService *service, GDBusMessage *call, const char *error, const char *text)
{
  g_autoptr (GDBusMessage) reply = g_dbus_message_new_method_error_literal (call, error, text);

  send (service, reply);
}
