#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""returns_zero.py PROGRAM FUNCTION COPY: a copy in which the function does nothing but return 0.

A protection that is a function is so switched off in the very program that is tried. x86-64 and arm64.
"""
import os, struct, sys

RETURN_0 = {62: b'\x31\xc0\xc3', 183: b'\x00\x00\x80\x52\xc0\x03\x5f\xd6'}  # e_machine of elf(5)
SHT_SYMTAB, PT_LOAD = 2, 1


def main(program, function, copy):
    image = bytearray(open(program, 'rb').read())
    machine, = struct.unpack_from('<H', image, 18)
    segments, sections = struct.unpack_from('<QQ', image, 32)
    segment_count, _, section_count = struct.unpack_from('<HHH', image, 56)
    loads = [struct.unpack_from('<IIQQQQ', image, segments + 56 * i) for i in range(segment_count)]
    tables = [struct.unpack_from('<IIQQQQII', image, sections + 64 * i) for i in range(section_count)]
    for _, kind, _, _, offset, size, link, _ in tables:
        if kind != SHT_SYMTAB:
            continue
        names = tables[link][4]
        for at in range(offset, offset + size, 24):
            name, _, _, _, value, _ = struct.unpack_from('<IBBHQQ', image, at)
            if image[names + name:image.index(b'\0', names + name)] != function.encode():
                continue
            place = next(o + value - v for k, _, o, v, _, n in loads if k == PT_LOAD and v <= value < v + n)
            image[place:place + len(RETURN_0[machine])] = RETURN_0[machine]
            with open(copy, 'wb') as file:
                file.write(image)
            os.chmod(copy, 0o755)
            return
    sys.exit(f'{program}: no symbol {function}')


main(*sys.argv[1:])
