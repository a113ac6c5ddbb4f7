/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Recordings of the bus (tests/traces/FORMAT.md), fed to the observers.
 */
#pragma once

#include "dt-upstream.h"

G_BEGIN_DECLS

typedef struct _Trace Trace;

/* One published edge. */
typedef struct {
  char *connection;             /* path of the ActiveConnection, "-" where the call was refused */
  DtKind kind;
  DtStatus status;
  gboolean without_address;     /* NetworkManager had told of none by then, in a recording that has them */
  gboolean last;                /* the last one of its connection */
  DtCauses causes;              /* only of the last one: all that was known at the end of the recording */
} TraceEdge;

typedef struct {
  GPtrArray *edges;             /* TraceEdge, in the order of publication */
  GHashTable *finished;         /* connection -> how many times its dial was told to be finished */
} TraceResult;

/* How a recording is fed; zero: as it was recorded. */
typedef struct {
  gint64 shift_phases_us;       /* PPP phases come so much later (negative: earlier) than signals */
  guint cut;                    /* only so many lines; 0: all */
  gboolean doubled;             /* every signal twice */
  guint32 swap_seed;            /* other than 0: swaps neighbouring lines here and there */
  gboolean no_phases;           /* as if the bus had refused the monitor */
  const char *nm_version;       /* NetworkManager's, instead of the header's */
  gint32 add_to_phases;         /* to the number of each */
  gboolean no_first_phases;     /* those with which a pppd begins are lost */
} TraceOptions;

/* Reads a file; a broken line is an error that names it.  Marks are dropped here. */
Trace *trace_load (const char *file, GError **error);
/* The same of its text; @file is for messages. */
Trace *trace_parse (const char *text, const char *file, GError **error);
void trace_free (Trace *trace);
guint trace_length (Trace *trace);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Trace, trace_free)

TraceResult *trace_run (Trace *trace, const TraceOptions *options);
void trace_result_free (TraceResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TraceResult, trace_result_free)

G_END_DECLS
