/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "trace.h"

#include <json-glib/json-glib.h>

#include "fields.h"

static void
line_free (gpointer data)
{
  Line *line = data;

  g_free (line->sender);
  g_free (line->path);
  g_free (line->interface);
  g_free (line->member);
  g_clear_pointer (&line->args, g_variant_unref);
  g_free (line->correspondent);
  g_free (line->error_name);
  g_free (line->error_text);
  g_free (line);
}

static void
snapshot_free (gpointer data)
{
  Snapshot *snapshot = data;

  g_free (snapshot->sender);
  g_variant_unref (snapshot->objects);
  g_free (snapshot);
}

static Snapshot *
read_snapshot (JsonObject *object)
{
  Snapshot *snapshot = g_new0 (Snapshot, 1);
  JsonObject *objects = json_object_get_object_member (object, "objects");
  g_autoptr (GList) paths = json_object_get_members (objects);
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{oa{sa{sv}}}"));
  for (GList *l = paths; l != NULL; l = l->next)
    g_variant_builder_add (&builder, "{o@a{sa{sv}}}", l->data,
                           fields_interfaces (json_object_get_object_member (objects, l->data)));
  snapshot->sender = g_strdup (json_object_get_string_member (object, "sender"));
  snapshot->objects = g_variant_ref_sink (g_variant_builder_end (&builder));
  return snapshot;
}

static LineType
type_of (const char *type, const char *member)
{
  if (g_str_equal (type, "signal"))
    return g_strcmp0 (member, "NameOwnerChanged") == 0 ? LINE_OWNER : LINE_SIGNAL;
  if (g_str_equal (type, "settings"))
    return LINE_SETTINGS;
  if (g_str_equal (type, "call"))
    return LINE_CALL;
  if (g_str_equal (type, "reply"))
    return LINE_REPLY;
  if (g_str_equal (type, "error"))
    return LINE_ERROR;
  g_assert_cmpstr (type, ==, "end");
  return LINE_END;
}

static GVariant *
read_arguments (const Line *line, JsonObject *object)
{
  JsonArray *args;

  if (line->type == LINE_SETTINGS)
    return fields_properties ("org.freedesktop.NetworkManager.Settings.Connection",
                              json_object_get_object_member (object, "settings"));
  if (!json_object_has_member (object, "args"))
    return g_variant_new ("()");
  args = json_object_get_array_member (object, "args");
  if (line->type == LINE_REPLY)
    return json_array_get_length (args) > 0 ? g_variant_new ("(o)", json_array_get_string_element (args, 0))
                                            : g_variant_new ("()");
  return fields_arguments (line->interface, line->member, args);
}

static char *
copy_string (JsonObject *object, const char *name)
{
  return g_strdup (json_object_get_string_member_with_default (object, name, NULL));
}

static Line *
read_line (JsonObject *object)
{
  Line *line = g_new0 (Line, 1);

  line->member = copy_string (object, "member");
  line->type = type_of (json_object_get_string_member (object, "type"), line->member);
  line->at = (gint64) (json_object_get_double_member (object, "t") * G_USEC_PER_SEC);
  line->sender = copy_string (object, "sender");
  line->path = copy_string (object, "path");
  line->interface = copy_string (object, "interface");
  line->correspondent = copy_string (object, "destination");
  line->error_name = copy_string (object, "error_name");
  line->error_text = copy_string (object, "error_text");
  line->serial = json_object_get_int_member_with_default (object, line->type == LINE_CALL ? "serial" : "reply_serial", 0);
  line->args = g_variant_ref_sink (read_arguments (line, object));
  return line;
}

static void
read_text (Trace *trace, const char *text)
{
  g_auto (GStrv) rows = g_strsplit (text, "\n", -1);

  for (guint i = 0; rows[i] != NULL && rows[i][0] != '\0'; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) node = json_from_string (rows[i], &error);
      JsonObject *object;
      const char *type;

      g_assert_no_error (error);
      object = json_node_get_object (node);
      type = json_object_get_string_member_with_default (object, "type", "header");
      if (g_str_equal (type, "header"))
        {
          trace->dialled = copy_string (object, "dialled");
          trace->nm = copy_string (object, "nm");
          trace->mm = copy_string (object, "mm");
        }
      else if (g_str_equal (type, "snapshot"))
        g_ptr_array_add (trace->snapshots, read_snapshot (object));
      else if (!g_str_equal (type, "mark"))
        g_ptr_array_add (trace->lines, read_line (object));
    }
}

static char *
read_file (const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *file = g_build_filename (g_getenv ("DIALTONE_TRACES"), name, NULL);
  char *text = NULL;

  g_file_get_contents (file, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

Trace *
trace_load (const char *name)
{
  g_autofree char *file = g_strconcat (name, ".jsonl", NULL);
  g_autofree char *text = read_file (file);
  Trace *trace = g_new0 (Trace, 1);

  trace->name = g_strdup (name);
  trace->lines = g_ptr_array_new_with_free_func (line_free);
  trace->snapshots = g_ptr_array_new_with_free_func (snapshot_free);
  read_text (trace, text);
  return trace;
}

void
trace_free (Trace *trace)
{
  g_free (trace->name);
  g_free (trace->dialled);
  g_free (trace->nm);
  g_free (trace->mm);
  g_ptr_array_unref (trace->lines);
  g_ptr_array_unref (trace->snapshots);
  g_free (trace);
}

static void
expectation_free (gpointer data)
{
  Expectation *row = data;

  g_free (row->name);
  g_free (row->active);
  g_free (row->kind);
  g_array_unref (row->errors);
  g_free (row);
}

static Expectation *
read_expectation (const char *text)
{
  Expectation *row = g_new0 (Expectation, 1);
  g_auto (GStrv) fields = g_strsplit (text, "\t", -1);
  g_auto (GStrv) errors = g_strsplit (fields[4], ",", -1);

  row->name = g_strdup (fields[0]);
  row->active = g_strdup (fields[1]);
  row->kind = g_strdup (fields[2]);
  row->connected = g_str_equal (fields[3], "y");
  row->errors = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (guint i = 0; errors[i] != NULL; i++)
    if (g_ascii_isdigit (errors[i][0]))
      {
        guint32 error = (guint32) g_ascii_strtoull (errors[i], NULL, 10);

        g_array_append_val (row->errors, error);
      }
  return row;
}

GPtrArray *
trace_expectations (void)
{
  g_autofree char *text = read_file ("expected.tsv");
  g_auto (GStrv) rows = g_strsplit (text, "\n", -1);
  GPtrArray *all = g_ptr_array_new_with_free_func (expectation_free);

  for (guint i = 0; rows[i] != NULL; i++)
    if (rows[i][0] != '\0' && rows[i][0] != '#')
      g_ptr_array_add (all, read_expectation (rows[i]));
  return all;
}

gboolean
expectation_allows (const Expectation *expectation, guint32 error)
{
  for (guint i = 0; i < expectation->errors->len; i++)
    if (g_array_index (expectation->errors, guint32, i) == error)
      return TRUE;
  return FALSE;
}
