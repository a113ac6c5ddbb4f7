/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Edges and ends of all connections as they happen. */
#pragma once

#include "json.h"
#include "service.h"

G_BEGIN_DECLS

typedef struct {
  char *path;
  guint64 sequence;
  guint32 state, substate, error;
  GVariant *details;
} DtEdge;

typedef struct {
  void (*edge) (const DtEdge *edge, gpointer data);
  void (*finished) (const char *path, guint32 result, GVariant *details, gpointer data);
  void (*vanished) (gpointer data);     /* the instance, or the bus, is gone */
} DtWatchCalls;

typedef struct _DtWatch DtWatch;

/* Whatever is called after this is seen: subscribe first, then Dial. */
DtWatch *dt_watch_new (DtService *service, const DtWatchCalls *calls, gpointer data);
/* Returns when the bus has taken the subscriptions, so that nothing is missed any more. */
void dt_watch_settle (DtWatch *watch);
void dt_watch_free (DtWatch *watch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DtWatch, dt_watch_free)

DtEdge *dt_edge_copy (const DtEdge *edge);
void dt_edge_free (DtEdge *edge);

/* @elapsed: microseconds; negative: print none.  @name: may be NULL. */
void dt_edge_print (const DtEdge *edge, gint64 elapsed, const char *name);
JsonObject *dt_edge_json (const DtEdge *edge);
gint64 dt_edge_at (const DtEdge *edge);

G_END_DECLS
