/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-manager.h"

#include <string.h>

#include "dt-bus-error.h"
#include "dt-connection.h"
#include "dt-interfaces.h"
#include "dt-limits.h"
#include "dt-phonebook-edit.h"
#include "dt-phonebook.h"

/*
 * Manager.
 */

static void
get_error_string (DtRequest *request)
{
  guint32 error;
  const char *hint;

  g_variant_get (dt_request_parameters (request), "(u)", &error);
  if (dt_error_name (error) == NULL) {
    dt_request_fail_with (request, DT_BUS_ERROR_INVALID_OPTION, "%u is no error of RAS", error);
    return;
  }
  hint = dt_error_hint_key (error);
  dt_request_return (request, g_variant_new ("(sss)", dt_error_name (error), dt_error_text (error),
                                             strcmp (hint, "none") == 0 ? "" : dt_hint_text (hint)));
}

static const struct {
  const char *name;
  DtRequestFunc func;
} methods[] = {
  { "Dial", dt_manager_dial }, { "GetErrorString", get_error_string }, { "HangUpAll", dt_manager_hang_up_all },
  { "ListEntries", dt_phonebook_list_entries }, { "GetEntry", dt_phonebook_get_entry },
  { "ListDevices", dt_phonebook_list_devices }, { "CreateEntry", dt_phonebook_create_entry },
  { "UpdateEntry", dt_phonebook_update_entry }, { "RenameEntry", dt_phonebook_rename_entry },
  { "DeleteEntry", dt_phonebook_delete_entry }, { "ValidateEntryName", dt_phonebook_validate_entry_name },
  { "SetCredentials", dt_phonebook_set_credentials }, { "ClearCredentials", dt_phonebook_clear_credentials },
  { "GetCredentials", dt_phonebook_get_credentials },
};

static void
on_method (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *method,
           GVariant *parameters, GDBusMethodInvocation *invocation, gpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    if (strcmp (methods[i].name, method) == 0)
      dt_request_begin (data, NULL, invocation, methods[i].func);
}

static guint
count_dialing (DtDaemon *daemon)
{
  guint n = 0;

  for (guint i = 0; i < daemon->connections->len; i++)
    n += !((DtConnection *) daemon->connections->pdata[i])->status.finished;
  return n;
}

static GVariant *
features (DtDaemon *daemon)
{
  static const char *const always[] = { "vpn", "wireguard", "pppoe", "adsl", "gsm", "cdma", "bluetooth",
                                        "modem-manager", "prove-peer", "phonebook-list", "phonebook-edit", "statistics", "projection",
                                        "references", "bind-lifetime", "credentials", "pause", "agent", "activation" };
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_STRING_ARRAY);

  for (guint i = 0; i < G_N_ELEMENTS (always); i++)
    g_variant_builder_add (&builder, "s", always[i]);
  if (dt_feed_has_ppp_phases (daemon->feed))
    g_variant_builder_add (&builder, "s", "ppp-phases");
  return g_variant_builder_end (&builder);
}

static GVariant *
connection_paths (DtDaemon *daemon)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("ao"));
  gsize left = DT_LIMIT_ANSWER_BYTES;

  for (guint i = 0; i < daemon->connections->len; i++) {
    const char *path = ((DtConnection *) daemon->connections->pdata[i])->path;

    if (strlen (path) + 16 > left)
      break;
    left -= strlen (path) + 16;
    g_variant_builder_add (&builder, "o", path);
  }
  return g_variant_builder_end (&builder);
}

/*
 * What a whole answer has place for: lines before what has ended, and the newest of those.
 */

static gboolean
take (DtConnection *connection, gsize *left, GVariantBuilder *builder)
{
  /* Counters have the same size whatever they say. */
  gsize bytes = connection->published_bytes + strlen (connection->path) + 64;

  if (bytes > *left)
    return FALSE;
  *left -= bytes;
  if (builder) {
    g_autoptr(GVariant) interfaces = dt_connection_interfaces (connection);

    g_variant_builder_add (builder, "{o@a{sa{sv}}}", connection->path, interfaces);
  }
  return TRUE;
}

/* Returns how many are left out.  @builder: a{oa{sa{sv}}}, or NULL. */
static guint
take_all (DtDaemon *daemon, GVariantBuilder *builder)
{
  gsize left = DT_LIMIT_ANSWER_BYTES;
  guint n = 0;

  for (guint ended = 0; ended < 2; ended++)
    for (guint i = daemon->connections->len; i > 0; i--) {
      DtConnection *connection = daemon->connections->pdata[i - 1];

      if (connection->registrations[0] && connection->status.ended == (ended == 1))
        n += !take (connection, &left, builder);
    }
  return n;
}

/* What another program says of itself. */
static GVariant *
utf8_or_empty (const char *text)
{
  return g_variant_new_string (g_utf8_validate (text, -1, NULL) ? text : "");
}

