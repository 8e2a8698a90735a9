#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# [resources] charge_login: login programs in a cgroup beside the sandbox's, with its limits.
. "$(dirname "$0")/lib.sh"

V=1; findmnt -nrt cgroup -o OPTIONS | tr , '\n' | grep -qx memory || V=2
leaf() { # controller cgroup
	local where
	if [ $V = 2 ]; then where=$(findmnt -nrt cgroup2 -o TARGET | head -1); else where=$(findmnt -nrt cgroup -o TARGET,OPTIONS | awk -v c="$1" '("," $2 ",") ~ ("," c ",") {print $1; exit}'); fi
	echo "$where/$WORLD_CGROUP/$2"
}
LEAF='alice~login'
fresh() { hostel kill alice >/dev/null 2>&1; until_true 10 no_sandbox; policy "$@"; }
stay() { : >/tmp/stay; alice 'echo in; exec sleep 60' >/tmp/stay & STAY=$!; until_true 10 grep -q in /tmp/stay; }
monitor() { pgrep -f '^sshd: alice \[priv\]' | head -1; }
child() { pgrep -f '^sshd: alice@notty' | head -1; }
charged() { grep -qE "(memory[^/]*|^0:.*):/.*/$LEAF\$|^[0-9]*:[^:]*memory[^:]*:.*/$LEAF\$" "/proc/$1/cgroup"; }

# --- where they are ---------------------------------------------------------------------------------
fresh '[resources]' 'memory.max = 64M'
stay
sleep 0.3
unlike "control: without the key sshd is in no cgroup of alice's" "$LEAF" "$(cat /proc/$(monitor)/cgroup /proc/$(child)/cgroup)"
policy '[resources]' 'memory.max = 64M' 'charge_login = yes'
like "reload charges those who are there" 'charge_login no -> yes applied' "$(hostel reload)"
ok "the monitor" charged "$(monitor)"
ok "and its child" charged "$(child)"
fresh '[resources]' 'memory.max = 64M' 'cpu.max = 30%' 'pids.max = 20' 'charge_login = yes'
wait $STAY
mark=$(log_mark)
stay
ok "charge_login = yes: the monitor is moved" until_true 5 eval 'charged "$(monitor)"'
ok "its child, too" until_true 5 eval 'charged "$(child)"'
ok "hostel-shell" until_true 5 eval 'charged "$(pgrep -x hostel-shell | head -1)"'
unlike "nothing is said about it" 'not charged' "$(log_since $mark)"
is "memory.max is the same" $((64 << 20)) "$(cat "$(leaf memory $LEAF)/$([ $V = 2 ] && echo memory.max || echo memory.limit_in_bytes)")"
is "pids.max is not" max "$(cat "$(leaf pids $LEAF)/pids.max")"
unlike "the sandbox is in its own" "$LEAF" "$(cat /proc/$(pgrep -f '^sleep 60$' | head -1)/cgroup)"
[ $V = 2 ] || unlike "v1: processes are not counted there" "pids:.*$LEAF" "$(cat /proc/$(monitor)/cgroup)"
left() { ps -eo stat,comm,args | awk '$1 ~ /^Z/'; pgrep -f 'sshd: alice' | while read -r p; do charged "$p" || echo "$p"; done; }
until_true 30 eval '[ -z "$(left)" ]' # whoever is just ending is a zombie for a moment
is "nothing of the helper is left: no zombie, no process without a parent" "" "$(left)"
is "who goes, goes: the session ends with its connection" 1 "$(kill "$(pgrep -x ssh)"; until_true 5 no_sandbox && echo 1)"

# --- a bomb inside does not stop sshd ---------------------------------------------------------------
fresh '[resources]' 'pids.max = 20' 'charge_login = yes'
alice 'for i in $(seq 30); do sleep 80 & done 2>/dev/null; sleep 80' >/dev/null 2>&1 & bomb=$!
until_true 10 bash -c '[ "$(pgrep -fc "^sleep 80$")" -ge 15 ]'
ok "pids.max is reached inside: another session's sshd is there all the same" \
	bash -c "ssh -F /root/.ssh/config -l alice host -N & p=\$!; for i in \$(seq 300); do [ \$(pgrep -fc '^sshd: alice \[priv\]') -ge 2 ] && r=0 && break; sleep 0.1; r=1; done; kill \$p; exit \$r"
hostel kill alice >/dev/null; wait $bomb 2>/dev/null

