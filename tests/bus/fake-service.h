/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A service made of a table of objects: it answers Properties, ObjectManager
 * and Peer from the table; everything else goes to a function of its owner.
 * Lives in the main context, on a connection of its own.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _FakeService FakeService;

/* Answers the call now or later (it owns a reference then); FALSE: not known. */
typedef gboolean (*FakeMethod) (FakeService *service, GDBusMessage *call, gpointer data);

/* @manager: path of the ObjectManager. */
FakeService *fake_service_new (const char *address, const char *name, const char *manager, FakeMethod method,
                               gpointer data);
void fake_service_free (FakeService *service);
/* Calls go to @method first, and to what was there where it does not know them.  @older and
 * @older_data: what was there; put it back with the same function. */
void fake_service_set_method (FakeService *service, FakeMethod method, gpointer data, FakeMethod *older,
                              gpointer *older_data);

GDBusConnection *fake_service_link (FakeService *service);
const char *fake_service_name (FakeService *service);

/* Takes and gives back the well-known name. */
void fake_service_appear (FakeService *service);
void fake_service_vanish (FakeService *service);
gboolean fake_service_is_there (FakeService *service);

/*
 * The table.  None of these sends anything.
 */

/* @interfaces: a{sa{sv}}.  An object that is not listed answers, but is none of
 * the managed objects (ModemManager's bearers). */
void fake_service_add (FakeService *service, const char *path, GVariant *interfaces, gboolean listed);
void fake_service_remove (FakeService *service, const char *path);
void fake_service_remove_all (FakeService *service);
gboolean fake_service_has (FakeService *service, const char *path);
void fake_service_set (FakeService *service, const char *path, const char *interface, const char *property,
                       GVariant *value);
/* Transfer full; NULL if there is none. */
GVariant *fake_service_get (FakeService *service, const char *path, const char *interface, const char *property);
/* (transfer full) paths of all objects that have the interface. */
GPtrArray *fake_service_paths (FakeService *service, const char *interface);

/*
 * Messages.
 */

/* Sends a signal and applies it to the table: PropertiesChanged,
 * InterfacesAdded and InterfacesRemoved. */
void fake_service_emit (FakeService *service, const char *path, const char *interface, const char *member,
                        GVariant *args);
/* PropertiesChanged of one property. */
void fake_service_change (FakeService *service, const char *path, const char *interface, const char *property,
                          GVariant *value);
void fake_service_reply (FakeService *service, GDBusMessage *call, GVariant *args);
void fake_service_refuse (FakeService *service, GDBusMessage *call, const char *error, const char *text);

/* TRUE: takes no call up any more, as a process that is stopped.  FALSE: takes up what has come meanwhile. */
void fake_service_hold (FakeService *service, gboolean hold);
guint fake_service_held (FakeService *service);
/* How many calls of the member came in; of all members with NULL. */
guint fake_service_calls (FakeService *service, const char *member);

G_END_DECLS
