/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which device a PPP object belongs to, and which sender's phases count.
 *
 * NetworkManager exports PPP/N soon after that device's StateChanged(50).  Others
 * may say 50 in between (real-pppoe-three-at-once), but the objects come in the
 * order of the devices: 51 of 51 in guests, up to six waiting.  Phases come over
 * another connection than signals, so they may arrive before the object is bound.
 */
#include <string.h>

#include "dt-ppp-numbering.h"
#include "dt-upstream-private.h"

typedef struct {
  gint64 at;
  guint32 phase;
} DtPppNote;

typedef struct {
  char *active_path;            /* NULL: not bound yet */
  char *owner;                  /* the first verified sender */
  DtPppNumbering numbering;
  guint n_heard;                /* phases of that sender */
  gboolean spoke;
  GArray *early;                /* DtPppNote, before it was bound and the numbering was known */
} DtPppLink;

#define EARLY_MAX 64            /* a pppd says far fewer phases in one call */

#define DEVICE_CONFIG 50

static void
free_link (gpointer data)
{
  DtPppLink *link = data;

  g_free (link->active_path);
  g_free (link->owner);
  g_array_unref (link->early);
  g_free (link);
}

GHashTable *
dt_upstream_ppp_new_table (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_link);
}

void
dt_upstream_ppp_forget (DtUpstream *upstream)
{
  g_hash_table_remove_all (upstream->ppp);
  g_ptr_array_set_size (upstream->configuring, 0);
}

static gboolean
is_of_active (gpointer path, gpointer link, gpointer active_path)
{
  return g_strcmp0 (((DtPppLink *) link)->active_path, active_path) == 0;
}

void
dt_upstream_ppp_drop (DtUpstream *upstream, const char *active_path)
{
  g_hash_table_foreach_remove (upstream->ppp, is_of_active, (gpointer) active_path);
}

static DtPppLink *
ensure_link (DtUpstream *upstream, const char *path)
{
  DtPppLink *link = g_hash_table_lookup (upstream->ppp, path);

  if (link == NULL) {
    link = g_new0 (DtPppLink, 1);
    link->early = g_array_new (FALSE, FALSE, sizeof (DtPppNote));
    g_hash_table_insert (upstream->ppp, g_strdup (path), link);
  }
  return link;
}

static gboolean
may_run_pppd (DtUpstream *upstream, const DtTrack *track)
{
  gint32 method;

  if (track == NULL || track->dial.status.ended)
    return FALSE;
  if (!dt_kind_has_modem (track->dial.kind))
    return track->dial.kind == DT_KIND_PPPOE || track->dial.kind == DT_KIND_ADSL;
  method = dt_upstream_bearer_ip_method (upstream, track->bearer_path);
  return method == 0 || method == MM_IP_METHOD_PPP;
}

static void
pass_on (DtUpstream *upstream, DtPppLink *link, const DtPppNote *note)
{
  DtTrack *track = dt_upstream_by_active (upstream, link->active_path);
  gint32 first = !link->spoke;

  link->spoke = TRUE;
  if (track)
    dt_track_event (track, DT_EVENT_PPP_PHASE, note->at, dt_ppp_numbering_translate (link->numbering, note->phase), first, 0);
}

/* Once it is known whose phases they are and how they are counted. */
static void
pass_early (DtUpstream *upstream, DtPppLink *link)
{
  g_autoptr(GArray) early = NULL;

  if (link->numbering == DT_PPP_NUMBERING_UNKNOWN && link->n_heard > 0)
    link->numbering = dt_ppp_numbering_of_release (upstream->nm_release);
  if (link->active_path == NULL || link->numbering == DT_PPP_NUMBERING_UNKNOWN)
    return;
  early = g_steal_pointer (&link->early);
  link->early = g_array_new (FALSE, FALSE, sizeof (DtPppNote));
  for (guint i = 0; i < early->len; i++)
    pass_on (upstream, link, &g_array_index (early, DtPppNote, i));
}

