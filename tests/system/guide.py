#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Do what a guide says: guide.py FILE [WORD]

`/a/file`:  and a fence of ini below it: the file is written as it stands.
```sh       run by `bash -e`, as root, all in one directory; must succeed.
```text     directly behind a ```sh: what that printed. A line "..." stands for any lines, "..." in a line for any text.
```sh WORD  only run where that word is asked for, and then nothing else is: what takes programs of its own.
Every other fence is for the reader alone. Prints a line of TAP for each.
"""
import os
import re
import subprocess
import sys

FENCE = re.compile(r'^( *)```(\w*) ?([^\n]*)\n(.*?)^\1```\n', re.M | re.S)


def wanted(text):
    lines = [r'(?:.*\n)*?' if line == '...' else re.escape(line).replace(r'\.\.\.', '.*') + r' *\n'
             for line in text.rstrip('\n').split('\n')]
    return re.compile(''.join(lines) + r'\Z')


def main(path, word=''):
    name = os.path.basename(path)[:-3]
    with open(path, encoding='utf-8') as file:
        text = file.read()
    said, end = None, 0
    for fence in FENCE.finditer(text):
        indent, kind, words, body = fence.groups()
        body = re.sub(f'^{indent}', '', body, flags=re.M)
        before = text[end:fence.start()]
        end = fence.end()
        if words != word:
            continue
        target = re.search(r'`(/[^`\s]+)`[^`\n]*:\n\s*\Z', before)
        first = body.split('\n', 1)[0][:60]
        if kind == 'ini' and target:
            with open(target.group(1), 'w', encoding='utf-8') as out:
                out.write(body)
            said = None
        elif kind == 'sh':
            done = subprocess.run(['bash', '-e', '-c', body], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, text=True, timeout=120, check=False)
            said = done.stdout
            print('ok' if done.returncode == 0 else 'not ok', f'- {name}: {first}')
            if done.returncode:
                print(f'#   status {done.returncode}: {said}'.rstrip().replace('\n', '\n#   '))
        elif kind == 'text' and said is not None and not before.strip():
            good = wanted(body).match(said)
            print('ok' if good else 'not ok', f'- {name}: it says {first}')
            if not good:
                print(f'#   {said}'.rstrip().replace('\n', '\n#   '))
        sys.stdout.flush()


main(*sys.argv[1:])
