#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""room.py FACTS [NAME]...: try to leave the room, as whoever runs this, wherever.

Each attempt prints "NAME VERDICT detail": `escaped` if it got what it should not, `refused` if it was
stopped. The same attempts run in a sandbox and, as their control, where there is none. FACTS is a JSON
file that says what there is on the host to be reached. Every attempt is a process of its own.
"""
import ctypes, errno, fcntl, glob, json, os, platform, resource, signal, socket, stat, struct, sys, time

LEAKED = [f for f in os.listdir('/proc/self/fd') if int(f) > 2 and os.path.exists(f'/proc/self/fd/{f}')]
facts = json.load(open(sys.argv[1]))
libc = ctypes.CDLL(None, use_errno=True)
ARM = platform.machine() == 'aarch64'
# name: (x86-64, arm64); from 424 on the numbers are one list
NUMBERS = {
    'ptrace': (101, 117), 'syslog': (103, 116), 'capset': (126, 91), 'pivot_root': (155, 41), 'acct': (163, 89),
    'mount': (165, 40), 'umount2': (166, 39), 'swapon': (167, 224), 'quotactl': (179, 60),
    'sched_setscheduler': (144, 119), 'setpriority': (141, 140), 'sched_setaffinity': (203, 122), 'init_module': (175, 105),
    'kexec_load': (246, 104), 'add_key': (248, 217), 'keyctl': (250, 219), 'ioprio_set': (251, 30), 'unshare': (272, 97),
    'perf_event_open': (298, 241), 'fanotify_init': (300, 262), 'prlimit64': (302, 261), 'name_to_handle_at': (303, 264),
    'open_by_handle_at': (304, 265), 'clock_settime': (227, 112), 'setns': (308, 268), 'process_vm_readv': (310, 270),
    'seccomp': (317, 277), 'bpf': (321, 280), 'userfaultfd': (323, 282), 'sethostname': (170, 161), 'mbind': (237, 235),
    'vhangup': (153, 58), 'clone': (56, 220),
}
NEW = {'pidfd_open': 434, 'clone3': 435, 'pidfd_getfd': 438, 'io_uring_setup': 425, 'open_tree': 428, 'fsopen': 430,
       'mount_setattr': 442, 'quotactl_fd': 443}
READ_ONLY = b'/usr' if facts['room'] else b'/mnt'  # a mount that is read-only
NEWUSER, NEWNS = 0x10000000, 0x20000
PROBES = {}


class Refused(Exception):
    pass


def probe(function):
    PROBES[function.__name__] = function
    return function


def sc(name, *args):
    """The raw system call; OSError if it fails."""
    number = NEW.get(name) or NUMBERS[name][ARM]
    ctypes.set_errno(0)
    args = [ctypes.c_long(a) if isinstance(a, int) else a for a in args]
    result = libc.syscall(ctypes.c_long(number), *args)
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def reached(name, *args):
    """The attack is that the kernel's code for this call can be reached at all; the arguments are harmless."""
    try:
        sc(name, *args)
    except OSError as e:
        if e.errno in (errno.EPERM, errno.ENOSYS):
            raise
        return f'the kernel answered {errno.errorcode[e.errno]}'


