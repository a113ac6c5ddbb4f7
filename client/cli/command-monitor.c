/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* dialtone monitor: every edge of one or all connections, until Ctrl-C. */
#include "cli.h"
#include "find.h"
#include "watch.h"

typedef struct {
  DtService *service;
  GMainLoop *loop;
  char *only;                   /* path; NULL: all */
  GHashTable *names;            /* path -> name of the entry */
  int status;
} Monitor;

static const char *
name_of (Monitor *monitor, const char *path)
{
  char *name = g_hash_table_lookup (monitor->names, path);

  if (!name)
    {
      g_autoptr(GVariant) status = dt_service_get_status (monitor->service, path, NULL);

      name = g_strdup (status ? dt_entry_word (status) : "(private)");
      g_hash_table_insert (monitor->names, g_strdup (path), name);
    }
  return name;
}

static void
print_clock (gint64 at)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_local (at / G_USEC_PER_SEC);
  g_autofree char *text = time ? g_date_time_format (time, "%T") : g_strdup ("--:--:--");

  g_print ("%s.%03d  ", text, (int) (at % G_USEC_PER_SEC / 1000));
}

static void
on_edge (const DtEdge *edge, gpointer data)
{
  Monitor *monitor = data;

  if (monitor->only && !g_str_equal (monitor->only, edge->path))
    return;
  if (dt_cli_json)
    {
      dt_json_print (dt_edge_json (edge));
      return;
    }
  print_clock (dt_edge_at (edge));
  dt_edge_print (edge, -1, name_of (monitor, edge->path));
}

static void
on_finished (const char *path, guint32 result, GVariant *details, gpointer data)
{
  Monitor *monitor = data;
  g_autofree char *symbol = dt_error_symbol (result), *name = NULL;
  JsonObject *object;

  if (monitor->only && !g_str_equal (monitor->only, path))
    return;
  if (!dt_cli_json)
    {
      name = dt_clean (name_of (monitor, path));
      dt_say ("%14s%s  dial finished: %u %s", "", name, result, symbol);
      return;
    }
  object = dt_json_object (details);
  json_object_set_string_member (object, "event", "dial-finished");
  json_object_set_string_member (object, "connection", path);
  json_object_set_int_member (object, "result", result);
  json_object_set_string_member (object, "result-name", symbol);
  dt_json_print (object);
}

static void
on_vanished (gpointer data)
{
  Monitor *monitor = data;

  if (!g_main_loop_is_running (monitor->loop))
    return;
  monitor->status = dt_cli_fail_with (DT_EXIT_NO_SERVICE, "The service left the bus");
  g_main_loop_quit (monitor->loop);
}

static int
run (int argc, char **argv)
{
  static const DtWatchCalls calls = { on_edge, on_finished, on_vanished };
  g_autoptr(GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(DtService) service = NULL;
  g_autoptr(DtWatch) watch = NULL;
  g_autofree char *only = NULL;
  GError *error = NULL;
  Monitor monitor = { .loop = loop, .names = names };
  int status;

  if (!dt_cli_parse (&dt_command_monitor, NULL, &argc, &argv, 1, &status))
    return status;
  service = dt_service_find (&error);
  if (!service)
    return dt_cli_fail (error);
  monitor.service = service;
  watch = dt_watch_new (service, &calls, &monitor);
  if (argc > 1)
    {
      monitor.only = only = dt_find_connection (service, argv[1], &error);
      if (!only)
        return dt_cli_fail (error);
    }
  /* Whoever starts us in the background knows from this line that nothing is missed any more. */
  g_printerr ("Watching; Ctrl-C ends.\n");
  g_main_loop_run (loop);
  return monitor.status;
}

const DtCommand dt_command_monitor = { "monitor", "[CONNECTION|ENTRY]", "Print every change of state as it happens.", run };
