#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Logins and logouts by the thousand, with everything going on beside them that an admin or a bad night does.

  soak.py [--seed N] [--cycles N] [--tenants N] [--jobs N] [--burst N] [--race N] [--slowest] [--calm]        in a world: see run.sh

Every login has to say what it was told to say and to end with the status it was told, unless a policy that
was in force refused it (the log says so, too) or it was among what a kill of ours was meant for. --calm: no
kills and no edits, so that nothing may fail. --unexplained: kill and do not tell (the control: that must be
seen). Tenant t000 is never disturbed: his sandbox lives from the first cycle to the last and is measured.

Last line: soak: seed N: N logins, N as told, N refused by policy, N killed, N failures, N left behind
"""
import argparse, collections, glob, os, pwd, random, re, signal, subprocess, sys, threading, time

CONF, STATE, LOG, CGROUP = '/etc/hostel', '/run/hostel', '/var/log/messages', os.environ['WORLD_CGROUP']
BENCH = os.path.join(os.environ.get('B', 'build'), 'bench/login')
SSH = ['ssh', '-F', '/root/.ssh/config', '-n']
KEPT = 't000'
PATIENCE = 240 # seconds for one login, with company
SCRATCH = '/root/soak'
# Share of each way in, in a hundred.
WAYS = {'ssh': 22, 'ssh -tt': 8, 'sftp': 7, 'scp': 6, 'su': 18, 'run': 16, 'cron': 10, 'channels': 5, 'pam': 8}
# What goes on meanwhile, in the same measure.
CHAOS = {'limits': 14, 'room': 10, 'suspend': 8, 'mistake': 6, 'reload': 10, 'restart': 8, 'kill': 8,
         'kill -9 init': 10, 'kill -9 shell': 6, 'kill -9 sshd': 6, 'gc': 8, 'ps': 6}
REFUSALS = {'suspend': r'is suspended', 'mistake': r'no valid policy', 'sessions': r'max_sessions|(?i:too many sessions)',
            'rate': r'login_rate|Too many logins'}


class Book:
    """What was done to whom and when; what came of every login."""
    def __init__(self):
        self.lock = threading.Lock()
        self.done = collections.Counter()   # outcome
        self.ways = collections.Counter()   # (way, outcome)
        self.acts = collections.Counter()   # what went on meanwhile
        self.acted = []                     # [what, begin, end or None]
        self.times = collections.defaultdict(list)
        # tenant: [kind, begin, end or None]; "sure KIND": the part of it in which nobody may come in
        self.disturbed = collections.defaultdict(list)
        self.failures = []
        self.slowest = []

    def begin(self, tenant, kind):
        entry = [kind, time.monotonic(), None]
        with self.lock:
            self.disturbed[tenant].append(entry)
        return entry

    @staticmethod
    def end(entry):
        entry[2] = time.monotonic()

    def fail(self, what, log=()):
        with self.lock:
            self.failures += [what, *('    ' + line[:300] for line in log)]

    def kinds(self, tenant, begin, end):
        with self.lock:
            return {k for k, b, e in self.disturbed[tenant] if b < end and (e is None or e > begin)}

    def meanwhile(self, begin, end):
        with self.lock:
            return [f'{what} at {b:.2f} to {e or end:.2f}' for what, b, e in self.acted
                    if b < end and (e is None or e > begin)]

    def whole(self, tenant, kind, begin, end):
        """True if it was in force all the time."""
        with self.lock:
            return any(k == kind and b < begin and (e is None or e > end) for k, b, e in self.disturbed[tenant])


def run(command, data=None, **more):
    """Status and all output of a command."""
    p = subprocess.Popen(command, stdin=subprocess.PIPE if data is not None else subprocess.DEVNULL,
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True, **more)
    try:
        out, _ = p.communicate(data, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(p.pid, signal.SIGKILL)
        out, _ = p.communicate()
        return 'too late', out.decode(errors='replace')
    return p.returncode, out.decode(errors='replace')


# --- the ways in: each returns None, or what is wrong -----------------------------------------------------
born = set()  # what PID 1 of the sandboxes said of its birth
BIRTH = 'read -r x </proc/1/stat; set -- $x; echo born ${22} $HOME; '


def expect(said, status, wanted):
    code, out = said
    lines = out.replace('\r', '').splitlines()
    born.update(line for line in lines if line.startswith('born '))
    return None if code == status and wanted in lines else f'status {code}, not {status}: {out[-200:]!r}'


def command(token, status):
    return f'{BIRTH}echo {token}; exit {status}'


def by_ssh(t, token, status):
    return expect(run([*SSH, '-l', t, 'host', command(token, status)]), status, token)


def by_terminal(t, token, status):
    return expect(run([*SSH, '-tt', '-l', t, 'host', command(token, status)]), status, token)


def by_su(t, token, status):
    return expect(run(['su', t, '-c', command(token, status)]), status, token)


def by_run(t, token, status, service='hostel'):
    return expect(run(['hostel', 'run', '--pam-service', service, t, '--', 'sh', '-c', command(token, status)]), status, token)


def by_cron(t, token, status):
    return by_run(t, token, status, 'cron')


def by_copy(t, token, put, get):
    here = f'{SCRATCH}/{token}'
    with open(here, 'w') as f:
        f.write(token * 50)
    try:
        for step in put(here, token), get(here, token):
            code, out = run(*step)
            if code != 0:
                return f'status {code}: {out[-200:]!r}'
        with open(here + '.back') as f:
            return None if f.read() == token * 50 else 'another content came back'
    finally:
        for name in here, here + '.back':
            if os.path.exists(name):
                os.unlink(name)


def by_sftp(t, token, status):
    batch = ['sftp', '-q', '-F', '/root/.ssh/config', '-b', '-', f'{t}@host']
    return by_copy(t, token, lambda here, name: (batch, f'put {here} {name}\nget {name} {here}.back\nrm {name}\n'.encode()),
                   lambda here, name: (['true'],))


def by_scp(t, token, status):
    scp = ['scp', '-q', '-F', '/root/.ssh/config']
    return by_copy(t, token, lambda here, name: ([*scp, here, f'{t}@host:{name}'],),
                   lambda here, name: ([*scp, f'{t}@host:{name}', here + '.back'],))


def by_channels(t, token, status):
    path = f'{SCRATCH}/{token}.sock'
    master = subprocess.Popen(['ssh', '-F', '/root/.ssh/config', '-l', t, '-M', '-N', '-S', path, 'host'],
                              stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + PATIENCE
        while not os.path.exists(path) and master.poll() is None and time.monotonic() < end:
            time.sleep(.02)
        wrong = []
        def channel(i):
            # Without a master it would connect by itself: as nobody.
            said = run(['ssh', '-F', '/root/.ssh/config', '-o', 'BatchMode=yes', '-l', 'nobody', '-S', path, '-n', 'host',
                        command(f'{token}.{i}', status)])
            wrong.append(expect(said, status, f'{token}.{i}'))
        Soak.together(channel, 3)
        return next((w for w in wrong if w), None)
    finally:
        # ssh(1) looks for the signal before it waits: one that comes in between is not seen before the next event.
        for stop in [master.terminate] * 10 + [master.kill]:
            stop()
            try:
                master.wait(1)
                break
            except subprocess.TimeoutExpired:
                pass
        master.wait()


def by_pam(t, token, status):
    code, out = run([BENCH, 'hostel', t, '1'])
    return None if code == 0 else f'status {code}: {out[-200:]!r}'


BY = {'ssh': by_ssh, 'ssh -tt': by_terminal, 'sftp': by_sftp, 'scp': by_scp, 'su': by_su, 'run': by_run,
      'cron': by_cron, 'channels': by_channels, 'pam': by_pam}


def log_since(mark):
    with open(LOG, 'rb') as f:
        f.seek(mark)
        return f.read().decode(errors='replace').splitlines()


def judge(book, way, tenant, token, status):
    """One login, and what came of it."""
    mark, begin = os.stat(LOG).st_size, time.monotonic()
    wrong = BY[way](tenant, token, status)
    end = time.monotonic()
    outcome = 'as told'
    if wrong:
        kinds = book.kinds(tenant, begin, end)
        named, late = [], end + 20  # the log may come after the login
        while not named and time.monotonic() < late and kinds & set(REFUSALS):
            # PID 1 that has no place left does not name him.
            said = [line for line in log_since(mark) if 'refused' in line and (tenant in line or 'sessions are open' in line)]
            named = [k for k, text in REFUSALS.items() if k in kinds and any(re.search(text, line) for line in [wrong, *said])]
            time.sleep(0 if named else .1)
        outcome = 'refused' if named else 'killed' if 'kill' in kinds else 'failures'
    elif any(book.whole(tenant, 'sure ' + kind, begin, end) for kind in ('suspend', 'mistake')):
        outcome, wrong = 'failures', 'came in though his policy refuses him'
    with book.lock:
        book.done[outcome] += 1
        book.ways[way, outcome] += 1
        book.times[way].append(end - begin)
        book.slowest = sorted([*book.slowest, (end - begin, begin, f'{token} {tenant} by {way}')])[-12:]
    if outcome == 'failures':
        book.fail(f'{token} {tenant} by {way} at {begin:.2f} to {end:.2f}: {wrong}',
                  [line for line in log_since(mark) if tenant in line or 'pam_hostel' in line][-12:] + book.meanwhile(begin, end))


# --- the tenants' policies ------------------------------------------------------------------------------
class Tenants:
    def __init__(self, count):
        self.names = [f't{i:03}' for i in range(count)]
        self.keys = {t: {} for t in self.names}
        self.lock = threading.Lock()
        self.busy = set()  # with an edit that is to be taken back
        for i, t in enumerate(self.names):
            k = {'session.login_rate': 'max'}
            if i % 5 == 1:
                k['session.linger'] = '2s'
            if i % 5 == 2:
                k['network.mode'] = 'nat'
            if i % 10 == 3:
                k['session.max_sessions'] = '2'
            if i % 10 == 8:
                k['session.login_rate'] = '4/10s'
            self.set(t, **k)

    def standing(self, book):
        for t in self.names:
            if 'session.max_sessions' in self.keys[t]:
                book.begin(t, 'sessions')
            if self.keys[t]['session.login_rate'] != 'max':
                book.begin(t, 'rate')

    def set(self, tenant, **keys):
        self.keys[tenant].update(keys)
        sections = collections.defaultdict(list)
        for name, value in self.keys[tenant].items():
            section, key = name.split('.', 1)
            if value is not None:
                sections[section].append(f'{key} = {value}')
        text = '[tenant]\nplan = basic\n' + ''.join(
            line + '\n' for line in sections.pop('tenant', [])) + ''.join(
            f'[{s}]\n' + ''.join(line + '\n' for line in lines) for s, lines in sections.items())
        path = f'{CONF}/tenants/{tenant}.ini'
        with open(path + '.new', 'w') as f:
            f.write(text)
        os.rename(path + '.new', path)


# --- what goes on meanwhile -----------------------------------------------------------------------------
def tenant_of(pid):
    """Whom a process of ours or sshd's serves."""
    try:
        with open(f'/proc/{pid}/cmdline', 'rb') as f:
            line = f.read().replace(b'\0', b' ').decode(errors='replace').strip()
        if line.startswith('hostel-init '):
            return 'init', line.split()[1]
        m = re.match(r'sshd(?:-session)?: (\w+)(?:@\S*)?(?: \[\w+\])?$', line)
        if m:
            return 'sshd', m.group(1)
        if os.path.basename(os.readlink(f'/proc/{pid}/exe')) == 'hostel-shell':
            return 'shell', pwd.getpwuid(os.stat(f'/proc/{pid}').st_uid).pw_name
    except (OSError, KeyError, IndexError):
        pass
    return None, None


