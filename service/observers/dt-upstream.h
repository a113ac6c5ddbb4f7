/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The picture of NetworkManager, ModemManager, VPN plugins and pppd that the
 * messages of the bus draw.  No I/O and no clock of its own: messages and times
 * come in from a bus (dt-feed.c) or from a trace (tests/core/replay.c), calls
 * on the listener go out.
 */
#pragma once

#include <gio/gio.h>

#include "dt-dial.h"

G_BEGIN_DECLS

typedef struct _DtUpstream DtUpstream;
typedef struct _DtTrack DtTrack;

/* One message, reduced to what matters.  All pointers are borrowed. */
typedef struct {
  gint64 at;                  /* microseconds, monotonic */
  const char *sender;         /* unique name, or the well-known name a trace has */
  const char *path;
  const char *interface;
  const char *member;
  GVariant *args;             /* a tuple */
} DtMessage;

/* Called while a message is fed; must not feed. */
typedef struct {
  /* A connection of a dialled kind that is no dial of ours; @adopted: it was up
   * already when first seen. */
  void (*appeared) (DtTrack *track, gboolean adopted, gpointer data);
  /* One edge was published; for every edge, in order. */
  void (*edge) (DtTrack *track, const DtStatus *status, gpointer data);
  /* The dial is over: exactly once for each track, not for adopted ones. */
  void (*finished) (DtTrack *track, gpointer data);
  /* Upstream must be told to end it (an own time-out struck a dial of ours). */
  void (*hang_up) (DtTrack *track, gpointer data);
  /* Before the edge that says so: the login was refused and the line is over, and another one is awaited
   * (dt_track_set_asks_login). */
  void (*ask_login) (DtTrack *track, gpointer data);
  /* Objects, addresses or evidence of the track changed without an edge. */
  void (*changed) (DtTrack *track, gpointer data);
  /* NetworkManager or ModemManager has another version than before, or none. */
  void (*versions) (gpointer data);
} DtUpstreamListener;

DtUpstream *dt_upstream_new (const DtUpstreamListener *listener, gpointer data);
void dt_upstream_free (DtUpstream *upstream);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DtUpstream, dt_upstream_free)

/*
 * Feeding.
 */

/* A signal of NetworkManager, ModemManager, the bus or a VPN plugin. */
void dt_upstream_signal (DtUpstream *upstream, const DtMessage *message);

/* A SetState call of pppd's plugin, seen by the monitor.  @uid: of the sender,
 * asked on an ordinary connection; G_MAXUINT32 where it could not be told (then
 * it is evidence only and changes nothing). */
void dt_upstream_ppp_phase (DtUpstream *upstream, gint64 at, const char *sender, guint32 uid,
                            const char *path, guint32 phase);

/* Whether a monitor brings phases, so that dials may wait for late ones. */
void dt_upstream_set_sees_phases (DtUpstream *upstream, gboolean sees_phases);

/* What an object has at the start: like InterfacesAdded, but of the past.
 * @interfaces: a{sa{sv}}. */
void dt_upstream_snapshot_object (DtUpstream *upstream, gint64 at, const char *path, GVariant *interfaces);
/* All objects of the start are in: tracks of what is up already appear now.
 * Called once for NetworkManager, and again after each return of it. */
void dt_upstream_snapshot_done (DtUpstream *upstream, gint64 at);

/* What the picture needs of a profile's settings.  Strings are borrowed; NULL: none. */
typedef struct {
  const char *uuid, *id;
  const char *type;           /* connection.type */
  const char *service;        /* vpn.service-type */
  const char *parent;         /* pppoe.parent: the interface below a device of type ppp */
  gboolean home_only;         /* gsm.home-only */
} DtProfileFacts;

/* They became known or changed. */
void dt_upstream_profile (DtUpstream *upstream, const char *path, const DtProfileFacts *facts);
void dt_upstream_profile_removed (DtUpstream *upstream, const char *path);

/* Time has passed: runs every deadline up to @at. */
void dt_upstream_clock (DtUpstream *upstream, gint64 at);
/* The next deadline of any track; DT_NEVER: none. */
gint64 dt_upstream_deadline (DtUpstream *upstream);

/* Our own service stops in order: unfinished dials of ours end with 834. */
void dt_upstream_stop (DtUpstream *upstream, gint64 at);

/*
 * Dials of ours.
 */

/* Begins one for a profile path; publishes the first edge.  Until
 * dt_track_accepted() or dt_track_refused() activations of the same profile are
 * held back, since their signals come before the reply of the call. */
DtTrack *dt_upstream_dial (DtUpstream *upstream, gint64 at, const char *profile_path, const char *uuid,
                           const char *id, DtKind kind, const char *service);
/* The same for a profile that the call itself makes, with this UUID. */
DtTrack *dt_upstream_dial_volatile (DtUpstream *upstream, gint64 at, const char *modem_path, const char *uuid,
                                    const char *id, DtKind kind);
/* Its path, by the reply, before dt_track_accepted(). */
void dt_track_got_profile (DtTrack *track, const char *profile_path);
/* The same for one through ModemManager alone, without a profile. */
DtTrack *dt_upstream_dial_modem (DtUpstream *upstream, gint64 at, const char *modem_path, DtKind kind);
/* ModemManager is called now (it may have waited for a modem that is still
 * disconnecting): what the modem says is this track's from here on.
 * @foreign: bearers of somebody else's. */
void dt_track_modem_called (DtTrack *track, gint64 at, const char *const *foreign);
/* Of a dial that an earlier process has left while ModemManager was called: the bearers that were
 * somebody else's then (transfer full).  NULL: it left no such call. */
