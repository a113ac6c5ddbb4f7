/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Every recording, dialled through the service: it must end as expected.tsv
 * says.  Several run side by side, each with a bus and a service of its own,
 * since most of the time is waiting.  Rule 5 is checked on all of them.
 *
 * DIALTONE_RECORDINGS=some takes one of each kind of end, all takes all.
 */
#include "fixture.h"

#define SIDE_BY_SIDE 6

typedef struct {
  Fixture fixture;
  const Expectation *row;
  Player *player;
  char *path;
} Bed;

/* Where any recording's like is enough: the first of each family and error. */
static gboolean
is_first_of_its_like (GPtrArray *rows, guint index)
{
  const Expectation *row = rows->pdata[index];

  for (guint i = 0; i < index; i++)
    {
      const Expectation *other = rows->pdata[i];

      if (g_str_equal (other->kind, row->kind) && other->connected == row->connected &&
          other->errors->len > 0 && row->errors->len > 0 &&
          g_array_index (other->errors, guint32, 0) == g_array_index (row->errors, guint32, 0))
        return FALSE;
    }
  return TRUE;
}

static const guint8 order[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 13, 11, 12, 14, 10, 18, 24, 22 };

static guint
rank (guint32 state)
{
  if (state >= STATE_CONNECTED)
    return state;
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    if (order[i] == state)
      return i;
  g_assert_not_reached ();
}

/* A new round of authentication, or callback: what may come after a higher rank. */
static gboolean
begins_anew (guint32 state)
{
  return state == 5 || state == 6 || state == 7 || state == 8 || state == 13 || state == 15;
}

static void
check_monotone (Bed *bed)
{
  g_autoptr (GArray) edges = client_edges (bed->fixture.client, bed->path);

  for (guint i = 1; i < edges->len; i++)
    {
      guint32 before = g_array_index (edges, Edge, i - 1).state;
      guint32 after = g_array_index (edges, Edge, i).state;

      if (rank (after) < rank (before))
        g_assert_true (begins_anew (after));
      g_assert_cmpuint (before, !=, STATE_DISCONNECTED);
    }
}

static void
begin (Bed *bed)
{
  const Trace *trace;

  fixture_up (&bed->fixture, PRIVATE_BUS_ONE_USER);
  trace = fixture_trace (&bed->fixture, bed->row->name);
  fake_nm_load (bed->fixture.nm, trace);
  fixture_start (&bed->fixture);
  bed->player = fake_nm_play (bed->fixture.nm, trace, PLAYER_HANGS_UP | PLAYER_BRISK);
}

/* A profile that was made a moment before the dial is known when the service has read it. */
static gboolean
knows_entry (Bed *bed, const char *entry)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = client_call (bed->fixture.client, SERVICE_PATH, PHONEBOOK, "GetEntry",
                                             g_variant_new ("(s)", entry), &error);

  return answer != NULL;
}

/* Whether the bed is through. */
static gboolean
proceed (Bed *bed)
{
  const char *entry = fixture_trace (&bed->fixture, bed->row->name)->dialled;

  if (bed->row->errors->len == 0)
    return player_is_done (bed->player);
  if (bed->path == NULL && player_waits_for_dial (bed->player) && knows_entry (bed, entry))
    bed->path = client_dial (bed->fixture.client, entry, NULL);
  return bed->path != NULL && player_is_done (bed->player) &&
         client_last_edge (bed->fixture.client, bed->path).state == STATE_DISCONNECTED;
}

static gboolean
proceed_all (Bed *beds, guint n)
{
  gboolean all = TRUE;

  for (guint i = 0; i < n; i++)
    all &= proceed (&beds[i]);
  return all;
}

static void
judge (Bed *bed)
{
  const Expectation *row = bed->row;
  Client *client = bed->fixture.client;
  guint32 error;

  client_catch_up (client);
  if (row->errors->len == 0)
    {
      g_assert_false (client_saw_finish (client, NULL));
      return;
    }
  error = client_last_edge (client, bed->path).error;
  g_test_message ("%s: Connected %d, dwError %u", row->name, client_saw (client, bed->path, STATE_CONNECTED), error);
  g_assert_true (expectation_allows (row, error));
  g_assert_cmpint (client_saw (client, bed->path, STATE_CONNECTED), ==, row->connected);
  g_assert_cmpuint (client_result (client, bed->path), ==, row->connected ? ERROR_NONE : error);
  check_monotone (bed);
}

static void
test_batch (gconstpointer data)
{
  const GPtrArray *rows = data;
  g_autofree Bed *beds = g_new0 (Bed, rows->len);

  for (guint i = 0; i < rows->len; i++)
    {
      beds[i].row = rows->pdata[i];
      begin (&beds[i]);
    }
  WAIT_FOR_SECONDS (proceed_all (beds, rows->len), 500);
  for (guint i = 0; i < rows->len; i++)
    {
      judge (&beds[i]);
      fixture_down (&beds[i].fixture);
      g_free (beds[i].path);
    }
}

/* One of several dials at once (real-pppoe-three-at-once) is for the replay of the core. */
static gboolean
is_of_one_dial (const Expectation *row)
{
  Trace *trace = trace_load (row->name);
  gboolean answer = row->errors->len == 0 || trace->dialled != NULL;

  trace_free (trace);
  return answer;
}

static void
add_batches (GPtrArray *rows, GPtrArray *batches)
{
  gboolean all = g_strcmp0 (g_getenv ("DIALTONE_RECORDINGS"), "all") == 0;
  GPtrArray *batch = NULL;

  for (guint i = 0; i < rows->len; i++)
    {
      if ((!all && !is_first_of_its_like (rows, i)) || !is_of_one_dial (rows->pdata[i]))
        continue;
      if (batch == NULL || batch->len == SIDE_BY_SIDE)
        {
          batch = g_ptr_array_new ();
          g_ptr_array_add (batches, batch);
        }
      g_ptr_array_add (batch, rows->pdata[i]);
    }
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GPtrArray) batches = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);

  g_test_init (&argc, &argv, NULL);
  rows = trace_expectations ();
  add_batches (rows, batches);
  for (guint i = 0; i < batches->len; i++)
    {
      const GPtrArray *batch = batches->pdata[i];
      g_autofree char *path = g_strdup_printf ("/bus/recordings/%03u-%s", i, ((Expectation *) batch->pdata[0])->name);

      g_test_add_data_func (path, batch, test_batch);
    }
  return g_test_run ();
}
