/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The service under test, a child process.  DIALTONED names its program.  With
 * DIALTONED_CONFINED (tests/bus/confined), which is the rule, it runs as DIALTONED_UNIT and DIALTONED_FILTER have it. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _Daemon Daemon;

/* Returns when its name is on the bus. */
Daemon *daemon_start (const char *address, const char *folder);
/* At its most talkative, all it writes appended to the file @log; NULL: as usual. */
Daemon *daemon_start_logged (const char *address, const char *folder, const char *log);
/* SIGTERM; it must exit with 0, so that what a sanitizer finds fails the test.  Returns when the bus has
 * passed on its last words: link_barrier() of another connection is enough to have got them. */
void daemon_stop (Daemon *daemon);
/* SIGKILL.  Returns as daemon_stop(). */
void daemon_kill (Daemon *daemon);
/* It ends by itself, in disorder: its bus has gone. */
void daemon_wait_failed (Daemon *daemon);
gboolean daemon_is_alive (Daemon *daemon);
void daemon_terminate (Daemon *daemon);
int daemon_pid (Daemon *daemon);

G_END_DECLS
