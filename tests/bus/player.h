/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Plays one recording: the signals of NetworkManager and ModemManager, those of
 * the VPN plugin on a connection that owns the plugin's name, and the calls of
 * pppd's plugin on a connection of their own, in the recorded order.
 *
 * Before the messages go over to another connection the bus is asked whether it
 * has handled the earlier ones, so the order on the bus is the recorded one.
 */
#pragma once

#include "fake-service.h"
#include "trace.h"

G_BEGIN_DECLS

typedef struct _Player Player;

typedef enum {
  PLAYER_DEFAULT = 0,
  PLAYER_DIALS = 1 << 0,      /* makes the recorded calls itself: a dial by nmcli */
  PLAYER_HANGS_UP = 1 << 1,   /* makes the recorded DeactivateConnection itself */
  PLAYER_BRISK = 1 << 2,      /* keeps gaps of more than half a second apart; else all in one go */
  PLAYER_HOLDS = 1 << 3,      /* with PLAYER_BRISK: the first of them lasts until player_go_on() */
} PlayerFlags;

/* Where it plays. */
typedef struct {
  const char *address;
  FakeService *nm;
  FakeService *mm;
  guint fresh;                /* number of the next new object */
  /* A profile's settings, as recorded, became known. */
  void (*profile) (const char *path, GVariant *settings, gpointer data);
  /* The dialled VPN has what it needs and is about to connect.  TRUE: not before player_go_on(). */
  gboolean (*connects) (Player *player, gpointer data);
  /* The dialled activation is gone. */
  void (*ended) (Player *player, gpointer data);
  gpointer data;
} Stage;

/* Plays the whole recording; objects keep their recorded numbers. */
Player *player_new (Stage *stage, const Trace *trace, PlayerFlags flags);
/* Begins at the dial, for a profile of the stage; new objects get fresh numbers. */
Player *player_new_dial (Stage *stage, const Trace *trace, PlayerFlags flags, const char *profile, const char *uuid,
                         const char *id);
void player_free (Player *player);

void player_start (Player *player);
/* NetworkManager was called; TRUE if the player waited for this call.  It takes
 * a reference and answers when the recording does. */
gboolean player_offer (Player *player, GDBusMessage *call);
/* The same for AddAndActivateConnection2 of @profile. */
gboolean player_offer_copy (Player *player, GDBusMessage *call, const char *profile);
void player_go_on (Player *player);
gboolean player_is_done (Player *player);
/* Whether it waits for ActivateConnection. */
gboolean player_waits_for_dial (Player *player);
/* Path of the dialled ActiveConnection; NULL before. */
const char *player_active (Player *player);
/* Stops playing; what it owns on the bus goes. */
void player_stop (Player *player);

G_END_DECLS
