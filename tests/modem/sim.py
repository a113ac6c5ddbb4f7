# SPDX-License-Identifier: LGPL-2.1-or-later
"""The SIM card: locks, and the few files that ModemManager reads (3GPP TS 31.102)."""
from at import CmeError

STATES = ('ready', 'pin', 'puk', 'none', 'failure')
EF_ICCID, EF_AD, EF_SPN = '12258', '28589', '28486'


class Sim:
    """STATE is one of STATES; PIN opens 'pin', PUK opens 'puk'; three wrong PINs lead to 'puk'."""

    PIN_TRIES, PUK_TRIES = 3, 10

    def __init__(self, state, pin, puk, imsi, iccid, msisdn):
        self.pin, self.puk = pin, puk
        self.imsi, self.iccid, self.msisdn = imsi, iccid, msisdn
        self.set_state(state)

    def set_state(self, state):
        if state not in STATES:
            raise ValueError(f'no such state of a SIM: {state}')
        self.state = state
        self.lock_enabled = state in ('pin', 'puk')
        self.pin_tries = 0 if state == 'puk' else self.PIN_TRIES
        self.puk_tries = self.PUK_TRIES

    def error(self):
        return CmeError({'pin': CmeError.PIN, 'puk': CmeError.PUK, 'none': CmeError.NO_SIM,
                         'failure': CmeError.SIM_FAILURE}[self.state])

    def need_ready(self):
        if self.state != 'ready':
            raise self.error()

    def need_card(self):
        if self.state in ('none', 'failure'):
            raise self.error()

    def lock_text(self):
        self.need_card()
        return {'ready': 'READY', 'pin': 'SIM PIN', 'puk': 'SIM PUK'}[self.state]

    def unlock(self, code, new_pin=None):
        self.need_card()
        if self.state == 'ready':
            raise CmeError(CmeError.OPERATION_NOT_ALLOWED)
        if self.state == 'pin':
            self.try_pin(code)
        elif new_pin is None or code != self.puk:
            self.puk_tries -= 1
            raise CmeError(CmeError.WRONG_PASSWORD)
        else:
            self.pin = new_pin
        self.state, self.pin_tries = 'ready', self.PIN_TRIES

    def try_pin(self, code):
        if code == self.pin:
            return
        self.pin_tries -= 1
        if self.pin_tries == 0:
            self.state = 'puk'
            raise CmeError(CmeError.PUK)
        raise CmeError(CmeError.WRONG_PASSWORD)

    def change_pin(self, old, new):
        self.need_ready()
        if old != self.pin:
            raise CmeError(CmeError.WRONG_PASSWORD)
        self.pin = new

    def enable_lock(self, on, code):
        self.need_ready()
        if code != self.pin:
            raise CmeError(CmeError.WRONG_PASSWORD)
        self.lock_enabled = on

    def retries_of(self, command):
        """The status words of an empty VERIFY or UNBLOCK, which costs no try: '63C3' (ETSI TS 102 221, 11.1.9)."""
        self.need_card()
        left = {'0020000100': self.pin_tries, '002C000100': self.puk_tries,
                '0020008100': self.PIN_TRIES, '002C008100': self.PUK_TRIES}[command]
        return f'63C{left:X}'

    def read_file(self, number, provider):
        """The answer to a +CRSM READ BINARY of one elementary file; PROVIDER is the name in EF_SPN."""
        self.need_ready()
        if number == EF_ICCID:      # nibbles swapped
            digits = (self.iccid + 'F')[:20]
            return '144,0,"' + ''.join(digits[i + 1] + digits[i] for i in range(0, 20, 2)) + '"'
        if number == EF_AD:         # last byte: two digits of the IMSI are the MNC
            return '144,0,"00000002"'
        if number == EF_SPN:
            return '144,0,"' + ('01' + provider.encode().hex().upper()).ljust(34, 'F')[:34] + '"'
        return '106,130'            # file not found
