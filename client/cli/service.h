/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The service on the system bus. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define DT_BUS_NAME "org.dialtone.RemoteAccess1"
#define DT_ROOT_PATH "/org/dialtone/RemoteAccess1"
#define DT_MANAGER DT_BUS_NAME ".Manager"
#define DT_PHONEBOOK DT_BUS_NAME ".Phonebook"
#define DT_CONNECTION DT_BUS_NAME ".Connection"
#define DT_PROJECTION DT_BUS_NAME ".Projection"
#define DT_STATISTICS DT_BUS_NAME ".Statistics"

/*
 * One running instance: calls go to its unique name, so that an instance that
 * dies is noticed and its successor does not answer for it; and signals are
 * taken from that name only, so that nobody can forge them.
 */
typedef struct {
  GDBusConnection *bus;
  char *owner;
} DtService;

/* Finds the service, or has the bus start it. */
DtService *dt_service_find (GError **error);
void dt_service_free (DtService *service);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DtService, dt_service_free)

/* Whether this instance still has the name. */
gboolean dt_service_is_there (DtService *service);

/* One call that answers at once; the tuple of its answer. */
GVariant *dt_service_call (DtService *service, const char *path, const char *interface, const char *method,
                           GVariant *arguments, GError **error);

/* One call that may ask the user for a password, or wait. */
GVariant *dt_service_call_patiently (DtService *service, const char *path, const char *interface, const char *method,
                                     GVariant *arguments, GError **error);

/* The dictionary of an answer (a{sv}) or (aa{sv}) of the root object. */
GVariant *dt_service_ask (DtService *service, const char *interface, const char *method, GVariant *arguments, GError **error);

/* GetStatus of a connection. */
GVariant *dt_service_get_status (DtService *service, const char *path, GError **error);

/* All properties of one interface. */
GVariant *dt_service_get_all (DtService *service, const char *path, const char *interface, GError **error);

G_END_DECLS
