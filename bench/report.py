#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Figures: report.py row ROWS SAMPLES WHAT NAME VERSUS AT-MOST [UNIT] | table ROWS JSON | picture ROWS SVG

A row: medians and quartiles of two subjects of SAMPLES (lines of a name and a number), their ratio and what
was aimed at ("-" for nothing). A subject without samples makes no row. The picture is gnuplot's.
"""
import json, statistics, subprocess, sys


def samples(path, name):
    with open(path) as f:
        return [float(line.split()[1]) for line in f if line.split()[0] == name]


def quartiles(values):
    return statistics.quantiles(values, n=4, method='inclusive') if len(values) > 1 else values * 3


def row(rows, path, what, name, versus, most, unit='us'):
    ours, theirs = samples(path, name), samples(path, versus)
    if not ours or not theirs:
        return
    low, median, high = quartiles(ours)
    their_low, their_median, their_high = quartiles(theirs)
    entry = {'name': what, 'subject': name, 'versus': versus, 'ratio': median / their_median, f'median_{unit}': median,
             'quartiles': [low, high], f'versus_{unit}': their_median, 'versus_quartiles': [their_low, their_high],
             'n': len(ours), 'unit': unit, 'at_most': None if most == '-' else float(most)}
    with open(rows, 'a') as f:
        print(json.dumps(entry), file=f)


def amount(value):
    return f'{value:.0f}' if value >= 100 else f'{value:.3g}'


def table(path, target):
    with open(path) as f:
        rows = [json.loads(line) for line in f]
    cells = [['', 'median', 'quartiles', 'versus', 'median', 'ratio', 'at most', 'n']]
    for r in rows:
        unit = r['unit']
        cells.append([r['name'], f"{amount(r['median_' + unit])} {unit}", ' to '.join(map(amount, r['quartiles'])), r['versus'],
                      f"{amount(r['versus_' + unit])} {unit}", f"{r['ratio']:.2f}", '' if r['at_most'] is None else
                      f"{r['at_most']:g}{'' if r['ratio'] <= r['at_most'] else ' (missed)'}", str(r['n'])])
    widths = [max(len(c[i]) for c in cells) for i in range(len(cells[0]))]
    for c in cells:
        print('  '.join(text.rjust(w) if i in (1, 4, 5, 7) else text.ljust(w) for i, (text, w) in enumerate(zip(c, widths))).rstrip())
    with open(target, 'w') as f:
        json.dump(rows, f, indent=1)


# What the picture shows, by the subjects' names.
BARS = {'fork+exec': 'fork + exec of true', 'warm': 'hostel, warm session', 'unshare': 'unshare (no mounts)', 'floor': 'bare C, the same calls',
        'su': 'su', 'cold': 'hostel, cold sandbox', 'bwrap': 'bwrap', 'crun': 'crun', 'runc': 'runc', 'firejail': 'firejail',
        'nspawn': 'systemd-nspawn', 'podman-exec': 'podman exec'}


def picture(path, target):
    with open(path) as f:
        rows = [json.loads(line) for line in f]
    medians = {}
    for r in rows:
        if r['unit'] == 'us':
            medians[r['subject']], medians[r['versus']] = r['median_us'], r['versus_us']
    bars = sorted(((medians[name], label) for name, label in BARS.items() if name in medians), reverse=True)
    if not bars:
        return
    data = '\n'.join(f'{median / 1000} {y} {int("hostel" in label)}' for y, (median, label) in enumerate(bars))
    tics = ', '.join(f'"{label}" {y}' for y, (_, label) in enumerate(bars))
    labels = '\n'.join(f'set label "{median / 1000:.3g} ms" at {median / 1000 * 1.08},{y}' for y, (median, _) in enumerate(bars))
    subprocess.run(['gnuplot'], text=True, check=True, input=f"""
set terminal svg size 720,{60 + 30 * len(bars)} background rgb 'white'
set output '{target}'
set logscale x
set xrange [0.5:{bars[0][0] / 1000 * 2.5}]
set yrange [-0.6:{len(bars) - 0.4}]
set xlabel 'milliseconds to the exit status, median (logarithmic)'
set ytics ({tics}) nomirror
set xtics nomirror
set border 3
set palette defined (0 '#9aa5b1', 1 '#1f77b4')
unset colorbox
set style fill solid
unset key
{labels}
$data << EOD
{data}
EOD
plot $data using (0.5):2:(0.5):1:($2-0.35):($2+0.35):3 with boxxyerror palette
""")


{'row': row, 'table': table, 'picture': picture}[sys.argv[1]](*sys.argv[2:])
