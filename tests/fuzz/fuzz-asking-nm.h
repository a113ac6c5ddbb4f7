/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A NetworkManager that takes the service's copies of profiles, asks its secret agent for what they lack, and takes the
 * line down or up as it likes. */
#pragma once

#include "fixture.h"
#include "fuzz-values.h"

G_BEGIN_DECLS

typedef struct _FuzzAskingNm FuzzAskingNm;

/* From now on; @source: borrowed. */
FuzzAskingNm *fuzz_asking_nm_new (Fixture *fixture, FuzzSource *source);
/* Before the fixture's end. */
void fuzz_asking_nm_free (FuzzAskingNm *asking);

/* How often it asked, and was given secrets. */
guint fuzz_asking_nm_asked (FuzzAskingNm *asking);
guint fuzz_asking_nm_given (FuzzAskingNm *asking);

G_END_DECLS
