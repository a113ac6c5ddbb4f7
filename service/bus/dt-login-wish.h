/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The options of Dial that say how to log in, for this dial only (rule 14). */
#pragma once

#include "dt-login.h"
#include "dt-options.h"
#include "dt-profiles.h"

G_BEGIN_DECLS

/* Whether the options fit the profile; InvalidOption if not. */
gboolean dt_login_wish_check (const DtDialOptions *options, const DtProfile *profile, GError **error);

/* Whether the "password-fd" of the call is still to be read: dt_descriptors_read(). */
gboolean dt_login_wish_waits (const DtDialOptions *options, GDBusMethodInvocation *invocation);

/* Whether the options may make it log in elsewhere, or as somebody else, than the profile says: then the profile's
 * secrets are for callers who may change it. */
gboolean dt_login_wish_redirects (const DtDialOptions *options, const DtProfile *profile);

/* What the profile is dialled with; NULL without an error: as it stands.  With the
 * "password-fd" of the call.  @withholds: the caller may not change the profile. */
DtLogin *dt_login_wish_read (const DtDialOptions *options, const DtProfile *profile, gboolean withholds,
                             GDBusMethodInvocation *invocation, GError **error);

/* The password of "password" or "password-fd"; NULL without an error: none. */
DtSecret *dt_login_wish_password (const DtDialOptions *options, GDBusMethodInvocation *invocation, GError **error);

G_END_DECLS
