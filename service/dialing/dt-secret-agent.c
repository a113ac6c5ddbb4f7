/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-secret-agent.h"

#include <string.h>

#include "dt-snapshot.h"
#include "dt-stored-secrets.h"

#define NM_NAME "org.freedesktop.NetworkManager"
#define AGENT NM_NAME ".SecretAgent"
#define AGENT_PATH "/org/freedesktop/NetworkManager/SecretAgent"
#define MANAGER NM_NAME ".AgentManager"
#define MANAGER_PATH "/org/freedesktop/NetworkManager/AgentManager"
#define IDENTIFIER "org.dialtone.RemoteAccess1"
#define CAPABILITY_VPN_HINTS 1u
#define AGAIN_FIRST_MS 50
#define AGAIN_LAST_MS 2000

struct _DtSecretAgent {
  GDBusConnection *bus;
  DtSecretAgentCalls calls;
  gpointer data;
  GCancellable *cancellable;
  guint watch, registration;
  guint again, again_ms;
  char *owner;                  /* unique name of NetworkManager; NULL: absent */
  GPtrArray *asks;              /* DtSecretAsk, borrowed: not answered yet */
};

static const char introspection[] =
  "<node><interface name='" AGENT "'>"
  "<method name='GetSecrets'><arg type='a{sa{sv}}' direction='in'/><arg type='o' direction='in'/>"
  "<arg type='s' direction='in'/><arg type='as' direction='in'/><arg type='u' direction='in'/>"
  "<arg type='a{sa{sv}}' direction='out'/></method>"
  "<method name='CancelGetSecrets'><arg type='o' direction='in'/><arg type='s' direction='in'/></method>"
  "<method name='SaveSecrets'><arg type='a{sa{sv}}' direction='in'/><arg type='o' direction='in'/></method>"
  "<method name='DeleteSecrets'><arg type='a{sa{sv}}' direction='in'/><arg type='o' direction='in'/></method>"
  "</interface></node>";

/*
 * Answers.
 */

static void
ask_free (DtSecretAsk *ask)
{
  DtSecretAgent *agent = g_object_steal_data (G_OBJECT (ask->invocation), "dt-agent");

  if (agent)
    g_ptr_array_remove_fast (agent->asks, ask);
  g_object_unref (ask->invocation);
  g_variant_unref (ask->settings);
  g_free (ask->uuid);
  g_free (ask->path);
  g_free (ask->setting);
  g_strfreev (ask->hints);
  g_free (ask);
}

/* Answering consumes a reference: ask_free() has the other one. */
void
dt_secret_ask_answer (DtSecretAsk *ask, GVariant *values)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{sa{sv}}"));

  g_variant_builder_add (&builder, "{s@a{sv}}", ask->setting, values);
  g_dbus_method_invocation_return_value (g_object_ref (ask->invocation), g_variant_new ("(a{sa{sv}})", &builder));
  ask_free (ask);
}

/* Never UserCanceled: that would stop a user's own agents (S4). */
void
dt_secret_ask_refuse (DtSecretAsk *ask)
{
  g_dbus_method_invocation_return_dbus_error (g_object_ref (ask->invocation), AGENT ".NoSecrets", "No secrets here");
  ask_free (ask);
}

/*
 * Questions.
 */

static void
get_secrets (DtSecretAgent *agent, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  DtSecretAsk *ask = g_new0 (DtSecretAsk, 1);
  g_autoptr(GVariant) connection = NULL;

  ask->invocation = invocation;
  g_variant_get (parameters, "(@a{sa{sv}}os^asu)", &ask->settings, &ask->path, &ask->setting, &ask->hints, &ask->flags);
  connection = g_variant_lookup_value (ask->settings, "connection", G_VARIANT_TYPE_VARDICT);
  if (connection == NULL || !g_variant_lookup (connection, "uuid", "s", &ask->uuid))
    ask->uuid = g_strdup ("");
  dt_stored_secrets_note (ask->path, ask->settings);
  g_object_set_data (G_OBJECT (invocation), "dt-agent", agent);
  g_ptr_array_add (agent->asks, ask);
  if (!agent->calls.asked (ask, agent->data))
    dt_secret_ask_refuse (ask);
}

