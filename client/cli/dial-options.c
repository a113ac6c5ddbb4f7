/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dial-options.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "ask.h"
#include "cli.h"

#define SECRET_MAX 256

/* The first line.  Standard input is read no further than that. */
static gboolean
read_secret (const char *file, char secret[SECRET_MAX])
{
  FILE *stream = strcmp (file, "-") == 0 ? stdin : fopen (file, "re");
  gboolean read;

  if (stream == NULL)
    return FALSE;
  setvbuf (stream, NULL, _IONBF, 0);    /* no second copy of it */
  read = fgets (secret, SECRET_MAX, stream) != NULL;
  if (stream != stdin)
    fclose (stream);
  if (!read)
    errno = ENODATA;
  secret[strcspn (secret, "\r\n")] = '\0';
  return read;
}

static gboolean
add_secret (GVariantDict *dict, const char *name, const char *file, int *status)
{
  char secret[SECRET_MAX] = "";
  gboolean fine;

  if (file == NULL)
    return TRUE;
  errno = 0;
  fine = read_secret (file, secret);
  if (!fine)
    *status = dt_cli_fail_with (DT_EXIT_USAGE, "dial: no %s from “%s”: %s", name, file, g_strerror (errno));
  else if (!g_utf8_validate (secret, -1, NULL))
    *status = dt_cli_fail_with (DT_EXIT_USAGE, "dial: the %s in “%s” is not UTF-8", name, file), fine = FALSE;
  else
    g_variant_dict_insert (dict, name, "s", secret);
  explicit_bzero (secret, sizeof secret);
  return fine;
}

static const char *
find_problem (const DtDialArguments *arguments)
{
  const char *const texts[] = { arguments->entry, arguments->device, arguments->apn, arguments->phone_number, arguments->user,
                                arguments->domain };

  if (*arguments->entry == '\0' && !arguments->apn && !arguments->phone_number)
    return "name an entry; “dialtone entries” lists them";
  if (arguments->ask && *arguments->entry == '\0')
    return "--ask is for entries";
  if (arguments->timeout < -1 || arguments->timeout == 0)
    return "the time-out must be 1 second or more";
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (texts[i] && !g_utf8_validate (texts[i], -1, NULL))
      return i == 0 ? "the entry's name is not UTF-8" : "an option is not UTF-8";
  return NULL;
}

GVariant *
dt_dial_arguments (const DtDialArguments *arguments, int *status)
{
  const char *problem = find_problem (arguments);
  const char *const texts[] = { arguments->device, arguments->apn, arguments->phone_number, arguments->user,
                                arguments->domain };
  static const char *const names[] = { "device", "apn", "phone-number", "user-name", "domain" };
  g_auto(GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  if (problem)
    {
      *status = dt_cli_fail_with (DT_EXIT_USAGE, "dial: %s", problem);
      return NULL;
    }
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (texts[i])
      g_variant_dict_insert (&dict, names[i], "s", texts[i]);
  if (arguments->reuse)
    g_variant_dict_insert (&dict, "reuse", "b", TRUE);
  if (arguments->ask)
    g_variant_dict_insert (&dict, "agent", "o", DT_ASK_PATH);
  if (arguments->prove_peer)
    g_variant_dict_insert (&dict, "prove-peer", "b", TRUE);
  if (arguments->timeout > 0)
    g_variant_dict_insert (&dict, "timeout", "u", (guint32) arguments->timeout);
  if (!add_secret (&dict, "password", arguments->passwd_file, status) ||
      !add_secret (&dict, "pin", arguments->pin_file, status))
    return NULL;
  return g_variant_ref_sink (g_variant_new ("(s@a{sv})", arguments->entry, g_variant_dict_end (&dict)));
}
