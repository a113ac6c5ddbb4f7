/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which device a PPP object belongs to, and which sender's phases count.
 *
 * NetworkManager exports PPP/N after that device's StateChanged(50), in the order
 * of those where several dial at once (gsm-and-pppoe-at-once).  Phases come over
 * another connection than signals, so they may arrive before the object is bound.
 */
#include <string.h>

#include "dt-upstream-private.h"

typedef struct {
  gint64 at;
  guint32 phase;
} DtPppNote;

typedef struct {
  char *active_path;            /* NULL: not bound yet */
  char *owner;                  /* the first verified sender */
  gboolean spoke;
  GArray *early;                /* DtPppNote, before it was bound */
} DtPppLink;

#define DEVICE_CONFIG 50
#define IP_METHOD_PPP 1
#define EARLY_MAX 64            /* a pppd says far fewer phases in one call */

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
  g_ptr_array_set_size (upstream->in_config, 0);
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
may_run_pppd (DtKind kind)
{
  return kind == DT_KIND_PPPOE || kind == DT_KIND_ADSL || dt_kind_has_modem (kind);
}

static void
pass_on (DtUpstream *upstream, DtPppLink *link, gint64 at, guint32 phase)
{
  DtTrack *track = dt_upstream_by_active (upstream, link->active_path);
  gint32 first = !link->spoke;

  link->spoke = TRUE;
  if (track)
    dt_track_event (track, DT_EVENT_PPP_PHASE, at, (gint32) phase, first, 0);
}

static void
bind_link (DtUpstream *upstream, DtPppLink *link, const DtTrack *track)
{
  g_autoptr(GArray) early = link->early;

  link->active_path = g_strdup (track->active_path);
  link->early = g_array_new (FALSE, FALSE, sizeof (DtPppNote));
  for (guint i = 0; i < early->len; i++)
    pass_on (upstream, link, g_array_index (early, DtPppNote, i).at, g_array_index (early, DtPppNote, i).phase);
}

void
dt_upstream_ppp_device_state (DtUpstream *upstream, const char *device_path, guint32 state)
{
  guint index;
  gboolean known = g_ptr_array_find_with_equal_func (upstream->in_config, device_path, g_str_equal, &index);

  if (known && state != DEVICE_CONFIG)
    g_ptr_array_remove_index (upstream->in_config, index);
  else if (!known && state == DEVICE_CONFIG)
    g_ptr_array_add (upstream->in_config, g_strdup (device_path));
}

/* The dial of a device in CONFIG, if it may wait for a PPP object; NULL otherwise. */
static DtTrack *
candidate (DtUpstream *upstream, const char *device_path, gboolean certain)
{
  DtTrack *track = dt_upstream_by_device (upstream, device_path);
  gint32 method = track ? dt_upstream_mm_ip_method (upstream, track->bearer_path) : 0;

  if (track == NULL || track->dial.status.ended || !may_run_pppd (track->dial.kind))
    return NULL;
  if (!dt_kind_has_modem (track->dial.kind) || method == IP_METHOD_PPP)
    return track;
  return method == 0 && !certain ? track : NULL;
}

/* Whose PPP object the next one is.  A modem whose bearer is not known may also get its addresses without PPP. */
static DtTrack *
take_next (DtUpstream *upstream)
{
  for (int certain = TRUE; certain >= FALSE; certain--)
    for (guint i = 0; i < upstream->in_config->len; i++) {
      DtTrack *track = candidate (upstream, upstream->in_config->pdata[i], certain);

      if (track) {
        g_ptr_array_remove_index (upstream->in_config, i);
        return track;
      }
    }
  return NULL;
}

void
dt_upstream_ppp_added (DtUpstream *upstream, gint64 at, const char *path)
{
  DtPppLink *link = g_hash_table_lookup (upstream->ppp, path);
  DtTrack *track = link && link->active_path ? dt_upstream_by_active (upstream, link->active_path) : NULL;

  if (track && !track->dial.status.ended)
    return;                     /* told twice */
  if (link && link->active_path)      /* an older object of the same path */
    g_hash_table_remove (upstream->ppp, path);
  link = ensure_link (upstream, path);
  track = take_next (upstream);
  if (track)
    bind_link (upstream, link, track);
}

void
dt_upstream_ppp_phase (DtUpstream *upstream, gint64 at, const char *sender, guint32 uid, const char *path, guint32 phase)
{
  DtPppLink *link;
  DtPppNote note = { .at = at, .phase = phase };

  /* A monitor also sees calls that the bus denies: anybody can make them. */
  if (uid != 0 || !g_str_has_prefix (path, NM_PREFIX "PPP/"))
    return;
  dt_upstream_clock (upstream, at);
  link = ensure_link (upstream, path);
  if (link->owner == NULL)
    link->owner = g_strdup (sender);
  if (strcmp (link->owner, sender) != 0)
    return;
  if (link->active_path)
    pass_on (upstream, link, at, phase);
  else if (link->early->len < EARLY_MAX)
    g_array_append_val (link->early, note);
}
