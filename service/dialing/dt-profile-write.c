/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-profile-write.h"

#include <string.h>

#include "dt-profile-compare.h"
#include "dt-profile-order.h"
#include "dt-profile-secrets.h"

G_DEFINE_QUARK (dt-profile-write-error-quark, dt_profile_write_error)

typedef struct {
  GDBusConnection *bus;
  char *path;
  DtProfileTree *after;
  GQueue steps;                 /* DtProfileTree: an Update with it; NULL: ClearSecrets */
  gboolean is_new;
  gboolean cleared;
  char *filename;               /* of one that is removed */
  GError *problem;              /* why a new one is removed again */
} Writing;

/* Paths of profiles whose secrets are gone from NetworkManager's memory, but not from the disk: another attempt has to write
 * although nothing seems to differ.  A profile that is read from the disk again has them again. */
static GHashTable *half_cleared;

static void
tree_free (gpointer tree)
{
  if (tree)
    dt_profile_tree_free (tree);
}

static void
writing_free (gpointer data)
{
  Writing *writing = data;

  g_object_unref (writing->bus);
  g_free (writing->path);
  g_free (writing->filename);
  g_clear_error (&writing->problem);
  tree_free (writing->after);
  g_queue_clear_full (&writing->steps, tree_free);
  g_free (writing);
}

static GTask *
begin (GDBusConnection *bus, const char *path, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (NULL, NULL, callback, data);
  Writing *writing = g_new0 (Writing, 1);

  writing->bus = g_object_ref (bus);
  writing->path = g_strdup (path);
  g_queue_init (&writing->steps);
  g_task_set_task_data (task, writing, writing_free);
  return task;
}

/*
 * Reading back.
 */

static void
on_removed_again (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  Writing *writing = g_task_get_task_data (task);

  dt_profile_order_finish (G_DBUS_CONNECTION (source), result, NULL);
  g_task_return_error (task, g_steal_pointer (&writing->problem));
}

static void
on_read_back (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  Writing *writing = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(DtProfileTree) found = dt_profile_order_read_finish (result, &error);
  g_autofree char *difference = found ? dt_profile_compare (writing->after, found, !writing->is_new) : NULL;

  if (difference)
    error = g_error_new (DT_PROFILE_WRITE_ERROR, 0, "NetworkManager has something else in \"%s\" than it was given", difference);
  if (error == NULL) {
    g_task_return_boolean (task, TRUE);
  } else if (writing->is_new) {
    writing->problem = error;
    dt_profile_order_remove (writing->bus, writing->path, on_removed_again, g_steal_pointer (&task));
  } else {
    g_task_return_error (task, error);
  }
}

static void
read_back (GTask *task)
{
  Writing *writing = g_task_get_task_data (task);

  dt_profile_order_read (writing->bus, writing->path, TRUE, on_read_back, task);
}

/*
 * Changing.
 */

static void next_step (GTask *task);

static void
note_half_cleared (const Writing *writing, gboolean half)
{
  if (half_cleared == NULL)
    half_cleared = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (half)
    g_hash_table_add (half_cleared, g_strdup (writing->path));
  else
    g_hash_table_remove (half_cleared, writing->path);
  if (g_hash_table_size (half_cleared) == 0)
    g_clear_pointer (&half_cleared, g_hash_table_unref);
}

static gboolean
is_half_cleared (const char *path)
{
  return half_cleared && g_hash_table_contains (half_cleared, path);
}

static void
on_step (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Writing *writing = g_task_get_task_data (task);
  GError *error = NULL;

  if (dt_profile_order_finish (G_DBUS_CONNECTION (source), result, &error)) {
    next_step (task);
    return;
  }
  if (writing->cleared)
    note_half_cleared (writing, TRUE);
  g_task_return_error (task, error);
  g_object_unref (task);
}

static void
next_step (GTask *task)
{
  Writing *writing = g_task_get_task_data (task);
  DtProfileTree *tree;

  if (g_queue_is_empty (&writing->steps)) {
    note_half_cleared (writing, FALSE);
    read_back (task);
    return;
  }
  tree = g_queue_pop_head (&writing->steps);
  if (tree) {
    dt_profile_order_update (writing->bus, writing->path, tree, on_step, task);
    dt_profile_tree_free (tree);
  } else {
    writing->cleared = TRUE;
    dt_profile_order_clear_secrets (writing->bus, writing->path, on_step, task);
  }
}

static void
count_one (const char *section, const char *secret, gpointer n)
{
  ++*(guint *) n;
}

