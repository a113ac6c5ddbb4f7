/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-descriptor.h"

#include <gio/gunixfdlist.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "dt-daemon.h"
#include "dt-descriptor-child.h"
#include "dt-limits.h"

#define KEY "dialtone-descriptor"

/* Of all piles and descriptors.  pthread's, so that ThreadSanitizer sees it (as in dt-stray-calls.c). */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

struct _DtDescriptorPile {
  GArray *dropped;
  GHashTable *waiting;          /* uid -> how many wait with its calls */
  void (*notify) (gpointer data);
  gpointer data;
  int references;
};

struct _DtDescriptor {
  DtDescriptorPile *pile;
  char *sender;
  guint64 uid;
  int fd;                       /* -1: was taken */
  gboolean harmless, set;
  DtSecret *secret;
  GError *error;
};

static void
clear_dropped (gpointer data)
{
  g_free (((DtDropped *) data)->sender);
}

static GArray *
new_dropped (void)
{
  GArray *dropped = g_array_new (FALSE, FALSE, sizeof (DtDropped));

  g_array_set_clear_func (dropped, clear_dropped);
  return dropped;
}

DtDescriptorPile *
dt_descriptor_pile_new (void (*notify) (gpointer data), gpointer data)
{
  DtDescriptorPile *pile;

  pthread_mutex_lock (&lock);
  pile = g_new0 (DtDescriptorPile, 1);
  pile->dropped = new_dropped ();
  pile->waiting = g_hash_table_new (NULL, NULL);
  pile->notify = notify;
  pile->data = data;
  pile->references = 1;
  pthread_mutex_unlock (&lock);
  return pile;
}

DtDescriptorPile *
dt_descriptor_pile_ref (DtDescriptorPile *pile)
{
  pthread_mutex_lock (&lock);
  pile->references++;
  pthread_mutex_unlock (&lock);
  return pile;
}

void
dt_descriptor_pile_unref (gpointer data)
{
  DtDescriptorPile *pile = data;

  pthread_mutex_lock (&lock);
  if (--pile->references == 0) {
    /* The descriptors stay open: the warden has them. */
    g_array_unref (pile->dropped);
    g_hash_table_unref (pile->waiting);
    g_free (pile);
  }
  pthread_mutex_unlock (&lock);
}

void
dt_descriptor_pile_close (DtDescriptorPile *pile)
{
  pthread_mutex_lock (&lock);
  pile->notify = NULL;
  pthread_mutex_unlock (&lock);
}

GArray *
dt_descriptor_pile_take (DtDescriptorPile *pile)
{
  GArray *taken;

  pthread_mutex_lock (&lock);
  taken = pile->dropped;
  pile->dropped = new_dropped ();
  pthread_mutex_unlock (&lock);
  return taken;
}

void
dt_descriptor_pile_drop (DtDescriptorPile *pile, int fd, guint64 uid, const char *sender)
{
  const DtDropped dropped = { fd, uid, g_strdup (sender) };

  pthread_mutex_lock (&lock);
  g_array_append_val (pile->dropped, dropped);
  if (pile->dropped->len == 1 && pile->notify)
    pile->notify (pile->data);
  pthread_mutex_unlock (&lock);
}

static void
drop (DtDescriptorPile *pile, int fd, gboolean harmless, guint64 uid, const char *sender)
{
  if (!harmless) {
    dt_descriptor_pile_drop (pile, fd, uid, sender);
    return;
  }
  dt_descriptor_mark (fd, FALSE);
  close (fd);
}

/*
 * One that waits.
 */

static void
stop_counting (DtDescriptor *descriptor)
{
  gpointer uid = GUINT_TO_POINTER ((guint) descriptor->uid);
  guint n;

  if (descriptor->uid == DT_DESCRIPTOR_NOBODY)
    return;
  pthread_mutex_lock (&lock);
  n = GPOINTER_TO_UINT (g_hash_table_lookup (descriptor->pile->waiting, uid));
  if (n > 1)
    g_hash_table_insert (descriptor->pile->waiting, uid, GUINT_TO_POINTER (n - 1));
  else
    g_hash_table_remove (descriptor->pile->waiting, uid);
  pthread_mutex_unlock (&lock);
}

