/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The service for languages with GObject introspection (namespace Dialtone 1.0), and for
 * GLib programs.  It is the plain library of dialtone.h in the words of GObject, so the
 * same holds: every function may be called from any thread, those that look at a line ask
 * nobody, and the others wait for the service.
 */
#ifndef DIALTONE_LINE_H
#define DIALTONE_LINE_H

#include <gio/gio.h>

G_BEGIN_DECLS

#ifndef DIALTONE_API
#define DIALTONE_API __attribute__ ((visibility ("default")))
#endif

/**
 * DialtoneError:
 * @DIALTONE_ERROR_FAILED: anything else
 * @DIALTONE_ERROR_NO_SERVICE: the service is neither there nor to be started
 * @DIALTONE_ERROR_NOT_AUTHORIZED: polkit, or whose line it is
 * @DIALTONE_ERROR_NO_SUCH_ENTRY: no profile of that name or UUID
 * @DIALTONE_ERROR_AMBIGUOUS_ENTRY: several profiles of that name
 * @DIALTONE_ERROR_NO_SUCH_CONNECTION: it has gone
 * @DIALTONE_ERROR_INVALID_OPTION: unknown, of the wrong type, or not for this entry
 * @DIALTONE_ERROR_ALREADY_DIALING: the entry is being dialled
 * @DIALTONE_ERROR_NOT_ENDED: release() of a line that is up
 * @DIALTONE_ERROR_NOT_PAUSED: resume() of a line that asks nothing
 * @DIALTONE_ERROR_LIMITS_EXCEEDED: too many connections
 * @DIALTONE_ERROR_NOT_AVAILABLE: NetworkManager or ModemManager is not there
 * @DIALTONE_ERROR_TIMED_OUT: the time is over; also of a service that hangs
 *
 * What is wrong with a call.  What is wrong with a line is data: its error and result.
 */
typedef enum {
  DIALTONE_ERROR_FAILED,
  DIALTONE_ERROR_NO_SERVICE,
  DIALTONE_ERROR_NOT_AUTHORIZED,
  DIALTONE_ERROR_NO_SUCH_ENTRY,
  DIALTONE_ERROR_AMBIGUOUS_ENTRY,
  DIALTONE_ERROR_NO_SUCH_CONNECTION,
  DIALTONE_ERROR_INVALID_OPTION,
  DIALTONE_ERROR_ALREADY_DIALING,
  DIALTONE_ERROR_NOT_ENDED,
  DIALTONE_ERROR_NOT_PAUSED,
  DIALTONE_ERROR_LIMITS_EXCEEDED,
  DIALTONE_ERROR_NOT_AVAILABLE,
  DIALTONE_ERROR_TIMED_OUT,
} DialtoneError;

#define DIALTONE_ERROR (dialtone_error_quark ())
DIALTONE_API GQuark dialtone_error_quark (void);

#define DIALTONE_TYPE_LINE (dialtone_line_get_type ())
DIALTONE_API G_DECLARE_FINAL_TYPE (DialtoneLine, dialtone_line, DIALTONE, LINE, GObject)

DIALTONE_API DialtoneLine *dialtone_line_dial (const char *entry, GVariant *options, GError **error);
DIALTONE_API GPtrArray *dialtone_line_list (GError **error);
DIALTONE_API GVariant *dialtone_line_list_entries (GError **error);

DIALTONE_API guint64 dialtone_line_get_id (DialtoneLine *line);
DIALTONE_API const char *dialtone_line_get_path (DialtoneLine *line);
DIALTONE_API char *dialtone_line_get_entry_name (DialtoneLine *line);
DIALTONE_API char *dialtone_line_get_kind (DialtoneLine *line);
DIALTONE_API guint dialtone_line_get_state (DialtoneLine *line);
DIALTONE_API guint dialtone_line_get_error (DialtoneLine *line);
DIALTONE_API gboolean dialtone_line_is_finished (DialtoneLine *line);
DIALTONE_API gboolean dialtone_line_is_paused (DialtoneLine *line);
DIALTONE_API gboolean dialtone_line_is_ended (DialtoneLine *line);

DIALTONE_API gboolean dialtone_line_wait_finished (DialtoneLine *line, int timeout_ms, guint *result, GError **error);
DIALTONE_API gboolean dialtone_line_wait_edge (DialtoneLine *line, guint64 after, int timeout_ms, guint64 *sequence, guint *state,
                                               guint *line_error, GError **error);
DIALTONE_API GVariant *dialtone_line_get_details (DialtoneLine *line, GError **error);
DIALTONE_API gboolean dialtone_line_resume (DialtoneLine *line, GVariant *answer, GError **error);
DIALTONE_API gboolean dialtone_line_hang_up (DialtoneLine *line, GError **error);
DIALTONE_API gboolean dialtone_line_release (DialtoneLine *line, GError **error);

G_END_DECLS
#endif
