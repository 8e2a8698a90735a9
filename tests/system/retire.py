#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""retire.py CONTROL PID ORDER: as root, a session and a RETIRE that reach PID 1 of a kept room at one moment.

PID 1 is stopped, both speak, it goes on. ORDER: of "session" and "retire", which connects first, and which speaks
first, as in session,retire/retire,session. Prints what each was told, and whether PID 1 then lives; a session that
was granted is let go when standard input ends.
"""
import os, re, select, signal, socket, struct, sys

MAGIC = 0x48535000 | int(re.search(r'PROTOCOL_VERSION ([0-9]+)u', open('include/talk/protocol.h').read())[1])
SAID = {7: 'granted', 8: 'refused'}


def string(text):
    return struct.pack('<I', len(text)) + text + b'\0'


def packet(kind, body=b''):
    return struct.pack('<III', MAGIC, kind, len(body)) + body


control, pid, order = sys.argv[1], int(sys.argv[2]), sys.argv[3]
connects, speaks = (part.split(',') for part in order.split('/'))
words = {'session': packet(1, string(b'ssh') + string(b'') + string(b'') + struct.pack('<II', os.getpid(), 10)),
         'retire': packet(12)}
ends = {who: socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) for who in connects}
told = {}
init = os.pidfd_open(pid)
os.kill(pid, signal.SIGSTOP)
while open(f'/proc/{pid}/stat').read().rpartition(')')[2].split()[0] != 'T':
    pass
for who in connects:
    ends[who].settimeout(20)
    ends[who].connect(control)
for who in speaks:
    ends[who].send(words[who])
os.kill(pid, signal.SIGCONT)
for who in ends:
    try:
        told[who] = SAID.get(struct.unpack_from('<III', ends[who].recv(20000) or bytes(12))[1], 'gone')
    except ConnectionError:
        told[who] = 'gone'
# Not granted, PID 1 is on its way out; granted, it has to stay.
gone = select.select([init], [], [], 0 if told['session'] == 'granted' else 20)[0]
print(told['session'], told['retire'], 'gone' if gone else 'lives', flush=True)
sys.stdin.read()
