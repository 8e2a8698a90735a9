#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Terminals: job control, sizes, hang-up, the relay for terminals of the host.
. "$(dirname "$0")/lib.sh"

talk() { python3 "$(dirname "$0")/talk.py" "$@"; }
SSH="ssh -F /root/.ssh/config -tt -l alice host"

# The prompt is set to a word that no echo of what is typed contains.
ok "tty is a pty of the sandbox's own" talk $SSH <<'X'
say PS1=rea''dy:
want ready:
say tty; tty </dev/tty
want /dev/pts/0\r\n/dev/tty
want ready:
say exit 3
ended 3
X
ok "Ctrl-C interrupts" talk $SSH <<'X'
say PS1=rea''dy:
want ready:
say sh -c 'echo beg""un; exec sleep 100'
want begun
send \x03
want ready:
say echo status=$?
want status=130
X
ok "Ctrl-Z and fg" talk $SSH <<'X'
say PS1=rea''dy:
want ready:
say sh -c 'echo beg""un; exec sleep 1000'
want begun
send \x1a
want Stopped
say jobs
want \[1\]\+ +Stopped +sh -c
say (sleep 1; pkill -xf "sleep 1000") & fg %1; echo back=$?
want back=143
X
ok "a changed window size arrives" talk $SSH <<'X'
size 31 77
say PS1=rea''dy:
want ready:
say trap 'echo win""ch' WINCH; stty size
want 31 77
want ready:
size 40 100
want winch
say stty size
want 40 100
X
ok "vim starts" talk $SSH vim -u NONE /tmp/new <<'X'
want /tmp/new
send itext\x1b:wq\r
ended 0
X
ok "tmux starts" talk $SSH <<'X'
say PS1=rea''dy:
want ready:
say tmux new-session 'echo in$((40+2))tmux; read x'; echo ended=$?
want in42tmux
say
want ended=0
X
is "a hang-up ends the terminal's processes" gone "$(
	timeout 3 $SSH 'sleep 1234' </dev/null >/dev/null 2>&1
	until_true 5 bash -c '! pgrep -f "^sleep 1234"' && echo gone)"
ok "bash does not complain about job control" bash -c \
	"! timeout 60 $SSH 'bash -i -c true' </dev/null 2>&1 | grep -iE 'job control|ioctl'"
until_true 30 no_sandbox # the session before has a pty of it
is "nobody else's ptys" "0 ptmx" "$(timeout 60 $SSH 'ls /dev/pts' </dev/null | tr -d '\r' | xargs)"

# --- su and login from a terminal of the host -----------------------------------------------------------
until_true 30 no_sandbox
ok "su - on a terminal: a pty of the sandbox, not the host's" talk su - alice <<'X'
say PS1=rea''dy:
want ready:
say tty
want \r/dev/pts/0
say sh -c 'echo beg""un; exec sleep 100'
want begun
send \x03
want ready:
say exit 5
ended 5
X
ok "su's window size arrives" talk su - alice <<'X'
size 33 88
say PS1=rea''dy:
want ready:
say stty size
want 33 88
size 44 99
say until stty size | grep 44.99; do sleep 0.1; done
want 44 99
X
ok "a pipe behind su on a terminal has plain lines" talk bash -c 'su - alice -c "echo a; echo b" | od -c' <<'X'
want a +\\n +b +\\n
X
is "su -c with output to a file" "42" "$(su - alice -c 'echo 42' </dev/null)"
is "su -c: what is typed in goes in" "in" "$(echo in | su - alice -c cat)"
su - alice -c 'exit 9'; is "su -c exit status" 9 $?
su - alice -c 'kill -TERM $$' 2>/dev/null; is "su -c death by a signal" 143 $?
is "su -s runs the shell inside" "hostel-init" "$(su -s /bin/sh - alice -c 'cat /proc/1/comm')"
is "su without - keeps the tenant's ids and room" "hostel-init" "$(su alice -c 'cat /proc/1/comm')"
is "su to somebody who is no tenant" "$(readlink /proc/self/ns/pid)" "$(su - carol -c 'readlink /proc/self/ns/pid')"
until_true 30 no_sandbox
ok "login(1) on a terminal" talk login -f alice <<'X'
say PS1=rea''dy:
want ready:
say cat /proc/1/comm; tty
want hostel-init\r\n/dev/pts/0
say exit
ended 0
X
finish
