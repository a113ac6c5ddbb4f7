/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From the answer of GetSettings to a DtProfile. */
#pragma once

#include "dt-profiles.h"

G_BEGIN_DECLS

/* @settings: a{sa{sv}}.  NULL if it is not of a dialled kind. */
DtProfile *dt_profile_parse (const char *path, GVariant *settings);
void dt_profile_free (DtProfile *profile);
/* connection.type of any settings; "" if there is none (borrowed). */
const char *dt_profile_nm_type (GVariant *settings);
gboolean dt_profile_equal (const DtProfile *a, const DtProfile *b);

G_END_DECLS
