#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# [session] keep_room and stop_timeout, [filesystem] var_tmp: what lasts beyond a session, what does not, and how a
# session ends. carol is an ordinary account: what she sees is right.
. "$(dirname "$0")/lib.sh"
keeps_rooms
patient

room() { hostel ps --json "$1" 2>/dev/null | grep -o '"kept": [a-z]*'; }
kept() { [ "$(room "${1:-alice}")" = '"kept": true' ]; }
wait_kept() { until_true 20 kept "${1:-alice}"; }
init_of() { hostel ps --json "${1:-alice}" 2>/dev/null | sed -n 's/.*"pid": \([0-9]*\),/\1/p' | head -1; }
fresh() { hostel kill alice >/dev/null 2>&1; until_true 10 no_sandbox; policy "$@"; }
nobody_of() { ! pgrep -u "$1" -l | grep -v ' hostel-jobs$' >/dev/null; } # PID 1 is the keeper's; hostel-jobs is about to go
copy() { scp -q -F /root/.ssh/config "$@"; }
stay() { # a session of alice's
	: >/root/in
	ssh -F /root/.ssh/config alice@host 'echo in; exec sleep 600' >/root/in & stayer=$!
	until_true 20 grep -q in /root/in
}
leave() { kill $stayer; wait $stayer 2>/dev/null; }
pam_lines sudo

# --- one connection after the other -------------------------------------------------------------------
printf '#!/bin/sh\necho ran\n' >/root/x; chmod 755 /root/x
for who in carol alice; do
	copy /root/x $who@host:/tmp/x89
	is "scp, then ssh: $who" ran "$(S $who /tmp/x89)"
	S $who 'mkdir -p -m 700 /tmp/.ansible89/tmp && echo made' >/root/made
	printf 'put /root/x /tmp/.ansible89/tmp/task\n' | sftp -q -b - -F /root/.ssh/config $who@host >/dev/null
	S $who 'chmod u+x /tmp/.ansible89/tmp/task'
	is "as Ansible without ControlPersist does: $who" "made ran" "$(cat /root/made) $(S $who /tmp/.ansible89/tmp/task)"
	S $who 'rm -rf /tmp/.ansible89'
	is "and what was removed is gone: $who" gone "$(S $who '[ -e /tmp/.ansible89 ] || echo gone')"
	su $who -c 'echo by su >/tmp/become89'
	is "become by su: $who" "by su" "$(su - $who -c 'cat /tmp/become89')"
	sudo -u $who sh -c 'echo by sudo >/tmp/become89' 2>/dev/null
	is "become by sudo: $who" "by sudo" "$(sudo -u $who cat /tmp/become89 2>/dev/null)"
done
rm -f /tmp/x89 /tmp/become89
wait_kept
before=$(init_of)
is "the next login is a warm one" "$before" "$(alice true; init_of)"
wait_kept
like "hostel ps tells it, and until when" "^alice .* 0 .*kept until " "$(hostel ps | grep ^alice)"
is "there is no process but PID 1" "1 1" "$(pgrep -xc hostel-init) $(hostel ps -p alice | grep -c ' 1  hostel-init')"
is "for the kernel it is what can be missed most" 1000 "$(cat /proc/$before/oom_score_adj)"
stay
is "with a session no more" 500 "$(cat /proc/$before/oom_score_adj)"
leave; wait_kept
fresh '[session]' 'keep_room = no'
alice 'echo x >/tmp/x'
ok "control: keep_room = no: no room" until_true 20 no_sandbox
is "and an empty /tmp" "" "$(alice 'ls /tmp')"

