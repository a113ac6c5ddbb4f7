/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is kept of NetworkManager's profiles for the tracks that are made of them. */
#include <string.h>

#include "dt-bound.h"
#include "dt-upstream-private.h"

static void
free_note (gpointer data)
{
  DtProfileNote *note = data;

  g_free (note->uuid);
  g_free (note->id);
  g_free (note->service);
  g_free (note->parent);
  g_free (note);
}

GHashTable *
dt_upstream_profile_new_table (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_note);
}

const DtProfileNote *
dt_upstream_note_of (DtUpstream *upstream, const DtTrack *track)
{
  return g_hash_table_lookup (upstream->profiles, track->profile_path);
}

void
dt_upstream_profile (DtUpstream *upstream, const char *path, const DtProfileFacts *facts)
{
  DtProfileNote *note = g_new0 (DtProfileNote, 1);

  note->uuid = dt_bound_text (facts->uuid);
  note->id = dt_bound_text (facts->id);
  note->kind = dt_kind_from_nm_type (facts->type);
  note->service = dt_bound_text (facts->service ? facts->service : "");
  note->parent = dt_bound_text (facts->parent ? facts->parent : "");
  note->home_only = facts->home_only;
  g_hash_table_insert (upstream->profiles, g_strdup (path), note);
  for (guint i = 0; i < upstream->tracks->len; i++) {
    DtTrack *track = upstream->tracks->pdata[i];

    if (strcmp (track->profile_path, path) == 0 && *track->service == '\0')
      dt_track_set (&track->service, note->service, "");
  }
}

/* What it said explains the end of its connections too. */
void
dt_upstream_profile_drop_removed (DtUpstream *upstream, const char *path)
{
  const DtProfileNote *note = g_hash_table_lookup (upstream->profiles, path);

  if (note == NULL || !note->removed)
    return;
  for (guint i = 0; i < upstream->tracks->len; i++)
    if (strcmp (((DtTrack *) upstream->tracks->pdata[i])->profile_path, path) == 0)
      return;
  g_hash_table_remove (upstream->profiles, path);
}

void
dt_upstream_profile_removed (DtUpstream *upstream, const char *path)
{
  DtProfileNote *note = g_hash_table_lookup (upstream->profiles, path);

  if (note == NULL)
    return;
  note->removed = TRUE;
  dt_upstream_profile_drop_removed (upstream, path);
}
