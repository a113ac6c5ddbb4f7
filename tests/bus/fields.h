/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The D-Bus types of what recordings hold as plain JSON. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* All floating. */
GVariant *fields_property (const char *interface, const char *name, JsonNode *value);
/* a{sv} of an interface's properties. */
GVariant *fields_properties (const char *interface, JsonObject *properties);
/* a{sa{sv}} */
GVariant *fields_interfaces (JsonObject *interfaces);
/* The arguments of a signal or a call, a tuple. */
GVariant *fields_arguments (const char *interface, const char *member, JsonArray *arguments);

/* Whether recordings keep the property. */
gboolean fields_is_kept (const char *interface, const char *name);

G_END_DECLS
