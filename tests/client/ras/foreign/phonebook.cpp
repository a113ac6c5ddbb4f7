/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Wide C++ with -fshort-wchar: makes an entry, dials it with what is stored, changes and
 * removes it. */
#ifndef UNICODE
#define UNICODE
#endif
#include <windows.h>
#include <tchar.h>
#include <ras.h>
#include <raserror.h>

static const wchar_t *const kName = L"made abroad";

static int Show (const wchar_t *what, DWORD rc)
{
    wchar_t text[256];

    if (rc == ERROR_SUCCESS)
        wprintf(L"%s: done\n", what);
    else if (RasGetErrorString(rc, text, 256) == ERROR_SUCCESS)
        wprintf(L"%s: %u %s\n", what, rc, text);
    else
        wprintf(L"%s: %u\n", what, rc);
    return rc == ERROR_SUCCESS;
}

static DWORD Make (LPCWSTR server, LPCWSTR device)
{
    RASENTRYW entry;
    DWORD size = 0, rc;

    /* The size first, then defaults. */
    rc = RasGetEntryPropertiesW(NULL, L"", NULL, &size, NULL, NULL);
    wprintf(L"size known %d\n", rc == ERROR_BUFFER_TOO_SMALL && size >= sizeof(RASENTRYW));
    ZeroMemory(&entry, sizeof(entry));
    entry.dwSize = sizeof(entry);
    size = sizeof(entry);
    if ((rc = RasGetEntryPropertiesW(NULL, L"", &entry, &size, NULL, NULL)) != ERROR_SUCCESS)
        return rc;
    entry.dwfOptions = RASEO_RequireEncryptedPw | RASEO_PreviewUserPw | RASEO_RemoteDefaultGateway;
    entry.dwfNetProtocols = RASNP_Ip;
    entry.dwFramingProtocol = RASFP_Ppp;
    entry.dwType = RASET_Vpn;
    entry.dwVpnStrategy = VS_Default;
    entry.dwEncryptionType = ET_Optional;
    _tcscpy(entry.szLocalPhoneNumber, server);
    _tcscpy(entry.szDeviceType, RASDT_Vpn);
    _tcscpy(entry.szDeviceName, device);
    return RasSetEntryPropertiesW(NULL, kName, &entry, sizeof(entry), NULL, 0);
}

static DWORD Store (void)
{
    RASCREDENTIALSW credentials;

    ZeroMemory(&credentials, sizeof(credentials));
    credentials.dwSize = sizeof(credentials);
    credentials.dwMask = RASCM_Password;
    _tcscpy(credentials.szPassword, L"good");
    return RasSetCredentialsW(NULL, kName, &credentials, FALSE);
}

/* What is stored goes back to RasDial as it was read. */
static DWORD Dial (HRASCONN *connection)
{
    RASDIALPARAMSW params;
    BOOL password = FALSE;
    DWORD rc;

    ZeroMemory(&params, sizeof(params));
    params.dwSize = sizeof(params);
    _tcscpy(params.szEntryName, kName);
    rc = RasGetEntryDialParamsW(NULL, &params, &password);
    if (rc != ERROR_SUCCESS)
        return rc;
    wprintf(L"password stored %d, read as %s\n", password, params.szPassword);
    *connection = NULL;
    return RasDialW(NULL, NULL, &params, 0, NULL, connection);
}

int _tmain (int argc, wchar_t **argv)
{
    HRASCONN connection = NULL;
    RASCONNSTATUSW status;
    DWORD rc;

    if (argc < 2)
        return 1;
    rc = RasValidateEntryNameW(NULL, kName);
    if (rc == ERROR_ALREADY_EXISTS)
        RasDeleteEntryW(NULL, kName);
    Show(L"make", Make(argv[1], L"org.freedesktop.NetworkManager.labvpn"));
    wprintf(L"name taken %d\n", RasValidateEntryNameW(NULL, kName) == ERROR_ALREADY_EXISTS);
    Show(L"store", Store());
    if (argc > 2 && Show(L"dial", Dial(&connection))) {
        status.dwSize = sizeof(status);
        wprintf(L"delete while connected: %u\n", RasDeleteEntryW(NULL, kName));
        Show(L"hang up", RasHangUp(connection));
        while (RasGetConnectStatus(connection, &status) == ERROR_SUCCESS)
            Sleep(10);
    }
    Show(L"rename", RasRenameEntry(NULL, kName, L"renamed abroad"));
    while ((rc = RasDeleteEntry(NULL, L"renamed abroad")) == ERROR_CANNOT_DELETE)
        Sleep(50);
    Show(L"delete", rc);
    Show(L"delete again", RasDeleteEntry(NULL, L"renamed abroad"));
    return 0;
}
