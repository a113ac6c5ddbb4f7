/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Compiled once for each WINVER, as C and as C++, with and without UNICODE: that
 * it compiles is the test.  RASNAPSTATE and the types that the structures rest on
 * are among the assertions. */
#include "ras.h"

#ifndef __cplusplus
#define static_assert _Static_assert
#endif
#include "layout-vectors.h"

static_assert (sizeof (DWORD) == 4 && sizeof (BOOL) == 4 && sizeof (LONG) == 4, "32 bits");
static_assert (sizeof (WCHAR) == 2, "16 bits");
static_assert (sizeof (RASCONNSTATE) == 4 && sizeof (RASPROJECTION) == 4, "an enum has 32 bits");
static_assert (sizeof (HRASCONN) == sizeof (void *) && sizeof (ULONG_PTR) == sizeof (void *), "as wide as a pointer");
static_assert (RASCS_SubEntryConnected == 22 && RASCS_SubEntryDisconnected == 23 && RASCS_ApplySettings == 24, "19 to 21 are reserved");
static_assert (RASCS_Connected == 0x2000 && RASCS_Disconnected == 0x2001 && RASCS_RetryAuthentication == 0x1001, "states");
static_assert (sizeof (TEXT ("modem")) == 6 * sizeof (TCHAR) && sizeof (RASDT_Vpn) == 4 * sizeof (TCHAR), "texts");
static_assert (RASBASE == 600 && ERROR_AUTHENTICATION_FAILURE == 691 && RASBASEEND == 878, "errors");
#if WINVER >= 0x400
static_assert (UNLEN == 256 && PWLEN == 256 && DNLEN == 15 && RAS_MaxEntryName == 256, "limits");
#else
static_assert (RAS_MaxEntryName == 20 && RAS_MaxDeviceName == 32 && RAS_MaxCallbackNumber == 48, "old limits");
#endif

int
main (void)
{
  RASCONN connection;

  connection.dwSize = sizeof (RASCONN);
  return connection.dwSize == sizeof connection ? 0 : 1;
}
