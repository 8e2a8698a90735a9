#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What a review of sessions and of the porch found: each a way that once worked, tried again.
. "$(dirname "$0")/lib.sh"

connections() { pgrep -u "${1:-alice}" -c '^sshd'; } # sshd's children, which serve as the tenant
has_connections() { [ "$(connections "$1")" = "$2" ]; }
hold() { # tenant, name: a connection that stays, without a command
	S "$1" -f -N -M -S "/tmp/$2.sock" </dev/null 2>/dev/null
}
stand() { # tenant, name, connections then: hold one that is let in, and wait for sshd's child
	hold "$1" "$2"
	until_true 20 has_connections "$1" "$3"
}
monitors() { pgrep -fc '^sshd(-session)?: alice \[priv\]'; } # of root's
has_monitors() { [ "$(monitors)" = "$1" ]; }
let_go() { for _ in /tmp/*.sock; do ssh -F /root/.ssh/config -S "$_" -O exit host 2>/dev/null; done; }
ended() { # pids: none of them is there any more, but as a zombie
	local pid
	for pid; do ! grep -q '^State:[[:space:]]*[^ZX]' /proc/$pid/status 2>/dev/null || return 1; done
}

# --- refused sessions do not stay open ----------------------------------------------------------------
policy '[session]' 'max_sessions = 2'
stand alice a1 1; ok "max_sessions = 2: two come in" stand alice a2 2
mark=$(log_mark)
like "the third reads why" '^Too many sessions\.' "$(alice -o LogLevel=INFO 'echo in' 2>&1)"
like "so does the log" 'alice has 2 sessions, .*max_sessions is 2' "$(log_since $mark)"
for n in $(seq 10); do hold alice more$n; done
ok "ten more leave no monitor of root's standing" until_true 20 has_monitors 2
is "nor a child of it" 2 "$(connections)"
su alice -c 'echo in' >/root/su.out 2>&1
is "su: refused by the account phase" "1 " "$? $(grep -x in /root/su.out)"
hostel kill alice >/dev/null
ok "hostel kill leaves none" until_true 20 has_connections alice 0
let_go
policy '[session]' 'max_sessions = 4'
for n in 1 2 3 4 5 6; do hold alice b$n; done
ok "control: max_sessions = 4: four stay" until_true 20 has_connections alice 4
hostel kill alice >/dev/null
let_go

# A session that fails when the account phase was content: the connection ends.
policy '[filesystem]' 'read_only = /srv/nothere:/x'
mark=$(log_mark)
hold alice c1
S alice -f -N -M -S /tmp/c2.sock -L /tmp/c2.forward:127.0.0.1:22 </dev/null 2>/dev/null
ok "no sandbox: no monitor of root's stays" until_true 20 has_monitors 0
is "nor a child of it" 0 "$(connections)"
like "the log says why" 'refused: .*/srv/nothere' "$(log_since $mark)"
su alice -c 'echo in' >/root/su.out 2>&1
is "su heeds the error and ends itself" "1 " "$? $(grep -x in /root/su.out)"
policy
is "control: it works again" hostel-init "$(alice 'cat /proc/1/comm')"

# --- the porch of a sandbox that has ended ------------------------------------------------------------
cat >/root/porch.py <<'X'
# porch.py PID UID CASE: code of whoever took over that sshd, on its porch
import array, ctypes, os, re, signal, socket, struct, sys, threading
MAGIC = 0x48535000 | int(re.search(r'PROTOCOL_VERSION ([0-9]+)u', open('include/talk/protocol.h').read())[1])
libc = ctypes.CDLL(None, use_errno=True)
pid, uid, case = sys.argv[1], int(sys.argv[2]), sys.argv[3]
spaces = [(os.open(f'/proc/{pid}/ns/{n}', os.O_RDONLY), n) for n in ('net', 'ipc', 'mnt')]
for space, name in spaces:
    assert libc.setns(space, 0) == 0, name
    os.close(space)
os.setgroups([]); os.setresgid(uid, uid, uid); os.setresuid(uid, uid, uid)
if case == 'thread': # the first thread ends, another goes on
    threading.Thread(target=signal.pause).start()
    print('ready', flush=True)
    libc.syscall(60, 0) # exit(2)
if case == 'shm':
    print('found' if libc.shmget(0x48535443, 0, 0) >= 0 else f'not found, errno {ctypes.get_errno()}')
if case in ('SEQPACKET', 'STREAM', 'DGRAM'):
    door = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    door.connect('/run/hostel/door/socket')
    def string(text): return struct.pack('<I', len(text)) + text + b'\0'
    body = string(b'') + string(b'/') + struct.pack('<24I', *[0] * 12, 18, *[0] * 11)
    ours, theirs = socket.socketpair(socket.AF_UNIX, getattr(socket, 'SOCK_' + case))
    door.send(struct.pack('<III', MAGIC, 11, 0)) # START
    assert door.recv(100)
    door.sendmsg([struct.pack('<III', MAGIC, 5, len(body)) + body],
                 [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', [theirs.fileno()] * 3))])
    answer = door.recv(4096)
    kind = struct.unpack('<III', answer[:12])[1]
    print({8: 'refused: ' + answer[16:-1].decode(), 9: 'started'}.get(kind, kind))
X
on_porch() { # tenant, case
	timeout 20 python3 /root/porch.py "$(pgrep -n -u "$1" '^sshd')" "$(id -u "$1")" "$2"
}
kill_pid_1() { pkill -9 -x hostel-init; until_true 20 no_sandbox; }

until_true 20 no_sandbox
policy '[session]' 'max_sessions = 2'
for round in 1 2 3; do
	hold alice round$round
	until_true 20 pgrep -x hostel-init; until_true 20 has_connections alice 1
	unwatch; kill_pid_1
done
hold alice last
until_true 20 pgrep -x hostel-init
ok "PID 1 killed thrice: only the last porch is served" until_true 20 has_connections alice 1
let_go; until_true 20 no_sandbox
stand alice old 1
on_porch alice thread >/root/thread & thread=$!
until_true 20 grep -q ready /root/thread
old="$(pgrep -f '^sshd(-session)?: alice' | xargs) $(pgrep -f 'porch.py [0-9]+ [0-9]+ thread' | tail -1)"
unwatch; kill_pid_1
ok "control: they outlive their sandbox" bash -c "! $(declare -f ended); ! ended ${old% *}"
like "hostel ps shows them" 'alice .*ended: login programs are left on its porch' "$(hostel ps)"
like "and who they are" 'porch +sshd(-session)?: alice' "$(hostel ps -p)"
stand bob bob 1 # his own
bob=$(pgrep -of '^sshd(-session)?: bob') # the oldest: one that is on its way to a shell has this name for a moment
is "the next login comes in" hostel-init "$(alice 'cat /proc/1/comm')"
ok "and nobody is left on the old porch, with a first thread or without" until_true 20 ended $old
is "control: others' are" "$bob yes" "$(pgrep -of '^sshd(-session)?: bob') $(has_connections bob 1 && echo yes)"
wait $thread
let_go; until_true 20 no_sandbox

stand alice old 1
old=$(pgrep -f '^sshd(-session)?: alice' | xargs)
kill_pid_1
hostel gc >/dev/null
ok "hostel gc ends them too" until_true 20 ended $old
let_go

# One that works while it ends, as on a host that is short of processors, tells its status; one that sleeps
# is not waited for.
at_the_end() { # C for what su does at its very end, when it has said that it is there (it has no /tmp of the host's)
	echo "#include <errno.h>
	#include <string.h>
	#include <sys/wait.h>
	#include <time.h>
	#include <unistd.h>
	__attribute__((destructor)) static void last(void)
	{
		if (!strcmp(program_invocation_short_name, \"su\")) {
			if (write(1, \"here\", 4) == 4) { $1; }
		}
	}" | gcc -D_GNU_SOURCE -shared -fPIC -x c - -o /tmp/last.so
}
begin_end() { # tenant: a login, whose sandbox is gone, and whose su is at its end
	until_true 20 no_sandbox; : >/tmp/last.out
	LD_PRELOAD=/tmp/last.so su "$1" -c 'exit 7' </dev/null >/tmp/last.out 2>/dev/null & first=$!
	until_true 20 test -s /tmp/last.out; until_true 20 no_sandbox
}
last() { # what su does: what it says, after another login behind it
	at_the_end "$1"
	begin_end alice
	su alice -c true </dev/null
	wait $first; echo $?
}
# It works until an idle one beside it has been ended: then the time for which everybody is waited for is over.
# The product's bound is of 1.5 s: on a busy machine that may be over first, so three tries.
for try in 1 2 3; do
	status=$(last 'pid_t idle = fork(); if (!idle) sleep(60); while (!waitpid(idle, NULL, WNOHANG))')
	[ "$status" != 7 ] || break
done
is "a login program that works when the next comes: its own status" 7 "$status"
is "control: one that sleeps is ended" 137 "$(last 'sleep(60)')"
at_the_end 'for (time_t end = time(NULL) + 60; time(NULL) < end;)'
for try in 1 2 3; do # the time in which it is looked at is short
	begin_end bob
	hostel gc >/dev/null & gc=$!
	tried=0 held=0
	while kill -0 $gc 2>/dev/null; do
		flock -n $STATE/t/$(id -u alice)/lock true || held=$((held + 1))
		tried=$((tried + 1))
		sleep 0.05
	done
	wait $first; busy=$?
	[ $((held * 2)) -ge $tried ] || break
done
ok "hostel gc waits for bob's, and keeps nobody else out meanwhile: alice's lock was held $held times of $tried" \
	test $((held * 2)) -lt $tried
is "control: it did wait, and ended it" 137 $busy
rm /tmp/last.so /tmp/last.out

# One that lives, of an older policy, keeps its sessions.
stand alice old 1
old=$(pgrep -f '^sshd(-session)?: alice' | xargs)
policy '[session]' 'max_sessions = 3'
is "a new policy: a sandbox of its own" hostel-init "$(alice 'cat /proc/1/comm')"
ok "what stands on the porch of the older one goes on" kill -0 $old
is "and is served" in "$(timeout 60 ssh -F /root/.ssh/config -S /tmp/old.sock host 'echo in')"
policy
let_go; until_true 20 no_sandbox

# --- what whoever took over sshd's child finds there --------------------------------------------------
python3 -c 'import ctypes; assert ctypes.CDLL(None).shmget(0x48535443, 4096, 0o1666) >= 0'
stand alice porch 1; stand carol carol 1
is "System V IPC: a segment of the host's is not found" "not found, errno 2" "$(on_porch alice shm)"
is "control: it is where sshd serves others" found "$(on_porch carol shm)"
ipcrm -M 0x48535443
is "a connection cannot be handed inside as an input" \
	"refused: a socket of packets cannot be handed over" "$(on_porch alice SEQPACKET)"
is "control: a stream can" started "$(on_porch alice STREAM)"
let_go
finish
