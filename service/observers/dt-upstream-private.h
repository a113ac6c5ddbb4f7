/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the files of DtUpstream share. */
#pragma once

#include "dt-objects.h"
#include "dt-upstream.h"

G_BEGIN_DECLS

#define NM_NAME "org.freedesktop.NetworkManager"
#define NM_ROOT "/org/freedesktop/NetworkManager"
#define NM_PREFIX NM_ROOT "/"
#define NM_ACTIVE NM_NAME ".Connection.Active"
#define NM_VPN NM_NAME ".VPN.Connection"
#define NM_DEVICE NM_NAME ".Device"
#define NM_PPP NM_NAME ".PPP"
#define NM_IP4 NM_NAME ".IP4Config"
#define NM_IP6 NM_NAME ".IP6Config"
#define NM_PLUGIN NM_NAME ".VPN.Plugin"
#define MM_NAME "org.freedesktop.ModemManager1"
#define MM_ROOT "/org/freedesktop/ModemManager1"
#define MM_PREFIX MM_ROOT "/"
#define MM_MODEM MM_NAME ".Modem"
#define MM_3GPP MM_MODEM ".Modem3gpp"
#define MM_CDMA MM_MODEM ".ModemCdma"
#define MM_BEARER MM_NAME ".Bearer"
#define NM_DEVICE_TYPE_PPP 23
#define MM_IP_METHOD_PPP 1

struct _DtUpstream {
  DtUpstreamListener listener;
  gpointer data;
  DtObjects *objects;
  GPtrArray *tracks;            /* owned DtTrack, oldest first */
  GHashTable *profiles;         /* path -> DtProfileNote */
  GHashTable *last_active;      /* device path -> path of the ActiveConnection it last worked for */
  GHashTable *bearers;          /* bearer path -> modem path, also of some that are gone */
  GHashTable *ppp;              /* PPP path -> DtPppLink */
  GPtrArray *configuring;       /* device paths in CONFIG whose PPP object may still come, in this order */
  gboolean has_nm, has_mm;
  char *nm_version, *mm_version;        /* "": absent, or not told yet */
  guint32 nm_release;           /* as DT_RELEASE(); 0: not known */
  gboolean sees_phases;
  gboolean nm_left;             /* and no other one has come */
};

typedef struct {
  char *uuid;
  char *id;
  char *service;
  char *parent;                 /* "": none */
  gboolean home_only;
  gboolean removed;             /* kept for the connections that were dialled with it */
  DtKind kind;
} DtProfileNote;

struct _DtTrack {
  DtUpstream *upstream;
  DtDial dial;
  gpointer user_data;
  gboolean ours;
  gboolean waiting;             /* for its modem: what that says is an older track's */
  gboolean modem_called;        /* ModemManager's Connect was sent */
  gboolean left_call;           /* by an earlier process, without an answer, and not taken down yet */
  gboolean ready;               /* its bearer is bearer_path and no other */
  gboolean calling;             /* the activation call is under way */
  gboolean held;                /* not told of yet: events are kept in queue */
  gboolean awaited;             /* it may be the answer to a call of ours */
  gboolean restored;            /* of an earlier process, and not resumed yet; held if it has not ended */
  gboolean finish_sent;
  GArray *queue;                /* DtHeldEvent */
  char *uuid, *id, *service;
  char *copy_uuid;              /* of the copy that was activated instead; "": none */
  char *active_path, *profile_path, *device_path, *modem_path, *bearer_path;
  char *interface, *ip_interface, *ip4_path, *ip6_path, *plugin_name;
  char *foreign_bearers;        /* paths with a blank between, as of the call */
};

/* dt-track.c */
DtTrack *dt_track_new (DtUpstream *upstream, DtKind kind, const char *profile_path, const char *uuid, const char *id,
                       const char *service);
void dt_track_free (DtTrack *track);
void dt_track_publish (DtTrack *track, const DtEffects *effects);
void dt_track_event (DtTrack *track, DtEventType type, gint64 at, gint32 state, gint32 old_state, gint32 reason);
void dt_track_changed (DtTrack *track);
void dt_track_set (char **field, const char *value, const char *fallback);
GArray *dt_track_new_queue (void);
/* Right after the dial began: what its profile says of it. */
void dt_track_look_at_profile (DtTrack *track);
/* Feeds what was held back. */
void dt_track_replay (DtTrack *track, GArray *queue);
/* Takes over what @held has seen, and frees it. */
void dt_track_adopt_held (DtTrack *track, DtTrack *held, gint64 at);
/* Whether the activation that @held follows may be the answer to @track's call; of a
 * volatile profile only the UUID is known before that. */
gboolean dt_track_is_for (const DtTrack *track, const DtTrack *held);
/* Nobody of ours called for it: it is somebody else's dial, if it has shown life. */
void dt_track_let_go (DtTrack *held);
/* Whether anything was said of it but that it came and went: the activation of a
 * call that NetworkManager refuses is exported for 0.1 ms (ovpn-missing-plugin). */
