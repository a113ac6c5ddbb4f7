/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Calls of pppd's plugin, as a monitor sees them, on their way out of GDBus's thread. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define DT_PPP_INTERFACE "org.freedesktop.NetworkManager.PPP"

typedef struct {
  char *sender, *path;
  guint32 phase;
  gint64 at;                    /* monotonic, us */
} DtPppCall;

void dt_ppp_call_free (gpointer call);

typedef struct _DtPppCalls DtPppCalls;
/* In the main context; takes the call. */
typedef void (*DtPppCallFunc) (DtPppCall *call, gpointer owner);
/* In the main context, for each call, ahead of all that waits there, signals of NetworkManager's and the call itself too. */
typedef void (*DtPppSenderFunc) (const char *sender, gpointer owner);

/* Does not keep @owner: what comes after its end is dropped.  Belongs to the
 * thread-default context. */
DtPppCalls *dt_ppp_calls_new (GObject *owner, DtPppSenderFunc announce, DtPppCallFunc func);
void dt_ppp_calls_unref (gpointer calls);
/* Every method call that @monitor receives is swallowed, and those of SetState are
 * handed on.  Returns the filter. */
guint dt_ppp_calls_watch (DtPppCalls *calls, GDBusConnection *monitor);

G_END_DECLS
