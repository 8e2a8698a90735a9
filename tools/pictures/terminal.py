#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A terminal's screen as an SVG with text as text.

terminal.py TITLE DESCRIPTION COLUMNS <SCREEN        with its escape sequences, as of tmux capture-pane -e
"""
import html
import io
import re
import sys

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

THEME = TerminalTheme((27, 29, 33), (226, 228, 231),
                      [(27, 29, 33), (224, 76, 76), (98, 171, 90), (214, 160, 60), (88, 148, 214), (180, 120, 200),
                       (80, 170, 180), (226, 228, 231)],
                      [(120, 125, 132), (240, 100, 100), (130, 200, 120), (236, 190, 90), (120, 175, 235), (205, 150, 225),
                       (110, 200, 210), (255, 255, 255)])
TITLE = 30
FORMAT = '''<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-labelledby="t d">
<title id="t">TITLE</title>
<desc id="d">DESCRIPTION</desc>
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: {char_height}px;
line-height: {line_height}px; white-space: pre; }}
{styles}
</style>
<defs><clipPath id="{unique_id}-clip-terminal"><rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/></clipPath>
{lines}</defs>
<rect y="30" fill="#1b1d21" width="{width}" height="{height}" rx="6"/>
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}<g class="{unique_id}-matrix">{matrix}</g></g>
</svg>
'''


def main(title, description, columns):
    lines = sys.stdin.read().rstrip('\n').split('\n')
    console = Console(record=True, width=int(columns), file=io.StringIO(), force_terminal=True, color_system='truecolor')
    for line in lines:
        console.print(Text.from_ansi(line), no_wrap=True, overflow='crop')
    form = FORMAT.replace('TITLE', html.escape(title)).replace('DESCRIPTION', html.escape(description))
    svg = console.export_svg(title=title, theme=THEME, code_format=form, unique_id='s')
    # Rich keeps a place for a window's title.
    print(re.sub(r'viewBox="0 0 (\S+) (\S+)"', lambda box: f'viewBox="0 {TITLE} {box[1]} {float(box[2]) - TITLE:g}"', svg), end='')


main(*sys.argv[1:])
