#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""records.py WHAT [SECONDS]: have the kernel write records of seccomp, by a filter of one's own on getppid(2).

flag: an error with SECCOMP_FILTER_FLAG_LOG; log: SECCOMP_RET_LOG; kill: SECCOMP_RET_KILL_PROCESS in a child.
Once, or for SECONDS as fast as it goes. `escaped` if the filter was taken and asked, `refused` otherwise.
"""
import ctypes
import errno
import os
import platform
import struct
import sys
import time

what, seconds = sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 0
libc = ctypes.CDLL(None, use_errno=True)
SECCOMP, GETPPID = (277, 173) if platform.machine() == 'aarch64' else (317, 110)
ACTIONS = {'flag': 0x50000 | errno.EDOM, 'log': 0x7ffc0000, 'kill': 0x80000000}


def instruction(code, jt, jf, k):
    return struct.pack('HBBI', code, jt, jf, k)


def load():
    text = (instruction(0x20, 0, 0, 0) +                      # the number of the call
            instruction(0x15, 0, 1, GETPPID) + instruction(0x06, 0, 0, ACTIONS[what]) +
            instruction(0x06, 0, 0, 0x7fff0000))
    code = ctypes.create_string_buffer(text, len(text))
    program = ctypes.create_string_buffer(struct.pack('HxxxxxxP', 4, ctypes.addressof(code)))
    libc.prctl(38, 1, 0, 0, 0)
    if libc.syscall(SECCOMP, 1, 2 if what == 'flag' else 0, program) < 0:
        raise OSError(ctypes.get_errno(), '')


def once():
    if what != 'kill':
        libc.getppid()
        return
    pid = os.fork()
    if not pid:
        libc.getppid()
    os.waitpid(pid, 0)


try:
    load()
except OSError as e:
    print('refused', errno.errorcode[e.errno])
    sys.exit()
count, end = 0, time.monotonic() + seconds
while not count or time.monotonic() < end:
    once()
    count += 1
print('escaped', count, 'records', flush=True)
