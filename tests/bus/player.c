/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "player.h"

#include <string.h>

#include "fake-mm.h"
#include "link.h"
#include "rename.h"
#include "rename-world.h"

#define NM "org.freedesktop.NetworkManager"
#define ACTIVE NM ".Connection.Active"

#define VPN_CONNECT 3
#define LONG_GAP_US 500000    /* gaps from here on may outlast the wait for a better reason */
#define LONG_GAP_PLAYED_MS 700
#define SHORT_GAP_PLAYED_MS 15

struct _Player {
  Stage *stage;
  const Trace *trace;
  PlayerFlags flags;
  Rename *names;
  guint next;
  const Line *waits_for;      /* a dial call that has to come from outside */
  GHashTable *actors;         /* recorded unique name -> GDBusConnection */
  GHashTable *calls;          /* "caller serial" as recorded -> GDBusMessage that waits for its reply */
  GDBusConnection *last;      /* who spoke last; borrowed */
  guint source;
  gboolean dialled;
  gboolean held;              /* until player_go_on() */
  gboolean connects;          /* the stage was told so */
  gboolean done;
  char *active;
  char *copy;                 /* profile that was made for the dial; NULL */
};

static void
actor_free (gpointer data)
{
  link_close (data);
}

static Player *
player_alloc (Stage *stage, const Trace *trace, PlayerFlags flags, guint *fresh)
{
  Player *player = g_new0 (Player, 1);

  player->stage = stage;
  player->trace = trace;
  player->flags = flags;
  player->names = rename_new (fresh);
  player->actors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, actor_free);
  player->calls = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  return player;
}

Player *
player_new (Stage *stage, const Trace *trace, PlayerFlags flags)
{
  return player_alloc (stage, trace, flags, NULL);
}

static gboolean
is_dial (const Line *line)
{
  return line->type == LINE_CALL && g_str_equal (line->member, "ActivateConnection");
}

Player *
player_new_dial (Stage *stage, const Trace *trace, PlayerFlags flags, const char *profile, const char *uuid,
                 const char *id)
{
  Player *player = player_alloc (stage, trace, flags, &stage->fresh);
  const char *recorded;

  while (!is_dial (trace->lines->pdata[player->next]))
    player->next++;
  g_variant_get_child (((Line *) trace->lines->pdata[player->next])->args, 0, "&o", &recorded);
  rename_seed_world (player->names, stage->nm, trace, recorded, profile, uuid, id);
  return player;
}

void
player_stop (Player *player)
{
  g_clear_handle_id (&player->source, g_source_remove);
  player->waits_for = NULL;
  player->last = NULL;
  player->done = TRUE;
  g_hash_table_remove_all (player->actors);
}

void
player_free (Player *player)
{
  player_stop (player);
  g_hash_table_unref (player->actors);
  g_hash_table_unref (player->calls);
  rename_free (player->names);
  g_free (player->active);
  g_free (player->copy);
  g_free (player);
}

gboolean
player_is_done (Player *player)
{
  return player->done;
}

gboolean
player_waits_for_dial (Player *player)
{
  return player->waits_for != NULL && is_dial (player->waits_for);
}

const char *
player_active (Player *player)
{
  return player->active;
}

static FakeService *
service_of (Player *player, const char *name)
{
  if (g_str_equal (name, fake_service_name (player->stage->nm)))
    return player->stage->nm;
  if (g_str_equal (name, fake_service_name (player->stage->mm)))
    return player->stage->mm;
  return NULL;
}

/* The connection that plays a recorded unique name. */
static GDBusConnection *
actor (Player *player, const char *recorded)
{
  GDBusConnection *link = g_hash_table_lookup (player->actors, recorded);

  if (link == NULL)
    {
      link = link_open (player->stage->address);
      g_hash_table_insert (player->actors, g_strdup (recorded), link);
    }
  return link;
}

static void
take_turn (Player *player, GDBusConnection *link)
{
  if (player->last != NULL && player->last != link)
    link_barrier (player->last);
  player->last = link;
}

