/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A recording in memory: what trace.c reads and trace-run.c feeds. */
#pragma once

#include "trace.h"

G_BEGIN_DECLS

typedef enum { LINE_OBJECT, LINE_SNAPSHOT_END, LINE_PROFILE, LINE_SIGNAL, LINE_PHASE, LINE_CALL, LINE_REFUSED, LINE_OTHER } LineType;

typedef struct {
  LineType type;
  gint64 at;
  char *sender, *path, *interface, *member;
  char **sender_names;
  GVariant *args;               /* a signal's, or an object's interfaces */
  guint32 uid, phase, serial;
  char *uuid, *id, *kind, *service, *parent;    /* a profile's */
  gboolean home_only;
  char *profile, *error_name, *error_text;
} Line;

struct _Trace {
  GPtrArray *lines;
  gint64 end;
  char *nm, *mm;                /* versions, of the header; NULL: absent at the start */
};

G_END_DECLS
