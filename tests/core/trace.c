/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads a recording. */
#include <string.h>

#include "trace-lines.h"
#include "trace-variant.h"

#define NM "org.freedesktop.NetworkManager"

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
  g_free (line->parent);
  g_free (line->profile);
  g_free (line->error_name);
  g_free (line->error_text);
  g_free (line);
}

void
trace_free (Trace *trace)
{
  g_ptr_array_unref (trace->lines);
  g_free (trace->nm);
  g_free (trace->mm);
  g_free (trace);
}

guint
trace_length (Trace *trace)
{
  return trace->lines->len;
}

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

static gboolean
bool_member (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN && json_node_get_boolean (node);
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
  line->parent = dup_member (settings, "pppoe.parent");
  line->home_only = bool_member (settings, "gsm.home-only");
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

static void
read_header (Trace *trace, JsonObject *object)
{
  g_free (trace->nm);
  g_free (trace->mm);
  trace->nm = dup_member (object, "nm");
  trace->mm = dup_member (object, "mm");
}

static gboolean
read_line (Trace *trace, JsonObject *object, GError **error)
{
  g_autofree char *type = dup_member (object, "type");
  JsonNode *t = json_object_get_member (object, "t");
  gint64 at = t && JSON_NODE_HOLDS_VALUE (t) ? (gint64) (json_node_get_double (t) * 1e6 + 0.5) : 0;

  if (type == NULL && json_object_has_member (object, "trace"))
    read_header (trace, object);
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
    if (root && !trace_is_text (root)) {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s:%u: a text that is not UTF-8", file, i + 1);
      return NULL;
    }
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
