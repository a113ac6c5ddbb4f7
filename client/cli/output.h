/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Output for people.  Names and texts come from other users: nothing that controls a terminal gets through. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* @text with control and formatting characters shown as \u escapes. */
char *dt_clean (const char *text);

/* Prints a formatted line; every %s of it must be clean or ours. */
void dt_say (const char *format, ...) G_GNUC_PRINTF (1, 2);
void dt_complain (const char *format, ...) G_GNUC_PRINTF (1, 2);

/* A table of rows of strings, the first is the heading; @rows frees its rows. */
void dt_print_table (GPtrArray *rows);

/* A row for dt_print_table: strings up to NULL are copied and cleaned. */
char **dt_row (const char *first, ...) G_GNUC_NULL_TERMINATED;

/* "connected" for 8192. */
const char *dt_state_word (guint32 state);

/* Symbols, or the number where the vocabulary is older than the service. */
char *dt_state_symbol (guint32 state);
char *dt_error_symbol (guint32 error);

/* The entry's name of a connection's status; what was dialled where there was no entry. */
const char *dt_entry_word (GVariant *status);

/* What is known of a connection, from GetStatus. */
void dt_print_addresses (GVariant *status);
void dt_print_failure (GVariant *status, guint32 result);
void dt_print_status (const char *path, GVariant *status, GVariant *statistics);

/* Members of a{sv}; "", 0 or FALSE where there is none. */
const char *dt_dict_string (GVariant *dict, const char *key);
guint32 dt_dict_uint (GVariant *dict, const char *key);
guint64 dt_dict_uint64 (GVariant *dict, const char *key);
gboolean dt_dict_bool (GVariant *dict, const char *key);

G_END_DECLS
