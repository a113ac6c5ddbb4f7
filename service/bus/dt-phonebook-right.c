/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which right a change of an entry needs, and whether it is still that one. */
#include "dt-bus-error.h"
#include "dt-phonebook-edit.h"

/* NetworkManager: own is what nobody else may see. */
static DtRight
right_for (char **users, const DtCaller *caller)
{
  gboolean own = users && g_strv_length (users) == 1 && g_strcmp0 (users[0], caller->user_name) == 0;

  return own ? DT_RIGHT_MODIFY_OWN_ENTRIES : DT_RIGHT_MODIFY_ENTRIES;
}

DtRight
dt_phonebook_right (const DtProfile *profile, const DtCaller *caller)
{
  return right_for (profile->users, caller);
}

/* The call's first argument is the entry. */
static const DtProfile *
find (DtRequest *request)
{
  g_autoptr(GVariant) first = g_variant_get_child_value (dt_request_parameters (request), 0);
  GError *error = NULL;
  const DtProfile *profile = dt_phonebook_find_for (request, g_variant_get_string (first, NULL), &error);

  if (profile == NULL)
    dt_request_fail (request, error);
  return profile;
}

void
dt_phonebook_authorize (DtRequest *request, DtRequestFunc next)
{
  const DtProfile *profile = find (request);

  if (profile == NULL)
    return;
  request->right = dt_phonebook_right (profile, request->caller);
  dt_request_authorize (request, request->right, TRUE, next);
}

const DtProfile *
dt_phonebook_authorized (DtRequest *request)
{
  const DtProfile *profile = find (request);
  DtRight right;

  if (profile == NULL)
    return NULL;
  right = dt_phonebook_right (profile, request->caller);
  if (right == request->right)
    return profile;
  request->right = right;
  dt_request_authorize (request, right, FALSE, request->next);
  return NULL;
}

gboolean
dt_phonebook_is_still_so (DtRequest *request, DtProfileTree *tree, GError **error)
{
  g_autoptr(GVariant) settings = g_variant_ref_sink (dt_profile_tree_settings (tree));
  g_auto(GStrv) users = dt_profile_dup_users (settings);

  if (request->caller->uid == 0 || right_for (users, request->caller) == request->right)
    return TRUE;
  g_set_error_literal (error, DT_BUS_ERROR, DT_BUS_ERROR_NOT_AUTHORIZED,
                       "Who may see the entry has changed meanwhile, so that another right is needed");
  return FALSE;
}
