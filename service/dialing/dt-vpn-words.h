/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Each VPN plugin has words of its own for its server, user and secrets. */
#pragma once

#include "dt-profile-tree.h"

G_BEGIN_DECLS

/* @field: gateway, user-name, password, domain, pre-shared-key.  FALSE where the
 * plugin has no place for it, and @text is not "". */
gboolean dt_vpn_words_write (DtProfileTree *tree, const char *field, const char *text);
/* What a new profile of the plugin cannot be without. */
void dt_vpn_words_begin (DtProfileTree *tree);
/* "" where there is none. */
char *dt_vpn_words_read (DtProfileTree *tree, const char *field);

G_END_DECLS
