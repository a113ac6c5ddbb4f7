/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One connection as the bus sees it. */
#pragma once

#include "dt-caller.h"
#include "dt-daemon.h"
#include "dt-options.h"
#include "dt-realtime.h"

G_BEGIN_DECLS

typedef struct {
  char *interface;
  guint32 mtu;
  GVariant *ip4, *ip6, *tunnel; /* a{sv} */
} DtProjection;

typedef struct {
  guint64 rx_bytes, tx_bytes, rx_packets, tx_packets, rx_errors, tx_errors, speed;
} DtStatistics;

struct _DtConnection {
  DtDaemon *daemon;
  DtTrack *track;
  guint64 id;
  char *path;
  gboolean exported;
  gboolean without_entry;       /* dialled by APN or number */
  gboolean told;                /* DialFinished has left, or none will be */
  gboolean recovered;           /* an earlier process may have sent it */
  gboolean unsaved;
  gboolean tight;               /* its lists have DT_LIMIT_TIGHT_BYTES */
  gboolean grown;               /* since its account was looked at */
  gsize published_bytes, record_bytes;
  gboolean gone;                /* removed; calls that were on their way are still answered */
  guint registrations[3];
  DtStatus status;              /* as last published */
  DtRealtime realtime;          /* of the dial's moments */
  /* Who. */
  gboolean external;
  guint32 uid;                  /* of the dialler */
  char *sender;
  gboolean dialler_left;
  gint64 dialler_left_at;
  gboolean hung_up;             /* HangUp was answered: in the record before the caller hears of it */
  GHashTable *references;       /* uid -> count */
  DtBindLifetime bind;
  guint watch;
  guint32 linger;
  guint linger_timer;
  char *agent;                  /* path of the dialler's .Agent; NULL: none */
  GCancellable *asking;         /* its answer is awaited; NULL: it is not */
  /* What. */
  char *entry_uuid, *entry_name, *kind, *phone_number, *remote;
  char **users;                 /* NULL: everybody may know */
  GVariant *published;          /* a{sa{sv}}: all properties, as last sent; NULL before */
  GPtrArray *waiters;
  DtProjection projection;
  DtStatistics statistics;
};

/* @caller: NULL for one dialled by somebody else. */
DtConnection *dt_connection_new (DtDaemon *daemon, DtTrack *track, const DtProfile *profile, const DtCaller *caller,
                                 const DtDialOptions *options);
/* Empty, of @track, in the daemon's list. */
DtConnection *dt_connection_make (DtDaemon *daemon, DtTrack *track, guint64 id);
void dt_connection_free (DtConnection *connection);

/* An external one is @caller's dial from now on. */
void dt_connection_take_over (DtConnection *connection, const DtCaller *caller, const DtDialOptions *options);

/* Registers it on the bus; nobody is told. */
gboolean dt_connection_export (DtConnection *connection, GError **error);
/* Tells InterfacesAdded, and watches its dialler. */
void dt_connection_announce (DtConnection *connection);
/* Takes it off the bus and forgets it. */
void dt_connection_remove (DtConnection *connection);

/* The end was published. */
void dt_connection_begin_lingering (DtConnection *connection);

/* dt-connection-publish.c */
/* Sends one edge: properties, then StatusChanged. */
void dt_connection_publish (DtConnection *connection, const DtStatus *status);
/* Sends properties that changed without an edge. */
void dt_connection_refresh (DtConnection *connection);
/* Its lists become short, for it has more than it may; that is told. */
void dt_connection_tighten (DtConnection *connection);
/* The users who may see its entry; NULL: all.  Tells what that changes. */
void dt_connection_set_users (DtConnection *connection, char **users);
/* Sends DialFinished and answers who waits. */
void dt_connection_finish (DtConnection *connection);
/* @all, a{sa{sv}}, has just been announced: only what changes from now on is sent. */
void dt_connection_keep_published (DtConnection *connection, GVariant *all);

/* dt-connection-record.c */
/* Writes it to the store, now. */
void dt_connection_save (DtConnection *connection);
/* Writes it when there is nothing else to do. */
void dt_connection_save_later (DtConnection *connection);
/* Makes one of an earlier process again, under its old path and not exported. */
DtConnection *dt_connection_restore (DtDaemon *daemon, guint64 id, GVariant *record, gboolean told);

/* That it is about to be ordered outlives the process, before the answer leaves. */
void dt_connection_note_hang_up (DtConnection *connection);
void dt_connection_hang_up (DtConnection *connection);
gboolean dt_connection_permits (DtConnection *connection, const DtCaller *caller);
guint dt_connection_references_of (DtConnection *connection, guint32 uid);
void dt_connection_add_reference (DtConnection *connection, guint32 uid);

/* dt-connection-properties.c */
/* @private: with what only permitted users may know. */
GVariant *dt_connection_property (DtConnection *connection, const char *interface, const char *name, gboolean private);
/* @dialler: with the question. */
GVariant *dt_connection_status (DtConnection *connection, gboolean private, gboolean dialler);
/* a{sa{sv}}, within DT_LIMIT_OBJECT_BYTES (transfer full). */
GVariant *dt_connection_interfaces (DtConnection *connection);
GVariant *dt_connection_cause (DtConnection *connection, const DtCause *cause, gboolean private);

/* dt-connection-wait.c */
void dt_connection_wait (DtConnection *connection, GDBusMethodInvocation *invocation, guint32 uid, guint32 timeout_ms);
void dt_connection_answer_waiters (DtConnection *connection);
GPtrArray *dt_connection_new_waiters (void);

/* dt-connection-question.c */
/* Something is asked, or not any more. */
void dt_connection_question (DtConnection *connection, gboolean open);

/* dt-connection-methods.c */
const GDBusInterfaceVTable *dt_connection_vtable (void);

/* dt-truncated.c: what was left out of what others said */
/* Cuts the lists of the projection to what the connection may have. */
void dt_projection_fit (DtConnection *connection);
/* as: the properties in which something is left out. */
GVariant *dt_connection_truncated (DtConnection *connection, gboolean private);

/* dt-projection.c */
void dt_projection_read (DtConnection *connection);
void dt_projection_clear (DtProjection *projection);
/* dt-projection-bearer.c: the addresses only */
void dt_projection_read_bearer (DtConnection *connection, DtProjection *projection);
/* dt-statistics.c */
void dt_statistics_read (DtConnection *connection);

G_END_DECLS
