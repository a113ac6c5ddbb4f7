/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who owns the names below org.freedesktop.NetworkManager, as the bus told it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _DtPluginNames DtPluginNames;

DtPluginNames *dt_plugin_names_new (void);
void dt_plugin_names_free (DtPluginNames *names);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DtPluginNames, dt_plugin_names_free)

/* @owner: a unique name; "" takes the name away. */
void dt_plugin_names_set (DtPluginNames *names, const char *name, const char *owner);
/* (transfer container) the names a sender owns. */
GPtrArray *dt_plugin_names_of (DtPluginNames *names, const char *owner);

G_END_DECLS
