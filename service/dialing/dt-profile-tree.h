/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The settings of one NetworkManager profile, for editing: what is not touched goes
 * back as it came, also what this version does not know. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _DtProfileTree DtProfileTree;

/* @settings: a{sa{sv}}; NULL: empty. */
DtProfileTree *dt_profile_tree_new (GVariant *settings);
DtProfileTree *dt_profile_tree_copy (DtProfileTree *tree);
void dt_profile_tree_free (DtProfileTree *tree);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DtProfileTree, dt_profile_tree_free)

/* a{sa{sv}}, floating. */
GVariant *dt_profile_tree_settings (DtProfileTree *tree);

/* Borrowed; NULL if there is none or it is of another type. */
GVariant *dt_profile_tree_get (DtProfileTree *tree, const char *section, const char *key, const char *type);
/* "" if there is none (borrowed). */
const char *dt_profile_tree_text (DtProfileTree *tree, const char *section, const char *key);
/* Takes a floating value; NULL removes the key. */
void dt_profile_tree_set (DtProfileTree *tree, const char *section, const char *key, GVariant *value);
/* Of a telephone that is dialled through: "cdma" or "gsm". */
const char *dt_profile_tree_modem_section (DtProfileTree *tree);
/* "" removes the key. */
void dt_profile_tree_set_text (DtProfileTree *tree, const char *section, const char *key, const char *text);

/* A word of vpn.data or vpn.secrets (a{ss}); "" removes it, or says that it is not there. */
char *dt_profile_tree_vpn_word (DtProfileTree *tree, const char *list, const char *word);
void dt_profile_tree_set_vpn_word (DtProfileTree *tree, const char *list, const char *word, const char *text);

/* Adds what GetSecrets told: NetworkManager wants all secrets again with every
 * update (trap 7). */
void dt_profile_tree_add_secrets (DtProfileTree *tree, GVariant *secrets);

G_END_DECLS
