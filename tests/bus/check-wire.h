/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What must hold for everything a client saw, whatever the test. */
#pragma once

#include "client.h"

G_BEGIN_DECLS

/*
 * For each connection: sequences strictly increase; the properties of an edge
 * come before its StatusChanged and are the same; Status is never another than
 * State, Substate and Error; nothing but evidence comes after Ended; there is at
 * most one DialFinished, with Finished true by then and after the StatusChanged
 * that made it so.
 */
void check_wire (Client *client);

G_END_DECLS
