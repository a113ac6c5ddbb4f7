/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Every recording, as it was and disturbed, against tests/traces/expected.tsv. */
#include <stdlib.h>
#include <string.h>

#include "trace.h"

typedef struct {
  char *name, *connection, *kind, *errors;
  gboolean connected;
} Expected;

static const char *
traces_dir (void)
{
  return g_getenv ("DIALTONE_TRACES");
}

static void
expected_free (gpointer data)
{
  Expected *expected = data;

  g_free (expected->name);
  g_free (expected->connection);
  g_free (expected->kind);
  g_free (expected->errors);
  g_free (expected);
}

static GPtrArray *
read_expected (void)
{
  g_autofree char *file = g_build_filename (traces_dir (), "expected.tsv", NULL);
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;
  GPtrArray *rows = g_ptr_array_new_with_free_func (expected_free);

  g_assert_true (g_file_get_contents (file, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i]; i++) {
    g_auto(GStrv) field = g_strsplit (lines[i], "\t", -1);
    Expected *row;

    if (*lines[i] == '\0' || *lines[i] == '#')
      continue;
    g_assert_cmpuint (g_strv_length (field), >=, 5);
    row = g_new0 (Expected, 1);
    row->name = g_strdup (field[0]);
    row->connection = g_strdup (field[1]);
    row->kind = g_strdup (field[2]);
    row->connected = strcmp (field[3], "y") == 0;
    row->errors = g_strdup (field[4]);
    g_ptr_array_add (rows, row);
  }
  return rows;
}

static Trace *
load (const char *name)
{
  g_autofree char *base = g_strdup_printf ("%s.jsonl", name);
  g_autofree char *file = g_build_filename (traces_dir (), base, NULL);
  g_autoptr(GError) error = NULL;
  Trace *trace = trace_load (file, &error);

  g_assert_no_error (error);
  return trace;
}

static gboolean
is_listed (const char *errors, guint32 error)
{
  g_auto(GStrv) list = g_strsplit (errors, ",", -1);

  for (guint i = 0; list[i]; i++)
    if (strtoul (list[i], NULL, 10) == error)
      return TRUE;
  return FALSE;
}

/* What holds for whatever is fed. */
static void
check_laws (TraceResult *result)
{
  g_autoptr(GHashTable) before = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer connection, n;

  for (guint i = 0; i < result->edges->len; i++) {
    const TraceEdge *edge = result->edges->pdata[i];
    const TraceEdge *last = edge->status.sequence == 1 ? NULL : g_hash_table_lookup (before, edge->connection);

    g_assert_nonnull (dt_state_name (edge->status.state));
    g_assert_true (edge->status.state != DT_RASCS_DISCONNECTED || edge->status.error != 0);
    g_assert_true (edge->status.ended == (edge->status.state == DT_RASCS_DISCONNECTED));
    if (edge->status.state == DT_RASCS_CONNECTED && !edge->status.disconnecting && edge->status.error == 0)
      g_assert_cmpuint (edge->status.result, ==, 0);
    if (last && last->status.sequence + 1 == edge->status.sequence) {
      g_assert_false (last->status.ended);
      if (last->status.finished)
        g_assert_cmpuint (last->status.result, ==, edge->status.result);
      if (edge->status.state != DT_RASCS_AUTH_RETRY)
        g_assert_cmpint (dt_state_rank (last->status.state), <=, dt_state_rank (edge->status.state));
    }
    g_hash_table_insert (before, edge->connection, (gpointer) edge);
  }
  g_hash_table_iter_init (&iter, result->finished);
  while (g_hash_table_iter_next (&iter, &connection, &n))
    if (strcmp (connection, "-") != 0)
      g_assert_cmpuint (GPOINTER_TO_UINT (n), ==, 1);
}

typedef struct {
  gboolean seen, connected, ended;
  guint32 error;
} End;

static End
end_of (TraceResult *result, const char *connection)
{
  End end = { 0 };

  for (guint i = 0; i < result->edges->len; i++) {
    const TraceEdge *edge = result->edges->pdata[i];

    if (strcmp (edge->connection, connection) != 0)
      continue;
    end.seen = TRUE;
    end.connected |= edge->status.state == DT_RASCS_CONNECTED;
    end.ended |= edge->status.ended;
    end.error = edge->status.error;
  }
  return end;
}

static void
check_end (const Expected *expected, TraceResult *result)
{
  End end = end_of (result, expected->connection);

  check_laws (result);
  if (strcmp (expected->kind, "none") == 0) {
    g_assert_cmpuint (result->edges->len, ==, 0);
    return;
  }
  g_assert_true (end.seen);
  g_assert_true (end.ended);
  g_assert_cmpint (end.connected, ==, expected->connected);
  if (!is_listed (expected->errors, end.error)) {
    g_test_message ("%s: %u instead of %s", expected->name, end.error, expected->errors);
    g_test_fail ();
  }
}

