/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Phonebook.CreateEntry, UpdateEntry, RenameEntry and DeleteEntry. */
#include "dt-phonebook-edit.h"

#include <string.h>

#include "dt-bus-error.h"

#define ENTRY_FIELDS \
  { "name", "s" }, { "kind", "s" }, { "service", "s" }, { "gateway", "s" }, { "device", "s" }, { "phone-number", "s" }, \
  { "apn", "s" }, { "never-default", "b" }, { "ip4-address", "s" }, { "dns", "s" }, { "user-name", "s" }, { "password", "s" }, \
  { "domain", "s" }, { "pre-shared-key", "s" }, { "restricted", "b" }

static const DtOption entry_fields[] = { ENTRY_FIELDS, { NULL, NULL } };
/* What GetEntry tells can be given back. */
static const DtOption update_fields[] = { ENTRY_FIELDS, { "uuid", "s" }, { "secrets-owner", "s" }, { NULL, NULL } };

/* The field is named; the text is ours. */
static void
as_bus_error (GError **error)
{
  GError *said = *error;

  if (said->domain != DT_PROFILE_FIELDS_ERROR)
    return;
  *error = g_error_new_literal (DT_BUS_ERROR, DT_BUS_ERROR_INVALID_OPTION, said->message);
  g_error_free (said);
}

static gboolean
write_fields (DtProfileTree *tree, DtKind kind, GVariant *fields, GError **error)
{
  if (dt_profile_fields_write (tree, kind, fields, error))
    return TRUE;
  as_bus_error (error);
  return FALSE;
}

/*
 * CreateEntry.
 */

typedef struct {
  GVariant *fields;
  const char *name, *kind_word, *service;
  DtKind kind;
  gboolean restricted;
} Wish;

static gboolean
check_kind (Wish *wish, GError **error)
{
  wish->kind = dt_kind_from_nm_type (wish->kind_word);
  if (!dt_profile_fields_can_make (wish->kind)) {
    g_set_error (error, DT_BUS_ERROR, DT_BUS_ERROR_INVALID_OPTION, "Option \"kind\": \"%s\" is none that can be created",
                 dt_bus_error_quote (wish->kind_word).text);
    return FALSE;
  }
  if (wish->kind == DT_KIND_VPN && *wish->service == '\0') {
    g_set_error_literal (error, DT_BUS_ERROR, DT_BUS_ERROR_INVALID_OPTION, "Option \"service\": a VPN needs one");
    return FALSE;
  }
  return TRUE;
}

/* An entry for one user names her; without a name that NetworkManager takes it would be one for all. */
static gboolean
check_caller (const DtCaller *caller, GError **error)
{
  const char *name = caller->user_name;

  if (name && *name && strchr (name, ':') == NULL && g_utf8_validate (name, -1, NULL))
    return TRUE;
  g_set_error (error, DT_BUS_ERROR, DT_BUS_ERROR_NOT_AVAILABLE,
               "Option \"restricted\": user %u has no name here that an entry could be restricted to", caller->uid);
  return FALSE;
}

static gboolean
read_wish (DtRequest *request, Wish *wish, GError **error)
{
  *wish = (Wish) { .name = "", .kind_word = "", .service = "" };
  g_variant_get (dt_request_parameters (request), "(@a{sv})", &wish->fields);
  if (!dt_options_check (wish->fields, entry_fields, error))
    return FALSE;
  g_variant_lookup (wish->fields, "name", "&s", &wish->name);
  g_variant_lookup (wish->fields, "kind", "&s", &wish->kind_word);
  g_variant_lookup (wish->fields, "service", "&s", &wish->service);
  g_variant_lookup (wish->fields, "restricted", "b", &wish->restricted);
  return dt_phonebook_check_name (request, wish->name, error) && check_kind (wish, error) &&
         (!wish->restricted || check_caller (request->caller, error));
}

static void
restrict_to (DtProfileTree *tree, const DtCaller *caller)
{
  g_autofree char *permission = g_strdup_printf ("user:%s:", caller->user_name);
  const char *const permissions[] = { permission, NULL };

  dt_profile_tree_set (tree, "connection", "permissions", g_variant_new_strv (permissions, -1));
}

static void
make (DtRequest *request, Wish *wish)
{
  g_autofree char *uuid = g_uuid_string_random ();
  g_autoptr(DtProfileTree) tree = dt_profile_fields_new (wish->kind, uuid);
  GError *error = NULL;

  if (wish->restricted)
    restrict_to (tree, request->caller);
  if (write_fields (tree, wish->kind, wish->fields, &error)) {
    dt_profile_fields_complete (tree, wish->kind);
    dt_phonebook_add (request, tree, uuid, g_variant_new ("(s)", uuid));
  } else {
    dt_request_fail (request, error);
  }
}

static void
create_now (DtRequest *request)
{
  GError *error = NULL;
  Wish wish;

  if (read_wish (request, &wish, &error))
    make (request, &wish);
  else
    dt_request_fail (request, error);
  g_variant_unref (wish.fields);
}

void
dt_phonebook_create_entry (DtRequest *request)
{
  GError *error = NULL;
  Wish wish;

  if (read_wish (request, &wish, &error))
    dt_request_authorize (request, wish.restricted ? DT_RIGHT_MODIFY_OWN_ENTRIES : DT_RIGHT_MODIFY_ENTRIES, TRUE, create_now);
  else
    dt_request_fail (request, error);
  g_variant_unref (wish.fields);
}

