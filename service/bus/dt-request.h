/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One method call under way: who calls, and on what, re-found after each wait. */
#pragma once

#include "dt-authority.h"
#include "dt-connection.h"

G_BEGIN_DECLS

typedef struct _DtRequest DtRequest;
/* Runs once the caller is known, and again once it may. */
typedef void (*DtRequestFunc) (DtRequest *request);

struct _DtRequest {
  DtDaemon *daemon;
  GDBusMethodInvocation *invocation;
  DtCaller *caller;
  char *path;                   /* of the connection; NULL on the root object */
  DtRequestFunc next;
  DtRequestFunc denied;         /* NULL: the call fails then */
  char *entry_uuid;             /* what the name meant when it was looked up first; NULL: not yet */
  DtRight right;                /* to change this entry, that was asked for */
};

/* Calls @next when it is the caller's turn.  Refuses methods without a row in the
 * authority table.  @connection may be NULL. */
void dt_request_begin (DtDaemon *daemon, DtConnection *connection, GDBusMethodInvocation *invocation, DtRequestFunc next);
/* Asks for a right, then calls @next if the caller is still there.  Fails with
 * NotAuthorized, or LimitsExceeded where the arguments are too long to be kept. */
void dt_request_authorize (DtRequest *request, DtRight right, gboolean may_prompt, DtRequestFunc next);
/* The same, but calls @denied where the right is not there; nobody is prompted. */
void dt_request_try (DtRequest *request, DtRight right, DtRequestFunc granted, DtRequestFunc denied);
/* The connection, if it is still there; else the call is answered and NULL returned. */
DtConnection *dt_request_connection (DtRequest *request);
/* Answers and frees. */
void dt_request_return (DtRequest *request, GVariant *value);
void dt_request_fail (DtRequest *request, GError *error);
void dt_request_fail_with (DtRequest *request, int code, const char *format, ...) G_GNUC_PRINTF (3, 4);
/* Frees without an answer: somebody else gives it. */
GDBusMethodInvocation *dt_request_steal (DtRequest *request);
GVariant *dt_request_parameters (DtRequest *request);

DtConnection *dt_daemon_find (DtDaemon *daemon, const char *path);

G_END_DECLS
