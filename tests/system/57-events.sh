#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# hostel events, hostel metrics and the counters of hostel ps: limits that are really run into, logins
# and system calls that are really refused. On cgroup v1 and v2, as the host has it.
. "$(dirname "$0")/lib.sh"

# A uid that no other world on this kernel has: its log is everybody's.
usermod -u $((20000 + RANDOM)) alice; chown -R alice /home/alice
[ -e /dev/kmsg ] || mknod /dev/kmsg c 1 11 # of the world's own /dev

fresh() { hostel kill alice >/dev/null 2>&1; until_true 10 no_sandbox; policy "$@"; }
json() { python3 -c "import json,sys; d=json.load(sys.stdin); print($1)"; }
events() { # kind [limit]: how many lines of alice's
	hostel events alice --json 2>/dev/null |
		json "sum(e['event']=='$1' and e.get('limit','')[:len('${2:-}')]=='${2:-}' for e in d)"
}
come_in() { alice 'sleep 60' & inside=$!; until_true 60 pgrep -f '^sleep 60$'; }
go_out() { hostel kill alice >/dev/null; wait $inside; }
counter() { # expression over c: alice's counters; with a session open, or ps shows nobody
	come_in
	hostel ps alice --json | json "(lambda c: $1)(d[0]['counters'])"
	go_out
}
metric() { hostel metrics | sed -n "s/^hostel_$1{tenant=\"alice\"${2:+,$2}} //p"; }
login() { alice 'echo in' 2>/dev/null; }

# --- controls -----------------------------------------------------------------------------------------
like "nobody has been here: no events" 'no events' "$(hostel events 2>&1)"
is "and an empty list" "[]" "$(hostel events --json)"
fresh '[resources]' 'memory.max = 64M' 'pids.max = 40' 'cpu.max = max'
is "a login that runs into nothing" in "$(login)"
like "control: no event" 'no events' "$(hostel events 2>&1)"
is "control: no counter" "0 0 0 0" "$(counter "'%s %s %s %s' % (c['oom_kills'], c['pids_max_hits'], sum(c['refused_logins'].values()), c['refused_syscalls'])")"
come_in
unlike "hostel ps says nothing of it" 'OOM|PIDS.MAX|THROTTLED|REFUSED' "$(hostel ps)"
go_out

# --- limits -------------------------------------------------------------------------------------------
mark=$(log_mark)
is "out of memory" "no" "$(alice "$eat && echo survived || echo no" 2>/dev/null)"
told() { grep -q 'event=oom_kill tenant=alice uid=[0-9]* count=1 limit=memory.max' <(log_since $mark); }
ok "the end of the session tells syslog, without any command" until_true 5 told
is "oom_kill: one event" 1 "$(events oom_kill memory.max)"
is "and no second time" 1 "$(events oom_kill)"
is "hostel ps counts it" 1 "$(counter "c['oom_kills']")"
is "hostel metrics, too" 1 "$(metric tenant_oom_kills_total)"
is "a fork bomb" full "$(alice "python3 -c '$bomb'" 2>/dev/null | sort -u)"
ok "pids_max: an event" test "$(events pids_max pids.max)" -ge 1
ok "hostel ps counts it" test "$(counter "c['pids_max_hits']")" -ge 1
ok "hostel metrics, too" test "$(metric tenant_pids_max_hits_total)" -ge 1
is "control: nothing was throttled" 0 "$(events cpu_throttled)"
fresh '[resources]' 'cpu.max = 10%'
# On a busy machine a second's work is throttled for less, or not at all: work until it is.
worked() { alice 'timeout 1 bash -c "while :; do :; done"' 2>/dev/null; [ "$(events cpu_throttled cpu.max)" -ge 1 ]; }
ok "cpu_throttled: an event" until_true 60 worked
throttled() { [ "$(counter "c['throttled_usec']")" -gt 300000 ] || { alice 'timeout 1 bash -c "while :; do :; done"' 2>/dev/null; false; }; }
ok "hostel ps counts the time" until_true 60 throttled
ok "hostel metrics has it in seconds" test "$(metric tenant_cpu_throttled_seconds_total | cut -d. -f1,2 | tr -d .)" -gt 300000
come_in
like "hostel ps has columns for what happened" 'OOM  PIDS.MAX  THROTTLED' "$(hostel ps)"
like "and how often" '  1 +[0-9]+ +[0-9.]+s$' "$(hostel ps | sed -n 's/ *$//; 2p')"
go_out

