/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-descriptor-turns.h"

#include <errno.h>
#include <signal.h>

#include "dt-bus-error.h"
#include "dt-descriptor-child.h"
#include "dt-limits.h"

/* Of one user, or of senders that had left before somebody asked who they were. */
typedef struct {
  guint64 uid;
  GQueue wishes;                /* Wish that wait for a child */
  GArray *closing;              /* int that wait for one */
  guint children;
} User;

struct _DtDescriptorTurns {
  GHashTable *users;            /* uid -> User */
  GPtrArray *children;          /* Child */
  guint closing_children;
  guint retry;
};

/* A descriptor to be read for a call. */
typedef struct {
  DtDescriptorTurns *turns;
  guint64 uid;
  DtDescriptorReadFunc func;
  gpointer data;
  int fd;
  guint alarm;
  struct _Child *child;         /* NULL: waits for one */
} Wish;

typedef struct _Child {
  DtDescriptorTurns *turns;
  User *user;
  DtDescriptorWork *work;
  Wish *wish;                   /* NULL: only closes, or the call was answered */
  gboolean reads;
  pid_t pid;
  guint watch, alarm;
} Child;

static void pump (DtDescriptorTurns *turns);

static void
user_free (gpointer data)
{
  User *user = data;

  g_array_unref (user->closing);
  g_free (user);
}

static User *
user_of (DtDescriptorTurns *turns, guint64 uid)
{
  User *user = g_hash_table_lookup (turns->users, &uid);

  if (user == NULL) {
    user = g_new0 (User, 1);
    user->uid = uid;
    user->closing = g_array_new (FALSE, FALSE, sizeof (int));
    g_hash_table_insert (turns->users, &user->uid, user);
  }
  return user;
}

/* @error: NULL, or why it was not read. */
static void
answer (Wish *wish, DtSecret *secret, GError *error)
{
  g_clear_handle_id (&wish->alarm, g_source_remove);
  if (wish->child)
    wish->child->wish = NULL;
  wish->func (secret, error, wish->data);
  g_free (wish);
}

/*
 * A child.
 */

/* What it has not begun to close is closed by another one. */
static void
take_rest (Child *child)
{
  int rest[DT_DESCRIPTOR_BATCH];
  guint n = dt_descriptor_work_take_rest (child->work, rest);

  g_array_append_vals (child->user->closing, rest, n);
}

static void
child_free (gpointer data)
{
  Child *child = data;

  g_clear_handle_id (&child->watch, g_source_remove);
  g_clear_handle_id (&child->alarm, g_source_remove);
  dt_descriptor_work_free (child->work);
  g_free (child);
}

static void
on_ended (GPid pid, int status, gpointer data)
{
  Child *child = data;
  DtDescriptorTurns *turns = child->turns;
  Wish *wish = child->wish;
  GError *error = NULL;
  DtSecret *secret = NULL;

  child->watch = 0;
  take_rest (child);
  if (wish && WIFEXITED (status) && WEXITSTATUS (status) == 0)
    secret = dt_descriptor_work_secret (child->work, &error);
  else if (wish)
    error = g_error_new_literal (DT_BUS_ERROR, DT_BUS_ERROR_NOT_AVAILABLE, "what reads it has ended before it had done so");
  child->user->children--;
  turns->closing_children -= !child->reads;
  if (wish)
    answer (wish, secret, error);
  g_ptr_array_remove_fast (turns->children, child);
  pump (turns);
}

/* It may hang for ever, deaf to SIGKILL; it is waited for all the same, and is counted until it is gone. */
static void
give_up (Child *child)
{
  kill (child->pid, SIGKILL);
  take_rest (child);
}

static gboolean
on_child_alarm (gpointer data)
{
  Child *child = data;

  child->alarm = 0;
  give_up (child);
  pump (child->turns);
  return G_SOURCE_REMOVE;
}

static gboolean
on_retry (gpointer data)
{
  DtDescriptorTurns *turns = data;

  turns->retry = 0;
  pump (turns);
  return G_SOURCE_REMOVE;
}

static Child *
start (DtDescriptorTurns *turns, User *user, const int *fds, guint n, gboolean reads)
{
  DtDescriptorWork *work = dt_descriptor_work_new (fds, n, reads);
  pid_t pid = dt_descriptor_work_start (work);
  Child *child;

  if (pid < 0) {
    g_warning ("No process for a descriptor: %s", g_strerror (errno));
    dt_descriptor_work_free (work);
    if (turns->retry == 0)
      turns->retry = g_timeout_add_seconds (1, on_retry, turns);
    return NULL;
  }
  child = g_new0 (Child, 1);
  child->turns = turns;
  child->user = user;
  child->work = work;
  child->reads = reads;
  child->pid = pid;
  child->watch = g_child_watch_add (pid, on_ended, child);
  g_ptr_array_add (turns->children, child);
  user->children++;
  turns->closing_children += !reads;
  return child;
}

/*
 * Whose turn it is.
 */

