/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-boot-id.h"

#include <time.h>

guint64
dt_boot_id_first (void)
{
  struct timespec now = { 0 };

  clock_gettime (CLOCK_BOOTTIME, &now);
  return (guint64) now.tv_sec * G_USEC_PER_SEC + (guint64) now.tv_nsec / 1000 + 1;
}
