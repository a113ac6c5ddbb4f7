/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-authority.h"

#include <polkit/polkit.h>
#include <string.h>

#include "dt-bus-error.h"
#include "dt-limits.h"

#define POLKIT_NAME "org.freedesktop.PolicyKit1"
#define POLKIT_PATH "/org/freedesktop/PolicyKit1/Authority"
#define POLKIT_INTERFACE "org.freedesktop.PolicyKit1.Authority"
#define BUS_NAME "org.freedesktop.DBus"
#define BUS_PATH "/org/freedesktop/DBus"
/* One rule for all callers: the bus allows a connection 512 of them. */
#define LEAVING "type='signal',sender='" BUS_NAME "',interface='" BUS_NAME "',member='NameOwnerChanged',arg2=''"

#define OWN(x) "org.dialtone.RemoteAccess1." x
#define NM_CONTROL "org.freedesktop.NetworkManager.network-control"
#define NM_MODIFY "org.freedesktop.NetworkManager.settings.modify."
#define MM_CONTROL "org.freedesktop.ModemManager1.Device.Control"

static const struct {
  const char *own, *upstream, *what;
  const char *also;             /* of upstream's too; NULL: nothing */
} rights[] = {
  [DT_RIGHT_DIAL] = { OWN ("dial"), NM_CONTROL, "dial" },
  [DT_RIGHT_HANG_UP_OWN] = { OWN ("hang-up"), NM_CONTROL, "hang up" },
  [DT_RIGHT_HANG_UP_OTHERS] = { OWN ("hang-up-others"), NM_CONTROL, "hang up a connection of somebody else" },
  [DT_RIGHT_DIAL_VOLATILE] = { OWN ("dial"), NM_CONTROL, "dial", NM_MODIFY "own" },
  [DT_RIGHT_DIAL_MODEM] = { OWN ("dial"), MM_CONTROL, "dial" },
  [DT_RIGHT_HANG_UP_OWN_MODEM] = { OWN ("hang-up"), MM_CONTROL, "hang up" },
  [DT_RIGHT_HANG_UP_OTHERS_MODEM] = { OWN ("hang-up-others"), MM_CONTROL, "hang up a connection of somebody else" },
  [DT_RIGHT_MODIFY_ENTRIES] = { OWN ("modify-entries"), NM_MODIFY "system", "change entries of all users" },
  [DT_RIGHT_MODIFY_OWN_ENTRIES] = { OWN ("modify-entries"), NM_MODIFY "own", "change own entries" },
};

static const struct {
  const char *interface, *method;
} known_methods[] = {
  { "org.dialtone.RemoteAccess1.Manager", "Dial" },
  { "org.dialtone.RemoteAccess1.Manager", "GetErrorString" },
  { "org.dialtone.RemoteAccess1.Manager", "HangUpAll" },
  { "org.dialtone.RemoteAccess1.Phonebook", "ListEntries" },
  { "org.dialtone.RemoteAccess1.Phonebook", "GetEntry" },
  { "org.dialtone.RemoteAccess1.Phonebook", "ListDevices" },
  { "org.dialtone.RemoteAccess1.Phonebook", "CreateEntry" },
  { "org.dialtone.RemoteAccess1.Phonebook", "UpdateEntry" },
  { "org.dialtone.RemoteAccess1.Phonebook", "RenameEntry" },
  { "org.dialtone.RemoteAccess1.Phonebook", "DeleteEntry" },
  { "org.dialtone.RemoteAccess1.Phonebook", "ValidateEntryName" },
  { "org.dialtone.RemoteAccess1.Phonebook", "SetCredentials" },
  { "org.dialtone.RemoteAccess1.Phonebook", "ClearCredentials" },
  { "org.dialtone.RemoteAccess1.Phonebook", "GetCredentials" },
  { "org.dialtone.RemoteAccess1.Connection", "GetStatus" },
  { "org.dialtone.RemoteAccess1.Connection", "WaitFinished" },
  { "org.dialtone.RemoteAccess1.Connection", "HangUp" },
  { "org.dialtone.RemoteAccess1.Connection", "Release" },
  { "org.dialtone.RemoteAccess1.Connection", "Resume" },
};

gboolean
dt_authority_knows_method (const char *interface, const char *method)
{
  for (guint i = 0; i < G_N_ELEMENTS (known_methods); i++)
    if (strcmp (known_methods[i].interface, interface) == 0 && strcmp (known_methods[i].method, method) == 0)
      return TRUE;
  return FALSE;
}

struct _DtAuthority {
  GDBusConnection *bus;
  guint subscription;
  GHashTable *checks;           /* Check, those that polkit is asked about */
  guint64 last_id;
};

typedef struct {
  DtAuthority *authority;
  char *sender, *id;
  DtRight right;
  GCancellable *cancellable;    /* of the call under way */
  gboolean may_prompt;          /* nobody was prompted yet */
  gboolean prompting;
  guint passed;                 /* how many actions */
} Check;

static void
check_free (gpointer data)
{
  Check *check = data;

  g_object_unref (check->cancellable);
  g_free (check->sender);
  g_free (check->id);
  g_free (check);
}

static void ask (GTask *task);

static void
deny (GTask *task, const char *action, const char *why)
{
  const Check *check = g_task_get_task_data (task);

  g_task_return_new_error (task, DT_BUS_ERROR, DT_BUS_ERROR_NOT_AUTHORIZED, "Not authorized to %s (%s%s%s)",
                           rights[check->right].what, action, why ? ": " : "", why ? why : "");
}

static const char *
current_action (const Check *check)
{
  const char *const actions[] = { rights[check->right].own, rights[check->right].upstream, rights[check->right].also };

  return check->passed < G_N_ELEMENTS (actions) ? actions[check->passed] : NULL;
}

