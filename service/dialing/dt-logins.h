/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The logins of dials under way, and what NetworkManager asks for meanwhile. */
#pragma once

#include "dt-login.h"
#include "dt-upstream.h"

G_BEGIN_DECLS

typedef struct _DtLogins DtLogins;

DtLogins *dt_logins_new (GDBusConnection *bus);
void dt_logins_free (DtLogins *logins);

/* Takes @login; its copy has the UUID that is returned (borrowed). */
const char *dt_logins_add (DtLogins *logins, DtTrack *track, DtLogin *login);
/* NULL: a dial without. */
DtLogin *dt_logins_find (DtLogins *logins, DtTrack *track, const char **uuid);
/* The profile's secrets are read now, or have been. */
void dt_logins_set_reading (DtLogins *logins, DtTrack *track, gboolean reading);
/* The dial is over: nothing will be asked any more.  Wipes the secrets. */
void dt_logins_end (DtLogins *logins, DtTrack *track);
/* The track goes. */
void dt_logins_remove (DtLogins *logins, DtTrack *track);

G_END_DECLS
