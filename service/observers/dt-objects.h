/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The last known properties of upstream's objects, without those that have passwords in them. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _DtObjects DtObjects;

DtObjects *dt_objects_new (void);
void dt_objects_free (DtObjects *objects);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DtObjects, dt_objects_free)

/* Merges @interfaces (a{sa{sv}}) into the object. */
void dt_objects_add (DtObjects *objects, const char *path, GVariant *interfaces);
/* Merges one interface's properties (a{sv}). */
void dt_objects_change (DtObjects *objects, const char *path, const char *interface, GVariant *properties);
void dt_objects_remove_interface (DtObjects *objects, const char *path, const char *interface);
/* Removes every object whose path begins with @prefix. */
void dt_objects_remove_below (DtObjects *objects, const char *prefix);

gboolean dt_objects_has (DtObjects *objects, const char *path, const char *interface);
/* (transfer full); NULL if unknown. */
GVariant *dt_objects_get (DtObjects *objects, const char *path, const char *interface, const char *property);
/* (transfer full) a string or an object path; NULL if unknown or of another type. */
char *dt_objects_get_string (DtObjects *objects, const char *path, const char *interface, const char *property);
/* An integer or boolean of any width; @fallback if unknown. */
gint64 dt_objects_get_number (DtObjects *objects, const char *path, const char *interface, const char *property,
                              gint64 fallback);
/* (transfer container) paths of objects with the interface. */
GPtrArray *dt_objects_with (DtObjects *objects, const char *interface);

/* An integer or boolean variant of any width. */
gint64 dt_variant_to_number (GVariant *value, gint64 fallback);

G_END_DECLS
