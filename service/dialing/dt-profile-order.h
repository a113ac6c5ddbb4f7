/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Orders to NetworkManager about its profiles.  The caller of the service has been
 * authorised before. */
#pragma once

#include "dt-profile-tree.h"

G_BEGIN_DECLS

/* All settings; @secrets: with the secrets that NetworkManager itself keeps. */
void dt_profile_order_read (GDBusConnection *bus, const char *path, gboolean secrets, GAsyncReadyCallback callback, gpointer data);
DtProfileTree *dt_profile_order_read_finish (GAsyncResult *result, GError **error);

/* The path of the new one; NULL with the error. */
void dt_profile_order_add (GDBusConnection *bus, DtProfileTree *tree, GAsyncReadyCallback callback, gpointer data);
char *dt_profile_order_add_finish (GDBusConnection *bus, GAsyncResult *result, GError **error);

/* The file it is kept in; NULL: nobody knows one. */
void dt_profile_order_filename (GDBusConnection *bus, const char *path, GAsyncReadyCallback callback, gpointer data);
char *dt_profile_order_filename_finish (GDBusConnection *bus, GAsyncResult *result);

/* Orders: dt-profile-write.h says what they are worth. */
void dt_profile_order_update (GDBusConnection *bus, const char *path, DtProfileTree *tree, GAsyncReadyCallback callback,
                              gpointer data);
void dt_profile_order_clear_secrets (GDBusConnection *bus, const char *path, GAsyncReadyCallback callback, gpointer data);
void dt_profile_order_remove (GDBusConnection *bus, const char *path, GAsyncReadyCallback callback, gpointer data);
/* Of these three. */
gboolean dt_profile_order_finish (GDBusConnection *bus, GAsyncResult *result, GError **error);

G_END_DECLS
