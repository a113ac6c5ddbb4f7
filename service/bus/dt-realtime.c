/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-realtime.h"

#include "dt-upstream.h"

/* Less is the time between two looks at two clocks. */
#define JUMP_US G_USEC_PER_SEC

static gint64
offset_now (void)
{
  return g_get_real_time () - g_get_monotonic_time ();
}

static gint64
last_offset (const DtRealtime *realtime)
{
  return realtime->n > 0 ? realtime->jump[realtime->n - 1].offset : realtime->offset;
}

static void
add_jump (DtRealtime *realtime, gint64 from, gint64 offset)
{
  /* Of many jumps the last ones are kept. */
  if (realtime->n == DT_REALTIME_JUMPS) {
    for (guint i = 1; i < DT_REALTIME_JUMPS; i++)
      realtime->jump[i - 1] = realtime->jump[i];
    realtime->n--;
  }
  realtime->jump[realtime->n].from = from;
  realtime->jump[realtime->n].offset = offset;
  realtime->n++;
}

void
dt_realtime_begin (DtRealtime *realtime)
{
  realtime->offset = offset_now ();
  realtime->n = 0;
  realtime->seen = 0;
}

void
dt_realtime_look (DtRealtime *realtime, gint64 at)
{
  gint64 now = offset_now (), before = last_offset (realtime);

  if (now - before > JUMP_US || before - now > JUMP_US)
    add_jump (realtime, realtime->seen + 1, now);
  realtime->seen = MAX (realtime->seen, at);
}

guint64
dt_realtime_of (const DtRealtime *realtime, gint64 at)
{
  gint64 offset = realtime->offset;

  if (at <= 0)
    return 0;
  for (guint i = 0; i < realtime->n && realtime->jump[i].from <= at; i++)
    offset = realtime->jump[i].offset;
  return (guint64) MAX (at + offset, 0);
}

GVariant *
dt_realtime_save (const DtRealtime *realtime)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(xx)"));

  for (guint i = 0; i < realtime->n; i++)
    g_variant_builder_add (&builder, "(xx)", realtime->jump[i].from, realtime->jump[i].offset);
  return g_variant_builder_end (&builder);
}

void
dt_realtime_restore (DtRealtime *realtime, gint64 offset, GVariant *jumps)
{
  gint64 from;

  realtime->offset = dt_record_time (offset);
  realtime->n = 0;
  for (gsize i = 0; jumps && i < g_variant_n_children (jumps) && i < DT_REALTIME_JUMPS; i++) {
    g_variant_get_child (jumps, i, "(xx)", &from, &offset);
    add_jump (realtime, dt_record_time (from), dt_record_time (offset));
  }
}
