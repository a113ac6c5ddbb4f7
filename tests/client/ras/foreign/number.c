/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A terminal program's dialler: no phone book, NUMBER USER PASSWORD on the modem there is. */
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <ras.h>
#include <raserror.h>

int main (int argc, char **argv)
{
    RASDIALPARAMSA rdp;
    RASDEVINFOA *dev;
    RASCONNA conn[4];
    RASCONNSTATUSA rcs;
    HRASCONN h = NULL;
    DWORD cb = 0, n = 0, i, rc;
    char msg[256];

    if (argc < 4)
        return 1;
    rc = RasEnumDevicesA(NULL, &cb, &n);
    if (rc == ERROR_BUFFER_TOO_SMALL) {
        dev = (RASDEVINFOA *)malloc(cb);
        dev->dwSize = sizeof(RASDEVINFOA);
        if (RasEnumDevicesA(dev, &cb, &n) == 0)
            for (i = 0; i < n; i++)
                if (strcmp(dev[i].szDeviceType, RASDT_Modem) == 0)
                    printf("modem on %s\n", dev[i].szDeviceName);
        free(dev);
    }
    memset(&rdp, 0, sizeof(rdp));
    rdp.dwSize = sizeof(rdp);
    strcpy(rdp.szPhoneNumber, argv[1]);
    strcpy(rdp.szUserName, argv[2]);
    strcpy(rdp.szPassword, argv[3]);
    rc = RasDialA(NULL, NULL, &rdp, 0, NULL, &h);
    if (rc != 0) {
        if (RasGetErrorStringA(rc, msg, sizeof(msg)) != 0)
            sprintf(msg, "unknown");
        printf("error %u: %s\n", rc, msg);
        if (h)
            RasHangUpA(h);
        return 0;
    }
    conn[0].dwSize = sizeof(conn[0]);
    cb = sizeof(conn);
    if (RasEnumConnectionsA(conn, &cb, &n) == 0)
        for (i = 0; i < n; i++)
            printf("connected as \"%s\" by %s\n", conn[i].szEntryName, conn[i].szDeviceType);
    rcs.dwSize = sizeof(rcs);
    rc = RasGetConnectStatusA(h, &rcs);
    printf("status %u: %x, number %s\n", rc, rcs.rasconnstate, rcs.szPhoneNumber);
    printf("hang up %u\n", RasHangUpA(h));
    for (i = 0; i < 100 && RasGetConnectStatusA(h, &rcs) != ERROR_INVALID_HANDLE; i++)
        Sleep(50);
    printf("%s\n", i < 100 ? "on hook" : "off hook");
    return 0;
}
