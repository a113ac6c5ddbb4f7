/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Activates a copy of a profile that NetworkManager throws away when it ends, so that what is
 * for one dial stays out of the profile (rule 14): NetworkManager writes an agent's answer for
 * a system-owned secret into the profile it activates, and asks no agent for one that is stored.
 *
 * NetworkManager (1.42.4, 1.52.1) completes what it adds and activates in one call, and refuses that for devices whose
 * class cannot complete: PPPoE's own, which a profile with pppoe.parent has.  There the copy is added, activated, and
 * made volatile as soon as something uses it; before, NetworkManager would throw it away at once.  One that
 * no line came of, or that nobody waits for any more, is deleted here; what a killed service leaves, by the next
 * (dt-left-copies.h).
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
  /* Whether the line is still wanted: asked before each step. */
  gboolean (*wanted) (gpointer data);
  gpointer data;                /* valid until the callback */
} DtCopyOrder;

/* Volatile from now on: NetworkManager throws it away when nothing uses it. */
void dt_copy_make_volatile (GDBusConnection *bus, const char *copy_path);
void dt_copy_delete (GDBusConnection *bus, const char *copy_path);

/* @login: gets the profile's stored password and PIN where it has none.  The strings
 * are copied. */
void dt_copy_activate (GDBusConnection *bus, DtLogin *login, const DtCopyOrder *order, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer data);
/* Path of the ActiveConnection; NULL and NetworkManager's error, or G_IO_ERROR_CLOSED where it was not wanted any more. */
char *dt_copy_activate_finish (GAsyncResult *result, GError **error);

G_END_DECLS
