/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a burst of calls took of memory is given back, and what stays is small.  Of a plain build: a sanitizer keeps what is
 * freed. */
#include <stdio.h>
#include <unistd.h>

#include "fixture.h"

#define CALLS 120
#define ROUNDS 20
#define VALUE_BYTES 60000       /* more than an option may have */
#define SLACK_KIB 1024
#define KEPT 200
#define KIB_OF_ONE_KEPT 24

static gint64
resident_kib (Fixture *f)
{
  g_autofree char *file = g_strdup_printf ("/proc/%d/statm", daemon_pid (f->daemon));
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  glong pages = 0;

  g_file_get_contents (file, &text, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (sscanf (text, "%*d %ld", &pages), ==, 1);
  return (gint64) pages * sysconf (_SC_PAGESIZE) / 1024;
}

/* Each is refused. */
static void
burst (Fixture *f)
{
  g_autoptr (GPtrArray) calls = g_ptr_array_new_with_free_func ((GDestroyNotify) call_free);
  g_autofree char *value = g_strnfill (VALUE_BYTES, 'x');
  g_autofree char *options = g_strdup_printf ("{'x-mine': <'%s'>}", value);

  for (guint i = 0; i < CALLS; i++)
    g_ptr_array_add (calls, client_start (f->client, SERVICE_PATH, MANAGER, "Dial", dial_arguments (ENTRY_OK, options)));
  for (guint i = 0; i < CALLS; i++)
    {
      Call *call = calls->pdata[i];

      WAIT_FOR (call->done);
      assert_service_error (call->error, "LimitsExceeded");
    }
  wire_clear (f->client->wire);
}

static void
a_burst_leaves_nothing (Fixture *f, gconstpointer data)
{
  g_autofree char *path = dial_to_end (f, ENTRY_OK, NULL);
  gint64 before = resident_kib (f), after;

  g_assert_cmpuint (client_result (f->client, path), ==, ERROR_NONE);
  for (guint i = 0; i < ROUNDS; i++)
    burst (f);
  client_hang_up (f->client, path);
  wait_ended (f->client, path);
  after = resident_kib (f);
  g_test_message ("resident: %" G_GINT64_FORMAT " KiB before, %" G_GINT64_FORMAT " KiB after", before, after);
  g_assert_cmpint (after, <=, before + SLACK_KIB);
}

/* It lingers for ten minutes, and a user may have 2,048 of them. */
static void
what_has_ended_is_small (Fixture *f, gconstpointer data)
{
  g_autofree char *first = dial_to_end (f, ENTRY_OK, NULL);
  gint64 before;

  client_hang_up (f->client, first);
  wait_ended (f->client, first);
  before = resident_kib (f);
  for (guint i = 0; i < KEPT; i++)
    {
      g_autofree char *path = dial_to_end (f, ENTRY_OK, NULL);

      client_hang_up (f->client, path);
      wait_ended (f->client, path);
      g_assert_cmpuint (client_get_u (f->client, path, "State"), ==, STATE_DISCONNECTED);
    }
  g_test_message ("%.1f KiB for each", (double) (resident_kib (f) - before) / KEPT);
  g_assert_cmpint (resident_kib (f), <=, before + KEPT * KIB_OF_ONE_KEPT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_TEST ("/bus/memory/a-burst-leaves-nothing", a_burst_leaves_nothing);
  FIXTURE_TEST ("/bus/memory/what-has-ended-is-small", what_has_ended_is_small);
  return g_test_run ();
}
