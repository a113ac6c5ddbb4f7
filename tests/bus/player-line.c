/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One line of a recording, said on the bus by whom it belongs to. */
#include "player-private.h"

#include "fake-mm.h"
#include "link.h"

#define NM "org.freedesktop.NetworkManager"
#define ACTIVE NM ".Connection.Active"

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

char *
player_call_key (const char *caller, gint64 serial)
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
  if (g_str_equal (line->interface, NM ".PPP"))
    g_hash_table_add (player->pppds, g_strdup (line->sender));
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
         (player_is_dial (line) ? player->dialled : (player->flags & PLAYER_HANGS_UP) != 0);
  player->waits_for = line;
  if (ours)
    make_call (player, line);
}

static void
play_answer (Player *player, const Line *line)
{
  g_autofree char *key = player_call_key (line->correspondent, line->serial);
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

void
player_play_line (Player *player, const Line *line)
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
      player_end (player);
      break;
    }
}
