/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Phonebook.SetCredentials and ClearCredentials. */
#include "dt-bus-error.h"
#include "dt-phonebook-edit.h"

static const DtOption fields_known[] = {
  { "user-name", "s" }, { "password", "s" }, { "domain", "s" }, { "pre-shared-key", "s" }, { NULL, NULL },
};

static gboolean
set (DtRequest *request, const DtProfile *profile, DtProfileTree *tree, GError **error)
{
  g_autoptr(GVariant) fields = NULL;
  g_autoptr(GError) said = NULL;

  g_variant_get (dt_request_parameters (request), "(s@a{sv})", NULL, &fields);
  if (dt_profile_fields_write (tree, profile->kind, fields, &said))
    return TRUE;
  g_set_error_literal (error, DT_BUS_ERROR, DT_BUS_ERROR_INVALID_OPTION, said->message);
  return FALSE;
}

static gboolean
clear (DtRequest *request, const DtProfile *profile, DtProfileTree *tree, GError **error)
{
  dt_profile_fields_clear_credentials (tree, profile->kind);
  return TRUE;
}

static void
set_now (DtRequest *request)
{
  dt_phonebook_change (request, set);
}

static void
clear_now (DtRequest *request)
{
  dt_phonebook_change (request, clear);
}

void
dt_phonebook_set_credentials (DtRequest *request)
{
  g_autoptr(GVariant) fields = NULL;
  GError *error = NULL;

  g_variant_get (dt_request_parameters (request), "(s@a{sv})", NULL, &fields);
  if (dt_options_check (fields, fields_known, &error))
    dt_phonebook_authorize (request, set_now);
  else
    dt_request_fail (request, error);
}

void
dt_phonebook_clear_credentials (DtRequest *request)
{
  dt_phonebook_authorize (request, clear_now);
}
