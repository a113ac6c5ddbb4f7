# SPDX-License-Identifier: LGPL-2.1-or-later
"""A plain analogue modem on a telephone line: V.250 and nothing of 3GPP; dials any number."""
import at
from modem import Modem


class AnalogueModem(Modem):
    gcap = '+FCLASS,+MS,+ES,+DS'
    connect_text = 'CONNECT 33600'

    def dial_result(self, number):
        """'ATD' without a number only goes off-hook; X3 to X0 would not look for a dial tone, which is not modelled."""
        if not number.strip('TtPp ,;'):
            return 'no-carrier', 0
        return super().dial_result(number)

    def state(self):
        return {**super().state(), 'kind': 'analogue'}

    def at_fclass(self, _port, kind, values):
        if kind == 'set' and values != ['0']:
            raise at.Unsupported
        return {'test': '0', 'read': '0'}.get(kind)

    def at_ms(self, _port, kind, _values):
        return {'test': '+MS: (V34,V90),(0,1),(2400-33600)', 'read': '+MS: V34,1,2400,33600'}.get(kind)
