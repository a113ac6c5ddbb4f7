/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Texts of 16 bits with -fshort-wchar, of which the C library knows nothing. */
#ifndef PORT_TCHAR_H
#define PORT_TCHAR_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "windows.h"

#ifdef UNICODE
#ifdef __cplusplus
extern "C" {
#endif
int port_wprintf (const WCHAR *format, ...);
size_t port_wcslen (const WCHAR *text);
WCHAR *port_wcscpy (WCHAR *to, const WCHAR *from);
int port_wcscmp (const WCHAR *a, const WCHAR *b);
int port_main (int argc, WCHAR **argv);
#ifdef __cplusplus
}
#endif
#define _T(text) L##text
#define _tprintf port_wprintf
#define wprintf port_wprintf
#define _tcslen port_wcslen
#define _tcscpy port_wcscpy
#define _tcscmp port_wcscmp
#define _tmain port_main
#else
#define _T(text) text
#define _tprintf printf
#define _tcslen strlen
#define _tcscpy strcpy
#define _tcscmp strcmp
#define _tmain main
#endif
#define _TCHAR TCHAR

#endif
