/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-descriptors.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "dt-bus-error.h"
#include "dt-caller.h"
#include "dt-descriptor-child.h"
#include "dt-descriptor-turns.h"
#include "dt-limits.h"

#define KEY "dialtone-descriptors"

struct _DtDescriptors {
  GDBusConnection *bus;
  DtDescriptorPile *pile;
  DtDescriptorTurns *turns;
  guint filter;
  GHashTable *asked;            /* sender -> GArray of int: whose uid the bus is asked for */
};

/* How many wait to be closed, or to be known whose they are. */
static guint
count_waiting (DtDescriptors *descriptors)
{
  guint n = dt_descriptor_turns_waiting (descriptors->turns);
  GHashTableIter iter;
  gpointer fds;

  g_hash_table_iter_init (&iter, descriptors->asked);
  while (g_hash_table_iter_next (&iter, NULL, &fds))
    n += ((GArray *) fds)->len;
  return n;
}

/* Where nothing closes them any more there is one way to be rid of them before GLib ends the process somewhere: a process anew.
 * Results and dials outlive that, as they do a crash. */
static void
check_room (DtDescriptors *descriptors)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY && count_waiting (descriptors) > limit.rlim_cur / 4 * 3) {
    g_critical ("Users have sent more descriptors that cannot be closed than there is room for: the service begins anew");
    _exit (EXIT_FAILURE);
  }
}

/*
 * What was dropped.
 */

static void
on_sender (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree char *sender = data;
  DtDescriptors *descriptors = g_object_get_data (source, KEY);
  g_autoptr(GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  g_autoptr(GArray) fds = NULL;
  guint32 uid = 0;

  if (descriptors == NULL)
    return;
  fds = g_array_ref (g_hash_table_lookup (descriptors->asked, sender));
  g_hash_table_remove (descriptors->asked, sender);
  if (reply)
    g_variant_get (reply, "(u)", &uid);
  dt_descriptor_turns_close (descriptors->turns, reply ? uid : DT_DESCRIPTOR_NOBODY, (const int *) (gpointer) fds->data, fds->len);
}

static void
ask_for_sender (DtDescriptors *descriptors, const DtDropped *dropped)
{
  GArray *fds = g_hash_table_lookup (descriptors->asked, dropped->sender);

  if (fds == NULL) {
    fds = g_array_new (FALSE, FALSE, sizeof (int));
    g_hash_table_insert (descriptors->asked, g_strdup (dropped->sender), fds);
    dt_caller_ask_uid (descriptors->bus, dropped->sender, NULL, on_sender, g_strdup (dropped->sender));
  }
  g_array_append_val (fds, dropped->fd);
}

/* A warden that cannot be had is missed only when the process ends. */
static void
start_warden (DtDescriptors *descriptors)
{
  GIOStream *stream = g_dbus_connection_get_stream (descriptors->bus);

  if (!dt_descriptor_warden_start (g_socket_get_fd (g_socket_connection_get_socket (G_SOCKET_CONNECTION (stream)))))
    g_warning ("No process for the end: %s", g_strerror (errno));
}

static gboolean
on_dropped (gpointer data)
{
  DtDescriptors *descriptors = data;
  g_autoptr(GArray) dropped = dt_descriptor_pile_take (descriptors->pile);

  start_warden (descriptors);
  for (guint i = 0; i < dropped->len; i++) {
    const DtDropped *one = &g_array_index (dropped, DtDropped, i);

    if (one->uid == DT_DESCRIPTOR_NOBODY && one->sender)
      ask_for_sender (descriptors, one);
    else
      dt_descriptor_turns_close (descriptors->turns, one->uid, &one->fd, 1);
  }
  check_room (descriptors);
  return G_SOURCE_REMOVE;
}

static void
notify (gpointer data)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, on_dropped, data, NULL);
}

/*
 * What a call reads.
 */

