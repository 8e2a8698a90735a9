#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""ports.py WAY PORT: a TCP port that the policy does not name, in ways that a wall may have forgotten.

`escaped` if whoever serves at 127.0.0.1 or ::1 answered, or if the port is ours; `refused` with the error.
"""
import ctypes
import errno
import os
import select
import socket
import struct
import sys

way, port = sys.argv[1], int(sys.argv[2])
libc = ctypes.CDLL(None, use_errno=True)
FASTOPEN, MPTCP, SMC, PORT_RANGE = 0x20000000, 262, 256, 51
HERE = ('127.0.0.1', port)


def sendmmsg(s):
    """sendmmsg(2), which python does not have: one message to HERE."""
    name = ctypes.create_string_buffer(struct.pack('=H', 2) + struct.pack('>H', port) + socket.inet_aton(HERE[0]) + bytes(8), 16)
    data = ctypes.create_string_buffer(b'hello')
    iov = (ctypes.c_size_t * 2)(ctypes.addressof(data), 5)
    # struct mmsghdr: name, namelen, iov, iovlen, control, controllen, flags, len
    header = (ctypes.c_size_t * 8)(ctypes.addressof(name), 16, ctypes.addressof(iov), 1, 0, 0, 0, 0)
    if libc.sendmmsg(s.fileno(), header, 1, FASTOPEN) < 0:
        raise OSError(ctypes.get_errno(), '')


def reach(how):
    family = socket.AF_INET6 if '6' in how else socket.AF_INET
    protocol = MPTCP if 'mptcp' in how else SMC if 'smc' in how else 0
    to = ('::1', port) if '6' in how else HERE
    s = socket.socket(family, socket.SOCK_STREAM, protocol)
    try:
        if 'sendto' in how:
            s.sendto(b'hello', FASTOPEN, to)
        elif 'sendmsg' in how:
            s.sendmsg([b'hello'], [], FASTOPEN, to)
        elif 'sendmmsg' in how:
            sendmmsg(s)
        else:
            s.connect(('::ffff:127.0.0.1', port) if 'mapped' in how else to)
            s.send(b'hello')
    except BlockingIOError:
        pass  # on its way
    if not select.select([s], [], [], 5)[0]:
        raise TimeoutError(errno.ETIMEDOUT, '')
    return s.recv(20).decode()


def serve(how):
    s = socket.socket(socket.AF_INET6 if '6' in how else socket.AF_INET, socket.SOCK_STREAM, MPTCP if 'mptcp' in how else 0)
    if 'range' in how:
        s.setsockopt(socket.IPPROTO_IP, PORT_RANGE, struct.pack('I', port << 16 | port))
    else:
        s.bind(('127.0.0.1', port))
    s.listen()
    if s.getsockname()[1] != port:
        raise OSError(errno.EADDRINUSE, '')
    return f'serves at {port}'


try:
    print('escaped', serve(way) if way.startswith('serve') else reach(way))
except OSError as e:
    print('refused', errno.errorcode.get(e.errno, os.strerror(e.errno or 0)))
