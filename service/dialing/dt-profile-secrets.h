/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which secrets a profile has, and who keeps them. */
#pragma once

#include "dt-profile-tree.h"

G_BEGIN_DECLS

/* Writes a secret that NetworkManager keeps from now on; "" forgets it.  NetworkManager cannot tell an agent to forget one
 * of several: what one of a user's session kept is not saved any more, but asked for each time.
 * @section: "vpn": a word of vpn.secrets; else a key. */
void dt_profile_secrets_set (DtProfileTree *tree, const char *section, const char *secret, const char *text);
/* Nobody keeps it. */
void dt_profile_secrets_disown (DtProfileTree *tree, const char *section, const char *secret);
/* NM_SETTING_SECRET_FLAG_*; 0: NetworkManager keeps it. */
guint dt_profile_secrets_flags (DtProfileTree *tree, const char *section, const char *secret);

/* The secrets that are in the tree; of WireGuard's peers each by its public key. */
typedef void (*DtProfileSecretFunc) (const char *section, const char *secret, gpointer data);
void dt_profile_secrets_foreach (DtProfileTree *tree, DtProfileSecretFunc found, gpointer data);
/* How many are with agents, as far as the settings say. */
guint dt_profile_secrets_count_agents (DtProfileTree *tree);

G_END_DECLS