def writable(path):
    fd = os.open(path, os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    if os.fstat(fd).st_rdev == os.makedev(1, 3):
        raise Refused('masked by /dev/null')
    return path


def child(function):
    """Run it in a child; what it returns there is the answer here."""
    r, w = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.write(w, str(function()).encode())
        except OSError as e:
            os.write(w, f'!{e.errno}'.encode())
        os._exit(0)
    os.close(w)
    answer = os.read(r, 4096).decode()
    os.waitpid(pid, 0)
    if answer.startswith('!'):
        raise OSError(int(answer[1:]), os.strerror(int(answer[1:])))
    return answer


def victim():
    """A process of this uid on the host, known by its command line."""
    for path in glob.glob('/proc/[0-9]*/cmdline'):
        try:
            if facts['victim'] in open(path, 'rb').read().decode(errors='replace').replace('\0', ' '):
                if os.stat(os.path.dirname(path)).st_uid in (os.getuid(), 0) or os.getuid() == 0:
                    return int(path.split('/')[2])
        except OSError:
            pass
    raise Refused('no process of the host is seen')


# --- A16 terminals -----------------------------------------------------------------------------------
def type_into(request):
    master, slave = os.openpty()

    def attack():
        os.setsid()
        fcntl.ioctl(slave, 0x540e, 0)
        if libc.ioctl(slave, ctypes.c_ulong(request), b'x') < 0:
            raise OSError(ctypes.get_errno(), '')
        return 'typed'
    return child(attack)


@probe
def tiocsti(): return type_into(0x5412)
@probe
def tiocsti_high(): return type_into(1 << 32 | 0x5412)


def abi(*args):
    out = os.popen(f'{facts["abi"]} ' + ' '.join(args)).read().split()
    if not out or out[0] == 'none':
        raise Refused('this kernel has no such ABI')
    number = int(out[0])
    if number < 0:
        raise OSError(-number, os.strerror(-number))
    return ' '.join(out)


@probe
def tiocsti_i386(): return abi('tiocsti')
@probe
def tioclinux():
    master, slave = os.openpty()
    if libc.ioctl(slave, 0x541c, b'\x0c') < 0 and ctypes.get_errno() in (errno.EPERM, errno.EACCES):
        raise OSError(ctypes.get_errno(), '')
    return 'the kernel answered'
@probe
def ptys():
    keep = [os.openpty() for _ in range(100)]
    return f'{len(keep)} terminals'
@probe
def host_ptys():
    seen = [p for p in os.listdir('/dev/pts') if p == facts['pty']]
    if seen and os.stat(f'/dev/pts/{seen[0]}').st_uid == 0:
        return f'/dev/pts/{seen[0]} of the host'
    raise Refused('not seen')


# --- A18 what is inherited ---------------------------------------------------------------------------
@probe
def descriptors():
    if not LEAKED:
        raise Refused('only 0 1 2')
    return 'descriptors ' + ' '.join(LEAKED)
@probe
def init_root(): return os.listdir('/proc/1/root') and '/proc/1/root'
@probe
def init_cwd(): return os.readlink('/proc/1/cwd')
@probe
def init_fds(): return os.listdir('/proc/1/fd') and '/proc/1/fd'
@probe
def init_exe(): return os.readlink('/proc/1/exe')
@probe
def init_mem(): return os.close(os.open('/proc/1/mem', os.O_RDWR)) or '/proc/1/mem'
@probe
def init_environ(): return len(open('/proc/1/environ', 'rb').read(1))


# --- A22 processes of the host -----------------------------------------------------------------------
@probe
def host_kill(): return os.kill(victim(), 0) or 'signalled'
@probe
def host_ptrace():
    pid = victim()
    sc('ptrace', 0x4206, pid, 0, 0)  # PTRACE_SEIZE
    return 'traced'
@probe
def host_pidfd(): return sc('pidfd_open', victim(), 0)
@probe
def host_prlimit():
    old = ctypes.create_string_buffer(16)
    sc('prlimit64', victim(), 7, None, old)
    return 'prlimit'
@probe
def host_processes():
    names = [open(p).read().strip() for p in glob.glob('/proc/[0-9]*/comm')]
    if 'sshd' in names:
        return 'sshd is seen'
    raise Refused('none is seen')


# --- A24 user namespaces, ids ------------------------------------------------------------------------
@probe
def user_unshare(): return sc('unshare', NEWUSER) or 'a user namespace'
@probe
def user_clone():
    pid = sc('clone', NEWUSER | signal.SIGCHLD, 0, 0, 0, 0)
    if pid == 0:
        os._exit(0)
    return os.waitpid(pid, 0) and 'a user namespace'
@probe
def user_clone3():
    args = (ctypes.c_uint64 * 11)(NEWUSER, 0, 0, 0, signal.SIGCHLD)
    pid = sc('clone3', args, ctypes.sizeof(args))
    if pid == 0:
        os._exit(0)
    return os.waitpid(pid, 0) and 'a user namespace'
@probe
def user_map():
    sc('unshare', NEWUSER)
    open('/proc/self/setgroups', 'w').write('deny')
    open('/proc/self/uid_map', 'w').write(f'0 {os.getuid()} 1')
    return 'uid 0 of a namespace'
@probe
def become_root(): return os.setresuid(0, 0, 0) or 'uid 0'
@probe
def become_neighbour(): return os.setresuid(facts['neighbour'], facts['neighbour'], facts['neighbour']) or 'his uid'
@probe
def take_groups(): return os.setgroups([0, 42]) or 'groups 0, 42'


# --- A25 mounts --------------------------------------------------------------------------------------
def mount(source, target, kind, flags):
    sc('mount', source, target, kind, flags, 0)
    return target.decode()


@probe
def mount_tmpfs(): return mount(b'x', b'/mnt', b'tmpfs', 0)
@probe
def mount_bind(): return mount(b'/usr', b'/mnt', b'', 4096)
@probe
def mount_rw(): return mount(b'', READ_ONLY, b'', 32 | 4096)
@probe
def mount_proc(): return mount(b'proc', b'/mnt', b'proc', 0)
@probe
def mount_propagate(): return mount(b'', b'/', b'', 1 << 20 | 16384)
@probe
def unmask(): return sc('umount2', b'/proc/kallsyms' if facts['room'] else b'/mnt', 2) or 'unmounted'
@probe
def mount_tree(): return sc('open_tree', -100, b'/', 1 | 0o2000000)
@probe
def mount_open(): return sc('fsopen', b'tmpfs', 1)
@probe
def mount_attributes():
    attr = (ctypes.c_uint64 * 4)(0, 1, 0, 0)  # clear MOUNT_ATTR_RDONLY
    return sc('mount_setattr', -100, READ_ONLY, 0, attr, 32) or 'cleared read-only'
@probe
def change_root(): return os.chroot('/tmp') or 'chroot'
@probe
def pivot():
    return reached('pivot_root', b'/nowhere', b'/nowhere')
@probe
def join_init():
    fd = os.open('/proc/1/ns/mnt', os.O_RDONLY)
    return sc('setns', fd, NEWNS) or 'joined'
@probe
def mount_unshare(): return sc('unshare', NEWNS) or 'a mount namespace'


# --- A26 devices and the kernel's files --------------------------------------------------------------
@probe
def device_node():
    path = f'/tmp/device.{os.getpid()}'
    os.mknod(path, stat.S_IFCHR | 0o600, os.makedev(1, 1))
    os.unlink(path)
    return 'made one like /dev/mem'
@probe
def devices():
    usual = {'full', 'null', 'ptmx', 'random', 'tty', 'urandom', 'zero', 'console'}
    odd = [n for n in os.listdir('/dev')
           if stat.S_IFMT(os.lstat(f'/dev/{n}').st_mode) in (stat.S_IFCHR, stat.S_IFBLK) and n not in usual]
    if odd:
        return ' '.join(odd)
    raise Refused('none but the usual')
@probe
def sysrq(): return writable('/proc/sysrq-trigger')
@probe
def core_pattern(): return writable('/proc/sys/kernel/core_pattern')
@probe
def binfmt(): return writable('/proc/sys/fs/binfmt_misc/register')
@probe
def proc_write():
    found = []
    for top in ('/proc', '/sys'):
        for path, dirs, files in os.walk(top):
            dirs[:] = [d for d in dirs if not d.isdigit() and d not in ('self', 'thread-self')
                       and not os.path.islink(f'{path}/{d}')][:400]
            for name in files:
                if os.path.islink(f'{path}/{name}'):
                    continue  # /proc/mounts: the process's own
                try:
                    found.append(writable(f'{path}/{name}'))
                except (OSError, Refused):
                    pass
            if len(found) > 3:
                return ' '.join(found[:3]) + ' ...'
    if found:
        return ' '.join(found)
    raise Refused('none can be opened for writing')
@probe
def masks():
    """What stands in the table of masks (init/tables.c) must read empty or not at all."""
    found = []
    for name in facts['masks']:
        try:
            if os.path.isdir(f'/proc/{name}'):
                found += [name] * bool(os.listdir(f'/proc/{name}'))
            elif os.open(f'/proc/{name}', os.O_RDONLY | os.O_NONBLOCK) and open(f'/proc/{name}', 'rb').read(1):
                found.append(name)
        except OSError:
            pass
    if found:
        return ' '.join(found)
    raise Refused('all empty')
@probe
def sysfs():
    if os.path.isdir('/sys/class/net') or os.path.isdir('/sys/kernel'):
        return '/sys/kernel'
    raise Refused('no sysfs')
@probe
def cgroup_make():
    top = [t for t in ('/sys/fs/cgroup/memory', '/sys/fs/cgroup') if os.path.isdir(t)][0]
    os.mkdir(f'{top}/{facts["cgroup"]}.attack')
    os.rmdir(f'{top}/{facts["cgroup"]}.attack')
    return 'a cgroup'
@probe
def cgroup_leave():
    for pattern in ('/sys/fs/cgroup/memory/cgroup.procs', '/sys/fs/cgroup/cgroup.procs', '/sys/fs/cgroup/pids/cgroup.procs'):
        for path in glob.glob(pattern):
            return writable(path)
    raise Refused('no such file')
@probe
def release_agent():
    for path in glob.glob('/sys/fs/cgroup/*/release_agent') + glob.glob('/sys/fs/cgroup/cgroup.max.depth'):
        return writable(path)
    raise Refused('no such file')
@probe
def system_files(): return writable(facts['loose'])  # a file of /usr that everybody may write, on the host


# --- A27 privileges ----------------------------------------------------------------------------------
def status(key):
    return next(line.split()[1] for line in open('/proc/self/status') if line.startswith(key + ':'))
@probe
def capabilities():
    held = [k for k in ('CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb') if int(status(k), 16)]
    if held:
        return ' '.join(held)
    raise Refused('five empty sets')
@probe
def new_privileges():
    if status('NoNewPrivs') == '1':
        raise Refused('no_new_privs')
    return 'a program may gain privileges'
@probe
def set_id():
    out = os.popen(facts['setid']).read()
    if 'euid=0' in out or out.startswith('uid=0'):
        return 'euid=0'
    raise Refused('without effect')
@probe
def file_capability():
    out = os.popen(f"{facts['filecap']} CapEff /proc/self/status").read().split()
    if out and int(out[1], 16):
        return 'CapEff ' + out[1]
    raise Refused('without effect')
@probe
def shocker():
    handle = ctypes.create_string_buffer(struct.pack('Ii', 128, 0) + bytes(128))
    mount_id = ctypes.c_int()
    sc('name_to_handle_at', -100, b'/tmp', handle, ctypes.byref(mount_id), 0)
    fd = os.open('/', os.O_RDONLY)
    return reached('open_by_handle_at', fd, handle, 0) or 'opened'


# --- A28 system calls --------------------------------------------------------------------------------
@probe
def sys_bpf(): return reached('bpf', 9999, 0, 0)
@probe
def sys_perf(): return reached('perf_event_open', 0, 0, -1, -1, 0)
@probe
def sys_userfaultfd(): return reached('userfaultfd', -1)
@probe
def sys_io_uring(): return reached('io_uring_setup', 0, 0)
@probe
def sys_keyctl(): return reached('keyctl', 0, -3, 0)
@probe
def sys_add_key(): return reached('add_key', 0, 0, 0, 0, 0)
@probe
def sys_kexec(): return reached('kexec_load', 0, 0, 0, -1)
@probe
def sys_fanotify(): return reached('fanotify_init', -1, 0)
@probe
def sys_quotactl(): return reached('quotactl', -1, 0, 0, 0)
@probe
def sys_swapon(): return reached('swapon', 0, 0)
@probe
def sys_acct(): return reached('acct', b'/nowhere')
@probe
def sys_syslog(): return reached('syslog', 10, 0, 0)
@probe
def sys_clock(): return reached('clock_settime', 0, (ctypes.c_long * 2)(0, -1))
@probe
def sys_hostname(): return reached('sethostname', 0, -1)
@probe
def sys_mbind(): return reached('mbind', 1, 0, -1, 0, 0, 0)
@probe
def sys_i386(): return abi('unshare')
@probe
def sys_x32(): return abi('x32')
@probe
def socket_filter():
    program = ctypes.create_string_buffer(struct.pack('HBBI', 0x06, 0, 0, 0xffff))
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.setsockopt(socket.SOL_SOCKET, 26, struct.pack('HxxxxxxP', 1, ctypes.addressof(program)))
    return 'a program in the kernel'
@probe
def huge_pages():
    return os.memfd_create('x', 0x4)
@probe
def huge_pages_i386(): return abi('huge')
@probe
def filter_override():
    class Fprog(ctypes.Structure):
        _fields_ = [('len', ctypes.c_ushort), ('filter', ctypes.c_char_p)]
    program = Fprog(1, struct.pack('HBBI', 0x06, 0, 0, 0x7fff0000))  # RET ALLOW
    libc.prctl(38, 1, 0, 0, 0)
    sc('seccomp', 1, 0, ctypes.byref(program))
    return reached('unshare', NEWNS) or 'unshared'
@probe
def filter_ptrace(): return abi('ptrace')


# --- A30 limits --------------------------------------------------------------------------------------
@probe
def limit_files():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(hard, 5000), max(hard, 5000)))
    keep = [os.dup(0) for _ in range(4990)]
    return f'{len(keep)} descriptors'
