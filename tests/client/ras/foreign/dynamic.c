/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Finds every function by name, as programs did that ran where RAS was not installed. */
#include <windows.h>
#include <stdio.h>
#include <ras.h>
#include <raserror.h>

typedef DWORD (WINAPI *PFNRASDIAL)(LPRASDIALEXTENSIONS, LPCSTR, LPRASDIALPARAMSA, DWORD, LPVOID, LPHRASCONN);
typedef DWORD (WINAPI *PFNRASHANGUP)(HRASCONN);
typedef DWORD (WINAPI *PFNRASSTATUS)(HRASCONN, LPRASCONNSTATUSA);
typedef DWORD (WINAPI *PFNRASERROR)(UINT, LPSTR, DWORD);

static volatile LONG g_done;
static DWORD g_error;

static void WINAPI DialFunc1 (HRASCONN hrasconn, UINT unMsg, RASCONNSTATE state, DWORD dwError, DWORD dwExtended)
{
    (void)hrasconn, (void)unMsg, (void)dwExtended;
    if (dwError != 0 || state == RASCS_Connected) {
        g_error = dwError;
        __atomic_store_n(&g_done, 1, __ATOMIC_RELEASE);
    }
}

int main (int argc, char **argv)
{
    HMODULE hLib = LoadLibraryA("rasapi32.dll");
    PFNRASDIAL pRasDial;
    PFNRASHANGUP pRasHangUp;
    PFNRASSTATUS pRasGetConnectStatus;
    PFNRASERROR pRasGetErrorString;
    RASDIALPARAMSA params;
    RASCONNSTATUSA status;
    HRASCONN handle = NULL;
    char text[1024];
    DWORD rc;

    if (hLib == NULL || argc < 2) {
        puts("no RAS here");
        return 1;
    }
    pRasDial = (PFNRASDIAL)GetProcAddress(hLib, "RasDialA");
    pRasHangUp = (PFNRASHANGUP)GetProcAddress(hLib, "RasHangUpA");
    pRasGetConnectStatus = (PFNRASSTATUS)GetProcAddress(hLib, "RasGetConnectStatusA");
    pRasGetErrorString = (PFNRASERROR)GetProcAddress(hLib, "RasGetErrorStringA");
    if (!pRasDial || !pRasHangUp || !pRasGetConnectStatus || !pRasGetErrorString)
        return 1;
    memset(&params, 0, sizeof(params));
    params.dwSize = sizeof(params);
    strncpy(params.szEntryName, argv[1], RAS_MaxEntryName);
    rc = pRasDial(NULL, NULL, &params, 1, (LPVOID)DialFunc1, &handle);
    if (rc != 0) {
        if (pRasGetErrorString(rc, text, sizeof(text)) != 0)
            strcpy(text, "?");
        printf("not dialled: %u %s\n", rc, text);
    } else {
        while (!__atomic_load_n(&g_done, __ATOMIC_ACQUIRE))
            Sleep(20);
        printf("result %u\n", g_error);
        printf("hang up %u\n", pRasHangUp(handle));
        memset(&status, 0, sizeof(status));
        status.dwSize = sizeof(status);
        while ((rc = pRasGetConnectStatus(handle, &status)) != ERROR_INVALID_HANDLE)
            Sleep(50);
        printf("gone %u, again %u\n", rc, pRasHangUp(handle));
    }
    FreeLibrary(hLib);
    return 0;
}