void
dt_upstream_ppp_release_known (DtUpstream *upstream)
{
  g_autoptr(GList) links = g_hash_table_get_values (upstream->ppp);

  for (GList *each = links; each; each = each->next)
    pass_early (upstream, each->data);
}

static void
bind_link (DtUpstream *upstream, DtPppLink *link, gint64 at, DtTrack *track)
{
  link->active_path = g_strdup (track->active_path);
  if (upstream->sees_phases)
    dt_track_event (track, DT_EVENT_PPP_BEGUN, at, 0, 0, 0);
  pass_early (upstream, link);
}

static void
stop_waiting (DtUpstream *upstream, const char *device_path)
{
  guint i;

  if (g_ptr_array_find_with_equal_func (upstream->configuring, device_path, g_str_equal, &i))
    g_ptr_array_remove_index (upstream->configuring, i);
}

void
dt_upstream_ppp_device_state (DtUpstream *upstream, const char *device_path, guint32 state)
{
  stop_waiting (upstream, device_path);
  if (state == DEVICE_CONFIG)
    g_ptr_array_add (upstream->configuring, g_strdup (device_path));
}

/* The dial that waits longest for its PPP object. */
static DtTrack *
take_waiting (DtUpstream *upstream)
{
  for (guint i = 0; i < upstream->configuring->len; i++) {
    DtTrack *track = dt_upstream_by_device (upstream, upstream->configuring->pdata[i]);

    if (may_run_pppd (upstream, track)) {
      g_ptr_array_remove_index (upstream->configuring, i);
      return track;
    }
  }
  return NULL;
}

void
dt_upstream_ppp_added (DtUpstream *upstream, gint64 at, const char *path)
{
  DtPppLink *link = ensure_link (upstream, path);
  DtTrack *track;

  if (link->active_path)
    return;                     /* told twice; the paths of one NetworkManager are never used again */
  track = take_waiting (upstream);
  if (track)
    bind_link (upstream, link, at, track);
}

static void
count_object (const char *path, gpointer data)
{
  GPtrArray *paths = data;

  g_ptr_array_add (paths, g_strdup (path));
}

void
dt_upstream_ppp_resume (DtUpstream *upstream, gint64 at)
{
  g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  DtTrack *candidate = NULL;
  DtPppLink *link;
  guint n = 0;

  dt_upstream_foreach_object (upstream, NM_PPP, count_object, paths);
  for (guint i = 0; i < upstream->tracks->len; i++) {
    DtTrack *track = upstream->tracks->pdata[i];

    if (may_run_pppd (upstream, track) && !track->dial.connected) {
      candidate = track;
      n++;
    }
  }
  if (n != 1 || paths->len != 1)
    return;
  link = ensure_link (upstream, paths->pdata[0]);
  if (link->active_path == NULL)
    bind_link (upstream, link, at, candidate);
}

void
dt_upstream_ppp_phase (DtUpstream *upstream, gint64 at, const char *sender, guint32 uid, const char *path, guint32 phase)
{
  DtPppLink *link;
  DtPppNote note = { .at = at, .phase = phase };

  /* A monitor also sees calls that the bus denies: anybody can make them. */
  if (uid != 0 || !g_str_has_prefix (path, NM_PREFIX "PPP/"))
    return;
  if (upstream->nm_left)        /* its PPP objects went along, and the next one counts them from 1 again */
    return;
  dt_upstream_clock (upstream, at);
  link = ensure_link (upstream, path);
  if (link->owner == NULL)
    link->owner = g_strdup (sender);
  if (strcmp (link->owner, sender) != 0)
    return;
  link->numbering = dt_ppp_numbering_learn (link->numbering, link->n_heard++, phase);
  if (link->early->len < EARLY_MAX)
    g_array_append_val (link->early, note);
  pass_early (upstream, link);
}