@probe
def limit_core():
    resource.setrlimit(resource.RLIMIT_CORE, (1 << 20, 1 << 20))
    return 'core files'
@probe
def priority(): return os.nice(-5)
@probe
def realtime(): return sc('sched_setscheduler', 0, 1, struct.pack('i', 10)) or 'SCHED_FIFO'
@probe
def io_realtime(): return sc('ioprio_set', 1, 0, 1 << 13 | 4) or 'IOPRIO_CLASS_RT'


# --- A31 what is not a file --------------------------------------------------------------------------
@probe
def shared_memory():
    if libc.shmget(facts['shm_key'], 0, 0) < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return "the host's segment"
@probe
def posix_memory(): return open('/dev/shm/hostel-attack').read()
@probe
def message_queue():
    queue = ctypes.CDLL('librt.so.1', use_errno=True).mq_open(b'/hostel-attack', os.O_RDONLY)
    if queue < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return "the host's queue"


def family(number, kind=2, protocol=0):
    socket.socket(number, kind, protocol).close()
    return f'a socket of family {number}'


@probe
def family_alg(): return family(38, 5)
@probe
def family_vsock(): return family(40, 1)
@probe
def family_packet(): return family(17, 3, 0x300)
@probe
def family_raw(): return family(2, 3, 1)
@probe
def family_key(): return family(15, 3, 2)
@probe
def family_audit(): return family(16, 3, 9)
@probe
def family_netfilter(): return family(16, 3, 12)
@probe
def family_i386(): return abi('socket')


