/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fake-copies.h"

#include "fake-profile.h"

#define NM "org.freedesktop.NetworkManager"
#define AGENT NM ".SecretAgent"
#define AGENT_PATH "/org/freedesktop/NetworkManager/SecretAgent"
#define FLAGS 5u              /* ALLOW_INTERACTION and USER_REQUESTED */

struct _FakeCopies {
  FakeNm *nm;
  Stage *stage;
  const Trace *trace;         /* NULL: refused */
  PlayerFlags flags;
  GCancellable *cancellable;
  /* Of the newest one. */
  Player *player;             /* borrowed; NULL: ended */
  char *path;                 /* NULL: gone */
  char *caller;
  GVariant *settings;
  GVariant *secrets;
  guint answers;
};

FakeCopies *
fake_copies_new (FakeNm *nm, Stage *stage)
{
  FakeCopies *copies = g_new0 (FakeCopies, 1);

  copies->nm = nm;
  copies->stage = stage;
  copies->cancellable = g_cancellable_new ();
  return copies;
}

void
fake_copies_free (FakeCopies *copies)
{
  g_cancellable_cancel (copies->cancellable);
  g_object_unref (copies->cancellable);
  g_clear_pointer (&copies->settings, g_variant_unref);
  g_clear_pointer (&copies->secrets, g_variant_unref);
  g_free (copies->path);
  g_free (copies->caller);
  g_free (copies);
}

void
fake_copies_script (FakeCopies *copies, const Trace *trace, PlayerFlags flags)
{
  copies->trace = trace;
  copies->flags = flags;
}

static void
note_call (FakeCopies *copies, GDBusMessage *call)
{
  g_clear_pointer (&copies->settings, g_variant_unref);
  g_clear_pointer (&copies->secrets, g_variant_unref);
  copies->settings = g_variant_get_child_value (g_dbus_message_get_body (call), 0);
  g_free (copies->caller);
  copies->caller = g_strdup (g_dbus_message_get_sender (call));
}

Player *
fake_copies_activate (FakeCopies *copies, GDBusMessage *call)
{
  const char *uuid;

  note_call (copies, call);
  if (copies->trace == NULL)
    {
      fake_service_refuse (fake_nm_service (copies->nm), call, NM ".UnknownDevice", "No suitable device found for this connection.");
      return NULL;
    }
  uuid = fake_profile_string (copies->settings, "uuid");
  g_assert_null (copies->path);
  copies->path = g_strdup (fake_nm_add_settings (copies->nm, copies->settings));
  copies->player = player_new_dial (copies->stage, copies->trace, copies->flags, copies->path, uuid,
                                    fake_profile_string (copies->settings, "id"));
  player_start (copies->player);
  g_assert_true (player_offer_copy (copies->player, call, copies->path));
  return copies->player;
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  FakeCopies *copies = data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  copies->answers++;
  if (reply != NULL)
    copies->secrets = g_variant_get_child_value (reply, 0);
  /* Refused or not, the recording tells what NetworkManager made of it. */
  if (copies->player != NULL)
    player_go_on (copies->player);
}

gboolean
fake_copies_ask (FakeCopies *copies, Player *player)
{
  static const char *const no_hints[] = { NULL };
  const char *type;

  if (player != copies->player)
    return FALSE;
  type = fake_profile_string (copies->settings, "type");
  g_dbus_connection_call (fake_service_link (fake_nm_service (copies->nm)), copies->caller, AGENT_PATH, AGENT, "GetSecrets",
                          g_variant_new ("(@a{sa{sv}}os^asu)", copies->settings, copies->path, type, no_hints, FLAGS),
                          G_VARIANT_TYPE ("(a{sa{sv}})"), G_DBUS_CALL_FLAGS_NONE, G_MAXINT, copies->cancellable, on_answer,
                          copies);
  return TRUE;
}

void
fake_copies_end (FakeCopies *copies, Player *player)
{
  if (player != copies->player)
    return;
  copies->player = NULL;
  /* It may have been deleted before. */
  if (fake_nm_settings (copies->nm, copies->path) != NULL)
    fake_nm_remove_profile (copies->nm, copies->path);
  g_clear_pointer (&copies->path, g_free);
}

void
fake_copies_forget (FakeCopies *copies)
{
  copies->player = NULL;
  if (copies->path != NULL)
    fake_nm_forget_profile (copies->nm, copies->path);
  g_clear_pointer (&copies->path, g_free);
}

const char *
fake_copies_path (FakeCopies *copies)
{
  return copies->path;
}

GVariant *
fake_copies_settings (FakeCopies *copies)
{
  return copies->settings;
}

GVariant *
fake_copies_secrets (FakeCopies *copies)
{
  return copies->secrets;
}

guint
fake_copies_answers (FakeCopies *copies)
{
  return copies->answers;
}
