/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The logins of dials under way, and what NetworkManager asks for meanwhile. */
#pragma once

#include "dt-login.h"
#include "dt-question.h"
#include "dt-upstream.h"

G_BEGIN_DECLS

typedef struct _DtLogins DtLogins;

/* A question has come, or is over without an answer of ours; never inside a call of ours. */
typedef void (*DtQuestionFunc) (DtTrack *track, gboolean open, gpointer data);

DtLogins *dt_logins_new (GDBusConnection *bus, DtUpstream *upstream, DtQuestionFunc func, gpointer data);
void dt_logins_free (DtLogins *logins);

/* Takes @login.  The track knows its copy's UUID from here on, so that a service that is
 * killed while it calls finds the line again. */
void dt_logins_add (DtLogins *logins, DtTrack *track, DtLogin *login);
/* NULL: a dial without. */
DtLogin *dt_logins_find (DtLogins *logins, DtTrack *track, const char **uuid);
/* The dial is over: nothing will be asked any more.  Wipes the secrets. */
void dt_logins_end (DtLogins *logins, DtTrack *track);
/* The login was refused, and a person is asked for the next line's; the dialler is told from the main loop. */
void dt_logins_ask_again (DtLogins *logins, DtTrack *track);
/* Borrowed; NULL: nothing is asked now. */
const DtQuestion *dt_logins_question (DtLogins *logins, DtTrack *track);
/* @answer: a{sv}, a string for each field. G_IO_ERROR_INVALID_ARGUMENT names what is wrong. */
gboolean dt_logins_answer (DtLogins *logins, DtTrack *track, GVariant *answer, GError **error);
/* Nobody answers: NetworkManager ends the dial. */
void dt_logins_refuse (DtLogins *logins, DtTrack *track);
/* The track goes. */
void dt_logins_remove (DtLogins *logins, DtTrack *track);

G_END_DECLS
