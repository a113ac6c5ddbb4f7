/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-snapshot.h"

#include <string.h>

#define MM_NAME "org.freedesktop.ModemManager1"
#define MM_MODEM MM_NAME ".Modem"
#define MM_BEARER MM_NAME ".Bearer"

#define AGAIN_FIRST_MS 50
#define AGAIN_LAST_MS 2000

struct _DtSnapshot {
  GObject parent;
  GDBusConnection *bus;
  DtUpstream *upstream;
  GCancellable *cancellable;
  GPtrArray *takes;             /* Take */
};

G_DEFINE_TYPE (DtSnapshot, dt_snapshot, G_TYPE_OBJECT)

enum { SIGNAL_SETTLED, SIGNAL_LATE, N_SIGNALS };
static guint signals[N_SIGNALS];

/* One picture; in self->takes until the last answer is in. */
typedef struct {
  DtSnapshot *self;
  char *name, *path;
  guint pending;                /* calls, and the wait before one is made again */
  guint wait, again;            /* sources */
  guint again_ms;
  gboolean settled;
} Take;

static void ask_for_objects (Take *take);

static void
take_free (gpointer data)
{
  Take *take = data;

  g_clear_handle_id (&take->wait, g_source_remove);
  g_clear_handle_id (&take->again, g_source_remove);
  g_free (take->name);
  g_free (take->path);
  g_free (take);
}

static void
settle (Take *take)
{
  if (take->settled)
    return;
  take->settled = TRUE;
  g_clear_handle_id (&take->wait, g_source_remove);
  g_signal_emit (take->self, signals[SIGNAL_SETTLED], 0);
}

static gboolean
on_wait_over (gpointer data)
{
  Take *take = data;

  take->wait = 0;
  g_message ("%s does not answer: going on without its objects", take->name);
  settle (take);
  return G_SOURCE_REMOVE;
}

static void
answered (Take *take)
{
  g_autoptr(DtSnapshot) self = g_object_ref (take->self);

  if (--take->pending > 0)
    return;
  if (take->settled)
    g_signal_emit (self, signals[SIGNAL_LATE], 0);
  else
    settle (take);
  g_ptr_array_remove (self->takes, take);
}

/*
 * What a service does not list among its managed objects: ModemManager's bearers, and the object that tells its version.
 */

typedef struct {
  DtSnapshot *self;
  Take *take;                   /* NULL: of no picture */
  char *path;
  const char *interface;        /* static */
} Question;

static void
add_interface (DtUpstream *upstream, const char *path, const char *interface, GVariant *properties)
{
  GVariantBuilder interfaces;
  g_autoptr(GVariant) object = NULL;

  g_variant_builder_init (&interfaces, G_VARIANT_TYPE ("a{sa{sv}}"));
  g_variant_builder_add (&interfaces, "{s@a{sv}}", interface, properties);
  object = g_variant_ref_sink (g_variant_builder_end (&interfaces));
  dt_upstream_snapshot_object (upstream, g_get_monotonic_time (), path, object);
}

static void
on_properties (GObject *source, GAsyncResult *result, gpointer data)
{
  Question *question = data;
  g_autoptr(DtSnapshot) self = question->self;
  Take *take = question->take;
  const char *interface = question->interface;
  g_autofree char *path = question->path;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_autoptr(GVariant) properties = reply ? g_variant_get_child_value (reply, 0) : NULL;

  g_free (question);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  /* One that has gone meanwhile answers with an error: there is nothing to know. */
  if (properties)
    add_interface (self->upstream, path, interface, properties);
  if (take)
    answered (take);
}

static void
ask_for_properties (DtSnapshot *self, Take *take, const char *path, const char *interface)
{
  Question *question = g_new (Question, 1);

  question->self = g_object_ref (self);
  question->take = take;
  question->path = g_strdup (path);
  question->interface = interface;
  if (take)
    take->pending++;
  g_dbus_connection_call (self->bus, MM_NAME, path, "org.freedesktop.DBus.Properties", "GetAll",
                          g_variant_new ("(s)", interface), G_VARIANT_TYPE ("(a{sv})"), G_DBUS_CALL_FLAGS_NO_AUTO_START,
                          G_MAXINT, self->cancellable, on_properties, question);
}

static void
ask_for_bearers (DtSnapshot *self, Take *take, GVariant *modem)
{
  g_autofree const char **paths = NULL;

  if (!g_variant_lookup (modem, "Bearers", "^a&o", &paths))
    return;
  for (guint i = 0; paths[i]; i++) {
    g_autoptr(GVariant) known = dt_upstream_lookup (self->upstream, paths[i], MM_BEARER, "Connected");

    if (known == NULL)
      ask_for_properties (self, take, paths[i], MM_BEARER);
  }
}

