/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-call-counts.h"

#include "dt-limits.h"

/* Of one connection that are begun and that nobody wants an answer of. */
#define MUTE_CALLS 64

typedef struct {
  char *name;
  gboolean known;
  guint32 uid;
  GHashTable *calls;            /* serial -> Call: those that wait, and begun ones whose answer nobody wants */
  guint waiting;                /* calls that are not begun */
  gsize bytes;                  /* of those */
  GList link;                   /* in DtCallCounts.idle, where no call waits */
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

struct _DtCallCounts {
  GHashTable *peers;            /* name -> Peer */
  GHashTable *users;            /* uid -> User */
  GQueue idle;                  /* Peer, the one that was longest silent first */
  guint strange;                /* calls that wait, of nobody's connections */
};

static void
peer_free (gpointer data)
{
  Peer *peer = data;

  g_hash_table_unref (peer->calls);
  g_free (peer->name);
  g_free (peer);
}

static Peer *
find (DtCallCounts *counts, const char *name)
{
  return name ? g_hash_table_lookup (counts->peers, name) : NULL;
}

static User *
user_of (DtCallCounts *counts, guint32 uid)
{
  User *user = g_hash_table_lookup (counts->users, GUINT_TO_POINTER (uid));

  if (user == NULL) {
    user = g_new0 (User, 1);
    g_hash_table_insert (counts->users, GUINT_TO_POINTER (uid), user);
  }
  return user;
}

static void
add_waiting (DtCallCounts *counts, Peer *peer, guint calls, gsize bytes)
{
  User *user = peer->known ? user_of (counts, peer->uid) : NULL;

  if (user) {
    user->calls += calls;
    user->bytes += bytes;
  } else {
    counts->strange += calls;
  }
}

static void
remove_waiting (DtCallCounts *counts, Peer *peer, guint calls, gsize bytes)
{
  User *user = peer->known ? user_of (counts, peer->uid) : NULL;

  if (user) {
    user->calls -= calls;
    user->bytes -= bytes;
    if (user->calls == 0)
      g_hash_table_remove (counts->users, GUINT_TO_POINTER (peer->uid));
  } else {
    counts->strange -= calls;
  }
}

/* Whoever is silent is forgotten where there are too many. */
static void
settle (DtCallCounts *counts, Peer *peer)
{
  gboolean idle = peer->waiting == 0;

  if (peer->link.data)
    g_queue_unlink (&counts->idle, &peer->link);
  peer->link.data = idle ? peer : NULL;
  if (idle)
    g_queue_push_tail_link (&counts->idle, &peer->link);
  while (counts->idle.length > DT_LIMIT_PEERS) {
    Peer *silent = g_queue_peek_head (&counts->idle);

    g_queue_unlink (&counts->idle, &silent->link);
    g_hash_table_remove (counts->peers, silent->name);
  }
}

static gboolean
is_begun (gpointer serial, gpointer call, gpointer data)
{
  return ((Call *) call)->begun;
}

static void
begin_call (DtCallCounts *counts, Peer *peer, Call *call)
{
  if (call->begun)
    return;
  call->begun = TRUE;
  peer->waiting--;
  peer->bytes -= call->bytes;
  remove_waiting (counts, peer, 1, call->bytes);
}

/* How many may wait of one connection, or of one user.  While strangers crowd each of them gets little: all those of one
 * user together are no more than the bus lets her have. */
static guint
limit_of (DtCallCounts *counts, Peer *peer)
{
  if (peer->known)
    return DT_LIMIT_CALLS_WAITING_PER_UID;
  return counts->strange < DT_LIMIT_STRANGE_CALLS ? G_MAXUINT : DT_LIMIT_STRANGE_CALLS_CROWDED;
}

gboolean
dt_call_counts_is_too_much (DtCallCounts *counts, const char *name, gsize bytes)
{
  Peer *peer = find (counts, name);
  const User *user = peer->known ? g_hash_table_lookup (counts->users, GUINT_TO_POINTER (peer->uid)) : NULL;

  if (peer->known && (peer->uid == 0 || user == NULL))
    return FALSE;
  if (user)
    return user->calls >= limit_of (counts, peer) || user->bytes + bytes > DT_LIMIT_BYTES_WAITING_PER_UID;
  return peer->waiting >= limit_of (counts, peer) || (peer->bytes > 0 && peer->bytes + bytes > DT_LIMIT_STRANGE_BYTES);
}

gboolean
dt_call_counts_take (DtCallCounts *counts, const char *name, guint32 serial, gboolean answered)
{
  Peer *peer = find (counts, name);
  Call *call = peer ? g_hash_table_lookup (peer->calls, GUINT_TO_POINTER (serial)) : NULL;
  gboolean mute = call && call->mute;

  if (call == NULL)
    return FALSE;
  begin_call (counts, peer, call);
  if (answered || !mute)
    g_hash_table_remove (peer->calls, GUINT_TO_POINTER (serial));
  /* Some are never answered, since their callers have left; then the bus drops what is answered all the same. */
  if (g_hash_table_size (peer->calls) > peer->waiting + MUTE_CALLS)
    g_hash_table_foreach_remove (peer->calls, is_begun, NULL);
  settle (counts, peer);
  return mute;
}

void
dt_call_counts_add (DtCallCounts *counts, const char *name, guint32 serial, gsize bytes, gboolean mute)
{
  Peer *peer = find (counts, name);
  Call *call = g_new0 (Call, 1);

  /* A client that uses a number twice has one call less. */
  dt_call_counts_take (counts, name, serial, TRUE);
  call->bytes = bytes;
  call->mute = mute;
  g_hash_table_insert (peer->calls, GUINT_TO_POINTER (serial), call);
  peer->waiting++;
  peer->bytes += bytes;
  add_waiting (counts, peer, 1, bytes);
  settle (counts, peer);
}

/*
 * Who they are.
 */

gboolean
dt_call_counts_meet (DtCallCounts *counts, const char *name)
{
  Peer *peer = find (counts, name);
  gboolean is_new = peer == NULL;

  if (is_new) {
    peer = g_new0 (Peer, 1);
    peer->name = g_strdup (name);
    peer->calls = g_hash_table_new_full (NULL, NULL, NULL, g_free);
    g_hash_table_insert (counts->peers, peer->name, peer);
  }
  settle (counts, peer);
  return is_new;
}

void
dt_call_counts_learn (DtCallCounts *counts, const char *name, guint32 uid)
{
  Peer *peer = find (counts, name);

  if (peer == NULL || peer->known)
    return;
  remove_waiting (counts, peer, peer->waiting, peer->bytes);
  peer->known = TRUE;
  peer->uid = uid;
  if (peer->waiting > 0)
    add_waiting (counts, peer, peer->waiting, peer->bytes);
}

gboolean
dt_call_counts_find (DtCallCounts *counts, const char *name, guint32 *uid)
{
  Peer *peer = find (counts, name);

  if (peer == NULL || !peer->known)
    return FALSE;
  *uid = peer->uid;
  return TRUE;
}

DtCallCounts *
dt_call_counts_new (void)
{
  DtCallCounts *counts = g_new0 (DtCallCounts, 1);

  counts->peers = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, peer_free);
  counts->users = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  return counts;
}

void
dt_call_counts_free (DtCallCounts *counts)
{
  g_hash_table_unref (counts->peers);
  g_hash_table_unref (counts->users);
  g_free (counts);
}
