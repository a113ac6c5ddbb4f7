/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Feeds a recording to the observers. */
#include <string.h>

#include "trace-lines.h"

#define NM "org.freedesktop.NetworkManager"
#define MM "org.freedesktop.ModemManager1"

static void
edge_free (gpointer data)
{
  TraceEdge *edge = data;

  g_free (edge->connection);
  g_free (edge);
}

void
trace_result_free (TraceResult *result)
{
  g_ptr_array_unref (result->edges);
  g_hash_table_unref (result->finished);
  g_free (result);
}

typedef struct {
  TraceResult *result;
  const Trace *trace;
  const char *nm_version;
  DtUpstream *upstream;
  GHashTable *tracks;           /* DtTrack -> its last TraceEdge */
  GHashTable *calls;            /* "sender serial" -> Line of the call */
} Run;

/* When NetworkManager has left, the track has no path any more. */
static const char *
connection_of (Run *run, DtTrack *track)
{
  const char *path = dt_track_active_path (track);
  const TraceEdge *before = g_hash_table_lookup (run->tracks, track);

  if (strcmp (path, "/") != 0)
    return path;
  return before ? before->connection : "-";
}

static gboolean
is_without_address (Run *run, DtTrack *track)
{
  const char *active = dt_track_active_path (track), *ip4 = dt_track_ip4_path (track);
  g_autoptr(GVariant) named = dt_upstream_lookup (run->upstream, active, NM ".Connection.Active", "Ip4Config");
  g_autoptr(GVariant) list = dt_upstream_lookup (run->upstream, ip4, NM ".IP4Config", "AddressData");

  return named && (list == NULL || g_variant_n_children (list) == 0);
}

static void
on_edge (DtTrack *track, const DtStatus *status, gpointer data)
{
  Run *run = data;
  TraceEdge *edge = g_new0 (TraceEdge, 1);
  TraceEdge *before = g_hash_table_lookup (run->tracks, track);

  edge->connection = g_strdup (connection_of (run, track));
  edge->kind = dt_track_dial (track)->kind;
  edge->status = *status;
  edge->without_address = is_without_address (run, track);
  edge->last = TRUE;
  if (before)
    before->last = FALSE;
  g_hash_table_insert (run->tracks, track, edge);
  g_ptr_array_add (run->result->edges, edge);
}

static void
on_finished (DtTrack *track, gpointer data)
{
  Run *run = data;
  const char *connection = connection_of (run, track);
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (run->result->finished, connection));

  g_hash_table_insert (run->result->finished, g_strdup (connection), GUINT_TO_POINTER (n + 1));
}

static void
on_appeared (DtTrack *track, gboolean adopted, gpointer data)
{
}

static void
on_track (DtTrack *track, gpointer data)
{
}

static void
on_versions (gpointer data)
{
}

/* As the object tells it that the recorder asked: recordings keep nothing of it but the header's version. */
static void
feed_version (Run *run, gint64 at, const char *path, const char *interface, const char *version)
{
  GVariantBuilder interfaces = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{sa{sv}}"));
  GVariantBuilder properties = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  g_autoptr(GVariant) object = NULL;

  if (version == NULL)
    return;
  g_variant_builder_add (&properties, "{sv}", "Version", g_variant_new_string (version));
  g_variant_builder_add (&interfaces, "{sa{sv}}", interface, &properties);
  object = g_variant_ref_sink (g_variant_builder_end (&interfaces));
  dt_upstream_snapshot_object (run->upstream, at, path, object);
}

static void
feed_versions (Run *run, gint64 at)
{
  feed_version (run, at, "/org/freedesktop/NetworkManager", NM, run->nm_version);
  feed_version (run, at, "/org/freedesktop/ModemManager1", MM, run->trace->mm);
}

/* Another process of the same version. */
static void
feed_version_of_new (Run *run, const Line *line, gint64 at)
{
  const char *name, *new_owner;

  if (!g_variant_is_of_type (line->args, G_VARIANT_TYPE ("(sss)")))
    return;
  g_variant_get (line->args, "(&s&s&s)", &name, NULL, &new_owner);
  if (*new_owner && strcmp (name, NM) == 0)
    feed_version (run, at, "/org/freedesktop/NetworkManager", NM, run->nm_version);
  else if (*new_owner && strcmp (name, MM) == 0)
    feed_version (run, at, "/org/freedesktop/ModemManager1", MM, run->trace->mm);
}

static void
feed_signal (Run *run, const Line *line, gint64 at)
{
  DtMessage message = { at, line->sender, line->path, line->interface, line->member, line->args };

  if (strcmp (line->interface, NM ".VPN.Plugin") != 0) {
    if (line->sender[0] != ':')
      dt_upstream_signal (run->upstream, &message);
    if (strcmp (line->member, "NameOwnerChanged") == 0)
      feed_version_of_new (run, line, at);
    return;
  }
  /* A daemon matches by the plugin's name: what nobody owns a name for is not heard. */
  for (guint i = 0; line->sender_names[i]; i++) {
    message.sender = line->sender_names[i];
    dt_upstream_signal (run->upstream, &message);
  }
}

static char *
call_key (const Line *line)
{
  return g_strdup_printf ("%s %u", line->sender ? line->sender : "", line->serial);
}

