#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What a login program hands on, each at an odd value: it is in nobody's way, and the first login's is not everybody's.
# For each: a cold login with it, then an ordinary one of the same sandbox, which must be as if the first had been
# ordinary, and a warm one with it. By su; what sshd can be started with also by ssh.
. "$(dirname "$0")/lib.sh"
here=$(dirname "$(readlink -f "$0")")
echo 'linger = 5m' >>$CONF/plans/basic.ini
sed -i 's/^\[host\]/&\ntimeout = 120s/' $CONF/hostel.ini # with the least weight it takes its time beside others
hostel kill alice >/dev/null 2>&1

# Run a program with something that no shell can set: odd.py WHAT PROGRAM ARGUMENT...
cat >/root/odd.py <<'X'
import ctypes, os, signal, sys
libc = ctypes.CDLL(None, use_errno=True)
what = sys.argv[1]
PRCTL = {'thp': (41, 1), 'subreaper': (36, 1), 'timerslack': (29, 500000000), 'keepcaps': (8, 1), 'pdeathsig': (1, 10)}
if what == 'blocked':
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
elif what == 'ignored':
    for n in range(1, 65):
        try:
            signal.signal(n, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
elif what == 'descriptors':
    for n in range(3, 200):
        os.dup2(os.open('/etc/shadow', os.O_RDONLY), n, inheritable=True)
elif what == 'deleted':
    os.makedirs('/root/gone', exist_ok=True); os.chdir('/root/gone'); os.rmdir('/root/gone')
elif what == 'groups':
    os.setgroups([4242, 4243, 0])
elif what == 'timer':
    signal.setitimer(signal.ITIMER_VIRTUAL, 3600)
elif what == 'large':
    os.environ.update({f'LARGE{n}': 'x' * 30000 for n in range(10)})
else:
    if libc.prctl(*PRCTL[what], 0, 0, 0):
        sys.exit(f'{what}: {os.strerror(ctypes.get_errno())}')
os.execvp(sys.argv[2], sys.argv[2:])
X
odd() { python3 /root/odd.py "$@"; }

# What a process inside has, apart from its numbers.
cat >/root/proof <<'X'
umask; nice; ulimit -a | sort; pwd; cat /proc/self/personality /proc/self/timerslack_ns /proc/self/coredump_filter
grep -E "^(Sig(Blk|Ign)|Cap|NoNewPrivs|Seccomp|Groups|Uid|Gid|THP_enabled|Cpus_allowed_list|Umask)" /proc/self/status
ls /proc/self/fd | wc -l; chrt -p $$ | sed "s/pid [0-9]*//"; ionice; locale 2>/dev/null | head -1; cat /proc/self/oom_score_adj
tr "\0" "\n" </proc/self/environ | grep -vE "^(SSH_|XDG_|_=|SHLVL|LINES|COLUMNS)" | sort; id
readlink /proc/self/ns/{pid,mnt,net,ipc,uts,cgroup,user} | wc -l
X
proof() { su alice -c "$(cat /root/proof)" </dev/null 2>&1; }
by_ssh() { S alice "$(cat /root/proof)" </dev/null 2>&1; }

fresh() { hostel kill alice >/dev/null 2>&1; until_true 10 no_sandbox; }
fresh; ordinary=$(proof)
fresh; ordinary_by_ssh=$(by_ssh)
like "(the proof says something)" 'Seccomp:.2' "$ordinary"

row() { # name, function that runs its arguments with it
	fresh
	is "$1: a cold login" "in" "$("$2" su alice -c 'echo in' </dev/null 2>/dev/null)"
	is "$1: the next one is as ever" "$ordinary" "$(proof)"
	is "$1: a warm login" "in" "$("$2" su alice -c 'echo in' </dev/null 2>/dev/null)"
	is "$1: carol can, too" "in" "$("$2" su carol -c 'echo in' </dev/null 2>/dev/null)"
}

for mask in 000 027 077 777; do
	masked() { (umask $mask; "$@"); }
	row "umask $mask" masked
done
for what in blocked ignored descriptors deleted groups timer thp subreaper timerslack keepcaps large; do
	with() { odd $what "$@"; }
	row "$what" with
done
at() { nice -n 19 "$@"; };                              row "nice 19" at
at() { chrt -b 0 "$@"; };                               row "SCHED_BATCH" at
at() { chrt -i 0 "$@"; };                               row "SCHED_IDLE" at
at() { taskset -c 0 "$@"; };                            row "one processor" at
at() { ionice -c 3 "$@"; };                             row "an idle disk" at
at() { setarch -R "$@"; };                              row "no randomisation" at
at() { setarch linux32 "$@"; };                         row "a personality of 32 bits" at
at() { (echo 900 >/proc/self/oom_score_adj; "$@"); };   row "first to be killed" at
at() { (echo 0x7f >/proc/$BASHPID/coredump_filter; "$@"); }; row "another core filter" at
at() { setsid -w "$@"; };                               row "a session of its own" at
at() { unshare -m "$@"; };                              row "another mount namespace" at
at() { unshare -u -i "$@"; };                           row "other host name and ipc" at
at() { (cd /root && chmod 0 . && "$@"; s=$?; chmod 700 /root; exit $s); }; row "a closed directory" at
at() { LC_ALL=xx_YY.UTF-8 LANG=tr_TR.UTF-8 "$@"; };     row "a locale that is not there" at
at() { env -i PATH="$PATH" "$@"; };                     row "no environment" at
at() { LD_PRELOAD=/no/such.so TZ=:/etc/shadow IFS=/ ENV=/etc/shadow "$@"; }; row "variables that change programs" at
# Soft ones: hard ones that root may not raise, without CAP_SYS_RESOURCE, bind all of a sandbox (88-hosts).
for limit in nofile=64 core=0 data=400000000 stack=1000000 fsize=0 as=4000000000 sigpending=10 msgqueue=0 memlock=0 locks=1; do
	at() { prlimit --$limit: "$@"; }
	row "soft ulimit $limit" at
done

# --- what is taken along: what lowers, and signals that are ignored on purpose --------------------------------------------
carol_ignores=$(odd ignored su carol -c 'grep SigIgn /proc/self/status' </dev/null)
like "(carol has what su leaves of them)" '[^0]' "${carol_ignores#*:}"
is "HUP INT QUIT PIPE TERM TSTP TTIN TTOU, and no other" 0000000000385007 \
	"$(odd ignored su alice -c 'grep SigIgn /proc/self/status' </dev/null | cut -f2)"
plain="env --default-signal=INT,QUIT" # in the background a shell has them ignored
is "hostel run: the disk, signals" "idle 0000000000000001" \
	"$(ionice -c 3 nohup $plain hostel run alice -- sh -c 'ionice; grep SigIgn /proc/self/status | cut -f2' </dev/null 2>/dev/null | xargs)"
is "a better place at the disk is not taken along" "none" \
	"$(ionice -c 1 -n 0 su alice -c ionice </dev/null | sed 's/:.*//')"
fresh; policy '[seccomp]' 'deny = ioprio_set'
is "nor what the policy denies, and it is in nobody's way" "in none" "$(ionice -c 3 su alice -c 'echo in; ionice' </dev/null | sed 's/:.*//' | xargs)"
policy; fresh

# --- what goes on after the login that has started it ------------------------------------------------------------
of_jobs() { # what hostel-jobs has
	local pid; pid=$(pgrep -u alice -x hostel-jobs) || { echo "it is not there"; return; }
	grep -E '^Max cpu' /proc/$pid/limits | xargs
	ps -o ni=,cls= -p $pid | xargs
	grep -E '^(Umask|Cpus_allowed_list|THP_enabled)' /proc/$pid/status
	cat /proc/$pid/oom_score_adj /proc/$pid/timerslack_ns /proc/$pid/coredump_filter /proc/$pid/personality
}
jobs_after() { # function that a login is run with: the first one of the room, from which hostel-jobs is
	fresh
	rm -f /home/alice/asked
	"$1" su alice -c 'crontab -l; touch ~/asked; exec sleep 300' </dev/null >/dev/null 2>&1 & first=$!
	# Then its child that has run crontab is gone: this one stays.
	until_true 60 test -e /home/alice/asked; until_true 60 eval '[ "$(pgrep -u alice -xc hostel-jobs)" = 1 ]'
	of_jobs
	hostel kill alice >/dev/null; wait $first 2>/dev/null
}
if command -v crontab >/dev/null; then
	ordinary_jobs=$(jobs_after command)
	like "hostel-jobs: (it says something)" 'Max cpu time unlimited unlimited seconds' "$ordinary_jobs"
	odd_all() {
		(umask 077; echo 900 >/proc/self/oom_score_adj; echo 0x7f >/proc/$BASHPID/coredump_filter
		nice -n 7 taskset -c 0 prlimit --cpu=1000: setarch -R python3 /root/odd.py timerslack "$@")
	}
	is "hostel-jobs has nothing of the login that has started it" "$ordinary_jobs" "$(jobs_after odd_all)"
	program=$PREFIX/libexec/hostel/hostel-jobs
	python3 tests/attacks/returns_zero.py $program lasting_begin /root/jobs.without
	mv $program $program.away; install -m 755 /root/jobs.without $program
	like "control: without that it has" ' 7 TS .* Cpus_allowed_list: 0 900 500000000 0000007f' "$(jobs_after odd_all | xargs)"
	mv $program.away $program
else
	skip "hostel-jobs" "there is no crontab"
fi
fresh

# --- sshd, started with it -------------------------------------------------------------------------------------------
row_ssh() { # name, function
	stop_sshd
	"$2" /usr/sbin/sshd
	until_true 10 test -s /run/sshd.pid
	fresh
	is "$1: sshd: a cold login, a warm one, sftp" "in in sftp" \
		"$(S alice 'echo in' </dev/null 2>/dev/null) $(S alice 'echo in' </dev/null 2>/dev/null) $(echo pwd | sftp -q -b - -F /root/.ssh/config alice@host 2>/dev/null | grep -q /home/alice && echo sftp)"
	stop_sshd; /usr/sbin/sshd; until_true 10 test -s /run/sshd.pid
	is "$1: sshd: and an ordinary one after it is as ever" "$ordinary_by_ssh" "$(by_ssh)"
}
at() { (umask 077; "$@"); };      row_ssh "umask 077" at
at() { nice -n 10 "$@"; };        row_ssh "nice 10" at
at() { taskset -c 0 "$@"; };      row_ssh "one processor" at
at() { chrt -b 0 "$@"; };         row_ssh "SCHED_BATCH" at
at() { odd ignored "$@"; };       row_ssh "ignored" at
at() { setarch -R "$@"; };        row_ssh "no randomisation" at
at() { unshare -m "$@"; };        row_ssh "another mount namespace" at
at() { LC_ALL=xx_YY.UTF-8 "$@"; }; row_ssh "a locale that is not there" at
at() { prlimit --nofile=128: --core=0: "$@"; }; row_ssh "ulimits" at
finish
