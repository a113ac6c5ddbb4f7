/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* ModemManager's modems and bearers. */
#include <string.h>

#include "dt-upstream-private.h"

#define MODEM_STATE_FAILED (-1)
#define MODEM_STATE_UNKNOWN 0
#define BEARERS_KEPT 64         /* of those that are gone */

/*
 * Which track?
 */

/* The newest track of a modem. */
static DtTrack *
track_of_modem (DtUpstream *upstream, const char *modem_path)
{
  for (guint i = upstream->tracks->len; modem_path && i > 0; i--) {
    DtTrack *track = upstream->tracks->pdata[i - 1];

    if (!track->waiting && strcmp (track->modem_path, modem_path) == 0)
      return track;
  }
  return NULL;
}

/* The only modem dial that is under way; NULL if there are none or several. */
static DtTrack *
only_modem_dial (DtUpstream *upstream)
{
  DtTrack *only = NULL;

  for (guint i = 0; i < upstream->tracks->len; i++) {
    DtTrack *track = upstream->tracks->pdata[i];

    if (!dt_kind_has_modem (track->dial.kind) || track->dial.status.ended || track->waiting)
      continue;
    if (only)
      return NULL;
    only = track;
  }
  return only;
}

static DtTrack *
track_of_bearer (DtUpstream *upstream, const char *bearer_path)
{
  const char *modem = g_hash_table_lookup (upstream->bearers, bearer_path);

  /* A bearer may speak before its modem lists it. */
  return modem ? track_of_modem (upstream, modem) : only_modem_dial (upstream);
}

/*
 * What a modem says.
 */

static gboolean
is_in_use (DtUpstream *upstream, const char *bearer_path)
{
  for (guint i = 0; i < upstream->tracks->len; i++)
    if (strcmp (((DtTrack *) upstream->tracks->pdata[i])->bearer_path, bearer_path) == 0)
      return TRUE;
  return FALSE;
}

/* Those of the modem that are not among @listed.  ModemManager tells of no bearer that it goes. */
static void
drop_bearers (DtUpstream *upstream, const char *modem_path, const char *const *listed)
{
  GHashTableIter iter;
  gpointer bearer, modem;

  g_hash_table_iter_init (&iter, upstream->bearers);
  while (g_hash_table_iter_next (&iter, &bearer, &modem)) {
    if (strcmp (modem, modem_path) != 0 || g_strv_contains (listed, bearer) || is_in_use (upstream, bearer))
      continue;
    dt_objects_remove_interface (upstream->objects, bearer, MM_BEARER);
    g_hash_table_iter_remove (&iter);
  }
}

static void
note_bearers (DtUpstream *upstream, const char *modem_path, GVariant *paths)
{
  g_autofree const char **bearers = NULL;

  if (!g_variant_is_of_type (paths, G_VARIANT_TYPE ("ao")))
    return;
  bearers = g_variant_get_objv (paths, NULL);
  for (guint i = 0; bearers[i]; i++)
    g_hash_table_insert (upstream->bearers, g_strdup (bearers[i]), g_strdup (modem_path));
  /* One that has gone may have a last word on the way: they are kept for a while. */
  if (g_hash_table_size (upstream->bearers) > BEARERS_KEPT)
    drop_bearers (upstream, modem_path, bearers);
}

/* a{uu}: lock -> tries left. */
static void
retries_changed (DtTrack *track, gint64 at, GVariant *retries)
{
  GVariantIter iter;
  guint32 lock, left;

  g_variant_iter_init (&iter, retries);
  while (g_variant_iter_next (&iter, "{uu}", &lock, &left))
    dt_track_event (track, DT_EVENT_MODEM_RETRIES, at, (gint32) lock, 0, (gint32) MIN (left, 99));
}

static void
modem_changed (DtUpstream *upstream, gint64 at, const char *path, GVariant *properties)
{
  g_autoptr(GVariant) bearers = g_variant_lookup_value (properties, "Bearers", NULL);
  g_autoptr(GVariant) retries = g_variant_lookup_value (properties, "UnlockRetries", G_VARIANT_TYPE ("a{uu}"));
  DtTrack *track = track_of_modem (upstream, path);
  guint32 value;

  if (bearers)
    note_bearers (upstream, path, bearers);
  if (track == NULL)
    return;
  if (retries)
    retries_changed (track, at, retries);
  if (g_variant_lookup (properties, "UnlockRequired", "u", &value))
    dt_track_event (track, DT_EVENT_MODEM_LOCK, at, (gint32) value, 0, 0);
  if (g_variant_lookup (properties, "StateFailedReason", "u", &value))
    dt_track_event (track, DT_EVENT_MODEM_FAILED, at, 0, 0, (gint32) value);
  dt_track_changed (track);
}

