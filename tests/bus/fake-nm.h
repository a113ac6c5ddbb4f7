/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A NetworkManager that plays recordings: profiles, activations, devices; with
 * it the ModemManager, the VPN plugins and the pppd of the recording.
 */
#pragma once

#include "fake-service.h"
#include "player.h"
#include "trace.h"

G_BEGIN_DECLS

typedef struct _FakeNm FakeNm;
typedef struct _FakeCopies FakeCopies;

typedef struct {
  const char *id;
  const char *uuid;
  const char *type;           /* connection.type */
  const char *service;        /* vpn.service-type */
  const char *user;           /* the only user who may use it; NULL: everybody */
  const char *parent;         /* pppoe.parent */
  gboolean home_only;         /* gsm.home-only */
} FakeProfile;

/* Neither is on the bus yet; see fake_service_appear(). */
FakeNm *fake_nm_new (const char *address, FakeService *mm);
void fake_nm_free (FakeNm *nm);
FakeService *fake_nm_service (FakeNm *nm);

/* What the recording's snapshots hold; the versions are the recording's. */
void fake_nm_load (FakeNm *nm, const Trace *trace);
/* Without a word to anybody: another one that returns. */
void fake_nm_set_version (FakeNm *nm, const char *version);

/* Announced when NetworkManager is on the bus.  Returns the path. */
const char *fake_nm_add_profile (FakeNm *nm, const FakeProfile *profile);
void fake_nm_remove_profile (FakeNm *nm, const char *path);
/* Without a word to anybody. */
void fake_nm_forget_profile (FakeNm *nm, const char *path);
/* Only this user may use it from now on; NULL: everybody. */
void fake_nm_restrict_profile (FakeNm *nm, const char *path, const char *user);
void fake_nm_rename_profile (FakeNm *nm, const char *path, const char *id);
/* Path of the profile; NULL. */
const char *fake_nm_find_profile (FakeNm *nm, const char *uuid);

/* a{sa{sv}} with the secrets, borrowed; NULL. */
GVariant *fake_nm_settings (FakeNm *nm, const char *path);
/* Without a word to anybody. */
void fake_nm_keep_settings (FakeNm *nm, const char *path, GVariant *settings);
/* As fake_nm_add_profile(). */
const char *fake_nm_add_settings (FakeNm *nm, GVariant *settings);

/* The disk takes so many more writes of profiles, and then none; -1: all.  NetworkManager's memory may differ then. */
void fake_nm_limit_writes (FakeNm *nm, int writes);
/* Changes are answered as done, and nothing comes of them; new profiles lose their permissions. */
void fake_nm_forget_writes (FakeNm *nm, gboolean forget);

/* How the dials of a profile go from now on. */
void fake_nm_script (FakeNm *nm, const char *profile, const Trace *trace, PlayerFlags flags);
/* Plays a whole recording, beginning at once. */
Player *fake_nm_play (FakeNm *nm, const Trace *trace, PlayerFlags flags);
/* Somebody else dials, or hangs up, a scripted profile: nmcli. */
void fake_nm_dial_externally (FakeNm *nm, const char *profile);
void fake_nm_hang_up_externally (FakeNm *nm, const char *active);
/* The volatile profiles of AddAndActivateConnection2. */
FakeCopies *fake_nm_copies (FakeNm *nm);
/* The player of the newest dial of any profile; NULL. */
Player *fake_nm_newest_dial (FakeNm *nm);

/* The activation gets an IP4Config. */
void fake_nm_configure (FakeNm *nm, const char *active, const char *address, guint prefix, const char *gateway,
                        const char *server);

/* While it holds, DeactivateConnection is answered and nothing comes of it (a modem
 * that does not let go), and calls of profiles are answered afterwards. */
void fake_nm_hold (FakeNm *nm, gboolean hold);

/* As SIGKILL: the name goes without a word, activations with it. */
void fake_nm_crash (FakeNm *nm);
/* Back on the bus with the profiles and devices. */
void fake_nm_return (FakeNm *nm);

G_END_DECLS
