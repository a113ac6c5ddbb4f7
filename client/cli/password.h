/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Asking a person for a password. */
#pragma once

#include <stddef.h>

/* From the terminal without echo; from the standard input where there is no
 * terminal.  0, and says why: nothing was typed, or it does not fit. */
int password_ask (const char *prompt, char *password, size_t size);
