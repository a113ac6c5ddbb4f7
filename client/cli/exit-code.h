/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Exit statuses.  They are promised in dialtone(1): numbers never change, new
 * ones may be added.  A dwError does not fit into 8 bits, so the status tells
 * its class and the number is printed.
 */
#pragma once

#include <gio/gio.h>

#include "dt-vocabulary.h"

G_BEGIN_DECLS

typedef enum {
  DT_EXIT_OK = 0,
  DT_EXIT_FAILURE = 1,
  DT_EXIT_USAGE = 2,
  DT_EXIT_NO_SERVICE = 3,
  DT_EXIT_TIMED_OUT = 4,
  DT_EXIT_NOT_AUTHORIZED = 40,
  DT_EXIT_NO_SUCH_ENTRY = 41,
  DT_EXIT_AMBIGUOUS = 42,
  DT_EXIT_NO_SUCH_CONNECTION = 43,
  DT_EXIT_INVALID_OPTION = 44,
  DT_EXIT_ALREADY_DIALING = 45,
  DT_EXIT_NOT_PAUSED = 46,
  DT_EXIT_NOT_ENDED = 47,
  DT_EXIT_LIMITS_EXCEEDED = 48,
  DT_EXIT_NOT_AVAILABLE = 49,
  DT_EXIT_SIGNAL = 128,         /* plus the signal's number */
} DtExit;

/* What is wrong with a call and is found out on this side; codes are DtExit. */
#define DT_CLI_ERROR (dt_cli_error_quark ())
GQuark dt_cli_error_quark (void);

/* The status for the line's error @error: 0, or 10 to 39 by its class. */
int dt_exit_of_line (guint32 error);

/* The status for a call that failed with @error. */
int dt_exit_of_call (const GError *error);

G_END_DECLS
