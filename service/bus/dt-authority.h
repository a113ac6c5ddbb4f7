/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether a caller may.  NetworkManager lets root pass, so the service asks for
 * the caller: our own polkit action, then NetworkManager's, or ModemManager's for a
 * line that NetworkManager has no part in. */
#pragma once

#include <gio/gio.h>

#include "dt-caller.h"

G_BEGIN_DECLS

typedef enum {
  DT_RIGHT_DIAL,
  DT_RIGHT_HANG_UP_OWN,
  DT_RIGHT_HANG_UP_OTHERS,
  DT_RIGHT_DIAL_VOLATILE,       /* with a profile made for the dial */
  /* The same of a line through ModemManager alone. */
  DT_RIGHT_DIAL_MODEM,
  DT_RIGHT_HANG_UP_OWN_MODEM,
  DT_RIGHT_HANG_UP_OTHERS_MODEM,
  DT_RIGHT_MODIFY_ENTRIES,      /* that others may see */
  DT_RIGHT_MODIFY_OWN_ENTRIES,  /* that nobody but the caller may see */
} DtRight;

typedef struct _DtAuthority DtAuthority;

DtAuthority *dt_authority_new (GDBusConnection *bus);
void dt_authority_free (DtAuthority *authority);

/* @interactive: the caller allows a prompt; there is one at most.  Root has
 * every right, also where no polkitd runs; nobody else has any then.
 * Fails with NotAuthorized, also where polkitd has not answered within
 * DT_LIMIT_POLKIT_SECONDS, or the caller leaves the bus; a prompt has no bound but
 * that.  What is given up is withdrawn from polkitd too. */
void dt_authority_check (DtAuthority *authority, const DtCaller *caller, DtRight right, gboolean interactive,
                         GAsyncReadyCallback callback, gpointer data);
gboolean dt_authority_check_finish (GAsyncResult *result, GError **error);

/* Methods that need a right at all; a method without a row is refused. */
gboolean dt_authority_knows_method (const char *interface, const char *method);

G_END_DECLS
