/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A libFuzzer target: the reader of recordings, and what the observers make of what
 * it reads.  Its seeds are tests/traces. */
#include "fuzz-target.h"
#include "trace.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const TraceOptions as_recorded;
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr(GError) error = NULL;
  g_autoptr(Trace) trace = trace_parse (text, "input", &error);
  g_autoptr(TraceResult) result = NULL;

  LAW ((trace == NULL) == (error != NULL));
  if (trace)
    result = trace_run (trace, &as_recorded);
  return 0;
}
