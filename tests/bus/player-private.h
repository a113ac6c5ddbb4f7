/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the files of Player share. */
#pragma once

#include "player.h"
#include "rename.h"

G_BEGIN_DECLS

struct _Player {
  Stage *stage;
  const Trace *trace;
  PlayerFlags flags;
  Rename *names;
  guint next;
  const Line *waits_for;      /* a dial call that has to come from outside */
  GHashTable *actors;         /* recorded unique name -> GDBusConnection */
  GHashTable *pppds;          /* of these the names of those who told phases */
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

/* player.c */
gboolean player_is_dial (const Line *line);
/* All is played, and who spoke leaves the bus but for pppds: a service that is slow (valgrind) could not ask for
 * the uid of one any more, and would take it for a stranger. */
void player_end (Player *player);

/* player-line.c */
/* Under which a call waits for its reply (transfer full). */
char *player_call_key (const char *caller, gint64 serial);
void player_play_line (Player *player, const Line *line);

G_END_DECLS
