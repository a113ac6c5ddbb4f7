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
/* Reads what is in a pipe, a socket or a memfd now, up to its first line's end; never waits.
 * The descriptor stays open.  Fails with G_IO_ERROR where it is of another kind (a file may
 * block), holds nothing, too much, or no UTF-8. */
DtSecret *dt_secret_read (int fd, GError **error);
void dt_secret_free (DtSecret *secret);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DtSecret, dt_secret_free)

/* Borrowed.  NULL of NULL. */
const char *dt_secret_text (const DtSecret *secret);

G_END_DECLS
