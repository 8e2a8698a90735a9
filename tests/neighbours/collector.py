#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Keep the kernel's collector of unix sockets busy: as many as may be in flight, in one ring, and one closed after
the other. Its thread is charged to nobody."""
import array, resource, socket


def send(via, fd):
    via.sendmsg([b'x'], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', [fd]))])


resource.setrlimit(resource.RLIMIT_NOFILE, [resource.getrlimit(resource.RLIMIT_NOFILE)[1]] * 2)
first, last = socket.socketpair()
count = 0
try:
    while True:
        a, b = socket.socketpair()
        send(a, last.fileno())
        last, count = b, count + 1
except OSError:
    print(count, 'in flight', flush=True)
a, b = socket.socketpair()
while True:
    try:
        send(a, first.fileno())
        b.recv(1)
    except OSError:
        pass
    socket.socket(socket.AF_UNIX).close()
