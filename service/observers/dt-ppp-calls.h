/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Calls of pppd's plugin, as a monitor sees them, on their way out of GDBus's thread, each with the uid of who made it.
 *
 * The bus is asked for it in that thread: a pppd whose login is refused lives for a third of a second, who has left the
 * bus has no uid, and the main context may come to the call a second later on a busy machine, behind all signals that
 * wait (three dials at once beside ten busy loops: 628 instead of 691).
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define DT_PPP_INTERFACE "org.freedesktop.NetworkManager.PPP"

typedef struct {
  char *sender, *path;
  guint32 uid;                  /* G_MAXUINT32: it could not be told */
  guint32 phase;
  gint64 at;                    /* monotonic, us */
} DtPppCall;

typedef struct _DtPppCalls DtPppCalls;
/* In the main context; calls of one sender in their order.  @call is borrowed. */
typedef void (*DtPppCallFunc) (const DtPppCall *call, gpointer owner);

/* Does not keep @owner: what comes after its end is dropped.  Belongs to the thread-default context.  Uids are asked for
 * on @bus, until @cancellable is cancelled. */
DtPppCalls *dt_ppp_calls_new (GObject *owner, GDBusConnection *bus, GCancellable *cancellable, DtPppCallFunc func);
void dt_ppp_calls_unref (gpointer calls);
/* Every method call that @monitor receives is swallowed, and those of SetState are
 * handed on.  Returns the filter. */
guint dt_ppp_calls_watch (DtPppCalls *calls, GDBusConnection *monitor);

G_END_DECLS
