/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * replay TRACE...: prints one JSON object a line for each edge that the service
 * would publish, and the causes with the last edge of each connection.
 */
#include <string.h>

#include <json-glib/json-glib.h>

#include "trace.h"

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
add_int (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static void
add_bool (JsonBuilder *builder, const char *name, gboolean value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

static void
add_time (JsonBuilder *builder, const char *name, gint64 at)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_double_value (builder, (double) at / 1e6);
}

static void
add_causes (JsonBuilder *builder, const DtCauses *causes)
{
  const DtCause *order[DT_CAUSES_MAX];
  guint n = dt_causes_order (causes, order);

  json_builder_set_member_name (builder, "causes");
  json_builder_begin_array (builder);
  for (guint i = 0; i < n; i++) {
    json_builder_begin_object (builder);
    add_string (builder, "source", order[i]->source);
    add_int (builder, "code", order[i]->code);
    add_string (builder, "name", order[i]->name);
    add_string (builder, "text", order[i]->text);
    add_time (builder, "at", order[i]->at);
    add_int (builder, "error", order[i]->error);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

static void
print_edge (const char *file, const TraceEdge *edge)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  g_autoptr(JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_object (builder);
  add_string (builder, "trace", file);
  add_string (builder, "connection", edge->connection);
  add_string (builder, "kind", dt_kind_to_string (edge->kind));
  add_time (builder, "t", edge->status.at);
  add_int (builder, "sequence", (gint64) edge->status.sequence);
  add_int (builder, "state", edge->status.state);
  add_int (builder, "substate", edge->status.substate);
  add_int (builder, "error", edge->status.error);
  add_bool (builder, "finished", edge->status.finished);
  add_bool (builder, "ended", edge->status.ended);
  if (edge->last)
    add_causes (builder, &edge->causes);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, FALSE);
  g_print ("%s\n", text);
}

int
main (int argc, char **argv)
{
  int status = 0;

  if (argc < 2) {
    g_printerr ("usage: replay TRACE...\n");
    return 2;
  }
  for (int i = 1; i < argc; i++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(Trace) trace = trace_load (argv[i], &error);
    g_autoptr(TraceResult) result = NULL;
    g_autofree char *name = g_path_get_basename (argv[i]);

    if (trace == NULL) {
      g_printerr ("replay: %s\n", error->message);
      status = 1;
      continue;
    }
    if (g_str_has_suffix (name, ".jsonl"))
      name[strlen (name) - strlen (".jsonl")] = '\0';
    result = trace_run (trace, NULL);
    for (guint j = 0; j < result->edges->len; j++)
      print_edge (name, result->edges->pdata[j]);
  }
  return status;
}
