/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The service's signals into the copy. */
#pragma once

#include <gio/gio.h>

#include "dialtone.h"

/* @filled is called once: TRUE when every connection is in the copy. */
void dtl_mirror_start (GDBusConnection *bus, const char *owner, void (*filled) (gboolean filled));
/* Empties the copy. */
void dtl_mirror_stop (void);
