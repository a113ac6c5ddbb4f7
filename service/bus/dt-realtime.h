/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Moments as the clock on the wall had them (CLOCK_REALTIME), of moments of the machine's own clock (CLOCK_MONOTONIC), by which
 * all else here goes: that one never jumps, and stands still while the machine is suspended.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define DT_REALTIME_JUMPS 8

typedef struct {
  gint64 offset;                /* added to a monotonic time, in microseconds: as it was at first, */
  guint n;                      /* and after each of so many jumps of the one clock */
  struct {
    gint64 from;                /* the first monotonic time for which it holds */
    gint64 offset;
  } jump[DT_REALTIME_JUMPS];
  gint64 seen;                  /* the last moment for which it was looked at */
} DtRealtime;

/* All times are microseconds. */
void dt_realtime_begin (DtRealtime *realtime);
/* Before anything that happened at @at, a monotonic time of just now, is told: what is between the last such moment and @at
 * goes by the clock as it is now. */
void dt_realtime_look (DtRealtime *realtime, gint64 at);
/* 0 of 0: the moment has not come. */
guint64 dt_realtime_of (const DtRealtime *realtime, gint64 at);

/* Its jumps, as a(xx), floating; and back, of what may be damaged. */
GVariant *dt_realtime_save (const DtRealtime *realtime);
void dt_realtime_restore (DtRealtime *realtime, gint64 offset, GVariant *jumps);

G_END_DECLS
