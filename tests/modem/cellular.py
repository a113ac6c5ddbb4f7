# SPDX-License-Identifier: LGPL-2.1-or-later
"""A GSM, UMTS or LTE modem: the commands of 3GPP TS 27.007 that ModemManager's generic plugin sends."""
import re

import network
from at import CmeError, Unsupported
from modem import Modem
from network import Network
from sim import Sim

DATA_CALL = re.compile(r'T?\*9[89](\*+\d+)?#|T?\*99\*\*\*\d+#', re.IGNORECASE)      # TS 27.007, 10.2.1.1


class CellularModem(Modem):
    gcap = '+CGSM,+DS,+ES'
    connect_text = 'CONNECT 7200000'

    def __init__(self, options, log):
        super().__init__(options, log)
        self.sim = Sim(options.sim, options.pin, options.puk, options.imsi, options.iccid, options.msisdn)
        self.network = Network(options.reg, options.act, options.signal, options.operator_code, options.operator_name)
        self.identity.update({'+CGMI': options.manufacturer, '+CGMM': options.model, '+CGMR': options.revision,
                              '+CGSN': options.imei})
        self.functionality = 1          # +CFUN
        self.charset = 'IRA'
        self.contexts = {1: ['IP', 'internet']}
        self.active = set()

    def identification(self):
        return [f'Manufacturer: {self.identity["+CGMI"]}', f'Model: {self.identity["+CGMM"]}',
                f'Revision: {self.identity["+CGMR"]}', f'IMEI: {self.identity["+CGSN"]}', '+GCAP: +CGSM']

    def state(self):
        return {**super().state(), 'kind': 'cellular', 'sim': self.sim.state, 'pin_tries': self.sim.pin_tries,
                'reg': self.network.status, 'cfun': self.functionality, 'contexts': self.contexts}

    def dial_result(self, number):
        if self.sim.state != 'ready':
            return f'cme:{self.sim.error().code}', 0
        result, seconds = super().dial_result(number)
        if result == 'connect' and not DATA_CALL.match(number):
            result = 'no-carrier'
        return ('no-carrier' if self.registration() not in network.REGISTERED else result), seconds

    # --- what control commands change ------------------------------------------------

    def set_sim(self, state):
        self.sim.set_state(state)

    def set_registration(self, status, technology=None):
        self.network.status = status
        if technology is not None:
            self.network.technology = technology
        self.tell_registration()

    # --- registration ------------------------------------------------------------------

    def registration(self):
        return self.network.status if self.functionality == 1 and self.sim.state == 'ready' else 0

    def registration_line(self, port, command, with_mode):
        return self.network.registration_text(command, port.urc[command], self.registration(), with_mode)

    def tell_registration(self):
        for port in self.ports:
            for command in port.urc:
                if port.takes_urcs and port.urc[command]:
                    port.say(self.registration_line(port, command, with_mode=False))

    def registration_command(self, name, port, kind, values):
        if kind == 'test':
            return f'+{name}: (0-2)'
        if kind == 'read':
            return self.registration_line(port, name, with_mode=True)
        port.urc[name] = int(values[0])
        return None

    def at_creg(self, port, kind, values):
        return self.registration_command('CREG', port, kind, values)

    def at_cgreg(self, port, kind, values):
        return self.registration_command('CGREG', port, kind, values)

    def at_cereg(self, port, kind, values):
        return self.registration_command('CEREG', port, kind, values)

    def at_cops(self, port, kind, values):
        self.sim.need_ready()
        net = self.network
        if kind == 'test':
            return f'+COPS: (2,"{net.name}","{net.name}","{net.code}",{net.technology}),,(0,1,3),(0,2)'
        if kind == 'read':
            if self.registration() not in network.REGISTERED:
                return '+COPS: 0'
            shown = net.code if port.operator_format == 2 else net.name
            return f'+COPS: 0,{port.operator_format},"{shown}",{net.technology}'
        if values[0] == '3':
            port.operator_format = int(values[1])
        elif values[0] == '1' and values[2] not in (net.code, net.name):
            raise CmeError(CmeError.NO_NETWORK)
        return None

    def at_csq(self, _port, kind, _values):
        return '+CSQ: (0-31,99),(0-7,99)' if kind == 'test' else f'+CSQ: {self.network.signal},99'

    def at_cind(self, _port, kind, _values):
        if kind == 'test':
            return '+CIND: ("signal",(0-5)),("service",(0-1)),("roam",(0-1))'
        status = self.registration()
        bars = min(5, self.network.signal // 6)
        return f'+CIND: {bars},{int(status in network.REGISTERED)},{int(status == network.ROAMING)}'

    def at_cmer(self, _port, kind, _values):
        return '+CMER: (0-3),(0),(0),(0-1),(0)' if kind == 'test' else None

    def at_ws46(self, _port, kind, _values):
        return {'test': '+WS46: (12,22,25,28,29)', 'read': '+WS46: 25'}.get(kind)

    # --- the modem itself --------------------------------------------------------------

    def at_cmee(self, port, kind, values):
        if kind == 'set':
            port.cmee = int(values[0] or 0)
            return None
        return '+CMEE: (0-2)' if kind == 'test' else f'+CMEE: {port.cmee}'

    def at_cfun(self, _port, kind, values):
        if kind == 'test':
            return '+CFUN: (0,1,4),(0,1)'
        if kind == 'read':
            return f'+CFUN: {self.functionality}'
        self.functionality = int(values[0])
        self.loop.after(.1, self.tell_registration)
        return None

    def at_cscs(self, _port, kind, values):
        if kind == 'set':
            if values[0] not in ('IRA', 'GSM'):
                raise CmeError(CmeError.INCORRECT_PARAMETERS)
            self.charset = values[0]
            return None
        return '+CSCS: ("IRA","GSM")' if kind == 'test' else f'+CSCS: "{self.charset}"'

    def at_cclk(self, _port, kind, _values):
        return '+CCLK: "26/11/22,12:00:00+00"' if kind == 'read' else None

    def at_cmgf(self, _port, kind, _values):
        return {'test': '+CMGF: (0,1)', 'read': '+CMGF: 0'}.get(kind)

    # --- the SIM -----------------------------------------------------------------------

    def at_cpin(self, _port, kind, values):
        if kind == 'test':
            return None
        if kind == 'read':
            return f'+CPIN: {self.sim.lock_text()}'
        self.sim.unlock(*values[:2])
        self.loop.after(.2, self.tell_registration)
        return None

    def at_cpinr(self, _port, _kind, _values):
        self.sim.need_card()
        return [f'+CPINR: SIM PIN,{self.sim.pin_tries},{Sim.PIN_TRIES}',
                f'+CPINR: SIM PUK,{self.sim.puk_tries},{Sim.PUK_TRIES}']

    def at_csim(self, _port, kind, values):
        """Only what ModemManager asks: how many tries are left."""
        try:
            return f'+CSIM: 4,"{self.sim.retries_of(values[1])}"' if kind == 'set' else None
        except KeyError:
            raise CmeError(CmeError.NOT_SUPPORTED) from None

    def at_clck(self, _port, kind, values):
        self.sim.need_ready()
        if kind == 'test':
            return '+CLCK: ("SC","FD","PN","PU","PP","PC","PF")'
        if values[1] == '2':
            return f'+CLCK: {int(self.sim.lock_enabled and values[0] == "SC")}'
        if values[0] != 'SC':
            raise CmeError(CmeError.NOT_SUPPORTED)
        self.sim.enable_lock(values[1] == '1', values[2])
        return None

    def at_cpwd(self, _port, _kind, values):
        self.sim.change_pin(values[1], values[2])

    def at_cimi(self, _port, kind, _values):
        self.sim.need_ready()
        return None if kind == 'test' else self.sim.imsi

    def at_ccid(self, _port, kind, _values):
        self.sim.need_ready()
        return None if kind == 'test' else f'+CCID: {self.sim.iccid}'

    at_iccid = at_ccid

    def at_crsm(self, _port, kind, values):
        self.sim.need_ready()
        if kind != 'set':
            return None
        if values[0] != '176':      # READ BINARY
            return '+CRSM: 106,130'
        return f'+CRSM: {self.sim.read_file(values[1], self.network.name)}'

    def at_cnum(self, _port, kind, _values):
        self.sim.need_ready()
        return None if kind == 'test' else f'+CNUM: "","{self.sim.msisdn}",145'

    # --- packet contexts ---------------------------------------------------------------

    def at_cgatt(self, _port, kind, values):
        if kind == 'test':
            return '+CGATT: (0,1)'
        if kind == 'read':
            return f'+CGATT: {int(self.network.attached and self.registration() in network.REGISTERED)}'
        self.network.attached = values[0] == '1'
        return None

    def at_cgdcont(self, _port, kind, values):
        if kind == 'test':
            return [f'+CGDCONT: (1-8),"{family}",,,(0),(0)' for family in ('IP', 'IPV6', 'IPV4V6')]
        if kind == 'read':
            return [f'+CGDCONT: {number},"{family}","{apn}","",0,0' for number, (family, apn) in sorted(self.contexts.items())]
        number = int(values[0])
        if not 1 <= number <= 8:
            raise CmeError(CmeError.INCORRECT_PARAMETERS)
        if len(values) == 1:
            self.contexts.pop(number, None)
        else:
            self.contexts[number] = [values[1], values[2] if len(values) > 2 else '']
        return None

    def at_cgact(self, _port, kind, values):
        if kind == 'test':
            return '+CGACT: (0,1)'
        if kind == 'read':
            return [f'+CGACT: {number},{int(number in self.active or bool(self.ports_in_call()))}' for number in sorted(self.contexts)]
        for number in [int(value) for value in values[1:]] or list(self.contexts):
            (self.active.add if values[0] == '1' else self.active.discard)(number)
        return None

    def at_cgauth(self, _port, kind, _values):
        return '+CGAUTH: (1-8),(0-2),(0-64),(0-64)' if kind == 'test' else None

    def at_cgpaddr(self, _port, _kind, _values):
        raise Unsupported
