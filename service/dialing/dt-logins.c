/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-logins.h"

#include <string.h>

#include "dt-secret-agent.h"

#define MESSAGE_PREFIX "x-vpn-message:"

struct _DtLogins {
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
} Entry;

static void
entry_free (gpointer data)
{
  Entry *entry = data;

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

/* Each secret goes out once: asked for again, it was refused. */
static const char *
next_secret (Entry *entry, const char *name)
{
  gboolean is_pin = entry->login->kind != DT_KIND_VPN && strcmp (name, "pin") == 0;
  gboolean *sent = is_pin ? &entry->sent_pin : &entry->sent_password;
  DtSecret *secret = is_pin ? entry->login->pin : entry->login->password;

  if (secret == NULL || *sent || (!is_pin && strcmp (name, dt_login_password_key (entry->login)) != 0))
    return NULL;
  *sent = TRUE;
  return dt_secret_text (secret);
}

/* FALSE: one of them is not known. */
static gboolean
add_known (Entry *entry, const DtSecretAsk *ask, GVariantBuilder *values)
{
  const char *const usual[] = { dt_login_password_key (entry->login), NULL };
  const char *const *names = ask->hints[0] ? (const char *const *) ask->hints : usual;
  const char *type = entry->login->kind == DT_KIND_VPN ? "{ss}" : "{sv}";

  for (guint i = 0; names[i]; i++) {
    const char *value;

    if (g_str_has_prefix (names[i], MESSAGE_PREFIX))
      continue;
    value = next_secret (entry, names[i]);
    if (value == NULL)
      return FALSE;
    if (entry->login->kind == DT_KIND_VPN)
      g_variant_builder_add (values, type, names[i], value);
    else
      g_variant_builder_add (values, type, names[i], g_variant_new_string (value));
  }
  return TRUE;
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

static gboolean
on_asked (DtSecretAsk *ask, gpointer data)
{
  DtLogins *logins = data;
  Entry *entry = find_copy (logins, ask->uuid);
  GVariantBuilder values;

  if (entry == NULL) {
    take_stored (logins, ask);
    return FALSE;
  }
  g_variant_builder_init (&values, entry->login->kind == DT_KIND_VPN ? G_VARIANT_TYPE ("a{ss}") : G_VARIANT_TYPE_VARDICT);
  if (add_known (entry, ask, &values)) {
    dt_secret_ask_answer (ask, wrap (entry, &values));
    return TRUE;
  }
  g_variant_builder_clear (&values);
  return FALSE;
}

static void
on_withdrawn (DtSecretAsk *ask, gpointer data)
{
  dt_secret_ask_refuse (ask);
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

  if (entry)
    dt_login_wipe (entry->login);
}

void
dt_logins_remove (DtLogins *logins, DtTrack *track)
{
  Entry *entry = find (logins, track);

  if (entry)
    g_ptr_array_remove (logins->entries, entry);
}

DtLogins *
dt_logins_new (GDBusConnection *bus)
{
  static const DtSecretAgentCalls calls = { on_asked, on_withdrawn };
  DtLogins *logins = g_new0 (DtLogins, 1);

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