char **dt_track_left_call (DtTrack *track);
/* Until this is said it is left to every process that comes. */
void dt_track_left_call_is_over (DtTrack *track);
/* ModemManager answered with a bearer. @properties: a{sv}, all of it. */
void dt_track_bearer_ready (DtTrack *track, gint64 at, const char *bearer_path, GVariant *properties);
/* One that somebody else activated is a dial of ours from now on. */
void dt_track_adopt (DtTrack *track);
/* What is called for is a copy of the profile with this UUID: its activation is the track's,
 * and the track's own names stay the profile's. */
void dt_track_set_copy (DtTrack *track, const char *uuid);
/* The activation call is sent now (it may have waited for a line that is still
 * disconnecting). */
void dt_track_called (DtTrack *track, gint64 at);
/* The reply of the activation call. */
void dt_track_accepted (DtTrack *track, gint64 at, const char *active_path);
void dt_track_refused (DtTrack *track, gint64 at, const char *error_name, const char *error_text);
/* A caller of ours hangs up. */
void dt_track_hang_up (DtTrack *track, gint64 at);
/* As dt_dial_set_asks_login(). */
void dt_track_set_asks_login (DtTrack *track, gboolean asks, gboolean pauses);
/* Connected waits for the peer's answer, as dt_dial_set_prove_peer(). */
void dt_track_set_prove_peer (DtTrack *track);
/* The dialler's own time-out, as dt_dial_set_timeout(). */
void dt_track_set_timeout (DtTrack *track, gint64 at);
/* Feeds an event straight (dialing/ has some of its own, such as a 617). */
void dt_track_feed (DtTrack *track, const DtEvent *event);
/* Forgets a track that has ended. */
void dt_track_forget (DtTrack *track);

/*
 * Outliving the process.
 */

/* All that is known of a track (a{sv}, floating): words and numbers that a later
 * version can read too. */
GVariant *dt_track_save (DtTrack *track);
/* A time of a record, microseconds: within 36,000 years, so that it can be reckoned with. */
gint64 dt_record_time (gint64 time);
/* A track of an earlier process, before the first picture is taken.  Nothing is
 * published of one that has not ended before dt_upstream_resume(). */
DtTrack *dt_upstream_restore (DtUpstream *upstream, GVariant *record);
/* Goes on with what was restored, by the picture: what upstream has ended meanwhile
 * ends with 834 where no cause is known from before. */
void dt_upstream_resume (DtUpstream *upstream, gint64 at);

/*
 * Looking.  Strings are owned by the track and never NULL ("" or "/").
 */
const DtDial *dt_track_dial (DtTrack *track);
const char *dt_track_uuid (DtTrack *track);
const char *dt_track_id (DtTrack *track);
const char *dt_track_service (DtTrack *track);          /* vpn.service-type */
const char *dt_track_active_path (DtTrack *track);
const char *dt_track_profile_path (DtTrack *track);
const char *dt_track_device_path (DtTrack *track);
const char *dt_track_device_interface (DtTrack *track); /* Device.Interface */
const char *dt_track_modem_path (DtTrack *track);
const char *dt_track_bearer_path (DtTrack *track);
const char *dt_track_ip_interface (DtTrack *track);     /* interface that carries the addresses */
const char *dt_track_ip4_path (DtTrack *track);         /* NM IP4Config object, "/" */
const char *dt_track_ip6_path (DtTrack *track);
gboolean dt_track_is_ours (DtTrack *track);
void dt_track_set_user_data (DtTrack *track, gpointer data);
gpointer dt_track_get_user_data (DtTrack *track);
/* A cached property of any object that was fed, or NULL (transfer full). */
GVariant *dt_upstream_lookup (DtUpstream *upstream, const char *path, const char *interface, const char *property);
/* As NetworkManager and ModemManager tell it, such as "1.42.4" (transfer none); "" while it is absent, and for the
 * moment before it is told. */
const char *dt_upstream_nm_version (DtUpstream *upstream);
const char *dt_upstream_mm_version (DtUpstream *upstream);
gboolean dt_upstream_has_nm (DtUpstream *upstream);
gboolean dt_upstream_has_mm (DtUpstream *upstream);
/* ModemManager is there: its picture may be empty. */
void dt_upstream_note_mm (DtUpstream *upstream);
/* NetworkManager's device of a modem that it manages (transfer full); NULL if it does not. */
char *dt_upstream_nm_device_of_modem (DtUpstream *upstream, const char *modem_path);
/* The unfinished dial of ours that activates the profile, or the copy of one, with this UUID; NULL. */
DtTrack *dt_upstream_find_dial (DtUpstream *upstream, const char *uuid);
/* What the copy of a profile with this UUID is to the tracks. */
typedef enum {
  DT_COPY_UNKNOWN,
  DT_COPY_CALLED_FOR,           /* the call that makes it has not been answered */
  DT_COPY_USED,
  DT_COPY_OVER,                 /* its dial has ended */
} DtCopyUse;
DtCopyUse dt_upstream_use_of_copy (DtUpstream *upstream, const char *uuid);
/* Whether an activation of the profile is being taken down. */
gboolean dt_upstream_is_disconnecting (DtUpstream *upstream, const char *profile_path);
/* Calls back for each fed object that has the interface. */
typedef void (*DtObjectFunc) (const char *path, gpointer data);
void dt_upstream_foreach_object (DtUpstream *upstream, const char *interface, DtObjectFunc func, gpointer data);

G_END_DECLS
