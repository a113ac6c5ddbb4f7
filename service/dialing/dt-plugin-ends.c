/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-plugin-ends.h"

#include <string.h>

struct _DtPluginEnds {
  GDBusConnection *bus;
  DtPluginEndedFunc over;
  gpointer data;
  GPtrArray *list;              /* PluginEnd */
};

typedef struct {
  DtPluginEnds *ends;
  char *uuid, *name;
  gint64 until;
  guint watch;                  /* 0: nobody has asked yet */
} PluginEnd;

static void
plugin_end_free (gpointer data)
{
  PluginEnd *end = data;

  g_clear_handle_id (&end->watch, g_bus_unwatch_name);
  g_free (end->uuid);
  g_free (end->name);
  g_free (end);
}

static void
on_vanished (GDBusConnection *bus, const char *name, gpointer data)
{
  PluginEnd *end = data;
  DtPluginEnds *ends = end->ends;

  g_ptr_array_remove (ends->list, end);
  ends->over (ends->data);
}

static void
drop_overdue (DtPluginEnds *ends)
{
  gint64 now = g_get_monotonic_time ();

  for (guint i = ends->list->len; i-- > 0;)
    if (((PluginEnd *) ends->list->pdata[i])->until <= now)
      g_ptr_array_remove_index (ends->list, i);
}

/* A plugin with a single connection stays, and is asked to connect again. */
void
dt_plugin_ends_add (DtPluginEnds *ends, DtTrack *track)
{
  const char *number = strrchr (dt_track_active_path (track), '/') + 1;
  PluginEnd *end;

  if (dt_track_dial (track)->kind != DT_KIND_VPN || *dt_track_service (track) == '\0' || *number == '\0')
    return;
  drop_overdue (ends);
  end = g_new0 (PluginEnd, 1);
  end->ends = ends;
  end->uuid = g_strdup (dt_track_uuid (track));
  end->name = g_strdup_printf ("%s.Connection_%s", dt_track_service (track), number);
  end->until = g_get_monotonic_time () + DT_PLUGIN_ENDS_SECONDS * G_USEC_PER_SEC;
  g_ptr_array_add (ends->list, end);
}

gboolean
dt_plugin_ends_has (DtPluginEnds *ends, const char *uuid)
{
  gboolean has = FALSE;

  drop_overdue (ends);
  for (guint i = 0; i < ends->list->len; i++) {
    PluginEnd *end = ends->list->pdata[i];

    if (strcmp (end->uuid, uuid) != 0)
      continue;
    if (end->watch == 0)
      end->watch = g_bus_watch_name_on_connection (ends->bus, end->name, G_BUS_NAME_WATCHER_FLAGS_NONE, NULL, on_vanished, end, NULL);
    has = TRUE;
  }
  return has;
}

DtPluginEnds *
dt_plugin_ends_new (GDBusConnection *bus, DtPluginEndedFunc over, gpointer data)
{
  DtPluginEnds *ends = g_new0 (DtPluginEnds, 1);

  ends->bus = g_object_ref (bus);
  ends->over = over;
  ends->data = data;
  ends->list = g_ptr_array_new_with_free_func (plugin_end_free);
  return ends;
}

void
dt_plugin_ends_free (DtPluginEnds *ends)
{
  g_ptr_array_unref (ends->list);
  g_object_unref (ends->bus);
  g_free (ends);
}
