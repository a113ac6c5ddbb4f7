/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-admission.h"

#include <pthread.h>
#include <string.h>

#include "dt-bus-error.h"
#include "dt-limits.h"

#define BUS_NAME "org.freedesktop.DBus"
#define AGENT "org.freedesktop.NetworkManager.SecretAgent"
/* Of one connection that are begun and that nobody wants an answer of. */
#define MUTE_CALLS 64
#define PLUGIN "org.freedesktop.NetworkManager.VPN.Plugin"

/* Of all admissions.  Static, and pthread's, so that ThreadSanitizer sees it before
 * the table itself: it does not see how GLib hands that to its thread. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

typedef struct {
  char *name;
  gboolean known;
  guint32 uid;
  GHashTable *calls;            /* serial -> Call: those that wait, and begun ones whose answer nobody wants */
  guint waiting;                /* calls that are not begun */
  gsize bytes;                  /* of those */
  GList link;                   /* in Shared.idle, where no call waits */
} Peer;

/* What waits of all her connections. */
typedef struct {
  guint calls;
  gsize bytes;
} User;

typedef struct {
  gsize bytes;
  gboolean begun;
  gboolean mute;                /* its caller wants no answer */
} Call;

/* Behind the lock, but for what is set once. */
typedef struct {
  GMainContext *context;
  DtStrangerFunc func;          /* main context only; NULL: freed */
  gpointer data;
  GHashTable *peers;            /* name -> Peer */
  GHashTable *users;            /* uid -> User */
  GQueue idle;                  /* Peer, the one that was longest silent first */
  guint strange;                /* calls that wait, of nobody's connections */
  GQueue strangers;             /* their names, for the main context */
  int references;
} Shared;

struct _DtAdmission {
  GDBusConnection *bus;
  Shared *shared;
  guint filter;
};

static void
peer_free (gpointer data)
{
  Peer *peer = data;

  g_hash_table_unref (peer->calls);
  g_free (peer->name);
  g_free (peer);
}

static void
shared_unref (gpointer data)
{
  Shared *shared = data;

  pthread_mutex_lock (&lock);
  if (--shared->references == 0) {
    g_hash_table_unref (shared->peers);
    g_hash_table_unref (shared->users);
    g_queue_clear_full (&shared->strangers, g_free);
    g_main_context_unref (shared->context);
    g_free (shared);
  }
  pthread_mutex_unlock (&lock);
}

/*
 * Counting.
 */

static User *
user_of (Shared *shared, guint32 uid)
{
  User *user = g_hash_table_lookup (shared->users, GUINT_TO_POINTER (uid));

  if (user == NULL) {
    user = g_new0 (User, 1);
    g_hash_table_insert (shared->users, GUINT_TO_POINTER (uid), user);
  }
  return user;
}

static void
add_waiting (Shared *shared, Peer *peer, guint calls, gsize bytes)
{
  User *user = peer->known ? user_of (shared, peer->uid) : NULL;

  if (user) {
    user->calls += calls;
    user->bytes += bytes;
  } else {
    shared->strange += calls;
  }
}

static void
remove_waiting (Shared *shared, Peer *peer, guint calls, gsize bytes)
{
  User *user = peer->known ? user_of (shared, peer->uid) : NULL;

  if (user) {
    user->calls -= calls;
    user->bytes -= bytes;
    if (user->calls == 0)
      g_hash_table_remove (shared->users, GUINT_TO_POINTER (peer->uid));
  } else {
    shared->strange -= calls;
  }
}

/* Whoever is silent is forgotten where there are too many. */
static void
settle (Shared *shared, Peer *peer)
{
  gboolean idle = peer->waiting == 0;

  if (peer->link.data)
    g_queue_unlink (&shared->idle, &peer->link);
  peer->link.data = idle ? peer : NULL;
  if (idle)
    g_queue_push_tail_link (&shared->idle, &peer->link);
  while (shared->idle.length > DT_LIMIT_PEERS) {
    Peer *silent = g_queue_peek_head (&shared->idle);

    g_queue_unlink (&shared->idle, &silent->link);
    g_hash_table_remove (shared->peers, silent->name);
  }
}