# --- A8, A9, A32 the host's network and sockets ------------------------------------------------------
def greeting(kind, address):
    s = socket.socket(kind, socket.SOCK_STREAM)
    s.settimeout(3)
    s.connect(address)
    answer = s.recv(20).decode()
    if 'host' not in answer:
        raise Refused('somebody else answers')
    return answer.strip()


@probe
def tcp_localhost(): return greeting(socket.AF_INET, ('127.0.0.1', facts['port']))
@probe
def tcp_localhost6(): return greeting(socket.AF_INET6, ('::1', facts['port']))
@probe
def tcp_metadata(): return greeting(socket.AF_INET, ('169.254.169.254', facts['port']))
@probe
def tcp_address(): return greeting(socket.AF_INET, (facts['address'], facts['port']))
@probe
def tcp_address6(): return greeting(socket.AF_INET6, (facts['address6'], facts['port']))
@probe
def unix_run(): return greeting(socket.AF_UNIX, facts['socket'])
@probe
def unix_tmp(): return greeting(socket.AF_UNIX, '/tmp/hostel-attack.sock')
@probe
def unix_abstract(): return greeting(socket.AF_UNIX, '\0hostel-attack')
@probe
def net_table():
    port = f':{facts["port"]:04X} '
    if any(port in line.split('rem', 1)[0] for line in open('/proc/net/tcp6')):
        return "the host's port in /proc/net/tcp6"
    raise Refused('not listed')


