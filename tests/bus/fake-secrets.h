/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What NetworkManager does with the secrets of a profile (1.42.4; tests/real/profiles.py does the same on a real one). */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The secrets only, or everything else, as NetworkManager gives them out. @settings: a{sa{sv}} */
GVariant *fake_secrets_part (GVariant *settings, gboolean secrets);
gboolean fake_secrets_any (GVariant *settings);
/* What is kept after an Update with @settings where @kept was: all its secrets if none is carried, else those alone; and only
 * those that NetworkManager itself is to keep. */
GVariant *fake_secrets_update (GVariant *kept, GVariant *settings);

G_END_DECLS
