# SPDX-License-Identifier: LGPL-2.1-or-later
"""A CDMA modem: the commands of TIA/EIA/IS-707-A.3 that ModemManager's generic plugin sends.  It has no SIM card, and dials #777."""
from modem import Modem
from network import DENIED, HOME, REGISTERED

SYSTEM = 4139           # the SID of its network


class CdmaModem(Modem):
    gcap = '+CIS707-A, +MS, +ES, +DS, +FCLASS'
    connect_text = 'CONNECT'

    def __init__(self, options, log):
        super().__init__(options, log)
        self.registration, self.signal = options.reg, options.signal

    def dial_result(self, number):
        result, seconds = super().dial_result(number)
        at_home = self.registration in REGISTERED and number.lstrip('Tt') == '#777'
        return (result if at_home else 'no-carrier'), seconds

    def state(self):
        return {**super().state(), 'kind': 'cdma', 'reg': self.registration}

    def set_registration(self, status, _technology=None):
        """HOME and ROAMING are service, of which AT commands tell no difference; all else is none."""
        self.registration = HOME if status in REGISTERED else DENIED

    def at_css(self, _port, _kind, _values):
        """<class>,<band>,<SID>; 99999: no system."""
        return f'+CSS: 1,A,{SYSTEM}' if self.registration in REGISTERED else '+CSS: ?,?,99999'

    def at_cad(self, _port, _kind, _values):
        """1: a digital system, 0: none."""
        return f'+CAD: {int(self.registration in REGISTERED)}'

    def at_csq(self, _port, kind, _values):
        return '+CSQ: (0-31,99),(0-7,99)' if kind == 'test' else f'+CSQ: {self.signal},99'
