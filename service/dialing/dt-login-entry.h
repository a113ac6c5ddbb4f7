/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The login of one dial under way: what NetworkManager is told of it, and what a person is asked. */
#pragma once

#include "dt-login.h"
#include "dt-question.h"
#include "dt-secret-agent.h"
#include "dt-upstream.h"

G_BEGIN_DECLS

typedef struct {
  DtTrack *track;
  DtLogin *login;
  char *uuid;                   /* of the copy */
  guint password_sent, pin_sent;        /* how often */
  guint n_questions;
  DtSecretAsk *ask;             /* NetworkManager waits for the answer to question; NULL */
  gboolean again;               /* or the line is over, and question is for the next one */
  guint source;                 /* the dialler is told of it */
  DtQuestion question;
} DtLoginEntry;

/* Takes @login. */
DtLoginEntry *dt_login_entry_new (DtTrack *track, DtLogin *login);
void dt_login_entry_free (DtLoginEntry *entry);

/* Answers @ask if all is known that it asks for. */
gboolean dt_login_entry_send_known (DtLoginEntry *entry, DtSecretAsk *ask);
/* Makes the question that @ask is; FALSE: nobody may be asked. */
gboolean dt_login_entry_ask (DtLoginEntry *entry, DtSecretAsk *ask);
/* Makes the one of a login that the line's other end refused. */
void dt_login_entry_ask_again (DtLoginEntry *entry);
/* Whether a person may be asked once more. */
gboolean dt_login_entry_has_tries (const DtLoginEntry *entry);
/* Whether @answer, checked, has what the kind of line can take; an empty password may be none. */
gboolean dt_login_entry_can_send (const DtLoginEntry *entry, GVariant *answer);
/* @answer, checked, to the question that is open. */
void dt_login_entry_answer (DtLoginEntry *entry, GVariant *answer);

G_END_DECLS
