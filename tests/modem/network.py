# SPDX-License-Identifier: LGPL-2.1-or-later
"""The operator's network as the modem sees it: registration, access technology, signal (3GPP TS 27.007, 7.2 and 10.1)."""
HOME, SEARCHING, DENIED, ROAMING = 1, 2, 3, 5
REGISTERED = (HOME, ROAMING)
LTE = 7


class Network:
    """status: +CREG's <stat> (0 idle, 1 home, 2 searching, 3 denied, 5 roaming); technology: its <AcT> (0 GSM, 2 UMTS,
    7 LTE); signal: +CSQ's 0..31, 99 unknown."""

    def __init__(self, status, technology, signal, code, name):
        self.status, self.technology, self.signal = status, technology, signal
        self.code, self.name = code, name
        self.attached = True

    def registration_text(self, command, mode, status, with_mode):
        """'+CREG: 2,1,"00A1","0001B2C3",7': the answer to a read, or the URC without its first value."""
        if command == 'CEREG' and self.technology != LTE and status in REGISTERED:
            status = 0
        parts = [str(mode)] if with_mode else []
        parts.append(str(status))
        if mode >= 2 and status in REGISTERED:
            parts += ['"00A1"', '"0001B2C3"', str(self.technology)]
        return f'+{command}: ' + ','.join(parts)
