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
typedef WCHAR RASTYPES_WCHAR;

#else

#include <stddef.h>
#include <stdint.h>
/* Wine's headers have their own addresses, which do not go with the system's. */
#if defined(_WINDEF_) && defined(__has_include)
#if __has_include(<inaddr.h>) && __has_include(<in6addr.h>)
#include <inaddr.h>
#include <in6addr.h>
#define RASTYPES_HAS_IN_ADDR
#endif
#endif
#if __STDC_HOSTED__ && !defined(RASTYPES_HAS_IN_ADDR)
#include <netinet/in.h>
#endif

/* A port's windows.h came before; one that only has begun, and includes this for the
 * types, has none of these yet. */
#if defined(_WINDEF_) || defined(WINAPI) || defined(CALLBACK) || defined(MAX_PATH) || defined(INFINITE) || \
  defined(WAIT_OBJECT_0) || defined(ZeroMemory)
#define RASTYPES_PORT
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
#if !defined(DIALTONE_HAS_UCHAR) && !defined(UCHAR)
typedef unsigned char UCHAR;
#endif
#if !defined(DIALTONE_HAS_WORD) && !defined(WORD)
typedef uint16_t WORD;
#endif
#if !defined(DIALTONE_HAS_USHORT) && !defined(USHORT)
typedef uint16_t USHORT;
#endif
#if !defined(DIALTONE_HAS_SHORT) && !defined(SHORT)
typedef int16_t SHORT;
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
#if !defined(DIALTONE_HAS_INT) && !defined(INT)
typedef int INT;
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
#if !defined(DIALTONE_HAS_DWORD_PTR) && !defined(DWORD_PTR)
typedef uintptr_t DWORD_PTR;
#endif
#if !defined(DIALTONE_HAS_HANDLE) && !defined(HANDLE)
typedef void *HANDLE;
#endif
#if !defined(DIALTONE_HAS_PVOID) && !defined(PVOID)
typedef void *PVOID;
#endif
#if !defined(DIALTONE_HAS_LPVOID) && !defined(LPVOID)
typedef void *LPVOID;
#endif
#if !defined(DIALTONE_HAS_LPCVOID) && !defined(LPCVOID)
typedef const void *LPCVOID;
#endif
#if !defined(DIALTONE_HAS_LPBYTE) && !defined(LPBYTE)
typedef BYTE *LPBYTE;
#endif
#if !defined(DIALTONE_HAS_PBYTE) && !defined(PBYTE)
typedef BYTE *PBYTE;
#endif
#if !defined(DIALTONE_HAS_LPWORD) && !defined(LPWORD)
typedef WORD *LPWORD;
#endif
#if !defined(DIALTONE_HAS_LPDWORD) && !defined(LPDWORD)
typedef DWORD *LPDWORD;
#endif
#if !defined(DIALTONE_HAS_PDWORD) && !defined(PDWORD)
typedef DWORD *PDWORD;
#endif
#if !defined(DIALTONE_HAS_LPLONG) && !defined(LPLONG)
typedef LONG *LPLONG;
#endif
#if !defined(DIALTONE_HAS_LPBOOL) && !defined(LPBOOL)
typedef BOOL *LPBOOL;
#endif
#if !defined(DIALTONE_HAS_PBOOL) && !defined(PBOOL)
typedef BOOL *PBOOL;
#endif
#if !defined(DIALTONE_HAS_LPSTR) && !defined(LPSTR)
typedef CHAR *LPSTR;
#endif
#if !defined(DIALTONE_HAS_PSTR) && !defined(PSTR)
typedef CHAR *PSTR;
#endif
#if !defined(DIALTONE_HAS_LPCSTR) && !defined(LPCSTR)
typedef const CHAR *LPCSTR;
#endif
#if !defined(DIALTONE_HAS_PCSTR) && !defined(PCSTR)
typedef const CHAR *PCSTR;
#endif

/* 16 bits, whatever wchar_t is.  In C++ wchar_t, char16_t and uint16_t are three
 * types: where a port's header was there before it has chosen one. */
#ifdef _WINDEF_
typedef WCHAR RASTYPES_WCHAR;
#elif __SIZEOF_WCHAR_T__ == 2
typedef wchar_t RASTYPES_WCHAR;
#elif defined(__cplusplus) && __cplusplus >= 201103L
typedef char16_t RASTYPES_WCHAR;
#else
typedef uint16_t RASTYPES_WCHAR;
#endif
#if defined(_WINDEF_) || (defined(RASTYPES_PORT) && defined(__cplusplus) && __SIZEOF_WCHAR_T__ != 2)
#define RASTYPES_HAS_WCHAR
#endif

#ifndef RASTYPES_HAS_WCHAR
#if !defined(DIALTONE_HAS_WCHAR) && !defined(WCHAR)
typedef RASTYPES_WCHAR WCHAR;
#endif
#if !defined(DIALTONE_HAS_LPWSTR) && !defined(LPWSTR)
typedef RASTYPES_WCHAR *LPWSTR;
#endif
#if !defined(DIALTONE_HAS_PWSTR) && !defined(PWSTR)
typedef RASTYPES_WCHAR *PWSTR;
#endif
#if !defined(DIALTONE_HAS_LPCWSTR) && !defined(LPCWSTR)
typedef const RASTYPES_WCHAR *LPCWSTR;
#endif
#if !defined(DIALTONE_HAS_PCWSTR) && !defined(PCWSTR)
typedef const RASTYPES_WCHAR *PCWSTR;
#endif
#endif

#ifdef UNICODE
#define RASTYPES_CHAR RASTYPES_WCHAR
#else
#define RASTYPES_CHAR CHAR
#endif
#if !(defined(RASTYPES_HAS_WCHAR) && defined(UNICODE))
#if !defined(DIALTONE_HAS_TCHAR) && !defined(TCHAR) && !defined(_TCHAR_DEFINED)
typedef RASTYPES_CHAR TCHAR;
#endif
#if !defined(DIALTONE_HAS_LPTSTR) && !defined(LPTSTR)
typedef RASTYPES_CHAR *LPTSTR;
#endif
#if !defined(DIALTONE_HAS_PTSTR) && !defined(PTSTR)
typedef RASTYPES_CHAR *PTSTR;
#endif
#if !defined(DIALTONE_HAS_LPCTSTR) && !defined(LPCTSTR)
typedef const RASTYPES_CHAR *LPCTSTR;
#endif
#if !defined(DIALTONE_HAS_PCTSTR) && !defined(PCTSTR)
typedef const RASTYPES_CHAR *PCTSTR;
#endif
#endif

#ifndef TEXT
#ifndef UNICODE
#define RASTYPES_TEXT(quote) quote
#elif __SIZEOF_WCHAR_T__ == 2
#define RASTYPES_TEXT(quote) L##quote
#else
#define RASTYPES_TEXT(quote) u##quote
#endif
#define TEXT(quote) RASTYPES_TEXT (quote)
#endif

#ifndef DECLARE_HANDLE
#define DECLARE_HANDLE(name) struct name##__ { int unused; }; typedef struct name##__ *name
#endif
/* A port has no windows, and calls them what it likes; void * takes all. */
#if !defined(DIALTONE_HAS_HWND) && !defined(HWND) && !defined(_WINDEF_)
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

#if !__STDC_HOSTED__ && !defined(RASTYPES_HAS_IN_ADDR) && !defined(DIALTONE_HAS_IN_ADDR)
struct in_addr {
  uint32_t s_addr;
};
struct in6_addr {
  uint8_t s6_addr[16];
};
#endif

#endif /* _WIN32 */
#endif
