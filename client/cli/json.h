/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* JSON output: one object a line.  Keys are D-Bus names in kebab case, so EntryUuid is "entry-uuid". */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* A dictionary a{sv}, such as an answer of GetStatus. */
JsonObject *dt_json_object (GVariant *dict);

/* An array aa{sv}, such as an answer of ListEntries. */
JsonArray *dt_json_array (GVariant *dicts);

/* Prints one line and frees @object. */
void dt_json_print (JsonObject *object);

/* EntryUuid -> entry-uuid */
char *dt_json_key (const char *name);

G_END_DECLS
