/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "trace.h"

#include <string.h>

#include "trace-variant.h"

#define NM "org.freedesktop.NetworkManager"

typedef enum { LINE_OBJECT, LINE_SNAPSHOT_END, LINE_PROFILE, LINE_SIGNAL, LINE_PHASE, LINE_CALL, LINE_REFUSED, LINE_OTHER } LineType;

typedef struct {
  LineType type;
  gint64 at;
  char *sender, *path, *interface, *member;
  char **sender_names;
  GVariant *args;               /* a signal's, or an object's interfaces */
  guint32 uid, phase, serial;
  char *uuid, *id, *kind, *service;     /* a profile's */
  char *profile, *error_name, *error_text;
} Line;

struct _Trace {
  GPtrArray *lines;
  gint64 end;
};

static void
line_free (gpointer data)
{
  Line *line = data;

  g_free (line->sender);
  g_free (line->path);
  g_free (line->interface);
  g_free (line->member);
  g_strfreev (line->sender_names);
  g_clear_pointer (&line->args, g_variant_unref);
  g_free (line->uuid);
  g_free (line->id);
  g_free (line->kind);
  g_free (line->service);
  g_free (line->profile);
  g_free (line->error_name);
  g_free (line->error_text);
  g_free (line);
}

void
trace_free (Trace *trace)
{
  g_ptr_array_unref (trace->lines);
  g_free (trace);
}

guint
trace_length (Trace *trace)
{
  return trace->lines->len;
}

/*
 * Reading.
 */

static char *
dup_member (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
           ? g_strdup (json_node_get_string (node)) : NULL;
}

static gint64
int_member (JsonObject *object, const char *name, gint64 fallback)
{
  JsonNode *node = json_object_get_member (object, name);

  return node && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_int (node) : fallback;
}

static Line *
add_line (Trace *trace, LineType type, gint64 at)
{
  Line *line = g_new0 (Line, 1);

  line->type = type;
  line->at = at;
  g_ptr_array_add (trace->lines, line);
  return line;
}

static void
add_profile (Trace *trace, gint64 at, const char *path, JsonObject *settings)
{
  Line *line = add_line (trace, LINE_PROFILE, at);

  line->path = g_strdup (path);
  line->uuid = dup_member (settings, "uuid");
  line->id = dup_member (settings, "id");
  line->kind = dup_member (settings, "type");
  line->service = dup_member (settings, "vpn.service-type");
}

static gboolean
read_snapshot (Trace *trace, gint64 at, JsonObject *object, GError **error)
{
  JsonNode *node = json_object_get_member (object, "objects");
  JsonObjectIter iter;
  const char *path;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return TRUE;
  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &path, &node)) {
    GVariant *interfaces = trace_interfaces (node, error);
    JsonObject *members = interfaces ? json_node_get_object (node) : NULL;
    Line *line;

    if (interfaces == NULL)
      return FALSE;
    line = add_line (trace, LINE_OBJECT, at);
    line->path = g_strdup (path);
    line->args = g_variant_ref_sink (interfaces);
    /* trace_interfaces() has seen that it is a dictionary. */
    if (json_object_has_member (members, NM ".Settings.Connection"))
      add_profile (trace, at, path, json_object_get_object_member (members, NM ".Settings.Connection"));
  }
  return TRUE;
}

static char **
dup_strings (JsonObject *object, const char *name)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  JsonNode *node = json_object_get_member (object, name);
  JsonArray *array = node && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; array && i < json_array_get_length (array); i++)
    if (JSON_NODE_HOLDS_VALUE (json_array_get_element (array, i)) && json_array_get_string_element (array, i))
      g_strv_builder_add (builder, json_array_get_string_element (array, i));
  return g_strv_builder_end (builder);
}

static gboolean
read_signal (Trace *trace, gint64 at, JsonObject *object, GError **error)
{
  Line *line = add_line (trace, LINE_SIGNAL, at);
  GVariant *args;

  line->sender = dup_member (object, "sender");
  line->path = dup_member (object, "path");
  line->interface = dup_member (object, "interface");
  line->member = dup_member (object, "member");
  line->sender_names = dup_strings (object, "sender_names");
  if (!line->sender || !line->path || !line->interface || !line->member || !json_object_has_member (object, "args")) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "a signal without sender, path, interface, member or args");
    return FALSE;
  }
  args = trace_signal_args (line->interface, line->member, json_object_get_member (object, "args"), error);
  if (args == NULL)
    return FALSE;
  line->args = g_variant_take_ref (args);
  return TRUE;
}

static void
read_call (Trace *trace, gint64 at, JsonObject *object)
{
  g_autofree char *member = dup_member (object, "member");
  JsonNode *args = json_object_get_member (object, "args");
  JsonArray *array = args && JSON_NODE_HOLDS_ARRAY (args) ? json_node_get_array (args) : NULL;
  JsonNode *first = array && json_array_get_length (array) > 0 ? json_array_get_element (array, 0) : NULL;
  Line *line = add_line (trace, LINE_CALL, at);

  line->sender = dup_member (object, "sender");
  line->path = dup_member (object, "path");
  line->serial = (guint32) int_member (object, "serial", 0);
  line->uid = (guint32) int_member (object, "uid", G_MAXUINT32);
  if (g_strcmp0 (member, "SetState") == 0 && first && JSON_NODE_HOLDS_VALUE (first) && line->sender && line->path) {
    line->type = LINE_PHASE;
    line->phase = (guint32) json_node_get_int (first);
  } else if (g_strcmp0 (member, "ActivateConnection") == 0 && first && JSON_NODE_HOLDS_VALUE (first)) {
    line->profile = g_strdup (json_node_get_string (first));
  } else if (g_strcmp0 (member, "AddAndActivateConnection2") == 0 && first && JSON_NODE_HOLDS_OBJECT (first)) {
    line->kind = dup_member (json_node_get_object (first), "type");
  } else {
    line->type = LINE_OTHER;
  }
}

