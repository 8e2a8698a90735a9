#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A PID 1 that has been taken over: it answers root's questions in the place of the sandbox's own.

hostile.py cases                 what it can send for the porch; the first one is right
hostile.py answer SOCKET CASE    as root: take the place of this control socket until SIGTERM, then give it back
hostile.py wait SOCKET WAY       the same; who asks anything is sent what close(2) waits for: `asked` or `at once`
hostile.py ask SOCKET            control: asks for the status, and closes what it is sent
"""
import contextlib, glob, os, signal, socket, struct, sys

import linger
from door import MAGIC, packet

OK, SESSION, STATUS = 7, 1, 2


def pid_1(path):
    with open(os.path.join(os.path.dirname(path), '../record')) as record:
        return next(int(line.split()[1]) for line in record if line.startswith('pid '))


def opened(path):
    return os.open(path, os.O_RDONLY | os.O_CLOEXEC)


def held(kind):
    """The namespace that PID 1 holds for those who join."""
    return next(opened(fd) for fd in glob.glob(f'/proc/{pid}/fd/*') if os.readlink(fd).startswith(kind + ':'))


def own(kind):
    return opened(f'/proc/{pid}/ns/{kind}')


def new(kind, flag):
    """Another one of the keeper's user namespace, that PID 1 could have made."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        libc.setns(own('user'), 0)
        os.write(writer, b'x' if libc.unshare(flag) == 0 else b'-')
        signal.pause()
    assert os.read(reader, 1) == b'x'
    fd = opened(f'/proc/{child}/ns/{kind}')
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return fd


CASES = {
    'what is right': lambda: [held('mnt'), held('ipc'), held('net')],
    'no net namespace': lambda: [held('mnt'), held('ipc')],
    'no ipc namespace': lambda: [held('mnt'), held('net')],
    'one too many': lambda: [held('mnt'), held('ipc'), held('net'), held('net')],
    'one only': lambda: [held('mnt')],
    'none': lambda: [],
    'the wrong order': lambda: [held('ipc'), held('mnt'), held('net')],
    "the host's net namespace": lambda: [held('mnt'), held('ipc'), opened('/proc/self/ns/net')],
    "the host's mount namespace": lambda: [opened('/proc/self/ns/mnt'), held('ipc'), held('net')],
    "the sandbox's own mount namespace": lambda: [own('mnt'), held('ipc'), held('net')],
    'a new net namespace': lambda: [held('mnt'), held('ipc'), new('net', 0x40000000)],
    'a new ipc namespace': lambda: [held('mnt'), new('ipc', 0x08000000), held('net')],
    'a new mount namespace': lambda: [new('mnt', 0x00020000), held('ipc'), held('net')],
    'no namespaces': lambda: [opened('/dev/null') for _ in range(3)],
    'sockets': lambda: [socket.socket().detach() for _ in range(3)],
}


@contextlib.contextmanager
def in_its_place(path):
    os.rename(path, path + '.own')
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    try:
        door = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        door.bind(path)
        door.listen(5)
        print('on', flush=True)
        yield door
    finally:
        os.rename(path + '.own', path)


def waiting(path, way):
    kept = []
    with in_its_place(path) as door:
        while True:
            s, _ = door.accept()
            kept.append(s)
            if way == 'asked' and not s.recv(1 << 16):
                continue
            inner = linger.within(linger.lingering())
            try:
                socket.send_fds(s, [packet(b'', OK)], [inner.fileno()] * 3)
                print('sent', flush=True)
            except OSError as e:
                print('not sent:', e, flush=True)
            inner.close()
            with contextlib.suppress(OSError):
                s.send(b'closed', socket.MSG_NOSIGNAL)


def ask(path):
    s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    s.connect(path)
    s.send(packet(b'', STATUS))
    fds = socket.recv_fds(s, 1 << 16, 8)[1]
    s.recv(6)  # those over there are closed
    for fd in fds:
        os.close(fd)


def answer(path, case):
    kept = []
    with in_its_place(path) as door:
        while True:
            s, _ = door.accept()
            kept.append(s)  # the session is the connection
            data = s.recv(1 << 16)
            if struct.unpack_from('<II', data + bytes(8)) != (MAGIC, SESSION):
                s.close()
                continue
            fds = CASES[case]()
            socket.send_fds(s, [packet(b'', OK)], fds)
            print('asked', flush=True)
            for fd in fds:
                os.close(fd)


if __name__ == '__main__':
    import ctypes
    libc = ctypes.CDLL(None, use_errno=True)
    if sys.argv[1] == 'cases':
        print(*CASES, sep='\n')
    elif sys.argv[1] == 'ask':
        ask(sys.argv[2])
    elif sys.argv[1] == 'wait':
        waiting(sys.argv[2], sys.argv[3])
    else:
        pid = pid_1(sys.argv[2])
        answer(sys.argv[2], sys.argv[3])
