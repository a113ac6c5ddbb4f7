/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A second factor that a VPN's server asks for once it has taken the password: OpenVPN's dynamic challenge (CRV1).
 *
 * NetworkManager-openvpn 1.10.2 then asks for "password" once more, and only its message, the server's own words, is
 * another than when the password was refused (ovpn-challenge-noagent).  From 1.12 on the name of the secret tells (S6):
 * "x-dynamic-challenge-echo:challenge-response", without "-echo" where the answer must not be seen.  What stands before
 * the colon is how to ask; NetworkManager expects the answer under the whole.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @service: vpn.service-type. @message: of SecretsRequired, which is the agent's hint "x-vpn-message:"
 * too; NULL: none. */
gboolean dt_vpn_challenge_is (const char *service, const char *message);

/* @secret: a name out of SecretsRequired or an agent's hints.  The name that people are shown and answer by (borrowed from
 * @secret), which is the same but for a challenge, and never empty if @secret is not; @echo (may be NULL): whether the answer may be seen while it is typed. */
const char *dt_vpn_challenge_plain_name (const char *secret, gboolean *echo);
/* Whether the name by itself tells that it is a challenge. */
gboolean dt_vpn_challenge_is_name (const char *secret);

G_END_DECLS
