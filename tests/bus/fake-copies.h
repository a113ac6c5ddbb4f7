/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Volatile profiles of the fake NetworkManager, made and dialled by AddAndActivateConnection2, or, where that is refused
 * (pppoe.parent), by AddConnection2, ActivateConnection and Update2.
 * The caller's own secret agent is asked for what the profile does not have before the VPN
 * connects, and the profile goes with its activation, as NetworkManager 1.42.4 does it.
 */
#pragma once

#include "fake-nm.h"

G_BEGIN_DECLS

FakeCopies *fake_copies_new (FakeNm *nm, Stage *stage);
void fake_copies_free (FakeCopies *copies);

/* How their dials go from now on; before, they are refused. */
void fake_copies_script (FakeCopies *copies, const Trace *trace, PlayerFlags flags);

/* For NetworkManager: (transfer full) the player of the dial; NULL: the call was refused. */
Player *fake_copies_activate (FakeCopies *copies, GDBusMessage *call);
/* The same of one that was added: ActivateConnection. */
Player *fake_copies_activate_added (FakeCopies *copies, GDBusMessage *call);
void fake_copies_add (FakeCopies *copies, GDBusMessage *call);
/* Update2 of the one that was added.  Volatile, and used by nothing, it goes at once. */
void fake_copies_update (FakeCopies *copies, GDBusMessage *call);
/* Whether the path is the newest one's. */
gboolean fake_copies_owns (FakeCopies *copies, const char *path);

/* From the next call of @member on NetworkManager answers nothing about copies; what that call orders is done for
 * AddConnection2 alone.  NULL: it answers again. */
void fake_copies_stop_at (FakeCopies *copies, const char *member);
/* AddConnection2 that has come is answered now. */
void fake_copies_go_on (FakeCopies *copies);
/* Whether that call has come. */
gboolean fake_copies_stopped (FakeCopies *copies);
/* The agent is asked, and lets the player go on; FALSE: it is no dial of a copy. */
gboolean fake_copies_ask (FakeCopies *copies, Player *player);
/* The player's activation is over. */
void fake_copies_end (FakeCopies *copies, Player *player);
/* NetworkManager is gone, and with it all volatile profiles. */
void fake_copies_forget (FakeCopies *copies);

/* Path of the copy that is there now; NULL. */
const char *fake_copies_path (FakeCopies *copies);
/* Of the newest one: a{sa{sv}} as it came with the call, and what the agent answered;
 * borrowed; NULL: none yet. */
GVariant *fake_copies_settings (FakeCopies *copies);
GVariant *fake_copies_secrets (FakeCopies *copies);
/* How often an agent has answered or refused. */
guint fake_copies_answers (FakeCopies *copies);

G_END_DECLS
