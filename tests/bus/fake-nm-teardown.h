/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What NetworkManager says when the user ends an activation that no recording
 * follows: the end of ovpn-user-disconnect and of mockmm-user-disconnect. */
#pragma once

#include "fake-service.h"

G_BEGIN_DECLS

void fake_nm_tear_down (FakeService *nm, const char *active);

G_END_DECLS
