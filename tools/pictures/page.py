#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Pictures of a page: light, dark, and as it is printed; NAME-light.png and so on.

page.py FILE.html NAME
"""
import subprocess
import sys
import tempfile

ALWAYS = ['chromium', '--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-quic', '--no-first-run',
          '--disable-background-networking', '--disable-component-update', '--disable-sync', '--hide-scrollbars']


def chromium(*words):
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run([*ALWAYS, f'--user-data-dir={profile}', *words], check=True, timeout=300, stderr=subprocess.DEVNULL)


def main(page, name):
    for look, more in (('light', ()), ('dark', ('--blink-settings=preferredColorScheme=0',))):
        chromium('--window-size=1100,900', f'--screenshot={name}-{look}.png', *more, f'file://{page}')
    with tempfile.NamedTemporaryFile(suffix='.pdf') as pdf:
        chromium('--no-pdf-header-footer', f'--print-to-pdf={pdf.name}', f'file://{page}')
        subprocess.run(['pdftoppm', '-png', '-r', '70', '-singlefile', pdf.name, f'{name}-printed'], check=True, timeout=120)


main(*sys.argv[1:])
