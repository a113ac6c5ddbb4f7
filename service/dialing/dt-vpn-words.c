/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-vpn-words.h"

#include <string.h>

#include "dt-profile-secrets.h"

/* Only openvpn's were run; the others are what their documentation in Debian 12 says. */
static const DtVpnWords plugins[] = {
  { "openvpn", "remote", "username", "password", NULL, NULL },
  { "l2tp", "gateway", "user", "password", "domain", "ipsec-psk" },
  { "pptp", "gateway", "user", "password", "domain", NULL },
  { "sstp", "gateway", "user", "password", "domain", NULL },
  { "strongswan", "address", "user", "password", NULL, NULL },
  { "vpnc", "IPSec gateway", "Xauth username", "Xauth password", "Domain", "IPSec secret" },
  { "libreswan", "right", "leftusername", "xauthpassword", NULL, "pskvalue" },
  { "openconnect", "gateway", NULL, NULL, NULL, NULL },
  { "fortisslvpn", "gateway", "user", "password", NULL, NULL },
  { "", "gateway", "user", "password", NULL, NULL },
};

const DtVpnWords *
dt_vpn_words_of (const char *service)
{
  const char *dot = strrchr (service, '.');
  const char *plugin = dot ? dot + 1 : service;
  guint i = 0;

  while (*plugins[i].plugin && strcmp (plugins[i].plugin, plugin) != 0)
    i++;
  return &plugins[i];
}

static const DtVpnWords *
words_of (DtProfileTree *tree)
{
  return dt_vpn_words_of (dt_profile_tree_text (tree, "vpn", "service-type"));
}

static const char *
word_of (DtProfileTree *tree, const char *field, const char **list)
{
  const DtVpnWords *words = words_of (tree);

  *list = "data";
  if (strcmp (field, "gateway") == 0)
    return words->gateway;
  if (strcmp (field, "user-name") == 0)
    return words->user;
  if (strcmp (field, "domain") == 0)
    return words->domain;
  *list = "secrets";
  if (strcmp (field, "password") == 0)
    return words->password;
  return strcmp (field, "pre-shared-key") == 0 ? words->key : NULL;
}

gboolean
dt_vpn_words_write (DtProfileTree *tree, const char *field, const char *text)
{
  const char *list, *word = word_of (tree, field, &list);

  if (word == NULL)
    return *text == '\0';
  if (strcmp (list, "secrets") == 0)
    dt_profile_secrets_set (tree, "vpn", word, text);
  else
    dt_profile_tree_set_vpn_word (tree, list, word, text);
  if (strcmp (word, "ipsec-psk") == 0 && *text)
    dt_profile_tree_set_vpn_word (tree, "data", "ipsec-enabled", "yes");
  return TRUE;
}

char *
dt_vpn_words_read (DtProfileTree *tree, const char *field)
{
  const char *list, *word = word_of (tree, field, &list);

  return word ? dt_profile_tree_vpn_word (tree, list, word) : g_strdup ("");
}

void
dt_vpn_words_begin (DtProfileTree *tree)
{
  static const struct {
    const char *plugin, *word, *text;
  } needed[] = {
    { "openvpn", "connection-type", "password" },
    { "strongswan", "method", "eap" },
    { "strongswan", "virtual", "yes" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (needed); i++)
    if (strcmp (words_of (tree)->plugin, needed[i].plugin) == 0)
      dt_profile_tree_set_vpn_word (tree, "data", needed[i].word, needed[i].text);
}