/*
 * Callers who leave.
 */

/* Nobody waits for the answer: what the bus refuses leaves calls to their own bound. */
static void
tell_bus (DtAuthority *authority, const char *member)
{
  g_dbus_connection_call (authority->bus, BUS_NAME, BUS_PATH, BUS_NAME, member, g_variant_new ("(s)", LEAVING), NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL, NULL);
}

static void
begin (Check *check)
{
  DtAuthority *authority = check->authority;

  if (g_hash_table_size (authority->checks) == 0)
    tell_bus (authority, "AddMatch");
  g_hash_table_add (authority->checks, check);
}

static void
end (Check *check)
{
  DtAuthority *authority = check->authority;

  g_hash_table_remove (authority->checks, check);
  if (g_hash_table_size (authority->checks) == 0)
    tell_bus (authority, "RemoveMatch");
}

static void
on_name_owner_changed (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *member,
                       GVariant *parameters, gpointer data)
{
  DtAuthority *authority = data;
  const char *name, *owner;
  g_autoptr(GList) checks = NULL;

  if (g_hash_table_size (authority->checks) == 0 || !g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(sss)")))
    return;
  g_variant_get (parameters, "(&s&s&s)", &name, NULL, &owner);
  checks = *owner ? NULL : g_hash_table_get_keys (authority->checks);
  for (GList *item = checks; item; item = item->next) {
    Check *check = item->data;

    if (strcmp (check->sender, name) == 0)
      g_cancellable_cancel (check->cancellable);
  }
}

/*
 * Asking.
 */

/* What nobody waits for any more must not stay on somebody's screen, nor in the queue of a polkitd that goes on. */
static void
withdraw (Check *check)
{
  g_dbus_connection_call (check->authority->bus, POLKIT_NAME, POLKIT_PATH, POLKIT_INTERFACE, "CancelCheckAuthorization",
                          g_variant_new ("(s)", check->id), NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, NULL, NULL);
}

static const char *
why_not (const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return "the caller has left";
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return "polkit does not answer";
  return error->message;
}

static gboolean
is_given_up (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  g_autoptr(GError) error = NULL;
  Check *check = g_task_get_task_data (task);
  g_autoptr(GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  gboolean authorized = FALSE, challenge = FALSE;

  if (answer)
    g_variant_get (answer, "((bba{ss}))", &authorized, &challenge, NULL);
  if (is_given_up (error))
    withdraw (check);
  /* At most one prompt a call, for the first action that needs it. */
  check->prompting = !authorized && challenge && check->may_prompt;
  check->may_prompt &= !check->prompting;
  check->passed += authorized;
  if (check->prompting || (authorized && current_action (check))) {
    ask (g_steal_pointer (&task));
    return;
  }
  end (check);
  if (authorized)
    g_task_return_boolean (task, TRUE);
  else
    deny (task, current_action (check), error ? why_not (error) : challenge ? "authentication is needed" : NULL);
}

static GVariant *
question (const Check *check)
{
  GVariantBuilder subject = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  guint32 flags = check->prompting ? POLKIT_CHECK_AUTHORIZATION_FLAGS_ALLOW_USER_INTERACTION : POLKIT_CHECK_AUTHORIZATION_FLAGS_NONE;

  g_variant_builder_add (&subject, "{sv}", "name", g_variant_new_string (check->sender));
  return g_variant_new ("((sa{sv})sa{ss}us)", "system-bus-name", &subject, current_action (check), NULL, flags, check->id);
}

/* Takes the task.  A polkitd that is not there is started.  A person at a prompt has all the time there is, as long as the
 * caller waits; polkitd itself has not. */
static void
ask (GTask *task)
{
  Check *check = g_task_get_task_data (task);

  g_free (check->id);
  check->id = g_strdup_printf ("dialtone-%" G_GUINT64_FORMAT, ++check->authority->last_id);
  g_dbus_connection_call (check->authority->bus, POLKIT_NAME, POLKIT_PATH, POLKIT_INTERFACE, "CheckAuthorization", question (check),
                          G_VARIANT_TYPE ("((bba{ss}))"), G_DBUS_CALL_FLAGS_NONE,
                          check->prompting ? G_MAXINT : DT_LIMIT_POLKIT_SECONDS * 1000, check->cancellable, on_answer, task);
}

void
dt_authority_check (DtAuthority *authority, const DtCaller *caller, DtRight right, gboolean interactive,
                    GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (NULL, NULL, callback, data);
  Check *check = g_new0 (Check, 1);

  check->authority = authority;
  check->sender = g_strdup (caller->sender);
  check->right = right;
  check->may_prompt = interactive;
  check->cancellable = g_cancellable_new ();
  g_task_set_task_data (task, check, check_free);
  if (caller->uid == 0) {
    g_task_return_boolean (task, TRUE);
    g_object_unref (task);
    return;
  }
  begin (check);
  ask (task);
}

gboolean
dt_authority_check_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

DtAuthority *
dt_authority_new (GDBusConnection *bus)
{
  DtAuthority *authority = g_new0 (DtAuthority, 1);

  authority->bus = g_object_ref (bus);
  authority->checks = g_hash_table_new (NULL, NULL);
  authority->subscription = g_dbus_connection_signal_subscribe (bus, BUS_NAME, BUS_NAME, "NameOwnerChanged", BUS_PATH, NULL,
                                                                G_DBUS_SIGNAL_FLAGS_NO_MATCH_RULE, on_name_owner_changed, authority,
                                                                NULL);
  return authority;
}

void
dt_authority_free (DtAuthority *authority)
{
  g_dbus_connection_signal_unsubscribe (authority->bus, authority->subscription);
  g_hash_table_unref (authority->checks);
  g_object_unref (authority->bus);
  g_free (authority);
}