# --- what it counts for -------------------------------------------------------------------------------
fresh '[session]' 'max_sessions = 1'
alice true; wait_kept
is "max_sessions = 1: a kept room is no session" in "$(alice 'echo in')"
wait_kept
policy '[session]' 'max_sessions = 1' '[resources]' 'pids.max = 33'
like "hostel reload: a limit reaches it" 'pids.max 128 -> 33 applied' "$(hostel reload)"
is "in the same room" "33 $(init_of)" "$(cat "$(find /sys/fs/cgroup -path "*$WORLD_CGROUP/alice/pids.max" | head -1)") $(alice true; init_of)"
wait_kept
hostel gc >/dev/null
ok "hostel gc leaves it" kept
is "hostel metrics counts it" "hostel_sandboxes 1 hostel_sandboxes_kept 1" "$(hostel metrics | grep '^hostel_sandboxes' | xargs)"
is "hostel enter leads into it" x "$(alice 'echo x >/tmp/entered'; wait_kept; hostel enter alice -- cat /tmp/entered </dev/null)"
wait_kept

# --- a session and a retirement at one moment ------------------------------------------------------------
# Whichever PID 1 hears of first: a session that is granted keeps the room, and one that is not finds another.
begin() { fresh "$@"; alice 'echo x >/tmp/x'; wait_kept; }
control_of() { find $STATE/t/"$(id -u alice)" -name control | head -1; }
for order in session,retire/session,retire session,retire/retire,session retire,session/session,retire retire,session/retire,session; do
	begin; before=$(init_of)
	coproc retiring { python3 tests/system/retire.py "$(control_of)" "$before" $order; }
	read -r -t 60 said <&"${retiring[0]}"
	like "$order: $said" '^(granted refused lives|gone gone gone)$' "$said"
	if [ "$said" = "granted refused lives" ]; then
		is "$order: the next login joins it" "x $before" "$(alice 'cat /tmp/x') $(init_of)"
		eval "exec ${retiring[1]}>&-"; wait "$retiring_PID"
		ok "$order: with the session it ends, and is not kept" until_true 10 test ! -e /proc/"$before"
	else
		eval "exec ${retiring[1]}>&-"; wait "$retiring_PID"
		is "$order: the next login has a room of its own" in "$(alice 'ls /tmp; echo in')"
	fi
done

