#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""hung.py DIRECTORY: mount there a file system that has stopped answering, as a dead NFS server's or FUSE daemon's.

It takes every question (fuse(4)) and answers none, so that who asks cannot even be killed (Documentation/filesystems/
fuse.rst, "Interrupting filesystem operations"). When this process ends, they are all told ENOTCONN.
"""
import ctypes
import os
import stat
import struct
import sys

INIT, HEADER = 26, struct.Struct('<IIQQIIII')  # linux/fuse.h: struct fuse_in_header

directory = sys.argv[1]
if not os.path.exists('/dev/fuse'):
    os.mknod('/dev/fuse', 0o600 | stat.S_IFCHR, os.makedev(10, 229))
fuse = os.open('/dev/fuse', os.O_RDWR | os.O_CLOEXEC)
libc = ctypes.CDLL(None, use_errno=True)
options = f'fd={fuse},rootmode=40000,user_id=0,group_id=0,allow_other'
if libc.mount(b'hung', directory.encode(), b'fuse.hung', 6, options.encode()):
    sys.exit(os.strerror(ctypes.get_errno()))
while True:
    question = os.read(fuse, 1 << 17)
    length, code, unique, *_ = HEADER.unpack_from(question)
    if code == INIT:  # struct fuse_out_header, fuse_init_out: version 7.22, nothing else
        os.write(fuse, struct.pack('<IiQIIIIHHI', 40, 0, unique, 7, 22, 0, 0, 0, 0, 4096))
        print('mounted', flush=True)
