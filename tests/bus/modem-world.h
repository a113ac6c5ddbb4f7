/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* ModemManager alone: no NetworkManager on the bus, one modem. */
#pragma once

#include "fake-modem.h"
#include "fixture.h"

G_BEGIN_DECLS

typedef struct {
  Fixture base;
  FakeModem *modem;           /* LTE, primary port ttyUSB0 */
  FakeModem *second;          /* NULL unless modem_world_add() */
} ModemWorld;

/* For g_test_add(). */
void modem_world_up (ModemWorld *world, gconstpointer data);
void modem_world_up_all_users (ModemWorld *world, gconstpointer data);
void modem_world_down (ModemWorld *world, gconstpointer data);

/* One more, on ttyUSB1; while the service runs. */
void modem_world_add (ModemWorld *world, guint32 capabilities);

/* Dials an APN with these further options ("'timeout': <uint32 1>") or NULL; returns the path. */
char *modem_dial (ModemWorld *world, const char *options);
char *modem_dial_to_end (ModemWorld *world, const char *options);
/* Every edge: the state, "d" while disconnecting, ":" and the error: "0 1 2 2:679 8193:679". */
char *modem_edges (ModemWorld *world, const char *path);
void assert_modem_edges (ModemWorld *world, const char *path, const char *edges);
/* Dials, and it fails so; the modem's own last failure must be set before. */
void assert_modem_fails (ModemWorld *world, const char *options, guint32 error);

#define MODEM_TEST(path, function) g_test_add (path, ModemWorld, NULL, modem_world_up, function, modem_world_down)
#define MODEM_TEST_ALL_USERS(path, function) \
  g_test_add (path, ModemWorld, NULL, modem_world_up_all_users, function, modem_world_down)

G_END_DECLS
