/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-teardowns.h"

#include <string.h>

#include "dt-modem-look.h"

#define MM_NAME "org.freedesktop.ModemManager1"
#define MM_SIMPLE MM_NAME ".Modem.Simple"
#define MM_BEARER MM_NAME ".Bearer"

struct _DtTeardowns {
  GDBusConnection *bus;
  DtUpstream *upstream;
  GCancellable *cancellable;
  DtTornDown over;
  gpointer data;
  GPtrArray *list;              /* Teardown */
};

typedef struct {
  DtTeardowns *teardowns;
  DtTrack *track;
  GCancellable *cancellable;
  char *modem_path, *bearer_path;
  gboolean through_modem;       /* the second try */
} Teardown;

static void
teardown_free (Teardown *teardown)
{
  g_object_unref (teardown->cancellable);
  g_free (teardown->modem_path);
  g_free (teardown->bearer_path);
  g_free (teardown);
}

static void on_answer (GObject *source, GAsyncResult *result, gpointer data);

static void
send (Teardown *teardown)
{
  GDBusConnection *bus = teardown->teardowns->bus;

  if (teardown->through_modem)
    g_dbus_connection_call (bus, MM_NAME, teardown->modem_path, MM_SIMPLE, "Disconnect",
                            g_variant_new ("(o)", teardown->bearer_path), NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START, G_MAXINT,
                            teardown->cancellable, on_answer, teardown);
  else
    g_dbus_connection_call (bus, MM_NAME, teardown->bearer_path, MM_BEARER, "Disconnect", NULL, NULL,
                            G_DBUS_CALL_FLAGS_NO_AUTO_START, G_MAXINT, teardown->cancellable, on_answer, teardown);
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  Teardown *teardown = data;
  DtTeardowns *teardowns = teardown->teardowns;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  DtTrack *track = teardown->track;

  /* Whoever waited has gone. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    teardown_free (teardown);
    return;
  }
  if (error && !teardown->through_modem && dt_bearer_is_connected (teardowns->upstream, teardown->bearer_path)) {
    g_debug ("Bearer.Disconnect: %s", error->message);
    teardown->through_modem = TRUE;
    send (teardown);
    return;
  }
  g_ptr_array_remove (teardowns->list, teardown);
  teardown_free (teardown);
  teardowns->over (track, teardowns->data);
}

void
dt_teardowns_add (DtTeardowns *teardowns, DtTrack *track, const char *modem_path, const char *bearer_path)
{
  Teardown *teardown = g_new0 (Teardown, 1);

  teardown->teardowns = teardowns;
  teardown->track = track;
  teardown->cancellable = g_object_ref (teardowns->cancellable);
  teardown->modem_path = g_strdup (modem_path);
  teardown->bearer_path = g_strdup (bearer_path);
  g_ptr_array_add (teardowns->list, teardown);
  send (teardown);
}

gboolean
dt_teardowns_has (DtTeardowns *teardowns, DtTrack *track)
{
  for (guint i = 0; i < teardowns->list->len; i++)
    if (((Teardown *) teardowns->list->pdata[i])->track == track)
      return TRUE;
  return FALSE;
}

gboolean
dt_teardowns_has_modem (DtTeardowns *teardowns, const char *modem_path)
{
  for (guint i = 0; i < teardowns->list->len; i++)
    if (strcmp (((Teardown *) teardowns->list->pdata[i])->modem_path, modem_path) == 0)
      return TRUE;
  return FALSE;
}

void
dt_teardowns_forget (DtTeardowns *teardowns, DtTrack *track)
{
  for (guint i = 0; i < teardowns->list->len; i++) {
    Teardown *teardown = teardowns->list->pdata[i];

    if (teardown->track == track)
      teardown->track = NULL;
  }
}

DtTeardowns *
dt_teardowns_new (GDBusConnection *bus, DtUpstream *upstream, DtTornDown over, gpointer data)
{
  DtTeardowns *teardowns = g_new0 (DtTeardowns, 1);

  teardowns->bus = g_object_ref (bus);
  teardowns->upstream = upstream;
  teardowns->cancellable = g_cancellable_new ();
  teardowns->over = over;
  teardowns->data = data;
  teardowns->list = g_ptr_array_new ();
  return teardowns;
}

void
dt_teardowns_free (DtTeardowns *teardowns)
{
  /* Each is freed by its own answer. */
  g_cancellable_cancel (teardowns->cancellable);
  g_object_unref (teardowns->cancellable);
  g_ptr_array_unref (teardowns->list);
  g_object_unref (teardowns->bus);
  g_free (teardowns);
}
