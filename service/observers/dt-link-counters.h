/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the kernel counts of a network interface; anybody may read it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A file below /sys/class/net/INTERFACE, such as "statistics/rx_bytes".  FALSE where there
 * is no such interface, file or number; @out is untouched then. */
gboolean dt_link_counter (const char *interface, const char *file, guint64 *out);

G_END_DECLS