void
dt_snapshot_follow (DtSnapshot *self, const DtMessage *message)
{
  g_autoptr(GVariant) properties = NULL;
  const char *interface;

  if (!g_variant_is_of_type (message->args, G_VARIANT_TYPE ("(sa{sv}as)")))
    return;
  g_variant_get (message->args, "(&s@a{sv}as)", &interface, &properties, NULL);
  if (strcmp (interface, MM_MODEM) == 0)
    ask_for_bearers (self, NULL, properties);
}

/*
 * Objects.
 */

static void
add_objects (Take *take, GVariant *objects)
{
  DtSnapshot *self = take->self;
  GVariantIter iter;
  const char *path;
  GVariant *interfaces;

  g_variant_iter_init (&iter, objects);
  while (g_variant_iter_loop (&iter, "{&o@a{sa{sv}}}", &path, &interfaces)) {
    g_autoptr(GVariant) modem = g_variant_lookup_value (interfaces, MM_MODEM, G_VARIANT_TYPE_VARDICT);

    dt_upstream_snapshot_object (self->upstream, g_get_monotonic_time (), path, interfaces);
    if (modem)
      ask_for_bearers (self, take, modem);
  }
  if (strcmp (take->name, MM_NAME) == 0)
    ask_for_properties (self, take, take->path, MM_NAME);
}

gboolean
dt_snapshot_is_too_early (const GError *error)
{
  return g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_OBJECT) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_INTERFACE);
}

static gboolean
on_again (gpointer data)
{
  Take *take = data;

  take->again = 0;
  ask_for_objects (take);
  answered (take);
  return G_SOURCE_REMOVE;
}

static void
ask_again (Take *take)
{
  take->pending++;
  take->again = g_timeout_add (take->again_ms, on_again, take);
  take->again_ms = MIN (take->again_ms * 2, AGAIN_LAST_MS);
}

static void
on_objects (GObject *source, GAsyncResult *result, gpointer data)
{
  Take *take = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_autoptr(GVariant) objects = reply ? g_variant_get_child_value (reply, 0) : NULL;
  g_autoptr(DtSnapshot) self = take->self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (objects)
    add_objects (take, objects);
  else if (dt_snapshot_is_too_early (error))
    ask_again (take);
  /* Anything else: it is not there, or has just gone, and NameOwnerChanged will tell. */
  answered (take);
}

static void
ask_for_objects (Take *take)
{
  DtSnapshot *self = take->self;

  take->pending++;
  g_object_ref (self);
  g_dbus_connection_call (self->bus, take->name, take->path, "org.freedesktop.DBus.ObjectManager", "GetManagedObjects", NULL,
                          G_VARIANT_TYPE ("(a{oa{sa{sv}}})"), G_DBUS_CALL_FLAGS_NO_AUTO_START, G_MAXINT, self->cancellable,
                          on_objects, take);
}

void
dt_snapshot_take (DtSnapshot *self, const char *name, const char *path)
{
  Take *take = g_new0 (Take, 1);

  take->self = self;
  take->name = g_strdup (name);
  take->path = g_strdup (path);
  take->again_ms = AGAIN_FIRST_MS;
  take->wait = g_timeout_add (DT_SNAPSHOT_WAIT_MS, on_wait_over, take);
  g_ptr_array_add (self->takes, take);
  ask_for_objects (take);
}

DtSnapshot *
dt_snapshot_new (GDBusConnection *bus, DtUpstream *upstream)
{
  DtSnapshot *self = g_object_new (DT_TYPE_SNAPSHOT, NULL);

  self->bus = g_object_ref (bus);
  self->upstream = upstream;
  return self;
}

static void
dt_snapshot_dispose (GObject *object)
{
  DtSnapshot *self = DT_SNAPSHOT (object);

  g_cancellable_cancel (self->cancellable);
  for (guint i = 0; i < self->takes->len; i++) {
    Take *take = self->takes->pdata[i];

    g_clear_handle_id (&take->wait, g_source_remove);
    g_clear_handle_id (&take->again, g_source_remove);
  }
  g_clear_object (&self->bus);
  G_OBJECT_CLASS (dt_snapshot_parent_class)->dispose (object);
}

static void
dt_snapshot_finalize (GObject *object)
{
  DtSnapshot *self = DT_SNAPSHOT (object);

  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->takes);
  G_OBJECT_CLASS (dt_snapshot_parent_class)->finalize (object);
}

static void
dt_snapshot_class_init (DtSnapshotClass *class)
{
  G_OBJECT_CLASS (class)->dispose = dt_snapshot_dispose;
  G_OBJECT_CLASS (class)->finalize = dt_snapshot_finalize;
  signals[SIGNAL_SETTLED] = g_signal_new ("settled", DT_TYPE_SNAPSHOT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_LATE] = g_signal_new ("late", DT_TYPE_SNAPSHOT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
dt_snapshot_init (DtSnapshot *self)
{
  self->cancellable = g_cancellable_new ();
  self->takes = g_ptr_array_new_with_free_func (take_free);
}