class Chaos:
    def __init__(self, book, tenants, untold):
        self.book, self.tenants, self.untold = book, tenants, untold

    def note(self, tenant, kind):
        return self.book.begin(tenant if not self.untold else 'nobody', kind)

    def act(self, name, rng):
        with self.tenants.lock:
            free = [t for t in self.tenants.names[1:] if t not in self.tenants.busy]
            t = rng.choice(free)
            self.tenants.busy.add(t)
        entry = [name + ' ' + t, time.monotonic(), None]
        with self.book.lock:
            self.book.acted.append(entry)
        try:
            done = getattr(self, 'do_' + re.sub(r'\W+', '_', name))(t, rng)
        finally:
            with self.tenants.lock:
                self.tenants.busy.discard(t)
            self.book.end(entry)
        with self.book.lock:
            self.book.acts[name if done is not False else name + ' (nobody there)'] += 1

    def hostel(self, *arguments, fine=(0,)):
        code, out = run(['hostel', *arguments])
        # gc leaves alone whose login takes longer than it waits, and says so.
        if code not in fine and 'left alone' not in out:
            with self.book.lock:
                self.book.done['failures'] += 1
            self.book.fail(f'hostel {" ".join(arguments)}: status {code}: {out[:500]!r}')
        return out

    def do_limits(self, t, rng):
        self.tenants.set(t, **{'resources.memory.max': f'{rng.randrange(128, 900)}M', 'resources.pids.max': str(rng.randrange(60, 300)),
                               'resources.cpu.max': f'{rng.randrange(100, 200)}%'})

    def do_room(self, t, rng):
        self.tenants.set(t, **{'ulimits.nofile': f'{rng.randrange(512, 1024)}:4096', 'session.hostname': f'h{rng.randrange(1000)}',
                               'filesystem.tmp_size': f'{rng.randrange(64, 200)}M'})

    def refused_while(self, t, kind, keys):
        entry = self.note(t, kind)
        self.tenants.set(t, **keys)
        sure = self.note(t, 'sure ' + kind)
        time.sleep(1.5)
        self.book.end(sure)
        self.tenants.set(t, **dict.fromkeys(keys))
        self.book.end(entry)

    def do_suspend(self, t, rng):
        self.refused_while(t, 'suspend', {'tenant.suspended': 'yes'})

    def do_mistake(self, t, rng):
        self.refused_while(t, 'mistake', {'session.idle_timeuot': '5m'})

    def do_reload(self, t, rng):
        self.hostel('reload', fine=(0, 1, 5, 9)) # a mistake that is ours, meanwhile

    def do_restart(self, t, rng):
        entry = self.note(t, 'kill')
        self.hostel('reload', '--restart', '--timeout', '60', t)
        self.book.end(entry)

    def do_kill(self, t, rng):
        entry = self.note(t, 'kill')
        self.hostel('kill', '--timeout', '60', t, fine=(0, 3)) # 3: there is none
        self.book.end(entry)

    def signal(self, what, rng):
        pids = [int(p) for p in os.listdir('/proc') if p.isdigit()]
        rng.shuffle(pids)
        for pid in pids:
            kind, t = tenant_of(pid)
            if kind != what or t == KEPT or t not in self.tenants.keys:
                continue
            entry = self.note(t, 'kill')
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
            finally:
                self.book.end(entry)
            return True
        return False

    def do_kill_9_init(self, t, rng):
        return self.signal('init', rng)

    def do_kill_9_shell(self, t, rng):
        return self.signal('shell', rng)

    def do_kill_9_sshd(self, t, rng):
        return self.signal('sshd', rng)

    def do_gc(self, t, rng):
        self.hostel('gc')

    def do_ps(self, t, rng):
        self.hostel('ps', '-p')


