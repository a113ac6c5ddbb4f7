/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-logins.h"

#include <string.h>

#include "dt-secret-agent.h"

#define MESSAGE_PREFIX "x-vpn-message:"
#define QUESTIONS_MAX 3         /* of one dial; upstream bounds nothing */

struct _DtLogins {
  DtQuestionFunc func;
  gpointer data;
  DtSecretAgent *agent;
  GPtrArray *entries;           /* Entry */
};

typedef struct {
  DtTrack *track;               /* NULL: forgotten while its profile is read */
  DtLogin *login;
  char *uuid;                   /* of the copy */
  char *entry;                  /* UUID of the profile */
  gboolean reading;
  gboolean sent_password, sent_pin;
  guint n_questions;
  DtSecretAsk *ask;             /* NetworkManager waits for the answer to question; NULL */
  DtQuestion question;
} Entry;

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  dt_question_clear (&entry->question);
  dt_login_unref (entry->login);
  g_free (entry->uuid);
  g_free (entry->entry);
  g_free (entry);
}

static Entry *
find (DtLogins *logins, DtTrack *track)
{
  for (guint i = 0; i < logins->entries->len; i++)
    if (((Entry *) logins->entries->pdata[i])->track == track)
      return logins->entries->pdata[i];
  return NULL;
}

/*
 * What NetworkManager asks for.
 */

/* NetworkManager 1.42.4 gives the agent the secrets that are stored, and fails the reader's
 * call with NoSecrets unless the agent has others: what it gave is what was to be read. */
static void
take_stored (DtLogins *logins, const DtSecretAsk *ask)
{
  for (guint i = 0; i < logins->entries->len; i++) {
    Entry *entry = logins->entries->pdata[i];

    if (!entry->reading || strcmp (entry->entry, ask->uuid) != 0)
      continue;
    g_clear_pointer (&entry->login->stored, g_variant_unref);
    entry->login->stored = g_variant_ref (ask->settings);
  }
}

static Entry *
find_copy (DtLogins *logins, const char *uuid)
{
  for (guint i = 0; i < logins->entries->len; i++)
    if (strcmp (((Entry *) logins->entries->pdata[i])->uuid, uuid) == 0)
      return logins->entries->pdata[i];
  return NULL;
}

static gboolean
is_pin (const Entry *entry, const char *name)
{
  return entry->login->kind != DT_KIND_VPN && strcmp (name, "pin") == 0;
}

static gboolean
is_password (const Entry *entry, const char *name)
{
  return strcmp (name, dt_login_password_key (entry->login)) == 0;
}

/* Each secret goes out once: asked for again, it was refused. */
static const char *
next_secret (const Entry *entry, const char *name)
{
  const DtSecret *secret = is_pin (entry, name) ? entry->login->pin : is_password (entry, name) ? entry->login->password : NULL;
  gboolean sent = is_pin (entry, name) ? entry->sent_pin : entry->sent_password;

  return secret && !sent ? dt_secret_text (secret) : NULL;
}

/* The names of what is asked for (transfer container). */
static GPtrArray *
wanted_names (const Entry *entry, const DtSecretAsk *ask)
{
  GPtrArray *names = g_ptr_array_new ();

  for (guint i = 0; ask->hints[i]; i++)
    if (!g_str_has_prefix (ask->hints[i], MESSAGE_PREFIX))
      g_ptr_array_add (names, ask->hints[i]);
  if (names->len == 0)
    g_ptr_array_add (names, (char *) dt_login_password_key (entry->login));
  return names;
}

static gboolean
knows_all (const Entry *entry, GPtrArray *names)
{
  for (guint i = 0; i < names->len; i++)
    if (next_secret (entry, names->pdata[i]) == NULL)
      return FALSE;
  return TRUE;
}

/* What a field of the question is called. */
static const char *
field_of (const Entry *entry, const char *name)
{
  return is_password (entry, name) ? "password" : name;
}

static GVariant *
wrap (const Entry *entry, GVariantBuilder *values)
{
  GVariantBuilder setting = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  if (entry->login->kind != DT_KIND_VPN)
    return g_variant_builder_end (values);
  g_variant_builder_add (&setting, "{sv}", "secrets", g_variant_builder_end (values));
  return g_variant_builder_end (&setting);
}

