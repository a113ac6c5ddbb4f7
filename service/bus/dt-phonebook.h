/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The Phonebook interface of the root object, and entries by name. */
#pragma once

#include "dt-request.h"

G_BEGIN_DECLS

/* uuid, name, kind, service, device and restricted, from the index. */
void dt_phonebook_describe (const DtProfile *profile, GVariantBuilder *builder);
/* One that the caller may see, by UUID or name; NoSuchEntry or AmbiguousEntry. */
const DtProfile *dt_phonebook_find (DtDaemon *daemon, const char *entry, const DtCaller *caller, GError **error);
/* The same for a call that waits in between: what the name meant the first time, also where it means another one now. */
const DtProfile *dt_phonebook_find_for (DtRequest *request, const char *entry, GError **error);

void dt_phonebook_list_entries (DtRequest *request);
void dt_phonebook_get_entry (DtRequest *request);
void dt_phonebook_list_devices (DtRequest *request);

/* NetworkManager's device path of an interface or port name; NULL if there is none. */
char *dt_phonebook_find_device (DtDaemon *daemon, const char *name);

G_END_DECLS
