/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Numbers that are never used twice while the machine is up. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The first free one: microseconds since the machine was started.  A restarted
 * service cannot have given out so many (one a microsecond) before. */
guint64 dt_boot_id_first (void);

G_END_DECLS