gboolean
dt_descriptors_admit (DtDescriptors *descriptors, GDBusMethodInvocation *invocation, guint32 uid, GError **error)
{
  DtDescriptor *descriptor = dt_descriptor_of (invocation);

  if (descriptor == NULL)
    return TRUE;
  if (!dt_descriptor_is_harmless (descriptor))
    start_warden (descriptors);
  if (dt_descriptor_admit (descriptor, uid))
    return TRUE;
  g_set_error (error, DT_BUS_ERROR, DT_BUS_ERROR_LIMITS_EXCEEDED, "%d calls of user %u wait with descriptors already",
               DT_LIMIT_DESCRIPTORS_PER_UID, uid);
  return FALSE;
}

gboolean
dt_descriptors_wants_read (GDBusMethodInvocation *invocation)
{
  DtDescriptor *descriptor = dt_descriptor_of (invocation);

  return descriptor && !dt_descriptor_is_set (descriptor);
}

static void
read_at_once (DtDescriptor *descriptor)
{
  int fd = dt_descriptor_take (descriptor);
  GError *error = NULL;
  DtSecret *secret = dt_secret_read_sealed (fd, &error);

  dt_descriptor_mark (fd, FALSE);
  close (fd);
  dt_descriptor_set (descriptor, secret, error);
}

typedef struct {
  DtDescriptor *descriptor;
  DtDescriptorFunc func;
  gpointer data;
} Reading;

static void
on_read (DtSecret *secret, GError *error, gpointer data)
{
  g_autofree Reading *reading = data;

  dt_descriptor_set (reading->descriptor, secret, error);
  reading->func (reading->data);
}

void
dt_descriptors_read (DtDescriptors *descriptors, GDBusMethodInvocation *invocation, DtDescriptorFunc func, gpointer data)
{
  DtDescriptor *descriptor = dt_descriptor_of (invocation);
  Reading *reading;

  if (dt_descriptor_is_harmless (descriptor)) {
    read_at_once (descriptor);
    func (data);
    return;
  }
  reading = g_new (Reading, 1);
  *reading = (Reading) { descriptor, func, data };
  dt_descriptor_turns_read (descriptors->turns, dt_descriptor_uid (descriptor), dt_descriptor_take (descriptor), on_read, reading);
}

/*
 * Life.
 */

DtDescriptors *
dt_descriptors_new (GDBusConnection *bus)
{
  DtDescriptors *descriptors = g_new0 (DtDescriptors, 1);

  descriptors->bus = g_object_ref (bus);
  descriptors->turns = dt_descriptor_turns_new ();
  descriptors->asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);
  descriptors->pile = dt_descriptor_pile_new (notify, descriptors);
  g_object_set_data (G_OBJECT (bus), KEY, descriptors);
  descriptors->filter = g_dbus_connection_add_filter (bus, dt_descriptor_filter, dt_descriptor_pile_ref (descriptors->pile),
                                                      dt_descriptor_pile_unref);
  return descriptors;
}

void
dt_descriptors_guard (GDBusConnection *other, gpointer data)
{
  DtDescriptors *descriptors = data;

  g_dbus_connection_add_filter (other, dt_descriptor_filter, dt_descriptor_pile_ref (descriptors->pile), dt_descriptor_pile_unref);
}

/* Whatever still waits stays open, and ends with the process. */
void
dt_descriptors_free (DtDescriptors *descriptors)
{
  g_object_set_data (G_OBJECT (descriptors->bus), KEY, NULL);
  dt_descriptor_pile_close (descriptors->pile);
  g_idle_remove_by_data (descriptors);
  g_dbus_connection_remove_filter (descriptors->bus, descriptors->filter);
  dt_descriptor_turns_free (descriptors->turns);
  g_hash_table_unref (descriptors->asked);
  dt_descriptor_pile_unref (descriptors->pile);
  g_object_unref (descriptors->bus);
  g_free (descriptors);
}
