/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What every command shares: its options, and the one way out for an error. */
#pragma once

#include <gio/gio.h>

#include "exit-code.h"
#include "json.h"
#include "output.h"

G_BEGIN_DECLS

typedef struct {
  const char *name;
  const char *arguments;        /* as in the synopsis */
  const char *summary;
  int (*run) (int argc, char **argv);
} DtCommand;

/* --json, before or after the command's name. */
extern gboolean dt_cli_json;

/*
 * Parses the options of a command; argv[0] is its name, the arguments are left
 * in argv[1] and up.  FALSE: it was told what is wrong, leave with *status.
 */
gboolean dt_cli_parse (const DtCommand *command, const GOptionEntry *options, int *argc, char ***argv, int max, int *status);

/* Tells what is wrong with the call, frees @error; returns the exit status. */
int dt_cli_fail (GError *error);

/* The same for what is found out here. */
int dt_cli_fail_with (DtExit status, const char *format, ...) G_GNUC_PRINTF (2, 3);

extern const DtCommand dt_command_entries, dt_command_devices, dt_command_list, dt_command_dial, dt_command_wait,
  dt_command_status, dt_command_hangup, dt_command_monitor, dt_command_errors;

G_END_DECLS
