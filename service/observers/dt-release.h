/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Versions of NetworkManager and ModemManager as numbers that can be compared. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The form of the first number of NetworkManager's VersionInfo. */
#define DT_RELEASE(major, minor, micro) ((guint32) ((major) << 16 | (minor) << 8 | (micro)))

/* "1.42.4", also with words of a distribution behind it ("1.52.1-1.fc42"); a missing micro is 0.  0: it is no version. */
guint32 dt_release_parse (const char *version);

G_END_DECLS
