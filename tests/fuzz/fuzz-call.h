/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One call of the service: valid, wrong or hostile. */
#pragma once

#include "fuzz-contract.h"
#include "fuzz-values.h"

G_BEGIN_DECLS

/* TRUE once in @n. */
gboolean fuzz_one_in (FuzzSource *source, gint32 n);

/* @paths: of connections that are there, that were there and that never will be; NULL-terminated. */
GDBusMessage *fuzz_call_new (FuzzSource *source, const FuzzContract *contract, const char *const *paths);

G_END_DECLS
