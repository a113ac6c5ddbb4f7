/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Enumerates three ways: sized by a NULL buffer, by one record, and by the count. */
#define WINVER 0x0501
#include <windows.h>
#include <stdio.h>
#include <tchar.h>
#include "ras.h"
#include "raserror.h"

static void Connections (void)
{
    DWORD dwCb = 0, dwRet, dwConnections = 0, i;
    LPRASCONN lpRasConn = NULL;

    dwRet = RasEnumConnections(lpRasConn, &dwCb, &dwConnections);
    if (dwRet == ERROR_BUFFER_TOO_SMALL) {
        lpRasConn = (LPRASCONN)HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, dwCb);
        if (lpRasConn == NULL)
            return;
        lpRasConn[0].dwSize = sizeof(RASCONN);
        dwRet = RasEnumConnections(lpRasConn, &dwCb, &dwConnections);
        if (ERROR_SUCCESS == dwRet)
            for (i = 0; i < dwConnections; i++)
                _tprintf(_T("connection %s %s size %u\n"), lpRasConn[i].szEntryName, lpRasConn[i].szDeviceType,
                         (unsigned)(lpRasConn[i].dwSize == sizeof(RASCONN)));
        HeapFree(GetProcessHeap(), 0, lpRasConn);
        return;
    }
    if (dwConnections >= 1)
        _tprintf(_T("The operation failed to acquire the buffer size.\n"));
    else
        _tprintf(_T("There are no active connections (%u).\n"), (unsigned)dwRet);
}

static void Entries (void)
{
    RASENTRYNAME first, *names = &first;
    DWORD cb = sizeof(first), n = 0, err, i;

    first.dwSize = sizeof(RASENTRYNAME);
    err = RasEnumEntries(NULL, NULL, names, &cb, &n);
    while (err == ERROR_BUFFER_TOO_SMALL) {
        if (names != &first)
            GlobalFree((HANDLE)names);
        names = (RASENTRYNAME *)GlobalAlloc(GPTR, cb);
        names->dwSize = sizeof(RASENTRYNAME);
        err = RasEnumEntries(NULL, NULL, names, &cb, &n);
    }
    for (i = 0; err == 0 && i < n; i++) {
        RASENTRY entry;
        DWORD size = sizeof(entry);

        ZeroMemory(&entry, sizeof(entry));
        entry.dwSize = sizeof(RASENTRY);
        /* With the phone book that the enumeration gave. */
        err = RasGetEntryProperties(names[i].szPhonebookPath, names[i].szEntryName, &entry, &size, NULL, NULL);
        _tprintf(_T("entry %s type %u: %u\n"), names[i].szEntryName, (unsigned)entry.dwType, (unsigned)err);
    }
    if (names != &first)
        GlobalFree((HANDLE)names);
}

static void Devices (void)
{
    DWORD cb = 0, n = 0, i;
    LPRASDEVINFO info;

    if (RasEnumDevices(NULL, &cb, &n) != ERROR_BUFFER_TOO_SMALL)
        return;
    /* By the count, not by the bytes. */
    info = (LPRASDEVINFO)HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, n * sizeof(RASDEVINFO));
    info->dwSize = sizeof(RASDEVINFO);
    cb = n * sizeof(RASDEVINFO);
    if (RasEnumDevices(info, &cb, &n) == ERROR_SUCCESS)
        for (i = 0; i < n; i++)
            _tprintf(_T("device %s %s\n"), info[i].szDeviceType, info[i].szDeviceName);
    HeapFree(GetProcessHeap(), 0, info);
}

int _tmain (int argc, TCHAR **argv)
{
    (void)argc, (void)argv;
    Connections();
    Entries();
    Devices();
    return 0;
}
