/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A client of the service that subscribed before it does anything, and keeps
 * everything that it saw. */
#pragma once

#include <gio/gio.h>
#include <sys/types.h>

#include "wire.h"

G_BEGIN_DECLS

#define SERVICE "org.dialtone.RemoteAccess1"
#define SERVICE_PATH "/org/dialtone/RemoteAccess1"
#define MANAGER SERVICE ".Manager"
#define PHONEBOOK SERVICE ".Phonebook"
#define CONNECTION SERVICE ".Connection"
#define STATISTICS SERVICE ".Statistics"
#define PROJECTION SERVICE ".Projection"

typedef struct {
  GDBusConnection *link;
  Wire *wire;
} Client;

typedef struct {
  guint64 sequence;
  guint32 state;
  guint32 substate;
  guint32 error;
  gboolean disconnecting;
  guint position;             /* in the client's wire */
} Edge;

typedef struct {
  char *path;
  char *uuid;
  char *dial_id;
  char *origin;
  guint32 error;
  gboolean recovered;
  guint position;
} Finish;

/* A call under way. */
typedef struct {
  guint32 serial;
  gboolean done;
  GDBusMessage *reply;
  GError *error;              /* of the D-Bus error, or of the connection */
} Call;

Client *client_new (const char *address, uid_t uid);
void client_free (Client *client);

Call *client_start (Client *client, const char *path, const char *interface, const char *member, GVariant *args);
/* A message of one's own, to whomever. */
Call *client_send (Client *client, GDBusMessage *message);
void call_free (Call *call);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_free)

/* The answer's body, or NULL and the error. */
GVariant *client_call (Client *client, const char *path, const char *interface, const char *member, GVariant *args,
                       GError **error);
/* Must succeed. */
GVariant *client_ask (Client *client, const char *path, const char *interface, const char *member, GVariant *args);
/* Must fail with org.dialtone.RemoteAccess1.Error.@name and a text. Returns the text. */
char *client_fails (Client *client, const char *path, const char *interface, const char *member, GVariant *args,
                    const char *name);
void assert_service_error (const GError *error, const char *name);

/* Dials; must succeed.  @options: a GVariant text of a{sv}, or NULL. */
char *client_dial (Client *client, const char *entry, const char *options);
GVariant *dial_arguments (const char *entry, const char *options);
void client_hang_up (Client *client, const char *path);
GVariant *client_get (Client *client, const char *path, const char *interface, const char *property);
guint32 client_get_u (Client *client, const char *path, const char *property);
gboolean client_get_b (Client *client, const char *path, const char *property);
char *client_get_s (Client *client, const char *path, const char *property);

/* What was seen. */
GArray *client_edges (Client *client, const char *path);
/* The last one; all zero if there was none. */
Edge client_last_edge (Client *client, const char *path);
gboolean client_saw (Client *client, const char *path, guint32 state);
/* Of one connection, of all with NULL. */
GPtrArray *client_finishes (Client *client, const char *path);
gboolean client_saw_finish (Client *client, const char *path);
/* The only finish of the connection must be there; only a service that was killed
 * may have repeated it. */
guint32 client_result (Client *client, const char *path);
/* Position of the reply to the call in the wire; -1. */
int client_reply_position (Client *client, const Call *call);
/* What the client called before now has been begun by the service, and everything
 * that the service sent before now is in the wire. */
void client_catch_up (Client *client);
/* First message about the path; -1. */
int client_first_about (Client *client, const char *path);

G_END_DECLS
