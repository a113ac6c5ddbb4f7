/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* When which line is played, and what it waits for. */
#include "link.h"
#include "player-private.h"
#include "rename-world.h"

#define VPN_CONNECT 3
#define LONG_GAP_US 500000    /* gaps from here on may outlast the wait for a better reason */
#define LONG_GAP_PLAYED_MS 700
#define SHORT_GAP_PLAYED_MS 15

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
  player->pppds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  player->calls = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  return player;
}

Player *
player_new (Stage *stage, const Trace *trace, PlayerFlags flags)
{
  return player_alloc (stage, trace, flags, NULL);
}

gboolean
player_is_dial (const Line *line)
{
  return line->type == LINE_CALL && g_str_equal (line->member, "ActivateConnection");
}

Player *
player_new_dial (Stage *stage, const Trace *trace, PlayerFlags flags, const char *profile, const char *uuid,
                 const char *id)
{
  Player *player = player_alloc (stage, trace, flags, &stage->fresh);
  const char *recorded;

  while (!player_is_dial (trace->lines->pdata[player->next]))
    player->next++;
  g_variant_get_child (((Line *) trace->lines->pdata[player->next])->args, 0, "&o", &recorded);
  rename_seed_world (player->names, stage->nm, trace, recorded, profile, uuid, id);
  return player;
}

static gboolean
is_no_pppd (gpointer name, gpointer actor, gpointer pppds)
{
  return !g_hash_table_contains (pppds, name);
}

void
player_end (Player *player)
{
  g_clear_handle_id (&player->source, g_source_remove);
  player->waits_for = NULL;
  player->last = NULL;
  player->done = TRUE;
  g_hash_table_foreach_remove (player->actors, is_no_pppd, player->pppds);
}

void
player_stop (Player *player)
{
  player_end (player);
  g_hash_table_remove_all (player->actors);
}

void
player_free (Player *player)
{
  player_stop (player);
  g_hash_table_unref (player->actors);
  g_hash_table_unref (player->pppds);
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
  return player->waits_for != NULL && player_is_dial (player->waits_for);
}

const char *
player_active (Player *player)
{
  return player->active;
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
      player_play_line (player, line);
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
  player->dialled |= player_is_dial (line);
  g_hash_table_insert (player->calls, player_call_key (line->sender, line->serial), g_object_ref (call));
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
