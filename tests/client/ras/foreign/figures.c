/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A status window's figures: addresses, counters and time of each connection. */
#include <windows.h>
#include <stdio.h>
#include <ras.h>
#include <raserror.h>

static void figures (const RASCONNA *c)
{
    RAS_STATS stats;
    RASPPPIPA ip;
    RASPPPLCPA lcp;
    HRASCONN link = NULL;
    DWORD cb, rc;

    memset(&stats, 0xcc, sizeof stats);
    stats.dwSize = sizeof(RAS_STATS);
    rc = RasGetConnectionStatistics(c->hrasconn, &stats);
    printf("%s: statistics %u, up %d\n", c->szEntryName, rc, stats.dwConnectDuration < 600000);
    printf("clear %u\n", RasClearConnectionStatistics(c->hrasconn));
    memset(&stats, 0, sizeof stats);
    stats.dwSize = sizeof(RAS_STATS);
    rc = RasGetLinkStatistics(c->hrasconn, 1, &stats);
    printf("link %u, sent since %u\n", rc, stats.dwBytesXmited);
    stats.dwSize = 1;
    printf("bad size %x\n", RasGetConnectionStatistics(c->hrasconn, &stats));
    ip.dwSize = sizeof(ip);
    cb = sizeof(ip);
    rc = RasGetProjectionInfoA(c->hrasconn, RASP_PppIp, &ip, &cb);
    printf("ip %u %s %s\n", rc, rc ? "" : ip.szIpAddress, rc ? "" : ip.szServerIpAddress);
    lcp.dwSize = sizeof(lcp);
    cb = sizeof(lcp);
    printf("lcp %u\n", RasGetProjectionInfoA(c->hrasconn, RASP_PppLcp, &lcp, &cb));
    printf("link handle %u\n", RasGetSubEntryHandleA(c->hrasconn, 1, &link));
}

int main (void)
{
    RASCONNA c[8];
    DWORD cb = sizeof(c), n = 0, i;

    c[0].dwSize = sizeof(RASCONNA);
    if (RasEnumConnectionsA(c, &cb, &n) != 0 || n == 0) {
        puts("not connected");
        return 0;
    }
    for (i = 0; i < n; i++)
        figures(&c[i]);
    /* And all of it down, whoever dialled it. */
    for (i = 0; i < n; i++) {
        RASCONNSTATUSA s;

        printf("hang up %u\n", RasHangUpA(c[i].hrasconn));
        s.dwSize = sizeof(s);
        while (RasGetConnectStatusA(c[i].hrasconn, &s) != ERROR_INVALID_HANDLE)
            Sleep(0);
    }
    n = 8;
    cb = sizeof(c);
    printf("left: %u", RasEnumConnectionsA(c, &cb, &n));
    printf(" %u\n", n);
    return 0;
}
