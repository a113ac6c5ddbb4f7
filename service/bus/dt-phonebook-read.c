/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Phonebook.GetEntry, GetCredentials and ValidateEntryName. */
#include <string.h>

#include "dt-bus-error.h"
#include "dt-limits.h"
#include "dt-phonebook-edit.h"

GVariant *
dt_phonebook_properties (const DtProfile *profile, DtProfileTree *tree)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  dt_phonebook_describe (profile, &builder);
  dt_profile_fields_describe (tree, profile->kind, &builder);
  if (profile->kind == DT_KIND_WIREGUARD)
    g_variant_builder_add (&builder, "{sv}", "gateway", g_variant_new_string (profile->remote));
  return g_variant_builder_end (&builder);
}

static GVariant *
describe (const DtProfile *profile, DtProfileTree *tree)
{
  return g_variant_new ("(@a{sv})", dt_phonebook_properties (profile, tree));
}

void
dt_phonebook_get_entry (DtRequest *request)
{
  dt_phonebook_read (request, describe, FALSE);
}

static GVariant *
credentials (const DtProfile *profile, DtProfileTree *tree)
{
  return g_variant_new ("(@a{sv})", dt_profile_fields_credentials (tree, profile->kind));
}

void
dt_phonebook_get_credentials (DtRequest *request)
{
  dt_phonebook_read (request, credentials, TRUE);
}

gboolean
dt_phonebook_check_name (DtRequest *request, const char *name, GError **error)
{
  g_autoptr(GError) none = NULL;
  gboolean blank = name[strspn (name, " \t")] == '\0';

  if (blank || strlen (name) > DT_LIMIT_ENTRY_LENGTH || strpbrk (name, "\n\r") != NULL) {
    g_set_error (error, DT_BUS_ERROR, DT_BUS_ERROR_INVALID_NAME, "A name has 1 to %d bytes on one line, not all blank",
                 DT_LIMIT_ENTRY_LENGTH);
    return FALSE;
  }
  if (dt_phonebook_find (request->daemon, name, request->caller, &none) == NULL &&
      g_error_matches (none, DT_BUS_ERROR, DT_BUS_ERROR_NO_SUCH_ENTRY))
    return TRUE;
  if (none && !g_error_matches (none, DT_BUS_ERROR, DT_BUS_ERROR_AMBIGUOUS_ENTRY))
    g_propagate_error (error, g_steal_pointer (&none));
  else
    g_set_error (error, DT_BUS_ERROR, DT_BUS_ERROR_ENTRY_EXISTS, "There is an entry \"%s\" already", dt_bus_error_quote (name).text);
  return FALSE;
}

void
dt_phonebook_validate_entry_name (DtRequest *request)
{
  GError *error = NULL;
  const char *name;

  g_variant_get (dt_request_parameters (request), "(&s)", &name);
  if (dt_phonebook_check_name (request, name, &error))
    dt_request_return (request, NULL);
  else
    dt_request_fail (request, error);
}
