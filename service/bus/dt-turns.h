/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Each user's calls in turn, so that one who calls a lot makes nobody wait: one call of each
 * user who has any, again and again, however many connections he has.  Calls of one
 * connection keep their order.  None begins before its caller is known: the bus is asked once
 * for each connection, and NSS for the user's name (dt-user-names.h).  What is too much does
 * not get here (dt-admission.h).
 */
#pragma once

#include "dt-caller.h"

G_BEGIN_DECLS

typedef struct _DtTurns DtTurns;

/* It is this call's turn.  @caller: taken over; NULL where there is an @error (taken over): NotAuthorized
 * where the caller has left already. */
typedef void (*DtTurnFunc) (GDBusMethodInvocation *invocation, DtCaller *caller, GError *error, gpointer data);

DtTurns *dt_turns_new (GDBusConnection *bus);
/* What waits is answered with NotAvailable. */
void dt_turns_free (DtTurns *turns);

/* @func is called later, once. */
void dt_turns_take (DtTurns *turns, GDBusMethodInvocation *invocation, DtTurnFunc func, gpointer data);

G_END_DECLS
