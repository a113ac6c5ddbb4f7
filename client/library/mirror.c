/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mirror.h"

#include <string.h>

#include "copy.h"
#include "watch.h"
#include "worker.h"

#define PROPERTIES "org.freedesktop.DBus.Properties"
#define OBJECTS "org.freedesktop.DBus.ObjectManager"
#define ANSWER_MS 25000

/* All of it belongs to the worker's thread. */
static GDBusConnection *bus;
static char *owner;
static guint subscriptions[4];
static GCancellable *cancellable;
static void (*on_filled) (gboolean filled);
static gboolean filling;
static guint private_pending;   /* of the first fill */

/*
 * Properties into a connection.
 */

static gboolean
take_status (DialtoneStatus *status, GVariant *value)
{
  guint64 sequence;
  guint32 state, substate, error;

  if (!g_variant_is_of_type (value, G_VARIANT_TYPE ("(tuuu)")))
    return FALSE;
  g_variant_get (value, "(tuuu)", &sequence, &state, &substate, &error);
  if (sequence < status->sequence)
    return FALSE;
  status->sequence = sequence;
  status->state = state;
  status->substate = substate;
  status->error = error;
  return TRUE;
}

static const struct {
  const char *name;
  gsize offset, size;
} texts[] = {
#define TEXT_FIELD(name, field) { name, offsetof (DialtoneConnection, field), sizeof ((DialtoneConnection *) NULL)->field }
  TEXT_FIELD ("EntryUuid", entry_uuid),
  TEXT_FIELD ("EntryName", entry_name),
  TEXT_FIELD ("Kind", kind),
  TEXT_FIELD ("DeviceType", device_type),
  TEXT_FIELD ("DeviceName", device_name),
  TEXT_FIELD ("PhoneNumber", phone_number),
  TEXT_FIELD ("LocalEndpoint", local_endpoint),
  TEXT_FIELD ("RemoteEndpoint", remote_endpoint),
#undef TEXT_FIELD
};

/* Cut between two characters. */
static void
copy_text (char *to, gsize size, const char *from)
{
  gsize n = strlen (from);

  if (n >= size) {
    n = size - 1;
    while (n > 0 && ((guchar) from[n] & 0xc0) == 0x80)
      n--;
  }
  memcpy (to, from, n);
  to[n] = '\0';
}

static void
take_text (DialtoneConnection *connection, const char *name, const char *text)
{
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (strcmp (texts[i].name, name) == 0)
      copy_text ((char *) connection + texts[i].offset, texts[i].size, text);
}

static void
take_truth (DialtoneConnection *connection, const char *name, gboolean truth)
{
  DialtoneStatus *status = &connection->status;

  if (strcmp (name, "Finished") == 0)
    status->finished = truth;
  else if (strcmp (name, "Ended") == 0)
    status->ended = truth;
  else if (strcmp (name, "Disconnecting") == 0)
    status->disconnecting = truth;
  else if (strcmp (name, "Paused") == 0)
    status->paused = truth;
}

static void
take_number (DialtoneConnection *connection, const char *name, guint32 number)
{
  if (strcmp (name, "Result") == 0)
    connection->status.result = number;
  else if (strcmp (name, "Attempt") == 0)
    connection->status.attempt = number;
  else if (strcmp (name, "StartedByUid") == 0)
    connection->started_by_uid = number;
}

static void
take_properties (DialtoneConnection *connection, GVariant *properties)
{
  GVariantIter iter;
  const char *name;
  GVariant *value;

  g_variant_iter_init (&iter, properties);
  while (g_variant_iter_loop (&iter, "{&sv}", &name, &value)) {
    if (strcmp (name, "Status") == 0)
      take_status (&connection->status, value);
    else if (strcmp (name, "Id") == 0 && g_variant_is_of_type (value, G_VARIANT_TYPE_UINT64))
      connection->id = g_variant_get_uint64 (value);
    else if (strcmp (name, "ConnectedAt") == 0 && g_variant_is_of_type (value, G_VARIANT_TYPE_UINT64))
      connection->connected_at = g_variant_get_uint64 (value);
    else if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
      take_text (connection, name, g_variant_get_string (value, NULL));
    else if (g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN))
      take_truth (connection, name, g_variant_get_boolean (value));
    else if (g_variant_is_of_type (value, G_VARIANT_TYPE_UINT32))
      take_number (connection, name, g_variant_get_uint32 (value));
  }
}

