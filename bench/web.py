#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Requests of pages, four at a time: web.py PORT ROUNDS REQUESTS NAME=PATH... >SAMPLES
or one to a pool of PHP-FPM, its ping: web.py ping SOCKET

The pages are asked for in turn, a round of REQUESTS each; lines of a name and microseconds a request, and of
NAME.cpu and what nginx, PHP-FPM, node and hostel had of the processors for it.
"""
import multiprocessing, os, socket, struct, sys, time

CLIENTS = 4


def ask(port, path, requests):
    question = f'GET {path} HTTP/1.0\r\nHost: bench\r\n\r\n'.encode()
    for _ in range(requests):
        with socket.create_connection(('127.0.0.1', port), 30) as s:
            s.sendall(question)
            said = b''.join(iter(lambda: s.recv(65536), b''))
        if not said.startswith(b'HTTP/1.1 200'):
            sys.exit(f'{path}: {said[:60]!r}')


def processor_time():
    """Microseconds of all who have a part in it; sched-stats.rst of the kernel."""
    total = 0
    for pid in filter(str.isdigit, os.listdir('/proc')):
        try:
            with open(f'/proc/{pid}/comm') as f:
                if not f.read().startswith(('nginx', 'php-fpm', 'node', 'hostel')):
                    continue
            for task in os.listdir(f'/proc/{pid}/task'):
                with open(f'/proc/{pid}/task/{task}/schedstat') as f:
                    total += int(f.read().split()[0]) / 1000
        except OSError: # it has ended
            pass
    return total


def main(port, rounds, requests, pages):
    with multiprocessing.Pool(CLIENTS) as pool:
        for turn in range(rounds + 1):
            for name, path in pages:
                used = processor_time()
                begun = time.monotonic()
                pool.starmap(ask, [(port, path, requests // CLIENTS)] * CLIENTS)
                took = time.monotonic() - begun
                used = processor_time() - used
                if turn:  # the first one starts workers
                    n = requests // CLIENTS * CLIENTS
                    print(f'{name} {took / n * 1e6:.1f}\n{name}.cpu {used / n:.1f}', flush=True)


def ping(path):
    def record(kind, content):
        return struct.pack('>BBHHBB', 1, kind, 1, len(content), 0, 0) + content
    values = {'REQUEST_METHOD': 'GET', 'SCRIPT_NAME': '/ping', 'SCRIPT_FILENAME': '/ping'}
    parameters = b''.join(bytes([len(k), len(v)]) + k.encode() + v.encode() for k, v in values.items())
    with socket.socket(socket.AF_UNIX) as s:
        s.settimeout(60)
        s.connect(path)
        s.sendall(record(1, struct.pack('>HB5x', 1, 0)) + record(4, parameters) + record(4, b'') + record(5, b''))
        said = b''.join(iter(lambda: s.recv(65536), b''))
    if b'pong' not in said:
        sys.exit(f'{path}: {said[:90]!r}')


if sys.argv[1] == 'ping':
    sys.exit(ping(sys.argv[2]))
main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), [p.split('=', 1) for p in sys.argv[4:]])
