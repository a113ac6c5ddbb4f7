/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One dial of the core, fed by hand, and what it published. */
#pragma once

#include <glib.h>

#include "dt-dial.h"

G_BEGIN_DECLS

#define SECOND G_USEC_PER_SEC

/* Everything that was published. */
typedef struct {
  DtDial dial;
  DtEffects effects;            /* of the last event */
  guint finishes;
  GString *edges;
} Line;

void line_begin (Line *line, DtKind kind);
void line_feed (Line *line, DtEvent event);
void line_say (Line *line, DtEventType type, gint64 at, gint32 state, gint32 reason);
/* Compares what was published, as "STATE[d][:ERROR] ...", "d" where it disconnects; the line is over. */
void line_check (Line *line, const char *edges, guint finishes);

G_END_DECLS
