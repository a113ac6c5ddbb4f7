/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The JSON of a recording back into D-Bus types. */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Whether all texts in it, names too, are UTF-8: json-glib 1.6 makes others of "\ud800x". */
gboolean trace_is_text (JsonNode *node);

/* The arguments of a signal as a tuple; NULL with @error if they do not fit. */
GVariant *trace_signal_args (const char *interface, const char *member, JsonNode *args, GError **error);

/* a{sa{sv}} of an object of a snapshot. */
GVariant *trace_interfaces (JsonNode *interfaces, GError **error);

G_END_DECLS
