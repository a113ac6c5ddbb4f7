/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Of 1996: the layout of Windows 95, sizes as numbers, one structure on the stack for
 * every list, polling instead of callbacks. */
#define WINVER 0x0400
#include <windows.h>
#include <stdio.h>
#include "ras.h"
#include "raserror.h"

static RASDIALPARAMS params;

static DWORD WINAPI dial (LPVOID connection)
{
    return RasDial(NULL, NULL, &params, 0, NULL, (LPHRASCONN)connection);
}

int main (int argc, char *argv[])
{
    static HRASCONN connection;
    RASCONN list[4];
    RASCONNSTATUS status;
    DWORD size, count, i, rc;
    HANDLE thread;
    char name[81];

    if (argc < 2)
        return 1;
    params.dwSize = 1052;
    strcpy(params.szEntryName, argv[1]);
    thread = CreateThread(NULL, 0, dial, &connection, 0, NULL);
    while (__atomic_load_n(&connection, __ATOMIC_ACQUIRE) == NULL)
        Sleep(1);
    status.dwSize = 160;
    do {
        rc = RasGetConnectStatus(connection, &status);
        Sleep(1);
    } while (rc == 0 && status.dwError == 0 && !(status.rasconnstate & RASCS_DONE));
    printf("state %x error %u type %s\n", status.rasconnstate, (unsigned)status.dwError, status.szDeviceType);
    WaitForSingleObject(thread, INFINITE);
    list[0].dwSize = sizeof(RASCONN);
    size = sizeof(list);
    count = 0;
    rc = RasEnumConnections(list, &size, &count);
    for (i = 0; rc == 0 && i < count; i++)
        printf("up: %s (%u bytes)\n", list[i].szEntryName, (unsigned)list[i].dwSize);
    RasGetErrorString(ERROR_LINE_BUSY, name, 81);
    printf("676 is %s\n", name);
    printf("hang up %u\n", (unsigned)RasHangUp(connection));
    for (i = 0; i < 100 && RasGetConnectStatus(connection, &status) == 0; i++)
        Sleep(50);
    printf("%s\n", i < 100 ? "gone" : "there");
    CloseHandle(thread);
    return 0;
}
