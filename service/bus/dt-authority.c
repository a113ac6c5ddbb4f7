/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define POLKIT_AGENT_I_KNOW_API_IS_SUBJECT_TO_CHANGE
#include "dt-authority.h"

#include <polkit/polkit.h>
#include <string.h>

#include "dt-bus-error.h"

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

typedef struct {
  PolkitAuthority *authority;
  char *sender;
  DtRight right;
  gboolean may_prompt;          /* nobody was prompted yet */
  gboolean prompting;
  guint passed;                 /* how many actions */
} Check;

static void
check_free (gpointer data)
{
  Check *check = data;

  g_clear_object (&check->authority);
  g_free (check->sender);
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

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  g_autoptr(GError) error = NULL;
  Check *check = g_task_get_task_data (task);
  g_autoptr(PolkitAuthorizationResult) answer =
    polkit_authority_check_authorization_finish (POLKIT_AUTHORITY (source), result, &error);

  if (answer == NULL) {
    deny (task, current_action (check), error->message);
  } else if (polkit_authorization_result_get_is_challenge (answer) && check->may_prompt) {
    check->may_prompt = FALSE;          /* at most one prompt a call, for the first action that needs it */
    check->prompting = TRUE;
    ask (g_steal_pointer (&task));
  } else if (!polkit_authorization_result_get_is_authorized (answer)) {
    deny (task, current_action (check),
          polkit_authorization_result_get_is_challenge (answer) ? "authentication is needed" : NULL);
  } else {
    check->passed++;
    check->prompting = FALSE;
    if (current_action (check))
      ask (g_steal_pointer (&task));
    else
      g_task_return_boolean (task, TRUE);
  }
}

/* Takes the task. */
static void
ask (GTask *task)
{
  Check *check = g_task_get_task_data (task);
  g_autoptr(PolkitSubject) subject = polkit_system_bus_name_new (check->sender);

  polkit_authority_check_authorization (check->authority, subject, current_action (check), NULL,
                                        check->prompting ? POLKIT_CHECK_AUTHORIZATION_FLAGS_ALLOW_USER_INTERACTION
                                                           : POLKIT_CHECK_AUTHORIZATION_FLAGS_NONE,
                                        NULL, on_answer, task);
}

static void
on_authority (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  g_autoptr(GError) error = NULL;
  Check *check = g_task_get_task_data (task);

  check->authority = polkit_authority_get_finish (result, &error);
  if (check->authority == NULL)
    deny (task, current_action (check), error->message);
  else
    ask (g_steal_pointer (&task));
}

void
dt_authority_check (const DtCaller *caller, DtRight right, gboolean interactive, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (NULL, NULL, callback, data);
  Check *check = g_new0 (Check, 1);

  check->sender = g_strdup (caller->sender);
  check->right = right;
  check->may_prompt = interactive;
  g_task_set_task_data (task, check, check_free);
  if (caller->uid == 0) {
    g_task_return_boolean (task, TRUE);
    g_object_unref (task);
    return;
  }
  polkit_authority_get_async (NULL, on_authority, task);
}

gboolean
dt_authority_check_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
