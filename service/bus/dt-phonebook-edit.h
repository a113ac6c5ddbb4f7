/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What of Phonebook changes entries, or reads them from NetworkManager. */
#pragma once

#include "dt-phonebook.h"
#include "dt-profile-fields.h"

G_BEGIN_DECLS

void dt_phonebook_create_entry (DtRequest *request);
void dt_phonebook_update_entry (DtRequest *request);
void dt_phonebook_rename_entry (DtRequest *request);
void dt_phonebook_delete_entry (DtRequest *request);
void dt_phonebook_validate_entry_name (DtRequest *request);
void dt_phonebook_set_credentials (DtRequest *request);
void dt_phonebook_clear_credentials (DtRequest *request);
void dt_phonebook_get_credentials (DtRequest *request);

/* dt-phonebook-read.c: InvalidName, or EntryExists where the caller sees one of that name. */
gboolean dt_phonebook_check_name (DtRequest *request, const char *name, GError **error);

/*
 * dt-phonebook-order.c: reading one entry, and changing it.
 */

/* The dictionary that GetEntry gives. */
GVariant *dt_phonebook_properties (const DtProfile *profile, DtProfileTree *tree);

/* Of the entry that the call's first argument names; answers the call itself where
 * there is none. */
typedef GVariant *(*DtPhonebookRead) (const DtProfile *profile, DtProfileTree *tree);
/* The answer's tuple is what @read makes of it; @secrets: it looks at them. */
void dt_phonebook_read (DtRequest *request, DtPhonebookRead read, gboolean secrets);

/* Changes @tree; FALSE: fails with the error. */
typedef gboolean (*DtPhonebookChange) (DtRequest *request, const DtProfile *profile, DtProfileTree *tree, GError **error);
/* Reads, changes, writes all secrets again, waits until the index knows, answers. */
void dt_phonebook_change (DtRequest *request, DtPhonebookChange change);

/* The same for new and removed ones; the answer is sent when the index knows of it.
 * @answer: of CreateEntry, else NULL; taken. */
void dt_phonebook_add (DtRequest *request, DtProfileTree *tree, const char *uuid, GVariant *answer);
void dt_phonebook_remove (DtRequest *request, const DtProfile *profile);

/*
 * dt-phonebook-right.c: who may change which entry.  A person at a prompt takes minutes, in which entries are renamed and
 * become other people's: what was asked for one entry is good for that one, and for what it was.
 */

/* The right that a change of it needs. */
DtRight dt_phonebook_right (const DtProfile *profile, const DtCaller *caller);
/* Asks for the right to change the entry of the call's first argument, then calls @next. */
void dt_phonebook_authorize (DtRequest *request, DtRequestFunc next);
/* That entry again.  NULL: the call goes on without us: it is answered, or @next of above runs again once another right that
 * is needed by now is there; nobody is prompted for that. */
const DtProfile *dt_phonebook_authorized (DtRequest *request);
/* Whether @tree, as NetworkManager has it now, needs no other right than was given.  Fails with NotAuthorized. */
gboolean dt_phonebook_is_still_so (DtRequest *request, DtProfileTree *tree, GError **error);

G_END_DECLS
