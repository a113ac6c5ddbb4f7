/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Hang-ups that wait until a modem's dial command has ended.
 *
 * ModemManager 1.20 cannot cancel ATD: it waits for the answer (M9), and if that
 * is CONNECT it reports the cancelled call as over but keeps its port for
 * connected.  Every later call then fails with Core.Connected, until the modem is
 * plugged anew (gsm-redial-after-cancel-refused).  Taken down after the answer,
 * the same call ends well, and not later.
 */
#pragma once

#include "dt-upstream.h"

G_BEGIN_DECLS

/* Longest wait; shorter than a dial's patience with a hang-up, which begins anew behind it. */
#define DT_HOLDS_SECONDS 25

typedef struct _DtHolds DtHolds;

/* The activation is to be taken down now.  @track: NULL where it was forgotten meanwhile. */
typedef void (*DtHoldOver) (DtTrack *track, const char *active_path, gpointer data);

DtHolds *dt_holds_new (DtUpstream *upstream, DtHoldOver over, gpointer data);

/* Without calling anything. */
void dt_holds_free (DtHolds *holds);

/* Whether the data of the modem's calls goes over the port of its commands. */
gboolean dt_holds_is_serial (DtUpstream *upstream, const char *modem_path);

/* TRUE: the hang-up of @track waits, and over will be called, unless upstream ends
 * it by itself.  FALSE: there is nothing to wait for, or no longer. */
gboolean dt_holds_take (DtHolds *holds, DtTrack *track);

/* The track goes; what is held of it still waits. */
void dt_holds_forget (DtHolds *holds, DtTrack *track);

G_END_DECLS
