/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-logins.h"

#include <string.h>

#include "dt-login-entry.h"

struct _DtLogins {
  DtUpstream *upstream;
  DtQuestionFunc func;
  gpointer data;
  DtSecretAgent *agent;
  GPtrArray *entries;           /* DtLoginEntry */
};

static DtLoginEntry *
find (DtLogins *logins, DtTrack *track)
{
  for (guint i = 0; i < logins->entries->len; i++)
    if (((DtLoginEntry *) logins->entries->pdata[i])->track == track)
      return logins->entries->pdata[i];
  return NULL;
}

static DtLoginEntry *
find_copy (DtLogins *logins, const char *uuid)
{
  for (guint i = 0; i < logins->entries->len; i++)
    if (strcmp (((DtLoginEntry *) logins->entries->pdata[i])->uuid, uuid) == 0)
      return logins->entries->pdata[i];
  return NULL;
}

static void
feed (DtTrack *track, DtEventType type, gint32 state)
{
  const DtEvent event = { .type = type, .at = g_get_monotonic_time (), .state = state };

  dt_track_feed (track, &event);
}

/*
 * What NetworkManager asks for.
 */

/* Answers, or asks a person. */
static gboolean
take_ask (DtLogins *logins, DtSecretAsk *ask)
{
  DtLoginEntry *entry = find_copy (logins, ask->uuid);

  if (entry == NULL)
    return FALSE;
  if (dt_login_entry_send_known (entry, ask))
    return TRUE;
  if (!dt_login_entry_ask (entry, ask))
    return FALSE;
  if (entry->login->pauses)
    feed (entry->track, DT_EVENT_QUESTION, (gint32) entry->question.state);
  logins->func (entry->track, TRUE, logins->data);
  return TRUE;
}

/* Of a dial of ours, with or without a login. */
static void
has_nothing (DtLogins *logins, DtTrack *track)
{
  feed (track, DT_EVENT_NO_SECRETS, 0);
  logins->func (track, FALSE, logins->data);
}

static gboolean
on_asked (DtSecretAsk *ask, gpointer data)
{
  DtLogins *logins = data;
  DtTrack *track;

  if (take_ask (logins, ask))
    return TRUE;
  /* Where a person may not be asked yet it will ask again. */
  track = ask->flags & DT_SECRET_ASK_INTERACTION ? dt_upstream_find_dial (logins->upstream, ask->uuid) : NULL;
  if (track)
    has_nothing (logins, track);
  return FALSE;
}

/*
 * Questions to a person.
 */

/* Nobody is asked any more; TRUE: somebody was. */
static gboolean
close_question (DtLogins *logins, DtLoginEntry *entry)
{
  gboolean open = entry->ask || entry->again;

  g_clear_handle_id (&entry->source, g_source_remove);
  entry->again = FALSE;
  if (entry->ask)
    dt_secret_ask_refuse (g_steal_pointer (&entry->ask));
  if (open)
    logins->func (entry->track, FALSE, logins->data);
  return open;
}

static void
give_no_answer (DtLogins *logins, DtLoginEntry *entry)
{
  const DtDial *dial = dt_track_dial (entry->track);

  if (!close_question (logins, entry))
    return;
  if (dial->status.paused || dial->awaits_login)
    feed (entry->track, DT_EVENT_ANSWERED, 0);
  has_nothing (logins, entry->track);
}

static void
on_withdrawn (DtSecretAsk *ask, gpointer data)
{
  DtLogins *logins = data;

  for (guint i = 0; i < logins->entries->len; i++)
    if (((DtLoginEntry *) logins->entries->pdata[i])->ask == ask) {
      give_no_answer (logins, logins->entries->pdata[i]);
      return;
    }
  dt_secret_ask_refuse (ask);
}

typedef struct {
  DtLogins *logins;
  DtLoginEntry *entry;
} Telling;

static gboolean
tell (gpointer data)
{
  Telling *telling = data;

  telling->entry->source = 0;
  telling->logins->func (telling->entry->track, TRUE, telling->logins->data);
  return G_SOURCE_REMOVE;
}

void
dt_logins_ask_again (DtLogins *logins, DtTrack *track)
{
  DtLoginEntry *entry = find (logins, track);
  Telling *telling = g_new0 (Telling, 1);

  telling->logins = logins;
  telling->entry = entry;
  dt_login_entry_ask_again (entry);
  dt_track_set_copy (track, entry->uuid);
  dt_track_set_asks_login (track, dt_login_entry_has_tries (entry), entry->login->pauses);
  entry->source = g_idle_add_full (G_PRIORITY_DEFAULT, tell, telling, g_free);
}

const DtQuestion *
dt_logins_question (DtLogins *logins, DtTrack *track)
{
  DtLoginEntry *entry = find (logins, track);

  return entry && (entry->ask || entry->again) ? &entry->question : NULL;
}

gboolean
dt_logins_answer (DtLogins *logins, DtTrack *track, GVariant *answer, GError **error)
{
  DtLoginEntry *entry = find (logins, track);

  g_return_val_if_fail (entry && (entry->ask || entry->again), FALSE);
  if (!dt_question_check (&entry->question, answer, error))
    return FALSE;
  if (!dt_login_entry_can_send (entry, answer)) {
    give_no_answer (logins, entry);
    return TRUE;
  }
  g_clear_handle_id (&entry->source, g_source_remove);
  dt_login_entry_answer (entry, answer);
  if (dt_track_dial (track)->status.paused || dt_track_dial (track)->awaits_login)
    feed (track, DT_EVENT_ANSWERED, 1);
  return TRUE;
}

void
dt_logins_refuse (DtLogins *logins, DtTrack *track)
{
  DtLoginEntry *entry = find (logins, track);

  if (entry)
    give_no_answer (logins, entry);
}

/*
 * The list.
 */

void
dt_logins_add (DtLogins *logins, DtTrack *track, DtLogin *login)
{
  DtLoginEntry *entry = dt_login_entry_new (track, login);

  g_ptr_array_add (logins->entries, entry);
  dt_track_set_copy (track, entry->uuid);
}

DtLogin *
dt_logins_find (DtLogins *logins, DtTrack *track, const char **uuid)
{
  DtLoginEntry *entry = track ? find (logins, track) : NULL;

  if (entry && uuid)
    *uuid = entry->uuid;
  return entry ? entry->login : NULL;
}

void
dt_logins_end (DtLogins *logins, DtTrack *track)
{
  DtLoginEntry *entry = find (logins, track);

  if (entry == NULL)
    return;
  close_question (logins, entry);
  dt_login_wipe (entry->login);
}

void
dt_logins_remove (DtLogins *logins, DtTrack *track)
{
  DtLoginEntry *entry = find (logins, track);

  if (entry == NULL)
    return;
  dt_logins_end (logins, track);
  g_ptr_array_remove (logins->entries, entry);
}

DtLogins *
dt_logins_new (GDBusConnection *bus, DtUpstream *upstream, DtQuestionFunc func, gpointer data)
{
  static const DtSecretAgentCalls calls = { on_asked, on_withdrawn };
  DtLogins *logins = g_new0 (DtLogins, 1);

  logins->upstream = upstream;
  logins->func = func;
  logins->data = data;
  logins->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) dt_login_entry_free);
  logins->agent = dt_secret_agent_new (bus, &calls, logins);
  return logins;
}

void
dt_logins_free (DtLogins *logins)
{
  dt_secret_agent_free (logins->agent);
  g_ptr_array_unref (logins->entries);
  g_free (logins);
}