/*
 * Into the copy.
 */

static void
replace (const DialtoneConnection *next)
{
  const DialtoneConnection *known = dtl_copy_peek (next->path);
  DialtoneConnection before = known ? *known : (DialtoneConnection) { 0 };

  if (dtl_copy_put (next))
    dtl_watch_tell (known ? &before : NULL, next);
}

static void
end_filling (gboolean filled)
{
  filling = FALSE;
  on_filled (filled);
}

/* What the properties hide of an entry that is private to some users, GetStatus
 * tells those users. */
static void
on_private (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree char *path = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  const DialtoneConnection *known = dtl_copy_peek (path);
  g_autoptr(GVariant) status = NULL;
  DialtoneConnection next;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  private_pending--;
  if (known && answer && g_variant_is_of_type (answer, G_VARIANT_TYPE ("(a{sv})"))) {
    next = *known;
    status = g_variant_get_child_value (answer, 0);
    take_properties (&next, status);
    replace (&next);
  }
  if (filling && private_pending == 0)
    end_filling (TRUE);
}
static void
ask_private (const char *path)
{
  private_pending++;
  g_dbus_connection_call (bus, owner, path, DTL_CONNECTION, "GetStatus", NULL, NULL, G_DBUS_CALL_FLAGS_NONE, ANSWER_MS,
                          cancellable, on_private, g_strdup (path));
}

static void
add (const char *path, GVariant *interfaces)
{
  g_autoptr(GVariant) properties = g_variant_lookup_value (interfaces, DTL_CONNECTION, G_VARIANT_TYPE_VARDICT);
  const DialtoneConnection *known = dtl_copy_peek (path);
  DialtoneConnection next = known ? *known : (DialtoneConnection) { .started_by_uid = G_MAXUINT32 };

  if (properties == NULL || strlen (path) >= sizeof next.path)
    return;
  copy_text (next.path, sizeof next.path, path);
  take_properties (&next, properties);
  /* A dial without an entry has no name either. */
  next.restricted = *next.entry_name == '\0' && *next.entry_uuid != '\0';
  if (next.id == 0)
    return;
  replace (&next);
  if (next.restricted)
    ask_private (path);
}

static void
remove_path (const char *path)
{
  const DialtoneConnection *known = dtl_copy_peek (path);
  DialtoneConnection before = known ? *known : (DialtoneConnection) { 0 };

  dtl_copy_remove (path);
  if (known)
    dtl_watch_tell (&before, NULL);
}

/*
 * Signals.
 */

static void
on_edge (GDBusConnection *source, const char *sender, const char *path, const char *interface, const char *signal,
         GVariant *arguments, gpointer data)
{
  const DialtoneConnection *known = dtl_copy_peek (path);
  g_autoptr(GVariant) details = NULL;
  DialtoneConnection before, next;
  DialtoneEdge edge = { 0 };
  gboolean disconnecting = FALSE, paused = FALSE;

  if (known == NULL || !g_variant_is_of_type (arguments, G_VARIANT_TYPE ("(tuuua{sv})")))
    return;
  before = next = *known;
  g_variant_get (arguments, "(tuuu@a{sv})", &edge.sequence, &edge.state, &edge.substate, &edge.error, &details);
  g_variant_lookup (details, "attempt", "u", &edge.attempt);
  g_variant_lookup (details, "disconnecting", "b", &disconnecting);
  g_variant_lookup (details, "paused", "b", &paused);
  edge.disconnecting = disconnecting;
  edge.paused = paused;
  if (edge.sequence >= next.status.sequence) {
    next.status.sequence = edge.sequence;
    next.status.state = edge.state;
    next.status.substate = edge.substate;
    next.status.error = edge.error;
    next.status.attempt = edge.attempt;
    next.status.disconnecting = disconnecting;
    next.status.paused = paused;
  }
  dtl_copy_put_edge (&next, &edge);
  dtl_watch_tell (&before, &next);
}

