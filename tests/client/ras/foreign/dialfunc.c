/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* TCHAR throughout, a RasDialFunc and an event that it sets; compiled A and W. */
#include <windows.h>
#include <tchar.h>
#include <stdio.h>
#include <ras.h>
#include <raserror.h>

HANDLE gEvent_handle;
DWORD g_dwError;

VOID WINAPI RasDialFunc (UINT unMsg, RASCONNSTATE rasconnstate, DWORD dwError)
{
    static RASCONNSTATE last = (RASCONNSTATE)-1;
    TCHAR szError[512];

    if (unMsg != WM_RASDIALEVENT)
        return;
    if (dwError) {
        if (RasGetErrorString(dwError, szError, 512) != ERROR_SUCCESS)
            _tcscpy(szError, TEXT("Unknown Error"));
        _tprintf(TEXT("Error: %u - %s\n"), (unsigned)dwError, szError);
        g_dwError = dwError;
        SetEvent(gEvent_handle);
        return;
    }
    switch (rasconnstate) {
    case RASCS_OpenPort:
        _tprintf(_T("Opening port...\n"));
        break;
    case RASCS_ConnectDevice:
        _tprintf(_T("Connecting...\n"));
        break;
    case RASCS_Authenticate:
    case RASCS_AuthNotify:
        if (last != RASCS_Authenticate)
            _tprintf(_T("Authenticating...\n"));
        break;
    case RASCS_Connected:
        _tprintf(_T("Connected.\n"));
        SetEvent(gEvent_handle);
        break;
    case RASCS_Disconnected:
        _tprintf(_T("Disconnected.\n"));
        SetEvent(gEvent_handle);
        break;
    default:
        break;
    }
    last = rasconnstate;
}

int _tmain (int argc, _TCHAR *argv[])
{
    RASDIALPARAMS rdParams;
    HRASCONN hRasConn = NULL;
    RASCONNSTATUS rStatus;
    DWORD dwRet, dwStart;

    if (argc != 2)
        return 1;
    gEvent_handle = CreateEvent(NULL, TRUE, FALSE, NULL);
    rdParams.dwSize = sizeof(RASDIALPARAMS);
    _tcscpy(rdParams.szEntryName, argv[1]);
    /* The rest of the structure stays what it was, but for the texts. */
    rdParams.szPhoneNumber[0] = _T('\0');
    rdParams.szCallbackNumber[0] = _T('\0');
    rdParams.szUserName[0] = _T('\0');
    rdParams.szPassword[0] = _T('\0');
    _tcscpy(rdParams.szDomain, _T("*"));
    dwRet = RasDial(NULL, NULL, &rdParams, 0, (LPVOID)RasDialFunc, &hRasConn);
    if (dwRet) {
        _tprintf(_T("RasDial: %u\n"), (unsigned)dwRet);
        return 1;
    }
    WaitForSingleObject(gEvent_handle, INFINITE);
    rStatus.dwSize = sizeof(RASCONNSTATUS);
    dwRet = RasGetConnectStatus(hRasConn, &rStatus);
    _tprintf(_T("status %u: error %u device %s\n"), (unsigned)dwRet, (unsigned)rStatus.dwError, rStatus.szDeviceType);
    _tprintf(_T("hang up: %u\n"), (unsigned)RasHangUp(hRasConn));
    dwStart = GetTickCount();
    while (RasGetConnectStatus(hRasConn, &rStatus) == 0)
        Sleep(0);
    _tprintf(_T("%s\n"), GetTickCount() - dwStart < 2500 ? _T("gone in time") : _T("too late"));
    CloseHandle(gEvent_handle);
    return 0;
}