/*
 * Those that are there.
 */

/* The fields that say something else than the entry does (@told_now, floating). */
static GVariant *
that_differ (GVariant *fields, GVariant *told_now)
{
  GVariantBuilder changed = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  g_autoptr(GVariant) told = g_variant_ref_sink (told_now);
  GVariantIter iter;
  const char *name;
  GVariant *value;

  g_variant_iter_init (&iter, fields);
  while (g_variant_iter_loop (&iter, "{&sv}", &name, &value)) {
    g_autoptr(GVariant) now = g_variant_lookup_value (told, name, NULL);

    if (now == NULL || !g_variant_equal (now, value))
      g_variant_builder_add (&changed, "{sv}", name, value);
  }
  return g_variant_ref_sink (g_variant_builder_end (&changed));
}

static gboolean
refuse (const char *field, const char *why, GError **error)
{
  g_set_error (error, DT_BUS_ERROR, DT_BUS_ERROR_INVALID_OPTION, "Option \"%s\": %s", field, why);
  return FALSE;
}

/* What of an entry nobody changes here. */
static gboolean
check_fixed (GVariant *changed, GError **error)
{
  static const struct {
    const char *field, *why;
  } fixed[] = {
    { "kind", "that of an entry does not change" },
    { "restricted", "only new entries have it" },
    { "uuid", "that of an entry does not change" },
    { "secrets-owner", "it follows from where the secrets are" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (fixed); i++)
    if (g_variant_lookup (changed, fixed[i].field, "*", NULL))
      return refuse (fixed[i].field, fixed[i].why, error);
  return TRUE;
}

static gboolean
update (DtRequest *request, const DtProfile *profile, DtProfileTree *tree, GError **error)
{
  g_autoptr(GVariant) fields = NULL, changed = NULL;
  const char *name;

  g_variant_get (dt_request_parameters (request), "(s@a{sv})", NULL, &fields);
  changed = that_differ (fields, dt_phonebook_properties (profile, tree));
  if (!check_fixed (changed, error))
    return FALSE;
  if (g_variant_lookup (changed, "name", "&s", &name) && !dt_phonebook_check_name (request, name, error))
    return FALSE;
  return write_fields (tree, profile->kind, changed, error);
}

static void
update_now (DtRequest *request)
{
  dt_phonebook_change (request, update);
}

/* As far as the index knows: what is wrong with the call is told before anybody is asked for a password. */
static gboolean
check_update (DtRequest *request, GError **error)
{
  GVariantBuilder told = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  g_autoptr(GVariant) fields = NULL, changed = NULL;
  const DtProfile *profile;
  const char *entry;

  g_variant_get (dt_request_parameters (request), "(&s@a{sv})", &entry, &fields);
  profile = dt_phonebook_find_for (request, entry, error);
  if (profile == NULL || !dt_options_check (fields, update_fields, error)) {
    g_variant_builder_clear (&told);
    return FALSE;
  }
  dt_phonebook_describe (profile, &told);
  changed = that_differ (fields, g_variant_builder_end (&told));
  return check_fixed (changed, error);
}

void
dt_phonebook_update_entry (DtRequest *request)
{
  GError *error = NULL;

  if (check_update (request, &error))
    dt_phonebook_authorize (request, update_now);
  else
    dt_request_fail (request, error);
}

static gboolean
give_name (DtRequest *request, const DtProfile *profile, DtProfileTree *tree, GError **error)
{
  const char *name;

  g_variant_get (dt_request_parameters (request), "(&s&s)", NULL, &name);
  if (!dt_phonebook_check_name (request, name, error))
    return FALSE;
  dt_profile_tree_set_text (tree, "connection", "id", name);
  return TRUE;
}

static void
rename_now (DtRequest *request)
{
  dt_phonebook_change (request, give_name);
}

void
dt_phonebook_rename_entry (DtRequest *request)
{
  GError *error = NULL;
  const char *old, *name;

  g_variant_get (dt_request_parameters (request), "(&s&s)", &old, &name);
  /* What is wrong with the call is told before anybody is asked for a password. */
  if (dt_phonebook_find_for (request, old, &error) && dt_phonebook_check_name (request, name, &error))
    dt_phonebook_authorize (request, rename_now);
  else
    dt_request_fail (request, error);
}

static gboolean
is_in_use (DtDaemon *daemon, const DtProfile *profile)
{
  for (guint i = 0; i < daemon->connections->len; i++) {
    const DtConnection *connection = daemon->connections->pdata[i];

    if (!connection->status.ended && strcmp (connection->entry_uuid, profile->uuid) == 0)
      return TRUE;
  }
  return FALSE;
}

static void
delete_now (DtRequest *request)
{
  const DtProfile *profile = dt_phonebook_authorized (request);

  if (profile == NULL)
    return;
  if (is_in_use (request->daemon, profile))
    dt_request_fail_with (request, DT_BUS_ERROR_ENTRY_IN_USE, "\"%s\" has a connection", dt_bus_error_quote (profile->id).text);
  else
    dt_phonebook_remove (request, profile);
}

void
dt_phonebook_delete_entry (DtRequest *request)
{
  dt_phonebook_authorize (request, delete_now);
}
