/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fuzz-asking-nm.h"

#define NM "org.freedesktop.NetworkManager"
#define NM_PATH "/org/freedesktop/NetworkManager"
#define ACTIVE NM ".Connection.Active"
#define VPN NM ".VPN.Connection"
#define AGENT NM ".SecretAgent"
#define AGENT_PATH NM_PATH "/SecretAgent"
#define OBJECT_MANAGER "org.freedesktop.DBus.ObjectManager"
#define ALLOW_INTERACTION 1u
#define FIRST_NUMBER 500000     /* of its activations */

struct _FuzzAskingNm {
  FakeService *nm;
  FuzzSource *source;
  FakeMethod older;
  gpointer older_data;
  GHashTable *lines;            /* path of the activation -> GVariant a{sa{sv}}, the profile */
  GCancellable *cancellable;
  guint number;
  guint asked, given;
};

/* A question under way. */
typedef struct {
  FuzzAskingNm *asking;
  char *path;                   /* of the activation */
} Question;

static void
question_free (Question *question)
{
  g_free (question->path);
  g_free (question);
}

/*
 * An activation.
 */

static void
set_state (FuzzAskingNm *asking, const char *path, guint32 state, guint32 vpn_state, guint32 reason)
{
  fake_service_emit (asking->nm, path, ACTIVE, "StateChanged", g_variant_new ("(uu)", state, reason));
  fake_service_change (asking->nm, path, ACTIVE, "State", g_variant_new_uint32 (state));
  fake_service_emit (asking->nm, path, VPN, "VpnStateChanged", g_variant_new ("(uu)", vpn_state, reason));
}

static void
end (FuzzAskingNm *asking, const char *path, guint32 vpn_state, guint32 reason)
{
  static const char *const interfaces[] = { ACTIVE, VPN, NULL };
  g_autofree char *copy = g_strdup (path);

  if (!g_hash_table_remove (asking->lines, copy))
    return;
  set_state (asking, copy, 4, vpn_state, reason);
  fake_service_emit (asking->nm, "/org/freedesktop", OBJECT_MANAGER, "InterfacesRemoved", g_variant_new ("(o^as)", copy, interfaces));
}

static void ask (FuzzAskingNm *asking, const char *path);

static void
on_secrets (GObject *source, GAsyncResult *result, gpointer data)
{
  Question *question = data;
  FuzzAskingNm *asking = question->asking;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) secrets = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) && g_hash_table_contains (asking->lines, question->path)) {
    asking->given += secrets != NULL;
    if (secrets == NULL)
      end (asking, question->path, 6, 9);       /* NO_SECRETS */
    else if (fuzz_range (asking->source, 0, 2) == 0)
      ask (asking, question->path);             /* they were wrong */
    else if (fuzz_range (asking->source, 0, 2) == 0)
      set_state (asking, question->path, 2, 5, 1);
    else
      end (asking, question->path, 6, 10);      /* LOGIN_FAILED */
  }
  question_free (question);
}

/* NetworkManager's path of the question is the profile's. */
static void
ask (FuzzAskingNm *asking, const char *path)
{
  static const char *const hints[] = { "@as []", "['password']", "['x-vpn-message:Who is it?', 'otp']", "['password', 'otp']", "['new-password']",
                                       "['', 'x-vpn-message:']", "['pin', 'pin', 'pin']", NULL };
  GVariant *settings = g_hash_table_lookup (asking->lines, path);
  GVariant *wanted = g_variant_new_parsed (fuzz_pick (asking->source, hints));
  Question *question = g_new0 (Question, 1);

  question->asking = asking;
  question->path = g_strdup (path);
  asking->asked++;
  g_dbus_connection_call (fake_service_link (asking->nm), SERVICE, AGENT_PATH, AGENT, "GetSecrets",
                          g_variant_new ("(@a{sa{sv}}os@asu)", settings, path, "vpn", wanted, ALLOW_INTERACTION),
                          G_VARIANT_TYPE ("(a{sa{sv}})"), G_DBUS_CALL_FLAGS_NONE, G_MAXINT, asking->cancellable, on_secrets, question);
  if (fuzz_range (asking->source, 0, 8) == 0)
    g_dbus_connection_call (fake_service_link (asking->nm), SERVICE, AGENT_PATH, AGENT, "CancelGetSecrets",
                            g_variant_new ("(os)", path, "vpn"), NULL, G_DBUS_CALL_FLAGS_NONE, G_MAXINT, NULL, NULL, NULL);
}

