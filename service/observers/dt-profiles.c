/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-profiles.h"

#include <string.h>

#include "dt-profile-parse.h"
#include "dt-snapshot.h"

#define NM_NAME "org.freedesktop.NetworkManager"
#define NM_SETTINGS NM_NAME ".Settings"
#define NM_PROFILE NM_SETTINGS ".Connection"
#define SETTINGS_PATH "/org/freedesktop/NetworkManager/Settings"

/* Trap 8: dbus-daemon fails calls beyond 1,024 unanswered ones of a connection. */
#define WINDOW 64

#define LIST_AGAIN_FIRST_MS 50
#define LIST_AGAIN_LAST_MS 2000

struct _DtProfiles {
  GObject parent;
  GDBusConnection *bus;
  DtUpstream *upstream;
  GCancellable *cancellable;    /* of this run of NetworkManager */
  GHashTable *by_path;          /* path -> DtProfile, owned */
  GHashTable *by_uuid;          /* uuid -> DtProfile */
  GQueue *waiting;              /* paths to be asked */
  GHashTable *is_waiting;       /* the same paths, borrowed */
  guint list_again, list_again_ms;
  guint pending;
  gboolean listed, ready;
  guint subscriptions[3];
};

G_DEFINE_TYPE (DtProfiles, dt_profiles, G_TYPE_OBJECT)

enum { SIGNAL_READY, SIGNAL_CHANGED, SIGNAL_PERMISSIONS, SIGNAL_COPY, N_SIGNALS };
static guint signals[N_SIGNALS];

static void ask_more (DtProfiles *self);

typedef enum { ADDED, REMOVED, CHANGED } Change;

static void
emit_changed (DtProfiles *self, Change change, const char *uuid)
{
  const char *one[] = { uuid, NULL }, *none[] = { NULL };

  if (self->ready)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0, change == ADDED ? one : none, change == REMOVED ? one : none,
                   change == CHANGED ? one : none);
}

static gboolean
is_for_all (const DtProfile *profile)
{
  return profile && profile->users == NULL;
}

static void
forget (DtProfiles *self, const char *path)
{
  DtProfile *old = g_hash_table_lookup (self->by_path, path);

  if (old == NULL)
    return;
  if (g_hash_table_lookup (self->by_uuid, old->uuid) == old)
    g_hash_table_remove (self->by_uuid, old->uuid);
  g_hash_table_steal (self->by_path, path);
  if (is_for_all (old))
    emit_changed (self, REMOVED, old->uuid);
  dt_profile_free (old);
}

static void
keep (DtProfiles *self, DtProfile *profile)
{
  DtProfile *old = g_hash_table_lookup (self->by_path, profile->path);
  gboolean same = old && dt_profile_equal (old, profile);
  gboolean was_for_all = is_for_all (old);
  gboolean same_users = old && dt_profile_same_users (old->users, profile->users);

  if (old && g_hash_table_lookup (self->by_uuid, old->uuid) == old)
    g_hash_table_remove (self->by_uuid, old->uuid);
  g_hash_table_replace (self->by_path, profile->path, profile);
  g_hash_table_replace (self->by_uuid, profile->uuid, profile);
  if (!same_users)
    g_signal_emit (self, signals[SIGNAL_PERMISSIONS], 0, profile);
  /* One that becomes restricted has gone for those who may not see it. */
  if (is_for_all (profile) && !same)
    emit_changed (self, was_for_all ? CHANGED : ADDED, profile->uuid);
  else if (was_for_all && !same)
    emit_changed (self, REMOVED, profile->uuid);
}

static void
learn (DtProfiles *self, const char *path, GVariant *settings)
{
  DtProfile *profile = dt_profile_parse (path, settings);
  g_autoptr(GVariant) connection = g_variant_lookup_value (settings, "connection", G_VARIANT_TYPE_VARDICT);
  DtProfileFacts facts = { .uuid = "", .id = "", .type = "" };

  if (connection) {
    g_variant_lookup (connection, "uuid", "&s", &facts.uuid);
    g_variant_lookup (connection, "id", "&s", &facts.id);
  }
  if (profile) {
    facts.type = dt_profile_nm_type (settings);
    facts.service = profile->service;
    facts.parent = profile->parent;
    facts.home_only = profile->home_only;
  }
  dt_upstream_profile (self->upstream, path, &facts);
  if (profile)
    keep (self, profile);
  else
    forget (self, path);
  if (dt_profile_is_copy (settings))
    g_signal_emit (self, signals[SIGNAL_COPY], 0, path, facts.uuid);
}

