/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a port of a Windows program brings besides ras.h: as little of windows.h as the
 * programs here need, in types of its own. */
#ifndef PORT_WINDOWS_H
#define PORT_WINDOWS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* One that has no types of its own takes those of ras.h. */
#ifdef PORT_WITHOUT_TYPES
#include <ras.h>
#endif

#ifdef __cplusplus
extern "C" {
#endif

#define WINAPI
#define CALLBACK
#define TRUE 1
#define FALSE 0
#define MAX_PATH 260
#define INFINITE 0xFFFFFFFF
#define WAIT_OBJECT_0 0
#define WAIT_TIMEOUT 258
#define WAIT_FAILED 0xFFFFFFFF
#define NO_ERROR 0
#define ERROR_SUCCESS 0
#define HEAP_ZERO_MEMORY 8
#define GMEM_FIXED 0
#define GMEM_ZEROINIT 0x40
#define GPTR (GMEM_FIXED | GMEM_ZEROINIT)
#define LPTR 0x40
#define FORMAT_MESSAGE_ALLOCATE_BUFFER 0x100
#define FORMAT_MESSAGE_IGNORE_INSERTS 0x200
#define FORMAT_MESSAGE_FROM_SYSTEM 0x1000
#ifndef INVALID_HANDLE_VALUE
#define INVALID_HANDLE_VALUE ((HANDLE) (intptr_t) -1)
#endif
#define ZeroMemory(to, size) memset (to, 0, size)
#define CopyMemory(to, from, size) memcpy (to, from, size)

#ifndef PORT_WITHOUT_TYPES
typedef uint32_t DWORD;
typedef uint32_t UINT;
typedef int BOOL;
typedef int LONG;
typedef unsigned char BYTE;
typedef char CHAR;
typedef void *HANDLE;
typedef void *HWND;
typedef void *LPVOID;
typedef DWORD *LPDWORD;
typedef char *LPSTR;
typedef const char *LPCSTR;
/* In C++ without -fshort-wchar this is another type than ras.h would choose. */
#if __SIZEOF_WCHAR_T__ == 2
typedef wchar_t WCHAR;
#else
typedef uint16_t WCHAR;
#endif
typedef WCHAR *LPWSTR;
typedef const WCHAR *LPCWSTR;
#ifdef UNICODE
typedef WCHAR TCHAR;
#define TEXT(text) L##text
#else
typedef char TCHAR;
#define TEXT(text) text
#endif
typedef TCHAR *LPTSTR;
typedef const TCHAR *LPCTSTR;
#endif
typedef void *HMODULE;
typedef size_t SIZE_T;
typedef DWORD (WINAPI *LPTHREAD_START_ROUTINE) (LPVOID);
typedef void (*FARPROC) (void);

void Sleep (DWORD milliseconds);
DWORD GetTickCount (void);
HANDLE GetProcessHeap (void);
LPVOID HeapAlloc (HANDLE heap, DWORD flags, SIZE_T size);
BOOL HeapFree (HANDLE heap, DWORD flags, LPVOID memory);
HANDLE GlobalAlloc (UINT flags, SIZE_T size);
HANDLE GlobalFree (HANDLE memory);
HANDLE LocalFree (HANDLE memory);
DWORD FormatMessageA (DWORD flags, const void *source, DWORD code, DWORD language, LPSTR text, DWORD size, void *arguments);
HANDLE CreateEventA (void *security, BOOL manual, BOOL set, LPCSTR name);
HANDLE CreateEventW (void *security, BOOL manual, BOOL set, LPCWSTR name);
BOOL SetEvent (HANDLE event);
BOOL ResetEvent (HANDLE event);
DWORD WaitForSingleObject (HANDLE handle, DWORD milliseconds);
BOOL CloseHandle (HANDLE handle);
HANDLE CreateThread (void *security, SIZE_T stack, LPTHREAD_START_ROUTINE routine, LPVOID argument, DWORD flags, LPDWORD id);
HMODULE LoadLibraryA (LPCSTR name);
FARPROC GetProcAddress (HMODULE module, LPCSTR name);
BOOL FreeLibrary (HMODULE module);
#ifdef UNICODE
#define CreateEvent CreateEventW
#else
#define CreateEvent CreateEventA
#endif
#define LoadLibrary LoadLibraryA

#ifdef __cplusplus
}
#endif
#endif