/* With its message, in whichever thread. */
static void
descriptor_free (gpointer data)
{
  DtDescriptor *descriptor = data;

  if (descriptor->fd >= 0)
    drop (descriptor->pile, descriptor->fd, descriptor->harmless, descriptor->uid, descriptor->sender);
  stop_counting (descriptor);
  g_clear_pointer (&descriptor->secret, dt_secret_free);
  g_clear_error (&descriptor->error);
  dt_descriptor_pile_unref (descriptor->pile);
  g_free (descriptor->sender);
  g_free (descriptor);
}

DtDescriptor *
dt_descriptor_of (GDBusMethodInvocation *invocation)
{
  return g_object_get_data (G_OBJECT (g_dbus_method_invocation_get_message (invocation)), KEY);
}

gboolean
dt_descriptor_admit (DtDescriptor *descriptor, guint32 uid)
{
  gpointer key = GUINT_TO_POINTER (uid);
  guint n;

  pthread_mutex_lock (&lock);
  n = GPOINTER_TO_UINT (g_hash_table_lookup (descriptor->pile->waiting, key)) + 1;
  g_hash_table_insert (descriptor->pile->waiting, key, GUINT_TO_POINTER (n));
  pthread_mutex_unlock (&lock);
  descriptor->uid = uid;
  return n <= DT_LIMIT_DESCRIPTORS_PER_UID;
}

gboolean
dt_descriptor_is_harmless (DtDescriptor *descriptor)
{
  return descriptor->harmless;
}

guint64
dt_descriptor_uid (DtDescriptor *descriptor)
{
  return descriptor->uid;
}

int
dt_descriptor_take (DtDescriptor *descriptor)
{
  int fd = descriptor->fd;

  descriptor->fd = -1;
  return fd;
}

void
dt_descriptor_set (DtDescriptor *descriptor, DtSecret *secret, GError *error)
{
  descriptor->set = TRUE;
  descriptor->secret = secret;
  descriptor->error = error;
}

gboolean
dt_descriptor_is_set (DtDescriptor *descriptor)
{
  return descriptor->set;
}

DtSecret *
dt_descriptor_secret (DtDescriptor *descriptor, GError **error)
{
  if (descriptor->error)
    g_propagate_error (error, g_steal_pointer (&descriptor->error));
  return g_steal_pointer (&descriptor->secret);
}

/*
 * The filter.
 */

/* The only call that takes one, and it takes one. */
static gboolean
may_have (GDBusMessage *message, int n)
{
  return n == 1 && g_dbus_message_get_message_type (message) == G_DBUS_MESSAGE_TYPE_METHOD_CALL &&
         g_strcmp0 (g_dbus_message_get_path (message), DT_ROOT_PATH) == 0 &&
         g_strcmp0 (g_dbus_message_get_interface (message), DT_MANAGER_INTERFACE) == 0 &&
         g_strcmp0 (g_dbus_message_get_member (message), "Dial") == 0;
}

static void
keep (DtDescriptorPile *pile, GDBusMessage *message, int fd)
{
  DtDescriptor *descriptor = g_new0 (DtDescriptor, 1);

  descriptor->pile = dt_descriptor_pile_ref (pile);
  descriptor->sender = g_strdup (g_dbus_message_get_sender (message));
  descriptor->uid = DT_DESCRIPTOR_NOBODY;
  descriptor->fd = fd;
  descriptor->harmless = dt_descriptor_is_sealed (fd);
  g_object_set_data_full (G_OBJECT (message), KEY, descriptor, descriptor_free);
}

GDBusMessage *
dt_descriptor_filter (GDBusConnection *bus, GDBusMessage *message, gboolean incoming, gpointer data)
{
  GUnixFDList *list = incoming ? g_dbus_message_get_unix_fd_list (message) : NULL;
  g_autofree int *fds = NULL;
  int n = 0;

  if (list == NULL)
    return message;
  fds = g_unix_fd_list_steal_fds (list, &n);
  for (int i = 0; i < n; i++)
    dt_descriptor_mark (fds[i], TRUE);
  if (may_have (message, n))
    keep (data, message, fds[0]);
  else
    for (int i = 0; i < n; i++)
      drop (data, fds[i], dt_descriptor_is_sealed (fds[i]), DT_DESCRIPTOR_NOBODY, g_dbus_message_get_sender (message));
  return message;
}