def pick(shares, rng):
    return rng.choices(list(shares), list(shares.values()))[0]


class Soak:
    def __init__(self, o):
        self.o, self.book, self.tenants = o, Book(), Tenants(o.tenants)
        self.next = iter(range(o.cycles))
        self.lock = threading.Lock()
        self.begun = 0
        self.over = threading.Event()

    def cycle(self, k):
        rng = random.Random(f'{self.o.seed}:{k}')
        # Some are in company of themselves: a login while another of the same tenant's ends.
        t = KEPT if rng.random() < .08 else self.tenants.names[1 + min(int(rng.expovariate(6) * len(self.tenants.names)),
                                                                     len(self.tenants.names) - 2)]
        judge(self.book, pick(WAYS, rng), t, f'c{k}', rng.choice([0, 0, 1, 7, 130, 255]))

    def work(self):
        while True:
            with self.lock:
                k = next(self.next, None)
                if k is None:
                    return
                self.begun = k
            self.cycle(k)

    def disturb(self):
        chaos = Chaos(self.book, self.tenants, self.o.unexplained)
        every = 1 if self.o.unexplained else 5
        for j in range(self.o.cycles // every):
            while self.begun < j * every and not self.over.is_set():
                self.over.wait(.02)
            if self.over.is_set():
                return
            rng = random.Random(f'{self.o.seed}:chaos:{j}')
            chaos.act('kill -9 init' if self.o.unexplained else pick(CHAOS, rng), rng)

    def tell(self):
        started = time.monotonic()
        while not self.over.wait(30):
            print(f'# {self.begun} of {self.o.cycles} cycles, {time.monotonic() - started:.0f} s: {dict(self.book.done)}', flush=True)

    def cycles(self):
        self.tenants.standing(self.book)
        beside = [threading.Thread(target=self.tell, daemon=True)]
        if not self.o.calm:
            beside += [threading.Thread(target=self.disturb) for _ in range(1)]
        workers = [threading.Thread(target=self.work) for _ in range(self.o.jobs)]
        for x in beside + workers:
            x.start()
        for x in workers:
            x.join()
        self.over.set()
        for x in beside[1:]:
            x.join()

    def race(self, count):
        """The last logout of a tenant who does not linger, and his next login."""
        t = self.tenants.names[4]
        def one(n):
            for i in range(n, count, 4):
                rng = random.Random(f'{self.o.seed}:race:{i}')
                judge(self.book, rng.choice(['run', 'run', 'su']), t, f'race{i}', i % 256)
                time.sleep(rng.random() * .06)
        return self.together(one, 4)

    @staticmethod
    def together(work, count):
        threads = [threading.Thread(target=work, args=(i,)) for i in range(count)]
        for x in threads:
            x.start()
        for x in threads:
            x.join()

    def burst(self):
        """First logins, all at one time, by three ways in."""
        def first(i):
            judge(self.book, ('ssh', 'run', 'su')[i % 3], f'b{i:03}', f'first{i}', i % 256)
        self.together(first, self.o.burst)


def main():
    p = argparse.ArgumentParser(usage=__doc__)
    p.add_argument('--seed', type=int, default=int(time.time()))
    for name, default in ('cycles', 10000), ('tenants', 50), ('jobs', 8), ('burst', 200), ('race', 300):
        p.add_argument('--' + name, type=int, default=default)
    p.add_argument('--calm', action='store_true')
    p.add_argument('--slowest', action='store_true', help='say which logins took longest, and when')
    p.add_argument('--unexplained', action='store_true')
    o = p.parse_args()
    import left
    print(f'# seed {o.seed}: {o.cycles} cycles over {o.tenants} tenants, {o.jobs} at a time; {o.burst} first logins at once', flush=True)
    os.makedirs(SCRATCH, exist_ok=True)
    s = Soak(o)
    kept = subprocess.Popen(['hostel', 'run', KEPT, '--', 'sh', '-c', 'trap "" HUP; read x'], stdin=subprocess.PIPE)
    for way in BY: # what is made once: directories, what sshd allocates
        for i in range(2):
            judge(s.book, way, KEPT, f'warm{i}', 0)
    judge(s.book, 'run', s.tenants.names[2], 'warm nat', 0)
    time.sleep(1)
    before = left.wait_for(None)
    times = [time.monotonic()]
    sandboxes = [len(born)]
    for phase in s.cycles, lambda: s.race(o.race), s.burst:
        phase()
        times.append(time.monotonic())
        sandboxes.append(len(born))
    after = left.wait_for(before)
    if kept.poll() is not None:
        s.book.fail('the session of the whole soak has ended')
        s.book.done['failures'] += 1
    found = left.report(before, after)
    kept.stdin.close()
    kept.wait()
    print(f'\n{"way in":10} {"logins":>7} {"as told":>8} {"refused":>8} {"killed":>7} {"failures":>8} {"median ms":>10} {"worst ms":>9}')
    for way in BY:
        took = sorted(s.book.times[way]) or [0]
        n = [s.book.ways[way, x] for x in ('as told', 'refused', 'killed', 'failures')]
        print(f'{way:10} {sum(n):7} {n[0]:8} {n[1]:8} {n[2]:7} {n[3]:8} {took[len(took) // 2] * 1000:10.0f} {took[-1] * 1000:9.0f}')
    print('meanwhile:', ', '.join(f'{n} {name}' for name, n in sorted(s.book.acts.items())) or 'nothing')
    for i, what in enumerate([f'{o.cycles} cycles', f'{o.race} logins of one tenant, each as another ends', f'{o.burst} first logins at once']):
        print(f'{what}: {times[i + 1] - times[i]:.0f} s, {sandboxes[i + 1] - sandboxes[i]} sandboxes made')
    if o.slowest:
        for took, begin, what in reversed(s.book.slowest):
            print(f'slow: {took:.2f} s at {begin - times[0]:.1f} s: {what}')
    for line in s.book.failures[:200]:
        print('failure:', line)
    d = s.book.done
    print(f'soak: seed {o.seed}: {sum(d.values())} logins, {d["as told"]} as told, {d["refused"]} refused by policy, '
          f'{d["killed"]} killed, {d["failures"]} failures, {found} left behind')
    sys.exit(1 if d['failures'] or found else 0)


main()
