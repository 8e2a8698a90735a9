#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The rows of a run of attacks as an SVG: what each does without hostel, and with it.

grid.py README <TAP        README: the table of tests/attacks, for what each row is
"""
import html
import re
import sys

ROW = re.compile(r'^(not )?ok - (?:\S+: )?(A\d+) .*, by [^:]+: (refused|inside|escaped|unclear|void)\b.*; control: (\w+)')
TABLE = re.compile(r'^\| (A\d+) \| ([^|]*)\|', re.M)
LINE, WIDTH, TEXT = 26, 900, 590


def counted(tap):
    """Of each row: attempts, those that were stopped, controls that got through."""
    rows = {}
    for line in tap:
        found = ROW.match(line)
        if found:
            one = rows.setdefault(found[2], [0, 0, 0])
            one[0] += 1
            one[1] += found[3] in ('refused', 'inside')
            one[2] += found[4] == 'succeeds'
    return rows


def cell(x, y, good, text):
    colour = '#1e6b2b' if good else '#b1000e'
    return (f'<rect x="{x}" y="{y + 3}" width="140" height="{LINE - 6}" rx="3" fill="{colour}"/>'
            f'<text x="{x + 70}" y="{y + 18}" text-anchor="middle" fill="#fff">{text}</text>')


def main(readme):
    with open(readme, encoding='utf-8') as file:
        names = dict(TABLE.findall(file.read()))
    rows = counted(sys.stdin)
    height = LINE * (len(rows) + 1) + 20
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="t d" '
           'font-family="system-ui, sans-serif" font-size="13">',
           '<title id="t">Attacks on a login</title>',
           '<desc id="d">Each row is an attack of the test suite: how often it got through without the protection, and '
           'how often with hostel.</desc>',
           f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
           f'<text x="{TEXT + 80}" y="22" text-anchor="middle" font-weight="600" fill="#151515">without it</text>',
           f'<text x="{TEXT + 230}" y="22" text-anchor="middle" font-weight="600" fill="#151515">with hostel</text>']
    for i, (row, (tried, stopped, through)) in enumerate(sorted(rows.items(), key=lambda item: int(item[0][1:]))):
        y = LINE * (i + 1) + 4
        name = names.get(row, '').strip()
        name = name if len(name) < 84 else name[:name.rfind(' ', 0, 82)] + ' ...'
        out.append(f'<text x="12" y="{y + 18}" fill="#151515"><tspan font-weight="600">{row}</tspan> {html.escape(name)}</text>')
        out.append(cell(TEXT + 10, y, False, f'{through} of {tried} through'))
        out.append(cell(TEXT + 160, y, stopped == tried, f'{tried - stopped} of {tried} through'))
    out.append('</svg>')
    print('\n'.join(out))


main(*sys.argv[1:])
