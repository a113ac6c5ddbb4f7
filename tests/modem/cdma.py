# SPDX-License-Identifier: LGPL-2.1-or-later
"""A CDMA modem: the commands of TIA/EIA/IS-707-A.3 that ModemManager's generic plugin sends.  It has no SIM card, and dials #777."""
from at import Unsupported
from modem import Modem
from network import DENIED, REGISTERED, ROAMING

SYSTEM = 4139           # the SID of its network
# Sprint's "enhanced roaming indicator"
ERI_ROAMING, ERI_HOME = 0, 1


class CdmaModem(Modem):
    gcap = '+CIS707-A, +MS, +ES, +DS, +FCLASS'
    connect_text = 'CONNECT'

    def __init__(self, options, log):
        super().__init__(options, log)
        self.registration, self.signal = options.reg, options.signal
        self.knows_roaming = False

    def dial_result(self, number):
        result, seconds = super().dial_result(number)
        served = self.registration in REGISTERED and number.lstrip('Tt') == '#777'
        return (result if served else 'no-carrier'), seconds

    def state(self):
        return {**super().state(), 'kind': 'cdma', 'reg': self.registration, 'knows_roaming': self.knows_roaming}

    def set_registration(self, status, _technology=None):
        """HOME and ROAMING are service, and only Sprint's commands tell the difference; all else is none."""
        self.registration = status if status in REGISTERED else DENIED

    def set_knows_roaming(self, knows):
        """Whether it has Sprint's commands; ModemManager tries them once, when it enables the modem first."""
        self.knows_roaming = knows

    def at_css(self, _port, _kind, _values):
        """<class>,<band>,<SID>; 99999: no system."""
        return f'+CSS: 1,A,{SYSTEM}' if self.registration in REGISTERED else '+CSS: ?,?,99999'

    def at_cad(self, _port, _kind, _values):
        """1: a digital system, 0: none."""
        return f'+CAD: {int(self.registration in REGISTERED)}'

    def at_spservice(self, _port, _kind, _values):
        """0: no service, 1: 1xRTT, 2 and 3: EV-DO."""
        if not self.knows_roaming:
            raise Unsupported
        return f'+SPSERVICE: {int(self.registration in REGISTERED)}'

    def at_speri(self, _port, _kind, _values):
        if not self.knows_roaming:
            raise Unsupported
        return f'$SPERI: {ERI_ROAMING if self.registration == ROAMING else ERI_HOME}'

    def at_csq(self, _port, kind, _values):
        return '+CSQ: (0-31,99),(0-7,99)' if kind == 'test' else f'+CSQ: {self.signal},99'