/* @answer: a{sv} with what is not known; may be NULL. */
static void
send_secrets (Entry *entry, DtSecretAsk *ask, GPtrArray *names, GVariant *answer)
{
  gboolean vpn = entry->login->kind == DT_KIND_VPN;
  GVariantBuilder values = G_VARIANT_BUILDER_INIT (vpn ? G_VARIANT_TYPE ("a{ss}") : G_VARIANT_TYPE_VARDICT);

  for (guint i = 0; i < names->len; i++) {
    const char *value = NULL;

    if (answer == NULL || !g_variant_lookup (answer, field_of (entry, names->pdata[i]), "&s", &value))
      value = next_secret (entry, names->pdata[i]);
    if (vpn)
      g_variant_builder_add (&values, "{ss}", names->pdata[i], value);
    else
      g_variant_builder_add (&values, "{sv}", names->pdata[i], g_variant_new_string (value));
  }
  for (guint i = 0; i < names->len; i++) {
    entry->sent_password |= is_password (entry, names->pdata[i]);
    entry->sent_pin |= is_pin (entry, names->pdata[i]);
  }
  dt_secret_ask_answer (ask, wrap (entry, &values));
}

/*
 * Questions to a person.
 */

static void
feed (DtTrack *track, DtEventType type, gint32 state)
{
  const DtEvent event = { .type = type, .at = g_get_monotonic_time (), .state = state };

  dt_track_feed (track, &event);
}

/* Which of the pauses RAS knows it is. */
static guint32
state_of_question (const Entry *entry, GPtrArray *names)
{
  guint32 state = DT_RASCS_INTERACTIVE;

  /* Plugins name a new password, passphrases of keys, and second factors as they like. */
  for (guint i = 0; i < names->len; i++)
    if (g_str_has_prefix (names->pdata[i], "new"))
      return DT_RASCS_PASSWORD_EXPIRED;
  for (guint i = 0; i < names->len; i++) {
    const char *name = names->pdata[i];

    if (is_password (entry, name))
      return entry->sent_password ? DT_RASCS_RETRY_AUTHENTICATION : DT_RASCS_INTERACTIVE;
    if (is_pin (entry, name))
      return entry->sent_pin ? DT_RASCS_RETRY_AUTHENTICATION : DT_RASCS_INTERACTIVE;
    if (strstr (name, "pass") == NULL)
      state = DT_RASCS_INVOKE_EAP_UI;
  }
  return state;
}

static void
make_question (Entry *entry, const DtSecretAsk *ask, GPtrArray *names)
{
  g_autoptr(GStrvBuilder) fields = g_strv_builder_new ();

  dt_question_clear (&entry->question);
  for (guint i = 0; i < names->len; i++)
    if (next_secret (entry, names->pdata[i]) == NULL)
      g_strv_builder_add (fields, field_of (entry, names->pdata[i]));
  for (guint i = 0; ask->hints[i]; i++)
    if (g_str_has_prefix (ask->hints[i], MESSAGE_PREFIX) && entry->question.message == NULL)
      entry->question.message = g_strdup (ask->hints[i] + strlen (MESSAGE_PREFIX));
  if (entry->question.message == NULL)
    entry->question.message = g_strdup ("");
  entry->question.fields = g_strv_builder_end (fields);
  entry->question.state = state_of_question (entry, names);
  entry->n_questions++;
  entry->question.tries_left = QUESTIONS_MAX - entry->n_questions;
}

static gboolean
may_ask (const Entry *entry, const DtSecretAsk *ask)
{
  const DtDial *dial = dt_track_dial (entry->track);

  return entry->login->asks && entry->ask == NULL && entry->n_questions < QUESTIONS_MAX &&
         ask->flags & DT_SECRET_ASK_INTERACTION && !dial->status.finished && !dial->status.disconnecting;
}