/* From ModemManager 1.24 on; an empty dictionary, or none, where the network has not rejected the modem. */
static void
tell_rejection (DtTrack *track, gint64 at, GVariant *rejection)
{
  guint32 error = 0;

  if (g_variant_is_of_type (rejection, G_VARIANT_TYPE_VARDICT))
    g_variant_lookup (rejection, "error", "u", &error);
  dt_track_event (track, DT_EVENT_NETWORK_REJECTION, at, 0, 0, (gint32) MIN (error, (guint32) G_MAXINT32));
}

static void
registration_changed (DtUpstream *upstream, gint64 at, const char *path, GVariant *properties)
{
  g_autoptr(GVariant) rejection = g_variant_lookup_value (properties, "NetworkRejection", NULL);
  DtTrack *track = track_of_modem (upstream, path);
  guint32 value;

  if (track && rejection)
    tell_rejection (track, at, rejection);
  if (track && g_variant_lookup (properties, "RegistrationState", "u", &value))
    dt_track_event (track, DT_EVENT_REGISTRATION, at, (gint32) value, 0, 0);
  if (track)
    dt_track_changed (track);
}

/* As ModemManager sees it: one network is enough, and it roams if it does in either. */
static gint64
cdma_registration (DtObjects *objects, const char *modem)
{
  gint64 one = dt_objects_get_number (objects, modem, MM_CDMA, "Cdma1xRegistrationState", -1);
  gint64 evdo = dt_objects_get_number (objects, modem, MM_CDMA, "EvdoRegistrationState", -1);

  return MAX (one, evdo);
}

static void
tell_cdma (DtTrack *track, gint64 at, const char *modem)
{
  DtObjects *objects = track->upstream->objects;
  gint64 registration = cdma_registration (objects, modem);
  gint64 activation = dt_objects_get_number (objects, modem, MM_CDMA, "ActivationState", -1);

  if (registration >= 0)
    dt_track_event (track, DT_EVENT_CDMA_REGISTRATION, at, (gint32) registration, 0, 0);
  if (activation >= 0)
    dt_track_event (track, DT_EVENT_CDMA_ACTIVATION, at, (gint32) activation, 0, 0);
}

static void
cdma_changed (DtUpstream *upstream, gint64 at, const char *path)
{
  DtTrack *track = track_of_modem (upstream, path);

  if (track == NULL)
    return;
  tell_cdma (track, at, path);
  dt_track_changed (track);
}

gint32
dt_upstream_bearer_ip_method (DtUpstream *upstream, const char *bearer_path)
{
  g_autoptr(GVariant) config = dt_objects_get (upstream->objects, bearer_path, MM_BEARER, "Ip4Config");
  guint32 method = 0;

  if (config && g_variant_is_of_type (config, G_VARIANT_TYPE_VARDICT))
    g_variant_lookup (config, "method", "u", &method);
  return (gint32) method;
}

static void
bearer_changed (DtUpstream *upstream, gint64 at, const char *path, GVariant *properties)
{
  DtTrack *track = track_of_bearer (upstream, path);
  DtEvent event = { .type = DT_EVENT_BEARER_ERROR, .at = at };
  gboolean connected;

  if (track == NULL || (track->ready && strcmp (track->bearer_path, path) != 0))
    return;
  dt_track_set (&track->bearer_path, path, "/");
  if (g_variant_lookup (properties, "ConnectionError", "(&s&s)", &event.name, &event.text))
    dt_track_feed (track, &event);
  if (g_variant_lookup (properties, "Connected", "b", &connected))
    dt_track_event (track, DT_EVENT_BEARER_CONNECTED, at, connected, 0, dt_upstream_bearer_ip_method (upstream, path));
  dt_track_changed (track);
}

void
dt_upstream_mm_changed (DtUpstream *upstream, gint64 at, const char *path, const char *interface, GVariant *properties)
{
  if (strcmp (interface, MM_MODEM) == 0)
    modem_changed (upstream, at, path, properties);
  else if (strcmp (interface, MM_3GPP) == 0)
    registration_changed (upstream, at, path, properties);
  else if (strcmp (interface, MM_CDMA) == 0)
    cdma_changed (upstream, at, path);
  else if (strcmp (interface, MM_BEARER) == 0)
    bearer_changed (upstream, at, path, properties);
}

void
dt_upstream_mm_added (DtUpstream *upstream, gint64 at, const char *path, GVariant *interfaces)
{
  g_autoptr(GVariant) modem = g_variant_lookup_value (interfaces, MM_MODEM, G_VARIANT_TYPE_VARDICT);
  g_autoptr(GVariant) bearers = modem ? g_variant_lookup_value (modem, "Bearers", NULL) : NULL;

  if (bearers)
    note_bearers (upstream, path, bearers);
}

/* Unlocking a SIM takes Modem3gpp away and adds it again (gsm-pin-right): only the modem itself counts. */
void
dt_upstream_mm_removed (DtUpstream *upstream, gint64 at, const char *path, const char *interface)
{
  DtTrack *track = strcmp (interface, MM_MODEM) == 0 ? track_of_modem (upstream, path) : NULL;

  if (track && !track->dial.status.ended)
    dt_track_event (track, DT_EVENT_MODEM_REMOVED, at, 0, 0, 0);
  if (strcmp (interface, MM_MODEM) == 0)
    drop_bearers (upstream, path, (const char *const[]) { NULL });
}