# --- what ends it -------------------------------------------------------------------------------------
begin; ok "hostel kill" hostel kill alice; ok "hostel kill: gone" until_true 5 no_sandbox
begin; hostel drain >/dev/null; ok "hostel drain: gone" until_true 5 no_sandbox; hostel drain --off >/dev/null
begin '[session]' 'keep_room = 2s'; ok "its time: gone" until_true 10 no_sandbox
begin; kill -TERM "$(init_of)"; ok "SIGTERM, as at shutdown: gone" until_true 5 no_sandbox
begin; printf '[tenant]\nsuspended = yes\n' >$CONF/tenants/alice.ini
hostel reload >/root/reload; ok "suspended and hostel reload: gone" until_true 5 no_sandbox
is "it says so" "alice: suspended" "$(cat /root/reload)"
begin; printf '[tenant]\nsuspended = yes\n' >$CONF/tenants/alice.ini
alice true 2>/dev/null; ok "suspended and a login that is refused: gone" until_true 5 no_sandbox
begin; before=$(init_of); policy '[filesystem]' 'tmp_size = 8M'
is "another policy: the next login has a new room" "" "$(alice 'ls /tmp')"
ok "and the old one is gone" until_true 5 test ! -e /proc/"$before"
begin; policy '[filesystem]' 'tmp_size = 8M'
like "another policy and hostel reload" 'tmp_size needs a new sandbox: the old one is ended' "$(hostel reload)"
ok "it is gone" until_true 5 no_sandbox
fresh; stay
before=$(init_of); policy '[filesystem]' 'tmp_size = 8M'; alice true
leave
ok "one that was replaced while a session was open is not kept after it" until_true 10 test ! -e /proc/"$before"
begin; before=$(init_of)
cp -p $PREFIX/libexec/hostel/hostel-init /root/init.new && mv /root/init.new $PREFIX/libexec/hostel/hostel-init
is "another hostel-init is installed: a new room" "" "$(alice 'ls /tmp')"
begin; mv /home/alice /home/alice.old; cp -a /home/alice.old /home/alice
is "another directory is the home: a new room" "" "$(alice 'ls /tmp; echo new >~/new')"
is "and what is written is there" "new" "$(cat /home/alice/new; ls /home/alice.old/new 2>/dev/null)"
rm -rf /home/alice.old
mkdir -p /srv/kept89; chown alice /srv/kept89
begin '[filesystem]' 'read_write = /srv/kept89:/data'; mv /srv/kept89 /srv/kept89.old; mkdir /srv/kept89; chown alice /srv/kept89
is "a source is another directory: a new room" "" "$(alice 'ls /tmp; echo new >/data/new')"
is "and what is written is there" "new" "$(cat /srv/kept89/new; ls /srv/kept89.old)"
rm -rf /srv/kept89.old
echo old >/srv/file89
begin '[filesystem]' 'read_only = /srv/file89'; echo new >/srv/file89.new; mv /srv/file89.new /srv/file89
is "a source is another file: a new room" "new" "$(alice 'cat /srv/file89; ls /tmp')"
begin; ids="-u $(id -u alice) -g $(id -g alice)"; cp -a /home/alice/.ssh /root/alice.ssh; hostel kill alice >/dev/null 2>&1; all_gone alice; userdel -r alice 2>/dev/null
groupadd -g "$(echo $ids | cut -d' ' -f4)" alice 2>/dev/null; useradd -m $ids -s $SHELL_PATH -G hostel alice
cp -a /root/alice.ssh /home/alice/.ssh
is "a new account of the same uid finds nothing of the old one's" "writes" "$(alice 'ls /tmp; : >~/x && echo writes')"
begin; stay
sshd=$(pgrep -nf '^sshd(-session)?: alice \[priv\]')
python3 - "$sshd" "$(id -u alice)" "$(id -g alice)" <<'X' &
import ctypes, os, sys, time
sshd, uid, gid = map(int, sys.argv[1:]) # as who took over the process of the account's that stands there
if ctypes.CDLL(None).setns(os.pidfd_open(sshd), 0x20000 | 0x8000000 | 0x40000000):
    sys.exit(1)
os.setgroups([]); os.setresgid(gid, gid, gid); os.setresuid(uid, uid, uid)
time.sleep(120)
X
stands=$!
porch=$(readlink /proc/"$sshd"/ns/mnt)
until_true 10 sh -c "[ \"\$(readlink /proc/$stands/ns/mnt)\" = '$porch' ]"
leave
wait_kept
ok "who stays on the porch of a room that is kept is there" test "$(readlink /proc/$stands/ns/mnt)" = "$porch"
is "the next session" in "$(alice 'echo in')"
ok "ends whoever stands there" until_true 10 test ! -e /proc/$stands
for file in ld.so.cache resolv.conf hosts localtime; do
	alice 'rm -f /tmp/x; : >/tmp/mark' && is "(kept)" mark "$(alice 'ls /tmp')"
	cp -a "$(readlink -f /etc/$file)" /root/copy; cat /root/copy >"$(readlink -f /etc/$file)"
	is "/etc/$file has changed: a new room" "" "$(alice 'ls /tmp')"
done
ok "and the old one is gone" until_true 5 test ! -e /proc/"$before"
begin; before=$(init_of); kill -STOP "$before"; policy '[filesystem]' 'tmp_size = 8M'
is "its PID 1 does not answer: the next login comes in all the same" "in " "$(alice 'echo in; ls /tmp' | paste -sd' ') "
kill -CONT "$before"
ok "and once it does it ends" until_true 5 test ! -e /proc/"$before"
begin; sed 's/^MemAvailable:.*/MemAvailable: 1000 kB/' /proc/meminfo >/root/meminfo
mount --bind /root/meminfo /proc/meminfo; hostel gc >/root/gc; umount /proc/meminfo
ok "hostel gc where memory is short: gone" until_true 5 no_sandbox
like "it says so" "^removed .*/t/$(id -u alice)/[0-9]+\$" "$(cat /root/gc)"
begin '[session]' 'linger = 1s' 'keep_room = no'; ok "linger is a time of its own: keep_room = no" until_true 10 no_sandbox

