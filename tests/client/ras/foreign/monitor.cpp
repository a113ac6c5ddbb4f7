/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A class around a connection: RasDialFunc2 that finds its object by the callback id,
 * auto-reset events on all connections and on the own one, vectors of records. */
#include <windows.h>
#include <ras.h>
#include <raserror.h>

#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

class RasError : public std::runtime_error {
public:
    explicit RasError(DWORD code) : std::runtime_error(Text(code)), m_code(code) {}
    DWORD Code() const { return m_code; }
    static std::string Text(DWORD code) {
        CHAR text[512];
        DWORD rc = ::RasGetErrorStringA(code, text, sizeof(text));
        return rc == ERROR_SUCCESS ? std::string(text) : "code " + std::to_string(code);
    }
private:
    DWORD m_code;
};

class Connection {
public:
    explicit Connection(const char *name) : m_handle(NULL), m_error(0), m_connected(false), m_listed(false) {
        m_done = ::CreateEventA(NULL, FALSE, FALSE, NULL);
        m_any = ::CreateEventA(NULL, FALSE, FALSE, NULL);
        DWORD rc = ::RasConnectionNotificationA(static_cast<HRASCONN>(INVALID_HANDLE_VALUE), m_any, 3);
        if (rc != ERROR_SUCCESS)
            throw RasError(rc);
        RASDIALPARAMSA params = {};
        params.dwSize = sizeof params;
        std::string(name).copy(params.szEntryName, RAS_MaxEntryName);
        params.dwCallbackId = reinterpret_cast<ULONG_PTR>(this);
        rc = ::RasDialA(NULL, NULL, &params, 2, reinterpret_cast<LPVOID>(&Connection::OnDial), &m_handle);
        if (rc != ERROR_SUCCESS)
            throw RasError(rc);
    }
    ~Connection() {
        ::CloseHandle(m_done);
        ::CloseHandle(m_any);
    }
    bool Wait() {
        ::WaitForSingleObject(m_done, INFINITE);
        return m_connected;
    }
    bool Changed(DWORD ms) { return ::WaitForSingleObject(m_any, ms) == WAIT_OBJECT_0; }
    bool WasListed() const { return m_listed; }
    DWORD Error() const { return m_error; }
    HRASCONN Handle() const { return m_handle; }

    static std::vector<RASCONNA> All() {
        std::vector<RASCONNA> all(1);
        DWORD cb = sizeof(RASCONNA), n = 0, rc;
        for (;;) {
            all[0].dwSize = sizeof(RASCONNA);
            rc = ::RasEnumConnectionsA(&all[0], &cb, &n);
            if (rc != ERROR_BUFFER_TOO_SMALL)
                break;
            all.resize(n);
            cb = n * sizeof(RASCONNA);
        }
        if (rc != ERROR_SUCCESS)
            throw RasError(rc);
        all.resize(n);
        return all;
    }

    /* Until there is nothing left to hang up. */
    DWORD HangUp() {
        DWORD rc;
        while ((rc = ::RasHangUpA(m_handle)) == ERROR_SUCCESS)
            ;
        return rc;
    }

private:
    static DWORD CALLBACK OnDial(ULONG_PTR id, DWORD, HRASCONN handle, UINT, RASCONNSTATE state, DWORD error, DWORD) {
        Connection *self = reinterpret_cast<Connection *>(id);
        if (error != 0) {
            self->m_error = error;
            ::SetEvent(self->m_done);
            return 0;
        }
        if (state == RASCS_Connected) {
            for (const RASCONNA &c : All())
                self->m_listed |= c.hrasconn == handle;
            self->m_connected = true;
            ::SetEvent(self->m_done);
            return 0;
        }
        return 1;
    }

    HRASCONN m_handle;
    HANDLE m_done, m_any;
    DWORD m_error;
    bool m_connected, m_listed;
};

int main(int argc, char **argv)
{
    if (argc < 2)
        return 1;
    try {
        Connection connection(argv[1]);
        if (!connection.Wait()) {
            std::printf("failed: %u %s\n", connection.Error(), RasError::Text(connection.Error()).c_str());
            connection.HangUp();
            return 0;
        }
        std::printf("connected, listed %d, event %d\n", connection.WasListed(), connection.Changed(5000));
        HANDLE dropped = ::CreateEventA(NULL, FALSE, FALSE, NULL);
        ::RasConnectionNotificationA(connection.Handle(), dropped, RASCN_Disconnection);
        std::printf("last hang up: %u\n", connection.HangUp());
        std::printf("dropped %d\n", ::WaitForSingleObject(dropped, 10000) == WAIT_OBJECT_0);
        RASCONNSTATUSA status = {};
        status.dwSize = sizeof status;
        while (::RasGetConnectStatusA(connection.Handle(), &status) != ERROR_INVALID_HANDLE)
            ::Sleep(10);
        std::printf("connections left: %u\n", static_cast<unsigned>(Connection::All().size()));
        ::CloseHandle(dropped);
    } catch (const RasError &e) {
        std::printf("thrown: %u %s\n", e.Code(), e.what());
    }
    return 0;
}
