/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Writing profiles, so that it is true: what NetworkManager has afterwards is read and compared before it is called done.
 * NetworkManager 1.42.4, run: an Update without any secret keeps all there are, with one it drops those that it does not
 * carry; ClearSecrets says done where the disk refused; so does Delete, and the profile is back after the next start.
 */
#pragma once

#include "dt-profile-tree.h"

G_BEGIN_DECLS

/* NetworkManager said done, but it is not as it was to be. */
#define DT_PROFILE_WRITE_ERROR (dt_profile_write_error_quark ())
GQuark dt_profile_write_error_quark (void);

/* From @before, as it was read with its secrets, to @after; nothing is written where nothing differs. */
void dt_profile_write_change (GDBusConnection *bus, const char *path, DtProfileTree *before, DtProfileTree *after,
                              GAsyncReadyCallback callback, gpointer data);
/* A new one; one that did not become what it was to be is removed again. */
void dt_profile_write_new (GDBusConnection *bus, DtProfileTree *tree, GAsyncReadyCallback callback, gpointer data);
void dt_profile_write_removal (GDBusConnection *bus, const char *path, GAsyncReadyCallback callback, gpointer data);
/* Of these three.  Also NetworkManager's errors as they came. */
gboolean dt_profile_write_finish (GAsyncResult *result, GError **error);

G_END_DECLS
