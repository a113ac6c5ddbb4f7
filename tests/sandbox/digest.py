# SPDX-License-Identifier: LGPL-2.1-or-later
"""A recording (tests/traces/FORMAT.md) in a few words: what upstream said of one connection, and when it said that it is over."""
import json

NM, MM = 'org.freedesktop.NetworkManager', 'org.freedesktop.ModemManager1'
NM_PATH = '/org/freedesktop/NetworkManager/'
DEVICE, ACTIVE, PPP = NM + '.Device', NM + '.Connection.Active', NM + '.PPP'
DISCONNECTED, CONFIG, ACTIVATED, DEACTIVATING, FAILED = 30, 50, 100, 110, 120
ACTIVE_DEACTIVATING = 3


def parse(lines, active):
    """Signals and calls from the ActiveConnection's first on, but for other ones' devices and PPP objects.  Without one ("/") the
    refusals of calls, and what ModemManager says."""
    own, waiting, out = set(), [], []        # waiting: devices in CONFIG, whose PPP objects come in the same order
    if active == '/':
        own.add(active)
    for event in map(json.loads, lines):
        if event.get('type') == 'error' and active == '/':
            out.append(event)
        if event.get('type') not in ('signal', 'call'):
            continue
        path, member, args = event['path'], event['member'], event['args']
        if member == 'InterfacesAdded' and args[0] == active:
            own.update([active, *args[1][ACTIVE].get('Devices', [])])
        elif member == 'PropertiesChanged' and args[0] == DEVICE and args[1].get('ActiveConnection') == active:
            own.add(path)
        elif member == 'StateChanged' and event['interface'] == DEVICE:
            waiting = [device for device in waiting if device != path] + ([path] if args[0] == CONFIG else [])
        elif member == 'InterfacesAdded' and PPP in args[1] and waiting and waiting.pop(0) in own:
            own.add(args[0])
        if active in own and (path in own or not path.startswith(NM_PATH)):
            out.append(event)
    return out


def word(event, active):
    """One event; empty if it is of no interest."""
    if event['type'] == 'error':
        return f'refused: {event["error_text"]}'
    interface, member, args = event['interface'], event['member'], event['args']
    if interface == PPP and member == 'SetState':
        return f'ppp {args[0]}'
    if interface == DEVICE and member == 'StateChanged' and (args[0] in (ACTIVATED, DEACTIVATING, FAILED) or args[0] <= DISCONNECTED < args[1]):
        return f'device {args[0]}({args[2]})'
    if interface == ACTIVE and member == 'StateChanged' and event['path'] == active:
        return f'active {args[0]}({args[1]})'
    if interface == MM + '.Modem' and member == 'StateChanged':
        return f'modem {args[1]}'
    if member == 'PropertiesChanged' and args[1].get('ConnectionError', ('',))[0]:
        return f'bearer {args[1]["ConnectionError"][0].rsplit("Error.", 1)[-1]}'
    if member == 'NameOwnerChanged' and args[2] == '':
        return f'{args[0].rsplit(".", 1)[-1]} left'
    if member == 'InterfacesRemoved' and '/Modem/' in args[0]:
        return 'modem removed'
    return ''


def upstream(lines, active):
    words = [word(event, active) for event in parse(lines, active)]
    return ', '.join(w for w in words if w)


def is_verdict(event):
    if event['type'] == 'error':
        return True
    member, args = event['member'], event['args']
    if member == 'PropertiesChanged' and args[0] == MM + '.Bearer':
        return bool(args[1].get('ConnectionError', ('',))[0]) or args[1].get('Connected') is False
    if member == 'InterfacesRemoved':
        return '/Modem/' in args[0]
    if member == 'NameOwnerChanged':
        return args[2] == ''
    if member != 'StateChanged':
        return False
    if event['interface'] == DEVICE:
        return args[0] in (DEACTIVATING, FAILED) or args[0] <= DISCONNECTED < args[1]
    return event['interface'] == ACTIVE and args[0] >= ACTIVE_DEACTIVATING


def verdict_at(lines, active):
    """When upstream said first that it is over, on the recording's clock; None: it did not."""
    return next((event['t'] for event in parse(lines, active) if is_verdict(event)), None)
