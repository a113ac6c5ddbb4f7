#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs the README's examples, one TAP test each, in the order in which they stand there.

To be called inside the sandbox, with dialtoned on the system bus, entries
"office" (works) and "office-wrong" (wrong password), and the built `dialtone`
first in PATH:

    readme-examples.py README.md [DEADLINE-SECONDS]

Every fenced block under the heading "Examples" whose first word of the info
string is `sh`, `python` or `c` is run: sh by bash, python by /usr/bin/python3, c
by the compiler, against ras.h of SOURCE and librasapi32 of BUILD.  Its
standard output must match the ```text block that follows before the next
example, where "..." stands for any text within a line and a line "..." for any
lines.  The exit status must be 0, or what `status=N` in the info string says.
"""
import re
import subprocess
import sys

FENCE = re.compile(r'^```([^\n]*)\n(.*?)^```$', re.MULTILINE | re.DOTALL)
RUN_C = """set -eu
program=$(mktemp)
trap 'rm -f "$program"' EXIT
library=$BUILD/client/ras/librasapi32.so
sanitizer=$(nm -D "$library" | grep -q __asan_init && echo -fsanitize=address || true)
cc $sanitizer -x c -Wall -Werror -I "$SOURCE/client/ras" -o "$program" - -x none "$library"
LD_LIBRARY_PATH=$BUILD/client/ras:$BUILD/client/library "$program"
"""
RUNNERS = {'sh': ['bash', '-eu'], 'python': ['/usr/bin/python3', '-'], 'c': ['bash', '-c', RUN_C]}


def examples(text):
    """(info, code, expected output or None) of each example."""
    section = re.search(r'^## Examples\n(.*?)(?=^## |\Z)', text, re.MULTILINE | re.DOTALL)
    found = []
    for info, body in FENCE.findall(section.group(1) if section else ''):
        words = info.split()
        if words and words[0] in RUNNERS:
            found.append([words, body, None])
        elif words == ['text'] and found:
            found[-1][2] = body
    return found


def pattern(expected):
    parts = []
    for line in expected.splitlines():
        if line.strip() == '...':
            parts.append(r'(?:[^\n]*\n)*?')
        else:
            parts.append('[^\n]*?'.join(re.escape(part) for part in line.split('...')) + r'[ ]*\n')
    return re.compile(''.join(parts))


def failure(words, body, expected, deadline):
    """What is wrong; None: nothing."""
    status = next((int(word[7:]) for word in words if word.startswith('status=')), 0)
    try:
        done = subprocess.run(RUNNERS[words[0]], input=body, capture_output=True, text=True, timeout=deadline, check=False)
    except subprocess.TimeoutExpired as late:
        return f'no end within {deadline} s; it said:\n{(late.stdout or b"").decode()}'
    if done.returncode != status:
        return f'exit status {done.returncode}, wanted {status}\n{done.stdout}{done.stderr}'
    if expected is not None and not pattern(expected).fullmatch(done.stdout if done.stdout.endswith('\n') else done.stdout + '\n'):
        return f'wanted:\n{expected}got:\n{done.stdout}{done.stderr}'
    return None


def main():
    with open(sys.argv[1], encoding='utf-8') as stream:
        found = examples(stream.read())
    deadline = float(sys.argv[2]) if len(sys.argv) > 2 else 180
    failed = 0 if found else 1
    print(f'1..{len(found)}')
    for number, (words, body, expected) in enumerate(found, 1):
        wrong = failure(words, body, expected, deadline)
        failed += wrong is not None
        print(f'{"not ok" if wrong else "ok"} {number} - {" ".join(words)}: {body.splitlines()[0]}', flush=True)
        for line in (wrong or '').splitlines():
            print(f'# {line}')
    sys.exit(1 if failed else 0)


main()
