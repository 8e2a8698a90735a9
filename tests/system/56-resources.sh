#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# [resources]: each limit set, read back from the kernel, and felt. On cgroup v1 and v2, as the host has it.
. "$(dirname "$0")/lib.sh"

fresh() { hostel kill alice >/dev/null 2>&1; until_true 10 no_sandbox; policy "$@"; }
refused() { # key = value, what the log says
	local mark; mark=$(log_mark)
	fresh '[resources]' "$1"
	unlike "$1: the login is refused" '^in$' "$(alice 'echo in' 2>/dev/null)"
	like "$1: the log says why" "$2" "$(log_since $mark)"
	mark=$(log_mark)
	fresh '[resources]' "$1" 'when_unavailable = warn'
	is "$1 with when_unavailable = warn: the login works" in "$(alice 'echo in' 2>/dev/null)"
	like "$1: and the log warns" "$2" "$(log_since $mark)"
}
leaf() { # controller: the directory of alice's cgroup
	local where
	if [ $V = 2 ]; then where=$(findmnt -nrt cgroup2 -o TARGET | head -1); else where=$(findmnt -nrt cgroup -o TARGET,OPTIONS | awk -v c="$1" '("," $2 ",") ~ ("," c ",") {print $1; exit}'); fi
	echo "$where/$WORLD_CGROUP/alice"
}
has() { [ -n "$(findmnt -nrt cgroup -o OPTIONS | tr , '\n' | grep -x "$1")" ] || { [ $V = 2 ] && grep -qw "${2:-$1}" "$(findmnt -nrt cgroup2 -o TARGET | head -1)/cgroup.controllers"; }; }
kernel() { # controller, v1 file, v2 file: what the kernel says while alice is in
	alice 'sleep 60' & until_true 5 pgrep -f '^sleep 60$'
	cat "$(leaf "$1")/$([ $V = 2 ] && echo "$3" || echo "$2")" 2>&1
	hostel kill alice >/dev/null; wait $!
}
together() { # command of alice's and bob's that says a line, waits for one and says a number, into /tmp/number.NAME
	local who
	for who in alice bob; do
		[ -p /tmp/go.$who ] || mkfifo /tmp/go.$who
		: >/tmp/number.$who
		S $who "$1" </tmp/go.$who >/tmp/number.$who &
	done
	exec 7>/tmp/go.alice 8>/tmp/go.bob
	until_true 30 test -s /tmp/number.alice -a -s /tmp/number.bob
	echo >&7; echo >&8
	exec 7>&- 8>&-
	wait $(jobs -p | tail -2)
	sed -i 1d /tmp/number.alice /tmp/number.bob
}
V=1; findmnt -nrt cgroup -o OPTIONS | tr , '\n' | grep -qx memory || V=2
echo "# cgroup v$V"