static gboolean
is_begun (gpointer serial, gpointer call, gpointer data)
{
  return ((Call *) call)->begun;
}

static void
begin_call (Shared *shared, Peer *peer, Call *call)
{
  if (call->begun)
    return;
  call->begun = TRUE;
  peer->waiting--;
  peer->bytes -= call->bytes;
  remove_waiting (shared, peer, 1, call->bytes);
}

/* @answered: nothing of it is kept. TRUE: its caller wants no answer. */
static gboolean
take_call (Shared *shared, const char *name, guint32 serial, gboolean answered)
{
  Peer *peer = name ? g_hash_table_lookup (shared->peers, name) : NULL;
  Call *call = peer ? g_hash_table_lookup (peer->calls, GUINT_TO_POINTER (serial)) : NULL;
  gboolean mute = call && call->mute;

  if (call == NULL)
    return FALSE;
  begin_call (shared, peer, call);
  if (answered || !mute)
    g_hash_table_remove (peer->calls, GUINT_TO_POINTER (serial));
  /* Some are never answered, since their callers have left; then the bus drops what is answered all the same. */
  if (g_hash_table_size (peer->calls) > peer->waiting + MUTE_CALLS)
    g_hash_table_foreach_remove (peer->calls, is_begun, NULL);
  settle (shared, peer);
  return mute;
}

/* How many may wait of one connection, or of one user.  While strangers crowd each of them gets little: all those of one
 * user together are no more than the bus lets her have. */
static guint
limit_of (Shared *shared, Peer *peer)
{
  if (peer->known)
    return DT_LIMIT_CALLS_WAITING_PER_UID;
  return shared->strange < DT_LIMIT_STRANGE_CALLS ? G_MAXUINT : DT_LIMIT_STRANGE_CALLS_CROWDED;
}

static gboolean
is_too_much (Shared *shared, Peer *peer, gsize bytes)
{
  const User *user = peer->known ? g_hash_table_lookup (shared->users, GUINT_TO_POINTER (peer->uid)) : NULL;

  if (peer->known && (peer->uid == 0 || user == NULL))
    return FALSE;
  if (user)
    return user->calls >= limit_of (shared, peer) || user->bytes + bytes > DT_LIMIT_BYTES_WAITING_PER_UID;
  return peer->waiting >= limit_of (shared, peer) || (peer->bytes > 0 && peer->bytes + bytes > DT_LIMIT_STRANGE_BYTES);
}

/*
 * In GDBus's thread.
 */

static gboolean
on_stranger (gpointer data)
{
  Shared *shared = data;
  g_autofree char *name = NULL;

  pthread_mutex_lock (&lock);
  name = g_queue_pop_head (&shared->strangers);
  pthread_mutex_unlock (&lock);
  if (name && shared->func)
    shared->func (name, shared->data);
  return G_SOURCE_REMOVE;
}

/* Behind the lock. */
static void
tell_of_stranger (Shared *shared, const char *name)
{
  g_autoptr(GSource) source = g_idle_source_new ();

  shared->references++;
  g_queue_push_tail (&shared->strangers, g_strdup (name));
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_stranger, shared, shared_unref);
  g_source_attach (source, shared->context);
}

static Peer *
peer_of (Shared *shared, const char *name)
{
  Peer *peer = g_hash_table_lookup (shared->peers, name);

  if (peer)
    return peer;
  peer = g_new0 (Peer, 1);
  peer->name = g_strdup (name);
  peer->calls = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  g_hash_table_insert (shared->peers, peer->name, peer);
  tell_of_stranger (shared, name);
  return peer;
}

static gsize
size_of (GDBusMessage *message)
{
  GVariant *body = g_dbus_message_get_body (message);
  const char *path = g_dbus_message_get_path (message);

  return (body ? g_variant_get_size (body) : 0) + (path ? strlen (path) : 0);
}

