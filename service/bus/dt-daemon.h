/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The service put together: upstream, dialing, and what is on our side of the bus. */
#pragma once

#include <gio/gio.h>

#include "dt-authority.h"
#include "dt-descriptors.h"
#include "dt-dialer.h"
#include "dt-left-copies.h"
#include "dt-store.h"
#include "dt-stray-calls.h"
#include "dt-turns.h"

G_BEGIN_DECLS

#define DT_BUS_NAME "org.dialtone.RemoteAccess1"
#define DT_ROOT_PATH "/org/dialtone/RemoteAccess1"
#define DT_CONNECTION_PREFIX DT_ROOT_PATH "/Connection"
#define DT_MANAGER_INTERFACE "org.dialtone.RemoteAccess1.Manager"
#define DT_PHONEBOOK_INTERFACE "org.dialtone.RemoteAccess1.Phonebook"
#define DT_CONNECTION_INTERFACE "org.dialtone.RemoteAccess1.Connection"
#define DT_STATISTICS_INTERFACE "org.dialtone.RemoteAccess1.Statistics"
#define DT_PROJECTION_INTERFACE "org.dialtone.RemoteAccess1.Projection"

typedef struct _DtConnection DtConnection;

typedef struct {
  GDBusConnection *bus;
  DtUpstream *upstream;
  DtProfiles *profiles;
  DtFeed *feed;
  DtDialer *dialer;
  DtLeftCopies *left_copies;
  GPtrArray *connections;       /* DtConnection, oldest first */
  GPtrArray *departed;          /* DtConnection, removed moments ago */
  DtDescriptors *descriptors;   /* that came with messages */
  DtStrayCalls *stray_calls;
  DtTurns *turns;
  DtAuthority *authority;
  DtStore *store;               /* NULL: before dt_daemon_restore(), and at the end */
  guint save_source, settle_source;
  gboolean resumed;
  guint64 next_id;
  guint requests;               /* method calls under way, and ends being told */
  GHashTable *pending;          /* uid -> how many of them are its own */
  guint registrations[3];
} DtDaemon;

DtDaemon *dt_daemon_new (GDBusConnection *bus);
void dt_daemon_free (DtDaemon *daemon);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DtDaemon, dt_daemon_free)

/* What an earlier process left in @folder is there again, under its old paths and
 * exported, before dt_daemon_start(). */
void dt_daemon_restore (DtDaemon *daemon, const char *folder);
/* Goes on with it: when the name is ours, so that all signals are heard. */
void dt_daemon_resume (DtDaemon *daemon);
/* Writes connections that changed when there is nothing else to do. */
void dt_daemon_save_later (DtDaemon *daemon);
/* DialFinished of the connection has left. */
void dt_daemon_mark_told (DtDaemon *daemon, guint64 id);
/* Writes what waits, and writes no more.  FALSE: as dt_store_close(). */
gboolean dt_daemon_close_store (DtDaemon *daemon);

/* Takes the first picture, then exports and calls @ready. */
void dt_daemon_start (DtDaemon *daemon, GCallback ready, gpointer data);
/* Unfinished dials end with 834; what is to be said of them is sent. */
void dt_daemon_stop (DtDaemon *daemon);
/* Runs the main loop until calls that are under way are answered and ends told, a second at most. */
void dt_daemon_drain (DtDaemon *daemon);

G_END_DECLS
