/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A second factor that a VPN's server asks for under the name of the password.
 *
 * OpenVPN's dynamic challenge (CRV1) reaches NetworkManager-openvpn 1.10.2 when the server has taken the
 * password; the plugin then asks for "password" once more, and only its message, the server's own words,
 * is another than when the password was refused (ovpn-challenge-noagent).
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @service: vpn.service-type. @message: of SecretsRequired, which is the agent's hint "x-vpn-message:"
 * too; NULL: none. */
gboolean dt_vpn_challenge_is (const char *service, const char *message);

G_END_DECLS
