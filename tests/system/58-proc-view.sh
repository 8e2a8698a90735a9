#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# [filesystem] proc_view = lxcfs: free, uptime and top tell the tenant's limits; and lxcfs that is not there.
. "$(dirname "$0")/lib.sh"

if ! command -v lxcfs >/dev/null || ! mknod -m 666 /dev/fuse c 10 229; then
	skip "proc_view = lxcfs" "no lxcfs, or no FUSE"
	finish
	exit
fi
VIEW=/run/view
mkdir -p $VIEW
start_lxcfs() {
	lxcfs -f -o allow_other $VIEW >/tmp/lxcfs.log 2>&1 &
	LXCFS=$!
	until_true 5 test -e $VIEW/proc/meminfo
}
stop_lxcfs() { kill "${1:--TERM}" $LXCFS; wait $LXCFS 2>/dev/null; }
trap 'kill -KILL $LXCFS 2>/dev/null' EXIT
sed -i "/^cgroup/a lxcfs = $VIEW" $CONF/hostel.ini
fresh() { hostel kill alice >/dev/null 2>&1; until_true 10 no_sandbox; policy "$@"; }
total() { alice 'sed -n "s/^MemTotal: *\([0-9]*\) kB/\1/p" /proc/meminfo'; }
if ! start_lxcfs; then
	skip "proc_view = lxcfs" "it does not run here: $(tail -n 1 /tmp/lxcfs.log)"
	finish
	exit
fi
host=$(sed -n 's/^MemTotal: *\([0-9]*\) kB/\1/p' /proc/meminfo)

fresh '[resources]' 'memory.max = 100M'
is "control: proc_view = host: the host's memory" "$host" "$(total)"
fresh '[filesystem]' 'proc_view = lxcfs' '[resources]' 'memory.max = 100M'
is "proc_view = lxcfs: memory.max" $((100 << 10)) "$(total)"
is "free says it" 100 "$(alice "free -m | awk '/^Mem:/ {print \$2}'")"
is "uptime is the sandbox's" yes "$(alice 'read -r up _ </proc/uptime; [ "${up%.*}" -lt 60 ] && echo yes || echo "$up"')"
is "what was masked and has a view is not masked" Filename "$(alice 'cut -f1 /proc/swaps | head -1')"
is "disks stay masked" "" "$(alice 'cat /proc/diskstats')"
is "they cannot be written" refused "$(alice '(echo 1 >/proc/uptime) 2>/dev/null && echo written || echo refused')"
alice 'sleep 80' & until_true 60 pgrep -f '^sleep 80$'
policy '[filesystem]' 'proc_view = lxcfs' '[resources]' 'memory.max = 200M'
hostel reload >/dev/null
is "and follows a reload" $((200 << 10)) "$(total)"

# --- lxcfs ends while the sandbox lives -------------------------------------------------------------
stop_lxcfs -KILL
like "lxcfs killed: its files say so" 'not connected' "$(alice 'cat /proc/meminfo' 2>&1)"
is "a login goes on" in "$(alice 'echo in')"
fresh '[filesystem]' 'proc_view = lxcfs'
wait
refusal() { # name, what the log says
	local mark; mark=$(log_mark)
	is "$1: a new sandbox is refused" "" "$(alice 'echo in' 2>/dev/null)"
	like "$1: the log says why" "proc_view = lxcfs cannot be had on this host: $2" "$(log_since $mark)"
}
refusal "a dead mount" "$VIEW: Transport endpoint is not connected"
umount -l $VIEW
refusal "none" "lxcfs is not mounted at $VIEW"
mark=$(log_mark)
fresh '[filesystem]' 'proc_view = lxcfs' '[resources]' 'when_unavailable = warn'
is "when_unavailable = warn: the host's" "$host" "$(total)"
like "and a warning" 'alice: .*proc_view = lxcfs cannot be had on this host' "$(log_since $mark)"
start_lxcfs
kill -STOP $LXCFS
fresh '[filesystem]' 'proc_view = lxcfs'
started=$SECONDS
refusal "one that hangs" "lxcfs at $VIEW does not answer"
ok "within some seconds: $((SECONDS - started))" test $((SECONDS - started)) -lt 30
fresh '[filesystem]' 'proc_view = lxcfs' '[resources]' 'when_unavailable = warn'
is "with when_unavailable = warn it leaves the login time to come in" "$host" "$(total)"
fresh '[filesystem]' 'proc_view = lxcfs'
kill -CONT $LXCFS
is "and when it goes on, a login does" in "$(alice 'echo in')"
: >/tmp/stay; alice 'echo in; exec sleep 60' >/tmp/stay & until_true 10 grep -q in /tmp/stay
kill -STOP $LXCFS
policy '[filesystem]' 'proc_view = lxcfs' 'hide = /mnt'
refusal "it hangs again, beside a sandbox that lives" "lxcfs at $VIEW does not answer"
policy '[filesystem]' 'proc_view = lxcfs'
is "who asked it in vain holds nothing: a login joins that sandbox" in "$(T=30 alice 'echo in')"
kill -CONT $LXCFS
hostel kill alice >/dev/null; wait $!
stop_lxcfs
umount -l $VIEW 2>/dev/null
finish