# --- felt: what sshd itself works for him -----------------------------------------------------------
head -c 120M /dev/zero >/home/alice/big; chown alice: /home/alice/big
transfer() { local s; s=$(date +%s%N); timeout 300 sftp -qF /root/.ssh/config -o Compression=no alice@host:big /tmp/got >/dev/null 2>&1; echo $((($(date +%s%N) - s) / 1000000)); }
throttled() { sed -n 's/^nr_throttled //p' "$(leaf cpu "$1")/cpu.stat" 2>/dev/null; }
fresh '[resources]' 'cpu.max = 5%'
transfer >/dev/null
before=$(throttled $LEAF)
free=$(transfer)
is "control: without the key sshd is not held up: $free ms for 120 MiB" "$before" "$(throttled $LEAF)"
fresh '[resources]' 'cpu.max = 5%' 'charge_login = yes'
limited=$(transfer)
ok "cpu.max = 5% of sshd's sftp: $limited ms, held up $(throttled $LEAF) times" test "$(throttled $LEAF)" -gt "${before:-0}"
is "it came whole" "$(md5sum </home/alice/big)" "$(md5sum </tmp/got)"
fresh '[resources]' 'memory.max = 64M' 'charge_login = yes'
before=$(cat "$(leaf memory $LEAF)/$([ $V = 2 ] && echo memory.peak || echo memory.max_usage_in_bytes)" 2>/dev/null)
transfer >/dev/null
used=$(cat "$(leaf memory $LEAF)/$([ $V = 2 ] && echo memory.peak || echo memory.max_usage_in_bytes)" 2>/dev/null)
ok "memory of the transfer is charged: ${before:-0} to ${used:-0} bytes" test "${used:-0}" -gt 1000000

# Channels that nobody inside reads: sshd's child keeps 2 MiB of each.
serve='import socket, time; s = socket.create_server(("127.0.0.1", 9000), backlog=128); k = []; print("in", flush=True)
while True: k.append(s.accept())'
grown() { [ -n "$(child)" ] && awk '/^VmRSS/ { print int($2 / 1024) }' "/proc/$(child)/status" || echo gone; }
channels() { # how much the child has grown to, in MiB, or that the connection is gone
	: >/tmp/stay; T=150 alice -L 127.0.0.1:9000:127.0.0.1:9000 "exec python3 -c '$serve'" >/tmp/stay 2>/dev/null & STAY=$!
	until_true 10 grep -q in /tmp/stay
	[ -z "$1" ] || until_true 30 charged "$(child)"
	python3 - <<-'P' 2>/dev/null &
	import socket, time
	left = {}
	for i in range(100):
	    c = socket.create_connection(('127.0.0.1', 9000))
	    c.setblocking(False)
	    left[c] = 4 << 20
	block, end = bytes(65536), time.time() + 60
	while time.time() < end:
	    for c in left:
	        try:
	            n = c.send(block[:min(len(block), left[c])]) if left[c] else 0
	        except BlockingIOError:
	            continue
	        left[c] -= n
	    time.sleep(0.005)
	P
	flood=$!
	until_true 60 eval '[ "$(grown)" = gone ] || [ "$(grown)" -gt 56 ]'
	grown
	kill $flood; wait $flood 2>/dev/null
	hostel kill alice >/dev/null 2>&1; wait $STAY
}
fresh '[resources]' 'memory.max = 48M'
grown=$(channels "")
ok "control: unread channels make sshd's child grow: to $grown MiB" test "$grown" -gt 56
fresh '[resources]' 'memory.max = 48M' 'charge_login = yes'
seen=$(channels charged)
ok "charged: it ends, or stays below memory.max: $seen" bash -c "[ $seen = gone ] || [ $seen -le 48 ]"
until_true 5 no_sandbox
is "and he can come again" in "$(alice 'echo in')"

# --- su, and the caller's own children ---------------------------------------------------------------
fresh '[resources]' 'charge_login = yes'
su alice -c 'sleep 80' & until_true 60 pgrep -f '^sleep 80$'
ok "su" until_true 5 bash -c "grep -q '$LEAF' /proc/\$(pgrep -fx 'su alice -c sleep 80' | head -1)/cgroup"
unlike "not who called it" "$LEAF" "$(cat /proc/$$/cgroup)"
pkill -u alice -x sleep; wait $!
is "su's exit status is the command's" 7 "$(su alice -c 'exit 7'; echo $?)"

# --- the end ------------------------------------------------------------------------------------------
fresh
hostel gc >/dev/null
is "gc removes it" "" "$(find /sys/fs/cgroup -type d -path "*$WORLD_CGROUP/alice*" 2>/dev/null)"
is "and a login makes it again" in "$(policy '[resources]' 'charge_login = yes'; alice 'echo in')"
finish
