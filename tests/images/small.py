#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""small.py DIR SYSTEM [BYTES]: an OCI layout with a root file system of a few files, and so many bytes of noise."""
import hashlib
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import hostile  # noqa: E402  the next line needs the path

base = hostile.Tar().dir('bin').add('bin/sh', b'#!', mode=0o755).dir('etc')
base.add('noise', hashlib.shake_256(b'noise').digest(int(sys.argv[3]) if len(sys.argv) > 3 else 1000))
top = hostile.Tar().add('etc/os-release', f'PRETTY_NAME="{sys.argv[2]}"\n'.encode())
hostile.Layout(sys.argv[1]).image(base, top)
