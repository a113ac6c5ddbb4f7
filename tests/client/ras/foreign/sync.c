/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* In the manner of the documentation's samples: waits in RasDial, everything from the
 * process's heap, errors by RasGetErrorString or else the system's text. */
#include <windows.h>
#include <stdio.h>
#include <ras.h>
#include <raserror.h>
#pragma comment(lib, "rasapi32.lib")

static void PrintError (const char *what, DWORD dwRet)
{
    char szText[256];
    LPVOID lpMsg = NULL;

    if (RasGetErrorStringA(dwRet, szText, 256) == ERROR_SUCCESS) {
        printf("%s failed: Error %u: %s\n", what, (unsigned)dwRet, szText);
    } else if (FormatMessageA(FORMAT_MESSAGE_ALLOCATE_BUFFER | FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, NULL,
                              dwRet, 0, (LPSTR)&lpMsg, 0, NULL)) {
        printf("%s failed: Error %u: %s\n", what, (unsigned)dwRet, (char *)lpMsg);
        LocalFree(lpMsg);
    }
}

int main (int argc, char **argv)
{
    LPRASDIALPARAMSA lpParams;
    LPRASCONNSTATUSA lpStatus;
    HRASCONN hRasConn = NULL;
    DWORD dwRet, nTries = 0;

    lpParams = (LPRASDIALPARAMSA)HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, sizeof(RASDIALPARAMSA));
    lpStatus = (LPRASCONNSTATUSA)HeapAlloc(GetProcessHeap(), 0, sizeof(RASCONNSTATUSA));
    if (lpParams == NULL || lpStatus == NULL || argc < 2)
        return 1;
    lpParams->dwSize = sizeof(RASDIALPARAMSA);
    strcpy(lpParams->szEntryName, argv[1]);
    lpStatus->dwSize = sizeof(RASCONNSTATUSA);

    printf("Dialing %s...\n", lpParams->szEntryName);
    dwRet = RasDialA(NULL, NULL, lpParams, 0L, NULL, &hRasConn);
    if (dwRet != 0) {
        PrintError("RasDial", dwRet);
        /* It can fail and leave a connection to hang up. */
        if (hRasConn != NULL) {
            RasGetConnectStatusA(hRasConn, lpStatus);
            printf("state %x error %u\n", (unsigned)lpStatus->rasconnstate, (unsigned)lpStatus->dwError);
            printf("hang up: %u\n", (unsigned)RasHangUpA(hRasConn));
        }
    } else {
        dwRet = RasGetConnectStatusA(hRasConn, lpStatus);
        printf("state %x error %u on %s\n", (unsigned)lpStatus->rasconnstate, (unsigned)lpStatus->dwError, lpStatus->szDeviceType);
        dwRet = RasHangUpA(hRasConn);
        if (dwRet != ERROR_SUCCESS)
            PrintError("RasHangUp", dwRet);
        while (RasGetConnectStatusA(hRasConn, lpStatus) != ERROR_INVALID_HANDLE && nTries++ < 500)
            Sleep(10);
        printf("%s\n", nTries < 500 ? "down" : "still there");
    }
    PrintError("RasGetConnectStatus", RasGetConnectStatusA(hRasConn, lpStatus));
    HeapFree(GetProcessHeap(), 0, (LPVOID)lpParams);
    HeapFree(GetProcessHeap(), 0, (LPVOID)lpStatus);
    return 0;
}
