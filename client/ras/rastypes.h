/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The few Windows types that ras.h needs.  Where other headers have them already
 * (mingw's, Wine's, a port's own) the typedefs here are identical, which C11 and
 * C++ allow, and what is no typedef is left to the other header; to leave one out
 * altogether define its guard, DIALTONE_HAS_<NAME>, first.
 */
#ifndef DIALTONE_RASTYPES_H
#define DIALTONE_RASTYPES_H

#ifdef _WIN32

#include <windows.h>
#include <stddef.h>
#include <stdint.h>
#include <inaddr.h>
#include <in6addr.h>

#else

#include <stddef.h>
#include <stdint.h>
#if __STDC_HOSTED__
#include <netinet/in.h>
#endif

#ifndef WINVER
#define WINVER 0x0A00
#endif

#ifndef WINAPI
#define WINAPI
#endif
#ifndef APIENTRY
#define APIENTRY WINAPI
#endif
#ifndef CALLBACK
#define CALLBACK
#endif
#ifndef IN
#define IN
#endif
#ifndef OUT
#define OUT
#endif
#ifndef TRUE
#define TRUE 1
#endif
#ifndef FALSE
#define FALSE 0
#endif
#ifndef CONST
#define CONST const
#endif
#ifndef MAX_PATH
#define MAX_PATH 260
#endif

#if !defined(DIALTONE_HAS_VOID) && !defined(VOID)
typedef void VOID;
#endif
#if !defined(DIALTONE_HAS_BYTE) && !defined(BYTE)
typedef unsigned char BYTE;
#endif
#if !defined(DIALTONE_HAS_WORD) && !defined(WORD)
typedef uint16_t WORD;
#endif
#if !defined(DIALTONE_HAS_DWORD) && !defined(DWORD)
typedef uint32_t DWORD;
#endif
#if !defined(DIALTONE_HAS_UINT) && !defined(UINT)
typedef uint32_t UINT;
#endif
#if !defined(DIALTONE_HAS_ULONG) && !defined(ULONG)
typedef uint32_t ULONG;
#endif
#if !defined(DIALTONE_HAS_USHORT) && !defined(USHORT)
typedef uint16_t USHORT;
#endif
#if !defined(DIALTONE_HAS_LONG) && !defined(LONG)
typedef int LONG;
#endif
#if !defined(DIALTONE_HAS_BOOL) && !defined(BOOL)
typedef int BOOL;
#endif
#if !defined(DIALTONE_HAS_CHAR) && !defined(CHAR)
typedef char CHAR;
#endif
#if !defined(DIALTONE_HAS_ULONG_PTR) && !defined(ULONG_PTR)
typedef uintptr_t ULONG_PTR;
#endif
#if !defined(DIALTONE_HAS_HANDLE) && !defined(HANDLE)
typedef void *HANDLE;
#endif

/* 16 bits, whatever wchar_t is. */
#if !defined(DIALTONE_HAS_WCHAR) && !defined(WCHAR)
#if __SIZEOF_WCHAR_T__ == 2
typedef wchar_t WCHAR;
#elif defined(__cplusplus)
typedef char16_t WCHAR;
#else
typedef uint16_t WCHAR;
#endif
#endif

#if !defined(DIALTONE_HAS_POINTERS)
typedef void *LPVOID;
typedef BYTE *LPBYTE;
typedef BYTE *PBYTE;
typedef DWORD *LPDWORD;
typedef DWORD *PDWORD;
typedef BOOL *LPBOOL;
typedef CHAR *LPSTR;
typedef const CHAR *LPCSTR;
typedef WCHAR *LPWSTR;
typedef const WCHAR *LPCWSTR;
#endif

#if !defined(DIALTONE_HAS_TCHAR) && !defined(TCHAR) && !defined(_TCHAR_DEFINED)
#ifdef UNICODE
typedef WCHAR TCHAR;
typedef LPWSTR LPTSTR;
typedef LPCWSTR LPCTSTR;
#else
typedef CHAR TCHAR;
typedef LPSTR LPTSTR;
typedef LPCSTR LPCTSTR;
#endif
#endif

#ifndef TEXT
#ifdef UNICODE
#if __SIZEOF_WCHAR_T__ == 2
#define RASTYPES_TEXT(quote) L##quote
#else
#define RASTYPES_TEXT(quote) u##quote
#endif
#else
#define RASTYPES_TEXT(quote) quote
#endif
#define TEXT(quote) RASTYPES_TEXT (quote)
#endif

#ifndef DECLARE_HANDLE
#define DECLARE_HANDLE(name) struct name##__ { int unused; }; typedef struct name##__ *name
#endif
/* A port has no windows, and calls them what it likes; void * takes all. */
#if !defined(DIALTONE_HAS_HWND) && !defined(_WINDEF_)
typedef void *HWND;
#endif
#ifndef INVALID_HANDLE_VALUE
#define INVALID_HANDLE_VALUE ((HANDLE)(intptr_t)-1)
#endif

#if !defined(DIALTONE_HAS_GUID) && !defined(GUID_DEFINED)
#define GUID_DEFINED
typedef struct _GUID {
  uint32_t Data1;
  uint16_t Data2;
  uint16_t Data3;
  uint8_t Data4[8];
} GUID;
#endif
#if !defined(DIALTONE_HAS_LUID) && !defined(_WINNT_)
typedef struct _LUID {
  DWORD LowPart;
  LONG HighPart;
} LUID;
#endif
#if !defined(DIALTONE_HAS_FILETIME) && !defined(_FILETIME_) && !defined(_WINDEF_)
#define _FILETIME_
typedef struct _FILETIME {
  DWORD dwLowDateTime;
  DWORD dwHighDateTime;
} FILETIME;
#endif

#if !__STDC_HOSTED__ && !defined(DIALTONE_HAS_IN_ADDR)
struct in_addr {
  uint32_t s_addr;
};
struct in6_addr {
  uint8_t s6_addr[16];
};
#endif

#endif /* _WIN32 */
#endif