static const char *
uuid_of (GVariant *settings)
{
  g_autoptr(GVariant) connection = g_variant_lookup_value (settings, "connection", G_VARIANT_TYPE_VARDICT);
  const char *uuid = NULL;

  g_assert_true (connection != NULL && g_variant_lookup (connection, "uuid", "&s", &uuid));
  return uuid;
}

static void
activate (FuzzAskingNm *asking, GDBusMessage *call)
{
  GVariant *settings = g_variant_get_child_value (g_dbus_message_get_body (call), 0);
  g_autofree char *path = g_strdup_printf (NM_PATH "/ActiveConnection/%u", asking->number);
  g_autofree char *profile = g_strdup_printf (NM_PATH "/Settings/%u", asking->number++);
  GVariant *object = g_variant_new_parsed ("{'" ACTIVE "': {'Connection': <%o>, 'Uuid': <%s>, 'Id': <'asked'>, 'Type': <'vpn'>,"
                                           " 'State': <uint32 1>, 'StateFlags': <uint32 0>, 'Vpn': <true>, 'Devices': <@ao []>},"
                                           " '" VPN "': {'VpnState': <uint32 2>, 'Banner': <''>}}",
                                           profile, uuid_of (settings));

  g_hash_table_insert (asking->lines, g_strdup (path), settings);
  fake_service_emit (asking->nm, "/org/freedesktop", OBJECT_MANAGER, "InterfacesAdded", g_variant_new ("(o@a{sa{sv}})", path, object));
  fake_service_reply (asking->nm, call, g_variant_new_parsed ("(%o, %o, @a{sv} {})", profile, path));
  ask (asking, path);
}

static gboolean
deactivate (FuzzAskingNm *asking, GDBusMessage *call)
{
  const char *path;

  g_variant_get (g_dbus_message_get_body (call), "(&o)", &path);
  if (!g_hash_table_contains (asking->lines, path))
    return FALSE;
  fake_service_reply (asking->nm, call, NULL);
  end (asking, path, 7, 2);     /* USER_DISCONNECTED */
  return TRUE;
}

static gboolean
answer (FakeService *nm, GDBusMessage *call, gpointer data)
{
  FuzzAskingNm *asking = data;
  const char *member = g_dbus_message_get_member (call);

  if (g_str_equal (member, "AddAndActivateConnection2")) {
    activate (asking, call);
    return TRUE;
  }
  return (g_str_equal (member, "DeactivateConnection") && deactivate (asking, call)) || asking->older (nm, call, asking->older_data);
}

/*
 * Life.
 */

FuzzAskingNm *
fuzz_asking_nm_new (Fixture *fixture, FuzzSource *source)
{
  FuzzAskingNm *asking = g_new0 (FuzzAskingNm, 1);

  asking->nm = fixture->nm_service;
  asking->source = source;
  asking->number = FIRST_NUMBER;
  asking->lines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_variant_unref);
  asking->cancellable = g_cancellable_new ();
  fake_service_set_method (asking->nm, answer, asking, &asking->older, &asking->older_data);
  return asking;
}

void
fuzz_asking_nm_free (FuzzAskingNm *asking)
{
  g_cancellable_cancel (asking->cancellable);
  link_settle ();
  fake_service_set_method (asking->nm, asking->older, asking->older_data, NULL, NULL);
  g_hash_table_unref (asking->lines);
  g_object_unref (asking->cancellable);
  g_free (asking);
}

guint
fuzz_asking_nm_asked (FuzzAskingNm *asking)
{
  return asking->asked;
}

guint
fuzz_asking_nm_given (FuzzAskingNm *asking)
{
  return asking->given;
}
