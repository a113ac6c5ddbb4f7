/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Of a windowed program: asks for messages, and falls back on waiting where it gets none. */
#include <windows.h>
#include <stdio.h>
#include <ras.h>
#include <raserror.h>

int main (int argc, char **argv)
{
    HWND hwnd = (HWND)(intptr_t)0x10042;
    const char *message = RASDIALEVENT;
    RASDIALPARAMSA params = { 0 };
    HRASCONN connection = NULL;
    DWORD rc;

    if (argc < 2)
        return 1;
    params.dwSize = sizeof(params);
    strcpy(params.szEntryName, argv[1]);
    rc = RasDialA(NULL, NULL, &params, 0xFFFFFFFF, hwnd, &connection);
    printf("%s or %x: %u, handle %d\n", message, WM_RASDIALEVENT, rc, connection != NULL);
    if (rc == 50)
        rc = RasDialA(NULL, NULL, &params, 0xFFFFFFFF, NULL, &connection);
    printf("waited: %u\n", rc);
    printf("hang up %u\n", RasHangUpA(connection));
    return 0;
}
