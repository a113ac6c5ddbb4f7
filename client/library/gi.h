/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Results and fields in the words of GLib, for dialtone-line.c. */
#pragma once

#include "dialtone-line.h"
#include "dialtone.h"

/* TRUE for DIALTONE_OK; else the error is set. */
gboolean dtl_gi_succeeds (DialtoneResult result, GError **error);
/* Of an a{sv} of texts (s), numbers (u) and truths (b) that may be NULL; free.  NULL: the error is set. */
DialtoneFields *dtl_gi_fields_of (GVariant *dictionary, GError **error);
/* a{sv} of texts, numbers (t) and truths; floating. */
GVariant *dtl_gi_dictionary_of (const DialtoneFields *fields);
