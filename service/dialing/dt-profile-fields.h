/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The words of Phonebook, and where NetworkManager's settings keep them. */
#pragma once

#include "dt-kind.h"
#include "dt-profile-tree.h"

G_BEGIN_DECLS

#define DT_PROFILE_FIELDS_ERROR (dt_profile_fields_error_quark ())
GQuark dt_profile_fields_error_quark (void);

/* NetworkManager (1.42.4) refuses PPPoE and ADSL profiles whose user name is missing
 * or empty, but RAS makes the entry first and gives the name later. */
#define DT_PROFILE_NO_USER_NAME "-"

/* A new profile of a kind: what the fields do not say. */
DtProfileTree *dt_profile_fields_new (DtKind kind, const char *uuid);
/* Whether new profiles of that kind can be made. */
gboolean dt_profile_fields_can_make (DtKind kind);

/*
 * Writes the fields (a{sv}, of right types) that are there: name, service, gateway,
 * device, phone-number, apn, never-default, ip4-address, dns, user-name, password,
 * domain, pre-shared-key.  "" forgets one; of several addresses the first is meant, and "" means all.  Fails with DT_PROFILE_FIELDS_ERROR, and
 * names the field, where the kind has no place for it.
 */
gboolean dt_profile_fields_write (DtProfileTree *tree, DtKind kind, GVariant *fields, GError **error);
/* A new one that was written: adds what its VPN service cannot be without. */
void dt_profile_fields_complete (DtProfileTree *tree, DtKind kind);
/* Forgets user name, domain and all secrets. */
void dt_profile_fields_clear_credentials (DtProfileTree *tree, DtKind kind);

/* Adds phone-number, gateway, never-default, ip4-address, dns to a dictionary. */
void dt_profile_fields_describe (DtProfileTree *tree, DtKind kind, GVariantBuilder *builder);
/* user-name, domain, password-stored, pre-shared-key-stored. */
GVariant *dt_profile_fields_credentials (DtProfileTree *tree, DtKind kind);

G_END_DECLS
