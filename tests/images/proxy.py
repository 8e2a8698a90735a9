#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""proxy.py LISTEN TARGET BYTES cut|hang: ports of 127.0.0.1. What the target says goes through, BYTES of it altogether;
then connections are cut, or nothing comes any more. Says a line when it listens, and another when it is at that."""
import socket
import sys
import threading

listen, target, left, how = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
lock = threading.Lock()


def take(size):
    """As much of it as may still go through."""
    global left
    with lock:
        before, size = left, min(size, left)
        left -= size
        if before and not left:
            print('there', flush=True)
        return size


def forward(source, sink, counted):
    try:
        while data := source.recv(16384):
            size = take(len(data)) if counted else len(data)
            sink.sendall(data[:size])
            if size < len(data):
                if how == 'hang':
                    return
                break
    except OSError:
        pass
    for end in (source, sink):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


server = socket.create_server(('127.0.0.1', listen))
print('listening', flush=True)
while True:
    client, _ = server.accept()
    there = socket.create_connection(('127.0.0.1', target))
    threading.Thread(target=forward, args=(client, there, False), daemon=True).start()
    threading.Thread(target=forward, args=(there, client, True), daemon=True).start()
