#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""`dialtone status` against `nmcli con show`, with 100 and 1,000 profiles; and
`dialtone entries`, which like nmcli lists them all.

Runs in the sandbox (a NetworkManager and a dialtoned of its own); argument: the
dialtone program.  The runs are interleaved; what counts is the ratio of medians.
"""
import os
import statistics
import subprocess
import sys
import time

ROUNDS = 25
FOLDER = "/etc/NetworkManager/system-connections"

PROFILE = """[connection]
id=bench-{n}
uuid=55555555-0000-0000-0000-{n:012d}
type=vpn
autoconnect=false
[vpn]
service-type=org.freedesktop.NetworkManager.openvpn
remote=192.0.2.1
connection-type=tls
[ipv4]
method=auto
"""


def write_profiles(first, last):
    for n in range(first, last):
        name = os.path.join(FOLDER, f"bench-{n}.nmconnection")
        descriptor = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(PROFILE.format(n=n))
    subprocess.run(["nmcli", "connection", "reload"], check=True)


def run(command):
    began = time.monotonic()
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, text=True)
    return time.monotonic() - began, done


def wait_for_profiles(dialtone, count):
    """Both must have all of them, or the comparison is none."""
    deadline = time.monotonic() + 60
    commands = (["nmcli", "-t", "-f", "UUID", "con", "show"], [dialtone, "entries"])
    for command in commands:
        while run(command)[1].stdout.count("bench-" if command[0] == dialtone else "55555555-") < count:
            if time.monotonic() > deadline:
                sys.exit(f"{' '.join(command)} does not show {count} profiles")


def measure(dialtone, count):
    contenders = {
        "dialtone status": [dialtone, "status"],
        "dialtone entries": [dialtone, "entries"],
        "nmcli con show": ["nmcli", "con", "show"],
    }
    times = {name: [] for name in contenders}
    for _ in range(ROUNDS):
        for name, command in contenders.items():
            took, done = run(command)
            if done.returncode != 0:
                sys.exit(f"{name}: status {done.returncode}: {done.stderr}")
            times[name].append(took)
    medians = {name: statistics.median(values) for name, values in times.items()}
    for name, value in medians.items():
        print(f"{count:5d} profiles  {name:16s} median {value * 1000:7.1f} ms")
    for name in ("dialtone status", "dialtone entries"):
        print(f"{count:5d} profiles  {name:16s} / nmcli con show  {medians[name] / medians['nmcli con show']:.3f}")


def main():
    dialtone = sys.argv[1]
    before = 0
    for count in (100, 1000):
        write_profiles(before, count)
        wait_for_profiles(dialtone, count)
        measure(dialtone, count)
        before = count


if __name__ == "__main__":
    main()
