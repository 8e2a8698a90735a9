#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Commands that look at, or write, every tenant: fleet.py ROUNDS HOSTEL CONF SUFFIX >SAMPLES

Each beside what reads or writes the same files and does nothing else, in turn: `cat` of them, `cp` of each by
itself with a sync at the end. Lines of a name with SUFFIX and milliseconds (kib-...: KiB of memory at the most).
"""
import json, os, re, shutil, subprocess, sys, threading, time


def watch(process, most):
    """getrusage(2) would count what this program has itself: what the kernel says while it runs."""
    while process.poll() is None:
        try:
            with open(f'/proc/{process.pid}/status', encoding='utf-8') as f:
                seen = re.search(r'^VmHWM:\s*(\d+)', f.read(), re.M)
        except OSError:
            return
        most.append(int(seen.group(1)) if seen else 0)
        time.sleep(0.002)


def run(name, command):
    most = [0]
    begun = time.monotonic()
    with open('/tmp/fleet.in', 'rb') as given:
        done = subprocess.Popen(command, stdin=given, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        watcher = threading.Thread(target=watch, args=(done, most))
        watcher.start()
        said = done.stderr.read().decode()
        status = done.wait()
        took = time.monotonic() - begun
        watcher.join()
    if status:
        sys.exit(f'{name}: status {status}: {said[:500]}')
    print(f'{name} {took * 1000:.1f}')
    print(f'kib-{name} {max(most)}', flush=True)


def main(rounds, hostel, conf, suffix):
    folder = f'{conf}/tenants'
    names = sorted(name[:-4] for name in os.listdir(folder) if name.startswith('f'))
    shutil.rmtree('/tmp/fleet', ignore_errors=True)
    os.mkdir('/tmp/fleet')
    # As `tenant apply` writes: a new file for each, renamed into its place, and one sync.
    with open('/tmp/fleet.cp', 'w', encoding='utf-8') as f:
        f.write(f'cp {folder}/f*.ini /tmp/fleet/ && sync -f /tmp/fleet\n')
    for turn in range(rounds):
        with open('/tmp/fleet.in', 'w', encoding='utf-8') as f:
            for name in names:
                print(json.dumps({'op': 'set', 'name': name, 'set': {'pids.max': 100 + turn}}), file=f)
        run('cat' + suffix, ['sh', '-c', f'cat /etc/passwd /etc/group {conf}/hostel.ini {conf}/plans/*.ini {folder}/*.ini'])
        run('cp' + suffix, ['sh', '/tmp/fleet.cp'])
        run('apply' + suffix, [hostel, 'tenant', 'apply', '-'])
        for verb in (['tenant', 'list'], ['check'], ['ps', '--json']):
            run((verb[-1] if verb[0] == 'tenant' else verb[0]) + suffix, [hostel, *verb])


main(int(sys.argv[1]), *sys.argv[2:])
