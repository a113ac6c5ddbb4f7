/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The clock on the wall jumps.  Here it is the one of before that is another: what was told by it. */
#include "dt-realtime.h"

#define HOUR (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)
#define SLACK (60 * G_USEC_PER_SEC)
#define FIRST (1 * G_USEC_PER_SEC)
#define SECOND (2 * G_USEC_PER_SEC)
#define THIRD (3 * G_USEC_PER_SEC)

static gint64
offset_now (void)
{
  return g_get_real_time () - g_get_monotonic_time ();
}

/* A dial that began when the clock was @ahead of the one of today. */
static DtRealtime
begun (gint64 ahead)
{
  DtRealtime realtime = { 0 };

  dt_realtime_restore (&realtime, offset_now () + ahead, NULL);
  realtime.seen = FIRST;
  return realtime;
}

static void
assert_about (guint64 told, gint64 wanted)
{
  g_assert_cmpint (ABS ((gint64) told - wanted), <, SLACK);
}

static void
check_jump (gint64 ahead)
{
  DtRealtime realtime = begun (ahead), again = { 0 };
  guint64 first = dt_realtime_of (&realtime, FIRST);
  g_autoptr(GVariant) saved = NULL;

  dt_realtime_look (&realtime, THIRD);
  g_assert_cmpuint (dt_realtime_of (&realtime, FIRST), ==, first);
  assert_about (first, FIRST + offset_now () + ahead);
  /* Nobody looked between the two: it goes by what is known now. */
  assert_about (dt_realtime_of (&realtime, SECOND), SECOND + offset_now ());
  assert_about (dt_realtime_of (&realtime, THIRD), THIRD + offset_now ());
  g_assert_cmpuint (dt_realtime_of (&realtime, 0), ==, 0);

  saved = g_variant_ref_sink (dt_realtime_save (&realtime));
  dt_realtime_restore (&again, realtime.offset, saved);
  for (gint64 at = FIRST; at <= THIRD; at += FIRST)
    g_assert_cmpuint (dt_realtime_of (&again, at), ==, dt_realtime_of (&realtime, at));
}

static void
jumps (void)
{
  check_jump (-30 * HOUR);
  check_jump (30 * HOUR);
}

static void
no_jump (void)
{
  DtRealtime realtime;

  dt_realtime_begin (&realtime);
  dt_realtime_look (&realtime, FIRST);
  dt_realtime_look (&realtime, SECOND);
  g_assert_cmpuint (realtime.n, ==, 0);
  assert_about (dt_realtime_of (&realtime, SECOND), SECOND + offset_now ());
}

/* The beginning stays, and so do the last ones. */
static void
many_jumps (void)
{
  DtRealtime realtime = begun (HOUR);
  guint64 first = dt_realtime_of (&realtime, FIRST);

  for (guint i = 1; i <= 4 * DT_REALTIME_JUMPS; i++) {
    if (realtime.n > 0)
      realtime.jump[realtime.n - 1].offset += i * HOUR;
    else
      realtime.offset += HOUR;
    dt_realtime_look (&realtime, FIRST + i);
  }
  g_assert_cmpuint (realtime.n, ==, DT_REALTIME_JUMPS);
  g_assert_cmpuint (dt_realtime_of (&realtime, FIRST), ==, first + HOUR);
  assert_about (dt_realtime_of (&realtime, FIRST + 4 * DT_REALTIME_JUMPS), FIRST + offset_now ());
}

/* Whatever a damaged record says. */
static void
nonsense (void)
{
  DtRealtime realtime = { 0 };
  g_autoptr(GVariant) odd = g_variant_ref_sink (g_variant_new_parsed (
    "[(int64 9223372036854775807, int64 9223372036854775807), (-9223372036854775808, -9223372036854775808)]"));

  dt_realtime_restore (&realtime, G_MININT64, odd);
  g_assert_cmpuint (dt_realtime_of (&realtime, FIRST), ==, 0);
  dt_realtime_look (&realtime, FIRST);
  g_assert_cmpuint (dt_realtime_of (&realtime, G_MAXINT64 / 4), >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/realtime/jumps", jumps);
  g_test_add_func ("/core/realtime/no-jump", no_jump);
  g_test_add_func ("/core/realtime/many-jumps", many_jumps);
  g_test_add_func ("/core/realtime/nonsense", nonsense);
  return g_test_run ();
}
