#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The floor's plan from a tenant's live sandbox: plan.py ROOM-PID PORCH-PID KEEPER UID CGROUP >PLAN

ROOM-PID: a process in the sandbox, PORCH-PID: one on the porch. CGROUP: the name of the tenant's, as it stands
in /proc/PID/cgroup; the floor's own is made beside it. The porch's mount points are made in PLAN.porch, its
seccomp filter is PLAN.filter, and PLAN.empty stands for what the host does not have.
"""
import ctypes, os, sys

OWN = {'tmpfs', 'proc', 'devpts', 'mqueue'}


def mounts(pid):
    with open(f'/proc/{pid}/mountinfo') as f:
        for line in f:
            head, tail = line.split(' - ')
            fields = head.split()
            yield int(fields[0]), int(fields[1]), fields[3], fields[4], 'r' if 'ro' in fields[5].split(',') else '', tail.split()[0]


def covers(at):
    """Is something mounted below it? Then it cannot be bound without: loopback_has_locked() of the kernel."""
    return any(point.startswith(at.rstrip('/') + '/') for _, _, _, point, _, _ in mounts('self'))


def source(at, groups, empty):
    """The same directory of the host's, or one that costs as much."""
    if at.startswith('/sys/fs/cgroup'):
        return next((g for g in groups if os.path.basename(at) in g.split('/')[4].split(',')), groups[0])
    if os.path.lexists(at) and not os.path.islink(at) and not covers(at):
        return at
    return '/dev/null' if at.startswith('/dev/') else empty


def lines(room, pid, groups, empty):
    attached = set()
    for number, parent, root, at, flags, kind in mounts(pid):
        if at == '/' or kind == 'mqueue' and room == 'porch':
            continue
        if at.startswith('/proc/') or at == '/proc' and room == 'porch':
            mask = '/proc/sys' if at == '/proc/sys' else '/run/hostel/empty' if os.path.isdir(at) else '/dev/null'
            yield f'{room} mask {mask} {at} r'
        elif kind in OWN and root == '/' and room == 'room':
            yield f'{room} {kind} - {at} -'
        elif at not in attached:
            yield f'{room} bind {source(at, groups, empty)} {at} {flags or "-"}'
        attached.add(at)


def make_points(plan, porch):
    for line in plan:
        room, kind, origin, at, _ = line.split()
        if room != 'porch':
            continue
        if os.path.isdir(origin):
            os.makedirs(porch + at, exist_ok=True)
        else:
            os.makedirs(os.path.dirname(porch + at), exist_ok=True)
            open(porch + at, 'w').close()


def cgroups(pid, name):
    """The floor's, beside those of this name that the process is in. v1: mounted by the names of controllers."""
    found = []
    with open(f'/proc/{pid}/cgroup') as f:
        for line in f:
            _, controllers, path = line.strip().split(':', 2)
            if os.path.basename(path) == name:
                found.append(os.path.join('/sys/fs/cgroup', controllers, os.path.dirname(path)[1:], 'floor'))
    return found


def seccomp_filter(pid):
    """The program that was loaded last, struct sock_filter[]. ptrace(2), PTRACE_SECCOMP_GET_FILTER."""
    attach, detach, get = 16, 17, 0x420c
    ptrace = ctypes.CDLL(None, use_errno=True).ptrace
    ptrace.restype, ptrace.argtypes = ctypes.c_long, [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
    if ptrace(attach, pid, None, None) < 0:
        raise OSError(ctypes.get_errno(), f'ptrace {pid}')
    os.waitpid(pid, 0x40000000)  # __WALL
    size = ptrace(get, pid, None, None)
    program = ctypes.create_string_buffer(8 * max(size, 0))
    ptrace(get, pid, None, program)
    ptrace(detach, pid, None, None)
    return program.raw


def main():
    room, porch, keeper, uid, cgroup, target = sys.argv[1:]
    groups = cgroups(room, cgroup)
    links = [f'room link {os.readlink(at)} {at} -' for at in ('/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32') if os.path.islink(at)]
    empty = target + '.empty'
    os.makedirs(empty, exist_ok=True)
    plan = [*links, *lines('porch', porch, groups, empty), *lines('room', room, groups, empty)]
    make_points(plan, target + '.porch')
    os.makedirs(target + '.porch/tmp', exist_ok=True)
    with open(target + '.filter', 'wb') as f:
        f.write(seccomp_filter(int(room)))
    with open(target, 'w') as f:
        print(f'ids {keeper} {uid}', *(f'cgroup {c}' for c in groups), *plan, sep='\n', file=f)


main()