# --- A37 names of others -----------------------------------------------------------------------------
@probe
def names_accounts():
    found = [n for n in facts['names'] if n in open('/etc/passwd').read() + open('/etc/group').read()]
    if found:
        return ' '.join(found)
    raise Refused('none')
@probe
def names_homes():
    found = [n for n in facts['names'] if n in os.listdir('/home')]
    if found:
        return ' '.join(found)
    raise Refused('none')
@probe
def names_logins():
    for path in ('/var/log/wtmp', '/run/utmp', '/var/log/lastlog'):
        try:
            if open(path, 'rb').read(1):
                return path
        except OSError:
            pass
    raise Refused('nothing to be read')
@probe
def names_host():
    if facts['hostname'] in open('/etc/hosts').read() + os.uname().nodename + open('/proc/sys/kernel/hostname').read():
        return facts['hostname']
    raise Refused('not named')


@probe
def names_locks():
    if f':{facts["locked"]} ' in open('/proc/locks').read():
        return "the lock on root's file"
    raise Refused('not listed')
@probe
def audit_identity():
    with open('/proc/self/loginuid', 'w') as f:
        f.write('0')
    return 'loginuid ' + open('/proc/self/loginuid').read()


# --- A42 PID 1 of the sandbox ------------------------------------------------------------------------
@probe
def init_kill(): return os.kill(1, signal.SIGKILL if facts['room'] else 0) or 'killed'
@probe
def init_stop(): return os.kill(1, signal.SIGSTOP if facts['room'] else 0) or 'stopped'
@probe
def init_limit():
    sc('prlimit64', 1, 7, (ctypes.c_uint64 * 2)(64, 64), None)
    return 'prlimit'
