#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""As many connections as one gets: flood.py KIND ADDRESS PORT COUNT.

KIND: tcp (held open), churn (tcp, closed at once), udp (a datagram from a port of its own each), pieces (large ones), ping, listen (a
server that holds what it is given; no COUNT), greet (one that lets go at once). Says "made N" when it has tried, then holds what it has until it is
killed.
"""
import os, resource, select, signal, socket, sys, time

kind, address, port = sys.argv[1], sys.argv[2], int(sys.argv[3])
count = int(sys.argv[4]) if len(sys.argv) > 4 else 0
slow = int(os.environ.get('SLOW', '1'))
patience = 3 * slow
resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
family = socket.AF_INET6 if ':' in address else socket.AF_INET
# Type 8 or 128, and a checksum that the kernel makes: icmp(7)
echo = bytes([128 if family == socket.AF_INET6 else 8]) + bytes(7) + b'hostel'


def one():
    if kind == 'ping':
        protocol = socket.IPPROTO_ICMPV6 if family == socket.AF_INET6 else socket.IPPROTO_ICMP
        s = socket.socket(family, socket.SOCK_DGRAM, protocol)
        s.sendto(echo, (address, 0))
    elif kind == 'pieces':
        s = socket.socket(family, socket.SOCK_DGRAM)
        s.sendto(bytes(65000), (address, port))
        time.sleep(0.005)
    elif kind == 'udp':
        s = socket.socket(family, socket.SOCK_DGRAM)
        s.sendto(b'hostel', (address, port))
        time.sleep(0.002 * (slow - 1))  # pasta's queue holds a thousand, and it makes a socket for each
    else:
        s = socket.create_connection((address, port), timeout=5)
    s.close()


def all_at_once():
    """What is dropped on the way is not waited for one by one: nobody has come in for some seconds."""
    poll, waiting, made = select.poll(), {}, []
    for _ in range(count):
        s = socket.socket(family, socket.SOCK_STREAM)
        s.setblocking(False)
        s.connect_ex((address, port))
        waiting[s.fileno()] = s
        poll.register(s, select.POLLOUT)
    end = time.monotonic() + patience
    while waiting and (left := end - time.monotonic()) > 0:
        for fd, _ in poll.poll(left * 1000):
            s = waiting.pop(fd)
            poll.unregister(fd)
            if s.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0:
                made.append(s)
                end = time.monotonic() + patience
    return made


held, made = [], 0
if kind in ('listen', 'greet'):
    server = socket.create_server((address, port), family=family, backlog=1024)
    print('listening', flush=True)
    while True:
        s = server.accept()[0]
        held.append(s) if kind == 'listen' else s.close()
if kind == 'tcp':
    held = all_at_once()
    made = len(held)
else:
    for _ in range(count):
        try:
            one()
            made += 1
        except OSError:
            pass
print('made', made, flush=True)
signal.pause()
