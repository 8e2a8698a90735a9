#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Ask the kernel for protocols, types and devices that it may have a module for: each makes it run modprobe(8)."""
import contextlib, fcntl, socket

for family in socket.AF_INET, socket.AF_INET6:
    for kind, protocols in ((0, (0,)), (1, (1, 3, 99, 200)), (2, (6, 99, 200)), (4, (0, 17)), (7, (0,)), (9, (0,))):
        for protocol in protocols:
            with contextlib.suppress(OSError):
                socket.socket(family, kind, protocol)
for request in 0x8940, 0x8941, 0x8982, 0x8983, 0x89a0:  # SIOCGIFBR, SIOCSIFBR, SIOCGIFVLAN, SIOCSIFVLAN, SIOCBRADDBR
    with contextlib.suppress(OSError):
        fcntl.ioctl(socket.socket(), request, bytes(64))
print('it has asked')