# --- memory ------------------------------------------------------------------------------------------
fresh '[resources]' 'memory.max = 10%'
page=$(getconf PAGESIZE)
is "memory.max = 10%: of the host's memory" $(($(getconf _PHYS_PAGES) * 10 / 100 * page)) "$(kernel memory memory.limit_in_bytes memory.max)"
fresh '[resources]' 'memory.max = 64M' 'memory.swap.max = 16M'
is "memory.swap.max" "$([ $V = 2 ] && echo $((16 << 20)) || echo $((80 << 20)))" "$(kernel memory memory.memsw.limit_in_bytes memory.swap.max)"
fresh '[resources]' 'memory.max = 64M'
is "and taken back" unlimited "$(kernel memory memory.memsw.limit_in_bytes memory.swap.max | awk '{ print ($1 == "max" || $1 > 2^50 ? "unlimited" : $1) }')"
if [ $V = 2 ]; then
	fresh '[resources]' 'memory.max = 200M' 'memory.high = 32M' 'memory.low = 16M' 'memory.oom.group = yes'
	is "memory.high" $((32 << 20)) "$(kernel memory - memory.high)"
	is "memory.low" $((16 << 20)) "$(kernel memory - memory.low)"
	is "memory.oom.group" 1 "$(kernel memory - memory.oom.group)"
	fresh '[resources]' 'memory.max = 64M' 'memory.oom.group = yes'
	alice 'sleep 80' & survivor=$!; until_true 60 pgrep -f '^sleep 80$'
	alice 'head -c 200M /dev/zero | tail -c 200M >/dev/null' >/dev/null 2>&1
	ok "memory.oom.group = yes ends all of the sandbox" until_true 5 no_sandbox
	wait $survivor
	fresh '[resources]' 'memory.max = 64M'
	alice 'sleep 80' & survivor=$!; until_true 60 pgrep -f '^sleep 80$'
	alice 'head -c 200M /dev/zero | tail -c 200M >/dev/null' >/dev/null 2>&1
	is "control: without it one process" 1 "$(pgrep -fc '^sleep 80$')"
	hostel kill alice >/dev/null; wait $survivor
	fresh '[resources]' 'memory.high = 32M' 'memory.max = 1G'
	before=$(grep -h ^high "$(leaf memory)/memory.events" 2>/dev/null | cut -d' ' -f2)
	alice 'head -c 100M /dev/zero | timeout 5 tail -c 100M >/dev/null; sleep 1' >/dev/null 2>&1 &
	ok "memory.high is felt: it is counted" until_true 15 bash -c "[ \"\$(sed -n 's/^high //p' $(leaf memory)/memory.events)\" -gt 0 ]"
	wait $!
	# Her page cache, when bob's has to be made room for in what both have together: in percent of before.
	find /usr -xdev -type f -size +200k -size -4M -printf '%s %p\n' | sort -k2 |
		awk '{ sum += $1; print $2 >(sum < 40 * 2^20 ? "/tmp/hers" : sum < 240 * 2^20 ? "/tmp/his" : "/dev/null") }'
	cached() { sed -n 's/^file //p' "$(leaf memory)/memory.stat"; }
	kept() {
		local before who list
		echo 1 >/proc/sys/vm/drop_caches
		for who in alice bob; do
			: >/tmp/cat.$who
			list=/tmp/hers; [ $who = alice ] || list=/tmp/his
			S $who 'xargs cat >/dev/null; echo done; exec sleep 100' <$list >/tmp/cat.$who &
			until_true 30 grep -q done /tmp/cat.$who
			[ $who = bob ] || { before=$(cached); echo $(($(cat "$(leaf memory)/../memory.current") + (50 << 20))) >"$(leaf memory)/../memory.max"; }
		done
		echo $(($(cached) * 100 / before))
		echo max >"$(leaf memory)/../memory.max"
		hostel kill alice >/dev/null; hostel kill bob >/dev/null; wait $(jobs -p | tail -2)
	}
	fresh '[resources]' 'memory.low = 100M'
	protected=$(kept)
	fresh
	ok "memory.low is felt: bob's reading leaves her $protected % of her page cache, without $((unprotected = $(kept))) %" \
		test $protected -gt 85 -a $unprotected -lt 70
else
	refused 'memory.high = 64M' 'memory.high = 64M cannot be enforced on this host: cgroup v1 has no such limit'
	refused 'memory.low = 64M' 'memory.low = 64M cannot be enforced on this host'
	refused 'memory.oom.group = yes' 'memory.oom.group = yes cannot be enforced on this host'
fi

# --- processors -------------------------------------------------------------------------------------
fresh '[resources]' 'cpu.weight = 300'
is "cpu.weight" "$([ $V = 2 ] && echo 300 || echo 3072)" "$(kernel cpu cpu.shares cpu.weight)"
alice 'nice; sleep 60' >/tmp/nice & until_true 5 test -s /tmp/nice
is "PID 1 comes first, what it starts does not" "-10 0" "$(ps -o ni= -C hostel-init | tr -d ' ') $(cat /tmp/nice)"
hostel kill alice >/dev/null; wait $!
is "and cannot take it" refused "$(alice 'nice -n -5 true 2>&1 | grep -q . && echo refused || echo taken')"
if has cpuset; then
	fresh '[resources]' 'cpuset.cpus = 0' 'cpuset.mems = 0'
	is "cpuset.cpus = 0: nproc says 1" 1 "$(alice nproc)"
	is "and others cannot be taken" refused "$(alice 'taskset -c 1 true 2>/dev/null && echo taken || echo refused')"
	is "cpuset.mems is set" 0 "$(kernel cpuset cpuset.mems cpuset.mems)"
	fresh
	is "control: without it nproc is the host's" "$(nproc)" "$(alice nproc)"
	refused 'cpuset.cpus = 4000' 'cpuset.cpus = 4000 cannot be enforced on this host: this host has (none|not all) of these'
	# Two tenants on one processor, for three seconds: time in proportion to the weights.
	fresh '[resources]' 'cpuset.cpus = 0' 'cpu.weight = 900' 'cpu.max = max'
	printf '[resources]\ncpuset.cpus = 0\ncpu.weight = 100\ncpu.max = max\n' >$CONF/tenants/bob.ini
	burn() { together 'echo; read x; timeout 3 bash -c "while :; do :; done"; awk "{print \$16 + \$14}" /proc/$$/stat'; }
	for i in 1 2 3; do # who begins later has the processor alone at the end
		burn; [ "$(cat /tmp/number.alice)" -le $(($(cat /tmp/number.bob) * 2)) ] || break
	done
	ok "weights of 900 and 100: $(cat /tmp/number.alice) and $(cat /tmp/number.bob) ticks" test "$(cat /tmp/number.alice)" -gt $(($(cat /tmp/number.bob) * 2))
	fresh '[resources]' 'cpuset.cpus = 0' 'cpu.weight = 100' 'cpu.max = max'
	for i in 1 2 3; do
		burn; [ "$(cat /tmp/number.alice)" -ge $(($(cat /tmp/number.bob) * 2)) ] || break
	done
	ok "control: equal weights: $(cat /tmp/number.alice) and $(cat /tmp/number.bob) ticks" test "$(cat /tmp/number.alice)" -lt $(($(cat /tmp/number.bob) * 2))
	rm $CONF/tenants/bob.ini
