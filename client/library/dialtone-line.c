/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dialtone-line.h"

#include "dialtone.h"
#include "gi.h"

struct _DialtoneLine {
  GObject parent;
  guint64 id;
  char *path;
};

G_DEFINE_TYPE (DialtoneLine, dialtone_line, G_TYPE_OBJECT)

static void
dialtone_line_finalize (GObject *object)
{
  g_free (((DialtoneLine *) object)->path);
  G_OBJECT_CLASS (dialtone_line_parent_class)->finalize (object);
}

static void
dialtone_line_class_init (DialtoneLineClass *class)
{
  G_OBJECT_CLASS (class)->finalize = dialtone_line_finalize;
}

static void
dialtone_line_init (DialtoneLine *line)
{
}

static DialtoneLine *
line_new (const DialtoneConnection *connection)
{
  DialtoneLine *line = g_object_new (DIALTONE_TYPE_LINE, NULL);

  line->id = connection->id;
  line->path = g_strdup (connection->path);
  return line;
}

/**
 * dialtone_line_dial:
 * @entry: UUID or name of a profile; empty to dial with a modem
 * @options: (nullable): a dictionary of the options of the D-Bus method Dial, a{sv}
 * @error: of the call
 *
 * Dials; returns when the dial is accepted.
 *
 * Returns: (transfer full): the line
 */
DialtoneLine *
dialtone_line_dial (const char *entry, GVariant *options, GError **error)
{
  g_autoptr(GVariant) owned = options ? g_variant_ref_sink (options) : NULL;
  DialtoneFields *fields = dtl_gi_fields_of (owned, error);
  DialtoneConnection connection;
  guint64 id = 0;
  gboolean done;

  if (fields == NULL)
    return NULL;
  done = dtl_gi_succeeds (dialtone_dial (entry, fields, &id, NULL), error) && dtl_gi_succeeds (dialtone_connection_get (id, &connection), error);
  dialtone_fields_free (fields);
  return done ? line_new (&connection) : NULL;
}

/**
 * dialtone_line_list:
 * @error: of the call
 *
 * Returns: (transfer container) (element-type DialtoneLine): every connection, whoever dialled it, oldest first
 */
GPtrArray *
dialtone_line_list (GError **error)
{
  DialtoneConnection *all = NULL;
  GPtrArray *lines;
  size_t n = 0;

  if (!dtl_gi_succeeds (dialtone_connection_list (&all, &n), error))
    return NULL;
  lines = g_ptr_array_new_full ((guint) n, g_object_unref);
  for (size_t i = 0; i < n; i++)
    g_ptr_array_add (lines, line_new (&all[i]));
  free (all);
  return lines;
}

/**
 * dialtone_line_list_entries:
 * @error: of the call
 *
 * Returns: (transfer full): what can be dialled, aa{sv} as of the D-Bus method ListEntries
 */
GVariant *
dialtone_line_list_entries (GError **error)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));
  DialtoneList *entries;

  if (!dtl_gi_succeeds (dialtone_entry_list (&entries), error)) {
    g_variant_builder_clear (&builder);
    return NULL;
  }
  for (size_t i = 0; i < entries->n; i++)
    g_variant_builder_add_value (&builder, dtl_gi_dictionary_of (entries->items[i]));
  dialtone_list_free (entries);
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

/* As the copy has it; all zeros, and over, where it has gone. */
static DialtoneConnection
look (DialtoneLine *line)
{
  DialtoneConnection connection;

  if (dialtone_connection_get (line->id, &connection) != DIALTONE_OK)
    connection = (DialtoneConnection) { .id = line->id, .status = { .state = 0x2001, .finished = TRUE, .ended = TRUE } };
  return connection;
}

/**
 * dialtone_line_get_id:
 * @line: a line
 *
 * Returns: its Id, which is its HRASCONN too
 */
guint64
dialtone_line_get_id (DialtoneLine *line)
{
  return line->id;
}

/**
 * dialtone_line_get_path:
 * @line: a line
 *
 * Returns: the path of its D-Bus object
 */
const char *
dialtone_line_get_path (DialtoneLine *line)
{
  return line->path;
}

/**
 * dialtone_line_get_entry_name:
 * @line: a line
 *
 * Returns: (transfer full): the name of its profile; may be empty
 */
char *
dialtone_line_get_entry_name (DialtoneLine *line)
{
  return g_strdup (look (line).entry_name);
}

/**
 * dialtone_line_get_kind:
 * @line: a line
 *
 * Returns: (transfer full): vpn, wireguard, pppoe, adsl, gsm, cdma, bluetooth or serial
 */
char *
dialtone_line_get_kind (DialtoneLine *line)
{
  return g_strdup (look (line).kind);
}

