/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether a profile is as it was to be. */
#pragma once

#include "dt-profile-tree.h"

G_BEGIN_DECLS

/* The first key that differs, as "section.key"; NULL: none does.  What NetworkManager says in other words is no
 * difference: a default that is not there, an old form of a key, the order of a dictionary; nor is a secret that it does
 * not keep.  @whole: nothing else may be there; FALSE: it may, as in a new profile, which NetworkManager completes. */
char *dt_profile_compare (DtProfileTree *wanted, DtProfileTree *found, gboolean whole);

G_END_DECLS
