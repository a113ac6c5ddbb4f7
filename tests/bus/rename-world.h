/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a recording's world is called in the world that it is played in. */
#pragma once

#include "fake-service.h"
#include "rename.h"
#include "trace.h"

G_BEGIN_DECLS

/* @recorded_profile: path of the profile that the recording dials; it becomes
 * @profile with its @uuid and @id. */
void rename_seed_world (Rename *names, FakeService *nm, const Trace *trace, const char *recorded_profile,
                        const char *profile, const char *uuid, const char *id);

G_END_DECLS
