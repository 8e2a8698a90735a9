#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Counts that the kernel keeps per uid or per user namespace: take what can be had of one.

counts.py hold KIND       take all, say "held N", keep it until standard input ends
counts.py probe KIND      take a few, with small limits of one's own: "goes on", or why not
counts.py shared KIND     control: hold and probe with one uid, no namespace between them
counts.py nested KIND     control: a user namespace stands for the host, with small limits; its root owns
                          another one in which an account takes all; then that root itself probes. The
                          real root is charged with nothing: the outer one belongs to OWNER.
"""
import ctypes, errno, fcntl, os, resource, select, signal, socket, struct, sys, time

libc = ctypes.CDLL(None, use_errno=True)
NEWUSER, NEWNS, NEWNET, NEWIPC, NEWUTS, NEWPID = 0x10000000, 0x20000, 0x40000000, 0x08000000, 0x04000000, 0x20000000
OWNER, TENANT = 61000, 61001  # uids that nobody has
FEW = 4
kept = []


def call(name, *arguments):
    n = getattr(libc, name)(*arguments)
    if n < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return n


def syscall(number, *arguments):
    return call('syscall', ctypes.c_long(number), *arguments)


# --- one unit of each kind -----------------------------------------------------------------------------
def inotify_instance(i):
    kept.append(call('inotify_init1', 0))


def walk():
    for top in ('/usr', '/etc'):
        for folder, _, files in os.walk(top):
            yield folder
            yield from (os.path.join(folder, f) for f in files)


def inotify_watch(i):
    if not i:
        kept.extend([call('inotify_init1', 0), walk()])
    while True:
        try:
            return call('inotify_add_watch', kept[0], os.fsencode(next(kept[1])), 2)
        except (PermissionError, FileNotFoundError):
            pass  # not readable; a link that leads nowhere


def fanotify_group(i):
    kept.append(call('fanotify_init', 0x200, 0))  # FAN_REPORT_FID: without privilege since 5.13


def queued_signal(i):
    if not i:
        signal.pthread_sigmask(signal.SIG_BLOCK, [40])
    call('sigqueue', os.getpid(), 40, ctypes.c_void_p(0))


def timer(i):
    syscall(222, 1, None, ctypes.byref(ctypes.c_int()))  # timer_create


def queue_bytes(i):
    librt = ctypes.CDLL('librt.so.1', use_errno=True)
    name = f'/counts{os.getpid()}.{i}'.encode()
    n = librt.mq_open(name, os.O_CREAT | os.O_RDWR, 0o600, (ctypes.c_long * 8)(0, 1, 1024))
    if n < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    librt.mq_unlink(name)  # its bytes are charged as long as it is open
    kept.append(n)


def key(i):
    syscall(248, b'user', f'counts {i}'.encode(), b'x', ctypes.c_size_t(1), -2)  # into the process's keyring


def descriptor_in_flight(i):
    if not kept or i % 200 == 0:
        kept.append(socket.socketpair())
        kept[-1][0].setblocking(False)
    kept[-1][0].sendmsg([b'x'], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, struct.pack('i', 0))])


def terminal(i):
    kept.append(os.open('/dev/ptmx', os.O_RDWR | os.O_NOCTTY))


def pipe_pages(i):  # 16 pages each; the kernel gives 2 to who has too many, so ask for all of a big one
    kept.append(os.pipe())
    fcntl.fcntl(kept[-1][1], 1031, 1 << (16 if i < 4000 and sys.argv[1] == 'hold' else 20))


def epoll_watch(i):
    if not kept:
        kept.append([os.dup(0) for _ in range(500)])
    if i % 500 == 0:
        kept.append(select.epoll())
    kept[-1].register(kept[0][i % 500], 0)


def locked_page(i):  # SHM_LOCK; mlock() is counted per process
    n = call('shmget', 0, ctypes.c_size_t(4096), 0o600)
    try:
        call('shmctl', n, 11, None)
    finally:
        libc.shmat(n, None, 0)
        call('shmctl', n, 0, None)  # removed when we end


def message_queue(i):
    kept.append(call('msgget', 0, 0o600))


def process(i):
    if not (pid := os.fork()):
        time.sleep(60)
        os._exit(0)
    kept.append(pid)


def namespace(flag):
    def one(i):
        r, w = os.pipe()
        if not (pid := os.fork()):
            n = libc.unshare(flag)
            os.write(w, bytes([ctypes.get_errno() if n else 0]))
            time.sleep(60)
            os._exit(0)
        kept.append(pid)
        os.close(w)
        if (code := os.read(r, 1)[0]):
            raise OSError(code, os.strerror(code))
        os.close(r)
    return one


KINDS = {  # how one is taken, how many at most, the limits of the prober and of the nested host
    'inotify instances': (inotify_instance, 200, None, 'max_inotify_instances'),
    'inotify watches': (inotify_watch, 250000, None, 'max_inotify_watches'),
    'fanotify groups': (fanotify_group, 200, None, 'max_fanotify_groups'),
    'queued signals': (queued_signal, 5000, (resource.RLIMIT_SIGPENDING, 400), None),
    'POSIX timers': (timer, 5000, (resource.RLIMIT_SIGPENDING, 400), None),
    'message queue bytes': (queue_bytes, 200, (resource.RLIMIT_MSGQUEUE, 150000), None),
    'locked pages': (locked_page, 200, (resource.RLIMIT_MEMLOCK, 61440), None),
    'keys': (key, 400, None, None),
    'descriptors in flight': (descriptor_in_flight, 20000, (resource.RLIMIT_NOFILE, 256), None),
    'terminals': (terminal, 3500, None, None),
    'pipe buffers': (pipe_pages, 3000, None, None),
    'epoll watches': (epoll_watch, 500000, None, None),
    'System V message queues': (message_queue, 40000, None, None),
    'processes': (process, 2000, (resource.RLIMIT_NPROC, 40), None),
    'user namespaces': (namespace(NEWUSER), 100, None, 'max_user_namespaces'),
    'net namespaces': (namespace(NEWNET), 100, None, 'max_net_namespaces'),
    'mount namespaces': (namespace(NEWNS), 100, None, 'max_mnt_namespaces'),
    'ipc namespaces': (namespace(NEWIPC), 100, None, 'max_ipc_namespaces'),
    'pid namespaces': (namespace(NEWPID), 100, None, 'max_pid_namespaces'),
    'uts namespaces': (namespace(NEWUTS), 100, None, 'max_uts_namespaces'),
}


def take(kind, many):
    """Up to so many: how many it were, and what stopped it."""
    for i in range(many):
        try:
            KINDS[kind][0](i)
        except StopIteration:
            return i, 'no more files'
        except OSError as e:
            return i, errno.errorcode.get(e.errno, str(e.errno))
    return many, ''


def let_go():
    for one in kept:
        if KINDS[sys.argv[2]][0] is process or sys.argv[2].endswith('namespaces'):
            os.kill(one, 9)


def small(kind):
    if KINDS[kind][2]:
        which, limit = KINDS[kind][2]
        resource.setrlimit(which, (limit, limit))


def probe(kind):
    small(kind)
    n, why = take(kind, FEW)
    let_go()
    return 'goes on' if n == FEW else f'{n} of {FEW} {kind}: {why}'


def hold(kind, until):
    if kind != 'descriptors in flight' or sys.argv[1] == 'hold':
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    n, why = take(kind, KINDS[kind][1])
    os.write(1, f'held {n} {why}\n'.encode())
    until()
    let_go()


def verdict(kind, held):
    found = probe(kind)
    print(f'refused: {found}' if found == 'goes on' else f'escaped: {held}, then {found}')


def child(kind, before):
    """Somebody else takes all: a pipe that says how it went, and one to end it with."""
    said, end = os.pipe(), os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(said[0]); os.close(end[1])
        before()
        os.dup2(said[1], 1)
        hold(kind, lambda: os.read(end[0], 1))
        os._exit(0)
    os.close(said[1]); os.close(end[0])
    held = os.read(said[0], 200).decode().strip()
    return pid, end[1], held


def shared(kind):
    small(kind)
    pid, end, held = child(kind, lambda: None)
    verdict(kind, held)
    os.close(end)
    os.waitpid(pid, 0)


def new_namespace(maps):
    """unshare(CLONE_NEWUSER) with a child of the old one's that writes the maps."""
    mine, go, done = os.getpid(), os.pipe(), os.pipe()
    if not os.fork():
        os.read(go[0], 1)
        for name in ('uid_map', 'gid_map'):
            with open(f'/proc/{mine}/{name}', 'w') as file:
                file.write(maps)
        os.write(done[1], b'x')
        os._exit(0)
    call('unshare', NEWUSER)
    os.write(go[1], b'x')
    os.read(done[0], 1)
    os.wait()