static void
note_active (Player *player, const Line *line, GVariant *args)
{
  const char *path;
  g_autoptr (GVariant) interfaces = NULL;
  g_autoptr (GVariant) active = NULL;

  if (player->active != NULL || player->calls == NULL || g_hash_table_size (player->calls) == 0 ||
      !g_str_equal (line->member, "InterfacesAdded"))
    return;
  g_variant_get (args, "(&o@a{sa{sv}})", &path, &interfaces);
  active = g_variant_lookup_value (interfaces, ACTIVE, NULL);
  if (active != NULL)
    player->active = g_strdup (path);
}

static void
note_profile (Player *player, const Line *line)
{
  const Line *next = player->next < player->trace->lines->len ? player->trace->lines->pdata[player->next] : NULL;

  /* What GetSettings says must be known before the object is announced. */
  if (g_str_equal (line->member, "InterfacesAdded") && next != NULL && next->type == LINE_SETTINGS)
    {
      g_autofree char *path = rename_string (player->names, next->path);

      player->stage->profile (path, next->args, player->stage->data);
    }
}

static gboolean
is_end (Player *player, const Line *line, GVariant *args)
{
  const char *path;

  if (player->active == NULL || !g_str_equal (line->member, "InterfacesRemoved"))
    return FALSE;
  g_variant_get_child (args, 0, "&o", &path);
  return g_str_equal (path, player->active);
}

static void
play_signal (Player *player, const Line *line)
{
  g_autoptr (GVariant) args = rename_variant (player->names, line->args);
  g_autofree char *path = rename_string (player->names, line->path);
  FakeService *service = service_of (player, line->sender);

  if (service == NULL)
    {
      GDBusConnection *link = actor (player, line->sender);

      take_turn (player, link);
      g_dbus_connection_emit_signal (link, NULL, path, line->interface, line->member, args, NULL);
      return;
    }
  take_turn (player, fake_service_link (service));
  note_active (player, line, args);
  note_profile (player, line);
  fake_service_emit (service, path, line->interface, line->member, args);
  if (service == player->stage->mm)
    fake_mm_add_bearers (service, path);
  if (is_end (player, line, args))
    player->stage->ended (player, player->stage->data);
}

static void
play_owner (Player *player, const Line *line)
{
  const char *recorded, *before, *after;
  g_autofree char *name = NULL;
  FakeService *service;

  g_variant_get (line->args, "(&s&s&s)", &recorded, &before, &after);
  service = service_of (player, recorded);
  name = rename_string (player->names, recorded);
  if (player->last != NULL)
    link_barrier (player->last);
  if (service != NULL && after[0] == '\0')
    {
      fake_service_vanish (service);
      fake_service_remove_all (service);
    }
  else if (service != NULL)
    fake_service_appear (service);
  else if (after[0] == '\0')
    link_disown (actor (player, before), name);
  else
    link_own (actor (player, after), name);
}

static char *
call_key (const char *caller, gint64 serial)
{
  return g_strdup_printf ("%s %" G_GINT64_FORMAT, caller, serial);
}

static void
make_call (Player *player, const Line *line)
{
  g_autoptr (GVariant) args = rename_variant (player->names, line->args);
  g_autofree char *path = rename_string (player->names, line->path);
  GDBusConnection *link = actor (player, line->sender);

  take_turn (player, link);
  g_dbus_connection_call (link, NM, path, line->interface, line->member, args, NULL, G_DBUS_CALL_FLAGS_NONE, G_MAXINT,
                          NULL, NULL, NULL);
}

static void
play_call (Player *player, const Line *line)
{
  gboolean ours;

  if (!g_str_equal (line->interface, NM))
    {
      make_call (player, line);
      return;
    }
  ours = (player->flags & PLAYER_DIALS) != 0 ||
         (is_dial (line) ? player->dialled : (player->flags & PLAYER_HANGS_UP) != 0);
  player->waits_for = line;
  if (ours)
    make_call (player, line);
}

static void
play_answer (Player *player, const Line *line)
{
  g_autofree char *key = call_key (line->correspondent, line->serial);
  GDBusMessage *call = g_hash_table_lookup (player->calls, key);
  g_autoptr (GVariant) args = rename_variant (player->names, line->args);

  g_assert_nonnull (call);
  take_turn (player, fake_service_link (player->stage->nm));
  if (line->type == LINE_REPLY && player->copy != NULL && g_str_equal (line->member, "ActivateConnection"))
    fake_service_reply (player->stage->nm, call, g_variant_new ("(oo@a{sv})", player->copy, player->active, g_variant_new ("a{sv}", NULL)));
  else if (line->type == LINE_REPLY)
    fake_service_reply (player->stage->nm, call, g_variant_n_children (args) > 0 ? args : NULL);
  else
    fake_service_refuse (player->stage->nm, call, line->error_name, line->error_text);
  g_hash_table_remove (player->calls, key);
}