/**
 * dialtone_line_get_state:
 * @line: a line
 *
 * Returns: its RASCONNSTATE
 */
guint
dialtone_line_get_state (DialtoneLine *line)
{
  return look (line).status.state;
}

/**
 * dialtone_line_get_error:
 * @line: a line
 *
 * Returns: dwError of the line now
 */
guint
dialtone_line_get_error (DialtoneLine *line)
{
  return look (line).status.error;
}

/**
 * dialtone_line_is_finished:
 * @line: a line
 *
 * Returns: whether the dial's result is fixed
 */
gboolean
dialtone_line_is_finished (DialtoneLine *line)
{
  return look (line).status.finished;
}

/**
 * dialtone_line_is_paused:
 * @line: a line
 *
 * Returns: whether it waits for dialtone_line_resume()
 */
gboolean
dialtone_line_is_paused (DialtoneLine *line)
{
  return look (line).status.paused;
}

/**
 * dialtone_line_is_ended:
 * @line: a line
 *
 * Returns: whether it is over
 */
gboolean
dialtone_line_is_ended (DialtoneLine *line)
{
  return look (line).status.ended;
}

/**
 * dialtone_line_wait_finished:
 * @line: a line
 * @timeout_ms: milliseconds; -1: as long as it takes
 * @result: (out): the dial's dwError; 0: it is connected
 * @error: of the waiting
 *
 * Waits until the dial's result is fixed.
 *
 * Returns: whether it is
 */
gboolean
dialtone_line_wait_finished (DialtoneLine *line, int timeout_ms, guint *result, GError **error)
{
  DialtoneConnection connection;

  if (!dtl_gi_succeeds (dialtone_connection_wait_finished (line->id, timeout_ms, &connection), error))
    return FALSE;
  *result = connection.status.result;
  return TRUE;
}

/**
 * dialtone_line_wait_edge:
 * @line: a line
 * @after: sequence of the edge before; 0 for the first
 * @timeout_ms: milliseconds; -1: as long as it takes
 * @sequence: (out): of the edge
 * @state: (out): RASCONNSTATE
 * @line_error: (out): dwError
 * @error: of the waiting
 *
 * Waits for the next change of the line; the last 64 are kept.
 *
 * Returns: whether there is one
 */
gboolean
dialtone_line_wait_edge (DialtoneLine *line, guint64 after, int timeout_ms, guint64 *sequence, guint *state, guint *line_error,
                         GError **error)
{
  DialtoneEdge edge;

  if (!dtl_gi_succeeds (dialtone_connection_next_edge (line->id, after, timeout_ms, &edge), error))
    return FALSE;
  *sequence = edge.sequence;
  *state = edge.state;
  *line_error = edge.error;
  return TRUE;
}

/**
 * dialtone_line_get_details:
 * @line: a line
 * @error: of the call
 *
 * Returns: (transfer full): every property of Connection and Projection, a{sv}; what lies in a dictionary has
 *   its name, a dot and its own name, lists of texts are joined by line feeds
 */
GVariant *
dialtone_line_get_details (DialtoneLine *line, GError **error)
{
  DialtoneFields *details;
  GVariant *dictionary;

  if (!dtl_gi_succeeds (dialtone_connection_details (line->id, &details), error))
    return NULL;
  dictionary = g_variant_ref_sink (dtl_gi_dictionary_of (details));
  dialtone_fields_free (details);
  return dictionary;
}

/**
 * dialtone_line_resume:
 * @line: a line that is paused
 * @answer: a text for each of "Question.fields" of its details, a{sv}
 * @error: of the call
 *
 * Returns: whether it goes on
 */
gboolean
dialtone_line_resume (DialtoneLine *line, GVariant *answer, GError **error)
{
  g_autoptr(GVariant) owned = g_variant_ref_sink (answer);
  DialtoneFields *fields = dtl_gi_fields_of (owned, error);
  gboolean done = fields && dtl_gi_succeeds (dialtone_connection_resume (line->id, fields), error);

  dialtone_fields_free (fields);
  return done;
}

/**
 * dialtone_line_hang_up:
 * @line: a line
 * @error: of the call
 *
 * Drops one reference of this user; at the last the line falls.
 *
 * Returns: whether the service has taken it
 */
gboolean
dialtone_line_hang_up (DialtoneLine *line, GError **error)
{
  return dtl_gi_succeeds (dialtone_connection_hang_up (line->id), error);
}

/**
 * dialtone_line_release:
 * @line: a line that has ended
 * @error: of the call
 *
 * Returns: whether the service has forgotten it
 */
gboolean
dialtone_line_release (DialtoneLine *line, GError **error)
{
  return dtl_gi_succeeds (dialtone_connection_release (line->id), error);
}
