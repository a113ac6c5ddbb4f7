/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The option "activation" of Dial: an activation that the caller made himself, since
 * NetworkManager asks for a user's own secrets only agents of the user who activates (S1).
 * It is somebody else's dial to the service until its maker says so.
 */
#pragma once

#include "dt-request.h"

G_BEGIN_DECLS

/* Whether the other options fit it; InvalidOption if not. */
gboolean dt_adopt_check (const DtDialOptions *options, GError **error);

/* The connection of the activation, if it is one of @profile that nobody has dialled here. */
DtConnection *dt_adopt_find (DtDaemon *daemon, const DtDialOptions *options, const DtProfile *profile, GError **error);

/* NetworkManager does not tell who activated. Where only the caller may use the profile it was
 * he (or root); else he needs the right to hang up others' connections. */
gboolean dt_adopt_is_callers (const DtProfile *profile, const DtCaller *caller);

/* From now on it is the caller's dial. */
void dt_adopt (DtConnection *connection, const DtCaller *caller, const DtDialOptions *options);

G_END_DECLS