static void
play_line (Player *player, const Line *line)
{
  switch (line->type)
    {
    case LINE_SIGNAL:
      play_signal (player, line);
      break;
    case LINE_OWNER:
      play_owner (player, line);
      break;
    case LINE_CALL:
      play_call (player, line);
      break;
    case LINE_REPLY:
    case LINE_ERROR:
      play_answer (player, line);
      break;
    case LINE_SETTINGS:
      break;
    case LINE_END:
      if (player->last != NULL)
        link_barrier (player->last);
      player_stop (player);
      break;
    }
}

static guint
gap_before (Player *player)
{
  const Line *line = player->trace->lines->pdata[player->next];
  const Line *before = player->next > 0 ? player->trace->lines->pdata[player->next - 1] : NULL;
  gint64 gap = before != NULL ? line->at - before->at : 0;

  if ((player->flags & PLAYER_BRISK) == 0 || gap < 1000)
    return 0;
  return gap >= LONG_GAP_US ? LONG_GAP_PLAYED_MS : MIN ((guint) (gap / 1000), SHORT_GAP_PLAYED_MS);
}

static gboolean play_on (gpointer data);

static gboolean
is_connect (Player *player, const Line *line)
{
  guint32 state;

  if (player->connects || player->active == NULL || line->type != LINE_SIGNAL || !g_str_equal (line->member, "VpnStateChanged"))
    return FALSE;
  g_variant_get_child (line->args, 0, "u", &state);
  return state == VPN_CONNECT;
}

static void
play (Player *player)
{
  while (!player->done && player->waits_for == NULL && !player->held)
    {
      const Line *line = player->trace->lines->pdata[player->next];
      guint gap;

      if (is_connect (player, line))
        {
          player->connects = TRUE;
          player->held = player->stage->connects (player, player->stage->data);
          continue;
        }
      player->next++;
      play_line (player, line);
      if (player->done || player->waits_for != NULL)
        return;
      gap = gap_before (player);
      if (gap == LONG_GAP_PLAYED_MS && (player->flags & PLAYER_HOLDS) != 0)
        player->held = TRUE;
      else if (gap > 0)
        {
          player->source = g_timeout_add (gap, play_on, player);
          return;
        }
    }
}

static gboolean
play_on (gpointer data)
{
  Player *player = data;

  player->source = 0;
  play (player);
  return G_SOURCE_REMOVE;
}

void
player_start (Player *player)
{
  play (player);
}

void
player_go_on (Player *player)
{
  player->held = FALSE;
  player->flags &= ~PLAYER_HOLDS;
  if (player->source == 0)
    play (player);
}

/* @path: what the call is about. */
static gboolean
offer (Player *player, GDBusMessage *call, const char *member, const char *path)
{
  const Line *line = player->waits_for;
  g_autoptr (GVariant) wanted = NULL;
  const char *wanted_path;

  if (line == NULL || !g_str_equal (line->member, member))
    return FALSE;
  wanted = rename_variant (player->names, line->args);
  g_variant_get_child (wanted, 0, "&o", &wanted_path);
  if (!g_str_equal (wanted_path, path))
    return FALSE;

  player->waits_for = NULL;
  player->dialled |= is_dial (line);
  g_hash_table_insert (player->calls, call_key (line->sender, line->serial), g_object_ref (call));
  player->last = fake_service_link (player->stage->nm);
  play (player);
  return TRUE;
}

gboolean
player_offer (Player *player, GDBusMessage *call)
{
  const char *path;

  g_variant_get_child (g_dbus_message_get_body (call), 0, "&o", &path);
  return offer (player, call, g_dbus_message_get_member (call), path);
}

gboolean
player_offer_copy (Player *player, GDBusMessage *call, const char *profile)
{
  player->copy = g_strdup (profile);
  return offer (player, call, "ActivateConnection", profile);
}
