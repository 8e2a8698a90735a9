#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The kernel's memory for sockets, one pool of each kind for the whole host.

pools.py hold udp|tcp MIB   take as much, or as can be had; "held N"; until the end of standard input
pools.py probe              what arrives of 60 datagrams of one's own that wait for their reader, and of a
                            megabyte over TCP: "60 1048576"
"""
import resource, socket, sys


def held(kind):
    for line in open('/proc/net/sockstat'):
        if line.startswith(kind.upper() + ':'):
            return int(line.split()[line.split().index('mem') + 1]) * resource.getpagesize() >> 20


def udp():
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    r = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    r.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
    r.bind(('127.0.0.1', 0))
    for _ in range(40):
        s.sendto(b'x' * 32000, r.getsockname())
    return [r]


def tcp():
    a = socket.create_connection(listener.getsockname())
    b = listener.accept()[0]
    a.setblocking(False)
    try:
        while True:
            a.send(b'x' * 65536)
    except BlockingIOError:
        return [a, b]


def hold(kind, most):
    resource.setrlimit(resource.RLIMIT_NOFILE, [resource.getrlimit(resource.RLIMIT_NOFILE)[1]] * 2)
    before, kept, reached, idle = held(kind), [], 0, 0
    try:
        # What is over the limit is dropped without a word; each TCP connection gets a little all the same.
        while reached < most and idle < 20 and len(kept) < 1000:
            kept += {'udp': udp, 'tcp': tcp}[kind]()
            now = held(kind) - before
            idle = 0 if now > reached else idle + 1
            reached = max(now, reached)
    except OSError:
        pass
    print('held', held(kind) - before, flush=True)
    sys.stdin.read()


def probe():
    r = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    r.bind(('127.0.0.1', 0))
    for _ in range(60):
        s.sendto(b'x' * 1000, r.getsockname())
    r.settimeout(0.2)
    arrived = total = 0
    try:
        while r.recv(2000):
            arrived += 1
    except OSError:
        pass
    listener = socket.create_server(('127.0.0.1', 0))
    a = socket.create_connection(listener.getsockname(), 2)
    b = listener.accept()[0]
    a.settimeout(5)
    b.settimeout(5)
    try:
        for _ in range(16):
            a.sendall(b'x' * 65536)  # more than a connection gets where the pool is empty: it waits for its reader
            left = 65536
            while left:
                left -= len(b.recv(left))
            total += 65536
    except OSError:
        pass
    print(arrived, total)


if sys.argv[1] == 'probe':
    probe()
else:
    listener = socket.create_server(('127.0.0.1', 0), backlog=10)
    hold(sys.argv[2], int(sys.argv[3]))
