/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the command line says of a dial, and the argument of Dial that it makes. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct {
  const char *entry;            /* "" where none is named */
  int timeout;                  /* seconds; -1: none */
  gboolean reuse, prove_peer, ask;
  char *device, *apn, *phone_number, *user, *domain;
  char *passwd_file, *pin_file; /* secrets are never on the command line, where everybody reads them */
} DtDialArguments;

/* The argument of Manager.Dial; NULL: it was told what is wrong, leave with *status. */
GVariant *dt_dial_arguments (const DtDialArguments *arguments, int *status);

G_END_DECLS
