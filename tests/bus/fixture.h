/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One private bus with the fakes, the service and a client that watches all. */
#pragma once

#include "check-wire.h"
#include "client.h"
#include "daemon.h"
#include "fake-mm.h"
#include "fake-nm.h"
#include "fake-polkit.h"
#include "link.h"
#include "private-bus.h"
#include "ras-numbers.h"
#include "trace.h"

G_BEGIN_DECLS

/* Users that every Debian has. */
#define UID_DAEMON 1
#define UID_BIN 2
#define NAME_DAEMON "daemon"
#define NAME_BIN "bin"

typedef struct {
  PrivateBus *bus;
  const char *address;
  char *folder;               /* run time and state of the service */
  FakeService *mm;
  FakeNm *nm;
  FakeService *nm_service;    /* of nm */
  FakePolkit *polkit;
  Daemon *daemon;             /* NULL before fixture_start() */
  Client *client;             /* uid 0; subscribed before the service began */
  GHashTable *traces;         /* name -> Trace */
} Fixture;

/* Bus and fakes; neither NetworkManager nor ModemManager has its name yet. */
void fixture_up (Fixture *fixture, PrivateBusKind kind);
/* The world of a recording: its snapshots. */
void fixture_load (Fixture *fixture, const char *trace);
/* NetworkManager and ModemManager appear, the service starts. */
void fixture_start (Fixture *fixture);
/* Checks what the client saw, ends the service: it must end well. */
void fixture_down (Fixture *fixture);

const Trace *fixture_trace (Fixture *fixture, const char *name);
/* Dials of the entry go as in the recording. */
void fixture_script (Fixture *fixture, const char *uuid, const char *trace, PlayerFlags flags);

/* For g_test_add(): the VPN world, one user or all; the service runs. */
void fixture_set_up_vpn (Fixture *fixture, gconstpointer data);
void fixture_set_up_vpn_all_users (Fixture *fixture, gconstpointer data);
void fixture_tear_down (Fixture *fixture, gconstpointer data);

/* The same with two ordinary users, UID_DAEMON and UID_BIN. */
typedef struct {
  Fixture base;
  Client *user;
  Client *other;
} Users;

void users_set_up (Users *users, gconstpointer data);
void users_tear_down (Users *users, gconstpointer data);

#define USERS_TEST(path, function) g_test_add (path, Users, NULL, users_set_up, function, users_tear_down)

/* Entries of the VPN world. */
#define ENTRY_OK "33333333-2222-2222-2222-000000000001"
#define ENTRY_OK_NAME "lab-ok"
#define ENTRY_OTHER "33333333-2222-2222-2222-000000000003"

/* Recordings that are scripts in many tests. */
#define TRACE_OK "fakevpn-user-disconnect"
#define TRACE_REFUSED_LOGIN "fakevpn-failure0then1"
#define TRACE_HANGS "ovpn-cancel-while-connecting"

#define FIXTURE_TEST(path, function) \
  g_test_add (path, Fixture, NULL, fixture_set_up_vpn, function, fixture_tear_down)
#define FIXTURE_TEST_ALL_USERS(path, function) \
  g_test_add (path, Fixture, NULL, fixture_set_up_vpn_all_users, function, fixture_tear_down)

/* Dials and waits for DialFinished; returns the path. */
char *dial_to_end (Fixture *fixture, const char *entry, const char *options);
/* Waits for the last edge. */
void wait_ended (Client *client, const char *path);

G_END_DECLS