void
dt_upstream_mm_signal (DtUpstream *upstream, const DtMessage *message)
{
  DtTrack *track = track_of_modem (upstream, message->path);
  gint32 old_state, new_state;
  guint32 reason;

  if (strcmp (message->interface, MM_MODEM) != 0 || strcmp (message->member, "StateChanged") != 0)
    return;
  if (track == NULL || !g_variant_is_of_type (message->args, G_VARIANT_TYPE ("(iiu)")))
    return;
  g_variant_get (message->args, "(iiu)", &old_state, &new_state, &reason);
  dt_track_event (track, DT_EVENT_MODEM_STATE, message->at, new_state, old_state, (gint32) reason);
}

void
dt_upstream_mm_gone (DtUpstream *upstream, gint64 at)
{
  upstream->has_mm = FALSE;
  for (guint i = 0; i < upstream->tracks->len; i++) {
    DtTrack *track = upstream->tracks->pdata[i];

    if (!track->dial.status.ended)
      dt_track_event (track, DT_EVENT_MM_GONE, at, 0, 0, 0);
  }
  dt_objects_remove_below (upstream->objects, MM_PREFIX);
  dt_upstream_version_forget (upstream, MM_ROOT, MM_NAME);
  /* The next ModemManager counts from 0 again. */
  g_hash_table_remove_all (upstream->bearers);
}

/*
 * What a modem is like when a dial begins.
 */

/* @dials: the modem works for the track.  Else its call is refused, and what state the modem still is in tells of no
 * progress (gsm-radio-off: registered or not, as it happens). */
static void
tell_modem (DtTrack *track, gint64 at, const char *modem, gboolean dials)
{
  DtObjects *objects = track->upstream->objects;
  gint64 state = dt_objects_get_number (objects, modem, MM_MODEM, "State", MODEM_STATE_UNKNOWN);
  gint64 lock = dt_objects_get_number (objects, modem, MM_MODEM, "UnlockRequired", 0);
  g_autoptr(GVariant) retries = dt_objects_get (objects, modem, MM_MODEM, "UnlockRetries");
  g_autoptr(GVariant) rejection = dt_objects_get (objects, modem, MM_3GPP, "NetworkRejection");
  gint64 registration = dt_objects_get_number (objects, modem, MM_3GPP, "RegistrationState", -1);
  gint64 failed = dt_objects_get_number (objects, modem, MM_MODEM, "StateFailedReason", 0);

  if (state == MODEM_STATE_FAILED)
    dt_track_event (track, DT_EVENT_MODEM_FAILED, at, 0, 0, (gint32) failed);
  else if (state != MODEM_STATE_UNKNOWN && dials)
    dt_track_event (track, DT_EVENT_MODEM_STATE, at, (gint32) state, (gint32) state, 0);
  if (retries && g_variant_is_of_type (retries, G_VARIANT_TYPE ("a{uu}")))
    retries_changed (track, at, retries);
  if (lock > 0)
    dt_track_event (track, DT_EVENT_MODEM_LOCK, at, (gint32) lock, 0, 0);
  if (rejection)
    tell_rejection (track, at, rejection);
  if (registration >= 0)
    dt_track_event (track, DT_EVENT_REGISTRATION, at, (gint32) registration, 0, 0);
  tell_cdma (track, at, modem);
}

void
dt_upstream_mm_introduce (DtTrack *track, gint64 at)
{
  if (!track->dial.status.ended && !track->dial.connected)
    tell_modem (track, at, track->modem_path, TRUE);
}

/* NetworkManager's switches: a modem is unavailable to it while one is off. */
static void
tell_radio (DtTrack *track, gint64 at)
{
  static const char *const switches[] = { "WwanEnabled", "WwanHardwareEnabled" };

  for (guint i = 0; track->dial.kind != DT_KIND_BLUETOOTH && i < G_N_ELEMENTS (switches); i++)
    if (dt_objects_get_number (track->upstream->objects, NM_ROOT, NM_NAME, switches[i], TRUE) == FALSE)
      dt_track_event (track, DT_EVENT_RADIO_OFF, at, 0, 0, (gint32) i);
}

void
dt_upstream_mm_explain_refusal (DtTrack *track, gint64 at)
{
  g_autoptr(GPtrArray) modems = NULL;

  if (!dt_kind_has_modem (track->dial.kind))
    return;
  tell_radio (track, at);
  modems = dt_objects_with (track->upstream->objects, MM_MODEM);
  for (guint i = 0; i < modems->len; i++) {
    gint64 state = dt_objects_get_number (track->upstream->objects, modems->pdata[i], MM_MODEM, "State", 0);

    /* With a usable modem the refusal has another reason. */
    if (state != MODEM_STATE_FAILED && modems->len > 1)
      return;
  }
  if (modems->len > 0)
    tell_modem (track, at, modems->pdata[0], FALSE);
}