static gboolean
on_asked (DtSecretAsk *ask, gpointer data)
{
  DtLogins *logins = data;
  Entry *entry = find_copy (logins, ask->uuid);
  g_autoptr(GPtrArray) names = NULL;

  if (entry == NULL) {
    take_stored (logins, ask);
    return FALSE;
  }
  names = wanted_names (entry, ask);
  if (knows_all (entry, names)) {
    send_secrets (entry, ask, names, NULL);
    return TRUE;
  }
  if (!may_ask (entry, ask))
    return FALSE;
  make_question (entry, ask, names);
  entry->ask = ask;
  if (entry->login->pauses)
    feed (entry->track, DT_EVENT_QUESTION, (gint32) entry->question.state);
  logins->func (entry->track, TRUE, logins->data);
  return TRUE;
}

/* Without an answer. */
static void
close_question (DtLogins *logins, Entry *entry)
{
  dt_secret_ask_refuse (g_steal_pointer (&entry->ask));
  logins->func (entry->track, FALSE, logins->data);
  if (dt_track_dial (entry->track)->status.paused)
    feed (entry->track, DT_EVENT_ANSWERED, 0);
}

static void
on_withdrawn (DtSecretAsk *ask, gpointer data)
{
  DtLogins *logins = data;

  for (guint i = 0; i < logins->entries->len; i++)
    if (((Entry *) logins->entries->pdata[i])->ask == ask) {
      close_question (logins, logins->entries->pdata[i]);
      return;
    }
  dt_secret_ask_refuse (ask);
}

const DtQuestion *
dt_logins_question (DtLogins *logins, DtTrack *track)
{
  Entry *entry = find (logins, track);

  return entry && entry->ask ? &entry->question : NULL;
}

gboolean
dt_logins_answer (DtLogins *logins, DtTrack *track, GVariant *answer, GError **error)
{
  Entry *entry = find (logins, track);
  g_autoptr(GPtrArray) names = NULL;

  g_return_val_if_fail (entry && entry->ask, FALSE);
  if (!dt_question_check (&entry->question, answer, error))
    return FALSE;
  names = wanted_names (entry, entry->ask);
  send_secrets (entry, g_steal_pointer (&entry->ask), names, answer);
  if (dt_track_dial (track)->status.paused)
    feed (track, DT_EVENT_ANSWERED, 1);
  return TRUE;
}

void
dt_logins_refuse (DtLogins *logins, DtTrack *track)
{
  Entry *entry = find (logins, track);

  if (entry && entry->ask)
    close_question (logins, entry);
}

/*
 * The list.
 */

const char *
dt_logins_add (DtLogins *logins, DtTrack *track, DtLogin *login)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->track = track;
  entry->login = login;
  entry->uuid = g_uuid_string_random ();
  entry->entry = g_strdup (dt_track_uuid (track));
  g_ptr_array_add (logins->entries, entry);
  return entry->uuid;
}

DtLogin *
dt_logins_find (DtLogins *logins, DtTrack *track, const char **uuid)
{
  Entry *entry = track ? find (logins, track) : NULL;

  if (entry && uuid)
    *uuid = entry->uuid;
  return entry ? entry->login : NULL;
}

void
dt_logins_set_reading (DtLogins *logins, DtTrack *track, gboolean reading)
{
  Entry *entry = find (logins, track);

  if (entry)
    entry->reading = reading;
}

void
dt_logins_end (DtLogins *logins, DtTrack *track)
{
  Entry *entry = find (logins, track);

  if (entry == NULL)
    return;
  if (entry->ask)
    close_question (logins, entry);
  dt_login_wipe (entry->login);
}

void
dt_logins_remove (DtLogins *logins, DtTrack *track)
{
  Entry *entry = find (logins, track);

  if (entry == NULL)
    return;
  dt_logins_end (logins, track);
  g_ptr_array_remove (logins->entries, entry);
}

DtLogins *
dt_logins_new (GDBusConnection *bus, DtQuestionFunc func, gpointer data)
{
  static const DtSecretAgentCalls calls = { on_asked, on_withdrawn };
  DtLogins *logins = g_new0 (DtLogins, 1);

  logins->func = func;
  logins->data = data;
  logins->entries = g_ptr_array_new_with_free_func (entry_free);
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
