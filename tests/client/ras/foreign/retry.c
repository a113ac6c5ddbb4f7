/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Paused states: ENTRY USER PASSWORD..., one password for each time that it is refused. */
#include <windows.h>
#include <tchar.h>
#include <ras.h>
#include <raserror.h>

static HANDLE g_changed;
static volatile DWORD g_state = (DWORD)-1, g_error;

static VOID WINAPI RasDialFunc1 (HRASCONN h, UINT msg, RASCONNSTATE state, DWORD error, DWORD extended)
{
    (void)h, (void)msg, (void)extended;
    if (error == 0 && !(state & (RASCS_PAUSED | RASCS_DONE)))
        return;
    g_error = error;
    g_state = (DWORD)state;
    SetEvent(g_changed);
}

int _tmain (int argc, TCHAR **argv)
{
    RASDIALEXTENSIONS extensions;
    RASDIALPARAMS params;
    HRASCONN connection = NULL;
    DWORD rc;
    int next = 3;

    if (argc < 3)
        return 1;
    g_changed = CreateEvent(NULL, FALSE, FALSE, NULL);
    ZeroMemory(&extensions, sizeof(extensions));
    extensions.dwSize = sizeof(extensions);
    extensions.dwfOptions = RDEOPT_PausedStates;
    ZeroMemory(&params, sizeof(params));
    params.dwSize = sizeof(params);
    _tcscpy(params.szEntryName, argv[1]);
    rc = RasDial(&extensions, NULL, &params, 1, (LPVOID)RasDialFunc1, &connection);
    while (rc == ERROR_SUCCESS) {
        WaitForSingleObject(g_changed, INFINITE);
        if (!(g_state & RASCS_PAUSED))
            break;
        _tprintf(TEXT("paused in %x\n"), (unsigned)g_state);
        if (next >= argc) {
            _tprintf(TEXT("giving up\n"));
            break;
        }
        _tcscpy(params.szUserName, argv[2]);
        _tcscpy(params.szPassword, argv[next++]);
        rc = RasDial(&extensions, NULL, &params, 1, (LPVOID)RasDialFunc1, &connection);
    }
    if (rc)
        _tprintf(TEXT("RasDial %u\n"), (unsigned)rc);
    else if (!(g_state & RASCS_PAUSED))
        _tprintf(TEXT("state %x error %u\n"), (unsigned)g_state, (unsigned)g_error);
    _tprintf(TEXT("hang up %u\n"), (unsigned)RasHangUp(connection));
    CloseHandle(g_changed);
    return 0;
}
