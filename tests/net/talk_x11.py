#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Open a connection to $DISPLAY as an X client does, with the cookie of xauth(1), and print what the display says."""
import os, re, socket, struct, subprocess

number = int(re.search(r':(\d+)', os.environ['DISPLAY']).group(1))
cookie = bytes.fromhex(subprocess.check_output(['xauth', 'list', os.environ['DISPLAY']], text=True).split()[2])
name = b'MIT-MAGIC-COOKIE-1'
with socket.create_connection(('127.0.0.1', 6000 + number), 5) as s:
    s.sendall(struct.pack('<cxHHHHxx', b'l', 11, 0, len(name), len(cookie)) + name.ljust(20, b'\0') + cookie)
    print(s.recv(100).decode().strip())