static void
cancel (DtSecretAgent *agent, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  const char *path, *setting;

  g_variant_get (parameters, "(&o&s)", &path, &setting);
  for (guint i = agent->asks->len; i-- > 0;) {
    DtSecretAsk *ask = agent->asks->pdata[i];

    if (strcmp (ask->path, path) == 0 && strcmp (ask->setting, setting) == 0)
      agent->calls.withdrawn (ask, agent->data);
  }
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
on_method (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *method,
           GVariant *parameters, GDBusMethodInvocation *invocation, gpointer data)
{
  DtSecretAgent *agent = data;

  /* The bus lets anybody call this: a password is for NetworkManager alone. */
  if (g_strcmp0 (sender, agent->owner) != 0)
    g_dbus_method_invocation_return_dbus_error (invocation, AGENT ".NotAuthorized", "You are not NetworkManager");
  else if (strcmp (method, "GetSecrets") == 0)
    get_secrets (agent, parameters, invocation);
  else if (strcmp (method, "CancelGetSecrets") == 0)
    cancel (agent, parameters, invocation);
  else
    g_dbus_method_invocation_return_dbus_error (invocation, AGENT ".Failed", "This agent keeps no secrets");
}

/*
 * NetworkManager's coming and going.
 */

static void sign_on (DtSecretAgent *agent);

static gboolean
on_again (gpointer data)
{
  DtSecretAgent *agent = data;

  agent->again = 0;
  sign_on (agent);
  return G_SOURCE_REMOVE;
}

static void
on_registered (GObject *source, GAsyncResult *result, gpointer data)
{
  DtSecretAgent *agent = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (reply || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || agent->owner == NULL)
    return;
  if (!dt_snapshot_is_too_early (error)) {
    g_warning ("NetworkManager takes no secret agent: %s", error->message);
    return;
  }
  agent->again = g_timeout_add (agent->again_ms, on_again, agent);
  agent->again_ms = MIN (agent->again_ms * 2, AGAIN_LAST_MS);
}

static void
sign_on (DtSecretAgent *agent)
{
  g_dbus_connection_call (agent->bus, NM_NAME, MANAGER_PATH, MANAGER, "RegisterWithCapabilities",
                          g_variant_new ("(su)", IDENTIFIER, CAPABILITY_VPN_HINTS), NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START,
                          G_MAXINT, agent->cancellable, on_registered, agent);
}

static void
on_appeared (GDBusConnection *bus, const char *name, const char *owner, gpointer data)
{
  DtSecretAgent *agent = data;

  g_free (agent->owner);
  agent->owner = g_strdup (owner);
  agent->again_ms = AGAIN_FIRST_MS;
  g_clear_handle_id (&agent->again, g_source_remove);
  sign_on (agent);
}

static void
on_vanished (GDBusConnection *bus, const char *name, gpointer data)
{
  DtSecretAgent *agent = data;

  g_clear_pointer (&agent->owner, g_free);
  g_clear_handle_id (&agent->again, g_source_remove);
  while (agent->asks->len > 0)
    agent->calls.withdrawn (agent->asks->pdata[0], agent->data);
}

DtSecretAgent *
dt_secret_agent_new (GDBusConnection *bus, const DtSecretAgentCalls *calls, gpointer data)
{
  static const GDBusInterfaceVTable vtable = { on_method, NULL, NULL, { 0 } };
  DtSecretAgent *agent = g_new0 (DtSecretAgent, 1);
  g_autoptr(GDBusNodeInfo) info = g_dbus_node_info_new_for_xml (introspection, NULL);
  g_autoptr(GError) error = NULL;

  agent->bus = g_object_ref (bus);
  agent->calls = *calls;
  agent->data = data;
  agent->cancellable = g_cancellable_new ();
  agent->asks = g_ptr_array_new ();
  agent->registration = g_dbus_connection_register_object (bus, AGENT_PATH, info->interfaces[0], &vtable, agent, NULL, &error);
  if (agent->registration == 0)
    g_warning ("No secret agent: %s", error->message);
  agent->watch = g_bus_watch_name_on_connection (bus, NM_NAME, G_BUS_NAME_WATCHER_FLAGS_NONE, on_appeared, on_vanished, agent,
                                                 NULL);
  return agent;
}

void
dt_secret_agent_free (DtSecretAgent *agent)
{
  on_vanished (agent->bus, NM_NAME, agent);
  g_cancellable_cancel (agent->cancellable);
  g_bus_unwatch_name (agent->watch);
  if (agent->registration)
    g_dbus_connection_unregister_object (agent->bus, agent->registration);
  g_object_unref (agent->cancellable);
  g_ptr_array_unref (agent->asks);
  g_object_unref (agent->bus);
  g_free (agent);
}
