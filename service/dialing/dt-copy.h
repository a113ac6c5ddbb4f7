/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Activates a copy of a profile that NetworkManager throws away when it ends, so that what is
 * for one dial stays out of the profile (rule 14): NetworkManager writes an agent's answer for
 * a system-owned secret into the profile it activates, and asks no agent for one that is stored.
 *
 * bind-activation is "none": it outlives this process (NetworkManager 1.42.4, run), as established
 * connections do; "dbus-client" is documented to end with its caller.
 */
#pragma once

#include "dt-login.h"

G_BEGIN_DECLS

typedef struct {
  const char *profile_path, *device_path;
  const char *entry;            /* UUID of the profile */
  const char *uuid;             /* of the copy */
} DtCopyOrder;

/* @login: gets the profile's stored password and PIN where it has none.  The strings
 * are copied. */
void dt_copy_activate (GDBusConnection *bus, DtLogin *login, const DtCopyOrder *order, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer data);
/* Path of the ActiveConnection; NULL and NetworkManager's error. */
char *dt_copy_activate_finish (GAsyncResult *result, GError **error);

G_END_DECLS
