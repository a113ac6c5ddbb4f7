/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An index of NetworkManager's profiles of dialled kinds, kept by signals. */
#pragma once

#include <gio/gio.h>

#include "dt-kind.h"
#include "dt-upstream.h"

G_BEGIN_DECLS

typedef struct {
  char *path;                 /* NetworkManager's object */
  char *uuid;
  char *id;                   /* the name a person gave it */
  DtKind kind;
  char *service;              /* vpn.service-type; "" for other kinds */
  char *interface_name;       /* connection.interface-name, or pppoe.parent; "" */
  char *parent;               /* pppoe.parent; "" */
  char *phone_number;         /* gsm.number, cdma.number or gsm.apn; "" */
  char *remote;               /* server as the profile names it (vpn.data gateway or remote, first peer's endpoint); "" */
  gboolean home_only;         /* gsm.home-only */
  gboolean users_secrets;     /* its password is with an agent of the user's session */
  char **users;               /* connection.permissions: names of users; NULL: everybody */
} DtProfile;

#define DT_TYPE_PROFILES (dt_profiles_get_type ())
G_DECLARE_FINAL_TYPE (DtProfiles, dt_profiles, DT, PROFILES, GObject)

/*
 * Signals: "ready" () once after each start of NetworkManager when all profiles
 * are in; "changed" (GStrv added, GStrv removed, GStrv changed): UUIDs of
 * unrestricted profiles only; "permissions" (DtProfile): who may see this one is known
 * now, or has changed; "copy" (path, UUID): one for a dial of ours was read, which is no entry.
 */
DtProfiles *dt_profiles_new (GDBusConnection *bus, DtUpstream *upstream);

/* Lists all profiles; at most 64 GetSettings calls are under way at once, since
 * dbus-daemon drops replies beyond its max_replies_per_connection (recorded in
 * trap 8: libnm's NMClient loses profiles). */
void dt_profiles_start (DtProfiles *self);
/* NetworkManager has gone: forgets all. */
void dt_profiles_reset (DtProfiles *self);

gboolean dt_profiles_is_ready (DtProfiles *self);

/* Borrowed; NULL if there is none.  Only profiles of dialled kinds. */
const DtProfile *dt_profiles_by_uuid (DtProfiles *self, const char *uuid);
const DtProfile *dt_profiles_by_path (DtProfiles *self, const char *path);
/* (transfer container) (element-type DtProfile), borrowed elements. */
GPtrArray *dt_profiles_by_name (DtProfiles *self, const char *name);
GPtrArray *dt_profiles_all (DtProfiles *self);

/* connection.permissions of a{sa{sv}}, "user:NAME:" each; NULL: everybody. */
char **dt_profile_dup_users (GVariant *settings);
/* Two connection.permissions; either may be NULL. */
gboolean dt_profile_same_users (char **a, char **b);
/* Whether connection.permissions let the user in; root may see all. */
gboolean dt_profile_visible_to (const DtProfile *profile, const char *user_name, guint32 uid);

G_END_DECLS
