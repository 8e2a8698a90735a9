#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Other programs that make a sandbox, with our namespaces and mounts: peers.py PLAN DIRECTORY >SUBJECTS

One line for measure each, of those that are installed and that work here; why others do not, on standard error.
"""
import json, os, shutil, subprocess, sys

PROGRAM = '/usr/bin/true'
NAMESPACES = ['pid', 'network', 'ipc', 'uts', 'mount', 'cgroup', 'user']


def room(plan):
    with open(plan) as f:
        rows = [line.split() for line in f]
    # The floor's cgroups come and go: the ones above them.
    return [[kind, os.path.dirname(origin) if at.startswith('/sys/fs/cgroup') else origin, at, flags]
            for where, kind, origin, at, flags in (r for r in rows if len(r) == 5) if where == 'room' and kind != 'link']


def skeleton(mounts, where):
    """A root with the mount points, and what a distribution's root has."""
    for link in 'bin', 'sbin', 'lib', 'lib64':
        if os.path.islink('/' + link):
            os.makedirs(where, exist_ok=True)
            os.symlink(os.readlink('/' + link), f'{where}/{link}')
    for kind, origin, at, _ in mounts:
        if kind == 'mask' or at.startswith('/dev/'):
            continue
        os.makedirs(where + at, exist_ok=True)
    os.makedirs(where + '/dev', exist_ok=True)
    os.makedirs(where + '/usr/lib', exist_ok=True)
    return where


def bwrap(mounts, _):
    args = ['--unshare-all', '--uid', '1000', '--gid', '1000', '--die-with-parent', '--cap-drop', 'ALL']
    for link in 'bin', 'sbin', 'lib', 'lib64':
        if os.path.islink('/' + link):
            args += ['--symlink', os.readlink('/' + link), '/' + link]
    args += ['--dev', '/dev']
    for kind, origin, at, flags in mounts:
        if kind == 'bind' and not at.startswith('/dev/'):
            args += ['--ro-bind' if 'r' in flags else '--bind', origin, at]
        elif kind == 'tmpfs':
            args += ['--tmpfs', at]
        elif kind == 'proc':
            args += ['--proc', at]
    for kind, origin, at, flags in mounts:
        if kind == 'mask' and os.path.lexists(at):
            args += ['--ro-bind', '/proc/sys' if at == '/proc/sys' else '/var/empty' if os.path.isdir(at) else '/dev/null', at]
    return ['bwrap', *args, PROGRAM]


def oci(mounts, directory, command):
    bundle = directory + '/bundle'
    if not os.path.exists(bundle):
        skeleton(mounts, bundle + '/rootfs')
        subprocess.run([command, 'spec'], cwd=bundle, check=True)
    with open(bundle + '/config.json') as f:
        config = json.load(f)
    config['process'].update(args=[PROGRAM], terminal=False)
    config['process']['user'] = {'uid': 0, 'gid': 0}
    for name in 'bounding', 'effective', 'permitted', 'inheritable', 'ambient':
        config['process']['capabilities'][name] = []
    config['root'] = {'path': 'rootfs', 'readonly': True}
    known = {'/proc', '/dev', '/dev/pts', '/dev/shm', '/dev/mqueue'}
    config['mounts'] = [m for m in config['mounts'] if m['destination'] in known]
    for kind, origin, at, flags in mounts:
        if kind == 'bind' and not at.startswith('/dev/'):
            config['mounts'].append({'destination': at, 'type': 'bind', 'source': origin, 'options': ['rbind', 'ro' if 'r' in flags else 'rw']})
    config['linux']['namespaces'] = [{'type': n} for n in NAMESPACES]
    config['linux']['uidMappings'] = config['linux']['gidMappings'] = [{'containerID': 0, 'hostID': 200000, 'size': 1000}]
    config['linux'].pop('resources', None)
    config['linux']['maskedPaths'] = [at for kind, _, at, _ in mounts if kind == 'mask' and at != '/proc/sys']
    with open(bundle + '/config.json', 'w') as f:
        json.dump(config, f)
    return bundle


def crun(mounts, directory):
    return ['crun', '--cgroup-manager=disabled', '--root', directory + '/crun', 'run', '-b', oci(mounts, directory, 'crun'), 'bench-crun']


def runc(mounts, directory):
    return ['runc', '--root', directory + '/runc', 'run', '-b', oci(mounts, directory, 'runc'), 'bench-runc']


def firejail(mounts, _):
    return ['firejail', '--noprofile', '--private-tmp', '--private-dev', '--net=none', '--ipc-namespace', '--caps.drop=all',
            '--nonewprivs', '--seccomp', PROGRAM]


def nspawn(mounts, directory):
    root = skeleton(mounts, directory + '/nspawn')
    os.makedirs(root + '/etc', exist_ok=True)
    shutil.copy('/etc/os-release', root + '/etc/os-release')
    args = ['systemd-nspawn', '-q', '--register=no', '--keep-unit', '--private-network', '--private-users=200000:65536', '--as-pid2',
            '--console=pipe', '--no-new-privileges=yes', '-D', root]
    for kind, origin, at, flags in mounts:
        if kind == 'bind' and not at.startswith(('/dev/', '/sys')):
            args.append(f'--bind{"-ro" if "r" in flags else ""}={origin}:{at}')
    return [*args, PROGRAM]


def unshare(mounts, _):
    return ['unshare', '--user', '--map-root-user', '--mount', '--pid', '--fork', '--net', '--ipc', '--uts', '--cgroup', '--mount-proc', PROGRAM]


def podman(mounts, directory):
    root, base = skeleton(mounts, directory + '/podman-root'), ['podman', '--runtime=runc', '--root', directory + '/podman', '--runroot', directory + '/podman-run',
        '--cgroup-manager=cgroupfs', '--events-backend=none', '--storage-driver=vfs']
    binds = [f'--volume={origin}:{at}:{"ro" if "r" in flags else "rw"}' for kind, origin, at, flags in mounts
             if kind == 'bind' and not at.startswith(('/dev/', '/sys'))]
    subprocess.run([*base, 'run', '-d', '--name', 'bench', '--network=none', '--read-only', *binds, '--rootfs', root, '/usr/bin/sleep', '3600'],
                   check=True, stdout=subprocess.DEVNULL)
    return [*base, 'exec', 'bench', PROGRAM]


# Name, how often it takes part, what it is asked to do.
PEERS = [('bwrap', 1, bwrap), ('unshare', 1, unshare), ('crun', 2, crun), ('runc', 4, runc), ('firejail', 4, firejail), ('nspawn', 4, nspawn),
         ('podman-exec', 4, podman)]


def main():
    mounts, directory = room(sys.argv[1]), sys.argv[2]
    os.makedirs(directory, exist_ok=True)
    os.makedirs('/var/empty', exist_ok=True)
    for name, every, make in PEERS:
        try:
            command = make(mounts, directory)
            command[0] = shutil.which(command[0]) or command[0]
            done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, timeout=20)
            problem = done.stderr.strip().splitlines()[-1:] if done.returncode else None
            if 'existing sandbox was detected' in done.stderr:
                problem = ['it makes no sandbox in the pid namespace of this run']
        except (OSError, subprocess.SubprocessError) as error:
            problem = [str(error)[:200]]
        if problem is None:
            print(name, every, 'exec', *command)
        else:
            print(f'{name} is left out: {" ".join(problem) or "it fails without a word"}', file=sys.stderr)


main()
