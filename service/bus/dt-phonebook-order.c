/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Calls of Phonebook that wait for NetworkManager. */
#include <string.h>

#include "dt-bus-error.h"
#include "dt-limits.h"
#include "dt-phonebook-edit.h"
#include "dt-profile-order.h"
#include "dt-profile-write.h"

/* The index learns of a change by NetworkManager's signals, a moment later. */
#define LOOK_AGAIN_MS 10
#define SETTLE_SECONDS 5

typedef enum { THERE, NAMED, GONE } Expected;

typedef struct {
  DtRequest *request;
  guint32 uid;
  DtPhonebookRead read;
  DtPhonebookChange change;
  GVariant *answer;
  Expected expected;
  char *uuid, *name;
  gint64 give_up_at;
} Order;

/* uid -> orders under way.  The bus drops replies beyond 1,024 that we wait for, so
 * nobody may have so many that others' calls are lost. */
static GHashTable *under_way;

static guint
count (guint32 uid)
{
  return under_way ? GPOINTER_TO_UINT (g_hash_table_lookup (under_way, GUINT_TO_POINTER (uid))) : 0;
}

static void
set_count (guint32 uid, guint n)
{
  if (under_way == NULL)
    under_way = g_hash_table_new (NULL, NULL);
  if (n > 0)
    g_hash_table_insert (under_way, GUINT_TO_POINTER (uid), GUINT_TO_POINTER (n));
  else
    g_hash_table_remove (under_way, GUINT_TO_POINTER (uid));
  if (g_hash_table_size (under_way) == 0)
    g_clear_pointer (&under_way, g_hash_table_unref);
}

/* NULL: the call was answered with LimitsExceeded. */
static Order *
order_new (DtRequest *request, const char *uuid)
{
  guint32 uid = request->caller->uid;
  Order *order;

  if (count (uid) >= DT_LIMIT_ORDERS_PER_UID) {
    dt_request_fail_with (request, DT_BUS_ERROR_LIMITS_EXCEEDED, "User %u has %d calls of Phonebook under way", uid,
                          DT_LIMIT_ORDERS_PER_UID);
    return NULL;
  }
  order = g_new0 (Order, 1);
  order->request = request;
  order->uid = uid;
  order->uuid = g_strdup (uuid);
  set_count (uid, count (uid) + 1);
  return order;
}

static void
order_free (Order *order)
{
  set_count (order->uid, count (order->uid) - 1);
  g_clear_pointer (&order->answer, g_variant_unref);
  g_free (order->uuid);
  g_free (order->name);
  g_free (order);
}

/* NetworkManager (1.42.4) has no error of its own for a disk that takes nothing: in an Update it is one of the connection's,
 * in AddConnection it is "Failed". */
static gboolean
is_disk (const char *name, const char *message)
{
  return g_str_has_suffix (name, ".Settings.Failed") ||
         (g_str_has_suffix (name, ".Settings.InvalidConnection") && strstr (message, "failed to update connection"));
}

/* NetworkManager says what it does not like about settings; everything else is its own trouble. */
static int
code_of (const char *name, const char *message)
{
  if (name == NULL)
    return DT_BUS_ERROR_NOT_AVAILABLE;
  if (is_disk (name, message))
    return DT_BUS_ERROR_NOT_SAVED;
  if (g_str_has_suffix (name, ".PermissionDenied"))
    return DT_BUS_ERROR_NOT_AUTHORIZED;
  if (g_str_has_suffix (name, ".UnknownMethod") || g_str_has_suffix (name, ".UnknownObject"))
    return DT_BUS_ERROR_NO_SUCH_ENTRY;
  if (strstr (name, ".Connection.") || strstr (name, ".InvalidConnection") || strstr (name, ".InvalidSetting"))
    return DT_BUS_ERROR_INVALID_OPTION;
  return DT_BUS_ERROR_NOT_AVAILABLE;
}

static void
fail (Order *order, GError *error)
{
  DtRequest *request = order->request;
  g_autofree char *name = g_dbus_error_get_remote_error (error);

  order_free (order);
  if (error->domain == DT_PROFILE_WRITE_ERROR) {
    dt_request_fail_with (request, DT_BUS_ERROR_NOT_SAVED, "%s", error->message);
    g_error_free (error);
  } else if (error->domain != DT_BUS_ERROR) {
    g_dbus_error_strip_remote_error (error);
    dt_request_fail_with (request, code_of (name, error->message), "NetworkManager: %s", dt_bus_error_quote (error->message).text);
    g_error_free (error);
  } else {
    dt_request_fail (request, error);
  }
}

/*
 * Waiting for the index.
 */

static gboolean
is_settled (const Order *order)
{
  const DtProfile *profile = dt_profiles_by_uuid (order->request->daemon->profiles, order->uuid);

  switch (order->expected) {
  case THERE:
    return profile != NULL;
  case NAMED:
    return profile == NULL || strcmp (profile->id, order->name) == 0;
  case GONE:
    return profile == NULL;
  }
  g_return_val_if_reached (TRUE);
}

