#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Descriptors whose last close waits, handed to PID 1 from the porch; and a server that closes what it gets.

linger.py say PID UID WHAT WAY   as root: stand where process PID does (0: here), be UID, hand WHAT over by WAY;
                                 "sent", then it waits to be killed
linger.py serve PATH             control: closes what comes, then answers
linger.py ask PATH               is that server there? "answered"
"""
import array, os, socket, struct, sys, time

import door


def lingering():
    """A TCP connection whose close(2) waits for data that nobody reads."""
    listener = socket.create_server(('127.0.0.1', 0))
    tcp = socket.create_connection(listener.getsockname())
    kept.append(listener.accept()[0])
    tcp.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 3600))
    tcp.setblocking(False)
    try:
        while True:
            tcp.send(b'x' * 65536)
    except BlockingIOError:
        return tcp


def within(inner):
    """A unix socket in whose queue it lies."""
    a, b = socket.socketpair()
    a.sendmsg([b'x'], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', [inner.fileno()]))])
    return b


def listening():
    """A listening socket with a connection that nobody has accepted."""
    s = socket.socket(socket.AF_UNIX)
    s.bind(b'\0linger%d' % os.getpid())
    s.listen()
    c, tcp = socket.socket(socket.AF_UNIX), lingering()
    c.connect(s.getsockname())
    c.sendmsg([b'x'], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', [tcp.fileno()]))])
    return s



WHAT = {
    'a TCP socket': lingering, 'a unix socket with it': lambda: within(lingering()),
    'three unix sockets around it': lambda: within(within(within(lingering()))), 'a listening socket with it': listening,
}
TRUE = door.packet(door.request(argv=('sh', '-c', 'sleep 1')))


def three(s, data=TRUE):
    try:
        door.send(data, [what.fileno()] * 3, s)
    except OSError:
        pass
    return s


def left():
    """Everything at once, and gone."""
    s = door.connect(False)
    s.send(door.packet(b'', door.START))
    three(three(s)).close()
    return None


def second():
    s = door.connect()
    door.send(TRUE, [door.null()] * 3, s)
    s.recv(100)
    return three(three(s))


def many():
    s = door.connect(False)
    for _ in range(20):
        three(s)
    return s


WAY = {
    'as stdin': lambda: three(door.connect()), 'without START': lambda: three(door.connect(False)),
    'as the request': lambda: door.send(door.packet(b'', door.BLOB), [what.fileno()], door.connect()),
    'malformed': lambda: three(door.connect(), b'x'), 'behind another': second, 'and gone': left, '20 times': many,
    'on the connection of the session': lambda: [three(s, b'x') for s in sessions],
}


def sessions_of(pid):
    """What sshd's child of the tenant holds: his packets reach PID 1 too."""
    process, found = os.pidfd_open(pid), []
    for number in os.listdir(f'/proc/{pid}/fd'):
        fd = door.libc.syscall(438, process, int(number), 0)  # pidfd_getfd(2)
        try:
            s = socket.socket(fileno=fd)
            if s.family == socket.AF_UNIX and s.type == socket.SOCK_SEQPACKET:
                found.append(s)
        except OSError:
            pass
    return found


def say():
    global what, sessions
    pid, uid = int(sys.argv[2]), int(sys.argv[3])
    door.path = os.environ.get('DOOR', door.DOOR)
    what = WHAT[sys.argv[4]]()
    sessions = sessions_of(pid) if pid else []
    door.stand(pid, uid)
    s = WAY[sys.argv[5]]()
    sessions = None
    print('sent', flush=True)
    what.close()  # if it has been closed there already, this waits instead
    if not pid:
        s.send(b'closed')
    time.sleep(300)


def serve():
    s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    s.bind(sys.argv[2])
    os.chmod(sys.argv[2], 0o777)
    s.listen(50)
    while True:
        c, _ = s.accept()
        try:
            _, control, _, _ = c.recvmsg(100000, 65536)
            if control:
                c.recv(6)  # they have closed theirs
            for _, _, numbers in control:
                for fd in array.array('i', numbers[:len(numbers) // 4 * 4]):
                    os.close(fd)
            c.send(b'x')
        except OSError:
            pass


def ask():
    s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    s.settimeout(3 * int(os.environ.get('SLOW', 1)))
    s.connect(sys.argv[2])
    s.send(b'x')
    print('answered' if s.recv(1) else 'ended')


kept = []
if __name__ == '__main__':
    {'say': say, 'serve': serve, 'ask': ask}[sys.argv[1]]()
