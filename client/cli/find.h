/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Connections, and how a user names one: object path, Id, or name or UUID of its entry. */
#pragma once

#include "service.h"

G_BEGIN_DECLS

typedef struct {
  char *path;
  GVariant *status;             /* a{sv}: as GetStatus as far as properties tell it */
} DtFound;

/* Every connection (DtFound), by Id. */
GPtrArray *dt_find_all (DtService *service, GError **error);

/*
 * The path of the connection that @wanted names.  Of several of one entry the
 * living one is meant, else the newest.
 */
char *dt_find_connection (DtService *service, const char *wanted, GError **error);

/* The only one that lives, where the user named none. */
char *dt_find_only (DtService *service, GError **error);

G_END_DECLS