static void
read_refusal (Trace *trace, gint64 at, JsonObject *object)
{
  Line *line = add_line (trace, LINE_REFUSED, at);

  line->sender = dup_member (object, "destination");
  line->serial = (guint32) int_member (object, "reply_serial", 0);
  line->member = dup_member (object, "member");
  line->error_name = dup_member (object, "error_name");
  line->error_text = dup_member (object, "error_text");
}

static void
read_settings (Trace *trace, gint64 at, JsonObject *object)
{
  g_autofree char *path = dup_member (object, "path");
  JsonNode *settings = json_object_get_member (object, "settings");

  if (path && settings && JSON_NODE_HOLDS_OBJECT (settings))
    add_profile (trace, at, path, json_node_get_object (settings));
}

static gboolean
read_line (Trace *trace, JsonObject *object, GError **error)
{
  g_autofree char *type = dup_member (object, "type");
  JsonNode *t = json_object_get_member (object, "t");
  gint64 at = t && JSON_NODE_HOLDS_VALUE (t) ? (gint64) (json_node_get_double (t) * 1e6 + 0.5) : 0;

  trace->end = MAX (trace->end, at);
  if (g_strcmp0 (type, "snapshot") == 0)
    return read_snapshot (trace, at, object, error);
  if (trace->lines->len > 0 && type &&
      ((Line *) trace->lines->pdata[trace->lines->len - 1])->type <= LINE_PROFILE && strcmp (type, "settings") != 0)
    add_line (trace, LINE_SNAPSHOT_END, at);
  if (g_strcmp0 (type, "signal") == 0)
    return read_signal (trace, at, object, error);
  if (g_strcmp0 (type, "call") == 0)
    read_call (trace, at, object);
  else if (g_strcmp0 (type, "error") == 0)
    read_refusal (trace, at, object);
  else if (g_strcmp0 (type, "settings") == 0)
    read_settings (trace, at, object);
  return TRUE;
}

Trace *
trace_parse (const char *text, const char *file, GError **error)
{
  g_autoptr(Trace) trace = g_new0 (Trace, 1);
  g_autoptr(JsonParser) parser = json_parser_new ();
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);

  trace->lines = g_ptr_array_new_with_free_func (line_free);
  for (guint i = 0; lines[i]; i++) {
    JsonNode *root;

    if (*lines[i] == '\0')
      continue;
    if (!json_parser_load_from_data (parser, lines[i], -1, error)) {
      g_prefix_error (error, "%s:%u: ", file, i + 1);
      return NULL;
    }
    root = json_parser_get_root (parser);
    if (root && JSON_NODE_HOLDS_OBJECT (root) && !read_line (trace, json_node_get_object (root), error)) {
      g_prefix_error (error, "%s:%u: ", file, i + 1);
      return NULL;
    }
  }
  return g_steal_pointer (&trace);
}

Trace *
trace_load (const char *file, GError **error)
{
  g_autofree char *text = NULL;

  return g_file_get_contents (file, &text, NULL, error) ? trace_parse (text, file, error) : NULL;
}

/*
 * Running.
 */

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

static void
on_edge (DtTrack *track, const DtStatus *status, gpointer data)
{
  Run *run = data;
  TraceEdge *edge = g_new0 (TraceEdge, 1);
  TraceEdge *before = g_hash_table_lookup (run->tracks, track);

  edge->connection = g_strdup (connection_of (run, track));
  edge->kind = dt_track_dial (track)->kind;
  edge->status = *status;
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
feed_signal (Run *run, const Line *line, gint64 at)
{
  DtMessage message = { at, line->sender, line->path, line->interface, line->member, line->args };

  if (strcmp (line->interface, NM ".VPN.Plugin") != 0) {
    if (line->sender[0] != ':')
      dt_upstream_signal (run->upstream, &message);
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
    dt_upstream_profile (run->upstream, line->path, line->uuid, line->id, line->kind, line->service);
    break;
  case LINE_SIGNAL:
    feed_signal (run, line, at);
    if (options->doubled)
      feed_signal (run, line, at);
    break;
  case LINE_PHASE:
    if (!options->no_phases)
      dt_upstream_ppp_phase (run->upstream, at, line->sender, line->uid, line->path, line->phase);
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
  static const DtUpstreamListener listener = { on_appeared, on_edge, on_finished, on_track, on_track };
  static const TraceOptions plain = { 0 };
  Run run = { g_new0 (TraceResult, 1), NULL, g_hash_table_new (NULL, NULL),
              g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL) };
  g_autoptr(GArray) dues = arrange (trace, options ? options : &plain);

  run.result->edges = g_ptr_array_new_with_free_func (edge_free);
  run.result->finished = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  run.upstream = dt_upstream_new (&listener, &run);
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
