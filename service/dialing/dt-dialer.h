/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Orders to NetworkManager: activate, deactivate.  Dials through ModemManager alone
 * come in here too, and are handed on. */
#pragma once

#include <gio/gio.h>

#include "dt-dialer-mm.h"
#include "dt-feed.h"
#include "dt-logins.h"
#include "dt-profiles.h"
#include "dt-upstream.h"

G_BEGIN_DECLS

#define DT_TYPE_DIALER (dt_dialer_get_type ())
G_DECLARE_FINAL_TYPE (DtDialer, dt_dialer, DT, DIALER, GObject)

DtDialer *dt_dialer_new (GDBusConnection *bus, DtUpstream *upstream, DtFeed *feed);

/* How long a dial waits in OpenPort for an older one of the same entry or modem
 * that is still disconnecting, before it fails with 617 (M4, M12, rule 10).  For the
 * plugin of an older one it waits DT_PLUGIN_ENDS_SECONDS, and dials then. */
#define DT_DIALER_BUSY_WAIT_SECONDS 30

/* Begins a dial: a track, its first edge, then (from an idle callback, never
 * inside this call) ActivateConnection.  @device_path: NULL or "/" lets
 * NetworkManager choose.  The call's failure ends the track. */
DtTrack *dt_dialer_dial (DtDialer *self, const DtProfile *profile, const char *device_path);

/* Right after it: it logs in with @login (taken over), through a copy of the profile. */
void dt_dialer_log_in (DtDialer *self, DtTrack *track, DtLogin *login);
/* The login was refused, and the line is over: a person is asked for another one.  Inside a feed. */
void dt_dialer_ask_login (DtDialer *self, DtTrack *track);
/* Who is told of questions; they are answered with the functions below. */
void dt_dialer_set_question_func (DtDialer *self, DtQuestionFunc func, gpointer data);
const DtQuestion *dt_dialer_question (DtDialer *self, DtTrack *track);
gboolean dt_dialer_answer (DtDialer *self, DtTrack *track, GVariant *answer, GError **error);
void dt_dialer_refuse (DtDialer *self, DtTrack *track);
/* The dial's result is known: its secrets are wiped. */
void dt_dialer_dial_over (DtDialer *self, DtTrack *track);
/* It has ended, whoever dialled it: inside a feed. */
void dt_dialer_line_over (DtDialer *self, DtTrack *track);

/* Right after it: Connected waits for the peer's answer. */
void dt_dialer_prove_peer (DtDialer *self, DtTrack *track);
/* A track that outlived its process: takes down what may still come of a call that nobody waits for. */
void dt_dialer_clean_up (DtDialer *self, DtTrack *track);

/* The same with a profile that lasts as long as the line, on NetworkManager's device of the modem. */
DtTrack *dt_dialer_dial_volatile (DtDialer *self, const DtModemCall *call, const char *device_path);

/* The same through ModemManager alone. */
DtTrack *dt_dialer_dial_modem (DtDialer *self, const DtModemCall *call);

/* Tells NetworkManager to take it down; the track ends when upstream has ended
 * it, or after 30 s.  Before the activation was answered it is taken down as
 * soon as it is; in a serial modem's dial command when that has ended. */
void dt_dialer_hang_up (DtDialer *self, DtTrack *track);

/* Forgets an ended track, also where NetworkManager has not answered its call yet. */
void dt_dialer_forget (DtDialer *self, DtTrack *track);

G_END_DECLS
