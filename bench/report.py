#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Figures: report.py row ROWS SAMPLES WHAT NAME VERSUS AT-MOST [UNIT] | table ROWS JSON

A row: medians and quartiles of two subjects of SAMPLES (lines of a name and a number), their ratio and what
was aimed at ("-" for nothing). A subject without samples makes no row.
"""
import json, statistics, sys


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


{'row': row, 'table': table}[sys.argv[1]](*sys.argv[2:])
