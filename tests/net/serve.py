#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Servers that say who they are and whom they saw: serve.py NAME KIND:ADDRESS:PORTS... [NAME KIND:...]...

KIND: tcp (HTTP's first version), udp, dns (both, port 53: any name is on 198.51.100.80 and 2001:db8:ff::80).
PORTS: N or N-M. Says "ready" when all of them are bound; IPv6 addresses stand in brackets.
"""
import asyncio, functools, re, socket, struct, sys

META = socket.inet_pton(socket.AF_INET, '169.254.169.254')
A, AAAA = socket.inet_pton(socket.AF_INET, '198.51.100.80'), socket.inet_pton(socket.AF_INET6, '2001:db8:ff::80')


def sign(name, peer):
    return f'{name} {peer[0]}\n'.encode()


async def http(name, reader, writer):
    try:
        await asyncio.wait_for(reader.readline(), 5)
        said = sign(name, writer.get_extra_info('peername'))
        writer.write(b'HTTP/1.0 200 OK\r\nContent-Length: %d\r\n\r\n' % len(said) + said)
        await writer.drain()
        await asyncio.wait_for(reader.read(), 60)  # until the client lets go
    except (OSError, asyncio.TimeoutError):
        pass
    writer.close()


def dns_answer(question):
    end = question.index(b'\0', 12) + 5
    kind = struct.unpack('>H', question[end - 4:end - 2])[0]
    private = b'\x06rebind' in question  # a name of the attacker's that leads where he may not go
    data = {1: META if private else A, 28: None if private else AAAA}.get(kind)
    answer = b'\xc0\x0c' + struct.pack('>HHIH', kind, 1, 60, len(data)) + data if data else b''
    return question[:2] + struct.pack('>HHHHH', 0x8580, 1, bool(data), 0, 0) + question[12:end] + answer


async def dns(reader, writer):
    try:
        size = struct.unpack('>H', await asyncio.wait_for(reader.readexactly(2), 5))[0]
        answer = dns_answer(await asyncio.wait_for(reader.readexactly(size), 5))
        writer.write(struct.pack('>H', len(answer)) + answer)
        await writer.drain()
    except (OSError, EOFError, asyncio.TimeoutError):
        pass
    writer.close()


class Datagrams(asyncio.DatagramProtocol):
    def __init__(self, answer):
        self.answer = answer

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, peer):
        self.transport.sendto(self.answer(data, peer), peer)


def bound(kind, address, port):
    s = socket.socket(socket.AF_INET6 if ':' in address else socket.AF_INET, kind)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.setsockopt(socket.SOL_IP, 15, 1)  # IP_FREEBIND: the address may come later
    if ':' in address:
        s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    address, _, link = address.partition('%')
    s.bind((address, port, 0, socket.if_nametoindex(link)) if link else (address, port))
    s.setblocking(False)
    return s


async def start(name, kind, address, port):
    if kind != 'udp':
        talk = dns if kind == 'dns' else functools.partial(http, name)
        await asyncio.start_server(talk, sock=bound(socket.SOCK_STREAM, address, port))
    if kind != 'tcp':
        say = (lambda data, peer: dns_answer(data)) if kind == 'dns' else (lambda data, peer: sign(name, peer))
        await asyncio.get_running_loop().create_datagram_endpoint(lambda: Datagrams(say),
                                                                  sock=bound(socket.SOCK_DGRAM, address, port))


async def main():
    for one in sys.argv[1:]:
        if ':' not in one:
            name = one
            continue
        kind, address, first, last = re.fullmatch(r'(\w+):\[?([0-9a-f.:]+(?:%\w+)?)\]?:(\d+)(?:-(\d+))?', one).groups()
        for port in range(int(first), int(last or first) + 1):
            await start(name, kind, address, port)
    print('ready', flush=True)
    await asyncio.Event().wait()


asyncio.run(main())