@probe
def init_trace():
    sc('ptrace', 0x4206, 1, 0, 0)
    return 'traced'
@probe
def init_read():
    buffer = ctypes.create_string_buffer(8)
    iov = (ctypes.c_uint64 * 2)(ctypes.addressof(buffer), 8)
    maps = next(line for line in open('/proc/1/maps') if ' r' in line)
    there = (ctypes.c_uint64 * 2)(int(maps.split('-')[0], 16), 8)
    sc('process_vm_readv', 1, iov, 1, there, 1, 0)
    return 'its memory'
@probe
def init_nice():
    sc('setpriority', 0, 1, 19)
    return 'niced'
@probe
def init_affinity():
    os.sched_setaffinity(1, {0})
    return 'moved'
@probe
def init_oom(): return writable('/proc/1/oom_score_adj')
@probe
def init_steal(): return sc('pidfd_getfd', sc('pidfd_open', 1, 0), 0, 0)


# --- A86 the parent of a session's process -----------------------------------------------------------
def parent():
    """In the control, where nobody stands between: PID 1."""
    return int(open(f'/proc/{os.getsid(0)}/stat').read().rpartition(')')[2].split()[1]) if facts['room'] else 1


@probe
def parent_is_init():
    if parent() != 1:
        raise Refused('another')
    return 'PID 1 itself'
