/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One edge in words and as JSON. */
#include "output.h"
#include "watch.h"

DtEdge *
dt_edge_copy (const DtEdge *edge)
{
  DtEdge *copy = g_new (DtEdge, 1);

  *copy = *edge;
  copy->path = g_strdup (edge->path);
  g_variant_ref (copy->details);
  return copy;
}

void
dt_edge_free (DtEdge *edge)
{
  g_free (edge->path);
  g_variant_unref (edge->details);
  g_free (edge);
}

gint64
dt_edge_at (const DtEdge *edge)
{
  return (gint64) dt_dict_uint64 (edge->details, "at");
}

static char *
error_part (const DtEdge *edge)
{
  g_autofree char *symbol = edge->error ? dt_error_symbol (edge->error) : NULL;

  return symbol ? g_strdup_printf (", error %u %s", edge->error, symbol) : g_strdup ("");
}

void
dt_edge_print (const DtEdge *edge, gint64 elapsed, const char *name)
{
  guint32 attempt = dt_dict_uint (edge->details, "attempt");
  g_autofree char *symbol = dt_state_symbol (edge->state), *error = error_part (edge);
  g_autofree char *clean = name ? dt_clean (name) : NULL;
  g_autofree char *again = attempt > 1 ? g_strdup_printf (", attempt %u", attempt) : g_strdup ("");
  g_autofree char *when = elapsed < 0 ? g_strdup ("") : g_strdup_printf ("%9.3f s  ", elapsed / 1e6);

  dt_say ("%s%s%s%-25s %s%s%s%s%s", when, clean ? clean : "", clean ? "  " : "", symbol, dt_state_word (edge->state), error, again,
          dt_dict_bool (edge->details, "disconnecting") ? ", disconnecting" : "",
          dt_dict_bool (edge->details, "paused") ? ", paused" : "");
}

JsonObject *
dt_edge_json (const DtEdge *edge)
{
  JsonObject *object = dt_json_object (edge->details);
  g_autofree char *state = dt_state_symbol (edge->state), *error = dt_error_symbol (edge->error);

  json_object_set_string_member (object, "event", "state");
  json_object_set_string_member (object, "connection", edge->path);
  json_object_set_int_member (object, "sequence", edge->sequence);
  json_object_set_int_member (object, "state", edge->state);
  json_object_set_string_member (object, "state-name", state);
  json_object_set_int_member (object, "substate", edge->substate);
  json_object_set_int_member (object, "error", edge->error);
  json_object_set_string_member (object, "error-name", error);
  return object;
}
