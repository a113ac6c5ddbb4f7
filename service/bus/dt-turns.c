/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-turns.h"

#include "dt-admission.h"
#include "dt-bus-error.h"
#include "dt-user-names.h"

struct _DtTurns {
  GDBusConnection *bus;
  GCancellable *cancellable;
  DtAdmission *admission;
  DtUserNames *names;
  GHashTable *peers;            /* sender -> Peer, those that have calls or are asked about */
  GHashTable *lanes;            /* uid -> Lane, those that have calls */
  GQueue round;                 /* Lane, whose turn comes */
  guint source;
};

typedef struct {
  guint32 uid;
  GQueue peers;                 /* Peer, each with calls */
  gboolean in_round;            /* else it waits for the user's name */
} Lane;

/* A connection. */
typedef struct {
  DtTurns *turns;
  char *sender;
  Lane *lane;                   /* NULL: the bus is being asked */
  GQueue calls;                 /* Call */
} Peer;

typedef struct {
  GDBusMethodInvocation *invocation;
  DtTurnFunc func;
  gpointer data;
} Call;

static void
lane_free (gpointer data)
{
  Lane *lane = data;

  g_queue_clear (&lane->peers);
  g_free (lane);
}

static void
peer_free (Peer *peer)
{
  g_free (peer->sender);
  g_free (peer);
}

static void
remove_peer (Peer *peer)
{
  g_hash_table_remove (peer->turns->peers, peer->sender);
  peer_free (peer);
}

/* Takes the call, and @caller or @error. */
static void
begin_call (DtTurns *turns, Call *call, DtCaller *caller, GError *error)
{
  dt_admission_begun (turns->admission, g_dbus_method_invocation_get_message (call->invocation));
  call->func (call->invocation, caller, error, call->data);
  g_free (call);
}

static void
fail_all (Peer *peer, int code, const char *text)
{
  DtTurns *turns = peer->turns;
  Call *call;

  while ((call = g_queue_pop_head (&peer->calls)))
    begin_call (turns, call, NULL, g_error_new_literal (DT_BUS_ERROR, code, text));
}

/*
 * Taking turns.
 */

static gboolean on_turns (gpointer data);

static void
enter_round (DtTurns *turns, Lane *lane)
{
  if (lane->in_round)
    return;
  lane->in_round = TRUE;
  g_queue_push_tail (&turns->round, lane);
  if (turns->source == 0)
    turns->source = g_idle_add_full (G_PRIORITY_DEFAULT, on_turns, turns, NULL);
}

/* The lane is gone where nothing is left in it. */
static void
begin_next (DtTurns *turns, Lane *lane, const char *name)
{
  Peer *peer = g_queue_pop_head (&lane->peers);
  Call *call = g_queue_pop_head (&peer->calls);
  DtCaller *caller = dt_caller_new (peer->sender, lane->uid, name);

  if (g_queue_is_empty (&peer->calls))
    remove_peer (peer);
  else
    g_queue_push_tail (&lane->peers, peer);
  if (g_queue_is_empty (&lane->peers))
    g_hash_table_remove (turns->lanes, GUINT_TO_POINTER (lane->uid));
  else
    enter_round (turns, lane);
  begin_call (turns, call, caller, NULL);
}

/* One call of each. */
static gboolean
on_turns (gpointer data)
{
  DtTurns *turns = data;
  const char *name;

  for (guint n = turns->round.length; n > 0; n--) {
    Lane *lane = g_queue_pop_head (&turns->round);

    lane->in_round = FALSE;
    if (dt_user_names_look (turns->names, lane->uid, &name))
      begin_next (turns, lane, name);
  }
  if (!g_queue_is_empty (&turns->round))
    return G_SOURCE_CONTINUE;
  turns->source = 0;
  return G_SOURCE_REMOVE;
}

static void
on_name (guint32 uid, gpointer data)
{
  DtTurns *turns = data;
  Lane *lane = g_hash_table_lookup (turns->lanes, GUINT_TO_POINTER (uid));

  if (lane)
    enter_round (turns, lane);
}