def nested(kind):
    go, done = os.pipe(), os.pipe()
    pid = os.fork()
    if pid:  # root of the world: the maps of what stands for the host
        os.read(go[0], 1)
        for name in ('uid_map', 'gid_map'):
            with open(f'/proc/{pid}/{name}', 'w') as file:
                file.write('0 0 4294967295')
        os.write(done[1], b'x')
        os.waitpid(pid, 0)
        return
    call('prctl', 28, 4, 0, 0, 0)  # SECBIT_NO_SETUID_FIXUP: keep the capabilities for unshare()
    os.setresuid(OWNER, OWNER, OWNER)
    call('unshare', NEWUSER)
    os.write(go[1], b'x')
    os.read(done[0], 1)
    os.setresgid(0, 0, 0); os.setresuid(0, 0, 0)
    call('prctl', 4, 1, 0, 0, 0)  # dumpable again: our child writes our maps
    small(kind)
    if KINDS[kind][3]:
        with open(f'/proc/sys/user/{KINDS[kind][3]}', 'w') as file:
            file.write('20')

    def tenant():
        new_namespace(f'0 {TENANT} 1\n1000 1000 1')
        uid = 0 if kind.endswith('namespaces') else 1000  # who may, where nothing refuses it
        os.setresgid(uid, uid, uid); os.setresuid(uid, uid, uid)
    _, end, held = child(kind, tenant)
    verdict(kind, held)
    os.close(end)
    os._exit(0)


if __name__ == '__main__':
    what, kind = sys.argv[1:]
    if what == 'hold':
        hold(kind, lambda: sys.stdin.read())
    elif what == 'probe':
        print(probe(kind))
    else:
        {'shared': shared, 'nested': nested}[what](kind)
