/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From the answer of GetSettings to a DtProfile. */
#pragma once

#include "dt-profiles.h"

G_BEGIN_DECLS

/* Key in the setting "user" of a copy that was made for one dial: the UUID of the profile. */
#define DT_PROFILE_COPY_OF "org.dialtone.copy-of"

/* @settings: a{sa{sv}}.  NULL if it is not of a dialled kind, or a copy for one dial. */
gboolean dt_profile_is_copy (GVariant *settings);
DtProfile *dt_profile_parse (const char *path, GVariant *settings);
void dt_profile_free (DtProfile *profile);
/* connection.type of any settings; "" if there is none (borrowed). */
const char *dt_profile_nm_type (GVariant *settings);
gboolean dt_profile_equal (const DtProfile *a, const DtProfile *b);

G_END_DECLS
