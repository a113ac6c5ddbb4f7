/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Connections to a private bus, and waiting for events with a deadline. */
#pragma once

#include <gio/gio.h>
#include <sys/types.h>

G_BEGIN_DECLS

/* How fast a machine is is no test's subject. */
#define DEADLINE_SECONDS 90

/* The monotonic time when the patience of so many seconds ends; longer where
 * DIALTONE_UNDER_CHECKER is set (valgrind). */
gint64 link_deadline (guint seconds);

/* Iterates the main context until the condition holds; the test fails when that
 * takes longer than the deadline. */
#define WAIT_FOR_SECONDS(condition, seconds)                                             \
  G_STMT_START {                                                                         \
    gint64 deadline_ = link_deadline (seconds);                                          \
    while (!(condition))                                                                 \
      link_iterate (deadline_, #condition, G_STRLOC);                                    \
  } G_STMT_END

#define WAIT_FOR(condition) WAIT_FOR_SECONDS (condition, DEADLINE_SECONDS)

/* For a condition that asks the service itself: asked again at once, since no
 * event may come that would wake up WAIT_FOR(). */
#define ASK_UNTIL(condition)                                                             \
  G_STMT_START {                                                                         \
    gint64 deadline_ = link_deadline (DEADLINE_SECONDS);                                 \
    while (!(condition))                                                                 \
      link_check (deadline_, #condition, G_STRLOC);                                      \
  } G_STMT_END

/* Fails the test when the deadline is over. */
void link_check (gint64 deadline, const char *condition, const char *where);
void link_iterate (gint64 deadline, const char *condition, const char *where);
/* Handles what is pending, without waiting. */
void link_settle (void);

GDBusConnection *link_open (const char *address);

/* Connects with the effective user id of another user.  The bus asks the socket
 * who connected, so one process can be several users.  Needs root. */
GDBusConnection *link_open_as (const char *address, uid_t uid);

void link_close (GDBusConnection *link);

/* Returns when the bus has handled everything that was sent on @link so far. */
void link_barrier (GDBusConnection *link);

/* For g_subprocess_launcher_set_child_setup(): the child ends with this process. */
void link_die_with_parent (gpointer data);

gboolean link_has_owner (GDBusConnection *link, const char *name);
void link_own (GDBusConnection *link, const char *name);
/* Owns it once nobody else does. */
void link_queue_for (GDBusConnection *link, const char *name);
void link_disown (GDBusConnection *link, const char *name);
void link_add_match (GDBusConnection *link, const char *rule);

G_END_DECLS