# --- nothing survives ---------------------------------------------------------------------------------
# Each hiding place with linger = yes as its control: there it does survive, so it was there.
cat >/usr/local/bin/hide89 <<'X'
#!/usr/bin/env python3
# hide89 PLACE: a process that wants to stay, called stay89
import ctypes, os, signal, sys, time
libc = ctypes.CDLL(None)
def name(): libc.prctl(15, b'stay89', 0, 0, 0)
def stay():
    name()
    while True: time.sleep(60)
place = sys.argv[1]
if os.fork(): # until it is where it hides
    while not os.path.exists('/tmp/hidden'): time.sleep(0.01)
    os.unlink('/tmp/hidden'); sys.exit()
os.setsid()
for fd in range(3): os.dup2(os.open('/dev/null', os.O_RDWR), fd)
def hidden(): open('/tmp/hidden', 'w').close()
for n in (signal.SIGHUP, signal.SIGTERM, signal.SIGINT, signal.SIGQUIT): signal.signal(n, signal.SIG_IGN)
if place == 'daemon':
    if os.fork(): os._exit(0)
    hidden(); stay()
if place == 'stopped':
    name(); hidden(); os.kill(os.getpid(), signal.SIGSTOP); stay()
if place == 'traced':
    pid = os.fork()
    if not pid:
        libc.ptrace(0, 0, 0, 0); os.kill(os.getpid(), signal.SIGSTOP); stay()
    os.waitpid(pid, os.WUNTRACED); name(); hidden(); stay()
if place == 'vfork': # a parent in state D as long as its child stays
    name(); hidden()
    if libc.vfork() == 0: libc.sleep(100000)
    stay()
if place == 'many':
    for _ in range(40):
        if not os.fork(): stay()
    hidden(); stay()
if place == 'bomb': # each is replaced before it ends
    name(); hidden()
    while True:
        try:
            if os.fork(): os._exit(0)
        except OSError: pass
X
chmod 755 /usr/local/bin/hide89
stays() { pgrep -u alice -x stay89; }
for place in daemon stopped traced vfork many bomb; do
	fresh '[session]' 'linger = yes' 'stop_timeout = 1s'
	alice "hide89 $place"
	ok "control: linger = yes: $place is there" until_true 5 stays
	fresh '[session]' 'stop_timeout = 1s'
	alice "hide89 $place"; before=$(init_of)
	is "$place: the next login finds none of it" "" "$(alice 'pgrep -x stay89')"
	is "$place: in the same room" "$before" "$(init_of)"
	alice "hide89 $place"
	ok "$place: the room is kept" wait_kept
	ok "$place: and empty" until_true 20 nobody_of alice
done
fresh '[session]' 'linger = 8s'
alice 'hide89 daemon'
ok "linger = 8s: first it goes on" stays
ok "linger = 8s: then the room is kept without it" wait_kept
ok "linger = 8s: nobody is there" until_true 20 nobody_of alice
is "linger = 8s: what has ended cannot be joined" "" "$(alice 'pgrep -x stay89')"

