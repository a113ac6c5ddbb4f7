/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What can be wrong with a call: org.dialtone.RemoteAccess1.Error.*. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define DT_BUS_ERROR (dt_bus_error_quark ())
#define DT_BUS_ERROR_NAME(x) "org.dialtone.RemoteAccess1.Error." x
GQuark dt_bus_error_quark (void);

typedef enum {
  DT_BUS_ERROR_NOT_AUTHORIZED,
  DT_BUS_ERROR_NO_SUCH_ENTRY,
  DT_BUS_ERROR_AMBIGUOUS_ENTRY,
  DT_BUS_ERROR_NO_SUCH_CONNECTION,
  DT_BUS_ERROR_INVALID_OPTION,
  DT_BUS_ERROR_ALREADY_DIALING,
  DT_BUS_ERROR_NOT_PAUSED,
  DT_BUS_ERROR_NOT_ENDED,
  DT_BUS_ERROR_LIMITS_EXCEEDED,
  DT_BUS_ERROR_NOT_AVAILABLE,
  DT_BUS_ERROR_TIMED_OUT,
  DT_BUS_ERROR_ENTRY_EXISTS,
  DT_BUS_ERROR_INVALID_NAME,
  DT_BUS_ERROR_ENTRY_IN_USE,
  DT_BUS_ERROR_NOT_SAVED,
} DtBusError;

/* Something of the caller's for a text: cut to 64 bytes between two characters,
 * since a D-Bus string must be UTF-8. */
typedef struct {
  char text[68];
} DtQuote;
DtQuote dt_bus_error_quote (const char *text);

G_END_DECLS
