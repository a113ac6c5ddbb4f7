/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "client.h"

#include <string.h>

#include "link.h"
#include "ras-numbers.h"

#define ERROR_PREFIX SERVICE ".Error."
#define CALL_TIMEOUT_MS 120000

Client *
client_new (const char *address, uid_t uid)
{
  Client *client = g_new0 (Client, 1);

  client->link = link_open_as (address, uid);
  client->wire = wire_new (client->link);
  link_add_match (client->link, "type='signal',sender='" SERVICE "'");
  return client;
}

void
client_free (Client *client)
{
  if (client == NULL)
    return;
  wire_free (client->wire);
  g_object_unref (client->link);
  g_free (client);
}

static void
replied (GObject *source, GAsyncResult *result, gpointer data)
{
  Call *call = data;

  call->reply = g_dbus_connection_send_message_with_reply_finish (G_DBUS_CONNECTION (source), result, &call->error);
  if (call->reply != NULL)
    g_dbus_message_to_gerror (call->reply, &call->error);
  call->done = TRUE;
}

Call *
client_send (Client *client, GDBusMessage *message)
{
  Call *call = g_new0 (Call, 1);
  guint32 serial = 0;

  g_dbus_connection_send_message_with_reply (client->link, message, G_DBUS_SEND_MESSAGE_FLAGS_NONE, CALL_TIMEOUT_MS,
                                             (volatile guint32 *) &serial, NULL, replied, call);
  call->serial = serial;
  return call;
}

Call *
client_start (Client *client, const char *path, const char *interface, const char *member, GVariant *args)
{
  g_autoptr (GDBusMessage) message = g_dbus_message_new_method_call (SERVICE, path, interface, member);

  if (args != NULL)
    g_dbus_message_set_body (message, args);
  return client_send (client, message);
}

void
call_free (Call *call)
{
  WAIT_FOR (call->done);
  g_clear_object (&call->reply);
  g_clear_error (&call->error);
  g_free (call);
}

GVariant *
client_call (Client *client, const char *path, const char *interface, const char *member, GVariant *args,
             GError **error)
{
  g_autoptr (Call) call = client_start (client, path, interface, member, args);
  GVariant *body;

  WAIT_FOR (call->done);
  if (call->error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&call->error));
      return NULL;
    }
  body = g_dbus_message_get_body (call->reply);
  return body != NULL ? g_variant_ref (body) : g_variant_ref_sink (g_variant_new ("()"));
}

GVariant *
client_ask (Client *client, const char *path, const char *interface, const char *member, GVariant *args)
{
  g_autoptr (GError) error = NULL;
  GVariant *body = client_call (client, path, interface, member, args, &error);

  g_assert_no_error (error);
  return body;
}

void
assert_service_error (const GError *error, const char *name)
{
  g_autofree char *remote = NULL;
  g_autofree char *wanted = g_strconcat (ERROR_PREFIX, name, NULL);

  g_assert_nonnull (error);
  remote = g_dbus_error_get_remote_error (error);
  g_assert_cmpstr (remote, ==, wanted);
}

char *
client_fails (Client *client, const char *path, const char *interface, const char *member, GVariant *args,
              const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) body = client_call (client, path, interface, member, args, &error);

  g_assert_null (body);
  assert_service_error (error, name);
  g_dbus_error_strip_remote_error (error);
  g_assert_cmpuint (strlen (error->message), >, 0);
  return g_strdup (error->message);
}

GVariant *
dial_arguments (const char *entry, const char *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) parsed = g_variant_parse (G_VARIANT_TYPE_VARDICT, options != NULL ? options : "{}", NULL, NULL,
                                                 &error);

  g_assert_no_error (error);
  return g_variant_new ("(s@a{sv})", entry, parsed);
}

char *
client_dial (Client *client, const char *entry, const char *options)
{
  g_autoptr (GVariant) body = client_ask (client, SERVICE_PATH, MANAGER, "Dial", dial_arguments (entry, options));
  char *path;

  g_variant_get (body, "(o)", &path);
  return path;
}

void
client_hang_up (Client *client, const char *path)
{
  g_variant_unref (client_ask (client, path, CONNECTION, "HangUp", g_variant_new ("(a{sv})", NULL)));
}

GVariant *
client_get (Client *client, const char *path, const char *interface, const char *property)
{
  g_autoptr (GVariant) body = client_ask (client, path, "org.freedesktop.DBus.Properties", "Get",
                                          g_variant_new ("(ss)", interface, property));
  GVariant *value;

  g_variant_get (body, "(v)", &value);
  return value;
}

guint32
client_get_u (Client *client, const char *path, const char *property)
{
  g_autoptr (GVariant) value = client_get (client, path, CONNECTION, property);

  return g_variant_get_uint32 (value);
}

gboolean
client_get_b (Client *client, const char *path, const char *property)
{
  g_autoptr (GVariant) value = client_get (client, path, CONNECTION, property);

  return g_variant_get_boolean (value);
}

char *
client_get_s (Client *client, const char *path, const char *property)
{
  g_autoptr (GVariant) value = client_get (client, path, CONNECTION, property);

  return g_variant_dup_string (value, NULL);
}