# What is not a process: as on any host.
is_there() { alice 'ipcs -m | grep -c 0x00000089; ls /dev/shm; [ -S /run/user/$(id -u)/s ] && echo socket'; }
fresh
alice 'python3 -c "
import ctypes, os, socket
ctypes.CDLL(None).shmget(0x89, 4096, 0o1600)
open(\"/dev/shm/f89\", \"w\").close()
socket.socket(socket.AF_UNIX).bind(f\"/run/user/{os.getuid()}/s\")
"'
wait_kept
is "a System V segment, a file of /dev/shm and of /run/user last as /tmp does" "1 f89 socket" "$(is_there | xargs)"
fresh
is "control: not in a new room" "0" "$(is_there | xargs)"

# --- /var/tmp -----------------------------------------------------------------------------------------
fresh
alice 'echo lasts >/var/tmp/f'
hostel kill alice >/dev/null; until_true 10 no_sandbox
is "/var/tmp outlasts hostel kill" lasts "$(alice 'cat /var/tmp/f')"
is "it is the home's .var-tmp, the tenant's alone" "700 alice lasts" "$(stat -c '%a %U' /home/alice/.var-tmp) $(cat /home/alice/.var-tmp/f)"
is "nothing set-user-ID, no device there" "" "$(alice 'grep " /var/tmp " /proc/self/mountinfo' | grep -v 'nosuid,nodev')"
echo there >/root/put; printf 'put /root/put /var/tmp/by-sftp\n' | sftp -q -b - -F /root/.ssh/config alice@host >/dev/null
is "sftp has the same" there "$(cat /home/alice/.var-tmp/by-sftp)"
mark=$(log_mark); in_memory() { # what: after a login
	is "$1: the login works" in "$(alice 'echo m >/var/tmp/m && echo in')"
	like "$1: /var/tmp is in memory" ' - tmpfs ' "$(alice 'grep " /var/tmp " /proc/self/mountinfo')"
	[ $# = 1 ] || like "$1: the log says so" "alice: /var/tmp is in memory: .var-tmp in the home: $2" "$(log_since $mark)"
	hostel kill alice >/dev/null; until_true 10 no_sandbox; rm -rf /home/alice/.var-tmp; mark=$(log_mark)
}
begin '[filesystem]' 'var_tmp = memory'; in_memory "var_tmp = memory"
begin '[filesystem]' 'home = read_only'; in_memory "home = read_only"
fresh; ln -s /etc /home/alice/.var-tmp; in_memory "a link in its place" 'Symbolic link loop|Too many levels'
is "nothing was written through it" "" "$(ls /etc/m 2>/dev/null)"
fresh; su -s /bin/sh carol -c 'echo >/tmp/f89'; cp /tmp/f89 /home/alice/.var-tmp; in_memory "a file in its place" 'Not a directory'
fresh; install -d -o carol /home/alice/.var-tmp; in_memory "somebody else's directory" 'Permission denied'
fresh; install -d -o alice /home/alice/.var-tmp; mount -t tmpfs none /home/alice/.var-tmp
is "something mounted in its place: the login works" in "$(alice 'echo in')"
like "and the log says so" 'var-tmp in the home: .*(cross-device|Cross-device)' "$(log_since $mark)"
fresh; umount /home/alice/.var-tmp

# --- the end of a session -----------------------------------------------------------------------------
# A second's work on SIGTERM, once: what was written, and the status of who had started it.
JOB='n=0; trap "n=\$((n+1)); sleep 1; echo trapped \$n >>~/said; exit 7" TERM; : >~/ready; while :; do sleep 0.1; done'
ready() { [ -e "/home/$1/ready" ]; }
clean() { rm -f /home/"$1"/ready /home/"$1"/said; }
said() { # tenant
	until_true 10 test -s "/home/$1/said"; cat "/home/$1/said" 2>/dev/null
}
alive() { # process: it is there, and no zombie
	local state; read -r _ _ state _ 2>/dev/null <"/proc/$1/stat" && [ "$state" != Z ]
}
# su(1) kills what it has started two seconds after its own SIGTERM. Where a busy machine has let those pass,
# it is su that was seen, and it is tried again.
su_term() { # tenant
	local pid child status from lasted tries
	for tries in 1 2 3 4 5; do
		clean "$1"
		su "$1" -c "${JOB//sleep 1;/sleep 0.5;}" >/dev/null 2>&1 </dev/null & pid=$!
		until_true 10 ready "$1"
		child=$(pgrep -P $pid)
		from=${EPOCHREALTIME/./}
		kill -TERM $pid
		while alive "$child"; do sleep 0.05; done
		lasted=$((${EPOCHREALTIME/./} - from))
		wait $pid; status=$?
		[ $lasted -ge 1900000 ] || break
	done
	echo "$status $(said "$1")"
}
to_child() { # tenant, signal: to what su has started, not to su
	clean "$1"
	su "$1" -c "${JOB//TERM/$2}" >/dev/null 2>&1 </dev/null & local pid=$!
	until_true 10 ready "$1"
	pkill -"$2" -P $pid; wait $pid; echo "$? $(said "$1")"
}
for try in 1 2 3 4 5 6 7 8; do
	for who in carol alice; do
		is "su, TERM: a trap's half second is waited for, $who, $try of 8" "143 trapped 1" "$(su_term $who)"
	done
done
stay
is "su, TERM, while another session is open" "143 trapped 1" "$(su_term alice)"
# What heeds nothing is killed by su after two seconds: hostel-shell, and with it what it stands for.
DEAF='trap "" TERM HUP; : >~/ready; while :; do sleep 0.1; done'
export DEAF
deaf() { pgrep -u alice -f 'trap "" TERM HUP'; }
by_su() { su alice -c "$DEAF"; }
on_terminal() { script -qec 'su alice -c "$DEAF"' /dev/null; }
for way in by_su on_terminal; do
	clean alice
	$way >/dev/null 2>&1 </dev/null &
	until_true 10 ready alice
	pkill -TERM -x su
	ok "su, TERM, which the job does not heed: it is ended, whoever else is in: $way" until_true 10 eval '! deaf'
done
is "control: the other session goes on" in "$(kill -0 $stayer && echo in)"
leave; wait_kept
for signal in TERM HUP USR1 USR2 TSTP; do
	for who in carol alice; do
		is "$signal to what su has started: once, and its status comes back, $who" "7 trapped 1" "$(to_child $who $signal)"
	done
done
for try in 1 2 3 4 5 6 7 8; do
	su alice -c 'exit 7' </dev/null; echo $?
done >/root/statuses
is "su tells the status, eight times, one behind the other" 7 "$(sort -u /root/statuses)"

# The last session goes, or root ends it: natively nothing is sent to what has no terminal, and it goes on.
job() { # command, by ssh
	clean alice
	ssh -F /root/.ssh/config alice@host "$1" >/dev/null 2>&1 & ssh=$!
	until_true 10 ready alice
}
hang_up() { kill $ssh; wait $ssh 2>/dev/null; }
fresh '[session]' 'stop_timeout = 10s'
job "$JOB"; hang_up
is "ssh, disconnected: one SIGTERM, and a second for the trap" "trapped 1" "$(said alice)"
job "$JOB"; hostel kill alice >/dev/null
is "hostel kill: one SIGTERM, and a second for the trap" "trapped 1" "$(said alice)"
wait
clean alice; hostel run alice -- sh -c "$JOB" >/dev/null 2>&1 </dev/null & run=$!
until_true 10 ready alice; kill -TERM $run; wait $run
is "hostel run, TERM: the same, and its status" "7 trapped 1" "$? $(said alice)"
cut_short() { # stop_timeout
	fresh '[session]' "stop_timeout = $1"
	job "${JOB//sleep 1;/sleep 4;}"; hang_up
	wait_kept; cat /home/alice/said 2>/dev/null
}
is "stop_timeout = 1s: who needs four is killed" "" "$(cut_short 1s)"
is "control: stop_timeout = 10s" "trapped 1" "$(cut_short 10s)"
finish
