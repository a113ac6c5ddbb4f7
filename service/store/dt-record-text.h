/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A record as text, which may be damaged. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* An a{sv} of what g_variant_print() made of it, or NULL with @error, in any case without a critical warning.  @text may be NULL. */
GVariant *dt_record_parse (const char *text, GError **error);

G_END_DECLS