else
	skip "cpuset" "no such controller on this host"
fi

# --- disks ------------------------------------------------------------------------------------------
if has blkio io; then
	for disk in /sys/block/*; do
		case ${disk##*/} in loop* | ram* | zram*) continue ;; esac
		[ "$(cat "$disk/size")" = 0 ] || break
	done
	number=$(cat "$disk/dev")
	disk=/dev/${disk##*/}
	major=${number%:*} minor=${number#*:}
	[ -e "$disk" ] || mknod "$disk" b "$major" "$minor" # of the world's own /dev
	fresh '[resources]' "io.max = $disk rbps=1M wiops=100"
	if [ $V = 2 ]; then
		is "io.max" "$number rbps=1048576 wbps=max riops=max wiops=100" "$(kernel io - io.max | grep "^$number ")"
	else
		is "io.max, rbps" "$number 1048576" "$(kernel blkio blkio.throttle.read_bps_device - | grep "^$number ")"
		is "io.max, wiops" "$number 100" "$(kernel blkio blkio.throttle.write_iops_device - | grep "^$number ")"
	fi
	# A file that lies on the disk, read past the page cache; its time against the same without a limit.
	file=$(find /usr/lib -xdev -type f -size +4M 2>/dev/null | head -1)
	read_file="s=\$(date +%s%N); dd if=$file of=/dev/null bs=256K count=12 iflag=direct status=none && echo \$((\$(date +%s%N) - s))"
	fresh '[resources]' 'io.max = * rbps=1M'
	limited=$(alice "$read_file" 2>&1)
	fresh '[resources]' 'io.max = * riops=5000'
	for i in 1 2 3; do # the disk is not this world's alone
		free=$(alice "$read_file" 2>&1)
		[ -n "$free" ] && [ -z "${free//[0-9]/}" ] && [ "$limited" -le $((free * 3)) ] || break
	done
	if [ "$(stat -fc %T "$file")" != tmpfs ] && [ -n "$free" ] && [ -z "${free//[0-9]/}" ]; then
		ok "io.max = * rbps=1M: 3 MiB in $((limited / 1000000)) ms, with riops=5000 alone $((free / 1000000)) ms" test "$limited" -gt $((free * 3)) -a "$limited" -gt 1500000000
	else
		skip "io.max is felt" "no file of this host can be read directly: $free"
	fi
	fresh
	is "and taken back when the policy says nothing" "" "$(kernel blkio blkio.throttle.read_bps_device io.max | grep -v 'No such' | grep "^$number ")"
	refused 'io.max = /dev/nowhere rbps=1M' 'there is no /dev/nowhere on this host'
	refused 'io.max = /dev/null rbps=1M' '/dev/null is no block device'
	. "$(dirname "$0")/io_weight.sh"
else
	skip "io.max" "no such controller on this host"
fi

# --- logins in a time --------------------------------------------------------------------------------
in_a_row() { local i n=0; for i in 1 2 3 4 5 6; do [ "$(alice 'echo in' 2>/dev/null)" = in ] && n=$((n + 1)); done; echo $n; }
fresh '[session]' 'login_rate = 3/10m'
mark=$(log_mark)
is "login_rate = 3/10m: six attempts, three logins" 3 "$(in_a_row)"
like "the log says why" 'login_rate = 3/10m \(tenants/alice.ini:2\) of tenant alice: wait of [0-9]+ ms' "$(log_since $mark)"
is "bob is let in" in "$(S bob 'echo in')"
is "the admin's su is not counted" in "$(su alice -c 'echo in')"
fresh '[session]' 'login_rate = max'
is "control: without a limit six" 6 "$(in_a_row)"
rm -f $STATE/t/*/rate
fresh '[session]' 'login_rate = 3/4s'
first=$(in_a_row)
sleep 5
is "after the time he is let in again" "in" "$(alice 'echo in' 2>/dev/null)"
fresh
is "nothing is left of the cgroups" "" "$(hostel gc >/dev/null; find /sys/fs/cgroup -type d -path "*$WORLD_CGROUP/alice*" 2>/dev/null)"
finish
