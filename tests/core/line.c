/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "line.h"

static void
note (Line *line)
{
  for (guint i = 0; i < line->effects.n_edges; i++) {
    const DtStatus *edge = &line->effects.edge[i];

    g_string_append_printf (line->edges, "%s%u%s", line->edges->len ? " " : "", edge->state, edge->disconnecting ? "d" : "");
    if (edge->error)
      g_string_append_printf (line->edges, ":%u", edge->error);
  }
  line->finishes += line->effects.finish;
}

void
line_begin (Line *line, DtKind kind)
{
  *line = (Line) { .edges = g_string_new (NULL) };
  dt_dial_begin (&line->dial, kind, false, 1, &line->effects);
  note (line);
}

void
line_feed (Line *line, DtEvent event)
{
  dt_dial_feed (&line->dial, &event, &line->effects);
  note (line);
}

void
line_say (Line *line, DtEventType type, gint64 at, gint32 state, gint32 reason)
{
  line_feed (line, (DtEvent) { .type = type, .at = at, .state = state, .reason = reason });
}

void
line_check (Line *line, const char *edges, guint finishes)
{
  g_assert_cmpstr (line->edges->str, ==, edges);
  g_assert_cmpuint (line->finishes, ==, finishes);
  g_string_free (line->edges, TRUE);
}