static gboolean
settle (gpointer data)
{
  Order *order = data;
  DtRequest *request = order->request;
  GVariant *answer;

  if (!is_settled (order) && g_get_monotonic_time () < order->give_up_at)
    return G_SOURCE_CONTINUE;
  answer = g_steal_pointer (&order->answer);
  order_free (order);
  dt_request_return (request, answer);
  if (answer)
    g_variant_unref (answer);
  return G_SOURCE_REMOVE;
}

/* It is as it was to be. */
static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;
  Order *order = data;

  if (!dt_profile_write_finish (result, &error)) {
    fail (order, error);
    return;
  }
  order->give_up_at = g_get_monotonic_time () + SETTLE_SECONDS * G_USEC_PER_SEC;
  if (settle (order) == G_SOURCE_CONTINUE)
    g_timeout_add (LOOK_AGAIN_MS, settle, order);
}

/*
 * Reading and changing.
 */

static void
write_back (Order *order, const DtProfile *profile, DtProfileTree *before, DtProfileTree *after)
{
  order->expected = NAMED;
  order->name = g_strdup (dt_profile_tree_text (after, "connection", "id"));
  dt_profile_write_change (order->request->daemon->bus, profile->path, before, after, on_done, order);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  Order *order = data;
  DtRequest *request = order->request;
  GError *error = NULL;
  g_autoptr(DtProfileTree) tree = dt_profile_order_read_finish (result, &error);
  const DtProfile *profile = tree ? dt_profiles_by_uuid (request->daemon->profiles, order->uuid) : NULL;
  GVariant *answer;

  /* It may have gone, or been made private, meanwhile. */
  if (tree && (profile == NULL || !dt_profile_visible_to (profile, request->caller->user_name, request->caller->uid)))
    g_set_error_literal (&error, DT_BUS_ERROR, DT_BUS_ERROR_NO_SUCH_ENTRY, "The entry is there no more");
  if (error) {
    fail (order, error);
    return;
  }
  answer = order->read (profile, tree);
  order_free (order);
  dt_request_return (request, answer);
}

static void
on_read_to_change (GObject *source, GAsyncResult *result, gpointer data)
{
  Order *order = data;
  DtRequest *request = order->request;
  GError *error = NULL;
  g_autoptr(DtProfileTree) before = dt_profile_order_read_finish (result, &error);
  g_autoptr(DtProfileTree) after = before ? dt_profile_tree_copy (before) : NULL;
  const DtProfile *profile = before ? dt_profiles_by_uuid (request->daemon->profiles, order->uuid) : NULL;

  if (before && profile == NULL)
    g_set_error_literal (&error, DT_BUS_ERROR, DT_BUS_ERROR_NO_SUCH_ENTRY, "The entry is there no more");
  if (error || !dt_phonebook_is_still_so (request, before, &error) || !order->change (request, profile, after, &error))
    fail (order, error);
  else
    write_back (order, profile, before, after);
}

void
dt_phonebook_read (DtRequest *request, DtPhonebookRead read, gboolean secrets)
{
  g_autoptr(GVariant) first = g_variant_get_child_value (dt_request_parameters (request), 0);
  GError *error = NULL;
  const DtProfile *profile = dt_phonebook_find_for (request, g_variant_get_string (first, NULL), &error);
  Order *order;

  if (profile == NULL) {
    dt_request_fail (request, error);
    return;
  }
  order = order_new (request, profile->uuid);
  if (order == NULL)
    return;
  order->read = read;
  dt_profile_order_read (request->daemon->bus, profile->path, secrets, on_read, order);
}

void
dt_phonebook_change (DtRequest *request, DtPhonebookChange change)
{
  const DtProfile *profile = dt_phonebook_authorized (request);
  Order *order = profile ? order_new (request, profile->uuid) : NULL;

  if (order == NULL)
    return;
  order->change = change;
  dt_profile_order_read (request->daemon->bus, profile->path, TRUE, on_read_to_change, order);
}

/*
 * New ones, and gone ones.
 */

void
dt_phonebook_add (DtRequest *request, DtProfileTree *tree, const char *uuid, GVariant *answer)
{
  Order *order = order_new (request, uuid);

  g_variant_ref_sink (answer);
  if (order == NULL) {
    g_variant_unref (answer);
    return;
  }
  order->expected = THERE;
  order->answer = answer;
  dt_profile_write_new (request->daemon->bus, tree, on_done, order);
}

void
dt_phonebook_remove (DtRequest *request, const DtProfile *profile)
{
  Order *order = order_new (request, profile->uuid);

  if (order == NULL)
    return;
  order->expected = GONE;
  dt_profile_write_removal (request->daemon->bus, profile->path, on_done, order);
}