gboolean dt_track_has_lived (DtTrack *track);

/* dt-upstream.c */
DtTrack *dt_upstream_by_active (DtUpstream *upstream, const char *active_path);
/* The track for which a device works, or did last. */
DtTrack *dt_upstream_by_device (DtUpstream *upstream, const char *device_path);

/* dt-upstream-nm.c */
void dt_upstream_nm_added (DtUpstream *upstream, gint64 at, const char *path, GVariant *interfaces);
void dt_upstream_nm_removed (DtUpstream *upstream, gint64 at, const char *path, const char *interface);
void dt_upstream_nm_changed (DtUpstream *upstream, gint64 at, const char *path, const char *interface, GVariant *properties);
void dt_upstream_nm_signal (DtUpstream *upstream, const DtMessage *message);
void dt_upstream_nm_gone (DtUpstream *upstream, gint64 at);
/* Begins to follow an ActiveConnection of the picture at the start. */
void dt_upstream_nm_pick_up (DtUpstream *upstream, gint64 at, const char *path);
/* Finds the ActiveConnection of a restored track in the picture, or none. */
void dt_upstream_nm_match (DtTrack *track);
/* Feeds a restored track what became of it. */
void dt_upstream_nm_resume (DtTrack *track, gint64 at);

/* dt-upstream-device.c */
/* Finds the device of a track whose ActiveConnection names one by now. */
void dt_upstream_device_attach (DtTrack *track, gint64 at);
/* What its device and ActiveConnection say of addresses. */
void dt_upstream_device_refresh (DtTrack *track, gint64 at);
/* @path: an IP4Config or IP6Config that is new or has changed. */
void dt_upstream_addresses_changed (DtUpstream *upstream, gint64 at, const char *path);
void dt_upstream_device_removed (DtUpstream *upstream, gint64 at, const char *path);
void dt_upstream_device_changed (DtUpstream *upstream, gint64 at, const char *path, const char *interface, GVariant *properties);
void dt_upstream_device_state_changed (DtUpstream *upstream, const DtMessage *message);

/* dt-upstream-mm.c */
void dt_upstream_mm_added (DtUpstream *upstream, gint64 at, const char *path, GVariant *interfaces);
void dt_upstream_mm_removed (DtUpstream *upstream, gint64 at, const char *path, const char *interface);
void dt_upstream_mm_changed (DtUpstream *upstream, gint64 at, const char *path, const char *interface, GVariant *properties);
void dt_upstream_mm_signal (DtUpstream *upstream, const DtMessage *message);
void dt_upstream_mm_gone (DtUpstream *upstream, gint64 at);
/* MMBearerIpMethod of IPv4; 0 when it is not known. */
gint32 dt_upstream_bearer_ip_method (DtUpstream *upstream, const char *bearer_path);
/* Tells a track that begins what its modem is like. */
void dt_upstream_mm_introduce (DtTrack *track, gint64 at);
/* Why no modem could be used, before an activation call that was refused (M8). */
void dt_upstream_mm_explain_refusal (DtTrack *track, gint64 at);

/* dt-upstream-direct.c */
/* Feeds a restored track what became of its bearer. */
void dt_upstream_direct_resume (DtTrack *track, gint64 at);

/* dt-upstream-profile.c */
GHashTable *dt_upstream_profile_new_table (void);
/* Of its profile; NULL: not known. */
const DtProfileNote *dt_upstream_note_of (DtUpstream *upstream, const DtTrack *track);
/* Forgets one that was removed, once no track has it. */
void dt_upstream_profile_drop_removed (DtUpstream *upstream, const char *path);

/* dt-upstream-vpn.c */
void dt_upstream_vpn_signal (DtUpstream *upstream, const DtMessage *message);
void dt_upstream_vpn_name (DtUpstream *upstream, gint64 at, const char *name, gboolean owned);

/* dt-upstream-ppp.c */
GHashTable *dt_upstream_ppp_new_table (void);
void dt_upstream_ppp_device_state (DtUpstream *upstream, const char *device_path, guint32 state);
void dt_upstream_ppp_added (DtUpstream *upstream, gint64 at, const char *path);
void dt_upstream_ppp_forget (DtUpstream *upstream);
/* Of one activation. */
void dt_upstream_ppp_drop (DtUpstream *upstream, const char *active_path);
/* Nobody saw where a PPP object of the picture came from: it is bound only where
 * one object and one dial leave no choice. */
void dt_upstream_ppp_resume (DtUpstream *upstream, gint64 at);
/* NetworkManager's version is known: phases that waited for it go on. */
void dt_upstream_ppp_release_known (DtUpstream *upstream);

/* dt-upstream-version.c */
/* One of the two root objects may tell another version than before. */
void dt_upstream_version_look (DtUpstream *upstream);
/* NetworkManager or ModemManager has left the bus. */
void dt_upstream_version_forget (DtUpstream *upstream, const char *path, const char *interface);

G_END_DECLS
