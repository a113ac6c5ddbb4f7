/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "own-login.h"

#include <string.h>

void
own_login_begin (Fixture *f, const char *world, const char *settings)
{
  fixture_up (f, PRIVATE_BUS_ONE_USER);
  fixture_load (f, world);
  fake_nm_add_settings (f->nm, g_variant_new_parsed (settings));
  fixture_start (f);
  fake_copies_script (fake_nm_copies (f->nm), fixture_trace (f, world), PLAYER_DEFAULT);
}

guint32
own_login_number (Fixture *f, const char *setting, const char *key)
{
  g_autoptr (GVariant) values = g_variant_lookup_value (fake_copies_settings (fake_nm_copies (f->nm)), setting, NULL);
  guint32 number = 0;

  g_variant_lookup (values, key, "u", &number);
  return number;
}

void
own_login_assert_no (Fixture *f, const char *text)
{
  g_autofree char *printed = g_variant_print (fake_copies_settings (fake_nm_copies (f->nm)), FALSE);

  g_assert_null (strstr (printed, text));
}

gboolean
own_login_has_copy (Fixture *f)
{
  return fake_copies_path (fake_nm_copies (f->nm)) != NULL;
}

void
own_login_hang_up (Fixture *f, const char *path)
{
  client_hang_up (f->client, path);
  wait_ended (f->client, path);
  WAIT_FOR (!own_login_has_copy (f));
}
