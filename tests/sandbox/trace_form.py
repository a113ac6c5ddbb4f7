# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a recording keeps of the bus: the tables and reductions of tests/traces/FORMAT.md."""

NM, MM = 'org.freedesktop.NetworkManager', 'org.freedesktop.ModemManager1'
PROFILE, PPP, PLUGIN = NM + '.Settings.Connection', NM + '.PPP', NM + '.VPN.Plugin'
MODEM, BEARER = MM + '.Modem', MM + '.Bearer'

PROPERTIES = {      # of an interface; of those that are empty only the presence is kept
    NM: 'WwanEnabled WwanHardwareEnabled',
    NM + '.Device': 'Interface DeviceType State StateReason ActiveConnection Udi Managed',
    NM + '.Connection.Active': 'Uuid Id Type State StateFlags Devices Vpn Default SpecificObject Connection Ip4Config Ip6Config',
    NM + '.IP4Config': 'AddressData',
    NM + '.IP6Config': 'AddressData',
    NM + '.VPN.Connection': 'VpnState',
    PROFILE: '',
    PPP: '',
    MODEM: 'State StateFailedReason UnlockRequired UnlockRetries Bearers Ports PrimaryPort Device',
    MM + '.Modem.Modem3gpp': 'RegistrationState NetworkRejection',
    MM + '.Modem.ModemCdma': 'Cdma1xRegistrationState EvdoRegistrationState ActivationState',
    BEARER: 'Connected ConnectionError Interface Ip4Config',
}
PARTS = [           # of these dictionaries one key only
    (BEARER, 'Ip4Config', 'method'),
    (MM + '.Modem.Modem3gpp', 'NetworkRejection', 'error'),
]
SIGNALS = {(NM + '.Device', 'StateChanged'), (NM + '.Connection.Active', 'StateChanged'),
           (NM + '.VPN.Connection', 'VpnStateChanged'), (MODEM, 'StateChanged')}
PLUGIN_SIGNALS = {'Failure', 'StateChanged', 'SecretsRequired', 'LoginBanner'}
DIAL_CALLS = ('ActivateConnection', 'AddAndActivateConnection2', 'DeactivateConnection')
PPP_CALLS = ('SetState', 'SetIp4Config')

# All signals and replies, and of the calls only those: no call that carries a secret reaches the recorder.
MATCH_RULES = ["type='signal'", "type='method_return'", "type='error'"]
MATCH_RULES += [f"type='method_call',interface='{PPP}',member='{member}'" for member in PPP_CALLS]
MATCH_RULES += [f"type='method_call',interface='{NM}',member='{member}'" for member in DIAL_CALLS]


def kept(interface, properties):
    """The properties of an interface that are written."""
    names = PROPERTIES.get(interface, '').split()
    out = {name: value for name, value in properties.items() if name in names}
    for owner, name, part in PARTS:
        if interface == owner and name in out:
            out[name] = {key: value for key, value in out[name].items() if key == part}
    return out


def kept_interfaces(interfaces):
    return {name: kept(name, properties) for name, properties in interfaces.items()}


def reduced(settings):
    """What is written of a profile: never a secret, nothing of the data of a VPN."""
    out = {key: value for key, value in settings.get('connection', {}).items() if key in ('id', 'uuid', 'type')}
    if 'vpn' in settings:
        out['vpn.service-type'] = settings['vpn'].get('service-type', '')
    if settings.get('pppoe', {}).get('parent'):
        out['pppoe.parent'] = settings['pppoe']['parent']
    if settings.get('gsm', {}).get('home-only'):
        out['gsm.home-only'] = True
    return out
