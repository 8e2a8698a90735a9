#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Requests of pages, four at a time: web.py PORT ROUNDS REQUESTS NAME=PATH... >SAMPLES

The pages are asked for in turn, a round of REQUESTS each; lines of a name and microseconds a request.
"""
import multiprocessing, socket, sys, time

CLIENTS = 4


def ask(port, path, requests):
    question = f'GET {path} HTTP/1.0\r\nHost: bench\r\n\r\n'.encode()
    for _ in range(requests):
        with socket.create_connection(('127.0.0.1', port), 30) as s:
            s.sendall(question)
            said = b''.join(iter(lambda: s.recv(65536), b''))
        if not said.startswith(b'HTTP/1.1 200'):
            sys.exit(f'{path}: {said[:60]!r}')


def main(port, rounds, requests, pages):
    with multiprocessing.Pool(CLIENTS) as pool:
        for turn in range(rounds + 1):
            for name, path in pages:
                begun = time.monotonic()
                pool.starmap(ask, [(port, path, requests // CLIENTS)] * CLIENTS)
                took = time.monotonic() - begun
                if turn:  # the first one starts workers
                    print(f'{name} {took / (requests // CLIENTS * CLIENTS) * 1e6:.1f}', flush=True)


main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), [p.split('=', 1) for p in sys.argv[4:]])
