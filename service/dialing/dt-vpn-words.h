/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Each VPN plugin has words of its own for its server, user and secrets. */
#pragma once

#include "dt-profile-tree.h"

G_BEGIN_DECLS

/* The keys of vpn.data and, of password and key, of vpn.secrets; NULL: the plugin has none. */
typedef struct {
  const char *plugin;           /* the last part of vpn.service-type; "": any that is not listed */
  const char *gateway, *user, *password, *domain, *key;
} DtVpnWords;

/* Never NULL; static. @service: vpn.service-type. */
const DtVpnWords *dt_vpn_words_of (const char *service);

/* @field: gateway, user-name, password, domain, pre-shared-key.  FALSE where the
 * plugin has no place for it, and @text is not "". */
gboolean dt_vpn_words_write (DtProfileTree *tree, const char *field, const char *text);
/* What a new profile of the plugin cannot be without. */
void dt_vpn_words_begin (DtProfileTree *tree);
/* "" where there is none. */
char *dt_vpn_words_read (DtProfileTree *tree, const char *field);

G_END_DECLS
