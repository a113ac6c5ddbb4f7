/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* NetworkManager's IP4Config objects. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* a{sa{sv}}; floating.  With a route to 192.0.2.0/24 and the domain example.net. */
GVariant *fake_ip4_object (const char *address, guint prefix, const char *gateway, const char *server);

G_END_DECLS
