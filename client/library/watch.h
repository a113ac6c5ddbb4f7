/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who wants to know of connections that came and went. */
#pragma once

#include "dialtone.h"

bool dtl_watch_is_up (const DialtoneConnection *connection);
/* After the copy has changed from one to the other; either may be NULL. */
void dtl_watch_tell (const DialtoneConnection *before, const DialtoneConnection *after);
