/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the files of DtDialer share. */
#pragma once

#include "dt-dialer.h"
#include "dt-holds.h"
#include "dt-peer-watch.h"
#include "dt-plugin-ends.h"
#include "dt-volatile.h"

G_BEGIN_DECLS

struct _DtDialer {
  GObject parent;
  GDBusConnection *bus;
  DtUpstream *upstream;
  DtFeed *feed;
  DtDialerMm *modems;
  DtPeerWatch *peers;
  DtLogins *logins;
  DtQuestionFunc question_func;
  gpointer question_data;
  GCancellable *cancellable;
  GPtrArray *orders;            /* DtDialerOrder */
  DtHolds *holds;
  DtPluginEnds *plugin_ends;
};

/* A dial until NetworkManager has answered. */
typedef struct {
  DtDialer *self;
  DtTrack *track;               /* NULL: forgotten meanwhile */
  char *profile_path, *device_path;
  DtVolatile *volatile_profile; /* or a profile of its own */
  guint source;
  gint64 give_up_at;
  gboolean called, hang_up;
} DtDialerOrder;

DtDialerOrder *dt_dialer_find_order (DtDialer *self, DtTrack *track);
/* Takes the order, and calls as soon as the line is free. */
void dt_dialer_begin (DtDialer *self, DtDialerOrder *order);

/* dt-dialer-line.c */
gboolean dt_dialer_line_is_busy (DtDialer *self, DtTrack *track);

/* dt-dialer-question.c: a DtQuestionFunc */
void dt_dialer_on_question (DtTrack *track, gboolean open, gpointer dialer);

G_END_DECLS
