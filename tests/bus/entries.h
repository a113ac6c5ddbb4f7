/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What tests of Phonebook say again and again. */
#pragma once

#include <string.h>

#include "fixture.h"

static inline GVariant *
dictionary (const char *text)
{
  g_autoptr (GError) error = NULL;
  GVariant *parsed = g_variant_parse (G_VARIANT_TYPE_VARDICT, text, NULL, NULL, &error);

  g_assert_no_error (error);
  return parsed;
}

static inline GVariant *
entry_and (const char *entry, const char *text)
{
  g_autoptr (GVariant) parsed = dictionary (text);

  return g_variant_new ("(s@a{sv})", entry, parsed);
}

static inline GVariant *
only (const char *text)
{
  g_autoptr (GVariant) parsed = dictionary (text);

  return g_variant_new ("(@a{sv})", parsed);
}

static inline char *
create (Client *client, const char *text)
{
  g_autoptr (GVariant) body = client_ask (client, SERVICE_PATH, PHONEBOOK, "CreateEntry", only (text));
  char *uuid;

  g_variant_get (body, "(s)", &uuid);
  return uuid;
}

static inline void
ask (Client *client, const char *member, GVariant *args)
{
  g_variant_unref (client_ask (client, SERVICE_PATH, PHONEBOOK, member, args));
}

static inline void
fails (Client *client, const char *member, GVariant *args, const char *error)
{
  g_free (client_fails (client, SERVICE_PATH, PHONEBOOK, member, args, error));
}

static inline GVariant *
get (Client *client, const char *member, const char *entry)
{
  g_autoptr (GVariant) body = client_ask (client, SERVICE_PATH, PHONEBOOK, member, g_variant_new ("(s)", entry));

  return g_variant_get_child_value (body, 0);
}

static inline void
has_text (GVariant *fields, const char *name, const char *wanted)
{
  const char *text = NULL;

  g_assert_true (g_variant_lookup (fields, name, "&s", &text));
  g_assert_cmpstr (text, ==, wanted);
}

static inline void
has_truth (GVariant *fields, const char *name, gboolean wanted)
{
  gboolean truth = FALSE;

  g_assert_true (g_variant_lookup (fields, name, "b", &truth));
  g_assert_cmpint (truth, ==, wanted);
}

/* What NetworkManager keeps, as text. */
static inline char *
kept (Fixture *f, const char *uuid)
{
  return g_variant_print (fake_nm_settings (f->nm, fake_nm_find_profile (f->nm, uuid)), FALSE);
}

static inline void
says (Fixture *f, const char *uuid, const char *part, gboolean wanted)
{
  g_autofree char *text = kept (f, uuid);

  if ((strstr (text, part) != NULL) != wanted)
    g_error ("\"%s\" is%s in %s", part, wanted ? " not" : "", text);
}
