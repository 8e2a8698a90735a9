# SPDX-License-Identifier: GPL-2.0-or-later
"""What there is in the world: taken before and after, compared."""
import collections, json, os, pickle, re, subprocess, sys, time

STATE, CGROUP = '/run/hostel', os.environ['WORLD_CGROUP']
# Kilobytes that a process that lives long may grow by, whatever it has served: pages of the allocator's.
GROWTH = 256


def text(path):
    try:
        with open(path, errors='replace') as f:
            return f.read()
    except OSError:
        return ''


def command_line(pid):
    return text(f'/proc/{pid}/cmdline').replace('\0', ' ').strip() or f'[{text(f"/proc/{pid}/comm").strip()}]'


def links(pid, folder):
    try:
        for name in os.listdir(f'/proc/{pid}/{folder}'):
            yield name, os.readlink(f'/proc/{pid}/{folder}/{name}')
    except OSError:
        return


def run(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout


def set_elements(node):
    """Elements of all sets and maps, rules of all chains, by their names."""
    counts = collections.Counter()
    for one in node.get('nftables', []):
        for kind in 'set', 'map':
            if kind in one:
                counts[f'nft {kind} {one[kind]["family"]} {one[kind]["table"]} {one[kind]["name"]}'] = len(one[kind].get('elem', []))
        if 'rule' in one:
            counts[f'nft rules {one["rule"]["family"]} {one["rule"]["table"]} {one["rule"]["chain"]}'] += 1
    return counts


def ancestors():
    """This process and those that it was started by."""
    pid, found = str(os.getpid()), set()
    while pid and pid != '0':
        found.add(pid)
        pid = ''.join(re.findall(r'^PPid:\s+(\d+)', text(f'/proc/{pid}/status'), re.M))
    return found


class Picture:
    def __init__(self):
        pids = [p for p in os.listdir('/proc') if p.isdigit()]
        mine = ancestors()
        self.processes = collections.Counter(command_line(p) for p in pids if p not in mine)
        self.mounts = collections.Counter(re.sub(r'^\d+ \d+ ', '', line) for line in text('/proc/1/mountinfo').splitlines())
        self.namespaces = {link for p in pids for _, link in links(p, 'ns')}
        # A namespace that only a descriptor holds is one as well.
        self.namespaces |= {link for p in pids for _, link in links(p, 'fd') if re.match(r'(mnt|net|user|pid|ipc|uts|cgroup):', link)}
        self.cgroups = {os.path.relpath(d, '/sys/fs/cgroup') for d, names, _ in os.walk('/sys/fs/cgroup') if CGROUP in d}
        self.sockets = collections.Counter(' '.join(line.split()[7:]) for line in text('/proc/net/unix').splitlines()[1:])
        self.ports = collections.Counter(re.sub(r'\s+', ' ', line) for line in run('ss', '-Hltnu').splitlines())
        self.links = {line.split(':')[1].strip() for line in run('ip', '-o', 'link').splitlines()}
        self.nft = set_elements(json.loads(run('nft', '-j', 'list', 'ruleset') or '{}'))
        self.state = {re.sub(r'/t/(\d+)/\d+/.*', r'/t/\1/N/', d) for d, _, _ in os.walk(STATE) if re.search(r'/t/\d+/\d+', d)}
        self.routes = set(run('ip', 'route', 'show', 'table', 'all').splitlines())
        self.long = {}
        for p in pids:
            line = command_line(p)
            if re.match(r'(/usr/sbin/sshd|sshd: /usr/sbin/sshd|hostel-init t000|busybox syslogd)', line):
                self.long[line.split(' [')[0], p] = measure(p)


def measure(pid):
    status = dict(re.findall(r'^(\w+):\s+(\d+) kB$', text(f'/proc/{pid}/status') + text(f'/proc/{pid}/smaps_rollup'), re.M))
    return {'fds': len(list(links(pid, 'fd'))), **{k: int(status.get(k, 0)) for k in ('VmRSS', 'RssAnon', 'Pss')}}


WHAT = ('processes', 'mounts', 'namespaces', 'cgroups', 'sockets', 'ports', 'links', 'nft', 'state', 'routes')


def extra(before, after, what):
    a, b = getattr(before, what), getattr(after, what)
    return b - a if isinstance(a, set) else +(b - a)


def differs(before, after):
    return any(extra(before, after, what) for what in WHAT)


def wait_for(before, seconds=int(os.environ.get("LEFT_SECONDS", 20))):
    """A picture after gc. What has ended takes its moment, linger = 2s among it; gc removes the rest, as the manual says."""
    end = time.monotonic() + seconds
    while True:
        run('hostel', 'gc')
        after = Picture()
        if not before or not differs(before, after) or time.monotonic() > end:
            return after
        time.sleep(.5)


def report(before, after):
    """Prints the table; returns how many things were left behind."""
    found = 0
    print(f'\n{"":14} {"before":>8} {"after":>8} {"left":>6}')
    for what in WHAT:
        a, b, more = getattr(before, what), getattr(after, what), extra(before, after, what)
        size = (lambda x: len(x)) if isinstance(a, set) else (lambda x: sum(x.values()))
        print(f'{what:14} {size(a):8} {size(b):8} {size(more):6}')
        found += size(more)
        for one in list(more)[:10]:
            print(f'    left: {one}')
    print(f'\n{"lives long":34} {"fds":>10} {"VmRSS kB":>14} {"RssAnon kB":>14} {"Pss kB":>14}')
    for (line, pid), a in sorted(before.long.items()):
        b = after.long.get((line, pid))
        if not b:
            print(f'{line[:34]:34} has ended')
            found += 1
            continue
        grown = b['fds'] > a['fds'] or b['RssAnon'] > a['RssAnon'] + GROWTH
        print(f'{line[:34]:34}' + ''.join(f' {f"{a[k]} -> {b[k]}":>{w}}' for k, w in (('fds', 10), ('VmRSS', 14), ('RssAnon', 14), ('Pss', 14)))
              + ('   grown' if grown else ''))
        found += grown
    return found


def main():
    """left.py before|after FILE: take a picture; compare with it."""
    if sys.argv[1] == 'before':
        with open(sys.argv[2], 'wb') as f:
            pickle.dump(wait_for(None), f)
        return 0
    with open(sys.argv[2], 'rb') as f:
        before = pickle.load(f)
    return 1 if report(before, wait_for(before)) else 0


if __name__ == '__main__':
    sys.exit(main())