typedef struct {
  DtProfiles *self;
  char *path;
} Question;

static void
become_ready (DtProfiles *self)
{
  if (self->ready || !self->listed || self->pending > 0 || !g_queue_is_empty (self->waiting))
    return;
  self->ready = TRUE;
  g_signal_emit (self, signals[SIGNAL_READY], 0);
}

static void
on_settings (GObject *source, GAsyncResult *result, gpointer data)
{
  Question *question = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_autoptr(GVariant) settings = reply ? g_variant_get_child_value (reply, 0) : NULL;
  DtProfiles *self = question->self;

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    self->pending--;
    /* A profile that vanished meanwhile answers with an error: there is nothing to know. */
    if (settings)
      learn (self, question->path, settings);
    ask_more (self);
    become_ready (self);
  }
  g_object_unref (question->self);
  g_free (question->path);
  g_free (question);
}

static void
ask_more (DtProfiles *self)
{
  while (self->pending < WINDOW && !g_queue_is_empty (self->waiting)) {
    Question *question = g_new (Question, 1);

    question->self = g_object_ref (self);
    question->path = g_queue_pop_head (self->waiting);
    g_hash_table_remove (self->is_waiting, question->path);
    self->pending++;
    g_dbus_connection_call (self->bus, NM_NAME, question->path, NM_PROFILE, "GetSettings", NULL,
                            G_VARIANT_TYPE ("(a{sa{sv}})"), G_DBUS_CALL_FLAGS_NO_AUTO_START, G_MAXINT, self->cancellable,
                            on_settings, question);
  }
}

static void
ask (DtProfiles *self, const char *path)
{
  char *own;

  /* NetworkManager tells each profile it loads, and lists it too. */
  if (g_hash_table_contains (self->is_waiting, path))
    return;
  own = g_strdup (path);
  g_queue_push_tail (self->waiting, own);
  g_hash_table_add (self->is_waiting, own);
  ask_more (self);
}

static void list_all (DtProfiles *self);

static gboolean
on_list_again (gpointer data)
{
  DtProfiles *self = data;

  self->list_again = 0;
  list_all (self);
  return G_SOURCE_REMOVE;
}

static void
list_again (DtProfiles *self)
{
  self->list_again = g_timeout_add (self->list_again_ms, on_list_again, self);
  self->list_again_ms = MIN (self->list_again_ms * 2, LIST_AGAIN_LAST_MS);
}

static void
on_list (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(DtProfiles) self = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_autofree const char **paths = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (dt_snapshot_is_too_early (error)) {
    list_again (self);
    return;
  }
  if (reply)
    g_variant_get (reply, "(^a&o)", &paths);
  else
    g_message ("NetworkManager lists no profiles: %s", error->message);
  for (guint i = 0; paths && paths[i]; i++)
    ask (self, paths[i]);
  self->listed = TRUE;
  become_ready (self);
}

static void
on_signal (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *member,
           GVariant *parameters, gpointer data)
{
  DtProfiles *self = data;
  const char *other;

  if (strcmp (member, "NewConnection") == 0 && g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(o)"))) {
    g_variant_get (parameters, "(&o)", &other);
    ask (self, other);
  } else if (strcmp (member, "Updated") == 0) {
    ask (self, path);
  } else if (strcmp (member, "Removed") == 0 && strcmp (interface, NM_PROFILE) == 0) {
    forget (self, path);
    dt_upstream_profile_removed (self->upstream, path);
  }
}

static void
subscribe (DtProfiles *self)
{
  static const struct {
    const char *interface, *member;
  } wanted[] = { { NM_SETTINGS, "NewConnection" }, { NM_PROFILE, "Updated" }, { NM_PROFILE, "Removed" } };

  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    self->subscriptions[i] =
      g_dbus_connection_signal_subscribe (self->bus, NM_NAME, wanted[i].interface, wanted[i].member, NULL, NULL,
                                          G_DBUS_SIGNAL_FLAGS_NONE, on_signal, self, NULL);
}

DtProfiles *
dt_profiles_new (GDBusConnection *bus, DtUpstream *upstream)
{
  DtProfiles *self = g_object_new (DT_TYPE_PROFILES, NULL);

  self->bus = g_object_ref (bus);
  self->upstream = upstream;
  subscribe (self);
  return self;
}

