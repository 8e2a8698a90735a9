#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Every system call of a login fails once; what each run ends in. In a world: see run.sh.

  sweep.py [--part I/N] [--sample N] [--only REGEX] [--strace N] SCENARIO...

Scenarios: cold (no sandbox runs), warm (one does), first (nothing is in the state directory yet).
--sample: N calls of each scenario, evenly spaced, one error each in turn; without it every call with
every error (of `first` 60 calls of a kind, one error each: it makes thousands of links). --part: every
N-th from the I-th on; --only: of PROCESS:CALL NAME ERROR. --strace: so many runs more with strace's own
-e inject, evenly spaced; in these several processes may fail, and the calls before PAM count too.

The last line: inject: N runs, N complete, N refused, N wrong
"""
import argparse, difflib, errno, glob, os, pwd, re, subprocess, sys, time

ERRORS = ['EPERM', 'ENOMEM', 'ENOSPC', 'EINTR']
NOT_REACHED = 125 # trace.c
TENANT, BOUND = os.environ['INJECT_TENANT'], 20
BIN, CONFIG, LOG = os.environ['INJECT_BIN'], os.environ['INJECT_PAM'], '/var/log/messages'
STATE, CGROUP = '/run/hostel', os.environ['WORLD_CGROUP']
UID = pwd.getpwnam(TENANT).pw_uid
KEEPERS = range(0x70000000, 0x70010000)
# PAM_SYSTEM_ERR, PAM_OPEN_ERR, PAM_MODULE_UNKNOWN: libpam's own, which the module never returns
LIBPAM = {'4', '1', '28'}
SESSION = ['hostel-init', 'hostel-jobs', 'login'] # what one that runs nothing consists of
SPACES = ['mnt', 'net', 'user', 'pid', 'ipc', 'uts', 'cgroup']
# These never return, or are libc's own business to repeat for ever; or the kernel has no error for what they are
# given, and libc does not look for one when it starts or forks: arch_prctl(2), sigprocmask(2).
NEVER = {'exit', 'exit_group', 'rt_sigreturn', 'arch_prctl', 'set_tid_address', 'rt_sigprocmask'}
STATUS = re.compile(r'^(Name|Umask|State|NSpid|Tgid|Pid|PPid|TracerPid|Ngid|FDSize|Vm|Rss|Huge|SigQ|NStgid|NSpgid|'
                    r'NSsid|voluntary|nonvoluntary|Mems_allowed)')



class Calls(dict):
    def __missing__(self, number):
        return str(number)  # newer than the headers; strace(1) takes numbers


CALLS = Calls((int(n), name) for name, n in re.findall(
    r'#define __NR_(\w+) (\d+)', open('/usr/include/x86_64-linux-gnu/asm/unistd_64.h').read()))


# --- one login ----------------------------------------------------------------------------------------
class Login:
    """Runs login.c under `tracer` and keeps what came of it."""
    def __init__(self, mode='careless', tracer=(), label=''):
        self.label = label
        self.mark = os.stat(LOG).st_size
        command = [*tracer, f'{BIN}/login', mode, CONFIG, TENANT,
                   f'echo the shell runs; exec {BIN}/probe']
        p = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, start_new_session=True,
                             env={'PATH': '/usr/bin:/bin', 'HOME': '/root'})
        self.hung = False
        try:
            out, err = p.communicate(timeout=BOUND)
        except subprocess.TimeoutExpired:
            self.hung = True
            p.kill()
            out, err = p.communicate()
        self.code, self.out, self.err = p.returncode, out.decode(errors='replace'), err.decode(errors='replace')
        self.answers = dict(re.findall(r'^(account|open|exec|status|close) (-?\d+)$', self.out, re.M))
        place = re.search(r'^place .*^place end$', self.out, re.M | re.S)
        self.place = place.group(0) if place else ''
        probe = re.search(r'^ns .*', self.out[place.end():] if place else self.out, re.M | re.S)
        self.probe = re.sub(r'^(status|close) -?\d+\n', '', probe.group(0), flags=re.M) if probe else ''

    def log(self):
        with open(LOG, errors='replace') as f:
            f.seek(self.mark)
            return [line for line in f.read().splitlines() if 'pam_hostel' in line]


def normal(text):
    """What is the same for every sandbox of this tenant."""
    lines = []
    for line in text.splitlines():
        m = re.match(r'\d+ \d+ \d+:\d+ (\S+) (\S+) (\S+)(.*) - (\S+) (\S+) (\S+)$', line)
        if m:
            line = ' '.join(m.groups())
            line = re.sub(r'(shared|master|propagate_from):\d+', r'\1', line)
        if STATUS.match(line):
            continue
        line = re.sub(r'\[\d+\]', '[]', line)
        # EPERM is what a host says whose loginuid cannot be changed: then it stays. (No newline ends it.)
        line = re.sub(rf'^({UID}|4294967295)(?=== )', 'loginuid', line)
        line = re.sub(rf'/t/{UID}/\d+', f'/t/{UID}/N', line)
        line = re.sub(r'/t/%d/base-\w+' % UID, '/t/base', line)
        lines.append(re.sub(r'^( *(?:lo|eth0|sit0|[a-z0-9]+): ).*', r'\1', line) if '|' not in line else line)
    return lines


def facts(text):
    """Lines of the files of a probe that may itself be short of some."""
    return normal('\n'.join(re.findall(r'^== /proc/(?:self|1)/(?:status|mountinfo|limits|cgroup)\n(.*?)(?=^== )', text,
                                      re.M | re.S)))


def differences(kind, expected, seen):
    d = [x for x in difflib.unified_diff(normal(expected), normal(seen), lineterm='', n=0)
         if x[:1] in '+-' and x[:3] not in ('+++', '---')]
    return [f'{kind} differs: {"; ".join(d[:6])}'] if d else []


# --- what is left ---------------------------------------------------------------------------------------
def processes():
    """pid: (name, uid) of what belongs to a tenant or a sandbox."""
    found = {}
    for pid in filter(str.isdigit, os.listdir('/proc')):
        try:
            text = open(f'/proc/{pid}/status').read()
        except OSError:
            continue
        name, uid = re.search(r'Name:\t(.*)', text).group(1), int(re.search(r'Uid:\t(\d+)', text).group(1))
        if 'Z (zombie)' not in text and (uid == UID or uid in KEEPERS or name in ('hostel-init', 'login')):
            found[int(pid)] = (name, uid)
    return found


def settle(kept):
    """Wait for the end of all but `kept`; returns what does not end."""
    end = time.monotonic() + 9
    while True:
        left = {p: v for p, v in processes().items() if p not in kept}
        if not left or time.monotonic() > end:
            return left
        time.sleep(0.003)


# What docs/ARCHITECTURE.md and paths.h say is there: caches by content, and the last sandbox's directory.
KNOWN = re.compile(rf'^(lock|trees|keepers(/\d+)?|t|t/{UID}|t/{UID}/(lock|looking|record|counters(\.lock)?|events(\.1)?)|'
                   rf'packages|face(/\d+)?|key-(programs|machine)-\w+|(programs|machine)-\w+(/.*)?|etc-\w+(/.*)?|t/{UID}/base-\w+(/.*)?|'
                   rf't/{UID}/\d+(/(control|jobs(?:\.left)?|door|door/socket|policy|etc|programs|base|machine))?)$')


def state():
    """Names in the state directory, without what is in the trees."""
    names = []
    for top, dirs, files in os.walk(STATE):
        rel = os.path.relpath(top, STATE)
        names += [os.path.normpath(os.path.join(rel, n)) for n in dirs + files]
        dirs[:] = [d for d in dirs if not re.match(r'(programs|etc|base)-', d) and not os.path.islink(f'{top}/{d}')]
    return names


def live_entries():
    """utmp entries of processes that are not there any more."""
    data, found = open('/run/utmp', 'rb').read(), []
    for at in range(0, len(data) - 383, 384):
        kind, pid = int.from_bytes(data[at:at + 2], 'little'), int.from_bytes(data[at + 4:at + 8], 'little')
        if kind == 7 and not os.path.exists(f'/proc/{pid}'):
            found.append(pid)
    return found


def cgroup_processes(kept):
    """What does not leave its cgroup: a process that has ended does so a moment later."""
    end = time.monotonic() + 9
    while True:
        found = []
        for path in glob.glob(f'/sys/fs/cgroup/*/{CGROUP}/**/cgroup.procs', recursive=True):
            pids = [p for p in open(path).read().split() if p != '0']
            found += [f'{path}: {p}' for p in pids if int(p) not in kept]
        if not found or time.monotonic() > end:
            return found
        time.sleep(0.01)


class Scenario:
    def __init__(self, name):
        self.name, self.kept, self.holder, self.record = name, {}, None, None
        self.mounts = open('/proc/self/mountinfo').read()
        self.spaces = {s: os.readlink(f'/proc/self/ns/{s}') for s in SPACES}
        self.results = {'complete': 0, 'refused': 0, 'wrong': 0}
        self.missed, self.slowest, self.turn = 0, 0, 0
        Login()
        settle(())
        self.hold()
        self.prepare()
        for _ in range(3): # a busy machine can take longer than its login may
            self.good = Login()
            if self.good.answers.get('status') == '0':
                break
            settle(self.kept)
            self.prepare()
        assert self.good.answers.get('status') == '0' and 'probe end' in self.good.probe, vars(self.good)
        settle(self.kept)
        self.trees = {n for n in state() if re.match(rf'(etc|programs|machine)-|t/{UID}/base-', n)}

    def hold(self):
        if self.name != 'warm':
            return
        self.holder = subprocess.Popen([f'{BIN}/login', 'hold', CONFIG, TENANT, 'true'], stdin=subprocess.PIPE,
                                       stdout=subprocess.PIPE)
        while b'place end' not in self.holder.stdout.readline():
            pass
        # Whatever else the login needed ends by itself, and must not count as the other session's.
        end = time.monotonic() + 9
        while sorted(name for name, _ in self.kept.values()) != SESSION:
            assert time.monotonic() < end, self.kept
            time.sleep(0.003)
            self.kept = processes()
        self.record = open(f'{STATE}/t/{UID}/record').read()

    def release(self):
        if self.holder:
            self.holder.communicate(b'x')
        self.kept = {}
        return settle(())

    def prepare(self):
        for path in '/run/utmp', '/var/log/wtmp': # as many entries to look at each time
            os.truncate(path, 0)
        if self.name == 'first':
            subprocess.run(['rm', '-rf', STATE], check=True)

    def calls(self):
        """[(process, number of the call, syscall, program)] of an undisturbed login."""
        for _ in range(3):
            self.prepare()
            seen = Login(tracer=(f'{BIN}/trace', 'list', '/tmp/calls'))
            settle(self.kept)
            what, problems = self.judge(seen)
            if what == 'complete':
                break
        assert what == 'complete' and not problems, f'under trace alone: {problems}'
        rows = [line.split() for line in open('/tmp/calls')]
        return [(p, int(n), int(nr), *rest) for p, n, nr, *rest in rows if CALLS[int(nr)] not in NEVER]

    # --- judging
    def judge(self, run):
        """'complete', 'refused'; problems."""
        problems = []
        if run.hung:
            return 'wrong', ['does not end']
        for line in re.findall(r'^ns (\w+):(.*)$', run.probe, re.M):
            if f'{line[0]}:{line[1]}' == self.spaces[line[0]]:
                problems.append(f'ran in the host\'s {line[0]} namespace')
        loose = ' strace ' in run.label # which reaches into what the tenant runs, too
        opened = run.answers.get('open') == '0'
        stands = re.search(r'^place ns (mnt:.*)$', run.place, re.M)
        if not opened and stands and stands.group(1) == self.spaces['mnt']:
            problems.append('refused, and the caller stands on the host')
        if not run.probe:
            # Cut short, where the caller stood on the porch it was inside.
            if 'the shell runs' in run.out and not (opened and stands and stands.group(1) != self.spaces['mnt']):
                problems.append('a shell has run, nobody knows where')
            # As below: 137, and hostel-shell that cannot say why. 143: sshd was ended with its sandbox.
            silent = opened and (loose or run.code == 143 or run.answers.get('status') == '137' or
                                 re.search(r'hostel-shell (poll|recvmsg) ', run.label))
            if not self.reason(run) and not silent:
                problems.append(f'no reason is said: {run.answers} {run.code}')
            return 'refused', problems
        # libpam itself may fail behind the module, in its audit records: who goes on is on the porch.
        if not opened and run.answers.get('open') not in LIBPAM:
            problems.append('the session was refused, and something ran')
        fine = run.answers.get('status') == '0'
        if loose or not fine: # the rest may be missing, but nothing that is there may be different
            more = set(facts(run.probe)) - set(facts(self.good.probe))
            problems += [f'sandbox differs: {sorted(more)}'] if more else []
            # hostel-shell has let go of its descriptors by then: the process is ended, and it cannot say why.
            # 137: how it ended did not come through, and it ends as if killed with the sandbox. 143: as above.
            if not (fine or loose or run.err or run.code == 143 or run.answers.get('status') == '137' or
                    re.search(r'hostel-shell (poll|recvmsg) ', run.label)):
                problems.append(f'status {run.answers.get("status")}, and no reason is said')
            return 'complete' if fine else 'refused', problems
        if 'probe end' not in run.probe:
            problems.append('the command was cut short')
        seen, good = run.probe, self.good.probe
        # Of a directory that cannot be had with other ids the host's own mount is shown.
        seen, good = (re.sub(r'(\d{5,6}) 0:0\b', r'\1 65534:65534', text.replace(',idmapped', ''))
                      for text in (seen, good))
        if ' chdir ' in run.label: # a directory that cannot be reached: home, or /, as everywhere
            seen, good = (re.sub(r'^cwd .*\n|PWD=[^\0]*', '', text, flags=re.M) for text in (seen, good))
        problems += differences('sandbox', good, seen)
        place = run.place
        if ' waitid ' in run.label: # who is not waited for is a zombie until the login program ends
            place = re.sub(r'^(place children\n)[\d ]+', r'\1', place, flags=re.M)
        problems += differences('porch', self.good.place, place)
        return 'complete', problems

    @staticmethod
    def reason(run):
        """A line in the log, a sentence of hostel-shell or libc, or an error for the caller to report."""
        if LIBPAM & {run.answers.get('account'), run.answers.get('open')} or 'exec' in run.answers or run.err:
            return True
        end = time.monotonic() + 20
        while not run.log() and time.monotonic() < end:
            time.sleep(0.01)
        return bool(run.log())

    def remains(self):
        problems = [f'process {p} {v} is left' for p, v in settle(self.kept).items()]
        problems += [f'cgroup {p}' for p in cgroup_processes(self.kept)]
        ended = self.kept.keys() - processes().keys()
        if ended:
            problems.append(f'of the other session have ended: {[self.kept[p] for p in ended]}')
        if open('/proc/self/mountinfo').read() != self.mounts:
            problems.append('mounts of the host have changed')
        names = state()
        problems += [f'{STATE}/{n} is left' for n in names if not KNOWN.match(n)]
        if self.record and open(f'{STATE}/t/{UID}/record').read() != self.record:
            problems.append('another sandbox has taken the place of the one that runs')
            self.release()
            self.hold()
        problems += [f'another tree: {n}' for n in names
                     if re.match(rf'(etc|programs|machine)-|t/{UID}/base-', n) and n not in self.trees]
        return problems

    def recover(self):
        """The next login is as if nothing had been; what it may clean up is clean then."""
        for _ in range(3): # a busy machine can take longer than its login may
            began = time.monotonic()
            run = Login()
            if run.answers.get('status') == '0' or time.monotonic() - began < 3:
                break
            settle(self.kept)
        problems = [f'next login: {p}' for p in self.judge(run)[1]]
        if run.answers.get('status') != '0':
            problems.append(f'next login: {run.answers} {run.log()} {run.err}')
        runs = [n for n in state() if re.match(rf't/{UID}/\d+$', n)]
        if len(runs) > 1:
            problems.append(f'after the next login: directories of sandboxes: {runs}')
        problems += [f'after the next login: process {p} {v}' for p, v in settle(self.kept).items()]
        problems += [f'after the next login: utmp entry of {p}' for p in live_entries()]
        return problems

    def run(self, label, tracer, mode='careless'):
        """Returns whether the call was reached."""
        self.prepare()
        began = time.monotonic()
        run = Login(mode, tracer, label)
        if run.code == NOT_REACHED and tracer[0] != 'strace':
            settle(self.kept)
            return False
        result, problems = self.judge(run)
        problems += self.remains()
        # After what is complete the next run is the next login, most of the time.
        self.turn += 1
        directories = len(glob.glob(f'{STATE}/t/{UID}/[0-9]*'))
        if result != 'complete' or problems or directories > 1 or self.turn % 4 == 0:
            problems += self.recover()
        self.slowest = max(self.slowest, time.monotonic() - began)
        if problems:
            result = 'wrong'
            print(f'wrong: {label}: ' + ' | '.join(problems)[:1500], flush=True)
            for n in state(): # not twice for the same thing
                if re.match(rf'(new-|etc-|programs-|t/{UID}/(new-)?base-)', n) and n not in self.trees:
                    subprocess.run(['rm', '-rf', f'{STATE}/{n}'])
        self.results[result] += 1
        return True


# --- which calls ----------------------------------------------------------------------------------------
def evenly(items, count):
    return items if count >= len(items) else [items[i * len(items) // count] for i in range(count)]


def thinned(calls, most):
    """At most so many of the same system call in one process: `first` makes thousands of links."""
    groups = {}
    for call in calls:
        groups.setdefault((call[0], call[2]), []).append(call)
    chosen = {c for g in groups.values() for c in evenly(g, most)}
    return [c for c in calls if c in chosen]


def plan(scenario, calls, sample):
    if scenario.name == 'first':
        calls = thinned(calls, 60)
    if sample:
        return [(c, ERRORS[i % 4]) for i, c in enumerate(evenly(calls, sample))]
    if scenario.name == 'first':
        return [(c, ERRORS[i % 4]) for i, c in enumerate(calls)]
    return [(c, e) for c in calls for e in ERRORS]


def inject(scenario, chosen):
    for i, (call, error) in enumerate(chosen):
        process, n, number, *program = call
        label = f'{scenario.name} {process}:{n} {program[0] if program else "?"} {CALLS[number]} {error}'
        tracer = [f'{BIN}/trace', 'fail', f'{process}:{n}', str(number), str(getattr(errno, error))]
        mode = 'obey' if i % 5 == 4 else 'careless'
        if not scenario.run(label, tracer, mode) and not scenario.run(label, tracer, mode):
            scenario.missed += 1
            print(f'# not reached: {label}', flush=True)
        if i % 200 == 199:
            print(f'# {scenario.name}: {i + 1} of {len(chosen)} {scenario.results}', flush=True)


def inject_strace(scenario, calls, count):
    """strace counts when=N in each process: one run may fail several calls of that name and number."""
    most, per = {}, {}
    for process, _, number, *_ in calls:
        per[process, number] = per.get((process, number), 0) + 1
        most[number] = max(most.get(number, 0), per[process, number])
    runs = [(n, when, e) for n in sorted(most) for when in range(1, most[n] + 1) for e in ERRORS]
    for number, when, error in evenly(runs, count):
        label = f'{scenario.name} strace {CALLS[number]}:error={error}:when={when}'
        tracer = ['strace', '-f', '-o', '/dev/null', '-e', 'signal=none', '-e',
                  f'inject={CALLS[number]}:error={error}:when={when}']
        scenario.run(label, tracer)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--part', default='0/1')
    parser.add_argument('--sample', type=int, default=0)
    parser.add_argument('--strace', type=int, default=0)
    parser.add_argument('--only', default='')
    parser.add_argument('scenario', nargs='+')
    o = parser.parse_args()
    part, parts = map(int, o.part.split('/'))
    totals = {'complete': 0, 'refused': 0, 'wrong': 0}
    for name in o.scenario:
        s = Scenario(name)
        began, calls = time.monotonic(), s.calls()
        print(f'# {name}: {len(calls)} calls in {len({c[0] for c in calls})} processes', flush=True)
        chosen = [c for i, c in enumerate(plan(s, calls, o.sample)) if i % parts == part]
        chosen = [c for c in chosen if re.search(o.only, f'{c[0][0]}:{c[0][1]} {CALLS[c[0][2]]} {c[1]}')]
        inject(s, chosen)
        if o.strace and name != 'first':
            inject_strace(s, calls, o.strace)
        left = s.release()
        if left:
            print(f'wrong: {name}: at the end {left}')
            s.results['wrong'] += 1
        print(f'# {name}: {s.results}, not reached {s.missed}, slowest {s.slowest:.1f} s, '
              f'{time.monotonic() - began:.0f} s', flush=True)
        for k in totals:
            totals[k] += s.results[k]
    print(f"inject: {sum(totals.values())} runs, {totals['complete']} complete, {totals['refused']} refused, "
          f"{totals['wrong']} wrong")
    return 1 if totals['wrong'] else 0


sys.exit(main())
