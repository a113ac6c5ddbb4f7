/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fake-copies.h"

#include "fake-profile.h"

#define NM "org.freedesktop.NetworkManager"
#define PROFILE NM ".Settings.Connection"
#define AGENT NM ".SecretAgent"
#define AGENT_PATH "/org/freedesktop/NetworkManager/SecretAgent"
#define FLAGS 5u              /* ALLOW_INTERACTION and USER_REQUESTED */
#define UPDATE_IN_MEMORY 0x2u
#define UPDATE_VOLATILE 0x10u
#define FLAG_UNSAVED 1u
#define FLAG_VOLATILE 4u

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
  const char *stop;           /* member of the call that is answered no more; NULL: none */
  gboolean stopped;
  GDBusMessage *added;        /* AddConnection2 without an answer; NULL */
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
  g_clear_object (&copies->added);
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

static void
set_flags (FakeCopies *copies, guint32 flags)
{
  fake_service_set (fake_nm_service (copies->nm), copies->path, PROFILE, "Flags", g_variant_new_uint32 (flags));
}

static gboolean
is_volatile (FakeCopies *copies)
{
  g_autoptr (GVariant) flags = fake_service_get (fake_nm_service (copies->nm), copies->path, PROFILE, "Flags");

  return flags != NULL && g_variant_get_uint32 (flags) & FLAG_VOLATILE;
}

static void
drop (FakeCopies *copies)
{
  /* It may have been deleted before. */
  if (fake_nm_settings (copies->nm, copies->path) != NULL)
    fake_nm_remove_profile (copies->nm, copies->path);
  g_clear_pointer (&copies->path, g_free);
}

static gboolean
is_stopped (FakeCopies *copies, GDBusMessage *call)
{
  copies->stopped |= g_strcmp0 (copies->stop, g_dbus_message_get_member (call)) == 0;
  return copies->stopped;
}

static gboolean
has_parent (GVariant *settings)
{
  g_autoptr (GVariant) pppoe = g_variant_lookup_value (settings, "pppoe", G_VARIANT_TYPE_VARDICT);
  const char *parent;

  return pppoe != NULL && g_variant_lookup (pppoe, "parent", "&s", &parent) && *parent != '\0';
}

static void
play_dial (FakeCopies *copies)
{
  copies->player = player_new_dial (copies->stage, copies->trace, copies->flags, copies->path,
                                    fake_profile_string (copies->settings, "uuid"), fake_profile_string (copies->settings, "id"));
  player_start (copies->player);
}

Player *
fake_copies_activate (FakeCopies *copies, GDBusMessage *call)
{
  note_call (copies, call);
  if (has_parent (copies->settings))
    {
      fake_service_refuse (fake_nm_service (copies->nm), call, NM ".Device.InvalidConnection",
                           "Device class NMDevicePpp had no complete_connection method");
      return NULL;
    }
  if (copies->trace == NULL)
    {
      fake_service_refuse (fake_nm_service (copies->nm), call, NM ".UnknownDevice", "No suitable device found for this connection.");
      return NULL;
    }
  g_assert_null (fake_copies_path (copies));
  g_free (copies->path);
  copies->path = g_strdup (fake_nm_add_settings (copies->nm, copies->settings));
  set_flags (copies, FLAG_UNSAVED | FLAG_VOLATILE);
  play_dial (copies);
  g_assert_true (player_offer_copy (copies->player, call, copies->path));
  return copies->player;
}

/*
 * The same in three calls.
 */

void
fake_copies_add (FakeCopies *copies, GDBusMessage *call)
{
  note_call (copies, call);
  g_assert_null (fake_copies_path (copies));
  g_free (copies->path);
  copies->path = g_strdup (fake_nm_add_settings (copies->nm, copies->settings));
  set_flags (copies, FLAG_UNSAVED);
  if (is_stopped (copies, call))
    g_set_object (&copies->added, call);
  else
    fake_service_reply (fake_nm_service (copies->nm), call, g_variant_new ("(oa{sv})", copies->path, NULL));
}

Player *
fake_copies_activate_added (FakeCopies *copies, GDBusMessage *call)
{
  if (is_stopped (copies, call))
    return NULL;
  if (copies->trace == NULL)
    {
      fake_service_refuse (fake_nm_service (copies->nm), call, NM ".UnknownDevice", "No suitable device found for this connection.");
      return NULL;
    }
  play_dial (copies);
  g_assert_true (player_offer (copies->player, call));
  return copies->player;
}

gboolean
fake_copies_owns (FakeCopies *copies, const char *path)
{
  return g_strcmp0 (fake_copies_path (copies), path) == 0;
}

void
fake_copies_update (FakeCopies *copies, GDBusMessage *call)
{
  FakeService *service = fake_nm_service (copies->nm);
  guint32 flags;

  if (is_stopped (copies, call))
    return;
  g_variant_get_child (g_dbus_message_get_body (call), 1, "u", &flags);
  if (!(flags & UPDATE_IN_MEMORY) || !(flags & UPDATE_VOLATILE))
    {
      fake_service_refuse (service, call, NM ".Settings.InvalidArguments", "Conflicting flags");
      return;
    }
  set_flags (copies, FLAG_UNSAVED | FLAG_VOLATILE);
  fake_service_reply (service, call, g_variant_new ("(a{sv})", NULL));
  fake_service_emit (service, copies->path, PROFILE, "Updated", g_variant_new ("()"));
  if (copies->player == NULL)
    drop (copies);
}

void
fake_copies_stop_at (FakeCopies *copies, const char *member)
{
  copies->stop = member;
  copies->stopped = FALSE;
}

void
fake_copies_go_on (FakeCopies *copies)
{
  copies->stop = NULL;
  copies->stopped = FALSE;
  fake_service_reply (fake_nm_service (copies->nm), copies->added, g_variant_new ("(oa{sv})", copies->path, NULL));
  g_clear_object (&copies->added);
}

gboolean
fake_copies_stopped (FakeCopies *copies)
{
  return copies->stopped;
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
  if (is_volatile (copies) || fake_copies_path (copies) == NULL)
    drop (copies);
}

void
fake_copies_forget (FakeCopies *copies)
{
  copies->player = NULL;
  /* NetworkManager keeps what is in memory alone below /run. */
  if (fake_copies_path (copies) == NULL || !is_volatile (copies))
    return;
  fake_nm_forget_profile (copies->nm, copies->path);
  g_clear_pointer (&copies->path, g_free);
}

const char *
fake_copies_path (FakeCopies *copies)
{
  return copies->path != NULL && fake_nm_settings (copies->nm, copies->path) != NULL ? copies->path : NULL;
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