static Lane *
lane_of (DtTurns *turns, guint32 uid)
{
  Lane *lane = g_hash_table_lookup (turns->lanes, GUINT_TO_POINTER (uid));

  if (lane == NULL) {
    lane = g_new0 (Lane, 1);
    lane->uid = uid;
    g_hash_table_insert (turns->lanes, GUINT_TO_POINTER (uid), lane);
  }
  return lane;
}

static void
join_lane (Peer *peer, guint32 uid)
{
  peer->lane = lane_of (peer->turns, uid);
  g_queue_push_tail (&peer->lane->peers, peer);
  enter_round (peer->turns, peer->lane);
}

/*
 * Who calls.
 */

static void
on_uid (GObject *source, GAsyncResult *result, gpointer data)
{
  Peer *peer = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  guint32 uid;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    peer_free (peer);
  } else if (reply == NULL) {
    g_autofree char *text = g_strdup_printf ("The bus does not know the caller: %s", error->message);

    fail_all (peer, DT_BUS_ERROR_NOT_AUTHORIZED, text);
    remove_peer (peer);
  } else {
    g_variant_get (reply, "(u)", &uid);
    dt_admission_learn (peer->turns->admission, peer->sender, uid);
    if (g_queue_is_empty (&peer->calls))
      remove_peer (peer);
    else
      join_lane (peer, uid);
  }
}

static Peer *
add_peer (DtTurns *turns, const char *sender)
{
  Peer *peer = g_new0 (Peer, 1);

  peer->turns = turns;
  peer->sender = g_strdup (sender);
  g_hash_table_insert (turns->peers, peer->sender, peer);
  return peer;
}

static void
ask (Peer *peer)
{
  dt_caller_ask_uid (peer->turns->bus, peer->sender, peer->turns->cancellable, on_uid, peer);
}

static void
on_stranger (const char *sender, gpointer data)
{
  DtTurns *turns = data;

  if (!g_hash_table_contains (turns->peers, sender))
    ask (add_peer (turns, sender));
}

void
dt_turns_take (DtTurns *turns, GDBusMethodInvocation *invocation, DtTurnFunc func, gpointer data)
{
  const char *sender = g_dbus_method_invocation_get_sender (invocation);
  Peer *peer = g_hash_table_lookup (turns->peers, sender);
  gboolean is_new = peer == NULL;
  Call *call = g_new0 (Call, 1);
  guint32 uid;

  call->invocation = invocation;
  call->func = func;
  call->data = data;
  if (is_new)
    peer = add_peer (turns, sender);
  g_queue_push_tail (&peer->calls, call);
  if (is_new && dt_admission_find (turns->admission, sender, &uid))
    join_lane (peer, uid);
  else if (is_new)
    ask (peer);
}

DtTurns *
dt_turns_new (GDBusConnection *bus)
{
  DtTurns *turns = g_new0 (DtTurns, 1);

  turns->bus = g_object_ref (bus);
  turns->cancellable = g_cancellable_new ();
  turns->admission = dt_admission_new (bus, on_stranger, turns);
  turns->names = dt_user_names_new (on_name, turns);
  turns->peers = g_hash_table_new (g_str_hash, g_str_equal);
  turns->lanes = g_hash_table_new_full (NULL, NULL, NULL, lane_free);
  return turns;
}

void
dt_turns_free (DtTurns *turns)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, turns->peers);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    Peer *peer = value;

    fail_all (peer, DT_BUS_ERROR_NOT_AVAILABLE, "The service stops");
    if (peer->lane)
      peer_free (peer);
  }
  /* The others are freed by the bus's answer. */
  g_cancellable_cancel (turns->cancellable);
  g_object_unref (turns->cancellable);
  g_clear_handle_id (&turns->source, g_source_remove);
  g_queue_clear (&turns->round);
  g_hash_table_unref (turns->peers);
  g_hash_table_unref (turns->lanes);
  dt_user_names_free (turns->names);
  dt_admission_free (turns->admission);
  g_object_unref (turns->bus);
  g_free (turns);
}
