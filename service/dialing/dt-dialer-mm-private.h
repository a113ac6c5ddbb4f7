/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the files of DtDialerMm share. */
#pragma once

#include "dt-dialer-mm.h"
#include "dt-secret.h"
#include "dt-teardowns.h"

G_BEGIN_DECLS

#define DT_MM_NAME "org.freedesktop.ModemManager1"
#define DT_MM_OWN_ERROR "org.dialtone.RemoteAccess1.Error."
/* How often the picture is looked at for what no signal of a track tells. */
#define DT_MM_LOOK_AGAIN_MS 100

enum { MODEM_REGISTERED = 8, MODEM_DISCONNECTING = 9, MODEM_CONNECTING = 10, MODEM_CONNECTED = 11 };

struct _DtDialerMm {
  GObject parent;
  GDBusConnection *bus;
  DtUpstream *upstream;
  DtFeed *feed;
  DtQuestionFunc question_func;
  gpointer question_data;
  GCancellable *cancellable;
  GPtrArray *orders;            /* DtMmOrder */
  DtTeardowns *teardowns;
};

/* A dial until its bearer is known. */
typedef struct {
  DtDialerMm *self;
  DtTrack *track;               /* NULL: forgotten meanwhile */
  char *modem_path, *bearer_path;
  char *apn, *number, *user;
  DtSecret *password, *pin;     /* until the call is sent */
  char **foreign;               /* bearers that were connected before */
  guint source;
  gint64 give_up_at;
  DtTrack *left;                /* whose call an earlier process left; NULL: forgotten meanwhile, or no such call */
  gint64 quiet_since;           /* of such a call */
  gboolean called, hang_up;
  gboolean asks, pauses;
  gboolean asking;              /* question waits for an answer */
  DtQuestion question;
} DtMmOrder;

/* dt-dialer-mm.c */
DtMmOrder *dt_dialer_mm_find (DtDialerMm *self, DtTrack *track);
/* Takes the order up again, from the main loop. */
void dt_dialer_mm_go_on (DtMmOrder *order);
/* Forgets the order. */
void dt_dialer_mm_done (DtMmOrder *order);
/* One event with words.  @track may be NULL. */
void dt_dialer_mm_feed (DtDialerMm *self, DtTrack *track, DtEventType type, const char *name, const char *text);

/* dt-dialer-mm-call.c: sends it. */
void dt_dialer_mm_call (DtMmOrder *order);

/* dt-dialer-mm-hang-up.c */
/* ModemManager has answered, and nobody wants the line any more. */
void dt_dialer_mm_drop (DtMmOrder *order);
/* An own time-out may have ended the dial before the answer came. */
gboolean dt_dialer_mm_is_unwanted (const DtMmOrder *order);
void dt_dialer_mm_on_torn_down (DtTrack *track, gpointer data);

/* dt-dialer-mm-left.c */
void dt_dialer_mm_forget_left (DtDialerMm *self, DtTrack *track);

/* dt-dialer-mm-question.c */
gboolean dt_dialer_mm_needs_pin (const DtMmOrder *order);
/* Once: a second try could cost the SIM. */
void dt_dialer_mm_ask_for_pin (DtMmOrder *order);
/* Nothing is asked any more. */
void dt_dialer_mm_stop_asking (DtMmOrder *order);

G_END_DECLS
