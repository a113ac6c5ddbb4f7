/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Recordings of real upstreams: one JSON object a line, in the bus's order. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  LINE_SIGNAL,
  LINE_OWNER,                 /* NameOwnerChanged */
  LINE_SETTINGS,
  LINE_CALL,
  LINE_REPLY,
  LINE_ERROR,
  LINE_END,
} LineType;

typedef struct {
  LineType type;
  gint64 at;                  /* microseconds since the recorder began */
  char *sender;
  char *path;
  char *interface;
  char *member;
  GVariant *args;             /* a tuple; for LINE_SETTINGS a{sv} */
  char *correspondent;        /* of a reply or an error: the unique name of the caller */
  gint64 serial;              /* of a call, or of the call that is answered */
  char *error_name;
  char *error_text;
} Line;

typedef struct {
  char *sender;
  GVariant *objects;          /* a{oa{sa{sv}}} */
} Snapshot;

typedef struct {
  char *name;
  char *nm, *mm;              /* versions of NetworkManager and ModemManager; NULL: absent at the start */
  char *dialled;              /* id of the profile; NULL: nothing is dialled */
  GPtrArray *lines;           /* of Line; marks are left out */
  GPtrArray *snapshots;       /* of Snapshot */
} Trace;

/* How a recording must end, a row of expected.tsv. */
typedef struct {
  char *name;
  char *active;               /* path of the ActiveConnection, "-" */
  char *kind;
  gboolean connected;
  GArray *errors;             /* of guint32, the best first; empty: no dial */
} Expectation;

/* From the folder that the environment's DIALTONE_TRACES names. */
Trace *trace_load (const char *name);
void trace_free (Trace *trace);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Trace, trace_free)

/* All rows. */
GPtrArray *trace_expectations (void);
gboolean expectation_allows (const Expectation *expectation, guint32 error);

G_END_DECLS