static GVariant *
get_property (DtDaemon *daemon, const char *property)
{
  if (strcmp (property, "Version") == 0)
    return g_variant_new_string (DT_VERSION);
  if (strcmp (property, "NetworkManagerVersion") == 0)
    return utf8_or_empty (dt_upstream_nm_version (daemon->upstream));
  if (strcmp (property, "ModemManagerVersion") == 0)
    return utf8_or_empty (dt_upstream_mm_version (daemon->upstream));
  if (strcmp (property, "Features") == 0)
    return features (daemon);
  if (strcmp (property, "Dialing") == 0)
    return g_variant_new_uint32 (count_dialing (daemon));
  if (strcmp (property, "LeftOut") == 0)
    return g_variant_new_uint32 (take_all (daemon, NULL));
  if (strcmp (property, "Records") == 0)
    return g_variant_new_string (dt_store_state_word (dt_store_state (daemon->store)));
  return connection_paths (daemon);
}

static GVariant *
on_get (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *property, GError **error,
        gpointer data)
{
  return get_property (data, property);
}

void
dt_manager_changed (DtDaemon *daemon, const char *const *properties)
{
  GVariantBuilder changed = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  if (daemon->registrations[0] == 0)    /* nobody can have read them yet */
    return;
  for (guint i = 0; properties[i]; i++)
    g_variant_builder_add (&changed, "{sv}", properties[i], get_property (daemon, properties[i]));
  g_dbus_connection_emit_signal (daemon->bus, NULL, DT_ROOT_PATH, "org.freedesktop.DBus.Properties", "PropertiesChanged",
                                 g_variant_new ("(sa{sv}@as)", DT_MANAGER_INTERFACE, &changed, g_variant_new_strv (NULL, 0)),
                                 NULL);
}

/*
 * ObjectManager.
 */

static const GDBusArgInfo objects_arg = { -1, (char *) "objects", (char *) "a{oa{sa{sv}}}", NULL };
static const GDBusArgInfo path_arg = { -1, (char *) "path", (char *) "o", NULL };
static const GDBusArgInfo interfaces_arg = { -1, (char *) "interfaces", (char *) "a{sa{sv}}", NULL };
static const GDBusArgInfo names_arg = { -1, (char *) "interfaces", (char *) "as", NULL };
static const GDBusArgInfo *get_out[] = { &objects_arg, NULL };
static const GDBusArgInfo *added_args[] = { &path_arg, &interfaces_arg, NULL };
static const GDBusArgInfo *removed_args[] = { &path_arg, &names_arg, NULL };
static const GDBusMethodInfo get_method = { -1, (char *) "GetManagedObjects", NULL, (GDBusArgInfo **) get_out, NULL };
static const GDBusSignalInfo added_signal = { -1, (char *) "InterfacesAdded", (GDBusArgInfo **) added_args, NULL };
static const GDBusSignalInfo removed_signal = { -1, (char *) "InterfacesRemoved", (GDBusArgInfo **) removed_args, NULL };
static const GDBusMethodInfo *object_manager_methods[] = { &get_method, NULL };
static const GDBusSignalInfo *object_manager_signals[] = { &added_signal, &removed_signal, NULL };
static const GDBusInterfaceInfo object_manager_info = {
  -1, (char *) "org.freedesktop.DBus.ObjectManager", (GDBusMethodInfo **) object_manager_methods,
  (GDBusSignalInfo **) object_manager_signals, NULL, NULL,
};

static void
get_objects (GDBusMethodInvocation *invocation, DtDaemon *daemon)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{oa{sa{sv}}}"));

  take_all (daemon, &builder);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(a{oa{sa{sv}}})", &builder));
}

static void
on_turn (GDBusMethodInvocation *invocation, DtCaller *caller, GError *error, gpointer data)
{
  if (error)
    g_dbus_method_invocation_take_error (invocation, error);
  else
    get_objects (invocation, data);
  g_clear_pointer (&caller, dt_caller_free);
}

/* It may be the most expensive call of all. */
static void
on_get_objects (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *method,
                GVariant *parameters, GDBusMethodInvocation *invocation, gpointer data)
{
  dt_turns_take (((DtDaemon *) data)->turns, invocation, on_turn, data);
}

gboolean
dt_manager_export (DtDaemon *daemon, GError **error)
{
  static const GDBusInterfaceVTable vtable = { on_method, on_get, NULL, { 0 } };
  static const GDBusInterfaceVTable objects = { on_get_objects, NULL, NULL, { 0 } };
  GDBusConnection *bus = daemon->bus;

  daemon->registrations[0] = g_dbus_connection_register_object (
    bus, DT_ROOT_PATH, (GDBusInterfaceInfo *) &org_dialtone_remote_access1_manager_interface, &vtable, daemon, NULL, error);
  if (daemon->registrations[0])
    daemon->registrations[1] = g_dbus_connection_register_object (
      bus, DT_ROOT_PATH, (GDBusInterfaceInfo *) &org_dialtone_remote_access1_phonebook_interface, &vtable, daemon, NULL, error);
  if (daemon->registrations[1])
    daemon->registrations[2] = g_dbus_connection_register_object (bus, DT_ROOT_PATH, (GDBusInterfaceInfo *) &object_manager_info,
                                                                  &objects, daemon, NULL, error);
  return daemon->registrations[2] != 0;
}

void
dt_manager_unexport (DtDaemon *daemon)
{
  for (guint i = 0; i < G_N_ELEMENTS (daemon->registrations); i++)
    if (daemon->registrations[i])
      g_dbus_connection_unregister_object (daemon->bus, daemon->registrations[i]);
}