static void
on_properties (GDBusConnection *source, const char *sender, const char *path, const char *interface, const char *signal,
               GVariant *arguments, gpointer data)
{
  const DialtoneConnection *known = dtl_copy_peek (path);
  g_autoptr(GVariant) properties = NULL;
  DialtoneConnection next;

  if (known == NULL || !g_variant_is_of_type (arguments, G_VARIANT_TYPE ("(sa{sv}as)")))
    return;
  next = *known;
  properties = g_variant_get_child_value (arguments, 1);
  take_properties (&next, properties);
  /* The properties of a private entry stay empty; what GetStatus told is kept. */
  if (known->restricted)
    for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
      if (((const char *) &next)[texts[i].offset] == '\0')
        memcpy ((char *) &next + texts[i].offset, (const char *) known + texts[i].offset, texts[i].size);
  replace (&next);
}

static void
on_objects (GDBusConnection *source, const char *sender, const char *path, const char *interface, const char *signal,
            GVariant *arguments, gpointer data)
{
  g_autoptr(GVariant) interfaces = NULL;
  const char *object;

  if (g_variant_is_of_type (arguments, G_VARIANT_TYPE ("(oa{sa{sv}})"))) {
    g_variant_get (arguments, "(&o@a{sa{sv}})", &object, &interfaces);
    add (object, interfaces);
  } else if (g_variant_is_of_type (arguments, G_VARIANT_TYPE ("(oas)"))) {
    g_variant_get (arguments, "(&o@as)", &object, &interfaces);
    remove_path (object);
  }
}

/*
 * Beginning and end.
 */

/* The service's answer is younger than every signal before it. */
static void
on_all (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_autoptr(GVariant) objects = NULL;
  GVariantIter iter;
  const char *path;
  GVariant *interfaces;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (answer && g_variant_is_of_type (answer, G_VARIANT_TYPE ("(a{oa{sa{sv}}})"))) {
    objects = g_variant_get_child_value (answer, 0);
    g_variant_iter_init (&iter, objects);
    while (g_variant_iter_loop (&iter, "{&o@a{sa{sv}}}", &path, &interfaces))
      add (path, interfaces);
  }
  if (objects == NULL || private_pending == 0)
    end_filling (objects != NULL);
}

void
dtl_mirror_start (GDBusConnection *connection, const char *name, void (*filled) (gboolean filled))
{
  const GDBusSignalFlags flags = G_DBUS_SIGNAL_FLAGS_NONE;

  dtl_mirror_stop ();
  bus = g_object_ref (connection);
  owner = g_strdup (name);
  cancellable = g_cancellable_new ();
  on_filled = filled;
  filling = TRUE;
  private_pending = 0;
  subscriptions[0] = g_dbus_connection_signal_subscribe (bus, owner, OBJECTS, NULL, DTL_ROOT, NULL, flags, on_objects, NULL, NULL);
  subscriptions[1] = g_dbus_connection_signal_subscribe (bus, owner, PROPERTIES, "PropertiesChanged", NULL, DTL_CONNECTION, flags,
                                                         on_properties, NULL, NULL);
  subscriptions[2] = g_dbus_connection_signal_subscribe (bus, owner, DTL_CONNECTION, "StatusChanged", NULL, NULL, flags, on_edge,
                                                         NULL, NULL);
  g_dbus_connection_call (bus, owner, DTL_ROOT, OBJECTS, "GetManagedObjects", NULL, NULL, G_DBUS_CALL_FLAGS_NONE, ANSWER_MS,
                          cancellable, on_all, NULL);
}

void
dtl_mirror_stop (void)
{
  if (bus == NULL)
    return;
  g_cancellable_cancel (cancellable);
  g_clear_object (&cancellable);
  for (guint i = 0; i < G_N_ELEMENTS (subscriptions); i++)
    if (subscriptions[i])
      g_dbus_connection_signal_unsubscribe (bus, subscriptions[i]);
  memset (subscriptions, 0, sizeof subscriptions);
  while (dtl_copy_size () > 0) {
    g_autofree char *path = g_strdup (dtl_copy_path (dtl_copy_size () - 1));

    remove_path (path);
  }
  g_clear_pointer (&owner, g_free);
  g_clear_object (&bus);
}
