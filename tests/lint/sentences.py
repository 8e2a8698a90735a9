#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Sentences that hostel says to a tenant, as the sources have them, against tests/data/explain/sentences.

sentences.py            one a line what is in one of them and not in the other
sentences.py --control  the same with a sentence more in the sources

A line of the list is WHO, a tab, CAUSE, a tab, SENTENCE: who says it (login, or shell: behind "hostel: "), and the
cause of cli/explain/causes.def that `hostel explain` has to think of. tests/unit/test_cli_explain.c asks it.
"""
import glob
import re
import sys

LIST = 'tests/data/explain/sentences'
STRING = r'"((?:[^"\\]|\\.)*)"'
# Who says what by which calls; the literals of a whole statement are taken.
PLACES = [
    ('login', 'pam_module/*.c', r'(?:->|\.)sentence\b(?!\)\);)|\bpam_error\(|\ba->before\b|say_before\('),
    ('login', 'pam_module/accounting.c', r'snprintf\(text'),
    ('login', 'include/host/drain.h', r'#define DRAIN_MESSAGE '),
    ('shell', 'shell/main.c', r'\brefuse\('),
    ('shell', 'lib/talk/attach.c', r'\berr_(?:rule|set)\(e,'),
    ('shell', 'init/client.c', r'\bmessage_refuse(?:_why|_version)?\('),
    ('shell', 'init/request.c', r'\breturn "|\bmalformed = |\berr_set\('),
    ('shell', 'init/spawn.c', r'"hostel: (?:group|the image) |\{"|complain\('),
]


def literals(statement):
    text = ''
    for part in re.finditer(STRING + r'|([^"\s]+)', statement):
        if part.group(2) is None:
            text += part.group(1)
        else:
            if text:
                yield text
            text = ''
    if text:
        yield text


def said():
    for who, files, call in PLACES:
        for name in sorted(glob.glob(files)):
            with open(name, encoding='utf-8') as file:
                source = re.sub(r'/\*.*?\*/', ' ', file.read(), flags=re.S)
            for at in re.finditer(call, source):
                start = max(source.rfind(c, 0, at.start()) for c in ';{}\n') + 1
                end = source.find('\n' if '#define' in call else ';', at.start())
                for text in literals(re.sub(r'#\s*include.*', '', source[start:end])):
                    # A part of one begins with a blank.
                    if text[0] != ' ' and len(re.findall('[A-Za-z]', re.sub(r'%[a-z]+', '', text))) > 3:
                        yield who, text


def main():
    with open(LIST, encoding='utf-8') as file:
        known = {(line[0], line[2]) for line in (row.rstrip('\n').split('\t') for row in file) if len(line) == 3}
    found = set(said())
    if '--control' in sys.argv:
        found.add(('login', 'A sentence that nobody knows.'))
    for who, text in sorted(found - known):
        print(f'{who}: "{text}": not in {LIST}')
    for who, text in sorted(known - found):
        print(f'{LIST}: {who}: "{text}": nobody says it any more')


main()