static void
list_all (DtProfiles *self)
{
  g_dbus_connection_call (self->bus, NM_NAME, SETTINGS_PATH, NM_SETTINGS, "ListConnections", NULL, G_VARIANT_TYPE ("(ao)"),
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, G_MAXINT, self->cancellable, on_list, g_object_ref (self));
}

void
dt_profiles_start (DtProfiles *self)
{
  dt_profiles_reset (self);
  list_all (self);
}

void
dt_profiles_reset (DtProfiles *self)
{
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  g_clear_handle_id (&self->list_again, g_source_remove);
  self->list_again_ms = LIST_AGAIN_FIRST_MS;
  g_hash_table_remove_all (self->is_waiting);
  g_queue_clear_full (self->waiting, g_free);
  self->pending = 0;
  self->listed = self->ready = FALSE;
  g_hash_table_remove_all (self->by_uuid);
  g_hash_table_remove_all (self->by_path);
}

gboolean
dt_profiles_is_ready (DtProfiles *self)
{
  return self->ready;
}

const DtProfile *
dt_profiles_by_uuid (DtProfiles *self, const char *uuid)
{
  return g_hash_table_lookup (self->by_uuid, uuid);
}

const DtProfile *
dt_profiles_by_path (DtProfiles *self, const char *path)
{
  return g_hash_table_lookup (self->by_path, path);
}

GPtrArray *
dt_profiles_by_name (DtProfiles *self, const char *name)
{
  GPtrArray *found = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer profile;

  g_hash_table_iter_init (&iter, self->by_path);
  while (g_hash_table_iter_next (&iter, NULL, &profile))
    if (strcmp (((DtProfile *) profile)->id, name) == 0)
      g_ptr_array_add (found, profile);
  return found;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  const DtProfile *x = *(DtProfile *const *) a, *y = *(DtProfile *const *) b;
  int order = strcmp (x->id, y->id);

  return order ? order : strcmp (x->uuid, y->uuid);
}

GPtrArray *
dt_profiles_all (DtProfiles *self)
{
  GPtrArray *all = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer profile;

  g_hash_table_iter_init (&iter, self->by_path);
  while (g_hash_table_iter_next (&iter, NULL, &profile))
    g_ptr_array_add (all, profile);
  g_ptr_array_sort (all, compare_names);
  return all;
}

gboolean
dt_profile_visible_to (const DtProfile *profile, const char *user_name, guint32 uid)
{
  return profile->users == NULL || uid == 0 ||
         (user_name && g_strv_contains ((const char *const *) profile->users, user_name));
}

static void
dt_profiles_dispose (GObject *object)
{
  DtProfiles *self = DT_PROFILES (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->list_again, g_source_remove);
  for (guint i = 0; self->bus && i < G_N_ELEMENTS (self->subscriptions); i++)
    g_dbus_connection_signal_unsubscribe (self->bus, self->subscriptions[i]);
  g_clear_object (&self->bus);
  G_OBJECT_CLASS (dt_profiles_parent_class)->dispose (object);
}

static void
dt_profiles_finalize (GObject *object)
{
  DtProfiles *self = DT_PROFILES (object);

  g_object_unref (self->cancellable);
  g_hash_table_unref (self->is_waiting);
  g_queue_free_full (self->waiting, g_free);
  g_hash_table_unref (self->by_uuid);
  g_hash_table_unref (self->by_path);
  G_OBJECT_CLASS (dt_profiles_parent_class)->finalize (object);
}

static void
dt_profiles_class_init (DtProfilesClass *class)
{
  G_OBJECT_CLASS (class)->dispose = dt_profiles_dispose;
  G_OBJECT_CLASS (class)->finalize = dt_profiles_finalize;
  signals[SIGNAL_READY] = g_signal_new ("ready", DT_TYPE_PROFILES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_PERMISSIONS] = g_signal_new ("permissions", DT_TYPE_PROFILES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                              G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[SIGNAL_COPY] = g_signal_new ("copy", DT_TYPE_PROFILES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                       G_TYPE_STRING, G_TYPE_STRING);
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", DT_TYPE_PROFILES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3,
                                          G_TYPE_STRV, G_TYPE_STRV, G_TYPE_STRV);
}

static void
dt_profiles_init (DtProfiles *self)
{
  self->cancellable = g_cancellable_new ();
  self->waiting = g_queue_new ();
  self->is_waiting = g_hash_table_new (g_str_hash, g_str_equal);
  self->by_path = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) dt_profile_free);
  self->by_uuid = g_hash_table_new (g_str_hash, g_str_equal);
}
