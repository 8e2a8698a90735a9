#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What somebody says to PID 1 who took over the tenant's sshd on the porch; and a naive PID 1.

door.py cases                 their names, without the correct one
door.py say PID UID CASE      as root: stand where process PID does (0: here), be UID, say it
door.py serve PATH UID        control: a server that accepts anything and executes what it gets as UID
"""
import array, ctypes, os, re, resource, select, signal, socket, struct, sys, time

MAGIC = 0x48535000 | int(re.search(r'PROTOCOL_VERSION ([0-9]+)u', open('include/talk/protocol.h').read())[1])
BLOB, EXEC, START = 4, 5, 11
DOOR = '/run/hostel/door/socket'
libc = ctypes.CDLL(None, use_errno=True)
place = 'for n in user pid mnt net ipc uts cgroup; do readlink /proc/self/ns/$n; done | tr "\\n" " "; cat /proc/1/comm'
# Runs in the place of the process: where it is, and what it was given.
PROOF = f'cd; ({place}; for f in /proc/$$/fd/*; do readlink $f; grep flags /proc/$$/fdinfo/${{f##*/}}; done) >said.new 2>&1; mv said.new said'


def string(text):
    text = text.encode() if isinstance(text, str) else text
    return struct.pack('<I', len(text)) + text + b'\0'


def strings(list):
    return struct.pack('<I', len(list)) + b''.join(map(string, list))


def request(program='/bin/sh', cwd='/', mask=0, umask=0o22, service=0, argv=('sh', '-c', PROOF), env=('A=b',), tail=b''):
    return (string(program) + string(cwd) + struct.pack('<III9II9I', mask, 24, 80, *[0] * 9, umask, *[0] * 6, service, *[0] * 2) + strings(argv) + strings(env) + tail)


def packet(body, kind=EXEC, magic=MAGIC, size=None):
    return struct.pack('<III', magic, kind, len(body) if size is None else size) + body


def connect(started=True):
    s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    s.settimeout(8)
    s.connect(path)
    if started and path == DOOR:
        s.send(packet(b'', START))
        s.recv(100)
    return s


def send(data, fds, s=None, copies=1, extra=()):
    s = s or connect()
    control = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', fds))] * copies if fds else []
    s.sendmsg([data], control + list(extra))
    return s


def answer(s):
    try:
        kind = struct.unpack_from('<III', s.recv(20000))[1]
        return {8: 'refused', 9: 'started', 10: 'ended'}.get(kind, str(kind))
    except (OSError, struct.error) as e:
        return f'closed ({e})'


def memory(data, seals):
    fd = os.memfd_create('request', os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    os.write(fd, data)
    if seals:
        libc.fcntl(fd, 1033, 15)
    return fd


def null():
    return os.open('/dev/null', os.O_RDWR)


def message(**how):
    return lambda: send(packet(request(**how)), [null()] * 3)


def raw(**how):
    return lambda: send(packet(request(), **how), [null()] * 3)


def given(make):
    """Standard input is something else."""
    return lambda: send(packet(request()), [make(), null(), null()])


def count(n):
    return lambda: send(packet(request()), [null()] * n)


def blob(body, seals, stdio=3):
    def one():
        s = send(packet(b'', BLOB), [memory(body, seals)])
        time.sleep(0.1)
        return send(packet(b''), [null()] * stdio, s)
    return one


def changed():
    """The request is changed behind PID 1's back, if it can be."""
    fd = memory(request(argv=('sh', '-c', 'true')), False)
    s = send(packet(b'', BLOB), [fd])
    os.pwrite(fd, request(), 0)
    return send(packet(b''), [null()] * 3, s)


def piped():
    r, w = os.pipe()
    os.write(w, request())
    s = send(packet(b'', BLOB), [r])
    return send(packet(b''), [null()] * 3, s)


def slow():
    """A connection that says nothing for long, then all."""
    s = connect()
    time.sleep(6.5)
    return send(packet(request()), [null()] * 3, s)


def half():
    """The packet in two halves: each one is a message of its own."""
    s, data = connect(), packet(request())
    send(data[:20], [null()] * 3, s)
    time.sleep(0.2)
    s.send(data[20:])
    return s


def alone():
    """No process has been asked for: the descriptors go to PID 1 itself."""
    return send(packet(request()), [null()] * 3, connect(False))


