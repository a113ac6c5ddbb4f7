/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-left-copies.h"

#include "dt-copy.h"

#define NM_NAME "org.freedesktop.NetworkManager"
#define NM_PROFILE NM_NAME ".Settings.Connection"
/* NMSettingsConnectionFlags */
#define FLAG_UNSAVED 0x1u
#define FLAG_VOLATILE 0x4u

struct _DtLeftCopies {
  GDBusConnection *bus;
  DtUpstream *upstream;
  DtProfiles *profiles;
  GCancellable *cancellable;
  GPtrArray *seen;              /* path, UUID, path, ...: not looked at yet; NULL after the beginning */
};

typedef struct {
  DtLeftCopies *copies;
  char *path;
} Look;

static void
on_flags (GObject *source, GAsyncResult *result, gpointer data)
{
  Look *look = data;
  g_autofree char *path = look->path;
  DtLeftCopies *copies = look->copies;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_autoptr(GVariant) value = NULL;

  g_free (look);
  /* It may have gone with its line, and all of this with the service. */
  if (reply == NULL)
    return;
  g_variant_get (reply, "(v)", &value);
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_UINT32) &&
      (g_variant_get_uint32 (value) & (FLAG_UNSAVED | FLAG_VOLATILE)) == FLAG_UNSAVED)
    dt_copy_make_volatile (copies->bus, path);
}

static void
ask_for_flags (DtLeftCopies *copies, const char *path)
{
  Look *look = g_new0 (Look, 1);

  look->copies = copies;
  look->path = g_strdup (path);
  g_dbus_connection_call (copies->bus, NM_NAME, path, "org.freedesktop.DBus.Properties", "Get",
                          g_variant_new ("(ss)", NM_PROFILE, "Flags"), G_VARIANT_TYPE ("(v)"), G_DBUS_CALL_FLAGS_NO_AUTO_START,
                          G_MAXINT, copies->cancellable, on_flags, look);
}

static void
look_at (DtLeftCopies *copies, const char *path, const char *uuid, gboolean is_new)
{
  DtCopyUse use = dt_upstream_use_of_copy (copies->upstream, uuid);

  /* An order that was still on its way when its service was killed. */
  if (use == DT_COPY_OVER)
    dt_copy_delete (copies->bus, path);
  else if (use == DT_COPY_UNKNOWN || (use == DT_COPY_USED && !is_new))
    ask_for_flags (copies, path);
}

static void
on_copy (DtProfiles *profiles, const char *path, const char *uuid, DtLeftCopies *copies)
{
  if (copies->seen == NULL) {
    look_at (copies, path, uuid, dt_profiles_is_ready (profiles));
    return;
  }
  g_ptr_array_add (copies->seen, g_strdup (path));
  g_ptr_array_add (copies->seen, g_strdup (uuid));
}

void
dt_left_copies_begin (DtLeftCopies *copies)
{
  g_autoptr(GPtrArray) seen = g_steal_pointer (&copies->seen);

  for (guint i = 0; seen && i + 1 < seen->len; i += 2)
    look_at (copies, seen->pdata[i], seen->pdata[i + 1], FALSE);
}

DtLeftCopies *
dt_left_copies_new (GDBusConnection *bus, DtUpstream *upstream, DtProfiles *profiles)
{
  DtLeftCopies *copies = g_new0 (DtLeftCopies, 1);

  copies->bus = g_object_ref (bus);
  copies->upstream = upstream;
  copies->profiles = g_object_ref (profiles);
  copies->cancellable = g_cancellable_new ();
  copies->seen = g_ptr_array_new_with_free_func (g_free);
  g_signal_connect (profiles, "copy", G_CALLBACK (on_copy), copies);
  return copies;
}

void
dt_left_copies_free (DtLeftCopies *copies)
{
  g_signal_handlers_disconnect_by_data (copies->profiles, copies);
  g_cancellable_cancel (copies->cancellable);
  g_object_unref (copies->cancellable);
  g_object_unref (copies->profiles);
  g_clear_pointer (&copies->seen, g_ptr_array_unref);
  g_object_unref (copies->bus);
  g_free (copies);
}
