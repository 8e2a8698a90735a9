#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Pages of a site on 127.0.0.1:80, asked for one after the other.

pages.py NAME SECONDS            a line per page: when it was asked for (CLOCK_MONOTONIC) and how long it took, in
                                 microseconds; 0 for what is no page
pages.py NAME SECONDS CLIENTS    so many at a time; in the end how many pages came

NAME: the site's, or NAME/PATH.
"""
import multiprocessing
import socket
import sys
import time


def page(name):
    """How many bytes came, if it was a whole page."""
    host, _, path = name.partition('/')
    try:
        with socket.create_connection(('127.0.0.1', 80), 30) as s:
            s.sendall(f'GET /{path} HTTP/1.0\r\nHost: {host}\r\n\r\n'.encode())
            said = b''.join(iter(lambda: s.recv(65536), b''))
    except OSError:
        return 0
    return len(said) if said.startswith(b'HTTP/1.1 200') and b'</html>' in said[-64:] else 0


def load(name, end):
    pages = 0
    while time.monotonic() < end:
        if page(name):
            pages += 1
        else:
            time.sleep(0.02)
    return pages


def main(name, seconds, clients=None):
    end = time.monotonic() + float(seconds)
    if clients:
        with multiprocessing.Pool(int(clients)) as pool:
            print(sum(pool.starmap(load, [(name, end)] * int(clients))))
        return
    while (start := time.monotonic()) < end:
        size = page(name)
        print(int(start * 1e6), int((time.monotonic() - start) * 1e6) if size else 0, flush=True)


main(*sys.argv[1:])