def twice():
    """A second request behind the first, of which the first process is to have none."""
    s = send(packet(request()), [null()] * 3)
    return send(packet(request()), [null()] * 3, s)


def pidfd():
    return libc.syscall(434, os.getpid(), 0)


def unix_socket():
    return socket.socketpair()[0].detach()


def listener():
    s = socket.socket(socket.AF_UNIX)
    s.bind(f'\0door-{os.getpid()}')
    s.listen()
    return s.detach()


def tcp_socket():
    return socket.create_server(('127.0.0.1', 0)).detach()


def kept(name):
    """Opened before we came here: nothing of it can be had on the porch."""
    return lambda: before[name]


def other_way(data):  # with a second kind of control message
    return send(data, [null()] * 3, extra=[(socket.SOL_SOCKET, 2, struct.pack('III', os.getpid(), os.getuid(), os.getgid()))])


big = ['sh', '-c', PROOF] + ['x' * 100000] * 30
CASES = {
    'correct': message(),
    '0 descriptors': count(0), '1 descriptor': count(1), '2 descriptors': count(2), '4 descriptors': count(4),
    '200 descriptors': count(200), '3 descriptors, twice': lambda: send(packet(request()), [null()] * 3, copies=2),
    'a directory as stdin': given(lambda: os.open('/', os.O_RDONLY | os.O_DIRECTORY)),
    'an O_PATH file as stdin': given(lambda: os.open('/etc/passwd', os.O_PATH)),
    'a pidfd as stdin': given(pidfd),
    'a mount namespace as stdin': given(kept('namespace')),
    'a TCP socket as stdin': given(tcp_socket), 'a terminal of the host as stdin': given(kept('terminal')),
    'a unix socket as stdin': given(unix_socket), 'an unsealed memfd as stdin': given(lambda: memory(b'x', False)),
    'an epoll descriptor as stdin': given(lambda: libc.epoll_create1(0)),
    'a request in a sealed memfd': blob(request(), True), 'a request in an unsealed memfd': blob(request(), False),
    'a request changed after it was sent': changed, 'a request of 3 MB': blob(request(argv=big), True),
    'a request of 5 MB': blob(request(argv=big * 2), True), 'a request in a pipe': piped,
    'environment of 3 MB': blob(request(env=[f'V{i}=' + 'x' * 100000 for i in range(30)]), True),
    '70,000 arguments': blob(request(argv=('sh', '-c', PROOF) + ('x',) * 70000), True),
    'more arguments announced than there are': lambda: send(packet(request()[:-30] + b'\xff' * 30), [null()] * 3),
    'bytes behind the request': message(tail=b'x'),
    'a text without its NUL': lambda: send(packet(request().replace(b'\0', b'x')), [null()] * 3),
    'EXEC without START': alone, 'a second request with descriptors': twice,
    'slow': slow, 'in two halves': half, 'a head alone': lambda: send(packet(request())[:12], [null()] * 3),
    'another version': raw(magic=0x48535001), 'a size too large': raw(size=1 << 30), 'a size too small': raw(size=5),
    'a kind that is root\'s: SESSION': raw(kind=1), 'STOP': raw(kind=3), 'an unknown kind': raw(kind=77),
    'forged credentials beside it': lambda: other_way(packet(request())),
    'cwd ../../../..': message(cwd='../../../..'), 'cwd /proc/1/root': message(cwd='/proc/1/root'),
    'cwd /proc/self/fd/3': message(cwd='/proc/self/fd/3'), 'cwd ~/out, a link to /proc/1/cwd': message(cwd=os.path.expanduser('~alice/out')),
    'program ../../bin/sh': message(program='../../bin/sh'), 'program /proc/1/root/bin/sh': message(program='/proc/1/root/bin/sh'),
    'program /proc/1/exe': message(program='/proc/1/exe'), 'program: a link of hers to sh': message(program=os.path.expanduser('~alice/sh')),
    'umask 07777777': message(umask=0o7777777), 'a service\'s, which is root\'s': message(service=1),
    'a service\'s, with a socket that listens': lambda: send(packet(request(service=1)), [null()] * 3 + [listener()]),
    'pty mask 8': message(mask=8), 'argv empty': message(argv=()),
}


