/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Orders to ModemManager, where NetworkManager has no part in a dial. */
#pragma once

#include <gio/gio.h>

#include "dt-feed.h"
#include "dt-logins.h"
#include "dt-upstream.h"

G_BEGIN_DECLS

/* What is dialled. All is borrowed; strings may be NULL. */
typedef struct {
  const char *modem_path;
  DtKind kind;
  const char *apn, *number, *user;
  const char *password, *pin;   /* copied until the call is sent, then wiped */
  gboolean asks, pauses;        /* the dialler can be asked for a PIN, and is paused meanwhile */
} DtModemCall;

#define DT_TYPE_DIALER_MM (dt_dialer_mm_get_type ())
G_DECLARE_FINAL_TYPE (DtDialerMm, dt_dialer_mm, DT, DIALER_MM, GObject)

DtDialerMm *dt_dialer_mm_new (GDBusConnection *bus, DtUpstream *upstream, DtFeed *feed, DtQuestionFunc func, gpointer data);

/* Begins a dial: a track, its first edge, then (from an idle callback) Modem.Simple.Connect,
 * once the modem has let an older call go.  The call's failure ends the track. */
DtTrack *dt_dialer_mm_dial (DtDialerMm *self, const DtModemCall *call);

/* As dt_dialer_hang_up().  ModemManager 1.20 cannot be told to stop enabling or
 * registering a modem: a track ends at once there, and the bearer that may still
 * come is taken down when it does. */
void dt_dialer_mm_hang_up (DtDialerMm *self, DtTrack *track);

/* What a locked SIM needs before the call is made; as dt_logins_question() and so on. */
const DtQuestion *dt_dialer_mm_question (DtDialerMm *self, DtTrack *track);
gboolean dt_dialer_mm_answer (DtDialerMm *self, DtTrack *track, GVariant *answer, GError **error);
void dt_dialer_mm_refuse (DtDialerMm *self, DtTrack *track);

/* Of a dial that an earlier process left in the middle: ModemManager goes on calling for nobody, so
 * what comes of it is taken down. */
void dt_dialer_mm_clean_up (DtDialerMm *self, DtTrack *track);

/* Forgets an ended track, also where ModemManager has not answered yet. */
void dt_dialer_mm_forget (DtDialerMm *self, DtTrack *track);

G_END_DECLS