GArray *
client_edges (Client *client, const char *path)
{
  GPtrArray *messages = wire_messages (client->wire);
  GArray *edges = g_array_new (FALSE, TRUE, sizeof (Edge));

  for (guint i = 0; i < messages->len; i++)
    {
      GDBusMessage *message = messages->pdata[i];
      g_autoptr (GVariant) details = NULL;
      Edge edge = { .position = i };

      if (!wire_is_signal (message, CONNECTION, "StatusChanged") ||
          !g_str_equal (g_dbus_message_get_path (message), path))
        continue;
      g_variant_get (g_dbus_message_get_body (message), "(tuuu@a{sv})", &edge.sequence, &edge.state, &edge.substate,
                     &edge.error, &details);
      g_variant_lookup (details, "disconnecting", "b", &edge.disconnecting);
      g_array_append_val (edges, edge);
    }
  return edges;
}

Edge
client_last_edge (Client *client, const char *path)
{
  g_autoptr (GArray) edges = client_edges (client, path);

  return edges->len > 0 ? g_array_index (edges, Edge, edges->len - 1) : (Edge) { 0 };
}

gboolean
client_saw (Client *client, const char *path, guint32 state)
{
  g_autoptr (GArray) edges = client_edges (client, path);

  for (guint i = 0; i < edges->len; i++)
    if (g_array_index (edges, Edge, i).state == state)
      return TRUE;
  return FALSE;
}

static void
finish_free (gpointer data)
{
  Finish *finish = data;

  g_free (finish->path);
  g_free (finish->uuid);
  g_free (finish->dial_id);
  g_free (finish->origin);
  g_free (finish);
}

static Finish *
read_finish (GVariant *body, guint position)
{
  Finish *finish = g_new0 (Finish, 1);
  g_autoptr (GVariant) details = NULL;

  g_variant_get (body, "(osu@a{sv})", &finish->path, &finish->uuid, &finish->error, &details);
  g_variant_lookup (details, "dial-id", "s", &finish->dial_id);
  g_variant_lookup (details, "origin", "s", &finish->origin);
  g_variant_lookup (details, "recovered", "b", &finish->recovered);
  finish->position = position;
  return finish;
}

GPtrArray *
client_finishes (Client *client, const char *path)
{
  GPtrArray *messages = wire_messages (client->wire);
  GPtrArray *finishes = g_ptr_array_new_with_free_func (finish_free);

  for (guint i = 0; i < messages->len; i++)
    {
      const char *subject;

      if (!wire_is_signal (messages->pdata[i], MANAGER, "DialFinished"))
        continue;
      g_variant_get_child (g_dbus_message_get_body (messages->pdata[i]), 0, "&o", &subject);
      if (path == NULL || g_str_equal (subject, path))
        g_ptr_array_add (finishes, read_finish (g_dbus_message_get_body (messages->pdata[i]), i));
    }
  return finishes;
}

gboolean
client_saw_finish (Client *client, const char *path)
{
  g_autoptr (GPtrArray) finishes = client_finishes (client, path);

  return finishes->len > 0;
}

guint32
client_result (Client *client, const char *path)
{
  g_autoptr (GPtrArray) finishes = client_finishes (client, path);
  const Finish *first;

  g_assert_cmpuint (finishes->len, >, 0);
  first = finishes->pdata[0];
  for (guint i = 1; i < finishes->len; i++)
    {
      const Finish *repeat = finishes->pdata[i];

      g_assert_true (repeat->recovered);
      g_assert_cmpstr (repeat->dial_id, ==, first->dial_id);
      g_assert_cmpuint (repeat->error, ==, first->error);
    }
  return first->error;
}

int
client_reply_position (Client *client, const Call *call)
{
  GPtrArray *messages = wire_messages (client->wire);

  for (guint i = 0; i < messages->len; i++)
    if (g_dbus_message_get_reply_serial (messages->pdata[i]) == call->serial)
      return (int) i;
  return -1;
}

/* No Ping: GDBus answers that in a thread of its own, before calls that came earlier. */
void
client_catch_up (Client *client)
{
  g_variant_unref (client_ask (client, SERVICE_PATH, MANAGER, "GetErrorString", g_variant_new ("(u)", ERROR_AUTHENTICATION_FAILURE)));
}

static gboolean
is_about (GDBusMessage *message, const char *path)
{
  const char *subject;

  if (g_dbus_message_get_message_type (message) != G_DBUS_MESSAGE_TYPE_SIGNAL)
    return FALSE;
  if (g_str_equal (g_dbus_message_get_path (message), path))
    return TRUE;
  if (!wire_is_signal (message, "org.freedesktop.DBus.ObjectManager", "InterfacesAdded") &&
      !wire_is_signal (message, MANAGER, "DialFinished"))
    return FALSE;
  g_variant_get_child (g_dbus_message_get_body (message), 0, "&o", &subject);
  return g_str_equal (subject, path);
}

int
client_first_about (Client *client, const char *path)
{
  GPtrArray *messages = wire_messages (client->wire);

  for (guint i = 0; i < messages->len; i++)
    if (is_about (messages->pdata[i], path))
      return (int) i;
  return -1;
}
