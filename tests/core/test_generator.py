#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The generator refuses tables that do not fit, and says where.  Prints TAP."""
import os
import shutil
import subprocess
import sys
import tempfile

ROOT = sys.argv[1]
CASES = (   # name, file below the two folders, what is replaced, by what, what the message must have
    ('untouched', None, '', '', None),
    ('unknown-error', 'mapping/nm_active_reason.tsv', '2\tNM_ACTIVE_CONNECTION_STATE_REASON_USER_DISCONNECTED\t631',
     '2\tNM_ACTIVE_CONNECTION_STATE_REASON_USER_DISCONNECTED\t599', 'nm_active_reason.tsv:4: ras_error: 599 is no error'),
    ('wrong-symbol', 'mapping/nm_vpn_reason.tsv', 'ERROR_VPN_TIMEOUT', 'ERROR_VPN_REFUSED', '809 is ERROR_VPN_TIMEOUT'),
    ('unknown-hint', 'mapping/nm_vpn_reason.tsv', 'check-server', 'check-sever', 'unknown hint "check-sever"'),
    ('unknown-class', 'vocabulary/errors.tsv', '\ttunnel\t', '\ttunel\t', 'unknown class "tunel"'),
    ('duplicate-row', 'mapping/mm_connection_error.tsv', '\n4\tMM_CONNECTION', '\n3\tMM_CONNECTION', 'stands already in'),
    ('duplicate-dbus-name', 'mapping/mm_connection_error.tsv', 'Connection.NoAnswer\t', 'Connection.Busy\t', 'stands already in'),
    ('not-a-number', 'mapping/mm_sim_lock.tsv', '\n2\tMM', '\ntwo\tMM', 'a number is expected'),
    ('wrong-state-name', 'mapping/nm_vpn_state.tsv', 'RASCS_Projected', 'RASCS_Project', 'is not RASCS_Project'),
    ('too-many-fields', 'mapping/mm_sim_lock.tsv', '\n1\tMM_MODEM_LOCK_NONE', '\n1\tMM_MODEM_LOCK_NONE\tx\tx\tx\tx\tx', 'fields'),
)


def run_case(file, old, new, message):
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(os.path.join(ROOT, 'introspection', 'vocabulary'), os.path.join(folder, 'vocabulary'))
        shutil.copytree(os.path.join(ROOT, 'service', 'mapping'), os.path.join(folder, 'mapping'))
        if file:
            path = os.path.join(folder, file)
            with open(path, encoding='utf-8') as stream:
                text = stream.read()
            if old not in text:
                return f'{old!r} is not in {file}'
            with open(path, 'w', encoding='utf-8') as stream:
                stream.write(text.replace(old, new, 1))
        run = subprocess.run([sys.executable, os.path.join(ROOT, 'introspection', 'generate.py'), '--vocabulary',
                              os.path.join(folder, 'vocabulary'), '--mapping', os.path.join(folder, 'mapping'), '--out', folder],
                             capture_output=True, text=True, check=False)
        if message is None:
            return '' if run.returncode == 0 else run.stderr
        return '' if run.returncode == 1 and message in run.stderr else f'status {run.returncode}, {run.stderr!r}'


print(f'1..{len(CASES)}')
for number, (name, file, old, new, message) in enumerate(CASES, 1):
    why = run_case(file, old, new, message)
    print(f'{"not ok" if why else "ok"} {number} /core/generator/{name}')
    if why:
        print(f'# {why}')
