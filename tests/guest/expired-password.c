/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A plugin for the far pppd: every password has expired, as a server of MS-CHAPv2 says it (E=648, RFC 2759). */
#include <stdio.h>

#include <pppd/pppd.h>
/* ppp 2.5 gave the header and the version another name. */
#if __has_include(<pppd/chap.h>)
#include <pppd/chap.h>
#else
#include <pppd/chap-new.h>
#define PPPD_VERSION VERSION
#endif

char pppd_version[] = PPPD_VERSION;

static int
verify (char *name, char *ourname, int id, struct chap_digest_type *digest, unsigned char *challenge, unsigned char *response,
        char *message, int message_space)
{
  snprintf (message, (size_t) message_space, "E=648 R=0 C=00112233445566778899AABBCCDDEEFF V=3 M=Password expired");
  return 0;
}

void
plugin_init (void)
{
  chap_verify_hook = verify;
}
