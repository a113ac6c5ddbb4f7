/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What one dial logs in with, and where a kind of profile has it. */
#pragma once

#include "dt-kind.h"
#include "dt-secret.h"

G_BEGIN_DECLS

/* Strings may be NULL: as the profile has it. */
typedef struct {
  DtKind kind;
  char *service;                /* vpn.service-type */
  char *user_name, *domain, *apn, *number;
  DtSecret *password, *pin;     /* NULL: the profile's, which replaces it when it is known */
  char *device_path;            /* NetworkManager's that it is dialled on; "/": any */
  char *device;                 /* its interface, where the caller chose it */
  gboolean withholds;           /* another login or device than the profile's gets none of the profile's secrets */
  char **withheld;              /* what the VPN has to be asked for because of that; NULL: nothing */
  gboolean asks;                /* somebody can be asked for more */
  gboolean pauses;              /* and the dial is paused meanwhile */
} DtLogin;

/* Empty, with one reference. */
DtLogin *dt_login_new (DtKind kind, const char *service);
DtLogin *dt_login_ref (DtLogin *login);
void dt_login_unref (DtLogin *login);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DtLogin, dt_login_unref)

/* Wipes the secrets. */
void dt_login_wipe (DtLogin *login);

/* The first of the options in @login that the kind has no place for; NULL: all fit. */
const char *dt_login_find_misfit (const DtLogin *login);

/* The setting that holds the login ("vpn", "gsm", ...) of a profile. @settings: a{sa{sv}}. */
const char *dt_login_setting (const DtLogin *login, GVariant *settings);
/* What NetworkManager calls the login's password in that setting. */
const char *dt_login_password_key (const DtLogin *login);
/* Whether it can be sent where it is empty. */
gboolean dt_login_takes_empty_password (const DtLogin *login);

/*
 * The settings of a copy of a profile for one dial (a{sa{sv}}, floating).  @settings: of
 * GetSettings.  @secrets: a{sa{sv}} of GetSecrets; NULL: none are stored.  The login's password
 * and PIN are left out and marked as not to be saved, so that NetworkManager asks for them;
 * where @login has none the profile's move there, unless it withholds and is another one than
 * the profile's: then no secret of the profile is in the copy, and each is marked in the same
 * way.  The copy never connects by itself, and names @entry in its setting "user".
 */
GVariant *dt_login_make_copy (DtLogin *login, GVariant *settings, GVariant *secrets, const char *uuid, const char *entry);

G_END_DECLS
