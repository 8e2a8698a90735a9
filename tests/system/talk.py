#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Type and read on a terminal as a person would.

talk.py COMMAND... <script; lines of the script:
  say TEXT      type TEXT and Return          send ESCAPED   type exactly this (\\x03)
  want REGEX    wait until the output has it  size ROWS COLUMNS   resize the terminal
  sleep SECONDS                               ended STATUS   the command ends with this status
What was matched is forgotten. Exit status 0: everything came within a minute each.
"""
import fcntl, os, pty, re, select, signal, struct, sys, termios, time

PATIENCE = 60
script = sys.stdin.read().splitlines()
pid, master = pty.fork()
if pid == 0:
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGPIPE, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    os.execvp(sys.argv[1], sys.argv[1:])
seen, open_ = '', True


def fail(why):
    print(f'{why}; the output so far: {seen!r}')
    os.kill(pid, signal.SIGKILL)
    sys.exit(1)


def read(seconds):
    global seen, open_
    if open_ and select.select([master], [], [], seconds)[0]:
        try:
            data = os.read(master, 65536)
        except OSError:
            data = b''
        open_ = bool(data)
        seen += data.decode(errors='replace')


def want(pattern):
    global seen
    end = time.monotonic() + PATIENCE
    while not (match := re.search(pattern, seen)):
        if not open_ or time.monotonic() > end:
            fail(f'did not see {pattern!r}')
        read(0.1)
    seen = seen[match.end():]


def ended(status):
    end = time.monotonic() + PATIENCE
    while True:
        read(0.05)
        done, how = os.waitpid(pid, os.WNOHANG)
        if done:
            break
        if time.monotonic() > end:
            fail('did not end')
    if os.waitstatus_to_exitcode(how) != status:
        fail(f'ended with {os.waitstatus_to_exitcode(how)}, not {status}')
    sys.exit(0)


for line in script:
    verb, _, rest = line.strip().partition(' ')
    if verb == 'say':
        os.write(master, (rest + '\r').encode())
    elif verb == 'send':
        os.write(master, rest.encode().decode('unicode_escape').encode())
    elif verb == 'want':
        want(rest)
    elif verb == 'size':
        rows, columns = map(int, rest.split())
        fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack('HHHH', rows, columns, 0, 0))
    elif verb == 'sleep':
        time.sleep(float(rest))
    elif verb == 'ended':
        ended(int(rest))
    elif verb:
        fail(f'talk.py does not know {verb!r}')
os.kill(pid, signal.SIGKILL)
