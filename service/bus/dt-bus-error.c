/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-bus-error.h"

#include "dt-cause.h"

#define NAME DT_BUS_ERROR_NAME

static const GDBusErrorEntry entries[] = {
  { DT_BUS_ERROR_NOT_AUTHORIZED, NAME ("NotAuthorized") },
  { DT_BUS_ERROR_NO_SUCH_ENTRY, NAME ("NoSuchEntry") },
  { DT_BUS_ERROR_AMBIGUOUS_ENTRY, NAME ("AmbiguousEntry") },
  { DT_BUS_ERROR_NO_SUCH_CONNECTION, NAME ("NoSuchConnection") },
  { DT_BUS_ERROR_INVALID_OPTION, NAME ("InvalidOption") },
  { DT_BUS_ERROR_ALREADY_DIALING, NAME ("AlreadyDialing") },
  { DT_BUS_ERROR_NOT_PAUSED, NAME ("NotPaused") },
  { DT_BUS_ERROR_NOT_ENDED, NAME ("NotEnded") },
  { DT_BUS_ERROR_LIMITS_EXCEEDED, NAME ("LimitsExceeded") },
  { DT_BUS_ERROR_NOT_AVAILABLE, NAME ("NotAvailable") },
  { DT_BUS_ERROR_TIMED_OUT, NAME ("TimedOut") },
  { DT_BUS_ERROR_ENTRY_EXISTS, NAME ("EntryExists") },
  { DT_BUS_ERROR_INVALID_NAME, NAME ("InvalidName") },
  { DT_BUS_ERROR_ENTRY_IN_USE, NAME ("EntryInUse") },
  { DT_BUS_ERROR_NOT_SAVED, NAME ("NotSaved") },
};

GQuark
dt_bus_error_quark (void)
{
  static gsize quark;

  g_dbus_error_register_error_domain ("dt-bus-error-quark", &quark, entries, G_N_ELEMENTS (entries));
  return (GQuark) quark;
}

DtQuote
dt_bus_error_quote (const char *text)
{
  DtQuote quote;

  dt_cause_copy_text (quote.text, sizeof quote.text, text);
  return quote;
}
