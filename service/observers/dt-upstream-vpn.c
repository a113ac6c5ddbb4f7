/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * VPN plugins on the bus.  A plugin with several connections owns
 * SERVICE.Connection_N, N being the number of the ActiveConnection path; one
 * with a single connection owns SERVICE, and NetworkManager refuses a second.
 */
#include <string.h>

#include "dt-upstream-private.h"
#include "dt-vpn-challenge.h"

static gboolean
owns_name (const DtTrack *track, const char *name)
{
  const char *number = strrchr (track->active_path, '/');
  g_autofree char *own = NULL;

  if (track->dial.kind != DT_KIND_VPN || *track->service == '\0')
    return FALSE;
  if (strcmp (name, track->service) == 0)
    return !track->dial.status.ended;
  own = g_strdup_printf ("%s.Connection_%s", track->service, number ? number + 1 : "");
  return strcmp (name, own) == 0;
}

static DtTrack *
track_of_plugin (DtUpstream *upstream, const char *name)
{
  for (guint i = upstream->tracks->len; i > 0; i--) {
    DtTrack *track = upstream->tracks->pdata[i - 1];

    if (owns_name (track, name))
      return track;
  }
  return NULL;
}

void
dt_upstream_vpn_name (DtUpstream *upstream, gint64 at, const char *name, gboolean owned)
{
  DtTrack *track = track_of_plugin (upstream, name);

  if (track == NULL)
    return;
  dt_track_set (&track->plugin_name, name, "");
  dt_track_event (track, owned ? DT_EVENT_PLUGIN_APPEARED : DT_EVENT_PLUGIN_VANISHED, at, 0, 0, 0);
}

/* Names of secrets with which one logs in; others (a one-time code, the password
 * of a private key) are questions of their own. */
static gboolean
is_login_secret (const char *name)
{
  static const char *const login[] = { "password", "passwd", "user", "username", "Xauth password", "cookie", "gateway" };

  for (guint i = 0; i < G_N_ELEMENTS (login); i++)
    if (strcmp (name, login[i]) == 0)
      return TRUE;
  return FALSE;
}

static void
secrets_required (DtTrack *track, const DtMessage *message)
{
  DtEvent event = { .type = DT_EVENT_PLUGIN_SECRETS, .at = message->at };
  g_autofree const char **names = NULL;

  if (!g_variant_is_of_type (message->args, G_VARIANT_TYPE ("(sas)")))
    return;
  g_variant_get (message->args, "(&s^a&s)", &event.text, &names);
  for (guint i = 0; names[i]; i++)
    if (is_login_secret (names[i]) && !dt_vpn_challenge_is (track->service, event.text))
      event.reason = 1;
  dt_track_feed (track, &event);
}

static void
configured (DtTrack *track, const DtMessage *message)
{
  g_autoptr(GVariant) config = NULL;
  const char *device;

  if (!g_variant_is_of_type (message->args, G_VARIANT_TYPE ("(a{sv})")))
    return;
  config = g_variant_get_child_value (message->args, 0);
  if (!g_variant_lookup (config, "tundev", "&s", &device))
    return;
  dt_track_set (&track->ip_interface, device, "");
  dt_track_changed (track);
}

void
dt_upstream_vpn_signal (DtUpstream *upstream, const DtMessage *message)
{
  DtTrack *track = track_of_plugin (upstream, message->sender);
  guint32 value = 0;

  if (track == NULL)
    return;
  if (strcmp (message->member, "SecretsRequired") == 0)
    secrets_required (track, message);
  else if (strcmp (message->member, "Config") == 0)
    configured (track, message);
  if (!g_variant_is_of_type (message->args, G_VARIANT_TYPE ("(u)")))
    return;
  g_variant_get (message->args, "(u)", &value);
  if (strcmp (message->member, "Failure") == 0)
    dt_track_event (track, DT_EVENT_PLUGIN_FAILURE, message->at, 0, 0, (gint32) value);
  else if (strcmp (message->member, "StateChanged") == 0)
    dt_track_event (track, DT_EVENT_PLUGIN_STATE, message->at, (gint32) value, 0, 0);
}