def stand(pid, uid):
    """On the porch where this process stands (0: here), as this user."""
    if pid:
        for kind, flag in (('net', 0x40000000), ('mnt', 0x20000)):
            fd = os.open(f'/proc/{pid}/ns/{kind}', os.O_RDONLY)
            if libc.setns(fd, flag):
                sys.exit('setns')
            os.close(fd)
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def say():
    global before, path
    pid, uid, case = int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    path = os.environ.get('DOOR', DOOR)
    _, terminal = os.openpty()
    before = {'namespace': os.open('/proc/self/ns/mnt', os.O_RDONLY), 'terminal': terminal}
    stand(pid, uid)
    act = {'flood': flood, 'hold': hold, 'blobs': blobs, 'stuck': stuck}.get(case)
    if act:
        return act()
    s = CASES[case]()
    print(answer(s), flush=True)
    time.sleep(0.5)  # what was started is allowed to end


def flood():
    """Everything at once, for some seconds."""
    end, n = time.monotonic() + 6, 0
    fast = [v for k, v in CASES.items() if k not in ('slow', 'in two halves', 'correct') and 'MB' not in k and '70,000' not in k and 'sealed' not in k]
    print('on', flush=True)
    while time.monotonic() < end:
        for one in fast:
            try:
                one().close()
            except OSError:
                pass
            n += 1
    print(n, 'messages', flush=True)


def hold():
    """All connections that there can be, each saying nothing; those that are dropped are made anew at once."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    poll, silent, end = select.poll(), {}, time.monotonic() + 12
    missing = 700
    while time.monotonic() < end:
        while missing:
            s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            s.setblocking(False)
            try:
                s.connect(path)
            except OSError:  # the queue is full
                s.close()
                break
            poll.register(s, select.POLLIN)
            silent[s.fileno()] = s
            missing -= 1
        for fd, _ in poll.poll(20 if missing else 200):
            poll.unregister(fd)
            s = silent.pop(fd)
            try:
                refused = s.recv(1000)
            except OSError:
                refused = b''
            s.close()
            if refused:  # no place is left
                print('on', flush=True)
            else:
                missing += 1


def blobs():
    """Memory of 4 MB in each of 400 connections."""
    fd, keep = memory(b'x' * (4 << 20), True), []
    for _ in range(400):
        try:
            keep.append(send(packet(b'', BLOB), [fd]))
        except OSError:
            break
    print('on', len(keep), flush=True)
    time.sleep(4)


def stuck():
    """A descriptor in each of as many connections as there can be, and some more that wait for a place."""
    resource.setrlimit(resource.RLIMIT_NOFILE, [resource.getrlimit(resource.RLIMIT_NOFILE)[1]] * 2)
    kept, end = [], time.monotonic() + 20
    while len(kept) < 520 and time.monotonic() < end:
        try:
            s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            s.setblocking(False)
            s.connect(path)
            kept.append(send(b'x', [0], s))
        except OSError:
            s.close()
            time.sleep(0.01)
    print('on', len(kept), flush=True)
    time.sleep(300)  # until it is killed


def serve():
    """Takes what comes from whom it comes, one after the other, and waits for whoever is slow."""
    path, uid = sys.argv[2], int(sys.argv[3])
    home = os.path.expanduser('~carol')
    door = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    door.bind(path)
    os.chmod(path, 0o777)
    door.listen(5)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        s, _ = door.accept()
        fds, kind = [], BLOB
        while kind == BLOB:
            data, control, _, _ = s.recvmsg(1 << 20, 65536)
            kind = struct.unpack_from('<II', data)[1] if len(data) >= 8 else 0
            for _, what, numbers in control:
                if what == socket.SCM_RIGHTS:
                    fds += array.array('i', numbers[:len(numbers) // 4 * 4])
        if not data:
            s.close()
            continue
        if not os.fork():
            for i in range(3):
                os.dup2(fds[-3:][i] if i < len(fds[-3:]) else null(), i)
            for fd in fds:
                os.set_inheritable(fd, True)
            os.setgroups([]); os.setresgid(uid, uid, uid); os.setresuid(uid, uid, uid)
            os.execve('/bin/sh', ['sh', '-c', PROOF], {'HOME': home, 'PATH': '/usr/bin:/bin'})
        s.send(packet(b'', 9))
        s.close()
        for fd in fds:
            os.close(fd)


if __name__ == '__main__':
    {'say': say, 'serve': serve, 'cases': lambda: print(*list(CASES)[1:], sep='\n')}[sys.argv[1]]()
