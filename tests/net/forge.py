#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A datagram from an address that need not be ours, with CAP_NET_RAW: forge.py FROM TO PORT TEXT"""
import ipaddress, socket, struct, sys

source, target, port, text = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4].encode()
udp = struct.pack('>HHHH', 5555, port, 8 + len(text), 0) + text  # without a checksum: RFC 768
if ':' in target:
    s, t = ipaddress.ip_address(source).packed, ipaddress.ip_address(target).packed
    data = s + t + struct.pack('>IHBB', len(udp), 0, 0, 17) + udp + bytes(len(udp) % 2)
    total = sum(struct.unpack(f'>{len(data) // 2}H', data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    udp = udp[:6] + struct.pack('>H', ~total & 0xffff or 0xffff) + udp[8:]
    head = struct.pack('>IHBB', 6 << 28, len(udp), 17, 64) + s + t
    with socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_RAW) as raw:
        raw.sendto(head + udp, (target, 0))
else:
    head = struct.pack('>BBHHHBBH4s4s', 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0,
                       socket.inet_aton(source), socket.inet_aton(target))
    with socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW) as raw:
        raw.sendto(head + udp, (target, 0))
