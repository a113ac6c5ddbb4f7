/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-login-entry.h"

#include <string.h>

#include "dt-vpn-challenge.h"

#define MESSAGE_PREFIX "x-vpn-message:"
#define QUESTIONS_MAX 3         /* of one dial; upstream bounds nothing */

DtLoginEntry *
dt_login_entry_new (DtTrack *track, DtLogin *login)
{
  DtLoginEntry *entry = g_new0 (DtLoginEntry, 1);

  entry->track = track;
  entry->login = login;
  entry->uuid = g_uuid_string_random ();
  return entry;
}

void
dt_login_entry_free (DtLoginEntry *entry)
{
  g_clear_handle_id (&entry->source, g_source_remove);
  dt_question_clear (&entry->question);
  dt_login_unref (entry->login);
  g_free (entry->uuid);
  g_free (entry);
}

/*
 * What NetworkManager asks for.
 */

static gboolean
is_pin (const DtLoginEntry *entry, const char *name)
{
  return entry->login->kind != DT_KIND_VPN && strcmp (name, "pin") == 0;
}

static gboolean
is_password (const DtLoginEntry *entry, const char *name)
{
  return strcmp (name, dt_login_password_key (entry->login)) == 0;
}

/* Each secret goes out once: asked for again, it was refused.  A modem's password goes out
 * twice: NetworkManager 1.42.4 asks for it before the call, and anew for pppd (run: tests/real,
 * canary-cellular); its flags tell neither from a refusal. */
static gboolean
may_send (const DtLoginEntry *entry, const char *name)
{
  return is_pin (entry, name) ? entry->pin_sent == 0 : entry->password_sent < (dt_kind_has_modem (entry->login->kind) ? 2 : 1);
}

static gboolean
can_be_sent (const DtLoginEntry *entry, const char *name, const char *value)
{
  return value && (*value || !is_password (entry, name) || dt_login_takes_empty_password (entry->login));
}

static const char *
next_secret (const DtLoginEntry *entry, const char *name)
{
  const DtSecret *secret = is_pin (entry, name) ? entry->login->pin : is_password (entry, name) ? entry->login->password : NULL;

  return may_send (entry, name) && can_be_sent (entry, name, dt_secret_text (secret)) ? dt_secret_text (secret) : NULL;
}

/* The names of what is asked for (transfer container). */
static GPtrArray *
wanted_names (const DtLoginEntry *entry, const DtSecretAsk *ask)
{
  GPtrArray *names = g_ptr_array_new ();

  for (guint i = 0; ask->hints[i]; i++)
    if (!g_str_has_prefix (ask->hints[i], MESSAGE_PREFIX))
      g_ptr_array_add (names, ask->hints[i]);
  if (names->len > 0)
    return names;
  for (guint i = 0; entry->login->withheld && entry->login->withheld[i]; i++)
    g_ptr_array_add (names, entry->login->withheld[i]);
  if (names->len == 0)
    g_ptr_array_add (names, (char *) dt_login_password_key (entry->login));
  return names;
}

/* What the plugin says about it (borrowed); NULL. */
static const char *
message_of (const DtSecretAsk *ask)
{
  for (guint i = 0; ask->hints[i]; i++)
    if (g_str_has_prefix (ask->hints[i], MESSAGE_PREFIX))
      return ask->hints[i] + strlen (MESSAGE_PREFIX);
  return NULL;
}

/* What is kept for the dial is no answer to it. */
static gboolean
is_challenge (const DtLoginEntry *entry, const DtSecretAsk *ask)
{
  for (guint i = 0; ask->hints[i]; i++)
    if (entry->login->kind == DT_KIND_VPN && dt_vpn_challenge_is_name (ask->hints[i]))
      return TRUE;
  return entry->login->kind == DT_KIND_VPN && dt_vpn_challenge_is (entry->login->service ? entry->login->service : "", message_of (ask));
}

