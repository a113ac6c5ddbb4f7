/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Objects, their interfaces and properties. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _ObjectTable ObjectTable;

ObjectTable *object_table_new (void);
void object_table_free (ObjectTable *table);

/* @interfaces: a{sa{sv}}; those of an object that is there already are added. */
void object_table_add (ObjectTable *table, const char *path, GVariant *interfaces, gboolean listed);
void object_table_remove (ObjectTable *table, const char *path);
void object_table_remove_all (ObjectTable *table);
/* The object goes with its last interface. */
void object_table_remove_interfaces (ObjectTable *table, const char *path, const char *const *interfaces);
gboolean object_table_has (ObjectTable *table, const char *path);
void object_table_set (ObjectTable *table, const char *path, const char *interface, const char *property,
                       GVariant *value);
/* Transfer full; NULL if there is none. */
GVariant *object_table_get (ObjectTable *table, const char *path, const char *interface, const char *property);
/* a{sv}; floating. */
GVariant *object_table_get_all (ObjectTable *table, const char *path, const char *interface);
/* a{oa{sa{sv}}} of all listed objects; floating. */
GVariant *object_table_managed (ObjectTable *table);
/* (transfer full) (element-type utf8) */
GPtrArray *object_table_paths (ObjectTable *table, const char *interface);

G_END_DECLS
