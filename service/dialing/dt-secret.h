/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The one place where a secret is kept: a page of its own, not swapped where the limits
 * allow it, never in a core dump, wiped when it is freed. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define DT_SECRET_MAX 1023    /* bytes */

typedef struct _DtSecret DtSecret;

/* Copies at most DT_SECRET_MAX bytes of @text.  NULL of NULL. */
DtSecret *dt_secret_new (const char *text);
#define DT_SECRET_NO_SOURCE (-2)
/* Of what was read from somewhere: @n bytes, up to their first line's end, in a buffer of DT_SECRET_MAX + 1, which is wiped.
 * DT_SECRET_NO_SOURCE: it was of a kind that is not read.  Fails with G_IO_ERROR where it is none, nothing, too much, or no UTF-8. */
DtSecret *dt_secret_take_bytes (char *bytes, gssize n, GError **error);
/* From a memfd that cannot change (dt_descriptor_is_sealed()). */
DtSecret *dt_secret_read_sealed (int fd, GError **error);
/* Neither swapped nor dumped, where the limits allow it.  For a mapping of its own. */
void dt_secret_protect (gpointer page, gsize size);
void dt_secret_free (DtSecret *secret);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DtSecret, dt_secret_free)

/* Borrowed.  NULL of NULL. */
const char *dt_secret_text (const DtSecret *secret);

G_END_DECLS
