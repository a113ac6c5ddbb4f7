/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* RasConnectionNotification, which has two names and no text. */
#include "event.h"

DWORD WINAPI
RasConnectionNotification (HRASCONN connection, HANDLE event, DWORD flags)
{
  return ras_notify (connection, event, flags);
}
