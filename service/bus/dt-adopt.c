/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-adopt.h"

#include <string.h>

#include "dt-bus-error.h"

gboolean
dt_adopt_check (const DtDialOptions *options, GError **error)
{
  const struct {
    const char *name;
    gboolean given;
  } others[] = {
    { "device", options->device != NULL }, { "handle-token", options->handle_token != NULL }, { "reuse", options->reuse },
    { "user-name", options->user_name != NULL }, { "password", options->password != NULL },
    { "password-fd", options->password_fd >= 0 }, { "domain", options->domain != NULL }, { "pin", options->pin != NULL },
    { "apn", options->apn != NULL }, { "phone-number", options->phone_number != NULL }, { "pause", options->pause },
    { "agent", options->agent != NULL }, { "prove-peer", options->prove_peer },
  };

  for (guint i = 0; options->activation && i < G_N_ELEMENTS (others); i++)
    if (others[i].given) {
      g_set_error (error, DT_BUS_ERROR, DT_BUS_ERROR_INVALID_OPTION,
                   "Option \"%s\" comes too late for an \"activation\" that is under way", others[i].name);
      return FALSE;
    }
  return TRUE;
}

DtConnection *
dt_adopt_find (DtDaemon *daemon, const DtDialOptions *options, const DtProfile *profile, GError **error)
{
  for (guint i = daemon->connections->len; i-- > 0;) {
    DtConnection *connection = daemon->connections->pdata[i];

    if (connection->external && strcmp (options->activation, "/") != 0 &&
        strcmp (dt_track_active_path (connection->track), options->activation) == 0 &&
        strcmp (connection->entry_uuid, profile->uuid) == 0)
      return connection;
  }
  g_set_error (error, DT_BUS_ERROR, DT_BUS_ERROR_INVALID_OPTION,
               "Option \"activation\": %.128s is no activation of this entry, or somebody's dial already", options->activation);
  return NULL;
}

gboolean
dt_adopt_is_callers (const DtProfile *profile, const DtCaller *caller)
{
  return caller->uid == 0 || (profile->users && g_strv_length (profile->users) == 1 &&
                              g_strcmp0 (profile->users[0], caller->user_name) == 0);
}

void
dt_adopt (DtConnection *connection, const DtCaller *caller, const DtDialOptions *options)
{
  gboolean left = connection->status.ended;

  dt_track_adopt (connection->track);
  dt_connection_take_over (connection, caller, options);
  if (!left && options->timeout > 0)
    dt_track_set_timeout (connection->track, g_get_monotonic_time () + (gint64) options->timeout * G_USEC_PER_SEC);
  dt_connection_save (connection);
}