static guint
count_secrets (DtProfileTree *tree)
{
  guint n = 0;

  dt_profile_secrets_foreach (tree, count_one, &n);
  return n;
}

static void
disown (const char *section, const char *secret, gpointer tree)
{
  dt_profile_secrets_disown (tree, section, secret);
}

static void
add_update (Writing *writing, DtProfileTree *tree)
{
  g_queue_push_tail (&writing->steps, dt_profile_tree_copy (tree));
}

/*
 * While a secret is left, one Update forgets the others.  The last one goes by ClearSecrets, so that every agent that has an
 * old one forgets it too; the Update before it finds out whether the disk takes anything, the one behind it whether it did.
 * Where agents keep others ClearSecrets would take those: NetworkManager drops what nobody is to keep.
 */
static void
plan (Writing *writing, DtProfileTree *before)
{
  guint had = count_secrets (before), has = count_secrets (writing->after);
  guint agents_had = dt_profile_secrets_count_agents (before), agents_have = dt_profile_secrets_count_agents (writing->after);

  if (has == 0 && (had > 0 || agents_had > agents_have)) {
    if (agents_have == 0) {
      add_update (writing, writing->after);
      g_queue_push_tail (&writing->steps, NULL);
    } else {
      g_autoptr(DtProfileTree) disowned = dt_profile_tree_copy (writing->after);

      dt_profile_secrets_foreach (before, disown, disowned);
      add_update (writing, disowned);
    }
  }
  add_update (writing, writing->after);
}

void
dt_profile_write_change (GDBusConnection *bus, const char *path, DtProfileTree *before, DtProfileTree *after,
                         GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = begin (bus, path, callback, data);
  Writing *writing = g_task_get_task_data (task);
  g_autofree char *difference = dt_profile_compare (after, before, TRUE);

  writing->after = dt_profile_tree_copy (after);
  if (difference == NULL && !is_half_cleared (path)) {
    g_task_return_boolean (task, TRUE);
    g_object_unref (task);
    return;
  }
  plan (writing, before);
  next_step (task);
}

/*
 * New ones.
 */

static void
on_added (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Writing *writing = g_task_get_task_data (task);
  GError *error = NULL;

  writing->path = dt_profile_order_add_finish (G_DBUS_CONNECTION (source), result, &error);
  if (writing->path) {
    read_back (task);
    return;
  }
  g_task_return_error (task, error);
  g_object_unref (task);
}

void
dt_profile_write_new (GDBusConnection *bus, DtProfileTree *tree, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = begin (bus, NULL, callback, data);
  Writing *writing = g_task_get_task_data (task);

  writing->after = dt_profile_tree_copy (tree);
  writing->is_new = TRUE;
  dt_profile_order_add (bus, tree, on_added, task);
}

/*
 * Gone ones.
 */

static void
on_file (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  Writing *writing = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, &error);

  if (info == NULL && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, DT_PROFILE_WRITE_ERROR, 0, "NetworkManager has removed the entry, but not its file \"%s\": %s",
                             writing->filename, info ? "it is read again at the next start" : error->message);
}

/* Those of packages stay where they are; NetworkManager notes in /etc that they are not wanted. */
static gboolean
is_package_file (const char *filename)
{
  return g_str_has_prefix (filename, "/usr/");
}

static void
on_removed (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Writing *writing = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GFile) file = NULL;

  if (!dt_profile_order_finish (G_DBUS_CONNECTION (source), result, &error)) {
    g_task_return_error (task, error);
  } else if (writing->filename == NULL || !g_path_is_absolute (writing->filename) || is_package_file (writing->filename)) {
    g_task_return_boolean (task, TRUE);
  } else {
    file = g_file_new_for_path (writing->filename);
    g_file_query_info_async (file, G_FILE_ATTRIBUTE_STANDARD_TYPE, G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, G_PRIORITY_DEFAULT, NULL,
                             on_file, task);
    return;
  }
  g_object_unref (task);
}

static void
on_filename (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Writing *writing = g_task_get_task_data (task);

  /* Without one there is no file to look for. */
  writing->filename = dt_profile_order_filename_finish (G_DBUS_CONNECTION (source), result);
  dt_profile_order_remove (writing->bus, writing->path, on_removed, task);
}

void
dt_profile_write_removal (GDBusConnection *bus, const char *path, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = begin (bus, path, callback, data);

  dt_profile_order_filename (bus, path, on_filename, task);
}

gboolean
dt_profile_write_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
