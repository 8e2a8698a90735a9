#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What the layout of docs/ARCHITECTURE.md allows, read off the sources.

house.py rooms      include lines that lead where the room may not look
house.py circles    units (a source and its header) that need each other
house.py headers    functions that a header declares and its own source does not define

Each prints the offenders, one a line. With --control the check is given a fault of its own to find.
"""
import re
import subprocess
import sys

# Room: the rooms whose public headers it may include. Its own are allowed anyway, public or not.
# `sandbox`: runs as the keeper or the tenant; host code is out of its reach, by include line and by archive.
COMMON = {'base', 'policy', 'talk'}
HOST = {'cgroup', 'host', 'events', 'image'}
ROOMS = {
    'lib/base': set(), 'policy': {'base'}, 'lib/talk': {'base', 'policy'},
    'lib/cgroup': {'base', 'policy'}, 'lib/host': {'base', 'policy', 'talk', 'cgroup'},
    'lib/events': {'base', 'policy', 'talk', 'cgroup', 'host'},
    'lib/image': {'base', 'policy', 'talk', 'host'},
    'init': COMMON, 'shell': COMMON, 'jobs': COMMON, 'carrier': COMMON,
    'net': COMMON | {'host'}, 'pam_module': COMMON | HOST, 'cli': COMMON | HOST,
}
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*"([^"]+)"', re.M)
DECLARATION = re.compile(r'^(?!static|typedef|#|return|else)[a-z][\w \t\n*]*?[ *](\w+)\([^;{]*\)[^;{]*;', re.M)
# Their functions are in several sources of their own folder: a table needs them all.
FACES = {'cli/command/command.h', 'cli/command/image/image.h', 'cli/command/plan/plan.h', 'cli/command/service/service.h',
         'cli/command/sync/sync.h', 'cli/command/tenant/tenant.h', 'cli/command/watch/watch.h',
         'cli/doctor/checks.h'}
DEFINITION = re.compile(r'^(?!#)[A-Za-z][^;{}=\n]*?\b(\w+)\([^;{}]*\)\s*\{', re.M)


def read_all():
    names = subprocess.run(['git', 'ls-files', '-co', '--exclude-standard', '*.c', '*.h', '*.def'], capture_output=True,
                           text=True, check=True).stdout.split()
    sources = {}
    for name in names:
        if name.startswith(('tests/', 'bench/', 'include/tests')):
            continue
        try:
            with open(name, encoding='utf-8') as file:
                sources[name] = file.read()
        except FileNotFoundError:
            pass  # being moved
    return sources


def room_of(name):
    if name.startswith('include/'):
        room = name.split('/')[1]
        return room if room == 'policy' else 'lib/' + room
    parts = name.split('/')
    return '/'.join(parts[:2]) if parts[0] == 'lib' else parts[0]


def found(sources, name, header):
    """The file that an include line of `name` means, or None: generated, or the system's."""
    for candidate in (name.rpartition('/')[0] + '/' + header, 'include/' + header, header):
        if candidate in sources:
            return candidate
    return None


def rooms(sources):
    for name, text in sorted(sources.items()):
        here = room_of(name)
        if here not in ROOMS:
            yield f'{name}: {here} is no room of the layout'
            continue
        for header in INCLUDE.findall(text):
            there = found(sources, name, header)
            if there is None or room_of(there) == here:
                continue
            if not there.startswith('include/') and not there.endswith('.def'):
                yield f'{name}: {there} is private'
            elif room_of(there).rpartition('/')[2] not in ROOMS[here]:
                yield f'{name}: {here} may not know {header}'


def unit(name):
    """A source with its header: include/talk/wire.h and lib/talk/wire.c are one."""
    return re.sub(r'^include/(?!policy)', 'lib/', re.sub(r'^include/policy', 'policy', name)).rpartition('.')[0]


def circles(sources):
    # A header of types alone belongs to no source: what includes it needs nobody's code.
    arrows = {}
    for name, text in sources.items():
        for header in INCLUDE.findall(text):
            there = found(sources, name, header)
            if there and unit(there) != unit(name):
                arrows.setdefault(unit(name), set()).add(unit(there))
    number, low, stack, on, out = {}, {}, [], set(), []

    def visit(one):  # Tarjan's
        number[one] = low[one] = len(number)
        stack.append(one)
        on.add(one)
        for other in sorted(arrows.get(one, ())):
            if other not in number:
                visit(other)
                low[one] = min(low[one], low[other])
            elif other in on:
                low[one] = min(low[one], number[other])
        if low[one] == number[one]:
            circle = []
            while not circle or circle[-1] != one:
                circle.append(stack.pop())
                on.discard(circle[-1])
            if len(circle) > 1:
                out.append(' <-> '.join(sorted(circle)))

    sys.setrecursionlimit(10000)
    for one in sorted(arrows):
        if one not in number:
            visit(one)
    return sorted(out)


def plain(text):
    """Without comments, strings, and lines of the preprocessor."""
    text = re.sub(r'/\*.*?\*/', ' ', text, flags=re.S)
    text = re.sub(r'"(?:[^"\\\n]|\\.)*"', '""', text)
    return re.sub(r'^[ \t]*#(?:[^\n\\]|\\\n|\\.)*', '', text, flags=re.M)


def headers(sources):
    defines = {}
    for name, text in sources.items():
        if name.endswith('.c'):
            defines[unit(name)] = set(DEFINITION.findall(plain(text)))
    for name, text in sorted(sources.items()):
        if not name.endswith('.h'):
            continue
        for function in DECLARATION.findall(plain(text)):
            if function.startswith('__') or function in defines.get(unit(name), ()):
                continue
            at = [source for source, names in defines.items() if function in names]
            if name in FACES and name.rpartition('/')[0] in [source.rpartition('/')[0] for source in at]:
                continue
            yield f'{name}: {function}() is in {", ".join(sorted(at)) or "no source"}'


FAULTS = {  # each tree has one
    'rooms': [{'init/fault.c': '#include "host/state.h"\n', 'include/host/state.h': ''}],
    'circles': [{'lib/base/a.c': '#include "b.h"\n', 'lib/base/b.h': '', 'lib/base/b.c': '#include "a.h"\n',
                 'lib/base/a.h': ''}],
    'headers': [{here: 'int other(void);\n', 'lib/base/b.c': 'int other(void)\n{\n\treturn 0;\n}\n'}
                for here in ('lib/base/a.h', *FACES)],
}

if __name__ == '__main__':
    what = sys.argv[1]
    look = {'rooms': rooms, 'circles': circles, 'headers': headers}[what]
    found_in = [list(look(tree)) for tree in (FAULTS[what] if '--control' in sys.argv else [read_all()])]
    if all(found_in):
        print(*sum(found_in, []), sep='\n')