static gboolean
start_reading (DtDescriptorTurns *turns, User *user)
{
  Wish *wish = g_queue_peek_head (&user->wishes);
  Child *child = start (turns, user, &wish->fd, 1, TRUE);

  if (child == NULL)
    return FALSE;
  g_queue_pop_head (&user->wishes);
  child->wish = wish;
  wish->child = child;
  return TRUE;
}

static gboolean
start_closing (DtDescriptorTurns *turns, User *user)
{
  guint n = MIN (user->closing->len, DT_DESCRIPTOR_BATCH);
  Child *child = start (turns, user, (const int *) (gpointer) user->closing->data, n, FALSE);

  if (child == NULL)
    return FALSE;
  child->alarm = g_timeout_add_seconds (DT_LIMIT_CHILD_SECONDS, on_child_alarm, child);
  g_array_remove_range (user->closing, 0, n);
  return TRUE;
}

/* Whether something was begun. */
static gboolean
serve (DtDescriptorTurns *turns, User *user)
{
  if (user->children >= DT_LIMIT_CHILDREN_PER_UID || turns->children->len >= DT_LIMIT_CHILDREN)
    return FALSE;
  if (!g_queue_is_empty (&user->wishes))
    return start_reading (turns, user);
  return user->closing->len > 0 && turns->closing_children < DT_LIMIT_CLOSING_CHILDREN && start_closing (turns, user);
}

static gboolean
is_idle (gpointer key, gpointer value, gpointer data)
{
  User *user = value;

  return user->children == 0 && user->closing->len == 0 && g_queue_is_empty (&user->wishes);
}

/* In turns, as long as there is work and a child for it. */
static void
pump (DtDescriptorTurns *turns)
{
  gboolean any = TRUE;

  while (any) {
    GHashTableIter iter;
    gpointer user;

    any = FALSE;
    g_hash_table_iter_init (&iter, turns->users);
    while (g_hash_table_iter_next (&iter, NULL, &user))
      any |= serve (turns, user);
  }
  g_hash_table_foreach_remove (turns->users, is_idle, NULL);
}

static gboolean
on_wish_alarm (gpointer data)
{
  Wish *wish = data;
  Child *child = wish->child;
  DtDescriptorTurns *turns = wish->turns;
  User *user = user_of (turns, wish->uid);

  wish->alarm = 0;
  if (child) {
    give_up (child);
    answer (wish, NULL, g_error_new (DT_BUS_ERROR, DT_BUS_ERROR_TIMED_OUT, "reading it took longer than %d seconds",
                                     DT_LIMIT_CHILD_SECONDS));
  } else {
    g_queue_remove (&user->wishes, wish);
    g_array_append_val (user->closing, wish->fd);
    answer (wish, NULL, g_error_new (DT_BUS_ERROR, DT_BUS_ERROR_LIMITS_EXCEEDED, "%u other descriptors of user %u could not be read "
                                     "or closed yet", user->children, (guint) user->uid));
  }
  pump (turns);
  return G_SOURCE_REMOVE;
}

void
dt_descriptor_turns_read (DtDescriptorTurns *turns, guint64 uid, int fd, DtDescriptorReadFunc func, gpointer data)
{
  Wish *wish = g_new0 (Wish, 1);

  wish->turns = turns;
  wish->uid = uid;
  wish->func = func;
  wish->data = data;
  wish->fd = fd;
  wish->alarm = g_timeout_add_seconds (DT_LIMIT_CHILD_SECONDS, on_wish_alarm, wish);
  g_queue_push_tail (&user_of (turns, uid)->wishes, wish);
  pump (turns);
}

void
dt_descriptor_turns_close (DtDescriptorTurns *turns, guint64 uid, const int *fds, guint n)
{
  g_array_append_vals (user_of (turns, uid)->closing, fds, n);
  pump (turns);
}

guint
dt_descriptor_turns_waiting (DtDescriptorTurns *turns)
{
  GHashTableIter iter;
  gpointer user;
  guint n = 0;

  g_hash_table_iter_init (&iter, turns->users);
  while (g_hash_table_iter_next (&iter, NULL, &user))
    n += ((User *) user)->closing->len;
  return n;
}

DtDescriptorTurns *
dt_descriptor_turns_new (void)
{
  DtDescriptorTurns *turns = g_new0 (DtDescriptorTurns, 1);

  turns->users = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, user_free);
  turns->children = g_ptr_array_new_with_free_func (child_free);
  return turns;
}

static void
wish_free (Wish *wish)
{
  g_clear_handle_id (&wish->alarm, g_source_remove);
  g_free (wish);
}

void
dt_descriptor_turns_free (DtDescriptorTurns *turns)
{
  GHashTableIter iter;
  gpointer user;

  g_clear_handle_id (&turns->retry, g_source_remove);
  for (guint i = 0; i < turns->children->len; i++) {
    Child *child = turns->children->pdata[i];

    g_clear_pointer (&child->wish, wish_free);
    kill (child->pid, SIGKILL);
  }
  g_hash_table_iter_init (&iter, turns->users);
  while (g_hash_table_iter_next (&iter, NULL, &user))
    g_queue_clear_full (&((User *) user)->wishes, (GDestroyNotify) wish_free);
  g_ptr_array_unref (turns->children);
  g_hash_table_unref (turns->users);
  g_free (turns);
}