/* NetworkManager hands its agents whole profiles, with certificates in them. */
static gsize
largest (Peer *peer, GDBusMessage *message)
{
  if (g_strcmp0 (g_dbus_message_get_interface (message), AGENT) != 0)
    return DT_LIMIT_CALL_BYTES;
  if (!peer->known)
    return DT_LIMIT_STRANGE_AGENT_BYTES;
  return peer->uid == 0 ? G_MAXSIZE : DT_LIMIT_CALL_BYTES;
}

static gboolean
is_mute (GDBusMessage *call)
{
  return (g_dbus_message_get_flags (call) & G_DBUS_MESSAGE_FLAGS_NO_REPLY_EXPECTED) != 0;
}

static void
add_call (Shared *shared, Peer *peer, GDBusMessage *message, gsize bytes)
{
  Call *call = g_new0 (Call, 1);

  /* A client that uses a number twice has one call less. */
  take_call (shared, peer->name, g_dbus_message_get_serial (message), TRUE);
  call->bytes = bytes;
  call->mute = is_mute (message);
  g_hash_table_insert (peer->calls, GUINT_TO_POINTER (g_dbus_message_get_serial (message)), call);
  peer->waiting++;
  peer->bytes += bytes;
  add_waiting (shared, peer, 1, bytes);
}

/* Transfer full; NULL: it may come in. */
static char *
find_objection (Shared *shared, GDBusMessage *message)
{
  const char *sender = g_dbus_message_get_sender (message);
  gsize bytes = size_of (message);
  char *objection = NULL;
  Peer *peer;

  pthread_mutex_lock (&lock);
  peer = peer_of (shared, sender);
  if (bytes > largest (peer, message))
    objection = g_strdup_printf ("The arguments have more than %d bytes", DT_LIMIT_CALL_BYTES);
  else if (is_too_much (shared, peer, bytes))
    objection = g_strdup ("Too many calls, or too large ones, of this user wait already");
  else
    add_call (shared, peer, message, bytes);
  settle (shared, peer);
  pthread_mutex_unlock (&lock);
  return objection;
}

static void
refuse (GDBusConnection *bus, GDBusMessage *message, const char *objection)
{
  g_autoptr(GDBusMessage) reply = NULL;

  if (is_mute (message))
    return;
  reply = g_dbus_message_new_method_error_literal (message, DT_BUS_ERROR_NAME ("LimitsExceeded"), objection);
  g_dbus_connection_send_message (bus, reply, G_DBUS_SEND_MESSAGE_FLAGS_NONE, NULL, NULL);
}

/* Upstream sends its signals to everybody, and its plugins are root's. */
static gboolean
is_forged (Shared *shared, GDBusMessage *signal)
{
  const char *sender = g_dbus_message_get_sender (signal);
  gboolean plugin = g_strcmp0 (g_dbus_message_get_interface (signal), PLUGIN) == 0, forged;
  Peer *peer;

  if (sender == NULL || strcmp (sender, BUS_NAME) == 0)
    return FALSE;
  if (g_dbus_message_get_destination (signal))
    return TRUE;
  if (!plugin)
    return FALSE;
  pthread_mutex_lock (&lock);
  peer = peer_of (shared, sender);
  forged = peer->known && peer->uid != 0;
  settle (shared, peer);
  pthread_mutex_unlock (&lock);
  return forged;
}

static gboolean
takes_in (GDBusConnection *bus, Shared *shared, GDBusMessage *message)
{
  GDBusMessageType type = g_dbus_message_get_message_type (message);
  g_autofree char *objection = NULL;

  if (type == G_DBUS_MESSAGE_TYPE_SIGNAL)
    return !is_forged (shared, message);
  if (type != G_DBUS_MESSAGE_TYPE_METHOD_CALL || g_dbus_message_get_sender (message) == NULL)
    return TRUE;
  objection = find_objection (shared, message);
  if (objection)
    refuse (bus, message, objection);
  return objection == NULL;
}

