/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Events and who wants them. */
#pragma once

#include "internal.h"

/* -1: it is none.  NULL never is. */
static inline int
ras_event_descriptor (HANDLE event)
{
  intptr_t value = (intptr_t) event;

  return value > 0 && value <= INT32_MAX ? (int) value : -1;
}

DWORD ras_notify (HRASCONN handle, HANDLE event, DWORD flags);
/* Nobody listens to this descriptor any more. */
void ras_notification_end (int descriptor);
