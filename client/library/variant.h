/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Between fields and D-Bus dictionaries. */
#pragma once

#include <gio/gio.h>

#include "fields.h"

/* a{sv}, floating; @fields may be NULL. */
GVariant *dtl_variant_of_fields (const DialtoneFields *fields);
/* NULL without memory. */
DialtoneFields *dtl_fields_of_variant (GVariant *dictionary);
/* aa{sv} */
DialtoneList *dtl_list_of_variant (GVariant *array);