static void
test_as_recorded (gconstpointer data)
{
  const Expected *expected = data;
  g_autoptr(Trace) trace = load (expected->name);
  g_autoptr(TraceResult) result = trace_run (trace, NULL);

  check_end (expected, result);
  for (guint i = 0; i < result->edges->len; i++) {
    const TraceEdge *edge = result->edges->pdata[i];

    g_assert_true (edge->status.state != DT_RASCS_CONNECTED || edge->status.disconnecting || edge->status.error != 0 ||
                   !edge->without_address);
  }
}

/* A daemon gets signals and monitored calls on two connections. */
static void
test_shifted (gconstpointer data)
{
  static const gint64 shifts[] = { -50000, -2000, 2000, 50000, 300000 };
  const Expected *expected = data;
  g_autoptr(Trace) trace = load (expected->name);

  for (guint i = 0; i < G_N_ELEMENTS (shifts); i++) {
    TraceOptions options = { .shift_phases_us = shifts[i] };
    g_autoptr(TraceResult) result = trace_run (trace, &options);

    check_end (expected, result);
  }
}

/* The states of a connection until it is up. */
static char *
way_up (Trace *trace, const TraceOptions *options, const char *connection)
{
  g_autoptr(TraceResult) result = trace_run (trace, options);
  GString *way = g_string_new (NULL);

  for (guint i = 0; i < result->edges->len; i++) {
    const TraceEdge *edge = result->edges->pdata[i];

    if (strcmp (edge->connection, connection) == 0 && !edge->status.finished)
      g_string_append_printf (way, " %u", edge->status.state);
  }
  return g_string_free (way, FALSE);
}

/* How long the connection was up before anybody began to take it down. */
static gint64
time_up (Trace *trace, const char *connection)
{
  g_autoptr(TraceResult) result = trace_run (trace, NULL);
  gint64 up_at = 0;

  for (guint i = 0; i < result->edges->len; i++) {
    const TraceEdge *edge = result->edges->pdata[i];

    if (strcmp (edge->connection, connection) != 0 || edge->status.state < DT_RASCS_CONNECTED)
      continue;
    if (up_at > 0)
      return edge->status.at - up_at;
    up_at = edge->status.at;
  }
  return 0;
}

/* Phases that are late change nothing of what is published on the way up.  Later than the hang-up they say nothing. */
static void
test_late_phases (gconstpointer data)
{
  static const gint64 late[] = { 5000, 50000, 200000 };
  const Expected *expected = data;
  g_autoptr(Trace) trace = load (expected->name);
  g_autofree char *in_time = way_up (trace, NULL, expected->connection);
  gint64 up = time_up (trace, expected->connection);

  g_assert_cmpint (late[0], <, up);
  for (guint i = 0; i < G_N_ELEMENTS (late) && late[i] < up; i++) {
    TraceOptions options = { .shift_phases_us = late[i] };
    g_autofree char *way = way_up (trace, &options, expected->connection);

    g_assert_cmpstr (way, ==, in_time);
  }
}

static void
test_doubled (gconstpointer data)
{
  const Expected *expected = data;
  g_autoptr(Trace) trace = load (expected->name);
  TraceOptions options = { .doubled = TRUE };
  g_autoptr(TraceResult) result = trace_run (trace, &options);

  check_end (expected, result);
}

/* Where lines are missing or out of order nothing is promised but the laws. */
static void
test_cut (gconstpointer data)
{
  const Expected *expected = data;
  g_autoptr(Trace) trace = load (expected->name);

  for (guint n = 1; n < trace_length (trace); n++) {
    TraceOptions options = { .cut = n };
    g_autoptr(TraceResult) result = trace_run (trace, &options);

    check_laws (result);
  }
}

static void
test_permuted (gconstpointer data)
{
  const Expected *expected = data;
  g_autoptr(Trace) trace = load (expected->name);

  for (guint seed = 1; seed <= 40; seed++) {
    TraceOptions options = { .swap_seed = seed, .shift_phases_us = (gint64) seed * 700 - 14000 };
    g_autoptr(TraceResult) result = trace_run (trace, &options);

    check_laws (result);
  }
}

/* All published edges, one a line. */
static char *
edges_of (Trace *trace, const TraceOptions *options)
{
  g_autoptr(TraceResult) result = trace_run (trace, options);
  GString *edges = g_string_new (NULL);

  for (guint i = 0; i < result->edges->len; i++) {
    const TraceEdge *edge = result->edges->pdata[i];

    g_string_append_printf (edges, "%s %u %u %u\n", edge->connection, edge->status.state, edge->status.substate, edge->status.error);
  }
  return g_string_free (edges, FALSE);
}

/* NetworkManager counts PPP's phases in one way or the other: the same line is published in the same way.  Whether the
 * first phase tells, or, where that is lost, the version; and the first phase whatever the version says. */