@probe
def parent_kill(): return os.kill(parent(), signal.SIGKILL if facts['room'] else 0) or 'killed'
@probe
def parent_stop(): return os.kill(parent(), signal.SIGSTOP if facts['room'] else 0) or 'stopped'
@probe
def parent_limit():
    sc('prlimit64', parent(), 7, (ctypes.c_uint64 * 2)(64, 64), None)
    return 'prlimit'
@probe
def parent_trace():
    sc('ptrace', 0x4206, parent(), 0, 0)
    return 'traced'
@probe
def parent_memory(): return os.close(os.open(f'/proc/{parent()}/mem', os.O_RDWR)) or 'its memory'
@probe
def parent_steal(): return sc('pidfd_getfd', sc('pidfd_open', parent(), 0), 0, 0)
@probe
def parent_fds(): return os.listdir(f'/proc/{parent()}/fd') and 'its descriptors'
@probe
def parent_nice():
    sc('setpriority', 0, parent(), 19)
    return 'niced'
@probe
def parent_oom(): return writable(f'/proc/{parent()}/oom_score_adj')


# --- A76 what no controller counts --------------------------------------------------------------------
@probe
def flow_label():
    """IPV6_FLOWLABEL_MGR: one of the 4096 that the machine has."""
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as s:
        # struct in6_flowlabel_req: IPV6_FL_A_GET, IPV6_FL_S_EXCL, IPV6_FL_F_CREATE
        s.setsockopt(41, 32, socket.inet_pton(socket.AF_INET6, '::1') + struct.pack('!I', 0) +
                     struct.pack('=BBHHHI', 0, 1, 1, 6, 6, 0))
        return 'a label'
@probe
def multicast_lists():
    """Charged to nobody, bounded by net.core.optmem_max for each socket: 365 where that is 20 KiB."""
    limit = '/proc/sys/net/core/optmem_max'
    if not facts['room'] and int(open(limit).read()) <= 20480:
        raise Refused('this kernel has the least everywhere')
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as s:
        for n in range(1000):
            s.setsockopt(41, 20, socket.inet_pton(socket.AF_INET6, f'ff02::1:{n + 1:x}') + struct.pack('i', 1))
        return 'a thousand groups of one socket'
@probe
def oom_first():
    """To be ended by the kernel behind the host's own processes, when memory has run out."""
    if not facts['least']:
        raise Refused('this kernel: root is without CAP_SYS_RESOURCE')
    with open('/proc/self/oom_score_adj', 'r+') as file:
        file.write('0')
        file.flush()
        file.seek(0)
        return 'oom_score_adj ' + file.read().strip()


def main():
    for name in sys.argv[2:] or PROBES:
        r, w = os.pipe()
        pid = os.fork()
        if pid == 0:
            signal.alarm(15)
            os.dup2(os.open('/dev/null', os.O_RDWR), 2)
            try:
                verdict = f'escaped {PROBES[name]()}'
            except Refused as e:
                verdict = f'refused {e}'
            except OSError as e:
                verdict = f'refused {errno.errorcode.get(e.errno, e.errno)}'
            except ValueError as e:  # setrlimit's EPERM, as python says it
                verdict = f'refused {e}' if 'raise maximum limit' in str(e) else f'unclear {e}'
            except Exception as e:
                verdict = f'unclear {type(e).__name__}: {e}'
            os.write(w, verdict.encode())
            os._exit(0)
        os.close(w)
        verdict = os.read(r, 4000).decode() or 'unclear it died'
        os.close(r)
        os.waitpid(pid, 0)
        print(name, verdict.replace('\n', ' '), flush=True)


main()