static gboolean
lets_out (Shared *shared, GDBusMessage *message)
{
  GDBusMessageType type = g_dbus_message_get_message_type (message);
  gboolean mute;

  if (type != G_DBUS_MESSAGE_TYPE_METHOD_RETURN && type != G_DBUS_MESSAGE_TYPE_ERROR)
    return TRUE;
  pthread_mutex_lock (&lock);
  mute = take_call (shared, g_dbus_message_get_destination (message), g_dbus_message_get_reply_serial (message), TRUE);
  pthread_mutex_unlock (&lock);
  return !mute;
}

/* Every call is answered, and the answer to what GDBus does by itself tells when it has: lets_out() keeps it.  What
 * comes in is locked. */
static GDBusMessage *
make_answerable (GDBusMessage *message)
{
  GDBusMessage *copy;

  if (g_dbus_message_get_message_type (message) != G_DBUS_MESSAGE_TYPE_METHOD_CALL || !is_mute (message))
    return message;
  copy = g_dbus_message_copy (message, NULL);
  if (copy == NULL)
    return message;
  g_dbus_message_set_flags (copy, g_dbus_message_get_flags (copy) & ~G_DBUS_MESSAGE_FLAGS_NO_REPLY_EXPECTED);
  g_object_unref (message);
  return copy;
}

static GDBusMessage *
on_message (GDBusConnection *bus, GDBusMessage *message, gboolean incoming, gpointer data)
{
  if (incoming ? takes_in (bus, data, message) : lets_out (data, message))
    return incoming ? make_answerable (message) : message;
  g_object_unref (message);
  return NULL;
}

/*
 * On the main context.
 */

DtAdmission *
dt_admission_new (GDBusConnection *bus, DtStrangerFunc func, gpointer data)
{
  DtAdmission *admission = g_new0 (DtAdmission, 1);
  Shared *shared;

  pthread_mutex_lock (&lock);
  shared = g_new0 (Shared, 1);
  shared->references = 2;
  shared->context = g_main_context_ref_thread_default ();
  shared->func = func;
  shared->data = data;
  shared->peers = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, peer_free);
  shared->users = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  pthread_mutex_unlock (&lock);
  admission->bus = g_object_ref (bus);
  admission->shared = shared;
  admission->filter = g_dbus_connection_add_filter (bus, on_message, shared, shared_unref);
  return admission;
}

void
dt_admission_free (DtAdmission *admission)
{
  admission->shared->func = NULL;
  g_dbus_connection_remove_filter (admission->bus, admission->filter);
  shared_unref (admission->shared);
  g_object_unref (admission->bus);
  g_free (admission);
}

void
dt_admission_learn (DtAdmission *admission, const char *sender, guint32 uid)
{
  Shared *shared = admission->shared;
  Peer *peer;

  pthread_mutex_lock (&lock);
  peer = g_hash_table_lookup (shared->peers, sender);
  if (peer && !peer->known) {
    remove_waiting (shared, peer, peer->waiting, peer->bytes);
    peer->known = TRUE;
    peer->uid = uid;
    if (peer->waiting > 0)
      add_waiting (shared, peer, peer->waiting, peer->bytes);
  }
  pthread_mutex_unlock (&lock);
}

gboolean
dt_admission_find (DtAdmission *admission, const char *sender, guint32 *uid)
{
  Peer *peer;
  gboolean known;

  pthread_mutex_lock (&lock);
  peer = g_hash_table_lookup (admission->shared->peers, sender);
  known = peer && peer->known;
  if (known)
    *uid = peer->uid;
  pthread_mutex_unlock (&lock);
  return known;
}

void
dt_admission_begun (DtAdmission *admission, GDBusMessage *call)
{
  pthread_mutex_lock (&lock);
  take_call (admission->shared, g_dbus_message_get_sender (call), g_dbus_message_get_serial (call), FALSE);
  pthread_mutex_unlock (&lock);
}