static void
feed_refusal (Run *run, GPtrArray *lines, const Line *line, gint64 at)
{
  g_autofree char *key = call_key (line);
  const Line *call = g_hash_table_lookup (run->calls, key), *profile = NULL;
  DtKind kind;
  DtTrack *track;

  if (call == NULL)
    return;
  for (guint i = 0; call->profile && i < lines->len; i++) {
    const Line *candidate = lines->pdata[i];

    if (candidate->type == LINE_PROFILE && strcmp (candidate->path, call->profile) == 0)
      profile = candidate;
  }
  kind = dt_kind_from_nm_type (profile ? profile->kind : call->kind);
  if (kind == DT_KIND_NONE)
    return;
  track = dt_upstream_dial (run->upstream, MIN (call->at, at), call->profile ? call->profile : "/",
                            profile ? profile->uuid : "", profile ? profile->id : "", kind,
                            profile ? profile->service : NULL);
  dt_track_refused (track, at, line->error_name, line->error_text);
}

static void
feed_profile (Run *run, const Line *line)
{
  const DtProfileFacts facts = { line->uuid, line->id, line->kind, line->service, line->parent, line->home_only };

  dt_upstream_profile (run->upstream, line->path, &facts);
}

/* The phases that tell how they are counted: SERIALCONN, and INITIALIZE before it. */
static gboolean
tells_numbering (const Line *line)
{
  return line->phase == 2 || line->phase == 3;
}

static void
feed_phase (Run *run, const Line *line, gint64 at, const TraceOptions *options)
{
  if (options->no_phases || (options->no_first_phases && tells_numbering (line)))
    return;
  dt_upstream_ppp_phase (run->upstream, at, line->sender, line->uid, line->path, line->phase + (guint32) options->add_to_phases);
}

static void
feed_line (Run *run, GPtrArray *lines, Line *line, gint64 at, const TraceOptions *options)
{
  switch (line->type) {
  case LINE_OBJECT:
    dt_upstream_snapshot_object (run->upstream, at, line->path, line->args);
    break;
  case LINE_SNAPSHOT_END:
    dt_upstream_snapshot_done (run->upstream, at);
    break;
  case LINE_PROFILE:
    feed_profile (run, line);
    break;
  case LINE_SIGNAL:
    feed_signal (run, line, at);
    if (options->doubled)
      feed_signal (run, line, at);
    break;
  case LINE_PHASE:
    feed_phase (run, line, at, options);
    break;
  case LINE_CALL:
    g_hash_table_insert (run->calls, call_key (line), line);
    break;
  case LINE_REFUSED:
    feed_refusal (run, lines, line, at);
    break;
  case LINE_OTHER:
    break;
  }
}

typedef struct {
  Line *line;
  gint64 at;
  guint order;
} Due;

static int
compare_due (gconstpointer a, gconstpointer b)
{
  const Due *x = a, *y = b;

  return x->at != y->at ? (x->at < y->at ? -1 : 1) : (x->order < y->order ? -1 : 1);
}

static GArray *
arrange (Trace *trace, const TraceOptions *options)
{
  guint n = options->cut ? MIN (options->cut, trace->lines->len) : trace->lines->len;
  GArray *dues = g_array_new (FALSE, FALSE, sizeof (Due));
  g_autoptr(GRand) rand = options->swap_seed ? g_rand_new_with_seed (options->swap_seed) : NULL;

  for (guint i = 0; i < n; i++) {
    Line *line = trace->lines->pdata[i];
    Due due = { line, line->at, i };

    if (line->type == LINE_PHASE)
      due.at = MAX (0, due.at + options->shift_phases_us);
    g_array_append_val (dues, due);
  }
  g_array_sort (dues, compare_due);
  for (guint i = 1; rand && i < dues->len; i++) {
    Due *a = &g_array_index (dues, Due, i - 1), *b = &g_array_index (dues, Due, i);

    if (a->line->type == LINE_SIGNAL && b->line->type == LINE_SIGNAL && g_rand_int_range (rand, 0, 4) == 0) {
      Line *swap = a->line;

      a->line = b->line;
      b->line = swap;
    }
  }
  return dues;
}

static void
keep_causes (gpointer track, gpointer edge, gpointer data)
{
  ((TraceEdge *) edge)->causes = dt_track_dial (track)->causes;
}

TraceResult *
trace_run (Trace *trace, const TraceOptions *options)
{
  static const DtUpstreamListener listener = { on_appeared, on_edge, on_finished, on_track, on_track, on_track, on_versions };
  static const TraceOptions plain = { 0 };
  Run run = { g_new0 (TraceResult, 1), trace, options && options->nm_version ? options->nm_version : trace->nm, NULL,
              g_hash_table_new (NULL, NULL), g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL) };
  g_autoptr(GArray) dues = arrange (trace, options ? options : &plain);

  run.result->edges = g_ptr_array_new_with_free_func (edge_free);
  run.result->finished = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  run.upstream = dt_upstream_new (&listener, &run);
  dt_upstream_set_sees_phases (run.upstream, !(options && options->no_phases));
  feed_versions (&run, 0);
  for (guint i = 0; i < dues->len; i++)
    feed_line (&run, trace->lines, g_array_index (dues, Due, i).line, g_array_index (dues, Due, i).at,
               options ? options : &plain);
  dt_upstream_clock (run.upstream, trace->end + G_USEC_PER_SEC);
  g_hash_table_foreach (run.tracks, keep_causes, NULL);
  dt_upstream_free (run.upstream);
  g_hash_table_unref (run.tracks);
  g_hash_table_unref (run.calls);
  return run.result;
}