static gboolean
knows_all (const DtLoginEntry *entry, const DtSecretAsk *ask, GPtrArray *names)
{
  if (is_challenge (entry, ask))
    return FALSE;
  for (guint i = 0; i < names->len; i++)
    if (next_secret (entry, names->pdata[i]) == NULL)
      return FALSE;
  return TRUE;
}

/* What a field of the question is called. */
static const char *
field_of (const DtLoginEntry *entry, const char *name)
{
  return is_password (entry, name) ? "password" : dt_vpn_challenge_plain_name (name, NULL);
}

static GVariant *
wrap (const DtLoginEntry *entry, GVariantBuilder *values)
{
  GVariantBuilder setting = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  if (entry->login->kind != DT_KIND_VPN)
    return g_variant_builder_end (values);
  g_variant_builder_add (&setting, "{sv}", "secrets", g_variant_builder_end (values));
  return g_variant_builder_end (&setting);
}

/* @answer: a{sv} with what is not known; may be NULL. */
static void
send_secrets (DtLoginEntry *entry, DtSecretAsk *ask, GPtrArray *names, GVariant *answer)
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
    entry->password_sent += is_password (entry, names->pdata[i]);
    entry->pin_sent += is_pin (entry, names->pdata[i]);
  }
  dt_secret_ask_answer (ask, wrap (entry, &values));
}

gboolean
dt_login_entry_send_known (DtLoginEntry *entry, DtSecretAsk *ask)
{
  g_autoptr(GPtrArray) names = wanted_names (entry, ask);

  if (!knows_all (entry, ask, names))
    return FALSE;
  send_secrets (entry, ask, names, NULL);
  return TRUE;
}

/*
 * Questions to a person.
 */

/* Which of the pauses RAS knows it is. */
static guint32
state_of_question (const DtLoginEntry *entry, const DtSecretAsk *ask, GPtrArray *names)
{
  guint32 state = DT_RASCS_INTERACTIVE;

  if (is_challenge (entry, ask))
    return DT_RASCS_INVOKE_EAP_UI;
  /* Plugins name a new password, passphrases of keys, and second factors as they like. */
  for (guint i = 0; i < names->len; i++)
    if (g_str_has_prefix (names->pdata[i], "new"))
      return DT_RASCS_PASSWORD_EXPIRED;
  for (guint i = 0; i < names->len; i++) {
    const char *name = names->pdata[i];

    if (is_password (entry, name))
      return entry->password_sent ? DT_RASCS_RETRY_AUTHENTICATION : DT_RASCS_INTERACTIVE;
    if (is_pin (entry, name))
      return entry->pin_sent ? DT_RASCS_RETRY_AUTHENTICATION : DT_RASCS_INTERACTIVE;
    if (strstr (name, "pass") == NULL)
      state = DT_RASCS_INVOKE_EAP_UI;
  }
  return state;
}

static gboolean
has_text (GPtrArray *texts, const char *text)
{
  return g_ptr_array_find_with_equal_func (texts, text, g_str_equal, NULL);
}

static char **
copy_texts (GPtrArray *texts)
{
  char **copy = g_new0 (char *, texts->len + 1);

  for (guint i = 0; i < texts->len; i++)
    copy[i] = g_strdup (texts->pdata[i]);
  return copy;
}

/* A plugin may ask for two secrets that people know by one name: one of them that must not be seen hides both. */
static gboolean
may_be_shown (const DtLoginEntry *entry, GPtrArray *names, const char *field)
{
  gboolean echo = FALSE;

  for (guint i = 0; i < names->len; i++) {
    if (strcmp (field_of (entry, names->pdata[i]), field) != 0)
      continue;
    dt_vpn_challenge_plain_name (names->pdata[i], &echo);
    if (!echo)
      return FALSE;
  }
  return echo && strcmp (field, "password") != 0;
}

