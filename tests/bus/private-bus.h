/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A bus of the test's own.  GTestDBus where one user is enough; its daemon lets
 * no other user in and has no limits, so tests that need several users, or the
 * system bus's limit of pending replies, start a dbus-daemon with a
 * configuration of their own.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _PrivateBus PrivateBus;

typedef enum {
  PRIVATE_BUS_ONE_USER,
  PRIVATE_BUS_ALL_USERS,      /* with the service's own policy (data/) */
  PRIVATE_BUS_WITHOUT_POLICY, /* for all users; what the policy stops gets through */
} PrivateBusKind;

PrivateBus *private_bus_new (PrivateBusKind kind);
const char *private_bus_address (PrivateBus *bus);
void private_bus_free (PrivateBus *bus);

G_END_DECLS
