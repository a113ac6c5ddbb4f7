/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-vpn-challenge.h"

#include <libintl.h>
#include <locale.h>
#include <string.h>

#define OPENVPN "org.freedesktop.NetworkManager.openvpn"
#define OPENVPN_DOMAIN "NetworkManager-openvpn"

/* All that the plugin itself says. */
static const char *const own_texts[] = {
  "A password is required.",
  "A username and password are required.",
  "A private key password is required.",
  "An HTTP Proxy password is required.",
  "An HTTP Proxy username and password are required.",
  "An HTTP Proxy username or password is required.",
};

static gboolean
is_own (const char *message)
{
  for (guint i = 0; i < G_N_ELEMENTS (own_texts); i++)
    if (strcmp (message, own_texts[i]) == 0 || strcmp (message, dgettext (OPENVPN_DOMAIN, own_texts[i])) == 0)
      return TRUE;
  return FALSE;
}

/* The plugin speaks the system's language, which is in our environment too; nothing else of ours does. */
static gboolean
is_own_in_any_language (const char *message)
{
  locale_t system = newlocale (LC_CTYPE_MASK | LC_MESSAGES_MASK, "", (locale_t) 0);
  locale_t before;
  gboolean own;

  if (system == (locale_t) 0)
    return is_own (message);
  bind_textdomain_codeset (OPENVPN_DOMAIN, "UTF-8");
  before = uselocale (system);
  own = is_own (message);
  uselocale (before);
  freelocale (system);
  return own;
}

gboolean
dt_vpn_challenge_is (const char *service, const char *message)
{
  return strcmp (service, OPENVPN) == 0 && message && *message && !is_own_in_any_language (message);
}

/* NM_SECRET_TAG_DYNAMIC_CHALLENGE and NM_SECRET_TAG_DYNAMIC_CHALLENGE_ECHO of NetworkManager 1.48 and later. */
#define TAG "x-dynamic-challenge:"
#define TAG_ECHO "x-dynamic-challenge-echo:"

const char *
dt_vpn_challenge_plain_name (const char *secret, gboolean *echo)
{
  gboolean shown = g_str_has_prefix (secret, TAG_ECHO);
  const char *plain = secret;

  if (echo)
    *echo = shown;
  if (shown)
    plain = secret + strlen (TAG_ECHO);
  else if (g_str_has_prefix (secret, TAG))
    plain = secret + strlen (TAG);
  return *plain ? plain : secret;       /* a tag alone names nothing */
}

gboolean
dt_vpn_challenge_is_name (const char *secret)
{
  return dt_vpn_challenge_plain_name (secret, NULL) != secret;
}
