#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A steady neighbour: units of work of some 20 ms, one after the other, each with its time.

unit.py SECONDS       a line per unit: when it began (CLOCK_MONOTONIC), how long it took, in microseconds
"""
import hashlib, os, subprocess, sys, time

block = os.urandom(1 << 20)


def unit():
    """Some of everything: arithmetic, processes, files, memory."""
    for _ in range(4):
        hashlib.sha256(block).digest()
    for _ in range(4):
        subprocess.run(['/bin/true'], check=True)
    with open('unit.tmp', 'wb') as f:
        f.write(block)
    with open('unit.tmp', 'rb') as f:
        f.read()
    os.unlink('unit.tmp')
    bytearray(4 << 20)
    os.listdir('/usr/bin')


end = time.monotonic() + float(sys.argv[1])
while (start := time.monotonic()) < end:
    unit()
    print(int(start * 1e6), int((time.monotonic() - start) * 1e6), flush=True)