static void
test_numbering (gconstpointer data)
{
  const Expected *expected = data;
  gboolean raw = g_str_has_prefix (expected->name, "nm152-");
  const TraceOptions same[] = {
    { .nm_version = raw ? "1.42.4" : "1.52.1", .add_to_phases = raw ? 1 : -1 },
    { .nm_version = raw ? "1.42.4" : "1.52.1" },
  };
  const TraceOptions without_first = { .no_first_phases = TRUE };
  const TraceOptions other_without_first = { .no_first_phases = TRUE, .nm_version = raw ? "1.42.4" : "1.52.1",
                                             .add_to_phases = raw ? 1 : -1 };
  g_autoptr(Trace) trace = load (expected->name);
  g_autofree char *recorded = edges_of (trace, NULL), *short_way = edges_of (trace, &without_first);
  g_autofree char *other_short_way = edges_of (trace, &other_without_first);

  for (guint i = 0; i < G_N_ELEMENTS (same); i++) {
    g_autofree char *edges = edges_of (trace, &same[i]);

    g_assert_cmpstr (edges, ==, recorded);
  }
  g_assert_cmpstr (other_short_way, ==, short_way);
}

/* The bus may refuse the monitor: coarser, never wrong about Connected. */
static void
test_without_phases (gconstpointer data)
{
  const Expected *expected = data;
  g_autoptr(Trace) trace = load (expected->name);
  TraceOptions options = { .no_phases = TRUE };
  g_autoptr(TraceResult) result = trace_run (trace, &options);
  End end = end_of (result, expected->connection);

  check_laws (result);
  if (strcmp (expected->kind, "none") == 0)
    return;
  g_assert_true (end.ended);
  g_assert_cmpint (end.connected, ==, expected->connected);
  g_assert_cmpuint (end.error, !=, 0);
}

static void
add (const char *group, const Expected *row, GTestDataFunc func)
{
  g_autofree char *path = g_strdup_printf ("/core/replay/%s/%s", group, row->name);

  g_test_add_data_func (path, row, func);
}

static void
test_partial (gconstpointer name)
{
  g_autoptr(Trace) trace = load (name);
  g_autoptr(TraceResult) result = trace_run (trace, NULL);

  check_laws (result);
}

static void
add_partial (GPtrArray *names)
{
  g_autofree char *dir_name = g_build_filename (traces_dir (), "partial", NULL);
  g_autoptr(GDir) dir = g_dir_open (dir_name, 0, NULL);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir))) {
    g_autofree char *stem = g_strndup (name, strlen (name) - strlen (".jsonl"));
    g_autofree char *path = g_strdup_printf ("/core/replay/partial/%s", stem);

    g_ptr_array_add (names, g_build_filename ("partial", stem, NULL));
    g_test_add_data_func (path, names->pdata[names->len - 1], test_partial);
  }
}

/* Three dials: two modems enter CONFIG before either PPP object is exported, and the login of the second is refused. */
static void
test_several_at_once (void)
{
  static const struct {
    const char *connection;
    gboolean connected;
    guint32 error;
  } ends[] = { { "/org/freedesktop/NetworkManager/ActiveConnection/3", TRUE, 631 },
               { "/org/freedesktop/NetworkManager/ActiveConnection/4", FALSE, 691 },
               { "/org/freedesktop/NetworkManager/ActiveConnection/5", TRUE, 631 } };
  g_autoptr(Trace) trace = load ("several/gsm-and-pppoe-at-once");
  g_autoptr(TraceResult) result = trace_run (trace, NULL);

  check_laws (result);
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++) {
    End end = end_of (result, ends[i].connection);

    g_assert_true (end.seen && end.ended);
    g_assert_cmpint (end.connected, ==, ends[i].connected);
    g_assert_cmpuint (end.error, ==, ends[i].error);
  }
}

/* No recording without a row, and no row without a recording. */
static void
test_complete (gconstpointer data)
{
  const GPtrArray *rows = data;
  g_autoptr(GDir) dir = g_dir_open (traces_dir (), 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (dir)))
    n += g_str_has_suffix (name, ".jsonl");
  g_assert_cmpuint (n, ==, rows->len);
}

int
main (int argc, char **argv)
{
  g_autoptr(GPtrArray) rows = NULL, partial = g_ptr_array_new_with_free_func (g_free);

  g_test_init (&argc, &argv, NULL);
  g_assert_nonnull (traces_dir ());
  rows = read_expected ();
  g_test_add_data_func ("/core/replay/complete", rows, test_complete);
  for (guint i = 0; i < rows->len; i++) {
    const Expected *row = rows->pdata[i];

    add ("recorded", row, test_as_recorded);
    add ("shifted", row, test_shifted);
    if (row->connected)
      add ("late-phases", row, test_late_phases);
    add ("doubled", row, test_doubled);
    add ("cut", row, test_cut);
    add ("permuted", row, test_permuted);
    add ("without-phases", row, test_without_phases);
    add ("numbering", row, test_numbering);
  }
  add_partial (partial);
  g_test_add_func ("/core/replay/several-at-once", test_several_at_once);
  return g_test_run ();
}
