/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The end of a dial, told at the end of `dial --wait` and of `wait`. */
#pragma once

#include "service.h"

G_BEGIN_DECLS

/* Prints it; returns the exit status for @result. */
int dt_result_print (DtService *service, const char *path, guint32 result);

G_END_DECLS
