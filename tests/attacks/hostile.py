#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A PID 1 that has been taken over: it answers root's questions in the place of the sandbox's own.

hostile.py cases                 what it can send for the porch; the first one is right
hostile.py answer SOCKET CASE    as root: take the place of this control socket until SIGTERM, then give it back
"""
import glob, os, signal, socket, struct, sys

from door import MAGIC, packet

OK, SESSION = 7, 1


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


def answer(path, case):
    os.rename(path, path + '.own')
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    kept = []
    try:
        door = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        door.bind(path)
        door.listen(5)
        print('on', flush=True)
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
    finally:
        os.rename(path + '.own', path)


if __name__ == '__main__':
    import ctypes
    libc = ctypes.CDLL(None, use_errno=True)
    if sys.argv[1] == 'cases':
        print(*CASES, sep='\n')
    else:
        pid = pid_1(sys.argv[2])
        answer(sys.argv[2], sys.argv[3])