# --- refused logins -----------------------------------------------------------------------------------
fresh '[tenant]' 'plan = basic' 'suspended = yes'
is "suspended" "" "$(login)"
is "an event" 1 "$(events refused_login suspended)"
like "with where it came from" '"from": "127.0.0.1"' "$(hostel events alice --json)"
fresh '[session]' 'services = cron'
is "a service that is not listed" "" "$(login)"
is "an event" 1 "$(events refused_login services)"
fresh '[session]' 'login_rate = 1/1m'
rm -f $STATE/t/*/rate
is "login_rate = 1/1m" in "$(login)"
is "refused" "" "$(login)"
is "an event" 1 "$(events refused_login login_rate)"
fresh '[session]' 'login_rate = max' 'max_sessions = 1'
come_in
is "max_sessions = 1" "" "$(login)"
is "an event" 1 "$(events refused_login max_sessions)"
go_out
fresh '[session]' 'max_sesions = 1'
is "a mistake in his policy" "" "$(login)"
is "an event" 1 "$(events refused_login policy)"
like "hostel metrics counts mistakes" '^hostel_policy_mistakes [1-9]' "$(hostel metrics 2>/dev/null)"
fresh
is "hostel ps: by reason" "1 1 1 1 1 0" "$(counter "' '.join(str(c['refused_logins'][k]) for k in ('suspended','services','login_rate','max_sessions','policy','host'))")"
is "hostel metrics: by reason" 1 "$(metric tenant_refused_logins_total 'reason="max_sessions"')"
is "control: bob was never refused" 0 "$(hostel events --json | json "sum(e['tenant']=='bob' for e in d)")"

# --- refused system calls -----------------------------------------------------------------------------
call='import ctypes; ctypes.CDLL(None).mount(0, 0, 0, 0, 0)'
if head -c 0 /dev/kmsg && timeout 1 dd if=/dev/kmsg of=/dev/null bs=8192 count=1 2>/dev/null &&
	grep -q errno /proc/sys/kernel/seccomp/actions_logged && ! pgrep -x auditd >/dev/null &&
	! grep -qw audit=0 /proc/cmdline; then
	fresh '[seccomp]' 'log = no'
	alice "python3 -c '$call'"
	is "control: log = no, no event" 0 "$(events refused_syscall)"
	fresh '[seccomp]' 'log = yes'
	seen() { alice "python3 -c '$call'"; [ "$(events refused_syscall)" -ge 1 ]; } # of many the kernel drops some
	ok "log = yes: an event" until_true 120 seen
	like "with the call's name and the program" 'refused_syscall +[0-9]+ +seccomp +mount by /usr/bin/python3' "$(hostel events alice)"
	ok "counted" test "$(counter "c['refused_syscalls']")" -ge 1
else
	skip "refused system calls" "the kernel log cannot be read here"
fi

# --- forms ----------------------------------------------------------------------------------------------
like "the table" '^20[0-9-]{8} [0-9:]{8}  alice +oom_kill +1  memory.max +killed at 67108864 bytes' "$(hostel events)"
is "--since in the future: nothing" "[]" "$(hostel events --json --since "@$(($(date +%s) + 60))")"
is "--since 1h: as without" "$(hostel events --json | json 'len(d)')" "$(hostel events --json --since 1h | json 'len(d)')"
is "--since nonsense: the command line is wrong" 2 "$(hostel events --since yesteryear >/dev/null 2>&1; echo $?)"
is "a stranger" 4 "$(hostel events carol >/dev/null 2>&1; echo $?)"
is "another tenant's events are not shown" 0 "$(hostel events bob --json 2>/dev/null | json 'len(d)' 2>/dev/null || echo 0)"
printf '{"time":17' >>$STATE/t/"$(id -u alice)"/events
like "a torn line is left out" 'oom_kill' "$(hostel events alice)"
fresh '[tenant]' 'plan = basic' 'suspended = yes'; login
is "and what comes behind it is not lost" 2 "$(events refused_login suspended)"
fresh
is "root's alone" 600 "$(stat -c %a $STATE/t/"$(id -u alice)"/events)"
unlike "not for tenants" oom_kill "$(alice "cat $STATE/t/$(id -u alice)/events" 2>&1)"

# --- metrics ----------------------------------------------------------------------------------------------
hostel metrics --output /tmp/hostel.prom
is "--output: the same, with mode 644, and nothing beside it" "644 1" "$(stat -c %a /tmp/hostel.prom) $(ls /tmp/hostel.prom* | wc -l)"
is "every sample has its HELP and TYPE, every line its form" "" "$(python3 - /tmp/hostel.prom <<'P'
import re, sys
typed, helped = {}, set()
for line in open(sys.argv[1]):
    if line.startswith('# HELP '): helped.add(line.split()[2]); continue
    if line.startswith('# TYPE '): typed[line.split()[2]] = line.split()[3]; continue
    m = re.fullmatch(r'([a-z_]+)(\{([a-z]+="([^"\\\n]|\\["\\n])*",?)+\})? ([0-9.]+|\+Inf)\n', line)
    if not m: print('form:', line); continue
    name = m.group(1)
    if name not in typed or name not in helped: print('no type:', name)
    elif name.endswith('_total') != (typed[name] == 'counter'): print('not as it is called:', name)
P
)"
is "a file that cannot be written" 111 "$(hostel metrics --output /nowhere/x.prom >/dev/null 2>&1; echo $?)"
before=$(metric tenant_oom_kills_total)
until_true 30 no_sandbox
hostel gc >/dev/null
is "hostel gc takes the cgroup away" "" "$(find /sys/fs/cgroup -type d -path "*$WORLD_CGROUP/alice*" 2>/dev/null)"
is "the counters stay" "$before" "$(metric tenant_oom_kills_total)"
fresh '[resources]' 'memory.max = 64M' 'cpu.max = max'
alice "$eat" >/dev/null 2>&1
is "a new cgroup counts on" $((before + 1)) "$(metric tenant_oom_kills_total)"
until_true 10 no_sandbox
# As many in it as were collected last: by its end alone it looks like nothing new.
find /sys/fs/cgroup -depth -type d -path "*$WORLD_CGROUP/alice*" -exec rmdir {} + 2>/dev/null
mark=$(log_mark)
alice "$eat" >/dev/null 2>&1
ok "a cgroup that somebody removed: its successor's first kill is told" until_true 5 told

# --- follow -------------------------------------------------------------------------------------------
hostel events --follow >/tmp/follow & follower=$!
until_true 30 grep -q '^SigBlk:.*4002$' /proc/$follower/status # it has looked once: what there was is not told
: >/tmp/killed; alice "$eat; echo killed; exec sleep 59" >/tmp/killed 2>/dev/null & running=$!
until_true 60 grep -q killed /tmp/killed
ok "--follow: it is there" until_true 30 grep -q oom_kill /tmp/follow
ok "while the session is open" kill -0 $running
is "nothing of before" 1 "$(wc -l </tmp/follow)"
pkill -u alice -x sleep; wait $running
kill -TERM $follower; wait $follower; is "--follow ends well on SIGTERM" 0 $?
hostel events --follow --json --since 1h >/tmp/follow & follower=$!
until_true 5 grep -q max_sessions /tmp/follow
kill -INT $follower; wait $follower; is "and on SIGINT" 0 $?
is "with --json an object a line" "$(hostel events --json --since 1h | json 'len(d)')" \
	"$(python3 -c 'import json; print(sum("event" in json.loads(l) for l in open("/tmp/follow")))')"
hostel events --follow --since 1h | head -n 1 >/dev/null
is "its reader is gone: it ends, without a word" "0 0" "${PIPESTATUS[*]}"

# --- the journal --------------------------------------------------------------------------------------
mkdir -p /run/systemd/journal
python3 -u - >/tmp/journal <<'P' &
import os, socket
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind('/run/systemd/journal/socket')
os.chmod('/run/systemd/journal/socket', 0o666)
while True: print(s.recv(65536).decode() + '--', flush=True)
P
journal=$!
until_true 5 test -S /run/systemd/journal/socket
fresh '[tenant]' 'plan = basic' 'suspended = yes'
mark=$(log_mark)
login
until_true 5 grep -q -e -- /tmp/journal
is "a refused login, in fields" "1 4 hostel refused_login alice $(id -u alice) suspended 1 sshd 127.0.0.1" "$(python3 - <<'P'
entries = [dict(l.split('=', 1) for l in e.strip().split('\n')) for e in open('/tmp/journal').read().split('--') if e.strip()]
e = entries[0]
print(len(entries), *(e[k] for k in ('PRIORITY', 'SYSLOG_IDENTIFIER', 'HOSTEL_EVENT', 'HOSTEL_TENANT', 'HOSTEL_UID', 'HOSTEL_LIMIT', 'HOSTEL_COUNT', 'HOSTEL_SERVICE', 'HOSTEL_FROM')))
P
)"
like "and in words" '^MESSAGE=event=refused_login tenant=alice ' "$(cat /tmp/journal)"
unlike "syslog has the reason, not the fields" 'event=refused_login' "$(log_since $mark)"
like "as before" 'refused: tenant alice is suspended' "$(log_since $mark)"
fresh '[resources]' 'memory.max = 64M'
alice "$eat" >/dev/null 2>&1
ok "an OOM kill, at the end of the session" until_true 5 grep -q '^HOSTEL_EVENT=oom_kill' /tmp/journal
kill -STOP $journal # its queue fills up, and nobody waits for it
fresh '[tenant]' 'plan = basic' 'suspended = yes'
mark=$(log_mark)
python3 -c 'import socket; s=socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); s.setblocking(0)
try:
  while True: s.sendto(b"x", "/run/systemd/journal/socket")
except BlockingIOError: pass'
started=$SECONDS
login
ok "a journal that does not read keeps nobody waiting" test $((SECONDS - started)) -le 30 # it would wait for ever
like "then syslog gets the fields" 'event=refused_login tenant=alice .*limit=suspended' "$(log_since $mark)"
kill -KILL $journal; wait $journal 2>/dev/null
rm -rf /run/systemd/journal

# --- without accounting files nothing but its counters sends a session's end to the host ---------------------
rm -f /var/log/wtmp /var/log/lastlog /run/utmp
fresh '[resources]' 'memory.max = 64M'
kills_told() { cat "$STATE/t/$(id -u alice)"/events* | grep -c oom_kill; }
told=$(kills_told)
for round in 1 2; do # the second time in a new cgroup
	alice "$eat" >/dev/null 2>&1
	until_true 10 no_sandbox
	until_true 30 eval '[ "$(kills_told)" = $((told + round)) ]' # PID 1 goes first
	is "out of memory $round: told at the session's end" $((told + round)) "$(kills_told)"
	until_true 10 eval 'hostel gc >/dev/null; ! ls -d /sys/fs/cgroup/*/*/alice /sys/fs/cgroup/*/alice 2>/dev/null | grep -q "$WORLD_CGROUP"'
done
fresh
finish