static void
make_question (DtLoginEntry *entry, const DtSecretAsk *ask, GPtrArray *names)
{
  g_autoptr(GPtrArray) fields = g_ptr_array_new (), shown = g_ptr_array_new ();

  dt_question_clear (&entry->question);
  for (guint i = 0; i < names->len; i++) {
    const char *field = field_of (entry, names->pdata[i]);

    if ((next_secret (entry, names->pdata[i]) && !is_challenge (entry, ask)) || has_text (fields, field))
      continue;
    g_ptr_array_add (fields, (char *) field);
    if (may_be_shown (entry, names, field))
      g_ptr_array_add (shown, (char *) field);
  }
  entry->question.message = g_strdup (message_of (ask) ? message_of (ask) : "");
  entry->question.fields = copy_texts (fields);
  entry->question.shown = copy_texts (shown);
  entry->question.state = state_of_question (entry, ask, names);
  entry->question.tries_left = QUESTIONS_MAX - ++entry->n_questions;
}

gboolean
dt_login_entry_has_tries (const DtLoginEntry *entry)
{
  return entry->n_questions < QUESTIONS_MAX;
}

gboolean
dt_login_entry_ask (DtLoginEntry *entry, DtSecretAsk *ask)
{
  const DtDial *dial = dt_track_dial (entry->track);
  g_autoptr(GPtrArray) names = wanted_names (entry, ask);

  if (!entry->login->asks || entry->ask || !dt_login_entry_has_tries (entry) || !(ask->flags & DT_SECRET_ASK_INTERACTION) ||
      dial->status.finished || dial->status.disconnecting)
    return FALSE;
  make_question (entry, ask, names);
  entry->ask = ask;
  return TRUE;
}

void
dt_login_entry_ask_again (DtLoginEntry *entry)
{
  static const char *const fields[] = { "password", NULL };

  dt_question_clear (&entry->question);
  entry->question.message = g_strdup ("");
  entry->question.fields = g_strdupv ((char **) fields);
  entry->question.state = DT_RASCS_RETRY_AUTHENTICATION;
  entry->question.tries_left = QUESTIONS_MAX - ++entry->n_questions;
  entry->again = TRUE;
  /* NetworkManager knows the old copy for a moment longer. */
  g_free (entry->uuid);
  entry->uuid = g_uuid_string_random ();
}

gboolean
dt_login_entry_can_send (const DtLoginEntry *entry, GVariant *answer)
{
  const char *password;

  return !g_variant_lookup (answer, "password", "&s", &password) || *password || dt_login_takes_empty_password (entry->login);
}

/* It may be asked for once more, without having been refused. */
static void
keep_answer (DtLoginEntry *entry, GPtrArray *names, GVariant *answer)
{
  for (guint i = 0; i < names->len; i++) {
    const char *name = names->pdata[i], *value;
    DtSecret **kept = is_pin (entry, name) ? &entry->login->pin : &entry->login->password;

    if ((!is_pin (entry, name) && !is_password (entry, name)) || !g_variant_lookup (answer, field_of (entry, name), "&s", &value))
      continue;
    dt_secret_free (*kept);
    *kept = dt_secret_new (value);
    *(is_pin (entry, name) ? &entry->pin_sent : &entry->password_sent) = 0;
  }
}

static void
answer_again (DtLoginEntry *entry, GVariant *answer)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new ();

  g_ptr_array_add (names, (char *) dt_login_password_key (entry->login));
  keep_answer (entry, names, answer);
  entry->again = FALSE;
}

void
dt_login_entry_answer (DtLoginEntry *entry, GVariant *answer)
{
  g_autoptr(GPtrArray) names = NULL;

  if (entry->again) {
    answer_again (entry, answer);
    return;
  }
  names = wanted_names (entry, entry->ask);
  if (!is_challenge (entry, entry->ask))
    keep_answer (entry, names, answer);
  send_secrets (entry, g_steal_pointer (&entry->ask), names, answer);
}
