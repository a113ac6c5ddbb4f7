/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The records of a service that starts again: where they lie, and whether it goes on with them. */
#pragma once

#include <sqlite3.h>

#include "fixture.h"

/* Of the folder where the service has its records. */
char *records_file (Fixture *f, const char *name);
void records_start_again (Fixture *f);
void records_kill (Fixture *f);
/* What the service tells of them: "ready", "full"... */
gboolean records_are (Fixture *f, const char *word);
/* Another program's hand in them; it has what it locks until it closes. */
sqlite3 *records_alter (Fixture *f, const char *sql);

/* The connection is its dialler's, as it was. */
void records_check_own (Fixture *f, const char *path, guint32 state);
guint records_count (Fixture *f);

/* One that is up and one under way, of a service that was killed. */
typedef struct {
  char *up, *hanging;
  guint32 state;
} RecordedDials;

RecordedDials records_dial_both_and_kill (Fixture *f);
/* They go on, and nothing else is there. */
void records_check_both (Fixture *f, RecordedDials *dials);
/* What happened while nothing could be written is there for the next process.  Frees the paths. */
void records_check_written (Fixture *f, RecordedDials *dials);
