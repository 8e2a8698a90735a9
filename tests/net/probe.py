#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Try connections, all at once: lines "ID KIND ADDRESS PORT ..." in, lines "ID RESULT" out.

KIND: tcp, udp, dns (by udp), dnstcp. RESULT: the name that the server says (see serve.py; dns: dns), or refused, unreachable,
timeout: how it failed.
"""
import asyncio, errno, socket, sys

PATIENCE = float(sys.argv[1]) if len(sys.argv) > 1 else 4
QUESTION = b'\x12\x34\x01\0\0\1\0\0\0\0\0\0\3web\7example\0\0\1\0\1'


def target(kind, address, port):
    info = socket.getaddrinfo(address, int(port), type=socket.SOCK_STREAM if kind.endswith('tcp') else socket.SOCK_DGRAM,
                              flags=socket.AI_NUMERICHOST)[0]
    s = socket.socket(info[0], info[1])
    s.setblocking(False)
    return s, info[4]


async def ask(kind, address, port):
    loop = asyncio.get_running_loop()
    s, place = target(kind, address, port)
    with s:
        await loop.sock_connect(s, place)
        head = bytes([0, len(QUESTION)]) if kind == 'dnstcp' else b''
        await loop.sock_sendall(s, head + QUESTION if kind.startswith('dns') else b'GET / HTTP/1.0\r\n\r\n')
        answer = b''
        while not answer.endswith(b'\n'):
            more = await loop.sock_recv(s, 4096)
            if kind.startswith('dns'):
                return 'dns' if more[len(head):][:2] == QUESTION[:2] else 'nothing'
            if not more:
                break
            answer += more
    return answer.decode().split('\n')[-2].split()[0] if b'\n' in answer else 'nothing'


async def cell(name, *where):
    try:
        result = await asyncio.wait_for(ask(*where), PATIENCE)
    except asyncio.TimeoutError:
        result = 'timeout'
    except OSError as e:
        result = 'refused' if e.errno in (errno.ECONNREFUSED, errno.ECONNRESET) else 'unreachable'
    except ValueError as e:
        result = f'wrong:{e}'.replace(' ', '-')
    print(name, result)


async def main():
    await asyncio.gather(*(cell(*line.split()[:4]) for line in sys.stdin if line.strip()))


asyncio.run(main())
